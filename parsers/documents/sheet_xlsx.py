"""Workbooks (.xlsx) to sheets: each cell as its format prints it.

ECMA-376 part 1, 18. Formulas print the value that the file keeps of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from parsers.documents import number_format
from parsers.documents.blocks import MOST_CELLS, Page
from parsers.documents.ooxml import Package
from parsers.documents.sheet import Sheet, SheetCell, fold, page_of, too_large
from parsers.documents.word_styles import number as integer
from parsers.errors import DocumentError

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})$")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SIDES = ("left", "right", "top", "bottom")
_ON = frozenset({"1", "true", "on"})
_MOST_MERGES = 20_000
# Hidden sheets, rows and columns may hold as much again; framed cells without text are cells too.
_MOST_TEXTS = 2 * MOST_CELLS
_MOST = 4 * MOST_CELLS
_MOST_STEPS = 3_000_000
_WIDEST = 16_384


def read_xlsx(package: Package) -> Page:
    """Reads a workbook.

    Args:
        package: the file, whose main part is a workbook.

    Returns:
        Its page; sheets, rows and columns that are hidden are left out.

    Raises:
        DocumentError: a part is damaged, or has more cells or text than any report.
    """
    reader = _Reader(package)
    page = page_of(reader.sheets())
    page.images = reader.images
    page.hold = package.pictures
    return page


class _Reader:
    def __init__(self, package: Package) -> None:
        self._package = package
        self.images: list[str] = []
        root = package.root
        if root is None:
            raise DocumentError("the workbook has no content", code="empty_document")
        self._root = root
        properties = root.find(_S + "workbookPr")
        self._since_1904 = properties is not None and properties.get("date1904", "0") in _ON
        self._relations = package.relations(package.main)
        parts = {r.kind: r.target for r in self._relations.values() if not r.external}
        self._strings = list(self._shared(parts.get("sharedStrings", "")))
        self._formats, self._framed = self._styles(parts.get("styles", ""))
        self._cells = self._texts = 0

    def sheets(self) -> Iterator[Sheet]:
        """The sheets that are shown."""
        for element in self._root.iterfind(f"{_S}sheets/{_S}sheet"):
            relation = self._relations.get(element.get(_R + "id", ""))
            if element.get("state", "visible") != "visible" or relation is None:
                continue
            if relation.kind == "worksheet":
                yield self._sheet(element.get("name", ""), relation.target)

    def _shared(self, name: str) -> Iterator[str]:
        root = self._package.part(name) if name else None
        for item in () if root is None else root.iterchildren(_S + "si"):
            yield _rich(item)

    def _styles(self, name: str) -> tuple[list[str], list[bool]]:
        """The number format of each style of a cell, and whether it draws a border."""
        root = self._package.part(name) if name else None
        if root is None:
            return [], []
        codes = dict(number_format.BUILT_IN)
        for one in root.iterfind(f"{_S}numFmts/{_S}numFmt"):
            codes[integer(one.get("numFmtId"))] = one.get("formatCode", "")
        borders = [
            any(s is not None and s.get("style", "none") != "none" for s in map(one.find, _named()))
            for one in root.iterfind(f"{_S}borders/{_S}border")
        ]
        formats, framed = [], []
        for style in root.iterfind(f"{_S}cellXfs/{_S}xf"):
            known = codes.get(integer(style.get("numFmtId")), "")
            # A format that only the locale knows prints we do not know what.
            formats.append(known or "[unknown]")
            border = integer(style.get("borderId"))
            framed.append(border < len(borders) and borders[border])
        return formats, framed

    def _sheet(self, name: str, part: str) -> Sheet:
        sheet = Sheet(name)
        root = self._package.part(part)
        if root is None:
            raise DocumentError(
                f"the sheet {fold(name)} is missing in the file",
                code="broken_file",
                action="save it anew",
            )
        for column in root.iterfind(f"{_S}cols/{_S}col"):
            if column.get("hidden", "0") in _ON or column.get("width") == "0":
                last = min(integer(column.get("max")), _WIDEST)
                sheet.hidden_columns.update(range(integer(column.get("min"), 1), last + 1))
        view = root.find(f"{_S}sheetViews/{_S}sheetView")
        zeros = view is None or view.get("showZeros", "1") in _ON
        number = 0
        for row in root.iterfind(f"{_S}sheetData/{_S}row"):
            number = integer(row.get("r"), number + 1)
            if row.get("hidden", "0") in _ON or row.get("ht") == "0":
                sheet.hidden_rows.add(number)
            cells = self._row(row, zeros=zeros)
            if cells:
                sheet.rows[number] = cells
        for merged in root.iterfind(f"{_S}mergeCells/{_S}mergeCell"):
            corners = _range(merged.get("ref", ""))
            if corners is not None:
                sheet.merges.append(corners)
        if len(sheet.merges) > _MOST_MERGES or len(sheet.rows) * len(sheet.merges) > _MOST_STEPS:
            raise too_large()
        self._note_images(part)
        return sheet

    def _row(self, row: etree._Element, *, zeros: bool) -> dict[int, SheetCell]:
        cells: dict[int, SheetCell] = {}
        col = 0
        for element in row.iterchildren(_S + "c"):
            place = _REFERENCE.match(element.get("r", ""))
            col = _column(place[1]) if place else col + 1
            style = integer(element.get("s"))
            framed = style < len(self._framed) and self._framed[style]
            text, doubt = self._text(element, style, zeros=zeros)
            if text or doubt or framed:
                self._cells += 1
                self._texts += bool(text)
                if self._cells > _MOST or self._texts > _MOST_TEXTS:
                    raise too_large()
                cells[col] = SheetCell(fold(text), doubt, framed)
        return cells

    def _text(self, cell: etree._Element, style: int, *, zeros: bool) -> tuple[str, str]:
        """What a cell prints, and why that is not certain."""
        kind = cell.get("t", "n")
        code = self._formats[style] if style < len(self._formats) else "General"
        if kind == "inlineStr":
            inline = cell.find(_S + "is")
            return number_format.printed_text("" if inline is None else _rich(inline), code)
        stored = cell.findtext(_S + "v")
        if stored is None or (not stored and kind != "str"):
            # The program that wrote the formula never computed it.
            return "", "formula_without_value" if cell.find(_S + "f") is not None else ""
        if kind == "s":
            at = integer(stored.strip(), -1)
            if 0 <= at < len(self._strings):
                return number_format.printed_text(self._strings[at], code)
            return "", "text_not_in_file"
        if kind == "str":
            return number_format.printed_text(_unescape(stored), code)
        if kind == "b":
            return ("TRUE" if stored.strip() in _ON else "FALSE"), ""
        if kind != "n":
            return stored, ""  # an error such as #REF!, or a date in words
        text, doubt = number_format.printed(stored, code, since_1904=self._since_1904)
        if not zeros and text and not text.strip("0.,"):
            return "", ""
        return text, doubt

    def _note_images(self, part: str) -> None:
        for relation in self._package.relations(part).values():
            if relation.kind == "drawing" and not relation.external:
                found = self._package.relations(relation.target).values()
                self.images += [r.target for r in found if r.kind == "image"]


def _named() -> tuple[str, ...]:
    return tuple(_S + side for side in _SIDES)


def _rich(item: etree._Element) -> str:
    """Text of several runs; what is raised, lowered or struck out stands apart."""
    parts: list[str] = []
    for child in item:
        if child.tag == _S + "t":
            parts.append(_unescape(child.text or ""))
        elif child.tag == _S + "r":
            text = _unescape(child.findtext(_S + "t") or "")
            how = child.find(_S + "rPr")
            apart = how is not None and (
                how.find(_S + "vertAlign") is not None or how.find(_S + "strike") is not None
            )
            parts.append(f" {text} " if apart else text)
    return "".join(parts)


def _unescape(text: str) -> str:
    """``_x000D_`` stands for a character that XML cannot hold."""
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _range(reference: str) -> tuple[int, int, int, int] | None:
    first, _, last = reference.partition(":")
    a, b = _REFERENCE.match(first), _REFERENCE.match(last or first)
    if a is None or b is None:
        return None
    rows, cols = sorted((int(a[2]), int(b[2]))), sorted((_column(a[1]), _column(b[1])))
    return rows[0], cols[0], rows[1], cols[1]
