"""The body of an archived HTTP response: transfer and content codings undone, under a cap."""

from __future__ import annotations

import importlib
import re
import zlib
from email.message import Message

from warcio.statusandheaders import StatusAndHeaders

from parsers.errors import DocumentError

_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_AGAIN = "fetch the page again"


def content_type(head: StatusAndHeaders | None) -> tuple[str | None, str | None]:
    """Media type in lower case and charset of the Content-Type header, None if not given."""
    value = head.get_header("Content-Type") if head is not None else None
    if not value or not value.strip():
        return None, None
    message = Message()
    message["Content-Type"] = "".join(ch for ch in value if ch.isprintable())
    charset = message.get_param("charset")
    media_type = message.get_content_type() if "/" in value.split(";")[0] else None
    return media_type, charset.strip() or None if isinstance(charset, str) else None


def body(head: StatusAndHeaders | None, raw: bytes, cap: int) -> bytes:
    """The document that a response carried.

    Archives differ: some keep the bytes of the wire, some undo the codings and keep the headers.
    So a coding is undone only if the bytes have it.

    Args:
        head: the HTTP headers, None for records without.
        raw: the body as archived.
        cap: at most so many bytes after decompression.

    Raises:
        DocumentError: too large, cut off, or of a coding that is not known.
    """
    if head is None:
        return raw
    chunked = "chunked" in (head.get_header("Transfer-Encoding") or "").lower()
    if chunked and _CHUNK.match(raw):
        raw = _unchunk(raw)
    codings = (head.get_header("Content-Encoding") or "").lower().split(",")
    for coding in reversed([coding.strip() for coding in codings]):
        raw = _decompress(raw, coding, cap)
    length = (head.get_header("Content-Length") or "").strip()
    if not chunked and not any(codings) and length.isdecimal() and len(raw) < int(length[:15]):
        raise DocumentError(
            f"only {len(raw)} of {length[:15]} bytes are in the archive",
            code="truncated_in_archive",
            action=_AGAIN,
        )
    return raw


def _unchunk(raw: bytes) -> bytes:
    parts: list[bytes] = []
    at = 0
    while match := _CHUNK.match(raw, at):
        size = int(match[1], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(raw[match.end() : match.end() + size])
        at = match.end() + size
        at += 2 if raw[at : at + 2] == b"\r\n" else 0
    raise DocumentError(
        "the response ends inside a chunk", code="truncated_in_archive", action=_AGAIN
    )


def _decompress(raw: bytes, coding: str, cap: int) -> bytes:
    if coding in {"", "identity"} or not raw:
        return raw
    if coding in {"gzip", "x-gzip"}:
        return inflate(raw, cap, 16 + zlib.MAX_WBITS) if raw[:2] == b"\x1f\x8b" else raw
    if coding == "deflate":
        for wbits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
            try:
                return inflate(raw, cap, wbits)
            except DocumentError as error:
                if error.code != "broken_compression":
                    raise
        return raw
    if coding == "br":
        return _brotli(raw, cap)
    raise DocumentError(
        f"the response is coded as {coding[:40]!r}, which cannot be undone",
        code="unknown_coding",
        action="archive the page with gzip or without compression",
    )


def inflate(raw: bytes, cap: int, wbits: int) -> bytes:
    """Decompresses zlib or gzip data, all members, at most `cap` bytes.

    Raises:
        DocumentError: ``too_large``, ``truncated_in_archive`` or ``broken_compression``.
    """
    parts: list[bytes] = []
    size = 0
    while raw:
        inflater = zlib.decompressobj(wbits)
        try:
            parts.append(inflater.decompress(raw, cap - size + 1))
        except zlib.error as error:
            if parts:
                break  # bytes after the last member, which every browser ignores
            raise DocumentError(
                f"the compressed data is broken: {error}", code="broken_compression", action=_AGAIN
            ) from error
        size += len(parts[-1])
        if size > cap:
            raise too_large(cap)
        if not inflater.eof:
            raise DocumentError(
                "the compressed data is cut off", code="truncated_in_archive", action=_AGAIN
            )
        raw = inflater.unused_data
    return b"".join(parts)


def too_large(cap: int) -> DocumentError:
    """The error for a document over its cap."""
    return DocumentError(
        f"the document is larger than {cap // 1_000_000} MB",
        code="too_large",
        action="cut out the report and parse that",
    )


def _brotli(raw: bytes, cap: int) -> bytes:
    try:
        brotli = importlib.import_module("brotli")
    except ImportError as error:
        raise DocumentError(
            "the response is coded with brotli",
            code="unknown_coding",
            action="pip install brotli",
        ) from error
    inflater = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    for at in range(0, len(raw), 4096):
        try:
            part: bytes = inflater.process(raw[at : at + 4096])
        except brotli.error:
            if at == 0:
                return raw  # it was undone before it was archived
            raise DocumentError(
                "the compressed data is broken", code="broken_compression", action=_AGAIN
            ) from None
        size += len(part)
        if size > cap:
            raise too_large(cap)
        parts.append(part)
    if not inflater.is_finished():
        raise DocumentError(
            "the compressed data is cut off", code="truncated_in_archive", action=_AGAIN
        )
    return b"".join(parts)
