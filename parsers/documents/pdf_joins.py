"""Tables that page breaks cut, put together again: repeated heads dropped, cut rows made whole."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from parsers import labels
from parsers.documents.blocks import Grid, GridCell
from parsers.documents.pdf_tables import Piece, PieceCell
from parsers.numbers import Kind, read

# In points: sides of a table, and of its columns, that differ by no more are the same.
_SAME_SIDE = 8.0
_SAME_COLUMN = 3.0
_MOST = 0.75
# A line with room for no more characters than this, padding counted, is full.
_FULL = 2.5
# A label and a unit are no row of heads.
_SEVERAL = 3
# No head has more rows.
_MOST_HEADS = 6

CUT_ROW = "row_cut"


def continues(above: Piece, below: Piece) -> bool:
    """Whether a piece at the top of a page goes on with that at the foot of the page before.

    It is as wide, or has nearly all its columns at the same places.
    """
    if below.page != above.page + 1:
        return False
    wide, other = above.xs[-1] - above.xs[0], below.xs[-1] - below.xs[0]
    return abs(wide - other) <= _SAME_SIDE or _alike(above, below, 0.0) >= _MOST


def _alike(above: Piece, below: Piece, shift: float) -> float:
    """How many of the column sides of the narrower piece are the other's too, 0 to 1."""
    few, many = sorted((above.xs, [x - shift for x in below.xs]), key=len)
    found = sum(any(abs(x - y) <= _SAME_COLUMN for y in many) for x in few)
    return found / len(few) if len(few) > 2 else 0.0


def _shift(above: Piece, below: Piece) -> float:
    """How far a piece lies to the right of the one before: odd and even pages may differ."""
    shifts = (0.0, below.xs[0] - above.xs[0])
    return max(shifts, key=lambda shift: _alike(above, below, shift))


def part(above: Piece, below: Piece) -> None:
    """Doubts what may be two parts of one row, where a page break parts two tables."""
    for row in (below.row(0), above.row(above.rows - 1)):
        whole = _heads(row) or labels.exact(_label(row)).is_row
        if not whole and not any(_is_figure(c) for c in row):
            _doubt_blanks(row)


def _doubt_blanks(row: Sequence[PieceCell]) -> None:
    if _label(row):
        for cell in row:
            if not cell.text:
                cell.doubt = cell.doubt or CUT_ROW


def grid(pieces: Sequence[Piece]) -> Grid:
    """The pieces of one table as one grid."""
    rows = pieces[0].rows
    cells = list(pieces[0].cells)
    shift = 0.0
    shifts = {id(cell): 0.0 for cell in cells}
    last_row = _row(cells, rows - 1)
    for before, piece in pairwise(pieces):
        skip = _repeated(pieces[0], piece)
        new = [c for c in piece.cells if c.row >= skip]
        step = _shift(before, piece)
        shift += step
        first = [c for c in new if c.row == skip]
        dropped = set()
        if _join_cut(last_row, first, step):
            dropped = {id(c) for c in first if c.rows == 1}
        for cell in new:
            if id(cell) in dropped:
                continue
            shifts[id(cell)] = shift
            cell.row += rows - skip
            cells.append(cell)
        rows += piece.rows - skip
        last_row = _row(cells, rows - 1) or last_row
    stops = _stops(side - shifts[id(cell)] for cell in cells for side in (cell.box[0], cell.box[2]))
    made = Grid(cells[0].location)
    for cell in sorted(cells, key=lambda c: (c.row, c.box[0] - shifts[id(c)])):
        left = _nearest(stops, cell.box[0] - shifts[id(cell)])
        right = _nearest(stops, cell.box[2] - shifts[id(cell)])
        made.cells.append(
            GridCell(
                cell.text,
                cell.row + 1,
                left + 1,
                cell.rows,
                max(right - left, 1),
                cell.location,
                cell.doubt,
            )
        )
    return made


def _row(cells: Sequence[PieceCell], row: int) -> list[PieceCell]:
    return [c for c in cells if c.row == row and c.rows == 1]


def _stops(sides: object) -> list[float]:
    stops: list[list[float]] = []
    for side in sorted(sides):  # type: ignore[call-overload]
        if stops and side - stops[-1][0] <= _SAME_COLUMN:
            stops[-1].append(side)
        else:
            stops.append([side])
    return [sum(s) / len(s) for s in stops]


def _nearest(stops: Sequence[float], side: float) -> int:
    return min(range(len(stops)), key=lambda n: abs(stops[n] - side))


def _repeated(first: Piece, piece: Piece) -> int:
    """How many rows a piece repeats that its table begins with."""
    for count in range(min(_MOST_HEADS, first.rows - 1, piece.rows - 1), 0, -1):
        above = [c for c in first.cells if c.row < count]
        below = [c for c in piece.cells if c.row < count]
        if [(c.row, c.rows, c.text) for c in above] != [(c.row, c.rows, c.text) for c in below]:
            continue
        if any(c.row + c.rows > count for c in below):
            continue
        if any(c.text for c in below) and all(read(c.text).kind is not Kind.NUMBER for c in below):
            return count
    return 0


def _join_cut(above: Sequence[PieceCell], below: Sequence[PieceCell], shift: float) -> bool:
    """Makes a row whole that a page break cuts; True if the row below was a part of that above.

    What cannot be told, or would put two figures into one cell, leaves both rows in doubt.
    """
    own = [c for c in below if c.rows == 1]
    if not above or not own:
        return False
    pairs = _pairs(above, own, shift)
    figures_above = any(_is_figure(c) for c in above)
    figures_below = any(_is_figure(c) for c in own)
    rest = _label(own)
    if not rest and not figures_below:
        # The frame of an empty rest, or a row without any text.
        return pairs is not None and all(not c.text and not c.doubt for c in own)
    # Figures without a label behind a row of figures: digits of its cells that had no room there.
    digits = not rest and figures_below and figures_above
    if not digits and not _are_halves(pairs or ()) and not _goes_on(above, rest):
        if not figures_below and not labels.exact(rest).is_row:
            _doubt_blanks(own)
        return False
    if pairs is not None and not (figures_above and figures_below):
        for up, down in pairs:
            if down.text or down.doubt:
                if not up.text or _is_figure(down):
                    up.box, up.page, up.seen = down.box, down.page, down.seen
                up.text += down.text
                up.doubt = up.doubt or down.doubt
        return True
    if figures_above or figures_below:
        for cell in (*above, *own):
            if not cell.text or _is_figure(cell):
                cell.doubt = cell.doubt or CUT_ROW
    return False


def _goes_on(above: Sequence[PieceCell], rest: str) -> bool:
    """Whether the row above has a label that may go on with `rest`, and is no label without it."""
    if not rest:
        return not any(_is_figure(c) for c in above) and bool(_label(above)) and not _heads(above)
    if _is_row(rest) or labels.fold(rest).ordinal:
        return False
    cell = _label_cell(above)
    return cell is not None and cell.slack <= _FULL and not labels.exact(cell.text).of("row")


def _heads(row: Sequence[PieceCell]) -> bool:
    """Whether a row is heads of columns, whole ones: figures below it are a row of their own."""
    texts = [cell.text for cell in row if cell.text]
    return len(texts) >= _SEVERAL and all(labels.exact(t).of("column", "head") for t in texts)


def _are_halves(pairs: Sequence[tuple[PieceCell, PieceCell]]) -> bool:
    """Whether all words above and below are labels together."""
    both = [up.text + down.text for up, down in pairs if up.text and down.text]
    return bool(both) and all(labels.exact(text).roles for text in both)


def _is_figure(cell: PieceCell) -> bool:
    return bool(cell.text) and read(cell.text).kind is not Kind.WORDS


def _label_cell(row: Sequence[PieceCell]) -> PieceCell | None:
    """The longest words before a row's figures: a group's label and a unit are shorter."""
    words: list[PieceCell] = []
    for cell in row:
        if cell.text and not _is_figure(cell):
            words.append(cell)
        elif words:
            break
    return max(words, key=lambda c: len(c.text), default=None)


def _label(row: Sequence[PieceCell]) -> str:
    cell = _label_cell(row)
    return cell.text if cell is not None else ""


def _is_row(label: str) -> bool:
    return bool(label) and bool(labels.like(label).of("row", "group", "column", "anchor", "head"))


def _pairs(
    above: Sequence[PieceCell], below: Sequence[PieceCell], shift: float
) -> list[tuple[PieceCell, PieceCell]] | None:
    """Each cell below with the one above it; None if one has none."""
    found = []
    for cell in below:
        match = next(
            (
                c
                for c in above
                if abs(c.box[0] - cell.box[0] + shift) <= _SAME_COLUMN
                and abs(c.box[2] - cell.box[2] + shift) <= _SAME_COLUMN
            ),
            None,
        )
        if match is None:
            if cell.text or cell.doubt:
                return None
            continue
        found.append((match, cell))
    return found
