"""Gzip members of a file, one by one, and the search for the next record after damage."""

from __future__ import annotations

import io
import zlib
from typing import BinaryIO

CHUNK = 65_536
GZIP = b"\x1f\x8b\x08"
_WINDOW = 1_000_000


def is_warc(head: bytes) -> bool:
    """Whether a file's first bytes (4 kB are enough) begin a WARC, compressed or not."""
    return (_unzip(head, 16) if head.startswith(GZIP) else head).startswith(b"WARC/")


class Member(io.RawIOBase):
    """The decompressed bytes of one gzip member; `end` is where the next one begins."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        super().__init__()
        self._file = file
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self.end = start
        file.seek(start)

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: object) -> int:
        """The next bytes, 0 at the member's end; raises what a damaged member deserves."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        while not self._inflate.eof:
            data = self._inflate.unconsumed_tail or self._file.read(CHUNK)
            if not data:
                raise EOFError("the file ends inside a record")
            out = self._inflate.decompress(data, len(view))
            if self._inflate.eof:
                self.end = self._file.tell() - len(self._inflate.unused_data)
            if out:
                view[: len(out)] = out
                return len(out)
        return 0


def _unzip(head: bytes, size: int) -> bytes:
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, size)
    except zlib.error:
        return b""


def resync(file: BinaryIO, start: int) -> int | None:
    """Where the next record begins at or after `start`, None if none does."""
    file.seek(start)
    base, window = start, file.read(_WINDOW)
    while window:
        plain = window.find(b"\nWARC/")
        zipped = window.find(GZIP)
        while 0 <= zipped < (plain if plain >= 0 else len(window)):
            if _begins_record(file, base + zipped, window[zipped : zipped + 4096]):
                return base + zipped
            zipped = window.find(GZIP, zipped + 1)
        if plain >= 0:
            return base + plain + 1
        file.seek(base + len(window))
        more = file.read(_WINDOW)
        if not more:
            return None
        base += max(len(window) - 8, 0)
        window = window[-8:] + more
    return None


def _begins_record(file: BinaryIO, offset: int, head: bytes) -> bool:
    if len(head) < 4096:
        file.seek(offset)
        head = file.read(4096)
    return is_warc(head)
