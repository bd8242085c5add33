"""Whether a PDF came whole: PDFium shows what is left of a damaged one and says nothing.

A table whose rules are there and whose figures are lost would be read as blank. What is compressed
carries a checksum, so nearly all damage shows when it is unpacked; what is not can be checked by
nobody.
"""

from __future__ import annotations

import re
import zlib

_STREAM = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
_FILTER = re.compile(rb"/(?:Filter|F)\s*(\[[^\]]{0,200}\]|/[^\s/<>\[\]()]+)")
_NAME = re.compile(rb"/([^\s/<>\[\]()]+)")
_FILTERS = frozenset(
    b"FlateDecode Fl LZWDecode LZW ASCII85Decode A85 ASCIIHexDecode AHx RunLengthDecode RL "
    b"CCITTFaxDecode CCF DCTDecode DCT JPXDecode JBIG2Decode Crypt".split()
)
_FLATE = frozenset((b"FlateDecode", b"Fl"))
# A stream's dictionary stands right before it.
_DICTIONARY = 4_000
_CHUNK = 1_000_000
_MOST = 400_000_000
_TAIL = 65_536


def damage(content: bytes) -> str:
    """What is damaged, in a few words; empty if nothing seems to be.

    Args:
        content: the PDF; what is encrypted in it is not looked at.
    """
    if b"startxref" not in content[-_TAIL:]:
        return "its end is missing"
    encrypted = b"/Encrypt" in content
    at = unpacked = 0
    while (match := _STREAM.search(content, at)) is not None:
        at = match.end()
        head = content[max(0, match.start() - _DICTIONARY) : match.start()]
        head = head[head.rfind(b" obj") + 1 :]
        found = _FILTER.search(head)
        if found is None:
            continue
        names = _NAME.findall(found[1])
        if any(name not in _FILTERS for name in names):
            return f"a part is packed in an unknown way at byte {match.start()}"
        if encrypted or not names or names[0] not in _FLATE:
            continue
        end, size = _unpack(content, at)
        unpacked += size
        if end is None:
            return f"a part of it cannot be unpacked at byte {match.start()}"
        if unpacked > _MOST:
            return ""
        at = end
    return ""


def _unpack(content: bytes, start: int) -> tuple[int | None, int]:
    """Where a packed stream ends and how large it is; None if it is damaged."""
    inflate = zlib.decompressobj()
    at, size = start, 0
    try:
        while not inflate.eof and at < len(content) and size <= _MOST:
            data = inflate.unconsumed_tail
            if not data:
                data = content[at : at + _CHUNK]
                at += len(data)
            size += len(inflate.decompress(data, _CHUNK))
    except zlib.error:
        return None, size
    if not inflate.eof:
        return None, size
    return at - len(inflate.unused_data), size
