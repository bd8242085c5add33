"""Tables without rules: columns by what stands under one another, rows by their figures.

A column is a band of the page in which figures, or a head, stand; no two bands overlap. Each line
with figures is a row, with a cell for every band, so that an empty one is known by its place. The
lines above and below it that hold the rest of its label are told by the labels of the forms, or
stand closer to it than to any other row. Where two figures of a row lie in one band nothing is
certain: the lines stay lines.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from parsers import labels, standard
from parsers.documents import pdf_broken, pdf_text
from parsers.documents.blocks import Grid, GridCell
from parsers.documents.pdf_doubts import NEAR_UNNAMED, doubts_of
from parsers.documents.pdf_labels import blank_rows, complete
from parsers.documents.pdf_lines import TextLine
from parsers.documents.pdf_rows import (
    Atom,
    Band,
    Row,
    atoms_of,
    bands_of,
    columns_of,
    has_indicators,
    has_units,
    is_known,
    rows_of,
)
from parsers.numbers import Kind, read

# In sizes of the type: words of one label are no further apart.
_ONE_LABEL = 0.45
# A longer line without figures is prose, and so is one that ends a sentence.
_LONGEST = 44
_SENTENCE = frozenset("。；")
_BRACKETS = re.compile("[（）()]")
_LABEL_COLUMNS = 3
# In sizes of the type: the lines of a cell are no further from the middle of its row.
_BROKEN = 1.2
# A title that is longer than its line goes on in the next.
TITLE_LINES = 2


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
    atoms = atoms_of(line)
    if not all(_names_heads(a.text) for a in atoms):
        return False
    if any(labels.exact(a.text).is_row or labels.fold(a.text).ordinal for a in atoms):
        return False
    return any(read(word).kind is not Kind.WORDS for word in before[-1].text.split()[-1:])


def _names_heads(text: str) -> bool:
    """Whether words are a head, or one with another in brackets: 行政诉讼（复议后起诉）."""
    parts = [text] if labels.exact(text).roles else [p for p in _BRACKETS.split(text) if p]
    return bool(parts) and all(labels.exact(part).of("column", "head") for part in parts)


def title(lines: Sequence[object]) -> list[TextLine]:
    """Those of these lines, from the first, that are the title of a section and of no table."""
    found: list[TextLine] = []
    for line in lines[:TITLE_LINES]:
        if not isinstance(line, TextLine):
            break
        found.append(line)
        if labels.fold("".join(one.text for one in found)).core in labels.section_titles():
            return found
    return []


def grid(lines: Sequence[TextLine], *, closed: bool = False) -> Grid | None:
    """The lines of one table as a grid.

    Args:
        lines: that follow one another, without prose, captions in the first only.
        closed: the title of a section follows, so that nothing of the table can.

    Returns:
        None if they are no table, or its columns cannot be told.
    """
    atoms = pdf_broken.joined([atoms_of(line) for line in lines])
    rows = rows_of(atoms)
    words = [a for line in atoms for a in line if not a.figure]
    if not (has_units(rows) or any(map(is_known, words)) or has_indicators(words)):
        return None
    used = complete(rows, atoms)
    rows = sorted([*rows, *blank_rows(rows, atoms, used)], key=lambda row: row.at)
    if not rows and closed and _is_whole_head(atoms):
        rows = [Row(len(atoms), [])]  # the one row of its table, with nothing in it
    if not rows:
        return None
    bands = bands_of([f for row in rows for f in row.figures])
    top = [a for line in atoms[: rows[0].at] for a in line if id(a) not in used and not a.figure]
    heads = _over_columns([a for a in top if not _is_caption(a)], rows, bands)
    bands = _with_heads(bands, heads)
    cells = [_find(row.figures, bands) for row in rows]
    if not bands or any(found is None for found in cells):
        return None
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
    figures = [found or {} for found in cells]
    doubts = doubts_of(rows, figures, loose, _worded(rows, atoms, bands))
    unsure = NEAR_UNNAMED in doubts
    for row, found, doubt in zip(rows, cells, doubts, strict=True):
        while loose and loose[0][0] <= row.at:
            number += 1
            _loose_cells(made, loose.pop(0)[1], bands, number, unsure=unsure)
        number += 1
        _row_cells(made, row, found or {}, bands, number, doubt, lines[-1])
    for _, atom in loose:
        number += 1
        _loose_cells(made, atom, bands, number, unsure=unsure)
    return made


def _worded(
    rows: Sequence[Row], atoms: Sequence[Sequence[Atom]], bands: Sequence[Band]
) -> set[int]:
    """The lines of rows in which words stand in a column of figures: 约3, 见附件.

    Words that a narrow column broke stand above and below the line of the row.
    """
    units = {id(row.unit) for row in rows}
    inside: dict[int, list[Atom]] = {}
    for atom in (a for line in atoms[rows[0].at :] for a in line):
        if atom.figure or id(atom) in units or not any(map(atom.over, bands)):
            continue
        if not labels.exact(atom.text).roles:
            inside.setdefault(atom.line.page, []).append(atom)
    for held in inside.values():
        held.sort(key=lambda a: a.middle)
    return {row.at for row in rows if _has_words(row, inside)}


def _has_words(row: Row, inside: Mapping[int, Sequence[Atom]]) -> bool:
    """Whether words in bands, by page and from the top, may be a figure of the row."""
    own = row.printed
    held = inside.get(own.line.page, ()) if own is not None else ()
    if own is None or not held:
        return False
    reach = _BROKEN * max(atom.size for atom in held)
    first = bisect_left(held, own.middle - reach, key=lambda a: a.middle)
    last = bisect_right(held, own.middle + reach, key=lambda a: a.middle)
    return any(_is_beside_row(atom, own, row) for atom in held[first:last])


def _is_beside_row(atom: Atom, own: Atom, row: Row) -> bool:
    if own.line is atom.line:
        return True
    filled = any(map(atom.over, row.figures))
    return not filled and abs(own.middle - atom.middle) < _BROKEN * atom.size


def _is_whole_head(atoms: Sequence[Sequence[Atom]]) -> bool:
    """Whether lines are all heads of a table whose one row has no label, or of one of its blocks."""
    words = [a for line in atoms for a in line]
    if any(a.figure for a in words):
        return False
    stacks = [[a for a in words if a.over(band)] for band in _with_heads([], words)]
    return any(
        len(stacks) in (len(table.columns), len(table.columns) // len(table.blocks))
        and all(_names_column(s, table.id) for s in stacks)
        for form in standard.forms().values()
        for table in form.tables.values()
        if table.blocks
    )


def _names_column(stack: Sequence[Atom], table_id: str) -> bool:
    """Whether words under one another end in the head of a column, below heads over several."""
    return any(
        role.table_id == table_id
        for n in range(len(stack))
        for role in labels.exact("".join(a.text for a in stack[n:])).of("column")
    )


def _is_caption(atom: Atom) -> bool:
    return bool(labels.exact(atom.text).of("anchor"))


def _over_columns(top: Sequence[Atom], rows: Sequence[Row], bands: Sequence[Band]) -> list[Atom]:
    """What of the words above the first row stands over columns, not over labels."""
    ends = sorted((row.unit or row.label[-1]).x1 for row in rows if row.unit or row.label)
    if not ends:
        return list(top)  # rows without labels: all heads are columns'
    edge = ends[len(ends) // 2]
    if bands:
        first = bands[0]
        # To the left of all figures stand heads of labels, unless the labels end before.
        top = [
            a
            for a in top
            if a.over(first)
            or (a.x0 + a.x1) / 2 > first.x0
            or (a.x0 >= ends[-1] and (labels.exact(a.text).of("column") or not _is_beside([a])))
        ]
    return [a for a in top if a.x0 >= edge]


def _with_heads(bands: Sequence[Band], heads: Sequence[Atom]) -> list[Band]:
    """The bands, and those of heads that no figure stands under; not of heads over several."""
    own = [h for h in heads if not _is_over_others(h, heads)]
    lone = [h for h in own if not any(h.over(b) for b in bands)]
    lone = [h for h in lone if not labels.exact(h.text).of("head", "note")]
    return sorted([*bands, *bands_of(lone)], key=lambda b: b.x0)


def _is_over_others(head: Atom, heads: Sequence[Atom]) -> bool:
    """Whether two words that stand beside each other both stand over or under this wider one."""
    wide = head.x1 - head.x0
    met = [h for h in heads if h.over(head) and h.x1 - h.x0 < wide]
    return bool(met) and max(h.x0 for h in met) > min(h.x1 for h in met)


def _find(figures: Sequence[Atom], bands: Sequence[Band]) -> dict[int, Atom] | None:
    """The figures of a row by band; None if two stand in one."""
    found: dict[int, Atom] = {}
    for atom in figures:
        place = next(n for n, band in enumerate(bands) if atom.over(band))
        if place in found:
            return None
        found[place] = atom
    return found


def _cell(text: str, atoms: Sequence[Atom], row: int, col: int, colspan: int = 1) -> GridCell:
    boxes = [a.box for a in atoms]
    box = (
        min(b[0] for b in boxes), min(b[1] for b in boxes),
        max(b[2] for b in boxes), max(b[3] for b in boxes),
    )  # fmt: skip
    doubt = pdf_text.doubt_of([g for a in atoms for g in a.glyphs])
    place = atoms[0].line.place(box)
    return GridCell(text, row, col, 1, colspan, place, doubt)


def _row_cells(
    made: Grid,
    row: Row,
    found: dict[int, Atom],
    bands: Sequence[Band],
    number: int,
    doubt: str,
    last: TextLine,
) -> None:
    """The cells of a row; one that prints nothing at all stands below the last line."""
    line = row.printed.line if row.printed is not None else last
    groups = columns_of(row.label)
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
            # A picture may print here what was not seen in it.
            unseen = pdf_text.doubt_of(line.glyphs) if line.seen is not None else ""
            made.cells.append(GridCell("", number, start + place, 1, 1, where, doubt or unseen))


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
    for atom in [a for a in beside if _is_over_others(a, beside)]:
        number += 1
        made.cells.append(_cell(atom.text, [atom], number, 1))
        beside.remove(atom)
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
