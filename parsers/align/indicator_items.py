"""Cells of a table of indicators, from grids, pipes, tabs, spaced lines and one cell a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache

from parsers import numbers, standard
from parsers.align import indicator_words as vocabulary
from parsers.align.items import ORDINAL, PAGE_NUMBER, PIPES
from parsers.align.lines import join_ruled, parts_cells, rows_by_line
from parsers.align.spots import Spot
from parsers.align.spots import pieces as pieces_of
from parsers.documents.blocks import Grid, Layout, Line
from parsers.numbers import Kind, Printed

_DASHES = re.compile(r"^[-—–－─]{3,}$")
# A rule between rows: at least two strokes, and nothing else.
_STROKE = re.compile(r"[-=─]{2,}")
_RULED = frozenset("|:+=-─┌┬┐├┼┤└┴┘ \t\u00a0\u3000")
_PLAIN_FRAME = str.maketrans("┌┬┐├┼┤└┴┘─", "+++++++++-")
_FRAME = frozenset("┌┬┐├┼┤└┴┘─+= \t")
# The table has some two hundred cells; what has so many is another.
MOST_PIECES = 20_000
# A longer line is prose.
_LONGEST = 400
_TWO = 2
# A head printed letter by letter has at most so many.
_LETTERS = 6


_Word = tuple[str, Spot | None]


class Sort(Enum):
    """What a piece may be."""

    WORDS = "words"
    UNIT = "unit"
    NUMBER = "number"
    MARK = "mark"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Piece:
    """A printed cell, or a part of one.

    Attributes:
        text: as printed, blanks folded.
        location: where it stands.
        block: index of the page's block that it stands in.
        sort: words, a unit (or the dashes that stand for one), a number, a mark, or empty.
        printed: its text as a figure.
        row: pieces of equal rows of one stretch stand in one printed row; None if unknown.
        col: grid column, 0 outside grids.
        span: grid columns covered.
        spot: where it stands in a line of text whose runs of blanks may tell more.
    """

    text: str
    location: str
    block: int
    sort: Sort
    printed: Printed
    row: int | None = None
    col: int = 0
    span: int = 1
    spot: Spot | None = None

    @property
    def is_dashes(self) -> bool:
        """Whether it is dashes in the place of a unit."""
        return self.sort is Sort.UNIT and _DASHES.match(self.text) is not None


@dataclass(slots=True)
class Stretch:
    """Pieces that follow one another.

    Attributes:
        pieces: in reading order.
        grid: their rows and columns are known.
        one_line: they stand in one line, among text.
        below: the line below that one, empty if there is none.
    """

    pieces: list[Piece]
    grid: bool = False
    one_line: bool = False
    below: str = ""


def _piece(
    text: str,
    location: str,
    block: int,
    row: int | None = None,
    col: int = 0,
    span: int = 1,
    doubt: str = "",
    spot: Spot | None = None,
) -> Piece:
    printed = numbers.read(text)
    if doubt:
        printed = numbers.doubted(text, printed, doubt)
    if printed.kind is Kind.NUMBER and printed.doubt and ORDINAL.match(text):
        sort = Sort.WORDS  # torn off a label
    elif printed.kind is Kind.NUMBER:
        sort = Sort.NUMBER
    elif not text:
        sort = Sort.EMPTY
    elif _DASHES.match(text):
        sort = Sort.UNIT
    elif printed.kind is Kind.BLANK:
        sort = Sort.MARK
    elif len(text) <= _LETTERS and vocabulary.unit(text) is not None:
        sort = Sort.UNIT
    else:
        sort = Sort.WORDS
    return Piece(text, location, block, sort, printed, row, col, span, spot)


def of_grid(grid: Grid, block: int) -> Stretch:
    """The pieces of a grid."""
    return Stretch(
        [
            _piece(c.text, grid.place(c), block, c.row, c.col, c.colspan, c.doubt)
            for c in grid.cells
        ],
        grid=True,
    )


def of_lines(lines: Sequence[tuple[int, Line]]) -> Stretch:
    """The pieces of lines that follow one another; none if they are more than a table has."""
    kept = [
        (block, line.text.translate(PIPES), line.location, line.layout)
        for block, line in join_ruled([(block, _drawn(line)) for block, line in lines])
        if not _is_rule(line.text)
    ]
    kept = [k for k in kept if not PAGE_NUMBER.match(k[1].strip("| "))]
    by_line = rows_by_line([text for _, text, *_ in kept])
    ends = [text.endswith("|") for _, text, *_ in kept if "|" in text]
    # Pipes between cells only: where a line ends with one, its last cell is empty.
    separated = by_line and (
        sum(ends) * 2 < len(ends) or parts_cells(line.text for _, line in lines)
    )
    pieces: list[Piece] = []
    is_open = False
    if sum(text.count("|") + text.count("\t") for _, text, *_ in kept) > MOST_PIECES:
        return Stretch([])
    doubts = {line.location: line.doubt for _, line in lines if line.doubt}
    for row, (block, text, location, layout) in enumerate(kept):
        if "|" in text:
            whole = f"{text}|" if separated and text[-1] == "|" else text
            is_open = _of_pipes(whole, (location, block), row, pieces, by_line, is_open)
        else:
            pieces += _of_loose(text, location, block, row, layout)
            is_open = True
        if len(pieces) > MOST_PIECES:
            return Stretch([])
    if doubts:
        pieces = [
            replace(p, printed=numbers.doubted(p.text, p.printed, doubts.get(p.location, "")))
            if p.location in doubts
            else p
            for p in pieces
        ]
    return Stretch(pieces)


def of_one_line(line: Line, block: int, below: str) -> Stretch:
    """The pieces of a line that holds a whole table: its words, each a cell or a piece of one."""
    words = line.text.split()
    if len(words) > MOST_PIECES:
        return Stretch([])
    pieces = [_piece(word, line.location, block, doubt=line.doubt) for word in words]
    return Stretch(pieces, one_line=True, below=below)


def _drawn(line: Line) -> Line:
    """A line of a table drawn with ``├──┼`` as one drawn with ``+--+`` is."""
    text = line.text.translate(PIPES)
    if "─" in text and set(text) <= _RULED:
        text = text.translate(_PLAIN_FRAME)
    return line if text == line.text else replace(line, text=text)


def _is_rule(text: str) -> bool:
    """Whether a line draws the table, a line of a single stroke (a unit's dashes) left out."""
    chars = set(text)
    if not chars <= _RULED:
        return False
    return chars <= _FRAME or len(_STROKE.findall(text)) > 1


def _of_pipes(
    text: str,
    at: tuple[str, int],
    row: int,
    pieces: list[Piece],
    by_line: bool,
    is_open: bool,
) -> bool:
    """A pipe ends a cell; where rows stand on one line each, so does the line's end."""
    cells = text.split("|")
    known: int | None = None
    if by_line:
        is_open = False
        known = row if sum(1 for c in cells if c.strip()) >= 2 or len(cells) > 2 else None
        if not cells[0].strip():
            cells = cells[1:]
    for place, cell in enumerate(cells):
        words = " ".join(cell.split())
        ended = place < len(cells) - 1
        if words:
            pieces.append(_piece(words, *at, known))
            is_open = True
        elif ended and not is_open:
            pieces.append(_piece("", *at, known))
        if ended:
            is_open = False
    return is_open and not by_line


def _of_loose(
    text: str, location: str, block: int, row: int, layout: Layout | None
) -> Iterator[Piece]:
    if "\t" in text:
        for cell in text.split("\t"):
            yield _piece(" ".join(cell.split()), location, block, row)
        return

    def piece(words: Sequence[_Word], row: int | None = row) -> Piece:
        text = " ".join(word for word, _ in words)
        return _piece(text, location, block, row, spot=_over(words))

    words = list(pieces_of(text, layout))
    if len(text) > _LONGEST and sum(len(word) + 1 for word, _ in words) > _LONGEST:
        words = [(text, None)]
    whole = piece(words, None)
    if whole.sort is not Sort.WORDS:
        unit = len(words) == _TWO and vocabulary.unit(words[1][0]) is not None
        if len(words) > 1 and (whole.printed.doubt or unit):
            yield from (piece([word]) for word in words)
        else:
            yield whole
        return
    # From the right: figures and marks, then a unit; from the left: a code; the rest is words.
    tail: list[Piece] = []
    while len(words) > 1:
        last = piece(words[-1:])
        if last.sort is Sort.WORDS or (last.sort is Sort.UNIT and _has_unit(tail)):
            break
        tail.insert(0, last)
        words.pop()
        if last.sort is Sort.UNIT:
            break
    known = row if tail else None
    if len(words) > 1:
        first = piece(words[:1])
        if first.sort is Sort.NUMBER and first.text.isdigit():
            yield first
            words, known = words[1:], row
    heads = _heads([word for word, _ in words]) if len(words) > 1 and not tail else []
    if heads:
        at = 0
        for size in heads:
            head = words[at : at + size]
            text = "".join(word for word, _ in head)
            yield _piece(text, location, block, row, spot=_over(head))
            at += size
        return
    glued = None if tail else _glued().match(" ".join(word for word, _ in words))
    if glued is not None:
        yield _piece(glued["label"], location, block, row)
        yield _piece(glued["unit"], location, block, row)
        yield _piece(glued["figure"], location, block, row)
        return
    yield piece(words, known)
    yield from tail


def _over(words: Sequence[_Word]) -> Spot | None:
    """The place of words that follow one another in a line."""
    first, last = (words[0][1], words[-1][1]) if words else (None, None)
    return Spot(first.layout, first.start, last.end) if first and last else None


def _heads(words: Sequence[str]) -> list[int]:
    """How many words each head of a spaced line has, where letters may stand apart; or nothing."""
    heads: list[int] = []
    roles: set[str | None] = set()
    at = 0
    while at < len(words):
        sizes = range(min(_LETTERS, len(words) - at), 0, -1)
        size = next((n for n in sizes if vocabulary.head("".join(words[at : at + n]))), 1)
        heads.append(size)
        roles.add(vocabulary.head("".join(words[at : at + size])))
        at += size
    return heads if vocabulary.LABEL in roles and len(roles) > 1 else []


def _has_unit(pieces: Sequence[Piece]) -> bool:
    return any(p.sort is Sort.UNIT for p in pieces)


@cache
def _glued() -> re.Pattern[str]:
    """Label, unit and figure run together."""
    units = "|".join(sorted(standard.indicators().units, key=len, reverse=True))
    return re.compile(rf"^(?P<label>.*?[\u4e00-\u9fff)）])(?P<unit>{units})(?P<figure>\d[\d,.]*)$")
