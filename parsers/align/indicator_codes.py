"""Codes of a table of indicators: numbers beside the rows that are never figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from parsers.align.indicator_heads import Layout
from parsers.align.indicator_items import Piece, Sort
from parsers.align.indicator_rows import Row
from parsers.align.indicator_words import CODE
from parsers.numbers import Kind

_OF_THE_ROW_BELOW = "a number behind the label may be the code of the row below"


def take_codes(rows: Sequence[Row], layout: Layout | None) -> None:
    """Finds the codes that stand before labels, where nothing but their order tells them.

    In text with one cell a line, the code of a row follows the figures of the row above. A number
    is taken for a code only if it is the one after the code before; a row that then has neither
    more nor fewer figures than columns is certain, every other one is not.
    """
    if layout is None or CODE not in layout.roles:
        return
    if not layout.code_before:
        _codes_behind(rows, len(layout.values))
        return
    count = len(layout.values)
    expected: int | None = None
    # Where empty cells are printed, rows of one length are rows with all their cells.
    full = Counter(len(r.tail) for r in rows if len(r.figures) == count + 1)
    width = full.most_common(1)[0][0] if full else 0
    for number, row in enumerate(rows):
        if row.before:
            row.code = integer(row.before[-1])
        if row.code is not None:
            expected = row.code + 1
        elif expected is not None:
            row.code, expected = expected, expected + 1
        if row.stretch is not None and row.stretch.grid:
            continue
        if not row.before and any(integer(p) in (row.code, None) for p in row.numbers):
            row.doubt = row.doubt or "a number behind the label may be its own code"
        following = rows[number + 1] if number + 1 < len(rows) else None
        if following is not None and following.before:
            continue
        if not _is_stream(row):
            last = row.numbers[-1:] if following is not None else []
            if last and integer(last[0]) == expected:
                row.doubt = row.doubt or _OF_THE_ROW_BELOW
            continue
        _take_code(row, following, expected, count, width)


def _take_code(
    row: Row, following: Row | None, expected: int | None, count: int, width: int
) -> None:
    """Gives a row the code that stands behind the figures of the row above, if it is certain."""
    counts = row.has_data or row.key is None
    reason = ""
    last = row.tail[-1] if row.figures else None
    fits = last is not None and expected is not None and integer(last) == expected
    if last is None:
        reason = "the code of the row below is missing" if following is not None else ""
    elif following is None:
        reason = "the number behind the label may be a code" if fits else ""
    else:
        whole = len(row.figures) == count + 1 or len(row.tail) == width
        if not fits or (counts and not whole):
            reason = _OF_THE_ROW_BELOW
        if fits:
            row.tail = row.tail[:-1]
            following.before = [last]
    if counts and reason:
        row.doubt = row.doubt or reason


def _codes_behind(rows: Sequence[Row], count: int) -> None:
    """The codes behind the units: those of full rows, and those that follow one upon another."""
    last: int | None = None
    for row in rows:
        numbers = [p for p in row.tail if p.sort is not Sort.EMPTY and p.sort is not Sort.UNIT]
        first = integer(numbers[0]) if numbers else None
        full = len(numbers) == count + 1 or not row.has_data
        row.code = first if full or first == last else None
        last = None if row.code is None else row.code + 1


def _is_stream(row: Row) -> bool:
    return all(p.row is None for p in row.tail)


def integer(piece: Piece) -> int | None:
    """The number that a piece prints, if it could be a row's code."""
    value = piece.printed.value
    if value is None or value != value.to_integral_value() or not 0 <= value < 1000:
        return None
    return int(value)


def is_code(piece: Piece, *, full: bool) -> bool:
    """Whether the first number behind a label is its code: one of too many, or with a zero before."""
    if piece.printed.kind is not Kind.NUMBER or integer(piece) is None:
        return False
    return full or (piece.text.isdigit() and piece.text[0] == "0" and len(piece.text) > 1)
