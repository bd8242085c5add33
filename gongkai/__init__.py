"""gongkai: annual government information-disclosure reports as checked, traceable data.

Three functions are stable for notebooks and scripts:

* `parse(path)` gives the one Report of a document,
* `parse_many(path, ...)` iterates over the Reports of files, folders and archives,
* `read(directory)` gives the tables of a dataset as DataFrames.

Everything is imported on first use, so ``import gongkai`` is quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gongkai.library import parse, parse_many, read

    __version__: str

__all__ = ["__version__", "parse", "parse_many", "read"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from gongkai.version import version  # noqa: PLC0415 - imported on first use

        return version()
    if name in {"parse", "parse_many", "read"}:
        from gongkai import library  # noqa: PLC0415 - imported on first use

        return getattr(library, name)
    raise AttributeError(f"module 'gongkai' has no attribute {name!r}")
