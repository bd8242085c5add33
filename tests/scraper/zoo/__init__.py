"""The zoo: one synthetic portal of each platform family, served from loopback.

Every module of this package that has `PORTALS` brings portals: builders by name. Nothing here is
taken from a real portal; the shapes follow what is publicly known of each platform.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable

from tests.scraper.zoo.base import Zoo

__all__ = ["Zoo", "portals"]


def portals() -> dict[str, Callable[[], Zoo]]:
    """All portals by name; the family's name comes first in it, up to a ``/``."""
    found: dict[str, Callable[[], Zoo]] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name != "base":
            loaded = importlib.import_module(f"{__name__}.{module.name}")
            found |= getattr(loaded, "PORTALS", {})
    return dict(sorted(found.items()))
