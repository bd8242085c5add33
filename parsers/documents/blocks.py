"""What every reader gives: a Page of lines and grids in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from parsers.errors import DocumentError
from parsers.model import Finding

# A report prints some hundred lines, two hundred cells and some ten thousand characters; a page
# with this many is no report and may be a trap.
MOST_BLOCKS = 20_000
MOST_CELLS = 20_000
MOST_TEXT = 1_500_000
# The doubt of a cell in which something is drawn that may be its number.
DRAWING = "cell_has_drawing"


def check_text_size(characters: int) -> None:
    """Checks how much text a document shows.

    Raises:
        DocumentError: more than 1,500,000 characters.
    """
    if characters > MOST_TEXT:
        raise DocumentError(
            f"the document has more than {MOST_TEXT} characters of text",
            code="too_much_text",
            action="cut out the report and parse that",
        )


def column_letters(number: int) -> str:
    """A spreadsheet's name of a column, counted from 1: A, B, ..., Z, AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


# What is cut off the ends of a line; a tab is not, for it ends a cell.
BLANKS = " \r\f\v\u00a0\u3000"


@dataclass(slots=True)
class Layout:
    """How a line of plain text lies among the others: runs of blanks may stand for empty cells.

    Attributes:
        raw: the line as it stands, ends included.
        above: the lines of nothing but whitespace right above it.
        below: those right below it.
        shift: how much further right the text behind its label would have to begin to end where
            `raw` does.
        label: how much of its text is a label put together of several lines, and what these cover.
    """

    raw: str
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    shift: int = 0
    label: tuple[int, int, int] = (0, 0, 0)

    @property
    def indent(self) -> int:
        """How many characters of `raw` stand before its text."""
        return len(self.raw) - len(self.raw.lstrip(BLANKS))

    def place(self, at: int) -> int:
        """Where in `raw` a character of the line's text stands."""
        length, start, end = self.label
        return min(start + at, end - 1) if at < length else self.indent + self.shift + at


@dataclass(slots=True)
class Line:
    """A paragraph or a line of text, whitespace folded at its ends only.

    `text` may hold pipes, tabs or runs of spaces: whether it is a piece of a table is for the
    aligner to say. `layout` is there if runs of blanks stand in the line, or blank lines around it.
    `doubt` is the code of what makes its digits unsure, empty if nothing does.
    """

    text: str
    location: str
    layout: Layout | None = None
    doubt: str = ""


@dataclass(slots=True)
class GridCell:
    """One cell of a grid, after spans: `row` and `col` are 1-based, text is stripped.

    `location` is there if the cell has a place of its own, beside its row and column; `doubt` is
    the code of what makes its text unsure, empty if nothing does.
    """

    text: str
    row: int
    col: int
    rowspan: int = 1
    colspan: int = 1
    location: str | None = None
    doubt: str = ""


@dataclass(slots=True)
class Grid:
    """A table with known rows. `cells` are in document order, blanks included.

    `location` is the prefix of its cells' locations, e.g. ``html:table[2]``, where they have none
    of their own. In a `lettered` grid, a spreadsheet's, cells are named as there
    (``sheet:Sheet1!D7``), hidden columns counted.
    """

    location: str
    cells: list[GridCell] = field(default_factory=list)
    lettered: bool = False

    def place(self, cell: GridCell) -> str:
        """The location of one of its cells."""
        if self.lettered:
            return f"{self.location}!{column_letters(cell.col)}{cell.row}"
        return cell.location or f"{self.location}/r{cell.row}c{cell.col}"

    def rows(self) -> Iterator[list[GridCell]]:
        """Cells row by row (a spanning cell stands in its first row only)."""
        row: list[GridCell] = []
        for cell in self.cells:
            if row and cell.row != row[0].row:
                yield row
                row = []
            row.append(cell)
        if row:
            yield row


@dataclass(slots=True)
class Page:
    """One document, read.

    Attributes:
        reading: html / text / pdf / word / sheet / ocr.
        blocks: lines and grids in reading order, navigation left out where it is known.
        title: what the document calls itself outside its body (HTML ``<title>``).
        headings: texts of ``h1`` to ``h3`` in order.
        metas: ``<meta name>`` values, names in lower case, e.g. ``articletitle``, ``pubdate``.
        findings: what reading noticed (replaced characters, truncation, ...).
        images: addresses of pictures in the body, in order.
        hold: gives those of them that the document itself holds; see `held`.
        memo: what was found out about the page once, by who found it out.
    """

    reading: str
    blocks: list[Line | Grid] = field(default_factory=list)
    title: str | None = None
    headings: list[str] = field(default_factory=list)
    metas: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    hold: Callable[[list[str]], dict[str, bytes]] | None = field(
        default=None, repr=False, compare=False
    )
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def held(self) -> dict[str, bytes]:
        """The pictures that the document itself holds, by address; unpacked when first asked for."""
        if "held" not in self.memo:
            self.memo["held"] = {} if self.hold is None else self.hold(self.images)
        found: dict[str, bytes] = self.memo["held"]
        return found

    def texts(self) -> Iterator[tuple[int, str, str]]:
        """Every text as (block index, text, location); a grid gives one text per cell."""
        for index, block in enumerate(self.blocks):
            if isinstance(block, Line):
                yield index, block.text, block.location
            else:
                for cell in block.cells:
                    if cell.text:
                        yield index, cell.text, block.place(cell)
