"""HTML tables to grids: spans honoured and capped, unseen parts left out, nothing run together."""

from __future__ import annotations

from lxml import etree

from parsers.documents.blocks import DRAWING, MOST_CELLS, Grid, GridCell, Page
from parsers.documents.html_styles import UNSEEN, Styles, is_drawn, text_of
from parsers.errors import DocumentError

_UNSEEN = ("script", "style", "noscript", "template", "select", "textarea", "iframe")
# Parts of a cell that stand apart when they are seen.
_APART = ("p", "div", "br", "li", "sup", "sub", "del", "s", "strike", "rt")
_CELLS = frozenset(("td", "th"))
_SPAN_CAP = 1000
# Spans cover no column beyond this one; no real table is that wide.
_WIDTH_CAP = 1000
# Steps that spans may cost in one table; real ones take some hundred.
_MOST_STEPS = 4_000_000
# A cell with more text than this holds a page, not a figure or a label.
_LAYOUT_CELL = 300
# Elements that are drawn as a table: what a row is, and what its cells are.
_DRAWN_ROWS = frozenset(("div", "ul", "li", "section"))
_DRAWN_CELLS = frozenset(("div", "li"))
# Boxes of a page are few or long; a drawn table has rows of several short cells.
_DRAWN_CELL = 100
_MOST_CELLS = 30
_SOME = 3


def read_table(table: etree._Element, location: str, page: Page, *, styles: Styles) -> Grid | None:
    """The grid of one table.

    Args:
        table: the table element; it may be changed.
        location: prefix of its cells' locations.
        page: takes the addresses of pictures.
        styles: what the page's styles do.

    Returns:
        The grid, or None for a layout table (its content is to be walked instead).

    Raises:
        DocumentError: the table has more than 20,000 cells, or spans that no table has.
    """
    if next(table.iterdescendants("table"), None) is not None:
        return None
    _prepare(table, page, styles=styles)
    grid = Grid(location)
    cells = grid.cells
    # col -> first row below the span that covers it
    busy: dict[int, int] = {}
    number = steps = 0
    for row in table.iter("tr"):
        if styles.hides and styles.hidden(row):
            continue
        number += 1
        col = 1
        for cell in row:
            if cell.tag not in _CELLS or (styles.hides and styles.hidden(cell)):
                continue
            if busy:
                first = col
                while busy.get(col, 0) > number:
                    col += 1
                steps += col - first
            wide, high = cell.get("colspan"), cell.get("rowspan")
            colspan = 1 if wide is None else _span(wide)
            rowspan = 1 if high is None else _span(high)
            text = " ".join((text_of(cell) if len(cell) else cell.text or "").split())
            if len(text) > _LAYOUT_CELL:
                return None
            if len(cells) >= MOST_CELLS:
                raise DocumentError(
                    f"a table has more than {MOST_CELLS} cells", code="table_too_large"
                )
            cells.append(GridCell(text, number, col, rowspan, colspan))
            if styles.blurs or (not text and len(cell)):
                cells[-1].doubt = _doubt_of(cell, text, styles)
            if rowspan > 1:
                for covered in range(col, min(col + colspan, _WIDTH_CAP)):
                    busy[covered] = number + rowspan
                steps += colspan
            if steps > _MOST_STEPS:
                raise DocumentError("a table has spans without end", code="table_too_large")
            col += colspan
    return grid if grid.cells else None


def read_drawn(
    element: etree._Element, location: str, page: Page, *, styles: Styles
) -> Grid | None:
    """The grid of a table that is drawn with ``div`` or ``li``: rows in it, cells in the rows.

    Args:
        element: what may hold the rows, and nothing else; it may be changed.
        location: prefix of its cells' locations.
        page: takes the addresses of pictures.
        styles: what the page's styles do.

    Returns:
        The grid, without spans, or None if the element is no such table.
    """
    rows = list(element)
    if not _is_drawn(element, rows):
        return None
    _prepare(element, page, styles=styles)
    grid = Grid(location)
    for number, row in enumerate(rows, start=1):
        for col, cell in enumerate(row, start=1):
            text = " ".join((text_of(cell) if len(cell) else cell.text or "").split())
            grid.cells.append(GridCell(text, number, col, doubt=_doubt_of(cell, text, styles)))
    return grid


def _is_drawn(element: etree._Element, rows: list[etree._Element]) -> bool:
    several = widest = 0
    for row in rows:
        if row.tag not in _DRAWN_ROWS or not 0 < len(row) <= _MOST_CELLS or _says(row.tail):
            return False
        if _says(row.text) or any(cell.tag not in _DRAWN_CELLS or _says(cell.tail) for cell in row):
            return False
        several += len(row) > 1
        widest = max(widest, len(row))
    if several < (_SOME if widest < _SOME else _SOME - 1) or _says(element.text):
        return False
    return all(
        next(cell.iterdescendants("div", "ul", "table"), None) is None
        and len(text_of(cell) if len(cell) else cell.text or "") <= _DRAWN_CELL
        for row in rows
        for cell in row
    )


def _doubt_of(cell: etree._Element, text: str, styles: Styles) -> str:
    """What makes a cell unsure: its style, or what a browser draws in it."""
    if not text:
        return DRAWING if len(cell) and is_drawn(cell) else ""
    return UNSEEN if styles.blurred(cell, text) else ""


# A picture in its own address is an emblem if it is no longer.
_SMALL_DATA = 4_000


def _says(text: str | None) -> bool:
    return text is not None and text != "" and not text.isspace()


def _prepare(table: etree._Element, page: Page, *, styles: Styles) -> None:
    """Empties what is not seen; sets apart what must not run into one number.

    Two paragraphs of a cell stand apart, and so does a footnote mark or a struck-out digit.
    """
    strip_unseen(table, page, styles=styles)
    for part in table.iterdescendants(*_APART):
        if part.tail or part.getnext() is not None:
            part.tail = " " + (part.tail or "")
        if part.getprevious() is not None or _has_text_before(part):
            part.text = " " + (part.text or "")


def _has_text_before(part: etree._Element) -> bool:
    parent = part.getparent()
    return parent is not None and bool(parent.text)


def note_image(element: etree._Element, page: Page) -> None:
    """Notes the address of a picture; of one that stands in its own address, all of it."""
    source = element.get("src") or element.get("data-src")
    if source and (len(source) > _SMALL_DATA or not source.startswith("data:")):
        page.images.append(source)


def strip_unseen(element: etree._Element, page: Page, *, styles: Styles) -> None:
    """Empties what a reader does not see; notes pictures."""
    for part in list(element.iterdescendants("img", *_UNSEEN)):
        if part.tag == "img":
            note_image(part, page)
        else:
            _empty(part)
    if styles.hides:
        for child in list(element.iterdescendants()):
            if isinstance(child.tag, str) and styles.hidden(child):
                _empty(child)


def _empty(element: etree._Element) -> None:
    tail = element.tail
    element.clear()
    element.tail = tail


def _span(value: str) -> int:
    digits = value.strip()
    if not digits.isdecimal():
        return 1
    return min(max(int(digits), 1), _SPAN_CAP) if len(digits) < 10 else _SPAN_CAP
