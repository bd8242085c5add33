"""Word documents (.docx) to blocks: paragraphs as lines, tables as grids after their merges.

Locations are ``word:p[12]`` (the twelfth paragraph outside tables that prints anything) and
``word:table[2]/r6c10`` (document order, nested tables counted, grid after merges, 1-based). Headers,
footers, notes and comments are no part of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from parsers.decode import clean
from parsers.documents.blocks import MOST_BLOCKS, Grid, Line, Page, check_text_size
from parsers.documents.ooxml import Package
from parsers.documents.word_styles import Numbering, Styles, W
from parsers.documents.word_table import Row, Table, read_rows, tall_cells
from parsers.documents.word_text import TextReader, Words, through
from parsers.errors import DocumentError
from parsers.notes import note

_BLANKS = re.compile(r"[ \t\r\f\v\u00a0\u3000]+")
_BODY = W + "body"
_PARAGRAPH, _TABLE = W + "p", W + "tbl"


def read_word(package: Package) -> Page:
    """Reads a Word document.

    Args:
        package: the file, whose main part is a document.

    Returns:
        Its page; tracked changes are read as accepted, with a finding.

    Raises:
        DocumentError: a part is damaged, or has more text or tables than any report.
    """
    root = package.root
    body = None if root is None else root.find(_BODY)
    if root is None or body is None:
        raise DocumentError("the document has no content", code="empty_document")
    page = Page(reading="word")
    reader = _Reader(package, root, page)
    page.blocks = list(reader.blocks(body))
    page.images = reader.text.images
    page.hold = package.pictures
    if reader.text.tracked:
        page.findings.append(
            note(
                "tracked_changes",
                "the document has tracked changes; they are read as accepted",
                "文档带有修订痕迹，按接受修订后的内容读取",
            )
        )
    if next(root.iter(W + "altChunk"), None) is not None:
        page.findings.append(
            note(
                "part_not_read",
                "the document holds another document inside, which is not read",
                "文档内嵌了另一文档，未读取",
            )
        )
    return page


@dataclass
class _Cell:
    """The words of a cell, and what makes them uncertain."""

    text: str = ""
    doubt: str = ""


class _Reader:
    """Walks the document once, in its order: lists count, and fields run on."""

    def __init__(self, package: Package, root: etree._Element, page: Page) -> None:
        relations = package.relations(package.main)
        parts = {r.kind: r.target for r in relations.values() if not r.external}
        self._styles = Styles(_part(package, parts.get("styles")))
        self._numbering = Numbering(_part(package, parts.get("numbering")), self._styles)
        self.text = TextReader(root, self._styles, relations)
        self._tall = tall_cells(root)
        self._page = page
        self._paragraphs = self._tables = self._blocks = self._characters = 0

    def blocks(self, container: etree._Element) -> Iterator[Line | Grid]:
        """The blocks of a body, a cell or a text box."""
        held = ""
        for child in through(container):
            if child.tag == _PARAGRAPH:
                words = self._words(child)
                held += words.text
                if words.joins_next:
                    continue
                yield from self._lines(held, heading=self._styles.is_heading(child))
                held = ""
                for box in words.boxes:
                    yield from self.blocks(box)
            elif child.tag == _TABLE:
                yield from self._table(child)
        yield from self._lines(held)

    def _words(self, paragraph: etree._Element) -> Words:
        """What a paragraph prints, its number included."""
        words = self.text.read(paragraph)
        prefix = self._numbering.prefix(paragraph)
        if prefix:
            # A number must not run into the one that the list makes.
            first = words.text[:1]
            close = prefix[-1].isalnum() or first.isdigit() or (first.isascii() and first.isalnum())
            gap = " " if first and close else ""
            words.text = prefix + gap + words.text
        return words

    def _lines(self, text: str, *, heading: bool = False) -> Iterator[Line]:
        if not text.strip():
            return
        self._paragraphs += 1
        self._count(text)
        for line in clean(text)[0].split("\n"):
            folded = _BLANKS.sub(" ", line).strip()
            if folded:
                self._blocks += 1
                if self._blocks > MOST_BLOCKS:
                    raise DocumentError(
                        f"the document has more than {MOST_BLOCKS} lines", code="too_many_lines"
                    )
                if heading:
                    self._page.headings.append(folded)
                yield Line(folded, f"word:p[{self._paragraphs}]")

    def _count(self, text: str) -> None:
        self._characters += len(text)
        check_text_size(self._characters)

    def _table(self, table: etree._Element) -> Iterator[Line | Grid]:
        """A table as grids, and as blocks what is only laid out by it."""
        self._tables += 1
        location = f"word:table[{self._tables}]"
        rows = read_rows(table)
        tall = [any(cell.element in self._tall for cell in row.cells) for row in rows]
        if any(is_tall and len(row.cells) > 1 for row, is_tall in zip(rows, tall, strict=True)):
            for row in rows:
                yield from self._laid_out(row)
            return
        grid = Table(location)
        for row, is_tall in zip(rows, tall, strict=True):
            if is_tall:
                # A page in a cell of its own: the table is cut by it.
                yield from grid.done()
                grid.skip()
                yield from self._laid_out(row)
                continue
            read = (self._cell(cell.element) for cell in row.cells)
            grid.add(row, [(cell.text, cell.doubt) for cell in read])
        yield from grid.done()

    def _laid_out(self, row: Row) -> Iterator[Line | Grid]:
        for cell in row.cells:
            yield from self.blocks(cell.element)

    def _cell(self, element: etree._Element) -> _Cell:
        """The text of a cell: its paragraphs, set apart, and its text boxes."""
        parts: list[str] = []
        boxes = pictures = 0
        gap = ""
        for child in through(element):
            if child.tag != _PARAGRAPH:
                continue
            words = self._words(child)
            parts += [gap, words.text]
            gap = "" if words.joins_next else " "
            pictures += words.pictures
            for box in words.boxes:
                inner = self._cell(box).text
                boxes += bool(inner)
                parts += [" ", inner]
        text = "".join(parts)
        self._count(text)
        doubt = ""
        if boxes:
            doubt = "text_box_in_cell"
        elif pictures:
            doubt = "picture_in_cell"
        return _Cell(" ".join(clean(text)[0].split()), doubt)


def _part(package: Package, name: str | None) -> etree._Element | None:
    return package.part(name) if name else None
