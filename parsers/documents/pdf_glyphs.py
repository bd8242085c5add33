"""The glyphs of one page of a PDF as a reader sees them: what is hidden or drawn twice left out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from parsers.documents.pdf_child import (
    HIDDEN,
    INVISIBLE,
    OUTSIDE,
    PARTLY,
    TURNED,
    UNREADABLE,
    Box,
)

_TURNS = 7 * TURNED
# Two of the same glyphs that lie over one another by more than this are one, drawn twice.
_SAME = 0.3
# Of fewer glyphs nothing is to be learned about a page.
_FEW = 20

UNREADABLE_GLYPH = "glyph_unreadable"
PARTLY_HIDDEN = "glyph_hidden"
TURNED_GLYPH = "glyph_turned"
OVERPRINTED = "glyphs_overprinted"
INVISIBLE_TEXT = "text_invisible"


@dataclass(slots=True)
class Glyph:
    """A printed character: its box and baseline in points from the top left of the shown page.

    Attributes:
        text: one character, or those of a ligature.
        start: where the pen was put down, from the left; `base`: from the top.
        size: of its font.
        turn: quarter turns from upright; 4 for any other angle.
        doubt: code of what makes it unsure, empty if nothing does.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    start: float
    base: float
    size: float
    turn: int = 0
    doubt: str = ""

    @property
    def middle(self) -> float:
        """Where its middle line runs: ink boxes differ from glyph to glyph, baselines do not."""
        return (self.y0 + self.y1) / 2 if self.turn else self.base - 0.36 * self.size

    @property
    def centre(self) -> float:
        """Half way between its left and its right."""
        return (self.x0 + self.x1) / 2

    @property
    def is_digit(self) -> bool:
        """Whether it is one of 0 to 9, in whatever width or face."""
        return self.text.isdecimal()


@dataclass(slots=True)
class Sheet:
    """One page: its glyphs in no order, its rules and areas.

    Attributes:
        number: of the page, from 1.
        rules: lines, and rectangles as thin as lines.
        areas: filled rectangles.
        pictures: boxes of pictures.
        marks: boxes of other drawings, such as letters drawn as curves.
        hidden: how many glyphs a reader does not see.
        invisible: the text is not drawn, as that under a scanned page is not.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    areas: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    marks: list[Box] = field(default_factory=list)
    hidden: int = 0
    invisible: bool = False


def sheet(number: int, drawn: dict[str, Any]) -> Sheet:
    """A page from what the reading process says of it."""
    made = Sheet(number, drawn["width"], drawn["height"])
    made.rules, made.areas = drawn["rules"], drawn["areas"]
    made.pictures, made.marks = drawn["pictures"], drawn["marks"]
    raw = drawn["glyphs"]
    seen = [g for g in raw if not g[8] & (HIDDEN | INVISIBLE | OUTSIDE)]
    unseen = [g for g in raw if g[8] & INVISIBLE and not g[8] & (HIDDEN | OUTSIDE)]
    made.invisible = len(seen) < _FEW <= len(unseen)
    made.hidden = len(raw) - len(seen) - (len(unseen) if made.invisible else 0)
    glyphs = [_glyph(g) for g in (seen + unseen if made.invisible else seen)]
    if made.invisible:
        for glyph in glyphs:
            glyph.doubt = glyph.doubt or INVISIBLE_TEXT
    _doubt_cut(glyphs, [_glyph(g) for g in raw if g[8] & HIDDEN])
    made.glyphs = _once(glyphs)
    _upright(made)
    for glyph in made.glyphs:
        if glyph.turn and glyph.is_digit:
            glyph.doubt = glyph.doubt or TURNED_GLYPH
    return made


def _doubt_cut(glyphs: Sequence[Glyph], hidden: Sequence[Glyph]) -> None:
    """Doubts digits that touch one that is not seen: a part of their number is."""
    lost = [g for g in hidden if g.is_digit]
    if not lost:
        return
    for glyph in glyphs:
        if glyph.is_digit and any(
            abs(glyph.base - other.base) < 0.3 * glyph.size
            and glyph.x0 - other.x1 < 0.2 * glyph.size
            and other.x0 - glyph.x1 < 0.2 * glyph.size
            and abs(glyph.centre - other.centre) > 0.3 * (glyph.x1 - glyph.x0)
            for other in lost
        ):
            glyph.doubt = glyph.doubt or PARTLY_HIDDEN


def _glyph(raw: Sequence[Any]) -> Glyph:
    text, x0, y0, x1, y1, start, base, size, flags = raw
    glyph = Glyph(text, x0, y0, x1, y1, start, base, size)
    if flags:
        glyph.turn = (flags & _TURNS) // TURNED
        if flags & UNREADABLE:
            glyph.text, glyph.doubt = "\ufffd", UNREADABLE_GLYPH
        elif flags & PARTLY:
            glyph.doubt = PARTLY_HIDDEN
    elif not text.isprintable():
        glyph.text = "\ufffd" if not unicodedata.category(text[0]).startswith("Z") else " "
    return glyph


def _once(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Leaves out what is drawn a second time at the same place, as bold type and shadows are.

    Another character over a digit leaves both in doubt.
    """
    kept: list[Glyph] = []
    by_place: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        step = 8.0
        column, row = int(glyph.centre // step), int(glyph.middle // step)
        near = [
            other
            for across in (column - 1, column, column + 1)
            for down in (row - 1, row, row + 1)
            for other in by_place.get((across, down), ())
        ]
        twice = False
        for other in near:
            reach = _SAME * max(min(glyph.x1 - glyph.x0, other.x1 - other.x0), 0.2 * glyph.size)
            if (
                abs(other.centre - glyph.centre) < reach
                and abs(other.middle - glyph.middle) < _SAME * glyph.size
            ):
                if other.text == glyph.text:
                    twice = True
                    break
                if glyph.is_digit or other.is_digit:
                    glyph.doubt = other.doubt = OVERPRINTED
        if not twice:
            kept.append(glyph)
            by_place.setdefault((column, row), []).append(glyph)
    return kept


def _upright(made: Sheet) -> None:
    """Turns the page until most of its text is upright."""
    counts = [0] * 5
    for glyph in made.glyphs:
        counts[glyph.turn] += 1
    turn = max(range(4), key=lambda t: counts[t])
    if not turn or counts[turn] * 10 < 6 * len(made.glyphs):
        return
    wide, high = made.width, made.height

    def box(old: Box) -> Box:
        x0, y0, x1, y1 = old
        if turn == 1:
            return high - y1, x0, high - y0, x1
        if turn == 2:
            return wide - x1, high - y1, wide - x0, high - y0
        return y0, wide - x1, y1, wide - x0

    for glyph in made.glyphs:
        glyph.x0, glyph.y0, glyph.x1, glyph.y1 = box((glyph.x0, glyph.y0, glyph.x1, glyph.y1))
        x, y = glyph.start, glyph.base
        glyph.start, glyph.base, *_ = box((x, y, x, y))
        glyph.turn = (glyph.turn - turn) % 4 if glyph.turn < 4 else 4
    if turn % 2:
        made.width, made.height = high, wide
    for name in ("rules", "areas", "pictures", "marks"):
        setattr(made, name, [box(old) for old in getattr(made, name)])
