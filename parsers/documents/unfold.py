"""Markdown whose lines were lost: a table inside a cell of another is written in one line.

Converters put a page that lies in a layout table into one line. The rows of its own tables are then
parted by one space between two pipes, paragraphs and tables by two. A column that a cell covers
besides its own is one space, too, but a row has no more cells than the rule under the heads.
"""

from __future__ import annotations

import re

_RULE = re.compile(r" :?-{3,}:? ")
_IN_LINE = re.compile(r"\| \| :?-{3,}:? \|")
_GAP = " "
_WORD = re.compile(r"[^\W\d_]{2}")
_PARAGRAPH = re.compile(r" {2,}")


def unfold(text: str) -> list[str]:
    """Cuts a line into the lines it was made of.

    Args:
        text: one line.

    Returns:
        Paragraphs and rows of tables in order, ``[text]`` if the line holds no whole table.
    """
    if not _IN_LINE.search(text):
        return [text]
    table = _Pieces(text.split("|"))
    pieces = table.pieces
    lines: list[str] = []
    done = 0
    for start, width in table.rules:
        head = start - 1 - width
        if head <= done:
            continue
        lines += _paragraphs(pieces[done:head])
        at = start + width
        lines += [_row(pieces[head : start - 1]), _row(pieces[start:at])]
        while at < len(pieces) - 1 and pieces[at] == _GAP:
            length = table.length(at + 1, width)
            if not length:
                break
            lines.append(_row(pieces[at + 1 : at + 1 + length]))
            at += 1 + length
        done = at
    if not done:
        return [text]
    return lines + _paragraphs(pieces[done:])


class _Pieces:
    """What stands between the pipes of a line.

    Attributes:
        pieces: all of it.
        rules: where rules under heads begin, and how many columns they have.
    """

    def __init__(self, pieces: list[str]) -> None:
        self.pieces = pieces
        self.rules: list[tuple[int, int]] = []
        at = 0
        while at < len(pieces):
            start = at
            while at < len(pieces) and _RULE.fullmatch(pieces[at]):
                at += 1
            if at > start and pieces[start - 1] == _GAP:
                self.rules.append((start, at - start))
            at += 1
        # Nothing of a table stands before the heads of the next, or behind the last pipe.
        self._ends = {start - 2 - width for start, width in self.rules} | {len(pieces) - 1}

    def length(self, start: int, width: int) -> int:
        """How many cells the row has that begins at a piece; 0 if none does."""
        for length in range(width, 0, -1):
            end = start + length
            if end >= len(self.pieces) or any(self._is_end(at) for at in range(start, end)):
                continue
            if self._is_end(end) or (
                self.pieces[end] == _GAP
                and (self._begins(end + 1) or self._is_end(end + 1 + width))
            ):
                return length
        return 0

    def _begins(self, at: int) -> bool:
        """Whether a piece is a label or a head."""
        return not self._is_end(at) and _WORD.search("".join(self.pieces[at].split())) is not None

    def _is_end(self, at: int) -> bool:
        """Whether a table ends before a piece."""
        return at in self._ends or (at < len(self.pieces) and _is_paragraph(self.pieces[at]))


def _is_paragraph(piece: str) -> bool:
    return piece.startswith("  ") and not piece.isspace()


def _row(cells: list[str]) -> str:
    return f"|{'|'.join(cells)}|"


def _paragraphs(pieces: list[str]) -> list[str]:
    text = "|".join(pieces)
    return [part for part in _PARAGRAPH.split(text) if part.strip("| ")]
