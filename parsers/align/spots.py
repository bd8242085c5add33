"""Where a piece of text stands in its line: the evidence of text that shows blanks by position."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.documents.blocks import Layout

_WORD = re.compile(r"\S+")
# Words of one label are parted by one blank, cells by more.
_CELL = re.compile(r"\S+(?: \S+)*")


@dataclass(slots=True)
class Spot:
    """A piece of a line of text: its characters from `start` to `end` in `layout.raw`."""

    layout: Layout
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Places:
    """Columns of a row's figures, in their order.

    Attributes:
        columns: 0-based; None for figures of which only this is known, that they stand in the
            open columns.
        open: the first of the columns that are not known, None if all are.
    """

    columns: tuple[int | None, ...]
    open: int | None = None


def pieces(
    text: str, layout: Layout | None, offset: int = 0, *, whole: bool = False
) -> Iterator[tuple[str, Spot | None]]:
    """The pieces of a text between blanks, each with its spot.

    Args:
        text: the text, or a part of it.
        layout: how its line lies; None if nothing is to be learned from that.
        offset: where the part begins in the line's text.
        whole: the text is one label, unless more than one blank stands in it.
    """
    if layout is None:
        for part in (text,) if whole else text.split():
            yield part, None
        return
    for match in (_CELL if whole else _WORD).finditer(text):
        start, last = offset + match.start(), offset + match.end() - 1
        yield match[0], Spot(layout, layout.place(start), layout.place(last) + 1)
