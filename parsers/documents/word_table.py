"""Word tables to grids: leading columns, cells over several columns and rows, rows that are gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from parsers.documents.blocks import MOST_CELLS, Grid, GridCell
from parsers.documents.word_styles import VAL, W, flag, number, value
from parsers.documents.word_text import through
from parsers.errors import DocumentError

# A cell with more text than this holds a page, not a figure or a label.
_LAYOUT_CELL = 300
_SPAN_CAP = 1000
_CONTINUES = "continue"
_TABLE, _ROW, _CELL, _TEXT = (W + name for name in ("tbl", "tr", "tc", "t"))


@dataclass(slots=True)
class Slot:
    """A cell of a row as it is written.

    Attributes:
        element: the cell.
        span: columns.
        down: it goes on a cell above: ``continue``; ``restart`` begins one; None without.
        across: the same to its left, in old documents.
    """

    element: etree._Element
    span: int = 1
    down: str | None = None
    across: str | None = None


@dataclass(slots=True)
class Row:
    """A row: its cells, and how many columns are left out before them."""

    cells: list[Slot] = field(default_factory=list)
    before: int = 0


def read_rows(table: etree._Element) -> list[Row]:
    """The rows of a table that are there: neither deleted nor hidden."""
    rows: list[Row] = []
    for element in through(table):
        if element.tag != _ROW:
            continue
        properties = element.find(W + "trPr")
        if properties is not None and (
            properties.find(W + "del") is not None or flag(properties, "hidden")
        ):
            continue
        row = Row(before=_span(value(properties, "gridBefore"), 0))
        row.cells = [_slot(cell) for cell in through(element) if cell.tag == _CELL]
        row.cells = [cell for cell in row.cells if not _is_deleted(cell.element)]
        if row.cells:
            rows.append(row)
    return rows


def _slot(cell: etree._Element) -> Slot:
    properties = cell.find(W + "tcPr")
    return Slot(
        cell,
        _span(value(properties, "gridSpan"), 1),
        _merge(properties, "vMerge"),
        _merge(properties, "hMerge"),
    )


def _is_deleted(cell: etree._Element) -> bool:
    properties = cell.find(W + "tcPr")
    return properties is not None and properties.find(W + "cellDel") is not None


def _merge(properties: etree._Element | None, name: str) -> str | None:
    found = None if properties is None else properties.find(W + name)
    return None if found is None else found.get(VAL, _CONTINUES)


def _span(text: str | None, otherwise: int) -> int:
    return min(max(number(text, otherwise), otherwise), _SPAN_CAP)


def tall_cells(root: etree._Element) -> frozenset[etree._Element]:
    """The cells of a document that hold a page: much text, or a table of their own.

    Raises:
        DocumentError: the document has more than 20,000 cells.
    """
    if sum(1 for _ in islice(root.iter(_CELL), MOST_CELLS + 1)) > MOST_CELLS:
        raise DocumentError(f"the tables have more than {MOST_CELLS} cells", code="table_too_large")
    found: list[etree._Element] = []
    sizes: list[int] = []  # of the text in each open cell
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=(_CELL, _TABLE, _TEXT)):
        if element.tag == _CELL:
            if event == "start":
                sizes.append(0)
                continue
            size = sizes.pop()
            if size > _LAYOUT_CELL:
                found.append(element)
            if sizes:
                sizes[-1] += size
        elif event == "start" and sizes:
            # A table within counts as too much text.
            sizes[-1] += _LAYOUT_CELL + 1 if element.tag == _TABLE else len(element.text or "")
    return frozenset(found)


class Table:
    """Takes rows in order and makes grids of them."""

    def __init__(self, location: str) -> None:
        self._location = location
        self._grid = Grid(location)
        self._row = 0
        # col -> the cell above that the row below may go on
        self._open: dict[int, GridCell] = {}

    def add(self, row: Row, read: Sequence[tuple[str, str]]) -> None:
        """Adds a row.

        Args:
            row: its cells as written.
            read: the text of each, and why it is not certain.
        """
        self._row += 1
        col = 1 + row.before
        still: dict[int, GridCell] = {}
        last: GridCell | None = None
        for slot, (text, doubt) in zip(row.cells, read, strict=True):
            above = self._open.get(col) if slot.down == _CONTINUES else None
            if slot.across == _CONTINUES and last is not None:
                last.colspan += slot.span
                _cover(last, text)
            elif above is not None:
                above.rowspan += 1
                _cover(above, text)
                still[col] = last = above
            else:
                last = GridCell(text, self._row, col, 1, slot.span, doubt=doubt)
                self._grid.cells.append(last)
                if slot.down is not None:
                    still[col] = last
            col += slot.span
        self._open = still

    def skip(self) -> None:
        """Counts a row that is no row of a grid."""
        self._row += 1

    def done(self) -> Iterator[Grid]:
        """The grid of the rows since the last one, if there are any."""
        if self._grid.cells:
            yield self._grid
        self._grid = Grid(self._location)
        self._open = {}


def _cover(cell: GridCell, text: str) -> None:
    """What stands in a cell that another one covers is not printed, as far as is known."""
    if text:
        cell.doubt = cell.doubt or "text_under_merge"
