"""`gongkai portals list`, `probe` and `add`."""

from __future__ import annotations
