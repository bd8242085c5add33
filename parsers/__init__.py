"""Documents and the standard forms: a Dossier becomes a Report, cell by cell, with its doubt."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parsers.checks import recheck
    from parsers.errors import DocumentError, GongkaiError, RefusedError
    from parsers.model import Dossier, Report
    from parsers.report import parse

__all__ = ["DocumentError", "Dossier", "GongkaiError", "RefusedError", "Report", "parse", "recheck"]

# The aligner takes half a second to import: a process that only passes reports on does without.
_HOMES = {
    "DocumentError": "parsers.errors",
    "Dossier": "parsers.model",
    "GongkaiError": "parsers.errors",
    "RefusedError": "parsers.errors",
    "Report": "parsers.model",
    "parse": "parsers.report",
    "recheck": "parsers.checks",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(home), name)
