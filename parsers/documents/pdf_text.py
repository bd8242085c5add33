"""Glyphs to text: lines, gaps between words, and numbers that a narrow cell broke."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable, Sequence

from parsers.documents.pdf_glyphs import Glyph

# In sizes of the type. Digits of one number touch; a narrow blank is a quarter of the size.
_TOUCHING = 0.2
_GAP = 0.24
# Glyphs whose middles differ by no more are on one line.
_ONE_LINE = 0.42
# A raised or smaller digit is a footnote mark.
_RAISED = 0.13
_SMALLER = 0.86
# Lines of one cell follow one another at no more than this.
_PITCH = 2.0
# Room that a cell keeps free at its sides, both together.
_PADDING = 1.1
_OF_NUMBERS = frozenset("0123456789,.+-")

BROKEN_NUMBER = "digits_parted"
RAISED_DIGIT = "digit_raised"


def lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Glyphs line by line from the top, those of a line from the left."""
    found: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.middle, g.x0)):
        if found:
            line = found[-1]
            reach = _ONE_LINE * min(max(glyph.size, 1.0), max(line[0].size, 1.0))
            if (
                glyph.middle - line[-1].middle <= reach
                and glyph.middle - line[0].middle <= 2 * reach
            ):
                line.append(glyph)
                continue
        found.append([glyph])
    for line in found:
        line.sort(key=lambda g: (g.x0, g.x1))
    return found


def words(line: Sequence[Glyph]) -> list[list[Glyph]]:
    """A line's glyphs, parted where there is room between them.

    Digits that differ in size or height are parted too: one of them is a footnote mark.
    """
    found: list[list[Glyph]] = []
    for glyph in line:
        before = found[-1][-1] if found else None
        if before is None or _parted(before, glyph):
            found.append([glyph])
        else:
            found[-1].append(glyph)
    return found


def _parted(left: Glyph, right: Glyph) -> bool:
    size = max(left.size, right.size, 1.0)
    gap = right.x0 - left.x1
    if left.is_digit and right.is_digit:
        return gap > _TOUCHING * size or gap < -0.5 * size or is_mark(left, right)
    return gap > _GAP * size


def is_mark(left: Glyph, right: Glyph) -> bool:
    """Whether one of two digits beside each other is a footnote mark."""
    size = max(left.size, right.size, 1.0)
    return (
        min(left.size, right.size) < _SMALLER * size or abs(left.base - right.base) > _RAISED * size
    )


def of_line(line: Sequence[Glyph]) -> str:
    """The text of a line, one blank where there is room."""
    return " ".join(plain(word) for word in words(line))


def plain(word: Iterable[Glyph]) -> str:
    """The characters of a word."""
    return "".join(glyph.text for glyph in word)


def doubt_of(glyphs: Iterable[Glyph]) -> str:
    """The first doubt of some glyphs, of digits first."""
    doubts = [(not g.is_digit, g.doubt) for g in glyphs if g.doubt]
    return min(doubts)[1] if doubts else ""


def of_cell(glyphs: Sequence[Glyph], width: float) -> tuple[str, str]:
    """The text of a cell and what makes it unsure.

    A number on several lines is put together only where the cell is too narrow for the digit that
    stands on the next line; else its pieces stay apart.

    Args:
        glyphs: all in the cell.
        width: of the cell, in points.
    """
    if not glyphs:
        return "", ""
    doubt = doubt_of(glyphs)
    if any(g.turn for g in glyphs):
        return _turned(glyphs), doubt
    rows = lines(glyphs)
    text = of_line(rows[0])
    for above, below in itertools.pairwise(rows):
        text += _between(above, below, width) + of_line(below)
    return text, doubt


def slack(glyphs: Sequence[Glyph], width: float) -> float:
    """How much room the last line of a cell has, in sizes of its type."""
    last = lines(glyphs)[-1]
    return (width - (last[-1].x1 - last[0].x0)) / max(last[-1].size, 1.0)


def _between(above: Sequence[Glyph], below: Sequence[Glyph], width: float) -> str:
    """What parts two lines of a cell: nothing where the text runs on."""
    left, right = above[-1], below[0]
    if left.text in _OF_NUMBERS and right.text in _OF_NUMBERS and (left.is_digit or right.is_digit):
        return "" if _is_broken(above, below, width) else " "
    return "" if _is_wide(left.text[-1]) or _is_wide(right.text[0]) else " "


def _is_broken(above: Sequence[Glyph], below: Sequence[Glyph], width: float) -> bool:
    """Whether the line above was full: not even one digit more would have had room in the cell."""
    left, right = above[-1], below[0]
    size = max(left.size, right.size)
    if is_mark(left, Glyph(right.text, 0, 0, 0, 0, 0, left.base, right.size)):
        return False
    if right.middle - left.middle > _PITCH * size:
        return False
    return left.x1 - above[0].x0 + (right.x1 - right.x0) > width - _PADDING * size


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF" or not character.isalnum()


def _turned(glyphs: Sequence[Glyph]) -> str:
    """Text that runs upwards or downwards."""
    turns = {g.turn for g in glyphs if g.turn}
    size = max(g.size for g in glyphs)
    if turns == {3}:
        order = sorted(glyphs, key=lambda g: (-round(g.centre / size), g.y0))
    elif turns == {1}:
        order = sorted(glyphs, key=lambda g: (round(g.centre / size), -g.y1))
    else:
        order = sorted(glyphs, key=lambda g: (g.y0, g.x0))
    return plain(order)
