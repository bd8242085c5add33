"""Labels of tables without rules: the words around a row's figures that belong to it."""

from __future__ import annotations

from collections.abc import Sequence

from parsers import labels
from parsers.documents.pdf_rows import Atom, Row, columns_of, is_row

# In sizes of the type: lines of one label follow one another closer.
_ONE_CELL = 1.5
# In sizes of the type: how much nearer to one of its neighbours a line in the middle may stand.
_EVEN = 0.25
# In sizes of the type: how far the middle of a label may lie from the line of its figures.
_OFF = 0.6
# A label stands on no more lines, and in no more pieces, on either side of its figures.
_MOST_LINES = 20
_MOST_PIECES = 10


def complete(rows: Sequence[Row], atoms: Sequence[Sequence[Atom]]) -> set[int]:
    """Gives the rows the rest of their labels; says which atoms are used."""
    used = {id(a) for row in rows for a in (*row.label, row.unit) if a is not None}
    for number, row in enumerate(rows):
        low = rows[number - 1].at + 1 if number else 0
        high = rows[number + 1].at if number + 1 < len(rows) else len(atoms)
        above = [
            _label_part(line, row, used) for line in atoms[max(low, row.at - _MOST_LINES) : row.at]
        ]
        below = [
            _label_part(line, row, used)
            for line in atoms[row.at + 1 : min(high, row.at + 1 + _MOST_LINES)]
        ]
        own = row.label[-1:]
        found = _whole(row, above, own, below)
        over = _whole(row, *_under_one_another(above, own, below))
        if found is None or (over is not None and len(over) > len(found)):
            found = over
        if own and is_row(own[0].text):
            if found is None and not labels.exact(own[0].text).of("group"):
                continue
        elif not own and found is not None and not _surround(found, row):
            found = None
        if found is not None:
            row.label = [*row.label[:-1], *found]
            used |= {id(a) for a in found}
        if own and (found is None or _is_group(found)):
            # What stands on the line may be a piece of a group's label, beside the row's own.
            above = [
                _beside(line, row, used) for line in atoms[max(low, row.at - _MOST_LINES) : row.at]
            ]
            below = [
                _beside(line, row, used)
                for line in atoms[row.at + 1 : min(high, row.at + 1 + _MOST_LINES)]
            ]
            beside = _whole(row, above, [], below)
            if beside is not None and _surround(beside, row):
                row.label = [*row.label, *beside]
                used |= {id(a) for a in beside}
    for number, row in enumerate(rows):
        if not row.words:
            _between(rows, number, atoms, used)
        if row.words and not is_row(row.label[-1].text):
            _by_distance(rows, number, atoms, used)
    return used


def _surround(pieces: Sequence[Atom], row: Row) -> bool:
    """Whether a label of which nothing stands on the row's line has its middle there.

    Else it is another row's, and this line may be a part of one of that one's figures.
    """
    return _off_middle(pieces, row) < _OFF


def _off_middle(pieces: Sequence[Atom], row: Row) -> float:
    """How far the middle of a label lies from the line of its row, in sizes of the type."""
    line = next(a for a in (*row.figures, row.unit, *row.label) if a is not None)
    if any(piece.line.page != line.line.page for piece in pieces):
        return float("inf")
    middles = [piece.middle for piece in pieces]
    off = (min(middles) + max(middles)) / 2 - line.middle
    return abs(off) / line.size


def _is_middle(line: Atom, above: Atom, below: Atom) -> bool:
    """Whether a line stands in the middle between two that are lines of one cell."""
    if not above.line.page == line.line.page == below.line.page:
        return False
    size = line.size
    up = line.middle - above.middle
    down = below.middle - line.middle
    return abs(up - down) < _EVEN * size and abs(up) + abs(down) <= _ONE_CELL * size


def _between(
    rows: Sequence[Row], number: int, atoms: Sequence[Sequence[Atom]], used: set[int]
) -> None:
    """Gives a row with a unit the two lines of its label between which it stands."""
    row = rows[number]
    if row.unit is None or not 0 < row.at < len(atoms) - 1:
        return
    if any(r.at in (row.at - 1, row.at + 1) for r in rows):
        return
    above, below = (_label_part(atoms[row.at + step], row, used) for step in (-1, 1))
    if above is None or below is None or labels.fold(below.text).ordinal:
        return
    if above.over(below) and _is_middle((*row.figures, row.unit)[0], above, below):
        row.label += [above, below]
        used |= {id(above), id(below)}


def _under_one_another(
    above: Sequence[Atom | None], own: Sequence[Atom], below: Sequence[Atom | None]
) -> tuple[list[Atom], Sequence[Atom], list[Atom]]:
    """The parts that stand over or under the nearest: lines between hold a group's label."""
    there = ([p for p in above if p is not None], [p for p in below if p is not None])
    nearest = next(iter([*own, *there[0][-1:], *there[1][:1]]), None)
    if nearest is None:
        return [], own, []
    over = [[p for p in parts if p.over(nearest)] for parts in there]
    return over[0], own, over[1]


def _label_part(line: Sequence[Atom], row: Row, used: set[int]) -> Atom | None:
    """What of a line may be a part of a row's label: the rightmost words that are free."""
    free = [a for a in line if not a.figure and id(a) not in used and a.x0 < row.right]
    if row.words:
        free = [a for a in free if a.over(row.words[-1])]
    return free[-1] if free else None


def _beside(line: Sequence[Atom], row: Row, used: set[int]) -> Atom | None:
    """Free words to the right of those on a row's own line."""
    edge = row.label[-1].x1
    free = [a for a in line if not a.figure and id(a) not in used and edge < a.x0]
    free = [a for a in free if a.x1 <= row.right]
    return free[-1] if free else None


def _whole(
    row: Row,
    parts_above: Sequence[Atom | None],
    own: Sequence[Atom],
    parts_below: Sequence[Atom | None],
) -> list[Atom] | None:
    """The pieces that together are the label of a row, word for word; None unless that is clear.

    A label without its first words may be one, too: of those of the same row, the longest is whole
    whose middle is the row's line.
    """
    found: dict[str, list[list[Atom]]] = {}
    # Lines between them hold pieces of a group's label.
    above = [part for part in parts_above if part is not None][-_MOST_PIECES:]
    below = [part for part in parts_below if part is not None][:_MOST_PIECES]
    for before in range(len(above) + 1):
        for behind in range(len(below) + 1):
            pieces = [*above[len(above) - before :], *own, *below[:behind]]
            if not pieces:
                continue
            text = "".join(p.text for p in pieces)
            for key in _keys(text) if is_row(text) else ():
                found.setdefault(key, []).append(pieces)
    if len(found) != 1:
        return None
    known = next(iter(found.values()))
    around = [pieces for pieces in known if _off_middle(pieces, row) < _OFF]
    if around:
        return max(around, key=len)
    return min(known, key=lambda pieces: _off_middle(pieces, row))


def _is_group(pieces: Sequence[Atom]) -> bool:
    return bool(labels.exact("".join(p.text for p in pieces)).of("group"))


def _keys(text: str) -> set[str]:
    """Which rows a label names."""
    roles = labels.exact(text).of("row")
    return {f"{role.table_id}.{role.key}" for role in roles} or {labels.fold(text).core}


def _by_distance(
    rows: Sequence[Row], number: int, atoms: Sequence[Sequence[Atom]], used: set[int]
) -> None:
    """Joins lines to a label that stand right above or below it, and to no other row's."""
    row = rows[number]
    for step in (-1, 1):
        at, last = row.at + step, row.label[-1]
        while 0 <= at < len(atoms) and not any(r.at == at for r in rows):
            part = _label_part(atoms[at], row, used)
            if part is None or part.line.page != last.line.page:
                break
            near = abs(part.middle - last.middle)
            if (
                near > _ONE_CELL * part.size
                or labels.fold((part if step > 0 else last).text).ordinal
            ):
                break
            row.label[-1:] = [row.label[-1], part] if step > 0 else [part, row.label[-1]]
            used.add(id(part))
            last, at = part, at + step


def blank_rows(rows: Sequence[Row], atoms: Sequence[Sequence[Atom]], used: set[int]) -> list[Row]:
    """Rows that print a label and no figure at all: only those whose label is one word for word."""
    taken = {row.at: row for row in rows}
    found: list[Row] = []
    for at, line in enumerate(atoms):
        for atom in line:
            if id(atom) in used or atom.figure or at in taken:
                continue
            pieces, last = [atom], at
            for number, below in enumerate(atoms[at + 1 : at + _MOST_LINES], start=at + 1):
                if is_row("".join(p.text for p in pieces)):
                    break
                last = number
                pieces += [a for a in below if id(a) not in used and not a.figure and a.over(atom)][
                    :1
                ]
            if not is_row("".join(p.text for p in pieces)):
                continue
            around = [taken[n] for n in range(at, last) if n in taken]
            if around and all(_has_own(row, pieces) for row in around):
                continue  # a group's label beside those of its rows
            for row in around:
                row.unsure = True  # a label around the line of its figures is theirs
            if not around:
                used |= {id(p) for p in pieces}
                found.append(Row(at, [], pieces))
                break
    return found


def _has_own(row: Row, pieces: Sequence[Atom]) -> bool:
    """Whether a row's label is one word for word, and stands to the right of these words."""
    edge = max(piece.x1 for piece in pieces)
    groups = columns_of(row.label)
    return bool(groups) and is_row(row.label_text) and min(a.x0 for a in groups[-1]) > edge
