"""Rows of a table of indicators: labels, what stands behind them, and which row of the form each is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parsers import standard
from parsers.align import indicator_words as words
from parsers.align.indicator_heads import Layout, below, heads_in, layout_of
from parsers.align.indicator_items import Piece, Sort, Stretch
from parsers.align.indicator_words import CODE, LABEL, Name
from parsers.align.items import ORDINAL
from parsers.align.loose import has_loose_number, may_be_figure

# How many pieces a torn label or head may have.
_PIECES = 6
# Prose stands around a table: of so many words that no figure parts, the nearest are looked at.
_MOST_WORDS = 200
# More labels than this that are no row's word for word are not the form's.
_MOST_ALIKE = 150


@dataclass(slots=True)
class Row:
    """A printed row.

    Attributes:
        label: pieces of its label; empty if it has none.
        tail: what stands behind the label.
        before: what stands before the label in its printed row.
        heads: the heads right above it.
        stretch: the stretch that it was found in.
        name: what the label names.
        key: the row of the form, once it is decided.
        layout: the heads above it, None without.
        strays: words, or a number before a label, stand right behind it that belong to nothing.
        code: the number in the code column before its label, None if unknown.
        doubt: why nothing of it is certain.
    """

    label: list[Piece] = field(default_factory=list)
    tail: list[Piece] = field(default_factory=list)
    before: list[Piece] = field(default_factory=list)
    heads: list[Piece] = field(default_factory=list)
    stretch: Stretch | None = None
    name: Name = words.NOTHING
    key: str | None = None
    layout: Layout | None = None
    strays: bool = False
    code: int | None = None
    doubt: str = ""

    @property
    def text(self) -> str:
        """The label as printed."""
        return " ".join(p.text for p in self.label)

    @property
    def location(self) -> str:
        """Where its label, or what it has, stands."""
        return (self.label or self.tail or self.before)[0].location

    @property
    def figures(self) -> list[Piece]:
        """What is printed behind the label, units left out."""
        return [p for p in self.tail if p.sort in (Sort.NUMBER, Sort.MARK) or p.is_dashes]

    @property
    def numbers(self) -> list[Piece]:
        """The numbers behind the label, codes among them."""
        return [p for p in self.tail if p.sort is Sort.NUMBER]

    @property
    def has_data(self) -> bool:
        """Whether it is a row of the form with figures of its own."""
        return self.key is not None and standard.indicators().table.row(self.key).has_data

    @property
    def has_unit(self) -> bool:
        """Whether a unit, or dashes for one, stands behind the label."""
        return any(p.sort is Sort.UNIT for p in self.tail)


def rows_of(stretch: Stretch, layout: Layout | None) -> tuple[list[Row], Layout | None]:
    """Cuts a stretch into rows and finds its heads.

    Args:
        stretch: the pieces.
        layout: the heads of the stretch before; kept until others are printed.

    Returns:
        The rows, those without a name included, and the heads in force at the end.
    """
    result: list[Row] = []
    printed_heads: list[Piece] = []
    code: list[Piece] = []
    raw = _cut(stretch)
    alike = _MOST_ALIKE
    for number, row in enumerate(raw):
        following = raw[number + 1] if number + 1 < len(raw) else None
        pieces = row.label
        loose = set() if stretch.grid else _loose_rows(row.before, layout)
        row.label = []
        above: list[Row] = []
        heads: list[Piece] = []
        strays = torn = False
        if row.tail:
            pieces = pieces[-_MOST_WORDS:]
        else:
            pieces = pieces[:_MOST_WORDS]
            pieces = pieces[: _last_name(pieces)]
        while pieces:
            lower = following.label if following and not stretch.grid and not row.label else []
            taken = _named(pieces, lower)
            if taken is None and not row.label and row.tail and alike > 0:
                alike -= 1
                taken = _alike(pieces)
            if taken is None or (row.label and not taken[1].exact):
                break
            first, name, borrowed = taken
            if row.label:
                above.insert(0, Row(pieces[first:], stretch=stretch, name=name, strays=torn))
            else:
                row.label, row.name = [*pieces[first:], *borrowed], name
            torn = _is_torn(pieces[first:], loose) and not stretch.grid
            (above[0] if above else row).strays |= torn
            pieces = pieces[:first]
        if pieces:
            heads, rest = heads_in(pieces, grid=stretch.grid)
            found = layout_of(heads, grid=stretch.grid, behind=0 if row.label else _empty(row.tail))
            if found is not None:
                layout = found
                printed_heads += heads
                if not row.label:
                    # In a stream of cells the first row's code follows the heads.
                    printed = [p for p in row.tail if p.sort is not Sort.EMPTY]
                    if found.code_before and len(printed) == 1:
                        code, printed = printed, []
                    row.tail = printed
            elif heads and layout is not None and not row.tail and not row.label:
                layout = below(layout, heads)
                printed_heads += heads
            elif not row.label:
                # A row that the form does not have, or a label that nobody can read.
                row.label = pieces
                bare = not row.figures or (bool(result) and not result[-1].figures)
                strays = not row.tail or (bare and not stretch.grid)
            else:
                strays = rest
            strays = strays and may_be_figure("".join(p.text for p in pieces))
        torn = torn or (_is_torn(pieces, loose) and not stretch.grid)
        if result and (strays or torn):
            result[-1].strays = True
        before = row.before
        for one in (*above, row):
            one.layout = layout
            own = {p.row for p in (*one.label, *one.tail)}
            one.before = [p for p in before if p.row in own]
            if one.label or one.tail:
                one.heads, printed_heads = printed_heads, []
                if code and not one.before:
                    one.before, code = code, []
                result.append(one)
    return result, layout


def _loose_rows(before: Sequence[Piece], layout: Layout | None) -> set[int | None]:
    """The printed rows in which a number that is no code stands before the label."""
    codes = layout is not None and layout.code_before
    return set() if codes else {p.row for p in before if p.sort is Sort.NUMBER}


def _is_torn(label: Sequence[Piece], loose: set[int | None]) -> bool:
    """Whether a number before a label may be what the row above prints."""
    texts = {"".join(p.text for p in label), *(p.text for p in label)}
    if any(p.row in loose for p in label) or any(
        has_loose_number(text, words.ordinals) for text in texts
    ):
        return True
    rest = "".join(p.text for p in label[1:])
    return _is_numbered(label[0].text if label else "") and bool(rest and words.name(rest).keys)


def _is_numbered(text: str) -> bool:
    """Whether words hold a number that is no ordinal of theirs: 其中1."""
    return any(map(str.isnumeric, text)) and not ORDINAL.match(text)


def _empty(pieces: Sequence[Piece]) -> int:
    return sum(1 for p in pieces if p.sort is Sort.EMPTY)


def _last_name(pieces: Sequence[Piece]) -> int:
    """Where the last label ends in words behind which nothing stands; other words may follow it."""
    for end in range(len(pieces), 0, -1):
        least = max(0, end - _PIECES)
        if any(words.name("".join(p.text for p in pieces[n:end])).keys for n in range(least, end)):
            return end
    return len(pieces)


def _cut(stretch: Stretch) -> list[Row]:
    """Rows by what opens them: words, another unit, or a printed row with words of its own."""
    result: list[Row] = [Row(stretch=stretch)]
    for line in _lines(stretch.pieces):
        if line[0].row is None:
            _cut_stream(line, result, stretch)
            continue
        at = next((n for n, p in enumerate(line) if p.sort is Sort.WORDS), None)
        if at is None:
            opens = any(p.sort is Sort.UNIT for p in line) and result[-1].tail
            if opens or stretch.grid:
                result.append(Row(stretch=stretch))
            result[-1].tail += line
            continue
        if result[-1].tail or stretch.grid:
            result.append(Row(stretch=stretch))
        result[-1].before += [p for p in line[:at] if p.sort is not Sort.EMPTY]
        for n, piece in enumerate(line[at:], start=at):
            row = result[-1]
            if piece.sort is Sort.EMPTY and not row.tail and _more_label(line[n:]):
                continue
            if piece.sort is not Sort.WORDS or (row.tail and not _opens(piece)):
                row.tail.append(piece)
            elif row.tail:
                result.append(Row([piece], stretch=stretch))
            else:
                row.label.append(piece)
    return result


def _opens(piece: Piece) -> bool:
    """Whether words open another row within a printed one: whole tables stand on one line."""
    return bool(words.name(piece.text).keys) or words.head(piece.text) in (LABEL, CODE)


def _more_label(line: Sequence[Piece]) -> bool:
    """Whether the label goes on behind empty cells: those of a group that spans rows."""
    following = next((p for p in line if p.sort is not Sort.EMPTY), None)
    return (
        following is not None
        and following.sort is Sort.WORDS
        and bool(words.name(following.text).keys or words.head(following.text))
    )


def _lines(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for piece in pieces:
        if line and piece.row != line[0].row:
            yield line
            line = []
        line.append(piece)
    if line:
        yield line


def _cut_stream(pieces: Sequence[Piece], result: list[Row], stretch: Stretch) -> None:
    for piece in pieces:
        row = result[-1]
        if piece.sort is Sort.WORDS:
            if row.tail:
                result.append(Row(stretch=stretch))
            result[-1].label.append(piece)
        elif piece.sort is Sort.UNIT and row.has_unit:
            result.append(Row(tail=[piece], stretch=stretch))
        else:
            row.tail.append(piece)


def _named(pieces: Sequence[Piece], lower: list[Piece]) -> tuple[int, Name, list[Piece]] | None:
    """The row that the last pieces name: index of the first, name, pieces taken from below.

    A label may be torn, and its lower part may stand below the line of its figures.
    """
    least = max(0, len(pieces) - _PIECES)
    texts = [p.text for p in pieces]
    for first in range(least, len(pieces)):
        found = words.name("".join(texts[first:]))
        if found.keys:
            return first, found, []
    for first in range(least, len(pieces)):
        for count in range(min(len(lower), _PIECES), 0, -1):
            upper, below = "".join(texts[first:]), "".join(p.text for p in lower[:count])
            found = words.name(upper + below)
            if found.keys and not (_is_numbered(upper) and words.name(below).keys):
                borrowed = lower[:count]
                del lower[:count]
                return first, found, borrowed
    return None


def _alike(pieces: Sequence[Piece]) -> tuple[int, Name, list[Piece]] | None:
    """The row that the last pieces are alike to."""
    best: tuple[int, Name] | None = None
    for first in range(max(0, len(pieces) - _PIECES), len(pieces)):
        if any(words.head(p.text) for p in pieces[first:]):
            continue
        found = words.near("".join(p.text for p in pieces[first:]))
        if found.keys and (best is None or found.lost > best[1].lost):
            best = first, found
    return (*best, []) if best is not None else None


def decide(rows: Sequence[Row]) -> None:
    """Decides which row of the form each row is: by its words, and by the rows around it.

    Some wordings stand in several groups of the form. Such a row belongs to the group whose own
    row stands above it, if nothing but rows of that group stands between.
    """
    table = standard.indicators().table
    order = {row.key: n for n, row in enumerate(table.rows)}
    groups = {row.key: row.group for row in table.rows}
    above: str | None = None
    for row in rows:
        keys = row.name.keys
        if len(keys) > 1:
            keys = tuple(k for k in keys if above is not None and groups[k] in _line(above, groups))
            if len(keys) != 1:
                row.doubt = "a wording of several groups, and its group is not certain"
                above = None
                continue
        if len(keys) == 1:
            row.key = above = keys[0]
        elif row.figures or row.has_unit:
            # A row that cannot be read may be the head of another group.
            above = above if row.label else None
    _doubt_order(rows, order)


def _line(key: str, groups: dict[str, str | None]) -> set[str]:
    """A row and the groups that it stands in."""
    found: set[str] = set()
    at: str | None = key
    while at is not None:
        found.add(at)
        at = groups[at]
    return found


def _doubt_order(rows: Sequence[Row], order: dict[str, int]) -> None:
    """What is not the form's words must at least stand at its place."""
    known = [(n, order[r.key]) for n, r in enumerate(rows) if r.key and r.name.exact]
    for number, row in enumerate(rows):
        if row.key is None or row.name.exact or row.doubt:
            continue
        before = [place for n, place in known if n < number]
        after = [place for n, place in known if n > number]
        here = order[row.key]
        if not row.name.lost:
            row.doubt = f"the label “{row.text}” is no more than like the form's"
        elif (before and before[-1] >= here) or (after and after[0] <= here):
            row.doubt = f"the label “{row.text}” is only a part of the form's, out of order"
