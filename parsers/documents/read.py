"""One document to its Page: what it is, by its bytes first and its label second."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from parsers.decode import Decoded, decode
from parsers.documents import kinds
from parsers.documents.blocks import MOST_TEXT, Page, check_text_size
from parsers.documents.caps import check_size
from parsers.documents.embedded import unwrap
from parsers.documents.html import read_html
from parsers.documents.mht import html_of
from parsers.documents.text import read_text
from parsers.errors import DocumentError
from parsers.model import Document, Finding
from parsers.notes import note

_PDF = b"%PDF-"
_ARCHIVES = ((b"Rar!", "RAR"), (b"7z\xbc\xaf", "7z"))
# What careless servers put before a document.
_BEFORE = b"\xef\xbb\xbf \t\r\n"
_TABLES = frozenset(("text/csv", "text/tab-separated-values"))
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
    head = content[:_HEAD].lstrip(_BEFORE)
    if content[:_PDF_HEAD].lstrip(_BEFORE).startswith(_PDF):
        check_size(content)
        from parsers.documents.pdf import read_pdf  # noqa: PLC0415 - heavy, and pages need none

        return read_pdf(content)
    if kinds.picture_type(content[:_PDF_HEAD]) is not None:
        check_size(content)
        from parsers.documents.ocr import read_picture  # noqa: PLC0415 - the same

        return read_picture(content)
    for magic, name in _ARCHIVES:
        if head.startswith(magic):
            raise DocumentError(
                f"a {name} archive is not opened",
                code="unpack_first",
                action="unpack it and give the folder",
            )
    check_size(content)
    if kinds.is_office(head):
        from parsers.documents.office import read_office  # noqa: PLC0415 - the same

        page = read_office(content.lstrip(_BEFORE), _name(document))
        return _whole(page if page.blocks else _of_pictures(page))
    if len(content) > _LARGE:
        _check_beginning(content, document.charset)
    decoded = decode(content, document.charset)
    _check_binary(content, decoded)
    text = html_of(decoded.text) or unwrap(decoded.text)
    if is_html(text):
        page = read_html(text)
    elif _is_table(document):
        from parsers.documents.sheet_csv import read_csv  # noqa: PLC0415 - the same

        page = read_csv(text)
    else:
        page = read_text(text)
    page.findings[:0] = decoded.findings
    return _whole(page)


def _of_pictures(page: Page) -> Page:
    """A document of nothing but pictures: scans that were put into one."""
    if page.held:
        from parsers.documents.ocr import read_pictures  # noqa: PLC0415 - heavy, and few need it

        named = [
            (page.held[a], f"picture{n}:") for n, a in enumerate(page.images, 1) if a in page.held
        ]
        text, failed = read_pictures(named)
        page.reading, page.blocks = text.reading, text.blocks
        page.findings += [*text.findings, *(_unread(named[n][1], e) for n, e in failed.items())]
    return page


def _unread(name: str, error: DocumentError) -> Finding:
    return note(
        "picture_unread",
        f"{name.rstrip(':')} was not read: {error.message}",
        "文档中的一张图片未能读取",
        location=name,
    )


def _whole(page: Page) -> Page:
    if not page.blocks:
        raise DocumentError(
            "the document has no text",
            code="empty_document",
            action="look at it: it may hold nothing but a picture",
        )
    return page


def _name(document: Document) -> str:
    """The last part of its file's name, of its address where it has one."""
    return PurePosixPath(urlsplit(document.url).path if document.url else document.source).name


def _is_table(document: Document) -> bool:
    named = PurePosixPath(_name(document).lower()).suffix in (".csv", ".tsv")
    return document.media_type in _TABLES or named


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
