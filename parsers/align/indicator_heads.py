"""Heads of a table of indicators: which columns it prints, and in what order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parsers.align import indicator_words as words
from parsers.align.indicator_items import Piece
from parsers.align.indicator_words import CODE, LABEL, OTHER, UNIT

UNKNOWN = "(unknown)"
_BESIDE = frozenset((LABEL, UNIT, CODE, OTHER))


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns that the heads print, in their order.

    Attributes:
        roles: `LABEL`, `UNIT`, `CODE`, `OTHER`, a column's key, or `UNKNOWN` for each.
        cols: grid column of each; empty outside grids.
        texts: the heads as printed.
        room: at most so many cells stand behind the label's head; 0 if that is not known.
    """

    roles: tuple[str, ...]
    cols: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()
    room: int = 0

    @property
    def values(self) -> tuple[str, ...]:
        """The columns of figures: keys, or `UNKNOWN`."""
        return tuple(role for role in self.roles if role not in _BESIDE)

    @property
    def after_label(self) -> tuple[str, ...]:
        """What stands behind the label, in order."""
        return self.roles[self.roles.index(LABEL) + 1 :]

    @property
    def code_before(self) -> bool:
        """Whether a code stands before the label."""
        return CODE in self.roles[: self.roles.index(LABEL)]


def heads_in(pieces: Sequence[Piece], *, grid: bool) -> tuple[list[Piece], bool]:
    """The pieces from the first head on, and whether there are words that are no heads."""
    for start in range(len(pieces)):
        if _head_at(pieces, start, grid=grid) is not None:
            return list(pieces[start:]), False
    return [], True


def _head_at(pieces: Sequence[Piece], start: int, *, grid: bool) -> tuple[str, int] | None:
    """The head that stands at a place, torn or not: its role, and the index behind it."""
    longest = 1 if grid else min(4, len(pieces) - start)
    for size in range(longest, 0, -1):
        role = words.head("".join(p.text for p in pieces[start : start + size]))
        if role is not None:
            return role, start + size
    return None


def layout_of(pieces: Sequence[Piece], *, grid: bool, behind: int = 0) -> Layout | None:
    """The columns that a row of heads prints; None if it names no column of labels.

    Args:
        pieces: the words from the first head on.
        grid: whether each stands in a grid column of its own.
        behind: how many cells stand behind the last head.
    """
    roles: list[str] = []
    cols: list[int] = []
    texts: list[str] = []
    at = 0
    while at < len(pieces):
        found = _head_at(pieces, at, grid=grid)
        role, end = found if found is not None else (UNKNOWN, at + 1)
        roles.append(role)
        cols.append(pieces[at].col)
        texts.append("".join(p.text for p in pieces[at:end]))
        at = end
    if LABEL not in roles:
        return None
    start = roles.index(LABEL)
    start -= start > 0 and roles[start - 1] == CODE
    room = len(pieces) - 1 - roles.index(LABEL) + behind
    kept = slice(start, None)
    return Layout(tuple(roles[kept]), tuple(cols[kept]) if grid else (), tuple(texts[kept]), room)


def below(layout: Layout, pieces: Sequence[Piece]) -> Layout:
    """A second row of heads, under one that spans its columns."""
    lower = [(words.head(p.text) or UNKNOWN, p.col, p.text) for p in pieces]
    if any(role in _BESIDE for role, _, _ in lower):
        return layout
    beside = [
        (role, col, text)
        for role, col, text in zip(
            layout.roles, layout.cols or (0,) * len(layout.roles), layout.texts, strict=True
        )
        if role in _BESIDE or (layout.cols and col not in {c for _, c, _ in lower})
    ]
    whole = [*beside, *lower]
    if layout.cols:
        whole.sort(key=lambda entry: entry[1])
    roles, cols, texts = zip(*whole, strict=True)
    return Layout(roles, cols if layout.cols else (), texts, layout.room + len(pieces))
