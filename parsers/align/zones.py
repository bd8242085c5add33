"""The runs of a page: which of its tables and stretches of lines hold cells of the standard tables."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from parsers import labels, numbers, standard
from parsers.align import lines, one_line
from parsers.align.cuts import labels_in
from parsers.align.items import LONGEST_CELL, PAGE_NUMBER, PIPES, Item, Run, item, understand
from parsers.align.loose import REMARK, has_loose_number, ordinals_of
from parsers.align.splitter import Splitter
from parsers.documents.blocks import Grid, Line, Page
from parsers.errors import DocumentError
from parsers.labels import Match, Role
from parsers.numbers import Kind

# A column's label opens a table only with this many characters.
_TELLING = 5
# No report prints so many cells in one stretch.
_MOST_ITEMS = 50_000


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
        printed, match = understand(text)
        if cell.doubt:
            printed = numbers.doubted(text, printed, cell.doubt)
        if match.roles:
            hits += 1
        elif text and printed.kind is Kind.NUMBER:
            figures += 1
        row, col = cell.row, cell.col
        where = place(cell) if place else f"{grid.location}/r{row}c{col}"
        add(Item(text, where, row, col, cell.colspan, printed, match))
    # A row that a page break cut off has figures and no label at all.
    return run if hits >= 2 or (hits and figures) or figures >= 3 else None


def _starts_table(line: str) -> bool:
    chunks = line.split("|") if "|" in line else (line,)
    for chunk in chunks:
        text = chunk.strip()
        if len(text) > LONGEST_CELL * 2:
            # Blanks fill up the lines of a wide table; what they print is no longer for it.
            text = " ".join(text.split()) if "  " in text else ""
        if not text or len(text) > LONGEST_CELL * 2:
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


def _heading(text: str) -> str | None:
    """The section that a line is the title of."""
    if len(text) > LONGEST_CELL:
        return None
    return labels.section_titles().get(labels.fold(text.lstrip("# ")).core)  # Markdown: ## 一、…


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
                yield from _text_run(zone, style, (index, Line(text, line.location)))
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
    if len(text) > LONGEST_CELL and len(" ".join(text.split())) > LONGEST_CELL:
        return not labels.like(text).roles and not lines.row_line(text)
    return "。" in text and numbers.read(text.rstrip("。")).kind is Kind.WORDS


def _text_run(
    zone: list[tuple[int, Line]], style: lines.Pipes, below: tuple[int, Line] | None = None
) -> Iterator[Run]:
    """One run of text lines, without the loose words after its last cell.

    Words right behind a row stay where they may stand for what it prints.

    Args:
        zone: the lines.
        style: what pipes are for.
        below: the line that ends it.
    """
    last = max(
        (n for n, (_, line) in enumerate(zone) if _is_tabular(line.text)),
        default=-1,
    )
    rest = [*zone[last + 1 :], *([below] if below is not None else [])]
    zone = zone[: last + 1]
    if not zone:
        return
    if rest and (
        len(rest[0][1].text) <= REMARK or labels.exact(zone[-1][1].text.strip("| ")).is_row
    ):
        zone.append(rest[0])
    run = Run(blocks=[index for index, _ in zone])
    doubts = {line.location: line.doubt for _, line in zone if line.doubt}
    doubts |= dict.fromkeys(lines.torn([line for _, line in zone]), "digits_parted")
    spans_drawn = lines.draws_spans(line.text for _, line in zone)
    zone = lines.join(zone, style)
    run.keeps_blanks = all("|" not in line.text for _, line in zone) and any(
        "\t" in line.text for _, line in zone
    )
    splitter = Splitter([line.text for _, line in zone], style)
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
        "|" in text
        or "\t" in text
        or bool(lines.row_line(text))
        or bool(labels.exact(text).roles)
        or has_loose_number(text, ordinals_of)
    )
