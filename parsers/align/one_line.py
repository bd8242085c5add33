"""Tables in the middle of a line: text of a whole report, or of whole tables, without line ends.

Such a line is cut by the labels of the forms. A table begins with its title, its corner or the
title of its section and goes on as long as nothing but labels and figures follow one another. What
follows the last row may be prose that opens with a number or rows that cannot be told: such a table
is doubtful. Where cells touch, blanks were lost, and one may be two, or a figure and an
ordinal or a page number: all that stands together there is doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from parsers import han, labels, numbers, standard
from parsers.align import lines
from parsers.align.cuts import labels_in
from parsers.align.items import PAGE_NUMBER
from parsers.align.line_labels import Label, label_at, words
from parsers.align.loose import value_of
from parsers.numbers import Kind

# A line that ends in time is read as a line; so long ones are taken for sentences.
_LONGEST_LINE = 64
# So many labels that follow one another, and rows of a shorter line, are no sentence.
_SOME = 3
# A page number between two dashes.
_PAGE = 3
_TWO = 2
# A title, a head and two rows.
_SHORTEST_TABLE = 20
# A report on one line has some ten thousand characters.
_MOST_CHARACTERS = 100_000
_WORD = re.compile(r"\S{1,40}(?!\S)")
_DIGITS = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")
_REMARK = re.compile(r"\([^()]{1,40}\)")
_BLANKS = re.compile(r"\s*")
_UNCLEAR = "digits_unclear"


@dataclass(slots=True)
class Piece:
    """A cell of a table in a line, or the title of a section.

    Attributes:
        text: as printed.
        section: the key of the section whose title it is, empty for cells.
        doubt: code of what makes its digits unsure, empty if nothing does.
        figure: it is no label.
    """

    text: str
    section: str = ""
    doubt: str = ""
    figure: bool = False

    @property
    def opens(self) -> bool:
        """Whether a table begins with it."""
        return bool(self.section or labels.exact(self.text).of("anchor", "corner", "note"))


@dataclass(slots=True)
class _Stretch:
    """What follows one another in a line from a certain place on."""

    text: str
    folded: str
    at: int
    pieces: list[Piece] = field(default_factory=list)
    touch: bool = False  # two cells do: blanks were lost, so two figures may be one
    goes_on: bool = False  # what follows may be more of it

    def read(self, following: str) -> None:
        """Reads on until something stands there that is no cell.

        Args:
            following: the line after this one.
        """
        while True:
            blanks = _BLANKS.match(self.folded, self.at)
            start = blanks.end() if blanks else self.at
            if start == len(self.text):
                self._end(is_clear=not following or opens(following))
                return
            self.at = start
            if not (self._label() or self._figure() or self._like_label()):
                self._end(is_clear=False)
                return

    def _add(self, end: int, section: str = "", *, figure: bool = False) -> None:
        text = " ".join(self.text[self.at : end].split())
        self.pieces.append(Piece(text, section, figure=figure))
        self.at = end

    def _label(self) -> bool:
        found = label_at(self.folded, self.at)
        if found is None or not self._ends_at(found.end):
            return False
        behind = bool(self.pieces) and not self.pieces[-1].section
        self.touch = self.touch or (behind and self.folded[self.at - 1].isalnum())
        if self._ends_in_page_number() or (not found.ordinal and self._may_be_ordinal(found)):
            self._doubt_row()
        remark = _REMARK.match(self.folded, found.end)
        if remark and labels.fold(remark[0][1:-1]).core in _blocks():
            self._add(remark.end(), found.section)  # 行政诉讼（复议后起诉）
            return True
        self._add(found.end, found.section)
        self.at = remark.end() if remark else self.at
        return True

    def _ends_at(self, end: int) -> bool:
        """Whether a label ends at a place: 规章 does not in 规章制度."""
        after = self.folded[end : end + 1]
        return not after.isalpha() or label_at(self.folded, end) is not None

    def _figure(self) -> bool:
        word = _WORD.match(self.text, self.at)
        printed = numbers.read(word[0]) if word is not None else None
        if word is not None and printed and printed.kind is not Kind.WORDS and not printed.doubt:
            self._add(word.end(), figure=True)
            return True
        digits = _DIGITS.match(self.folded, self.at)
        if digits is None:
            return False
        # Of 02.其他 the first digit is a figure.
        starts = (digits.end(), digits.end() - _TWO, digits.end() - 1)
        end = next((n for n in starts if n > self.at and label_at(self.folded, n)), None)
        if end is not None:
            self.touch = True
            self._add(end, figure=True)
        return end is not None

    def _like_label(self) -> bool:
        word = _WORD.match(self.text, self.at)
        if word is None or not labels.like(word[0]).of("row", "group", "column"):
            return False
        self._add(word.end())
        return True

    def _may_be_ordinal(self, label: Label) -> bool:
        """Whether the figure before a label may be its ordinal."""
        if not self.pieces or not self.pieces[-1].figure:
            return False
        value = numbers.read(self.pieces[-1].text).value
        printed = {r.ordinal for r in labels.exact(label.core).roles if r.ordinal}
        if label.section:
            printed |= {str(section.number) for section in standard.sections()}
        return value is not None and any(value_of(ordinal) == value for ordinal in printed)

    def _ends_in_page_number(self) -> bool:
        """Whether the last figures may be a page number: no row ends in a total of nothing."""
        last = self.pieces[-_PAGE:]
        return all(piece.figure for piece in last) and (
            PAGE_NUMBER.match(" ".join(piece.text for piece in last)) is not None
        )

    def _doubt_row(self) -> None:
        for piece in reversed(self.pieces):
            if not piece.figure:
                break
            piece.doubt = _UNCLEAR

    def _end(self, *, is_clear: bool) -> None:
        """Ends the stretch where something stands that is no cell.

        A label with nothing behind it may have it there. Unless another table begins behind the
        last figures, they may belong to what follows, and rows that would tell the form may, too.
        """
        self.goes_on = not is_clear
        if self._ends_in_page_number():
            self._doubt_row()
        while self.pieces and not self.pieces[-1].figure:
            is_clear = self.pieces.pop().opens or is_clear
        if self.touch:
            self._doubt(0)
        if is_clear:
            return
        start = max((n for n, piece in enumerate(self.pieces) if piece.opens), default=0)
        kept = self.pieces[:start]
        for piece, behind in pairwise(self.pieces[start:]):
            if piece.figure or behind.figure or not labels.exact(piece.text).of("row"):
                kept.append(piece)
        self.pieces = [*kept, *self.pieces[-1:]]
        self._doubt(start)

    def _doubt(self, start: int) -> None:
        for piece in self.pieces[start:]:
            piece.doubt = _UNCLEAR if piece.figure else ""


class Search:
    """Looks for tables in the lines of one page, until a page made to break it has cost enough."""

    def __init__(self) -> None:
        self._left = _MOST_CHARACTERS
        self._goes_on = False

    def is_rest(self, text: str) -> bool:
        """Whether a line may be the rest of a table in a line above.

        A text that was broken anywhere has labels in one line and their figures in the next.
        """
        self._goes_on = self._goes_on and not opens(text)
        return self._goes_on

    def tables(self, text: str, following: str = "") -> list[list[Piece]]:
        """The tables that stand in a line among other text.

        Args:
            text: the line.
            following: the line after it, empty if none is.

        Returns:
            The cells of each stretch of tables in reading order; empty if none is there, or if the
            line is a row, heads or a sentence as usual.
        """
        if len(text) < _SHORTEST_TABLE or not _tells(han.simplified(text)):
            return []
        if _DIGITS.search(text) is None:
            return []  # heads
        self._left -= len(text)
        if self._left < 0 or "|" in text.strip("| ") or "\t" in text:
            return []
        row = lines.row_line(text)
        if row is not None and row["head"] and labels_in(row["head"]):
            return []  # heads and a row
        folded = labels.even(text)
        if not _holds_table(folded):
            return []
        found: list[list[Piece]] = []
        end = 0
        for start in _beginnings().finditer(folded):
            if start.start() < end:
                continue
            label = label_at(folded, start.start())
            if label is None or not label.opens:
                continue
            stretch = _Stretch(text, folded, start.start())
            stretch.read(following)
            if _is_table(stretch.pieces, short=len(text) <= _LONGEST_LINE):
                found.append(stretch.pieces)
                self._goes_on = stretch.goes_on
            # What is no table from here on is none from a place further on.
            end = stretch.at
        return found


def _tells(text: str) -> bool:
    return any(word in text for word in _tell_tales())


def _holds_table(folded: str) -> bool:
    """Whether a label stands right behind a table's title or first cell, as in no prose."""
    for word in _tell_tales():
        at = folded.find(word)
        while at >= 0:
            label = label_at(folded, at)
            behind = _BLANKS.match(folded, label.end) if label is not None else None
            if label is not None and label.opens and behind and label_at(folded, behind.end()):
                return True
            at = folded.find(word, at + 1)
    return False


def opens(text: str) -> bool:
    """Whether a text begins with the title or the first cell of a table."""
    found = label_at(labels.even(text[: 2 * _LONGEST_LINE].lstrip()), 0)
    return found is not None and found.opens


def _is_table(pieces: list[Piece], *, short: bool) -> bool:
    named = [piece for piece in pieces if not piece.figure and not piece.section]
    rows = sum(piece.figure and not before.figure for before, piece in pairwise(pieces))
    heads = any(labels.exact(piece.text).of("column", "head") for piece in named)
    return heads and len(named) >= _SOME and rows >= (_TWO if short else 1)


def _openings() -> Iterator[str]:
    """What opens the tables of the forms."""
    for form in standard.annual_forms():
        for table in form.tables.values():
            yield from (*table.anchors, *filter(None, (table.corner, table.note)))


@cache
def _blocks() -> frozenset[str]:
    """Heads of the blocks that a row without a label may be printed in."""
    tables = (table for form in standard.annual_forms() for table in form.tables.values())
    return frozenset(labels.fold(block).core for table in tables for block in table.blocks)


@cache
def _beginnings() -> re.Pattern[str]:
    """Characters that a table's title or first cell, or a section's title, begins with."""
    known, _ = words()
    firsts = {labels.fold(text).core[0] for text in _openings()}
    firsts |= {word[0] for word, section in known.items() if section}
    return re.compile(f"[{''.join(sorted(firsts))}]")


@cache
def _tell_tales() -> tuple[str, ...]:
    """Words of which one stands in every line with a table, quickly found."""
    longest = (max(re.split(r"\W+", text), key=len) for text in _openings())
    return tuple(dict.fromkeys(longest))
