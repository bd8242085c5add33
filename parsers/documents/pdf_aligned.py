"""Tables without rules: columns by what stands under one another, rows by their figures.

A column is a band of the page in which figures, or a head, stand; no two bands overlap. Each line
with figures is a row, with a cell for every band, so that an empty one is known by its place. The
lines above and below it that hold the rest of its label are told by the labels of the forms, or
stand closer to it than to any other row. Where two figures of a row lie in one band nothing is
certain: the lines stay lines.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from parsers import labels, standard
from parsers.documents import pdf_text
from parsers.documents.blocks import Grid, GridCell
from parsers.documents.pdf_child import Box
from parsers.documents.pdf_glyphs import Glyph
from parsers.documents.pdf_lines import TextLine
from parsers.numbers import Kind, read

# In sizes of the type: words of one label are no further apart; lines of one label follow closer.
_ONE_LABEL = 0.45
_ONE_CELL = 1.5
# A longer line without figures is prose, and so is one that ends a sentence.
_LONGEST = 44
_MOST_LINES = 8
_MOST_PIECES = 4
_SENTENCE = frozenset("。；")
_STROKES = frozenset("-—–－─")
_DASHES = 2
_LABEL_COLUMNS = 3
# So many rows with a unit are a table of indicators.
_SEVERAL = 4

NEAR_UNNAMED = "row_unnamed"


@dataclass(slots=True)
class Atom:
    """A word, or the words of a label side by side."""

    glyphs: list[Glyph]
    line: TextLine
    text: str
    x0: float
    x1: float
    figure: bool

    def over(self, other: Atom | Band) -> bool:
        """Whether one stands above the other."""
        return self.x0 < other.x1 and other.x0 < self.x1

    @property
    def box(self) -> Box:
        """What it covers."""
        return self.x0, self.line.box[1], self.x1, self.line.box[3]


@dataclass(slots=True)
class Band:
    """A column: how far its figures and its head reach."""

    x0: float
    x1: float


@dataclass(slots=True)
class _Row:
    """A line with figures, and what belongs to its label on the lines around it."""

    at: int
    figures: list[Atom]
    label: list[Atom] = field(default_factory=list)
    unit: Atom | None = None
    unsure: bool = False

    @property
    def right(self) -> float:
        """Where its label has to end."""
        if self.unit is not None:
            return self.unit.x0
        return self.figures[0].x0 if self.figures else float("inf")

    @property
    def named(self) -> bool:
        """Whether it is known which row it is, word for word, or by its unit."""
        if self.unsure:
            return False
        return self.unit is not None or (bool(self.label) and _is_row(self.label_text))

    @property
    def label_text(self) -> str:
        """The words of its own label."""
        groups = _columns(self.label)
        return "".join(a.text for a in groups[-1]) if groups else ""


def is_prose(line: TextLine) -> bool:
    """Whether a line is part of a paragraph and of no table."""
    text = "".join(line.text.split())
    if labels.exact(text).roles:
        return False
    if text[-1] in _SENTENCE and len(text) > _LABEL_COLUMNS:
        return True
    wide = pdf_text.words(line.glyphs)
    gaps = any(b[0].x0 - a[-1].x1 > _ONE_LABEL * a[-1].size for a, b in itertools.pairwise(wide))
    return len(text) > _LONGEST and not gaps


def opens(line: TextLine) -> bool:
    """Whether a line is the caption of a table, so that another begins."""
    return bool(labels.exact(line.text).of("anchor"))


def begins(line: TextLine, before: Sequence[TextLine]) -> bool:
    """Whether heads stand on a line, below lines with figures: another table begins."""
    atoms = _atoms(line)
    if not all(_known(a) and labels.exact(a.text).of("column", "head") for a in atoms):
        return False
    if any(labels.exact(a.text).is_row or labels.fold(a.text).ordinal for a in atoms):
        return False
    return any(read(word).kind is Kind.NUMBER for word in before[-1].text.split()[-1:])


def is_title(line: TextLine) -> bool:
    """Whether a line is the title of a section, and of no table."""
    return labels.fold(line.text).core in _section_titles()


@cache
def _section_titles() -> frozenset[str]:
    return frozenset(
        labels.fold(text).core
        for section in standard.sections()
        for text in (section.title, *section.aliases)
    )


def grid(lines: Sequence[TextLine]) -> Grid | None:
    """The lines of one table as a grid.

    Args:
        lines: that follow one another, without prose, captions in the first only.

    Returns:
        None if they are no table, or its columns cannot be told.
    """
    atoms = [_atoms(line) for line in lines]
    rows = _rows(atoms)
    several = sum(row.unit is not None for row in rows) >= _SEVERAL
    if not several and not any(_known(a) for line in atoms for a in line):
        return None
    used = _labels(rows, atoms)
    rows = sorted([*rows, *_blank_rows(rows, atoms, used)], key=lambda row: row.at)
    if not rows:
        return None
    bands = _bands([f for row in rows for f in row.figures])
    top = [a for line in atoms[: rows[0].at] for a in line if id(a) not in used and not a.figure]
    heads = _over_columns([a for a in top if not _is_caption(a)], rows, bands)
    bands = _with_heads(bands, heads)
    cells = [_find(row.figures, bands) for row in rows]
    if not bands or any(found is None for found in cells):
        return None
    doubts = _doubts(rows)
    made = Grid(lines[0].place(lines[0].box))
    number = 0
    for atom in top:
        if _is_caption(atom):
            number += 1
            made.cells.append(_cell(atom.text, [atom], number, 1))
            used.add(id(atom))
    number = _head_cells(made, [a for a in top if id(a) not in used], bands, heads, number)
    loose = [
        (at, a)
        for at, line in enumerate(atoms)
        for a in line
        if id(a) not in used and not a.figure and at > rows[0].at
    ]
    for row, found, doubt in zip(rows, cells, doubts, strict=True):
        while loose and loose[0][0] <= row.at:
            number += 1
            _loose_cells(made, loose.pop(0)[1], bands, number, unsure=any(doubts))
        number += 1
        _row_cells(made, row, found or {}, bands, number, doubt)
    for _, atom in loose:
        number += 1
        _loose_cells(made, atom, bands, number, unsure=any(doubts))
    return made


def _doubts(rows: Sequence[_Row]) -> list[str]:
    """What makes each row unsure.

    Figures on a line without a row's label may belong to the row above or below; and if there are
    any, a label without figures may be theirs.
    """
    unnamed = [n for n, row in enumerate(rows) if row.figures and not row.named]
    if not unnamed or len(rows) == 1:
        return [""] * len(rows)
    near = {n + step for n in unnamed for step in (-1, 0, 1)}
    return [NEAR_UNNAMED if n in near or not row.figures else "" for n, row in enumerate(rows)]


def _is_caption(atom: Atom) -> bool:
    return bool(labels.exact(atom.text).of("anchor"))


def _over_columns(top: Sequence[Atom], rows: Sequence[_Row], bands: Sequence[Band]) -> list[Atom]:
    """What of the words above the first row stands over columns, not over labels."""
    ends = sorted((row.unit or row.label[-1]).x1 for row in rows if row.unit or row.label)
    edge = ends[len(ends) // 2] if ends else 0.0
    if bands:
        first = bands[0]
        top = [a for a in top if a.over(first) or (a.x0 + a.x1) / 2 > first.x0]
    return [a for a in top if a.x0 >= edge]


def _blank_rows(
    rows: Sequence[_Row], atoms: Sequence[Sequence[Atom]], used: set[int]
) -> list[_Row]:
    """Rows that print a label and no figure at all: only those whose label is one word for word."""
    taken = {row.at: row for row in rows}
    found: list[_Row] = []
    for at, line in enumerate(atoms):
        for atom in line:
            if id(atom) in used or atom.figure or at in taken:
                continue
            pieces, last = [atom], at
            for number, below in enumerate(atoms[at + 1 : at + _MOST_LINES], start=at + 1):
                if _is_row("".join(p.text for p in pieces)):
                    break
                last = number
                pieces += [a for a in below if id(a) not in used and not a.figure and a.over(atom)][
                    :1
                ]
            if not _is_row("".join(p.text for p in pieces)):
                continue
            around = [taken[n] for n in range(at, last) if n in taken]
            for row in around:
                row.unsure = True  # a label around the line of its figures is theirs
            if not around:
                used |= {id(p) for p in pieces}
                found.append(_Row(at, [], pieces))
                break
    return found


def _atoms(line: TextLine) -> list[Atom]:
    found: list[Atom] = []
    for word in pdf_text.words(line.glyphs):
        text = pdf_text.plain(word)
        figure = read(text).kind is not Kind.WORDS and not _is_unit(text)
        before = found[-1] if found else None
        near = before is not None and word[0].x0 - before.x1 < _ONE_LABEL * word[0].size
        if before is not None and near and not figure and not before.figure and not _known(before):
            before.glyphs += word
            before.text += text
            before.x1 = word[-1].x1
            continue
        found.append(Atom(list(word), line, text, word[0].x0, word[-1].x1, figure))
    return found


def _known(atom: Atom) -> bool:
    return not atom.figure and bool(labels.exact(atom.text).roles)


def _rows(atoms: Sequence[Sequence[Atom]]) -> list[_Row]:
    """The lines that hold figures, each with those behind its label."""
    rows = []
    for at, line in enumerate(atoms):
        words = [n for n, a in enumerate(line) if not a.figure]
        end = words[-1] + 1 if words else 0
        figures, label = list(line[end:]), list(line[:end])
        unit = label.pop() if len(label) > 1 and _is_unit(label[-1].text) else None
        if figures or unit is not None:
            rows.append(_Row(at, figures, label, unit))
    return rows


def _is_unit(text: str) -> bool:
    return text in standard.indicators().units or (len(text) > _DASHES and set(text) <= _STROKES)


def _bands(figures: Sequence[Atom]) -> list[Band]:
    bands: list[Band] = []
    for atom in sorted(figures, key=lambda a: a.x0):
        if bands and atom.x0 < bands[-1].x1:
            bands[-1].x1 = max(bands[-1].x1, atom.x1)
        else:
            bands.append(Band(atom.x0, atom.x1))
    return bands


def _with_heads(bands: Sequence[Band], heads: Sequence[Atom]) -> list[Band]:
    """The bands, and those of heads that no figure stands under."""
    lone = [h for h in heads if not any(h.over(b) for b in bands)]
    lone = [h for h in lone if not labels.exact(h.text).of("head", "note")]
    return sorted([*bands, *_bands(lone)], key=lambda b: b.x0)


def _find(figures: Sequence[Atom], bands: Sequence[Band]) -> dict[int, Atom] | None:
    """The figures of a row by band; None if two stand in one."""
    found: dict[int, Atom] = {}
    for atom in figures:
        place = next(n for n, band in enumerate(bands) if atom.over(band))
        if place in found:
            return None
        found[place] = atom
    return found


def _labels(rows: Sequence[_Row], atoms: Sequence[Sequence[Atom]]) -> set[int]:
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
        found = None
        if own and _is_row(own[0].text):
            if not labels.exact(own[0].text).of("group"):
                continue
        else:
            found = _whole(above, own, below)
        if found is not None:
            row.label = [*row.label[:-1], *found]
        elif own:
            # What stands on the line may be a piece of a group's label, beside the row's own.
            above = [
                _beside(line, row, used) for line in atoms[max(low, row.at - _MOST_LINES) : row.at]
            ]
            below = [
                _beside(line, row, used)
                for line in atoms[row.at + 1 : min(high, row.at + 1 + _MOST_LINES)]
            ]
            found = _whole(above, [], below)
            if found is not None:
                row.label = [*row.label, *found]
        used |= {id(a) for a in found or ()}
    for number, row in enumerate(rows):
        if row.label and not _is_row(row.label[-1].text):
            _by_distance(rows, number, atoms, used)
    return used


def _label_part(line: Sequence[Atom], row: _Row, used: set[int]) -> Atom | None:
    """What of a line may be a part of a row's label: the rightmost words that are free."""
    free = [a for a in line if not a.figure and id(a) not in used and a.x0 < row.right]
    if row.label:
        free = [a for a in free if a.over(row.label[-1])]
    return free[-1] if free else None


def _beside(line: Sequence[Atom], row: _Row, used: set[int]) -> Atom | None:
    """Free words to the right of those on a row's own line."""
    edge = row.label[-1].x1
    free = [a for a in line if not a.figure and id(a) not in used and edge < a.x0]
    free = [a for a in free if a.x1 <= row.right]
    return free[-1] if free else None


def _whole(
    parts_above: Sequence[Atom | None],
    own: Sequence[Atom],
    parts_below: Sequence[Atom | None],
) -> list[Atom] | None:
    """The pieces that together are the label of a row, word for word; None unless that is clear."""
    found: dict[str, list[Atom]] = {}
    # Lines between them hold pieces of a group's label.
    above = [part for part in parts_above if part is not None][-_MOST_PIECES:]
    below = [part for part in parts_below if part is not None][:_MOST_PIECES]
    for before in range(len(above) + 1):
        for behind in range(len(below) + 1):
            pieces = [*above[len(above) - before :], *own, *below[:behind]]
            if not pieces:
                continue
            text = "".join(p.text for p in pieces)
            for role in labels.exact(text).of("row") if _is_row(text) else ():
                found.setdefault(f"{role.table_id}.{role.key}", pieces)
    return next(iter(found.values())) if len(found) == 1 else None


def _is_row(text: str) -> bool:
    return labels.exact(text).is_row


def _by_distance(
    rows: Sequence[_Row], number: int, atoms: Sequence[Sequence[Atom]], used: set[int]
) -> None:
    """Joins lines to a label that stand right above or below it, and to no other row's."""
    row = rows[number]
    for step in (-1, 1):
        at, last = row.at + step, row.label[-1]
        while 0 <= at < len(atoms) and not any(r.at == at for r in rows):
            part = _label_part(atoms[at], row, used)
            if part is None or part.line.page != last.line.page:
                break
            near = abs(part.glyphs[0].middle - last.glyphs[0].middle)
            if (
                near > _ONE_CELL * part.glyphs[0].size
                or labels.fold((part if step > 0 else last).text).ordinal
            ):
                break
            row.label[-1:] = [row.label[-1], part] if step > 0 else [part, row.label[-1]]
            used.add(id(part))
            last, at = part, at + step


def _cell(text: str, atoms: Sequence[Atom], row: int, col: int, colspan: int = 1) -> GridCell:
    boxes = [a.box for a in atoms]
    box = (
        min(b[0] for b in boxes), min(b[1] for b in boxes),
        max(b[2] for b in boxes), max(b[3] for b in boxes),
    )  # fmt: skip
    doubt = pdf_text.doubt_of([g for a in atoms for g in a.glyphs])
    place = atoms[0].line.place(box)
    return GridCell(text, row, col, 1, colspan, place, doubt)


def _columns(label: Sequence[Atom]) -> list[list[Atom]]:
    """The pieces of a label by the column that they stand in."""
    groups: list[list[Atom]] = []
    for atom in label:
        if groups and (atom.line is not groups[-1][-1].line) and atom.over(groups[-1][-1]):
            groups[-1].append(atom)
        else:
            groups.append([atom])
    return groups


def _row_cells(
    made: Grid,
    row: _Row,
    found: dict[int, Atom],
    bands: Sequence[Band],
    number: int,
    doubt: str,
) -> None:
    anchor = next(a for a in (*row.figures, row.unit, *row.label) if a is not None)
    line = anchor.line
    groups = _columns(row.label)
    if row.unit is not None:
        groups.append([row.unit])
    for col, group in enumerate(groups, start=1):
        made.cells.append(_cell("".join(a.text for a in group), group, number, col))
    start = max(len(groups), _LABEL_COLUMNS) + 1
    for place, band in enumerate(bands):
        atom = found.get(place)
        if atom is not None:
            cell = _cell(atom.text, [atom], number, start + place)
            cell.doubt = cell.doubt or doubt
            made.cells.append(cell)
        else:
            box = (band.x0, line.box[1], band.x1, line.box[3])
            where = line.place(box)
            made.cells.append(GridCell("", number, start + place, 1, 1, where, doubt))


def _loose_cells(
    made: Grid, atom: Atom, bands: Sequence[Band], number: int, *, unsure: bool
) -> None:
    """Words that are no row's label; they may be one where figures stand without a label."""
    made.cells.append(_cell(atom.text, [atom], number, 1))
    if unsure:
        for place in range(len(bands)):
            cell = _cell("", [atom], number, _LABEL_COLUMNS + 1 + place)
            cell.doubt = NEAR_UNNAMED
            made.cells.append(cell)


def _head_cells(
    made: Grid, top: Sequence[Atom], bands: Sequence[Band], heads: Sequence[Atom], number: int
) -> int:
    """Heads: those over several columns first, then one row of each column's own.

    Args:
        made: takes the cells.
        top: what stands above the first row.
        bands: the columns.
        heads: what of it stands over columns.
        number: of the last row made.

    Returns:
        The number of the last row that was made now.
    """
    start = _LABEL_COLUMNS + 1
    over_columns = {id(a) for a in heads}
    own: dict[int, list[Atom]] = {}
    beside: list[Atom] = []
    for atom in top:
        over = [n for n, band in enumerate(bands) if atom.over(band)]
        if id(atom) not in over_columns or not over:
            beside.append(atom)
        elif len(over) > 1:
            number += 1
            made.cells.append(_cell(atom.text, [atom], number, start + over[0], len(over)))
        else:
            own.setdefault(over[0], []).append(atom)
    groups: list[list[Atom]] = []
    for group in _stacks(beside):
        first = next((n for n in range(len(group)) if _is_beside(group[n:])), len(group))
        for atom in group[:first]:
            number += 1
            made.cells.append(_cell(atom.text, [atom], number, 1))
        if first < len(group):
            groups.append(group[first:])
    if not groups and not own:
        return number
    for place, pieces in own.items():
        first = next((n for n in range(len(pieces)) if _is_head(pieces[n:])), 0)
        for atom in pieces[:first]:
            number += 1
            made.cells.append(_cell(atom.text, [atom], number, start + place))
        own[place] = pieces[first:]
    number += 1
    for col, group in enumerate(groups, start=1):
        made.cells.append(_cell("".join(a.text for a in group), group, number, col))
    for place in sorted(own):
        text = "".join(a.text for a in own[place])
        made.cells.append(_cell(text, own[place], number, start + place))
    return number


def _stacks(atoms: Sequence[Atom]) -> list[list[Atom]]:
    """Words that stand under one another, from the left; those of each from the top."""
    groups: list[list[Atom]] = []
    for atom in sorted(atoms, key=lambda a: a.x0):
        group = next((g for g in groups if any(atom.over(a) for a in g)), None)
        if group is None:
            groups.append([atom])
        else:
            group.append(atom)
    for group in groups:
        group.sort(key=lambda a: (a.line.page, a.line.box[1]))
    return groups


def _is_beside(pieces: Sequence[Atom]) -> bool:
    """Whether words are the note or the head of the labels."""
    text = "".join(a.text for a in pieces)
    known = standard.indicators()
    heads = (*known.label_heads, *known.unit_heads, *known.code_heads)
    return bool(labels.exact(text).roles) or text in heads


def _is_head(pieces: Sequence[Atom]) -> bool:
    return bool(labels.exact("".join(a.text for a in pieces)).of("column", "head"))
