"""One document to its Page: what it is, by its bytes first and its label second."""

from __future__ import annotations

import re

from parsers.decode import Decoded, decode
from parsers.documents import kinds
from parsers.documents.blocks import MOST_TEXT, Page, check_text_size
from parsers.documents.caps import check_size
from parsers.documents.embedded import unwrap
from parsers.documents.html import read_html
from parsers.documents.ocr import read_picture
from parsers.documents.pdf import read_pdf
from parsers.documents.text import read_text
from parsers.errors import DocumentError
from parsers.model import Document

_LATER = "convert it to HTML or text, or copy the report's page as .html"
_PDF = b"%PDF-"
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "Word, Excel or zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word, WPS or Excel"),
    (b"{\\rtf", "RTF"),
    (b"Rar!", "RAR archive"),
    (b"7z\xbc\xaf", "7z archive"),
)
_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body|table|div|p|td|span|meta)\b", re.I)
_HEAD = 16_384
_PDF_HEAD = 1024
# Of a larger document the beginning is looked at before all of it is decoded.
_LARGE = 1_000_000
_LONGEST_CHARACTER = 4  # bytes, in every encoding
# Text has none of these; more than one in a hundred bytes is no text.
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])


def read_document(document: Document) -> Page:
    """Reads one document.

    Args:
        document: bytes with what is known of them.

    Returns:
        Its page, with the findings of decoding and reading.

    Raises:
        DocumentError: empty, too large, binary, of a format that is not read, or broken. It has no
            place yet: the caller knows the document's source.
    """
    content = document.content
    if not content.strip():
        raise DocumentError("the document is empty", code="empty_document")
    head = content[:_PDF_HEAD].lstrip()
    if head.startswith(_PDF):
        check_size(content)
        return read_pdf(content)
    if kinds.picture_type(content[:_PDF_HEAD]) is not None:
        check_size(content)
        return read_picture(content)
    for magic, name in _MAGIC:
        if head.startswith(magic):
            raise DocumentError(
                f"a {name} file cannot be read yet", code="unsupported_format", action=_LATER
            )
    check_size(content)
    if len(content) > _LARGE:
        _check_beginning(content, document.charset)
    decoded = decode(content, document.charset)
    _check_binary(content, decoded)
    text = unwrap(decoded.text)
    page = read_html(text) if is_html(text) else read_text(text)
    page.findings[:0] = decoded.findings
    if not page.blocks:
        raise DocumentError("the document has no text", code="empty_document")
    return page


def _check_beginning(content: bytes, charset: str | None) -> None:
    beginning = content[:_HEAD]
    decoded = decode(beginning, charset)
    _check_binary(beginning, decoded)
    if not is_html(decoded.text) and len(content) > MOST_TEXT * _LONGEST_CHARACTER:
        check_text_size(len(content) // _LONGEST_CHARACTER)


def _check_binary(content: bytes, decoded: Decoded) -> None:
    sample = content[:_HEAD]
    if not decoded.encoding.startswith(("utf-16", "utf-32")):
        controls = len(sample) - len(sample.translate(None, _CONTROLS))
        if controls * 100 > len(sample):
            raise DocumentError(
                "the file is binary, not a web page or text",
                code="binary_document",
                action="check how it was downloaded",
            )
    if decoded.replaced * 10 > len(decoded.text):
        raise DocumentError(
            "the file is binary or in an unknown encoding",
            code="binary_document",
            action="check how it was downloaded",
        )


def is_html(text: str) -> bool:
    """Whether a decoded document is HTML: a tag that text does not have, near its start."""
    return _TAG.search(text, 0, _HEAD) is not None
