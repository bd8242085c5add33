"""What a file is: by its first bytes, then by its name."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import PurePosixPath

from parsers.documents.members import GZIP, is_warc
from parsers.errors import DocumentError

HEAD = 4096
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RTF = b"{\\rtf"
# A document in one XML file, as Word and Excel of 2003 and later can save it.
_FLAT = re.compile(
    rb"<\?mso-application|<w:wordDocument\b|<pkg:package\b"
    rb"|urn:schemas-microsoft-com:office:spreadsheet"
)


class Kind(Enum):
    """How a file is opened."""

    WARC = "WARC"
    ZIP = "zip"
    GZIP = "gzip"
    JSONL = "JSON-lines file"
    PARQUET = "Parquet file"
    DOCUMENT = "document"


_PACKED_DOCUMENTS = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".ofd": "application/ofd",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}
# The first member of such a file, whatever its name is.
_FIRST_MEMBER = re.compile(
    rb"PK\x03\x04.{26}(?:\[Content_Types\]\.xml|mimetype|OFD\.xml|_rels/\.rels|docProps/|word/|xl/)",
    re.DOTALL,
)
_OLD_OFFICE = {
    ".xls": "application/vnd.ms-excel",
    ".et": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".wps": "application/vnd.ms-works",
}
_LARGEST_TABLE = 20_000_000
_TABLES = {".csv": "text/csv", ".tsv": "text/tab-separated-values"}
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_PICTURE_NAMES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp"))
# Weaker marks: text may begin with BM, and RIFF holds sounds as well.
_BITMAP = re.compile(rb"BM.{4}\x00{4}", re.DOTALL)
_WEBP = re.compile(rb"RIFF.{4}WEBP", re.DOTALL)
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
    (b"Rar!", "application/vnd.rar"),
    (b"7z\xbc\xaf", "application/x-7z-compressed"),
)
_TAG = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|p|td|span|meta)\b", re.I)
# Code and data: found beside documents, and never one.
_OTHER = frozenset(
    [
        ".json",
        ".geojson",
        ".css",
        ".js",
        ".mjs",
        ".map",
        ".py",
        ".sh",
        ".toml",
        ".yaml",
        ".yml",
        ".ini",
        ".cfg",
        ".sqlite",
        ".db",
        ".log",
        ".lock",
        ".ico",
        ".svg",
        ".woff",
        ".woff2",
        ".ttf",
        ".mp4",
        ".mp3",
    ]
)


def kind_of(head: bytes, name: str) -> Kind:
    """How a file is opened.

    Args:
        head: its first 4 kB.
        name: its name.
    """
    suffix = PurePosixPath(name.lower()).suffix
    if is_warc(head):
        return Kind.WARC
    if head.startswith(GZIP):
        return Kind.GZIP
    if head.startswith(b"PAR1"):
        return Kind.PARQUET
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        packed = suffix in _PACKED_DOCUMENTS or _FIRST_MEMBER.match(head)
        return Kind.DOCUMENT if packed else Kind.ZIP
    if suffix in {".jsonl", ".ndjson"}:
        return Kind.JSONL
    return Kind.DOCUMENT


def media_type(head: bytes, name: str) -> str | None:
    """The media type of a document on disk, None if neither bytes nor name tell it."""
    suffix = PurePosixPath(name.lower()).suffix
    picture = picture_type(head)
    if picture is not None:
        return picture
    start = head.lstrip()
    for magic, known in _MAGIC:
        if start.startswith(magic):
            return known
    if start.startswith(b"PK\x03\x04"):
        return _PACKED_DOCUMENTS.get(suffix, "application/zip")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return _OLD_OFFICE.get(suffix, "application/msword")
    if _TAG.search(head) or suffix in {".html", ".htm", ".shtml", ".xhtml"}:
        return "text/html"
    if suffix == ".md":
        return "text/markdown"
    if suffix in _TABLES:
        return _TABLES[suffix]
    if suffix in {".txt", ".text"} or not re.search(rb"[\x00-\x08\x0e-\x1a]", head):
        return "text/plain"
    return None


def picture_type(head: bytes) -> str | None:
    """The media type of a picture, by its first bytes; None if they are of none."""
    for magic, known in _PICTURES:
        if head.startswith(magic):
            return known
    if _WEBP.match(head):
        return "image/webp"
    return "image/bmp" if _BITMAP.match(head) else None


def is_office(content: bytes) -> bool:
    """Whether bytes are an Office document, or look like one."""
    return content.startswith((ZIP, OLE, RTF)) or is_flat(content)


def is_flat(content: bytes) -> bool:
    """Whether bytes are an Office document in one XML file."""
    head = content[:HEAD]
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml") and bool(_FLAT.search(head))


def is_named_picture(name: str) -> bool:
    """Whether a name ends as those of pictures do."""
    return PurePosixPath(name.lower()).suffix in _PICTURE_NAMES


def is_hidden(name: str) -> bool:
    """Whether a path is hidden, or litter that operating systems leave."""
    parts = PurePosixPath(name).parts
    litter = {"__MACOSX", "Thumbs.db", "desktop.ini"}
    return any(part.startswith((".", "~$")) or part in litter for part in parts if part != "..")


def is_other(name: str, size: int = 0) -> bool:
    """Whether a name is that of code or data, or of a table of so many bytes: of no document."""
    suffix = PurePosixPath(name.lower()).suffix
    return suffix in _OTHER or (suffix in _TABLES and size > _LARGEST_TABLE)


def refusal(name: str) -> DocumentError:
    """Why such a file is not read."""
    return DocumentError(
        f"a {PurePosixPath(name).suffix} file is code or data, not a document",
        code="not_a_document",
        action="rename it if it is a report after all",
    )
