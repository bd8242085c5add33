"""Runs of cells: what a page prints in tables, with the row and column evidence it gives.

Grids, pipe text, tabbed text and one-cell-a-line text all become the same thing here: items in
reading order. A grid knows rows and columns; a text row on one line knows its row; a cell on a
line of its own knows neither, and only its label and the counts place it later.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

from parsers import labels, numbers, standard
from parsers.align import lines, one_line
from parsers.align.cuts import behind_groups, cut_labels, labels_in
from parsers.align.spots import Spot, pieces
from parsers.documents.blocks import Grid, Layout, Line, Page
from parsers.errors import DocumentError
from parsers.labels import Match, Role
from parsers.numbers import Kind, Printed

# A line without pipes and with more characters than this is a sentence, not a cell.
_LONGEST_CELL = 64
# A column's label opens a table only with this many characters.
_TELLING = 5
# A lone ordinal ("3.", "（三）") is a piece of a label.
ORDINAL = re.compile(
    r"^[(（]?\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:[.、．)）]|[)）][.、]?)$"
)
PAGE_NUMBER = re.compile(
    r"^(?:[-—–－]\s*\d{1,4}\s*[-—–－]|第\s*\d{1,4}\s*页(?:\s*共\s*\d{1,4}\s*页)?)$"
)
PIPES = str.maketrans({"│": "|", "┃": "|", "｜": "|", "║": "|"})
# No report prints so many cells in one stretch.
_MOST_ITEMS = 50_000
_NO_MATCH = Match((), 0.0)
_WORDS = Printed(Kind.WORDS)


@dataclass(slots=True)
class Item:
    """One printed cell, or a piece of one.

    Attributes:
        text: as printed, blanks folded.
        location: where it stands.
        row: items with equal numbers stand in one printed row; None where nothing says so.
        col: grid column, None outside grids.
        span: grid columns covered.
        printed: its text as a figure.
        match: its text as a label.
        attached: it is empty and follows a cell on the cell's own line: it stands for a span.
        spot: where it stands in a line of text whose runs of blanks may tell more.
    """

    text: str
    location: str
    row: int | None = None
    col: int | None = None
    span: int = 1
    printed: Printed = _WORDS
    match: Match = _NO_MATCH
    attached: bool = False
    spot: Spot | None = None

    @property
    def is_words(self) -> bool:
        """Whether it can be (a piece of) a label."""
        return self.printed.kind is Kind.WORDS

    @property
    def is_blank(self) -> bool:
        """Whether it prints nothing."""
        return self.printed.kind is Kind.BLANK

    @property
    def is_ordinal(self) -> bool:
        """Whether it is a lone ordinal, or the first half of a torn number (``27.``)."""
        return self.is_words and ORDINAL.match(self.text) is not None


@dataclass(slots=True)
class Run:
    """Cells that follow one another in the document.

    Attributes:
        items: in reading order.
        keeps_blanks: every empty cell of the source is an item of its own (grids, tabs).
        grid: it is a table with known rows and columns, not text.
        padded: head rows are filled up with empty cells at their end, so other rows may be too.
        blocks: the page's blocks that it was made of.
        pads_attached: each cell has a line of its own, and what a span covers stands beside it.
    """

    items: list[Item] = field(default_factory=list)
    keeps_blanks: bool = False
    grid: bool = False
    padded: bool = False
    blocks: list[int] = field(default_factory=list)
    pads_attached: bool = False


def item(
    text: str,
    location: str,
    row: int | None = None,
    col: int | None = None,
    spot: Spot | None = None,
) -> Item:
    """An item, understood as a figure or as a label."""
    printed, match = _understand(text)
    return Item(text, location, row, col, 1, printed, match, spot=spot)


@lru_cache(maxsize=16384)
def _understand(text: str) -> tuple[Printed, Match]:
    printed = numbers.read(text)
    if printed.doubt and ORDINAL.match(text):
        printed = _WORDS
    return printed, labels.like(text) if printed.kind is Kind.WORDS else _NO_MATCH


def runs(page: Page, skip: Container[int] = ()) -> Iterator[Run]:
    """The runs of a page that hold cells of the standard tables, in reading order.

    Args:
        page: the document, read.
        skip: indexes of blocks that are other tables.
    """
    held: list[tuple[int, Line]] = []
    search = one_line.Search()
    style = lines.pipes([b.text.translate(PIPES) for b in page.blocks if isinstance(b, Line)])
    for index, block in enumerate(page.blocks):
        if index in skip:
            yield from _zones(held, style)
            held = []
            continue
        if isinstance(block, Line):
            below = page.blocks[index + 1] if index + 1 < len(page.blocks) else None
            following = below.text if isinstance(below, Line) else ""
            inside = search.tables(block.text, following)
            if not inside:
                if not search.is_rest(block.text):
                    held.append((index, block))
                continue
            yield from _zones(held, style)
            held = []
            for cells in inside:
                yield from _runs_in_line(cells, block)
            continue
        yield from _zones(held, style)
        held = []
        run = _grid_run(index, block)
        if run is not None:
            yield run
    yield from _zones(held, style)


def _runs_in_line(cells: Iterable[one_line.Piece], line: Line) -> Iterator[Run]:
    """The tables that stand among the text of one line, which stays text."""
    run = Run()
    for cell in cells:
        if cell.section:
            context = _section_item(cell.text, cell.section, line.location)
            yield run
            yield Run([context] if context is not None else [])
            run = Run()
            continue
        made = item(cell.text, line.location)
        if cell.doubt or line.doubt:
            made.printed = numbers.doubted(made.text, made.printed, cell.doubt or line.doubt)
        run.items.append(made)
    yield run


def _grid_run(index: int, grid: Grid) -> Run | None:
    run = Run(keeps_blanks=True, grid=True, blocks=[index])
    hits = figures = 0
    add = run.items.append
    # Most cells have no name of their own: the quick way to say their place.
    place = grid.place if grid.lettered or any(c.location for c in grid.cells) else None
    for cell in grid.cells:
        text = cell.text
        printed, match = _understand(text)
        if cell.doubt:
            printed = numbers.doubted(text, printed, cell.doubt)
        if match.roles:
            hits += 1
        elif printed.kind is Kind.NUMBER:
            figures += 1
        row, col = cell.row, cell.col
        where = place(cell) if place else f"{grid.location}/r{row}c{col}"
        add(Item(text, where, row, col, cell.colspan, printed, match))
    # A row that a page break cut off has figures and no label at all.
    return run if hits >= 2 or (hits and figures) or figures >= 3 else None


@cache
def section_titles() -> dict[str, str]:
    """Folded section titles to section keys."""
    return {
        labels.fold(text).core: section.key
        for section in standard.sections()
        for text in (section.title, *section.aliases)
    }


def _starts_table(line: str) -> bool:
    chunks = line.split("|") if "|" in line else (line,)
    for chunk in chunks:
        text = chunk.strip()
        if len(text) > _LONGEST_CELL * 2:
            # Blanks fill up the lines of a wide table; what they print is no longer for it.
            text = " ".join(text.split()) if "  " in text else ""
        if not text or len(text) > _LONGEST_CELL * 2:
            continue
        match = labels.exact(text)
        if match.of("anchor", "note", "corner", "head", "row", "group"):
            return True
        # 总计 or 其他 alone say nothing, 本年制发件数 does.
        if match.of("column") and len(labels.fold(text).core) >= _TELLING:
            return True
        if labels_in(text):
            return True
        head = lines.row_line(text)
        if head and head["head"] and labels.exact(head["head"]).of("row"):
            return True
    return False


def _row_labels(head: str, layout: Layout | None) -> list[tuple[str, Spot | None]]:
    """The labels before a row's figures."""
    found = cut_labels(head, layout)
    if not found and not labels.like(head).roles:
        found = behind_groups(head, layout)
    return found or list(pieces(head, layout, whole=True))


def _heading(text: str) -> str | None:
    """The section that a line is the title of."""
    if len(text) > _LONGEST_CELL:
        return None
    return section_titles().get(labels.fold(text).core)


def _section_item(text: str, key: str, location: str) -> Item | None:
    """A section's title tells the table that follows, where the section has only one."""
    number = next(s.number for s in standard.sections() if s.key == key)
    tables = {
        t.id
        for form in standard.forms().values()
        for t in form.tables.values()
        if t.section == number
    }
    if len(tables) != 1:
        return None
    return Item(text, location, match=Match((Role("section", tables.pop()),), 100.0))


def _zones(held: list[tuple[int, Line]], style: lines.Pipes) -> Iterator[Run]:
    """Stretches of lines that print tables."""
    zone: list[tuple[int, Line]] = []
    # The empty cells of a page number's own row belong to no row of the table.
    after_page_number = False
    for index, line in held:
        text = line.text.translate(PIPES)
        section = _heading(text)
        if section is not None:
            yield from _text_run(zone, style)
            zone = []
            context = _section_item(text, section, line.location)
            if context is not None:
                yield Run([context])
        elif zone:
            if lines.is_box_rule(text):
                zone.append((index, Line(text, line.location)))
            elif lines.is_rule(text):
                pass
            elif _is_sentence(text):
                yield from _text_run(zone, style)
                zone = []
            elif PAGE_NUMBER.match(text.strip("| ")):
                after_page_number = True
                continue
            elif not (after_page_number and not text.strip("| ")):
                zone.append((index, Line(text, line.location, line.layout, line.doubt)))
            after_page_number = False
        elif _starts_table(text):
            zone = [(index, Line(text, line.location, line.layout, line.doubt))]
    yield from _text_run(zone, style)


def _is_sentence(text: str) -> bool:
    if "|" in text:
        return False
    if len(text) > _LONGEST_CELL and len(" ".join(text.split())) > _LONGEST_CELL:
        return not labels.like(text).roles and not lines.row_line(text)
    return "。" in text


def _text_run(zone: list[tuple[int, Line]], style: lines.Pipes) -> Iterator[Run]:
    """One run of text lines, without the loose words after its last cell."""
    last = max(
        (n for n, (_, line) in enumerate(zone) if _is_tabular(line.text)),
        default=-1,
    )
    zone = zone[: last + 1]
    if not zone:
        return
    run = Run(blocks=[index for index, _ in zone])
    doubts = {line.location: line.doubt for _, line in zone if line.doubt}
    doubts |= dict.fromkeys(lines.torn([line for _, line in zone]), "digits_parted")
    spans_drawn = lines.draws_spans(line.text for _, line in zone)
    zone = lines.join(zone, style)
    run.keeps_blanks = all("|" not in line.text for _, line in zone) and any(
        "\t" in line.text for _, line in zone
    )
    splitter = _Splitter([line.text for _, line in zone], style)
    for made in splitter.split(zone):
        if doubts and made.location in doubts:
            made.printed = numbers.doubted(made.text, made.printed, doubts[made.location])
        run.items.append(made)
        if len(run.items) > _MOST_ITEMS:
            raise DocumentError(
                f"a table has more than {_MOST_ITEMS} cells", code="table_too_large"
            )
    run.padded = not run.keeps_blanks and not spans_drawn and _is_padded(run.items)
    run.pads_attached = splitter.pads_attached and any(i.attached for i in run.items)
    yield run


def _is_padded(items: list[Item]) -> bool:
    """Whether empty cells follow a caption or a head, which has no cells of its own."""
    head = False
    for this in items:
        if this.is_words:
            head = bool(this.match.of("anchor", "column", "head", "note")) and not this.match.of(
                "row"
            )
        elif this.text == "" and head:
            return True
    return False


def _is_tabular(text: str) -> bool:
    return (
        "|" in text or "\t" in text or bool(lines.row_line(text)) or bool(labels.exact(text).roles)
    )


class _Splitter:
    """Cuts lines into cells. A pipe ends a cell; a line end ends one only where it must."""

    def __init__(self, texts: list[str], style: lines.Pipes) -> None:
        self._texts = texts
        self._style = style
        self._by_line = style.rows_by_line(texts)
        self._open: Item | None = None
        self._row: int | None = None  # of an opened row
        # Pipes that stand for spans follow the cell on its own line, never on one of theirs.
        self.pads_attached = not self._by_line and not any(
            text.count("|") > 1 and text[0] == "|" and not text.strip("| ") for text in texts
        )

    def split(self, zone: list[tuple[int, Line]]) -> Iterator[Item]:
        for number, (_, line) in enumerate(zone):
            text = line.text
            if not self._by_line and self._style.opens(self._texts, number):
                yield from self._close()
                self._row = number
            elif "|" in text:
                yield from self._pipes(text, line.location, number)
            else:
                yield from self._loose(line, number)
        yield from self._close()

    def _close(self) -> Iterator[Item]:
        if self._open is not None:
            yield self._open
            self._open = None

    def _pipes(self, text: str, location: str, number: int) -> Iterator[Item]:
        cells = text.split("|")
        filled = sum(1 for c in cells if c.strip())
        row = number if self._by_line and (filled >= 2 or len(cells) > 2) else self._row
        if self._by_line and self._style.leading and not cells[0].strip() and len(cells) > 1:
            yield from self._close()
            cells = cells[1:]
        if self._by_line and self._style.separated and row is not None:
            cells.append("")
        attached = False
        indented = not self._by_line and text[0] == " "
        for place, cell in enumerate(cells):
            stripped = " ".join(cell.split())
            ended = place < len(cells) - 1
            col = place + 1 if self._by_line and row is not None else None
            if stripped:
                yield from self._add(item(stripped, location, row, col))
                attached = not self._by_line
            elif ended and self._open is None:
                yield Item("", location, row, col, printed=numbers.NOTHING, attached=attached)
                attached = attached or indented
            if ended:
                yield from self._close()
        if self._by_line:
            yield from self._close()

    def _loose(self, line: Line, number: int) -> Iterator[Item]:
        text, location, layout = line.text, line.location, line.layout
        if "\t" in text:
            yield from self._close()
            for col, cell in enumerate(text.split("\t"), start=1):
                yield item(" ".join(cell.split()), location, number, col)
            return
        parts = [] if labels.exact(text).roles else cut_labels(text, layout)
        if parts:
            yield from self._close()
            for part, spot in parts:
                yield item(part, location, number, spot=spot)
            return
        match = lines.row_line(text)
        if match is not None and not labels.exact(text).roles:
            figures = list(pieces(match["figures"], layout, match.start("figures")))
            head = match["head"]
            if len(text) <= _LONGEST_CELL or len(figures) > 1 or labels.like(head or "").roles:
                yield from self._close()
                several = len(figures) > 1 or bool(head)
                row = number if several else None
                if head:
                    for part, spot in _row_labels(head, layout):
                        yield item(part, location, row, spot=spot)
                if not several:
                    # It may still be ended by a pipe on the next line.
                    self._open = item(figures[0][0], location, self._row, spot=figures[0][1])
                    return
                for figure, spot in figures:
                    yield item(figure, location, row, spot=spot)
                return
        spot = Spot(layout, layout.indent, layout.indent + len(text)) if layout else None
        yield from self._add(item(text, location, self._row, spot=spot))

    def _add(self, new: Item) -> Iterator[Item]:
        """A cell that runs over a line end is joined, if both parts are words of no label."""
        held = self._open
        if held is not None:
            joinable = (
                held.is_words
                and new.is_words
                and held.match.likeness < 100
                and new.match.likeness < 100
            )
            if joinable or (held.is_words and new.is_words and self._joins(held, new)):
                self._open = item(f"{held.text} {new.text}", held.location, held.row)
                return
            yield held
        self._open = new

    @staticmethod
    def _joins(held: Item, new: Item) -> bool:
        """Two pieces that only together are a label: 商业 + 企业."""
        return labels.exact(f"{held.text}{new.text}").likeness == 100
