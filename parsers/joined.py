"""A report on several pages as one page, and what to doubt where a page of it is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from parsers import labels
from parsers.documents.blocks import Grid, Line, Page
from parsers.documents.paging import FLIP_BOOK, PAGER
from parsers.documents.read import read_document
from parsers.model import Cause, Cell, Dossier, Finding, Outcome, Severity, Status

_PAGE = re.compile(r"page(\d+):")
_NUMBER = re.compile(r"\d+")
_PRINTED_NUMBER = re.compile(r"(?:P\.|[-—–]+)\s*\d{1,4}\s*[-—–]*$")
_LETTER = re.compile(r"[A-Za-z\u3400-\u9fff]{2}")
_HEAD_LINES = 3


def read(dossier: Dossier) -> Page:
    """Reads a dossier's document and its continuation pages as one page.

    What all of them print around the text (menu, title, pager, footer, running heads) is kept
    once. Lines and tables are counted anew on each page: locations say ``page2:`` before.

    Raises:
        DocumentError: one of the documents cannot be read.
    """
    page = read_document(dossier.primary)
    numbers = _numbers(dossier)
    if numbers == (1,) and not _missing(dossier):
        return page
    following = [read_document(document) for document in dossier.pages]
    pages = [page, *following]
    _strip(pages, numbers)
    for number, one in zip(numbers, pages, strict=True):
        if number != 1:
            for block in one.blocks:
                block.location = f"page{number}:{block.location}"
    for one in following:
        page.blocks.extend(one.blocks)
        page.findings.extend(one.findings)
        page.images.extend(one.images)
    page.findings.extend(_findings(dossier))
    return page


def _numbers(dossier: Dossier) -> tuple[int, ...]:
    return dossier.page_numbers or tuple(range(1, len(dossier.pages) + 2))


def _missing(dossier: Dossier) -> list[int]:
    numbers = _numbers(dossier)
    return sorted(set(range(1, max(*numbers, dossier.page_total or 0, 1) + 1)) - set(numbers))


def _strip(pages: Sequence[Page], numbers: Sequence[int]) -> None:
    """Leaves out what each page prints around its part of the report."""
    for number, page in zip(numbers, pages, strict=True):
        _strip_running_head(page, number)
        page.blocks = [b for b in page.blocks if not (isinstance(b, Line) and PAGER.match(b.text))]
    tops = [_alike(pages[0].blocks, page.blocks, grids=numbers[0] == 1) for page in pages[1:]]
    ends = [_alike(pages[-1].blocks[::-1], page.blocks[::-1], grids=False) for page in pages[:-1]]
    for page, count in zip(pages[:-1], ends, strict=True):
        del page.blocks[len(page.blocks) - count :]
    for page, count in zip(pages[1:], tops, strict=True):
        del page.blocks[:count]


def _strip_running_head(page: Page, number: int) -> None:
    title = FLIP_BOOK.match(page.title or "")
    if title is not None:
        page.title = title[2].strip()
    kept: list[Line | Grid] = []
    running = title is not None
    for at, block in enumerate(page.blocks):
        if at < _HEAD_LINES and isinstance(block, Line):
            head = FLIP_BOOK.match(block.text)
            if head is not None and int(head[1]) == number:
                running = True
                page.title = page.title or head[2].strip()
                continue
            if running and _PRINTED_NUMBER.match(block.text):
                continue
        kept.append(block)
    page.blocks = kept


def _alike(one: Sequence[Line | Grid], other: Sequence[Line | Grid], *, grids: bool) -> int:
    """How many blocks two pages begin with alike, and that are no piece of a table."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if isinstance(a, Line) and isinstance(b, Line):
            alike = a.text == b.text and _LETTER.search(a.text) and not labels.exact(a.text).roles
        else:
            same = isinstance(a, Grid) and isinstance(b, Grid) and a.cells == b.cells
            alike = grids and same
        if not alike:
            break
        count += 1
    return min(count, len(one) - 1, len(other) - 1)


def _findings(dossier: Dossier) -> list[Finding]:
    numbers = _numbers(dossier)
    found: list[Finding] = []
    if dossier.pages:
        sources = ", ".join(
            f"{number}: {document.source}"
            for number, document in zip(numbers, (dossier.primary, *dossier.pages), strict=True)
        )
        found.append(
            Finding(
                code="pages_joined",
                outcome=Outcome.NOTE,
                severity=Severity.INFO,
                message=f"the report stands on {len(numbers)} pages: {sources}",
                message_zh=f"报告分为{len(numbers)}页",
            )
        )
    missing = _missing(dossier)
    if missing:
        found.append(
            Finding(
                code="pages_missing",
                outcome=Outcome.NOTE,
                severity=Severity.WARNING,
                cause=Cause.READING,
                message=f"of the report's {max(*numbers, *missing)} pages these are not there: "
                f"{_listed(missing)}",
                message_zh=f"报告缺第{_listed(missing)}页",
            )
        )
    return found


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def doubt_gaps(dossier: Dossier, cells: Sequence[Cell]) -> None:
    """Doubts the cells next to a missing page: their rows may go on there.

    Args:
        dossier: whose pages were read.
        cells: of the report; those of a table cut by the gap are doubtful, of a table that ends
            or begins at it its blanks and the row next to it; what was not found says why.
    """
    missing = _missing(dossier)
    if not missing:
        return
    why = f"page {_listed(missing)} of the source is missing"
    numbers = _numbers(dossier)
    last = max(*numbers, *missing)
    gaps = [(a, b) for a, b in pairwise((0, *numbers, last + 1)) if b - a > 1]
    tables: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells:
        tables.setdefault((cell.table_id, cell.form), []).append(cell)
    for table in tables.values():
        placed = [(_page(cell.location), cell) for cell in table if cell.location]
        whole = all(cell.status is not Status.ABSENT for cell in table)
        for cell in table:
            if cell.status is Status.ABSENT:
                cell.reason = why
        on = {page for page, _ in placed}
        for before, after in gaps:
            near = [c for page, c in placed if page in (before, after)]
            if not near:
                crossing = bool(on) and min(on) < before and max(on) > after
            else:
                crossing = min(on) <= before and max(on) >= after
            if crossing:
                _doubt(table, why)
            elif near and not (whole and all("/r" in (c.location or "") for c in near)):
                # A row of text at the gap may have its label on one side, its figures on the other.
                edge = (min if max(on) >= after else max)(near, key=_place)
                _doubt([c for c in table if c.row_key == edge.row_key], why)
                if not whole:
                    _doubt([c for c in table if c.status is Status.BLANK], why)


def _page(location: str | None) -> int:
    match = _PAGE.match(location or "")
    return int(match[1]) if match else 1


def _place(cell: Cell) -> list[int]:
    return [int(number) for number in _NUMBER.findall(cell.location or "")]


def _doubt(cells: Sequence[Cell], why: str) -> None:
    for cell in cells:
        if cell.status in (Status.READ, Status.BLANK):
            cell.status, cell.reason = Status.DOUBTFUL, why
