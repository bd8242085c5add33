"""Runs of cells: what a page prints in tables, with the row and column evidence it gives.

Grids, pipe text, tabbed text and one-cell-a-line text all become the same thing here: items in
reading order. A grid knows rows and columns; a text row on one line knows its row; a cell on a
line of its own knows neither, and only its label and the counts place it later.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from parsers import labels, numbers
from parsers.align.spots import Spot
from parsers.labels import Match
from parsers.numbers import Kind, Printed

# A line without pipes and with more characters than this is a sentence, not a cell.
LONGEST_CELL = 64
# A lone ordinal ("3.", "（三）") is a piece of a label.
ORDINAL = re.compile(
    r"^[(（]?\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:[.、．)）]|[)）][.、]?)$"
)
PAGE_NUMBER = re.compile(
    r"^(?:[-—–－]\s*\d{1,4}\s*[-—–－]|第\s*\d{1,4}\s*页(?:\s*共\s*\d{1,4}\s*页)?)$"
)
PIPES = str.maketrans({"│": "|", "┃": "|", "｜": "|", "║": "|"})
_NO_MATCH = Match((), 0.0)
_WORDS = Printed(Kind.WORDS)


@dataclass(slots=True)
class Item:
    """One printed cell, or a piece of one.

    Attributes:
        text: as printed, blanks folded.
        location: where it stands.
        row: items with equal numbers stand in one printed row; None where nothing says so.
        col: grid column, None outside grids.
        span: grid columns covered.
        printed: its text as a figure.
        match: its text as a label.
        attached: it is empty and follows a cell on the cell's own line: it stands for a span.
        spot: where it stands in a line of text whose runs of blanks may tell more.
    """

    text: str
    location: str
    row: int | None = None
    col: int | None = None
    span: int = 1
    printed: Printed = _WORDS
    match: Match = _NO_MATCH
    attached: bool = False
    spot: Spot | None = None

    @property
    def is_words(self) -> bool:
        """Whether it can be (a piece of) a label."""
        return self.printed.kind is Kind.WORDS

    @property
    def is_blank(self) -> bool:
        """Whether it prints nothing."""
        return self.printed.kind is Kind.BLANK

    @property
    def is_ordinal(self) -> bool:
        """Whether it is a lone ordinal, or the first half of a torn number (``27.``)."""
        return self.is_words and ORDINAL.match(self.text) is not None


@dataclass(slots=True)
class Run:
    """Cells that follow one another in the document.

    Attributes:
        items: in reading order.
        keeps_blanks: every empty cell of the source is an item of its own (grids, tabs).
        grid: it is a table with known rows and columns, not text.
        padded: head rows are filled up with empty cells at their end, so other rows may be too.
        blocks: the page's blocks that it was made of.
        pads_attached: each cell has a line of its own, and what a span covers stands beside it.
    """

    items: list[Item] = field(default_factory=list)
    keeps_blanks: bool = False
    grid: bool = False
    padded: bool = False
    blocks: list[int] = field(default_factory=list)
    pads_attached: bool = False


def item(
    text: str,
    location: str,
    row: int | None = None,
    col: int | None = None,
    spot: Spot | None = None,
) -> Item:
    """An item, understood as a figure or as a label."""
    printed, match = understand(text)
    return Item(text, location, row, col, 1, printed, match, spot=spot)


@lru_cache(maxsize=16384)
def understand(text: str) -> tuple[Printed, Match]:
    """A cell's text as a figure, and as a label if it is none."""
    printed = numbers.read(text)
    if printed.doubt and ORDINAL.match(text):
        printed = _WORDS
    return printed, labels.like(text) if printed.kind is Kind.WORDS else _NO_MATCH
