"""What the source prints around a cell: lines of text, or rows of a table, the cell marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from parsers.decode import decode
from parsers.documents.blocks import Grid, GridCell, Line, Page
from parsers.documents.read import read_document
from parsers.documents.shown import picture
from parsers.model import Cell, Document
from parsers.numbers import Kind, read

AROUND = 3
_PAGED = re.compile(r"page(\d+):(.*)")
_ATTACHED = re.compile(r"attachment(\d+):(.*)")
_TEXT = re.compile(r"text:L(\d+)(?:-(\d+))?")
_PARAGRAPH = re.compile(r"(?:html|word):p\[\d+\]")
_IN_GRID = re.compile(r"(?:html|word):(?:table|drawn)\[\d+\]/r\d+c\d+")
_IN_SHEET = re.compile(r"sheet:.*![A-Z]+\d+", re.DOTALL)
_IN_PDF = re.compile(r"(?:pdf:p\d+@[\d,\-]+|ocr:p\d+@[\d,\-]+;conf=[\d.]+)")
_PICTURE = re.compile(r"picture(\d+):(.*)")


@dataclass(frozen=True, slots=True)
class Printed:
    """A line or a row of the source.

    Attributes:
        name: line number (``L120``) or row (``r6``).
        text: as printed; cells of a row are parted by `` | ``.
        marked: start and end of the cell in `text`; start == end for the whole line; None for
            lines around it.
    """

    name: str
    text: str
    marked: tuple[int, int] | None = None


@dataclass(slots=True)
class Excerpt:
    """A piece of the source.

    Attributes:
        heads: what stands above the cell in its column, from the top.
        lines: in the order of the source.
    """

    heads: list[str] = field(default_factory=list)
    lines: list[Printed] = field(default_factory=list)


class Source:
    """The documents of one report, read when they are asked for."""

    def __init__(
        self, documents: Sequence[Document], attachments: Mapping[int, Document] | None = None
    ) -> None:
        """The documents in the order of their pages, and attachments by their number."""
        self._documents = documents
        self._attachments = attachments or {}
        self._pages: dict[int, Page] = {}

    def around(self, location: str, cell: Cell | None, beside: Sequence[Cell]) -> Excerpt | None:
        """What stands at a location and around it.

        Args:
            location: as cells have it.
            cell: the cell to mark; None marks the line.
            beside: the report's cells at the same location, in the order of their columns.

        Returns:
            The excerpt; None if that document is not at hand or has no such place.

        Raises:
            DocumentError: the document cannot be read.
        """
        if attached := _ATTACHED.fullmatch(location):
            document = self._attachments.get(int(attached[1]))
            return Source((document,)).around(attached[2], cell, beside) if document else None
        if embedded := _PICTURE.fullmatch(location):
            content = picture(self._page(1), int(embedded[1]))
            if content is None:
                return None
            document = Document(content, f"picture {embedded[1]}")
            return Source((document,)).around(embedded[2], cell, beside)
        number = 1
        if paged := _PAGED.fullmatch(location):
            number, location = int(paged[1]), paged[2]
        if number > len(self._documents):
            return None
        if match := _TEXT.fullmatch(location):
            lines = self._lines(number)
            return _of_text(lines, int(match[1]), int(match[2] or match[1]), cell, beside)
        if _IN_GRID.fullmatch(location) or _IN_SHEET.fullmatch(location):
            found = _of_grid(self._page(number), location)
            if found is not None:
                return found
        if _PARAGRAPH.fullmatch(location) or _IN_SHEET.fullmatch(location):
            return _of_lines(self._page(number), location, cell, beside)
        if _IN_PDF.fullmatch(location):
            return _of_pdf(self._page(number), location, cell, beside)
        return None

    def heading(self, titles: Sequence[str]) -> tuple[str, Excerpt] | None:
        """The first line that ends with one of the titles: its location and what is around it."""
        for number in range(1, len(self._documents) + 1):
            for block in self._page(number).blocks:
                if not isinstance(block, Line) or len(block.text) > 60:
                    continue
                close = "".join(block.text.split())
                if any(close.endswith(title) for title in titles):
                    prefix = f"page{number}:" if number > 1 else ""
                    found = self.around(prefix + block.location, None, ())
                    return (prefix + block.location, found) if found else None
        return None

    def _page(self, number: int) -> Page:
        if number not in self._pages:
            self._pages[number] = read_document(self._documents[number - 1])
        return self._pages[number]

    def _lines(self, number: int) -> list[str]:
        document = self._documents[number - 1]
        return decode(document.content, document.charset).text.split("\n")


def _of_pdf(page: Page, location: str, cell: Cell | None, beside: Sequence[Cell]) -> Excerpt | None:
    """A place of a PDF is a cell's or a line's own."""
    for block in page.blocks:
        if isinstance(block, Grid):
            held = next((c for c in block.cells if c.location == location), None)
            if held is not None:
                return _around(block, held)
    return _of_lines(page, location, cell, beside)


def _of_text(
    lines: Sequence[str], first: int, last: int, cell: Cell | None, beside: Sequence[Cell]
) -> Excerpt | None:
    if last > len(lines):
        return None
    excerpt = Excerpt()
    for number in range(max(1, first - AROUND), min(len(lines), last + AROUND) + 1):
        inside = first <= number <= last
        text = lines[number - 1]
        marked = _mark(text, cell, beside) if inside else None
        excerpt.lines.append(Printed(f"L{number}", text, marked))
    return excerpt


def _of_lines(
    page: Page, location: str, cell: Cell | None, beside: Sequence[Cell]
) -> Excerpt | None:
    names = [(n, b) for n, b in enumerate(page.blocks) if isinstance(b, Line)]
    at = [n for n, b in names if b.location == location]
    if not at:
        return None
    excerpt = Excerpt()
    for index, block in names:
        if at[0] - AROUND <= index <= at[-1] + AROUND:
            marked = _mark(block.text, cell, beside) if index in at else None
            name = re.split("[:!]", block.location)[-1].partition("@")[0]
            excerpt.lines.append(Printed(name, block.text, marked))
    return excerpt


def _mark(text: str, cell: Cell | None, beside: Sequence[Cell]) -> tuple[int, int]:
    """Where the cell stands in its line: the figures of a line are found one after the other."""
    whole = (0, 0)
    if cell is None or not cell.raw or cell.raw not in text:
        return whole
    at = 0
    for other in beside:
        if not other.raw:
            continue
        found = re.compile(rf"(?<![\d.,]){re.escape(other.raw)}(?![\d.,]*\d)").search(text, at)
        if found is None:
            return whole
        at = found.end()
        if other is cell:
            return found.span()
    return whole


def _of_grid(page: Page, location: str) -> Excerpt | None:
    found = (
        (block, cell)
        for block in page.blocks
        if isinstance(block, Grid) and location.startswith(block.location)
        for cell in block.cells
        if block.place(cell) == location
    )
    grid, cell = next(found, (None, None))
    if grid is None or cell is None:
        return None
    return _around(grid, cell)


def _around(grid: Grid, cell: GridCell) -> Excerpt:
    row = cell.row
    excerpt = Excerpt(heads=list(_heads(grid, cell)))
    last = max(c.row for c in grid.cells)
    for number in range(max(1, row - AROUND), min(last, row + AROUND) + 1):
        text, marked = "", None
        for other in sorted(_of_row(grid, number), key=lambda c: c.col):
            text += " | " if text else ""
            start = len(text)
            text += other.text or "·"
            if other is cell and number == row:
                marked = (start, len(text))
        if text:
            name = f"row {number}" if grid.lettered else f"r{number}"
            excerpt.lines.append(Printed(name, text, marked))
    return excerpt


def _of_row(grid: Grid, row: int) -> Iterator[GridCell]:
    """The cells of a row; those that reach down from above only where they are labels."""
    for cell in grid.cells:
        if cell.row == row or (
            cell.row < row < cell.row + cell.rowspan and read(cell.text).kind is Kind.WORDS
        ):
            yield cell


def _heads(grid: Grid, cell: GridCell) -> Iterator[str]:
    """The nearest words above a cell in its column, from the top."""
    above = [c for c in grid.cells if c.row < cell.row and c.col <= cell.col < c.col + c.colspan]
    words: list[str] = []
    for other in sorted(above, key=lambda c: -c.row):
        kind = read(other.text).kind
        if kind is Kind.WORDS:
            words.append(other.text)
        elif kind is Kind.NUMBER and words:
            break
    yield from reversed(words)
