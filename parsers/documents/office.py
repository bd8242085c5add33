"""Office documents, whatever they are called: who reads them."""

from __future__ import annotations

import io
import re
from pathlib import PurePosixPath

from parsers.documents import libreoffice
from parsers.documents.blocks import Page
from parsers.documents.kinds import OLE, RTF, ZIP
from parsers.documents.ooxml import Package, encrypted
from parsers.documents.sheet_xlsx import read_xlsx
from parsers.documents.word import read_word
from parsers.errors import DocumentError

_FLAT_SHEET = re.compile(rb'progid="Excel|urn:schemas-microsoft-com:office:spreadsheet')
_HEAD = 4096
_WORD_ENCRYPTED = 0x0100
_LATER = "convert it to PDF, Word, HTML or text"


def read_office(content: bytes, name: str) -> Page:
    """Reads an Office document.

    Args:
        content: its bytes.
        name: of its file, where the bytes leave it open.

    Returns:
        Its page.

    Raises:
        DocumentError: it is damaged, encrypted or hostile, of a format that is not read, or of one
            that needs LibreOffice where that is not installed.
    """
    if content.startswith(ZIP):
        return _packed(content, name)
    if content.startswith(OLE):
        return _old(content, name)
    if content.startswith(RTF):
        return _converted(content, ".rtf", "docx", "RTF")
    sheet = _FLAT_SHEET.search(content[:_HEAD])
    return _converted(content, ".xml", "xlsx" if sheet else "docx", "XML Office")


def _packed(content: bytes, name: str) -> Page:
    package = Package(content)
    kind = package.kind
    if kind == "word":
        return read_word(package)
    if kind == "sheet":
        return read_xlsx(package)
    if kind == "binary_sheet":
        return _converted(content, ".xlsb", "xlsx", "binary Excel")
    if kind == "open_document":
        media = (package.read("mimetype") or b"").decode("ascii", "replace")
        if "spreadsheet" in media:
            return _converted(content, ".ods", "xlsx", "OpenDocument")
        if "text" in media:
            return _converted(content, ".odt", "docx", "OpenDocument")
    if kind in ("slides", "ofd", "open_document"):
        said = {"slides": "presentation", "ofd": "OFD"}.get(kind, "OpenDocument")
        raise DocumentError(
            f"a file of this kind is not read: {said}", code="unsupported_format", action=_LATER
        )
    if PurePosixPath(name.lower()).suffix in (".docx", ".xlsx"):
        raise DocumentError(
            "the file is damaged: its main part is missing",
            code="broken_file",
            action="copy or download the file again",
        )
    raise DocumentError(
        "the file is a zip archive of something else than a report",
        code="unpack_first",
        action="unpack it and give the folder",
    )


def _old(content: bytes, name: str) -> Page:
    import olefile  # noqa: PLC0415 - few inputs need it

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            streams = {entry[-1].lower(): entry for entry in ole.listdir() if len(entry) == 1}
            if "encryptedpackage" in streams:
                raise encrypted()
            for known in ("workbook", "book"):
                if known in streams:
                    workbook = ole.openstream(streams[known]).read()
                    return _old_sheet(content, workbook)
            head = b""
            if "worddocument" in streams:
                head = ole.openstream(streams["worddocument"]).read(12)
    except DocumentError:
        raise
    except Exception as error:  # the library raises whatever a damaged file leads to
        raise DocumentError(
            f"the file is damaged: {str(error)[:200]}",
            code="broken_file",
            action="copy or download the file again",
        ) from error
    suffix = PurePosixPath(name.lower()).suffix
    if head:
        if int.from_bytes(head[10:12], "little") & _WORD_ENCRYPTED:
            raise encrypted()
        return _converted(content, ".doc", "docx", "old Word")
    if suffix == ".wps":
        return _converted(content, ".wps", "docx", "WPS")
    if suffix == ".et":
        return _converted(content, ".et", "xlsx", "WPS")
    raise DocumentError(
        "the file is of an old Office kind that is not read",
        code="unsupported_format",
        action=_LATER,
    )


def _old_sheet(content: bytes, workbook: bytes) -> Page:
    from parsers.documents.sheet_xls import read_xls  # noqa: PLC0415 - few inputs need it

    return read_xls(content, workbook)


def _converted(content: bytes, suffix: str, target: str, name: str) -> Page:
    package = Package(libreoffice.convert(content, suffix, target, name))
    return read_word(package) if target == "docx" else read_xlsx(package)
