"""Rows of tables without rules: the words of a line, the lines with figures, the columns they form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from parsers import labels, standard
from parsers.documents import pdf_text
from parsers.documents.pdf_child import Box
from parsers.documents.pdf_glyphs import Glyph
from parsers.documents.pdf_lines import TextLine, is_page_number
from parsers.numbers import Kind, read

# In sizes of the type: words of one label are no further apart.
_ONE_LABEL = 0.45
_STROKES = frozenset("-—–－─")
# So many rows with a unit, or names of indicators, are a table of indicators.
_SEVERAL = 4
_DASHES = 2


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
    def middle(self) -> float:
        """Where the middle of its line runs; that of a broken figure is the middle one of its own."""
        return self.line.glyphs[0].middle

    @property
    def size(self) -> float:
        """Of its type."""
        return self.glyphs[0].size

    @property
    def box(self) -> Box:
        """What it covers."""
        top = min(self.line.box[1], *(g.base - 0.88 * g.size for g in self.glyphs))
        foot = max(self.line.box[3], *(g.base + 0.12 * g.size for g in self.glyphs))
        return self.x0, top, self.x1, foot


@dataclass(slots=True)
class Band:
    """A column: how far its figures and its head reach."""

    x0: float
    x1: float


@dataclass(slots=True)
class Row:
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
        """Whether it is known which row it is, by a label or by its unit."""
        if self.unsure:
            return False
        if self.unit is not None:
            return bool(self.words)
        return labels.like(self.label_text).is_row or is_row(self.label_text)

    @property
    def printed(self) -> Atom | None:
        """The first of what it prints; None if that is nothing."""
        return next((a for a in (*self.figures, self.unit, *self.label) if a is not None), None)

    @property
    def words(self) -> list[Atom]:
        """What of its label is no number of the row."""
        return [a for a in self.label if not a.figure]

    @property
    def label_text(self) -> str:
        """The words of its own label."""
        groups = columns_of(self.label)
        return "".join(a.text for a in groups[-1]) if groups else ""


def atoms_of(line: TextLine) -> list[Atom]:
    """The words of a line; those of one label together."""
    found: list[Atom] = []
    if is_page_number(line):
        return [Atom(line.glyphs, line, line.text, line.box[0], line.box[2], figure=False)]
    for word in pdf_text.words(line.glyphs):
        text = pdf_text.plain(word)
        figure = read(text).kind is not Kind.WORDS and not is_unit(text)
        before = found[-1] if found else None
        near = before is not None and word[0].x0 - before.x1 < _ONE_LABEL * word[0].size
        if (
            before is not None
            and near
            and not figure
            and not before.figure
            and not is_known(before)
        ):
            before.glyphs += word
            before.text += text
            before.x1 = word[-1].x1
            continue
        found.append(Atom(list(word), line, text, word[0].x0, word[-1].x1, figure))
    return found


def is_known(atom: Atom) -> bool:
    """Whether words are a label of the forms."""
    return not atom.figure and bool(labels.exact(atom.text).roles)


def rows_of(atoms: Sequence[Sequence[Atom]]) -> list[Row]:
    """The lines that hold figures, each with those behind its label."""
    rows = []
    for at, line in enumerate(atoms):
        words = [n for n, a in enumerate(line) if not a.figure]
        end = words[-1] + 1 if words else 0
        figures, label = list(line[end:]), list(line[:end])
        unit = label.pop() if len(label) > 1 and is_unit(label[-1].text) else None
        if figures or unit is not None:
            rows.append(Row(at, figures, label, unit))
    if has_units(rows):
        for row in rows:
            if row.unit is None and len(row.label) == 1 and is_unit(row.label[0].text):
                row.unit = row.label.pop()
    return rows


def has_units(rows: Sequence[Row]) -> bool:
    """Whether the rows have units, as those of a table of indicators do."""
    return sum(row.unit is not None for row in rows) >= _SEVERAL


def has_indicators(words: Sequence[Atom]) -> bool:
    """Whether so many words name indicators that they are a table of them."""
    return sum(is_indicator(word.text) for word in words) >= _SEVERAL


def is_unit(text: str) -> bool:
    """Whether words are what a table of indicators prints as a unit."""
    return text in standard.indicators().units or is_dashes(text)


def is_dashes(text: str) -> bool:
    """Whether words are the dashes that stand for a unit."""
    return len(text) > _DASHES and set(text) <= _STROKES


def is_row(text: str) -> bool:
    """Whether a text is the label of a row or the name of an indicator, word for word."""
    return labels.exact(text).is_row or is_indicator(text)


def is_indicator(text: str) -> bool:
    """Whether a text is the name of an indicator, word for word."""
    return labels.fold(text).core in _indicators()


@cache
def _indicators() -> frozenset[str]:
    rows = standard.indicators().table.rows
    texts = (text for row in rows for text in (row.label, *row.aliases))
    return frozenset(filter(None, (labels.fold(text).core for text in texts)))


def columns_of(label: Sequence[Atom]) -> list[list[Atom]]:
    """The pieces of a label by the column that they stand in."""
    groups: list[list[Atom]] = []
    for atom in label:
        if groups and (atom.line is not groups[-1][-1].line) and atom.over(groups[-1][-1]):
            groups[-1].append(atom)
        else:
            groups.append([atom])
    return groups


def bands_of(figures: Sequence[Atom]) -> list[Band]:
    """The columns in which figures stand, from the left."""
    bands: list[Band] = []
    for atom in sorted(figures, key=lambda a: a.x0):
        if bands and atom.x0 < bands[-1].x1:
            bands[-1].x1 = max(bands[-1].x1, atom.x1)
        else:
            bands.append(Band(atom.x0, atom.x1))
    return bands
