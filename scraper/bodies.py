"""The body of an answer: read under caps, before and after decompression."""

from __future__ import annotations

import zlib

MEGABYTE = 1_000_000
TEXT_CAP = 20 * MEGABYTE
FILE_CAP = 64 * MEGABYTE
# Bodies of error answers are only looked at for the signs of a wall.
ERROR_CAP = 1 * MEGABYTE

_TEXT_TYPES = ("text/", "application/json", "application/javascript", "application/x-javascript")
_FILE_MAGIC = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"\x89PNG", b"\xff\xd8\xff")


class BodyError(Exception):
    """A body that cannot be taken; `code` is ``too_large``, ``truncated`` or ``bad_encoding``."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def cap_for(media_type: str | None, head: bytes = b"") -> int:
    """How many bytes a body of this type may have.

    Args:
        media_type: as declared, None if it is not.
        head: the first bytes, which decide where nothing is declared.
    """
    if media_type is None:
        return FILE_CAP if head.startswith(_FILE_MAGIC) else TEXT_CAP
    is_text = media_type.startswith(_TEXT_TYPES) or (
        "xml" in media_type and "office" not in media_type
    )
    return TEXT_CAP if is_text else FILE_CAP


class _Inflater:
    """One gzip or deflate layer, fed piece by piece, never giving more than it is asked."""

    def __init__(self, encoding: str) -> None:
        self._gzip = encoding in ("gzip", "x-gzip")
        self._first = True
        self._z = zlib.decompressobj(zlib.MAX_WBITS | 16 if self._gzip else zlib.MAX_WBITS)
        self._fed = False

    def feed(self, data: bytes, limit: int) -> bytes:
        out = bytearray()
        while data and len(out) <= limit:
            self._fed = True
            if self._z.eof:
                if not self._gzip or not data.startswith(b"\x1f\x8b"):
                    break  # trailing padding after the last member
                self._z = zlib.decompressobj(zlib.MAX_WBITS | 16)
            out += self._inflate(data, limit + 1 - len(out))
            data = self._z.unconsumed_tail or self._z.unused_data
        return bytes(out)

    def _inflate(self, data: bytes, limit: int) -> bytes:
        try:
            out = self._z.decompress(data, limit)
        except zlib.error:
            if self._gzip or not self._first:
                raise
            # "deflate" without the zlib header, which some servers send.
            self._z = zlib.decompressobj(-zlib.MAX_WBITS)
            out = self._z.decompress(data, limit)
        self._first = False
        return out

    @property
    def whole(self) -> bool:
        return self._z.eof or not self._fed


class BodyReader:
    """Collects a body: the bytes as sent, and what they say when decompressed.

    Args:
        encoding: the Content-Encoding header, None if there is none.
        media_type: decides the cap; see `cap_for`.
        cap: overrides it.

    Raises:
        BodyError: the encoding is unknown.
    """

    def __init__(
        self, encoding: str | None, media_type: str | None, cap: int | None = None
    ) -> None:
        self._cap = cap
        self._media_type = media_type
        self._raw = bytearray()
        self._content = bytearray()
        names = [name.strip().lower() for name in (encoding or "").split(",")]
        names = [name for name in names if name not in ("", "identity")]
        if len(names) > 2 or any(name not in ("gzip", "x-gzip", "deflate") for name in names):
            raise BodyError(
                "bad_encoding", f"content encoding {encoding!r} is not one we asked for"
            )
        self._layers = [_Inflater(name) for name in reversed(names)]

    def expect(self, length: int | None) -> None:
        """Refuse a body whose announced length is over the cap.

        Raises:
            BodyError: code ``too_large``.
        """
        cap = self._cap or cap_for(self._media_type or "application/octet-stream")
        if length is not None and length > cap:
            raise BodyError("too_large", f"{length:,} bytes announced, more than {cap:,}")

    def feed(self, chunk: bytes) -> None:
        """Take the next piece.

        Raises:
            BodyError: over the cap, or it does not decompress.
        """
        self._raw += chunk
        if self._cap is None:
            head = bytes(self._raw[:8]) if not self._layers else b""
            self._cap = cap_for(self._media_type, head)
        if len(self._raw) > self._cap:
            raise BodyError("too_large", f"more than {self._cap:,} bytes")
        if not self._layers:
            return
        try:
            for layer in self._layers:
                chunk = layer.feed(chunk, self._cap + 1)
        except zlib.error as error:
            raise BodyError("bad_encoding", f"the body does not decompress: {error}") from None
        self._content += chunk
        if len(self._content) > self._cap:
            raise BodyError("too_large", f"more than {self._cap:,} bytes once decompressed")

    def finish(self) -> tuple[bytes, bytes]:
        """The bytes as sent and the decompressed content.

        Raises:
            BodyError: code ``truncated``: the compressed stream has no end.
        """
        if any(not layer.whole for layer in self._layers):
            raise BodyError("truncated", "the compressed body ends before its end")
        raw = bytes(self._raw)
        return raw, bytes(self._content) if self._layers else raw
