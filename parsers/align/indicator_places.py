"""Which figure of a row of indicators stands in which column, or why that is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from parsers import standard
from parsers.align.indicator_codes import integer, is_code
from parsers.align.indicator_heads import UNKNOWN, Layout
from parsers.align.indicator_items import Piece, Sort
from parsers.align.indicator_offsets import columns_of, ways
from parsers.align.indicator_rows import Row
from parsers.align.indicator_words import CODE, LABEL, OTHER, UNIT
from parsers.align.stops import Stops
from parsers.numbers import NOTHING

_TWO = 2
_NO_UNIT = "no unit stands in its place and nothing in the last cell: the row may lack a cell"
_MAYBE_CODE = "a number behind the label may be its code"
_THREE = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """The figures of a row by column of the heads, or None and why."""

    slots: tuple[Piece | None, ...] | None
    reason: str = ""
    basis: str = "direct"


@dataclass(frozen=True, slots=True)
class Print:
    """How the rows of one stretch were printed.

    Attributes:
        layout: the heads above them.
        width: cells behind the label that full rows have; None where that says nothing.
        keeps: every empty cell left its trace.
        doubt: why no row of it is certain.
        deduplicated: lines that repeat were removed.
        ways: where the cells behind the label stand in lines of text, if that tells columns.
    """

    layout: Layout
    width: int | None
    keeps: bool
    doubt: str = ""
    deduplicated: bool = False
    ways: tuple[Stops, ...] = ()


def judge(rows: Sequence[Row], layout: Layout) -> Print:
    """Judges how the rows under one row of heads were printed."""
    known = [r for r in rows if r.key is not None and r.has_data]
    grid = any(r.stretch is not None and r.stretch.grid for r in known)
    doubt = _doubt_of_heads(layout, known, rows)
    if not layout.values:
        layout = Layout((*layout.roles, UNKNOWN))
    stream = bool(known) and all(p.row is None for r in known for p in r.tail)
    widths = Counter(len(r.tail) for r in known if r.tail)
    width = widths.most_common(1)[0][0] if widths else None
    expected = len(layout.after_label)
    if width is not None and width < expected:
        width = None
    if width is not None and any(
        p.sort is not Sort.EMPTY for r in known if len(r.tail) == width for p in r.tail[expected:]
    ):
        width = None
    # An empty cell before a printed one: blanks were not dropped.
    keeps = grid or any(
        len(r.tail) == width and _one_row(r) and _empty_before_printed(r.tail) for r in known
    )
    deduplicated = stream and _deduplicated(layout, known, rows)
    return Print(layout, width, keeps, doubt, deduplicated, () if keeps else ways(known, layout))


def _empty_before_printed(tail: Sequence[Piece]) -> bool:
    empty = False
    for piece in tail:
        if empty and piece.sort is not Sort.EMPTY:
            return True
        empty = empty or piece.sort is Sort.EMPTY
    return False


def _doubt_of_heads(layout: Layout, known: Sequence[Row], rows: Sequence[Row]) -> str:
    """Why the heads do not tell the columns of the figures."""
    values = layout.values
    if not values:
        return "the head of the column is missing"
    grid = bool(layout.cols)
    if grid:
        last = max(layout.cols)
        wide = sum(1 for r in known if any(p.col + p.span - 1 > last for p in r.tail))
        if wide * 2 > len(known):
            return "rows have more columns than heads"
    else:
        widths = Counter(len(r.tail) for r in known if r.tail)
        if widths and layout.room and widths.most_common(1)[0][0] > layout.room:
            return "rows have more cells than heads"
        room = len(values) + (CODE in layout.after_label)
        # A mark for nothing stands in a cell, too.
        printed = [sum(p.sort in (Sort.NUMBER, Sort.MARK) for p in r.tail) for r in known]
        over = sum(count > room for count in printed)
        if over >= max(_TWO, printed.count(room)):
            return "rows have more figures than heads"
        stray = any(r.numbers and not r.has_data for r in rows if r.key is not None)
        if CODE not in layout.roles and stray:
            return "numbers stand beside rows that have none: they may be codes"
    if values == (UNKNOWN,):
        return "the head of the column is not known"
    return ""


def _deduplicated(layout: Layout, known: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Whether lines that repeat were removed: rows lost units, figures or wordings of two groups."""
    if UNIT in layout.roles:
        return sum(1 for r in known if not r.has_unit) >= _THREE
    figures = [p.text for r in known for p in r.figures]
    if len(figures) <= _THREE or len(set(figures)) < len(figures):
        return False
    bare = sum(1 for r in known if not r.figures)
    return bare * 2 > len(known) or _once(rows)


def _once(rows: Sequence[Row]) -> bool:
    """Whether a wording of several groups is printed once, though all of its groups are."""
    groups = {row.key: row.group for row in standard.indicators().table.rows}
    printed = {groups.get(r.key, "") or r.key for r in rows if r.key is not None}
    shared = Counter(r.name.keys for r in rows if len(r.name.keys) > 1)
    return any(
        count == 1 and all(groups[key] in printed for key in keys) for keys, count in shared.items()
    )


def place(row: Row, how: Print) -> Placed:
    """Places the figures of a row.

    Args:
        row: a row whose row of the form is decided.
        how: how the rows around it were printed.

    Returns:
        One piece per column of figures (None: nothing is printed there), or why there is none.
    """
    layout = how.layout
    if layout.cols and row.stretch is not None and row.stretch.grid:
        if any(p.sort is not Sort.EMPTY and p.col not in layout.cols for p in row.tail):
            return Placed(None, "a figure of the row stands under no head")
        return _in_grid(row, layout) or _in_order(row, how)
    tail = row.tail
    if how.keeps and how.width == len(tail) and _one_row(row):
        slots = _by_position(row, tail, layout)
        unit = next((p for r, p in zip(layout.after_label, tail, strict=False) if r == UNIT), None)
        if _moved(unit, tail):
            return Placed(None, _NO_UNIT)
        if slots is not None:
            return Placed(slots, basis="grid")
    return _by_offsets(row, how) or _in_order(row, how)


def _by_offsets(row: Row, how: Print) -> Placed | None:
    """Cells by their place in the line, each what its head says."""
    columns = columns_of(row, how.ways) if how.ways else None
    if columns is None:
        return None
    at = dict(zip(columns, row.tail, strict=True))
    where = row.tail[0]
    empty = Piece("", where.location, where.block, Sort.EMPTY, NOTHING)
    cells = [at.get(n, empty) for n in range(len(how.layout.after_label))]
    slots = _by_position(row, cells, how.layout)
    return Placed(slots, basis="grid") if slots is not None else None


def _in_grid(row: Row, layout: Layout) -> Placed | None:
    """Cells under their heads, if nothing of the row stands anywhere else."""
    if not row.tail:
        return None  # its cells may be those that the row above shares with it
    role_at = dict(zip(layout.cols, layout.roles, strict=True))
    at_label = row.label[-1].col
    behind = [c for c, r in role_at.items() if r not in (LABEL, CODE, OTHER) and c > at_label]
    if not behind:
        return None
    first = min(behind)
    by_col: dict[int, Piece] = {}
    for piece in row.tail:
        role = role_at.get(piece.col)
        if piece.sort is Sort.EMPTY and role is None and piece.span == 1:
            continue
        if (
            role in (None, LABEL)
            or piece.col < first
            or (piece.span > 1 and piece.sort is not Sort.EMPTY)
        ):
            return None
        if role == UNIT and piece.sort not in (Sort.UNIT, Sort.EMPTY, Sort.MARK):
            return None
        if role == CODE and piece.sort not in (Sort.NUMBER, Sort.EMPTY):
            return None
        if role not in (UNIT, CODE, OTHER) and piece.sort is Sort.UNIT and not piece.is_dashes:
            return None
        by_col[piece.col] = piece
    cols = [c for c, r in role_at.items() if r in layout.values]
    slots = tuple(by_col.get(c) for c in cols)
    shifted = any(p.sort is Sort.NUMBER for p in by_col.values())
    if None in slots and shifted:
        return None
    code = next((by_col.get(c) for c, r in role_at.items() if r == CODE), None)
    if not _is_own_code(row, code, slots):
        return Placed(None, _MAYBE_CODE)
    if _moved(next((by_col.get(c) for c, r in role_at.items() if r == UNIT), None), slots):
        return Placed(None, _NO_UNIT)
    return Placed(slots, basis="grid")


def _is_own_code(row: Row, code: Piece | None, slots: Sequence[Piece | None]) -> bool:
    """Whether what stands under the head of the codes is none of the row's cells that moved there.

    It is none where every column has its figure, or where it follows the code above. An empty cell
    may be one where the last cell is empty too: rows that lack a cell are filled up at their ends.
    """
    if code is None:
        return True
    if code.sort is not Sort.NUMBER:
        moved = code.sort is Sort.EMPTY and slots and _is_blank(slots[-1])
        return not moved or all(map(_is_blank, slots))
    own = integer(code)
    return (own is not None and row.code == own) or all(
        p is not None and p.sort is not Sort.EMPTY for p in slots
    )


def _moved(unit: Piece | None, slots: Sequence[Piece | None]) -> bool:
    """Whether a row without unit may be one that lost the cell, so that the others moved there."""
    if unit is None or unit.sort is Sort.UNIT:
        return False
    return bool(slots) and _is_blank(slots[-1]) and any(map(_prints, slots))


def _prints(piece: Piece | None) -> bool:
    return piece is not None and piece.sort is Sort.NUMBER


def _is_blank(piece: Piece | None) -> bool:
    return piece is None or piece.sort is Sort.EMPTY


def _by_position(row: Row, tail: Sequence[Piece], layout: Layout) -> tuple[Piece, ...] | None:
    """Cells by their number behind the label, if each is what its head says."""
    slots: list[Piece] = []
    code: Piece | None = None
    for role, piece in zip(layout.after_label, tail, strict=False):
        if role == UNIT:
            if piece.sort not in (Sort.UNIT, Sort.EMPTY, Sort.MARK):
                return None
        elif role == CODE:
            if piece.sort not in (Sort.NUMBER, Sort.EMPTY):
                return None
            code = piece
        elif role != OTHER:
            if piece.sort is Sort.UNIT and not piece.is_dashes:
                return None
            slots.append(piece)
    return tuple(slots) if _is_own_code(row, code, slots) else None


def _one_row(row: Row) -> bool:
    """Whether all that stands behind the label stands in one printed row, or in rows unknown."""
    return len({p.row for p in row.tail}) <= 1


def _in_order(row: Row, how: Print) -> Placed:
    """Figures in their order, if there is one for every column and nothing between them."""
    layout = how.layout
    count = len(layout.values)
    if how.keeps and how.width is not None and len(row.tail) > how.width:
        return Placed(None, "the row has more cells than the others")
    printed = [n for n, p in enumerate(row.tail) if p.sort is not Sort.EMPTY]
    rest = [row.tail[n] for n in printed]
    has_unit = bool(rest) and rest[0].sort is Sort.UNIT
    if has_unit:
        rest, printed = rest[1:], printed[1:]
    if CODE in layout.after_label:
        # A code alone is known by its number, if the empty cells behind it are there.
        alone = len(row.tail) == how.width and bool(rest) and row.code == integer(rest[0])
        full = len(rest) == count + 1 or (alone and row.code is not None)
        coded = bool(rest) and is_code(rest[0], full=full)
        if not coded:
            return Placed(None, _MAYBE_CODE)
        rest, printed = rest[1:], printed[1:]
    while OTHER in layout.after_label[-1:] and rest and rest[-1].sort is Sort.WORDS:
        rest, printed = rest[:-1], printed[:-1]
    if not rest:
        if UNIT in layout.roles and not row.tail:
            return Placed(None, "neither a unit nor a figure stands beside the label")
        return Placed((None,) * count)
    if any(p.sort not in (Sort.NUMBER, Sort.MARK) and not p.is_dashes for p in rest):
        return Placed(None, "words stand among the figures")
    if not _one_row(row):
        return Placed(None, "the figures stand in more than one line")
    if len(rest) != count:
        return Placed(
            None,
            f"{len(rest)} figures for {count} columns"
            + ("" if len(rest) > count else ": which blank cells were dropped is not known"),
        )
    start = sum(1 for role in layout.after_label if role in (UNIT, CODE))
    empty = any(p.sort is Sort.EMPTY for p in row.tail[: printed[-1]])
    if empty and printed != list(range(start, start + count)):
        return Placed(None, "an empty cell stands before a figure, yet none is missing")
    if any(p.span > 1 for p in rest):
        return Placed(None, "one cell covers several columns")
    return Placed(tuple(rest))
