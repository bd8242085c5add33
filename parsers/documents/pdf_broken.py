"""Figures of tables without rules that a narrow column broke: put together where that is proved."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers import labels, standard
from parsers.documents.pdf_rows import Atom, Band, bands_of, is_dashes, is_unit
from parsers.numbers import Kind, read

# A number does not end in a separator of thousands: three digits have to follow.
_OPEN = re.compile(r"-?[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})*[,，]")
_REST = re.compile(r"[0-9０-９]{3}(?:[,，][0-9０-９]{3})*(?:[,，]|[.．][0-9０-９]+)?")
# Nor does it end in a decimal point.
_POINT = re.compile(r"-?[0-9０-９]+[.．]")
_DECIMALS = re.compile(r"[0-9０-９]+")
# Full-width digits are broken like characters: anywhere.
_WIDE = re.compile(r"[０-９，．,.]*[０-９][，．,.]?")
_WIDE_REST = re.compile(r"[０-９][０-９，．,.]*")
# In sizes of the type: the lines of a cell follow one another closer than rows do, and begin, end
# or have their middle at one place.
_PITCH = 1.5
_ASIDE = 0.3
# Lines of a cell are closer than this part of what parts two rows of the table.
_CLOSER = 0.8
_SLACK = 0.1
# So many figures of a column that are broken at one width show how wide it is.
_SEVERAL = 3
# A line between two of such a figure holds the other figures of its row.
_REACH = 2
# Heads stand on the first lines of a table, each on no more than so many.
_HEAD_LINES = 40
_HEAD_REACH = 12
_ROW_LINES = 9


@dataclass(slots=True)
class _Table:
    """The lines, how far two rows are apart at least, and where columns are known to be narrow."""

    lines: list[list[Atom]]
    rows_apart: float
    narrow: list[tuple[float, float, float]]


def joined(atoms: Sequence[Sequence[Atom]]) -> list[list[Atom]]:
    """The words of lines, with figures that stand on several lines put together on the middle one.

    It has to be proved that the figure goes on: a separator of thousands ends the line, the next
    holds the unit alone, or the line of the figure is as full as the column's others are: those of
    its head, or of several figures, that go on below.

    Args:
        atoms: of every line, from the left.
    """
    apart = _rows_apart(atoms)
    narrow = [*_narrow_heads(atoms), *_narrow_figures(atoms, apart)]
    table = _Table([list(line) for line in atoms], apart, narrow)
    for at, line in enumerate(table.lines):
        for upper in [a for a in line if a.figure]:
            found, places = [upper], [at]
            while rest := _rest(found, table, places[-1]):
                places.append(rest[0])
                found.append(rest[1])
            if len(found) > 1 and not read("".join(a.text for a in found)).doubt:
                _put_together(table.lines, found, places)
    for at, line in enumerate(table.lines):
        for upper in () if any(a.figure for a in line) else line:
            lower = _other_half(upper, table.lines, at)
            if lower is not None:
                _put_together(table.lines, [upper, lower[1]], [at, lower[0]])
    return table.lines


def _rest(found: Sequence[Atom], table: _Table, at: int) -> tuple[int, Atom] | None:
    """Where a figure goes on: the atom that stands right below it, with the line it is on."""
    upper = found[-1]
    for place in range(at + 1, min(at + 1 + _REACH, len(table.lines))):
        below = [a for a in table.lines[place] if a.over(upper)]
        if below:
            lower = below[0]
            fits = len(below) == 1 and _goes_on(found, lower, table)
            return (place, lower) if fits else None
    return None


def _goes_on(found: Sequence[Atom], lower: Atom, table: _Table) -> bool:
    text = "".join(atom.text for atom in found)
    upper = found[-1]
    if not _is_close(upper, lower):
        return False
    digits = _without_unit(lower.text)
    if _OPEN.fullmatch(text) and _REST.fullmatch(digits):
        return True
    if _POINT.fullmatch(text) and _DECIMALS.fullmatch(digits):
        return True
    if not _is_below(upper, lower):
        return False
    if not digits:
        return read(text).kind is Kind.NUMBER and read(text).unit is None
    if not (_WIDE.fullmatch(text) and _WIDE_REST.fullmatch(digits)):
        return False
    if _step(upper, lower) > _CLOSER * table.rows_apart:
        return False
    room = min((r for x0, x1, r in table.narrow if x0 < upper.x1 and upper.x0 < x1), default=None)
    return room is not None and _needed(upper, lower) > room - _SLACK * upper.size


def _other_half(upper: Atom, lines: Sequence[Sequence[Atom]], at: int) -> tuple[int, Atom] | None:
    """Where the unit of a row goes on: its figures stand on neither of the two lines."""
    for place in range(at + 1, min(at + 1 + _REACH, len(lines))):
        below = [a for a in lines[place] if a.over(upper)]
        if below:
            whole = upper.text + below[0].text
            figures = any(a.figure for a in lines[place])
            fits = not figures and whole in standard.indicators().units
            return (place, below[0]) if fits and _is_below(upper, below[0]) else None
    return None


def _rows_apart(atoms: Sequence[Sequence[Atom]]) -> float:
    """The least that parts two lines which begin a row each; 0 if that is not known.

    A table that prints no label and one row has none that another could be taken for.
    """
    words = [[a for a in line if not a.figure] for line in atoms]
    known = [[a for a in line if labels.exact(a.text).is_row] for line in words]
    if not any(known):
        # In a table of indicators a unit stands on the line of a row; its halves around that.
        known = [[a for a in line if is_unit(a.text)] for line in atoms]
        known = [
            found if not found or is_dashes(found[-1].text) or any(a.figure for a in line) else []
            for found, line in zip(known, atoms, strict=True)
        ]
    if not any(known) and _is_one_row(atoms):
        return float("inf")
    at = [(line[0].line.page, line[0].glyphs[0].middle) for line in known if line]
    steps = [b[1] - a[1] for a, b in itertools.pairwise(at) if a[0] == b[0]]
    return min(steps, default=0.0)


def _is_one_row(atoms: Sequence[Sequence[Atom]]) -> bool:
    """Whether nothing but figures stands below the heads, and in most columns one of them."""
    rest = list(itertools.dropwhile(lambda line: not any(a.figure for a in line), atoms))
    if len(rest) > _ROW_LINES or not all(a.figure for line in rest for a in line):
        return False
    figures = [a for line in rest for a in line]
    counts = [sum(a.over(band) for a in figures) for band in bands_of(figures)]
    return sum(count == 1 for count in counts) * 2 > len(counts)


def _narrow_figures(
    atoms: Sequence[Sequence[Atom]], apart: float
) -> list[tuple[float, float, float]]:
    """Columns in which several figures of wide digits go on below, and one width explains it all."""
    broken: list[tuple[Atom, Atom]] = []
    for at, line in enumerate(atoms):
        for upper in [a for a in line if a.figure and _WIDE.fullmatch(a.text)]:
            below = [a for a in itertools.chain(*atoms[at + 1 : at + 1 + _REACH]) if a.over(upper)]
            if not below or not _WIDE_REST.fullmatch(_without_unit(below[0].text)):
                continue
            if _is_below(upper, below[0]) and _step(upper, below[0]) < _CLOSER * apart:
                broken.append((upper, below[0]))
    found = []
    for band in bands_of([upper for upper, _ in broken]):
        mine = [(upper, lower) for upper, lower in broken if upper.over(band)]
        room = min(_needed(upper, lower) for upper, lower in mine)
        if len(mine) >= _SEVERAL and not _is_wider(band, room, atoms):
            found.append((band.x0, band.x1, room))
    return found


def _is_wider(column: Band, room: float, atoms: Sequence[Sequence[Atom]]) -> bool:
    """Whether a figure of a column shows that it has more room."""
    figures = (a for line in atoms for a in line if a.figure and a.over(column))
    return any(a.x1 - a.x0 > room - _SLACK * a.size for a in figures)


def _needed(upper: Atom, lower: Atom) -> float:
    """How wide a line would have to be for what the next one begins with."""
    # No line begins with a separator: it stays with the digit before it.
    begin = re.match("[^，．,.]?[，．,.]*", lower.text)
    end = max(begin.end() if begin else 1, 1)
    return upper.x1 - upper.x0 + (lower.glyphs[end - 1].x1 - lower.glyphs[0].x0)


def _without_unit(text: str) -> str:
    units = standard.values().units
    return text.removesuffix(next((unit for unit in units if text.endswith(unit)), ""))


def _step(upper: Atom, lower: Atom) -> float:
    return lower.glyphs[0].middle - upper.glyphs[-1].middle


def _narrow_heads(atoms: Sequence[Sequence[Atom]]) -> list[tuple[float, float, float]]:
    """Columns whose head stands on several lines: from, to, and what had no room there.

    Chinese text is broken between any two characters, so that each line is as full as it can be,
    unless the break was made by hand: then a figure may be wider.
    """
    found: list[tuple[float, float, float]] = []
    for at, line in enumerate(atoms[:_HEAD_LINES]):
        for top in [a for a in line if not a.figure]:
            stack = [top]
            for below in atoms[at + 1 : at + 1 + _HEAD_REACH]:
                part = next((a for a in below if not a.figure and a.over(stack[-1])), None)
                if part is not None and _is_below(stack[-1], part):
                    stack.append(part)
                if len(stack) > 1 and labels.exact("".join(a.text for a in stack)).of("column"):
                    room = min(_needed(a, b) for a, b in itertools.pairwise(stack))
                    column = Band(min(a.x0 for a in stack), max(a.x1 for a in stack))
                    if not _is_wider(column, room, atoms):
                        found.append((column.x0, column.x1, room))
                    break
    return found


def _is_close(upper: Atom, lower: Atom) -> bool:
    return upper.line.page == lower.line.page and 0 < _step(upper, lower) < _PITCH * upper.size


def _is_below(upper: Atom, lower: Atom) -> bool:
    """Whether an atom stands below another as the next line of a cell does."""
    aside = min(
        abs(upper.x0 - lower.x0),
        abs(upper.x1 - lower.x1),
        abs(upper.x0 + upper.x1 - lower.x0 - lower.x1) / 2,
    )
    return aside < _ASIDE * upper.size and _is_close(upper, lower)


def _put_together(lines: list[list[Atom]], found: Sequence[Atom], places: Sequence[int]) -> None:
    """Puts a figure on that of the lines between its ends that is nearest to its middle."""
    middle = (found[0].glyphs[0].middle + found[-1].glyphs[0].middle) / 2
    between = [n for n in range(places[0], places[-1] + 1) if lines[n]]
    home = min(between, key=lambda n: abs(lines[n][0].middle - middle))
    whole = replace(
        found[0],
        glyphs=[glyph for atom in found for glyph in atom.glyphs],
        line=lines[home][0].line,
        text="".join(atom.text for atom in found),
        x0=min(atom.x0 for atom in found),
        x1=max(atom.x1 for atom in found),
    )
    for atom, place in zip(found, places, strict=True):
        lines[place] = [a for a in lines[place] if a is not atom]
    lines[home] = sorted([*lines[home], whole], key=lambda a: a.x0)
