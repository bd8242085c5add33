"""Office Open XML packages (.docx, .xlsx): their parts and relations, under limits.

The zip is read with lxml and not through python-docx or openpyxl. Both parse every part before we
could refuse one, know the transitional namespaces only, and hide what decides here: text boxes,
tracked changes, content controls and leading columns of a row in Word; which rows and columns are
hidden, and how a number is printed, in a sheet.
"""

from __future__ import annotations

import contextlib
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from parsers.documents.kinds import HEAD, picture_type
from parsers.documents.shown import MOST_PICTURES
from parsers.errors import DocumentError

# A report of thirty pages has some 10,000 elements, a part of it some hundred kB.
_MOST_BYTES = 24_000_000
_MOST_TAGS = 600_000
_MOST_MEMBERS = 5_000
_MEMBER = b"PK\x01\x02"
_ENCRYPTED_FLAG = 0x1
# In UTF-8 and in UTF-16. Office never writes a document type; entities need one.
_DOCTYPE = re.compile(rb"<\x00?!\x00?D\x00?O\x00?C")
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (b"wordprocessingml/main", b"wordprocessingml/2006/main"),
    (b"spreadsheetml/main", b"spreadsheetml/2006/main"),
    (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
    (b"officeDocument/math", b"officeDocument/2006/math"),
    (b"drawingml/wordprocessingDrawing", b"drawingml/2006/wordprocessingDrawing"),
    (b"drawingml/spreadsheetDrawing", b"drawingml/2006/spreadsheetDrawing"),
    (b"drawingml/main", b"drawingml/2006/main"),
    (b"drawingml/picture", b"drawingml/2006/picture"),
)
_AGAIN = "copy or download the file again"


class Relation(NamedTuple):
    """What a part points to: the last word of the relation's type, and a part or an address."""

    kind: str
    target: str
    external: bool


class Package:
    """An Office Open XML file."""

    def __init__(self, content: bytes) -> None:
        """Opens the file.

        Raises:
            DocumentError: it is damaged, encrypted, or has more members than any document.
        """
        if content.count(_MEMBER) > _MOST_MEMBERS:
            raise DocumentError(
                f"the file has more than {_MOST_MEMBERS} parts", code="too_many_members"
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, EOFError) as error:
            raise _broken(error) from error
        self._members = {_name(info.filename): info for info in self._zip.infolist()}

    @cached_property
    def main(self) -> str:
        """The name of the main part, empty if there is none."""
        found = [r.target for r in self.relations("").values() if r.kind == "officeDocument"]
        known = ("word/document.xml", "xl/workbook.xml", "xl/workbook.bin", "ppt/presentation.xml")
        return next((name for name in (*found, *known) if name.lower() in self._members), "")

    @property
    def kind(self) -> str:
        """What it is: word, sheet, binary_sheet, slides, ofd, open_document, or empty."""
        for name, kind in (("ofd.xml", "ofd"), ("mimetype", "open_document")):
            if name in self._members and not self.main:
                return kind
        if self.main.endswith(".bin"):
            return "binary_sheet"
        local = "" if self.root is None else etree.QName(self.root).localname
        return {"document": "word", "workbook": "sheet", "presentation": "slides"}.get(local, "")

    @cached_property
    def root(self) -> etree._Element | None:
        """The tree of the main part."""
        return self.part(self.main) if self.main else None

    def read(self, name: str) -> bytes | None:
        """The bytes of a part, None if there is no such part.

        Raises:
            DocumentError: it is damaged, encrypted or larger than any report's.
        """
        info = self._members.get(name.lower())
        if info is None:
            return None
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise encrypted()
        try:
            with self._zip.open(info) as member:
                data = member.read(_MOST_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise _broken(error) from error
        except (NotImplementedError, RuntimeError) as error:
            raise _broken(error) from error
        if len(data) > _MOST_BYTES:
            raise DocumentError(
                f"unpacked, a part of the file has more than {_MOST_BYTES // 1_000_000} MB",
                code="zip_bomb",
                action="if it is a report after all, save it anew without what is not the report",
            )
        return data

    def pictures(self, names: Iterable[str]) -> dict[str, bytes]:
        """The pictures among some parts, by name; what is damaged or of no known kind is left out.

        All together they have no more bytes than one part may have.
        """
        found: dict[str, bytes] = {}
        left = _MOST_BYTES
        for name in names:
            with contextlib.suppress(DocumentError):
                content = self.read(name) or b""
                if len(content) <= left and picture_type(content[:HEAD]) is not None:
                    found[name] = content
                    left -= len(content)
            if len(found) >= MOST_PICTURES:
                break
        return found

    def part(self, name: str) -> etree._Element | None:
        """A part as a tree, in the transitional namespaces; None if there is no such part.

        Raises:
            DocumentError: as `read`; it is no XML, or has more elements than any report.
        """
        data = self.read(name)
        return None if data is None else _tree(data)

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part points to, by id; of the package itself for an empty name."""
        folder, base = posixpath.split(part)
        root = self.part(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, Relation] = {}
        for child in () if root is None else root.iterchildren("{*}Relationship"):
            target = child.get("Target", "")
            external = child.get("TargetMode") == "External"
            if not external:
                target = unquote(target).replace("\\", "/")
                joined = target if target.startswith("/") else posixpath.join(folder, target)
                target = posixpath.normpath(joined).lstrip("/")
            kind = child.get("Type", "").rpartition("/")[2]
            found[child.get("Id", "")] = Relation(kind, target, external)
        return found


def encrypted() -> DocumentError:
    """A document that asks for a password."""
    return DocumentError(
        "the document is encrypted",
        code="encrypted",
        action="open it with its password and save it without",
    )


def _name(printed: str) -> str:
    return printed.replace("\\", "/").lstrip("/").lower()


def _tree(data: bytes) -> etree._Element:
    if _DOCTYPE.search(data):
        raise DocumentError(
            "the file defines entities of its own, which no Office program does",
            code="xml_entities",
            action="open it and save it anew; it may be broken on purpose",
        )
    if data.count(b"<") > _MOST_TAGS:
        raise DocumentError(
            f"a part of the file has more than {_MOST_TAGS // 2} elements", code="too_many_tags"
        )
    if _STRICT in data:
        for strict, other in _TRANSITIONAL:
            data = data.replace(_STRICT + strict, b"http://schemas.openxmlformats.org/" + other)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _broken(error) from error


def _broken(error: Exception) -> DocumentError:
    return DocumentError(
        f"the file is damaged: {str(error)[:200]}", code="broken_file", action=_AGAIN
    )
