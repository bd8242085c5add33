"""The dataset: every table in CSV and Parquet, with its data package; written and read back."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from output.builder import DatasetSummary, write
    from output.delta import Delta, compare, known
    from output.loader import Loaded, load
    from output.order import sort_key
    from output.reader import read

__all__ = [
    "DatasetSummary",
    "Delta",
    "Loaded",
    "compare",
    "known",
    "load",
    "read",
    "sort_key",
    "write",
]

# pyarrow takes half a second to import: only who writes or reads tables pays for it.
_HOMES = {
    "DatasetSummary": "output.builder",
    "Delta": "output.delta",
    "Loaded": "output.loader",
    "compare": "output.delta",
    "known": "output.delta",
    "load": "output.loader",
    "read": "output.reader",
    "sort_key": "output.order",
    "write": "output.builder",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(home), name)
