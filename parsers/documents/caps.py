"""How large a document may be."""

from __future__ import annotations

from parsers.documents.http import too_large

TEXT_CAP = 20_000_000
FILE_CAP = 64_000_000

# PDF, zip (Word, Excel, OFD), old Office, RTF, pictures, RAR, 7z, TIFF, BMP, RIFF (WebP)
_BINARY = (
    b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8",
    b"Rar!", b"7z\xbc\xaf", b"II*\x00", b"MM\x00*", b"BM", b"RIFF",
)  # fmt: skip


def check_size(content: bytes) -> None:
    """Checks a document against its cap: HTML and text 20 MB, other files 64 MB.

    Raises:
        DocumentError: it is larger.
    """
    if len(content) > FILE_CAP:
        raise too_large(FILE_CAP)
    if len(content) > TEXT_CAP and not content[:64].lstrip().startswith(_BINARY):
        raise too_large(TEXT_CAP)
