"""What stands beside a row of text and may be its figure, or a part of one: the row is in doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers import labels
from parsers.align.items import Item
from parsers.align.loose import has_loose_number, has_own_ordinal, may_be_figure, ordinals_of
from parsers.align.records import Record
from parsers.numbers import Kind

_WHOLE = 100.0
# A number that goes on elsewhere.
_OPEN = re.compile(r".*\d[,，.．]")
# A number behind a blank that is no ordinal.
_FIGURE = re.compile(r"\s\d[\d,，]*(?![\d.．、)）])")
# Five of them, in words: no label ends so.
_IN_WORDS = re.compile(r"[一二三四五六七八九十百千两]+[件项条宗个次]$")
# How many pieces a torn label may have.
_PIECES = 5


def doubt_torn(record: Record, above: Record | None, *, open_above: bool) -> bool:
    """Marks rows of text whose figure, or a part of it, stands before this label or goes on there.

    Args:
        record: the next row, of text.
        above: the row above it in the table.
        open_above: a figure above ends as none does.

    Returns:
        Whether a figure of the last row with figures ends as none does.
    """
    goes_on = open_above
    if record.figures:
        goes_on = any(map(_is_open, record.values))
        record.torn = goes_on or open_above
    bare = not record.figures or (above is not None and above.in_text and not above.figures)
    if bare and any(has_loose_number(item.text, ordinals_of) for item in record.labels):
        record.leading = True
        if above is not None:
            above.torn = above.torn or not above.figures
    elif not record.figures and any(map(_holds_figure, record.labels)):
        record.leading = True
    return goes_on


def goes_on(label: Sequence[Item], row_key: str) -> bool:
    """Whether words stand behind the label of a row that are none of it: 行政强制 约3."""
    words = " ".join(item.text for item in label).split()
    return any(
        any(r.key == row_key for r in labels.exact("".join(words[:n])).of("row"))
        for n in range(1, min(len(words), _PIECES + 1))
    )


def opens_with_remark(record: Record) -> bool:
    """Whether a record begins with words that may stand for a figure and are part of no label."""
    if not record.labels:
        return False
    first = record.labels[0]
    texts = [item.text for item in record.labels[:_PIECES]]
    if first.match.likeness == _WHOLE or any(
        _is_label("".join(texts[:n]), ordinal=first.is_ordinal) for n in range(2, len(texts) + 1)
    ):
        return False
    return may_be_figure(first.text)


def _is_label(text: str, *, ordinal: bool) -> bool:
    """Whether a text is a label, word for word; with its own ordinal, if one was put before it."""
    return has_own_ordinal(text) if ordinal else bool(labels.exact(text).roles)


def _is_open(item: Item) -> bool:
    """Whether a figure ends as none does, so that its last digits stand elsewhere."""
    return item.printed.kind is Kind.NUMBER and _OPEN.fullmatch(item.text) is not None


def _holds_figure(item: Item) -> bool:
    """Whether a text that is only like a label has a number among its words, or at their end."""
    if item.match.likeness == _WHOLE:
        return False
    core = labels.fold(item.text).core
    return bool(_FIGURE.search(item.text) or _IN_WORDS.search(core)) or any(
        map(str.isdecimal, core)
    )
