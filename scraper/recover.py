"""What a killed run left at the end of its archive file is cut on the next start."""

from __future__ import annotations

import os
import zlib
from collections.abc import Mapping
from pathlib import Path

from parsers.errors import StorageError
from scraper.version import PRODUCT

# Only files of this name are ours to cut; others in the folder are never touched.
_OURS = f"{PRODUCT}-*.warc.gz"
_BLOCK = 1 << 20


def recover(folder: Path, committed: Mapping[str, int]) -> list[str]:
    """Cut what a killed run left at the end of its file.

    Args:
        folder: of the archive.
        committed: length in bytes up to which each known file is accounted for. A file that is
            not known (the state was lost) is cut after its last whole record.

    Returns:
        Names of the files that are shorter than what is accounted for: bytes were lost by
        somebody else, and what they held must be asked again.

    Raises:
        StorageError: a file cannot be cut.
    """
    short = []
    for name in sorted({path.name for path in folder.glob(_OURS)} | committed.keys()):
        path = folder / name
        size = path.stat().st_size if path.exists() else 0
        keep = committed.get(name)
        if keep is None:
            keep = whole_length(path)
        if size < keep:
            short.append(name)
        elif size > keep:
            try:
                os.truncate(path, keep)
            except OSError as error:
                raise StorageError(
                    f"the archive's torn end cannot be cut: {error}",
                    place=str(path),
                    action="make the file writable and run again",
                ) from error
    return short


def whole_length(path: Path) -> int:
    """Length of the part of a gzipped WARC file that consists of whole records, in bytes."""
    whole = position = 0
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            while block:
                try:
                    inflater.decompress(block)
                except zlib.error:
                    return whole
                used = len(block) - len(inflater.unused_data)
                position += used
                block = inflater.unused_data
                if inflater.eof:
                    whole = position
                    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    return whole
