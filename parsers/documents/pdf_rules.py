"""Tables by their ruling lines: which cells the rules of a page enclose."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from parsers.documents.blocks import MOST_CELLS
from parsers.documents.pdf_child import Box
from parsers.errors import DocumentError

# In points: rules so close together are one, drawn double or in pieces.
_CLOSE = 2.2
# A rule may end so far before the one that it meets.
_REACH = 3.0
_SHORT = 4.0
# So far below the end of a page's last row its text may go on.
_BELOW = 30.0
# A side of a cell is ruled if this much of it is.
_RULED = 0.5
_MOST_RULES = 4_000
_SOME = 2


@dataclass(slots=True)
class Rule:
    """Rules in one line: `at` is y of horizontal ones and x of vertical ones."""

    at: float
    pieces: list[tuple[float, float]] = field(default_factory=list)

    def covers(self, low: float, high: float) -> float:
        """How much of a stretch is ruled, 0 to 1."""
        length = high - low
        if length <= 0:
            return 0.0
        inside = sum(max(0.0, min(high, b) - max(low, a)) for a, b in self.pieces)
        return inside / length


@dataclass(slots=True)
class Place:
    """A cell that rules enclose: its box, base row and column from 0, and how many it covers.

    `loose` says that rules which would close it are missing, so that it may be several; `outside`
    that it is not closed at the side of the table, so that it may be none.
    """

    box: Box
    row: int
    col: int
    rows: int
    cols: int
    loose: bool = False
    outside: bool = False


@dataclass(slots=True)
class Ruled:
    """A ruled table: where its rows and columns are parted, its cells, and the rule at its foot."""

    xs: list[float]
    ys: list[float]
    places: list[Place]
    at: dict[tuple[int, int], Place]
    foot: Rule

    @property
    def box(self) -> Box:
        """What it covers."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def find(self, x: float, y: float) -> Place | None:
        """The cell at a point.

        What stands right below a label of several rows without a rule at its foot is its own: a
        page ends there.
        """
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y):
            return None
        if y > self.ys[-1]:
            place = self.find(x, self.ys[-1]) if y <= self.ys[-1] + _BELOW else None
            if place is None or place.rows == 1:
                return None
            return place if self.foot.covers(place.box[0], place.box[2]) < _RULED else None
        col = min(bisect_right(self.xs, x), len(self.xs) - 1) - 1
        row = min(bisect_right(self.ys, y), len(self.ys) - 1) - 1
        return self.at.get((max(row, 0), max(col, 0)))


def tables(rules: Iterable[Box], areas: Sequence[Box]) -> tuple[list[Ruled], list[Box]]:
    """The ruled tables of a page, from the top, and the level rules that belong to none.

    Args:
        rules: lines and thin rectangles.
        areas: filled rectangles: where no rules are, cells may be told by their fill.

    Raises:
        DocumentError: more rules than any report draws.
    """
    level, upright = _split(rules)
    found, lone = _tables(level, upright)
    loose = [a for a in areas if not any(_overlap(a, table.box) for table in found)]
    if loose and not found:
        sides = [side for area in loose for side in _sides(area)]
        level, upright = _split(sides)
        found, _ = _tables(level, upright)
        found = [t for t in found if len(t.xs) > _SOME and len(t.ys) > _SOME]
    return sorted(found, key=lambda t: (t.box[1], t.box[0])), lone


def _sides(area: Box) -> Iterable[Box]:
    x0, y0, x1, y1 = area
    if x1 - x0 > _SHORT and y1 - y0 > _SHORT:
        yield from ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))


def _overlap(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _split(rules: Iterable[Box]) -> tuple[list[Rule], list[Rule]]:
    level: list[tuple[float, float, float]] = []
    upright: list[tuple[float, float, float]] = []
    for x0, y0, x1, y1 in rules:
        if x1 - x0 >= y1 - y0:
            level.append(((y0 + y1) / 2, x0, x1))
        else:
            upright.append(((x0 + x1) / 2, y0, y1))
    return _lines(level), _lines(upright)


def _lines(found: list[tuple[float, float, float]]) -> list[Rule]:
    """Rules in one line together; pieces that meet are one piece."""
    found.sort()
    groups: list[list[tuple[float, float, float]]] = []
    for one in found:
        if groups and one[0] - groups[-1][-1][0] <= 1.0 and one[0] - groups[-1][0][0] <= _CLOSE:
            groups[-1].append(one)
        else:
            groups.append([one])
    rules: list[Rule] = []
    for group in groups:
        total = sum(b - a for _, a, b in group)
        at = (
            sum(y * (b - a) for y, a, b in group) / total
            if total
            else sum(y for y, _, _ in group) / len(group)
        )
        rule = Rule(at)
        for _, low, high in sorted(group, key=lambda g: g[1:]):
            if rule.pieces and low <= rule.pieces[-1][1] + _REACH:
                rule.pieces[-1] = (rule.pieces[-1][0], max(rule.pieces[-1][1], high))
            else:
                rule.pieces.append((low, high))
        rule.pieces = [p for p in rule.pieces if p[1] - p[0] >= _SHORT]
        rules += [Rule(rule.at, [piece]) for piece in rule.pieces]
    if len(rules) > _MOST_RULES:
        raise DocumentError(
            f"a page draws more than {_MOST_RULES} lines",
            code="too_large",
            action="cut out the report's pages and parse those",
        )
    return rules


def _tables(level: list[Rule], upright: list[Rule]) -> tuple[list[Ruled], list[Box]]:
    """Rules that meet one another are one table."""
    group = list(range(len(level) + len(upright)))

    def root(n: int) -> int:
        while group[n] != n:
            group[n] = group[group[n]]
            n = group[n]
        return n

    for h, rule in enumerate(level):
        (left, right) = rule.pieces[0]
        for v, other in enumerate(upright):
            (top, bottom) = other.pieces[0]
            if (
                left - _REACH <= other.at <= right + _REACH
                and top - _REACH <= rule.at <= bottom + _REACH
            ):
                group[root(h)] = root(len(level) + v)
    together: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for n in range(len(group)):
        both = together.setdefault(root(n), ([], []))
        if n < len(level):
            both[0].append(level[n])
        else:
            both[1].append(upright[n - len(level)])
    found: list[Ruled] = []
    lone: list[Box] = []
    for hs, vs in together.values():
        made = _table(hs, vs) if len(hs) >= _SOME and vs else None
        if made is not None:
            found.append(made)
        else:
            lone += [(h.pieces[0][0], h.at, h.pieces[0][1], h.at) for h in hs]
    return found, lone


def _table(level: list[Rule], upright: list[Rule]) -> Ruled | None:
    left = min(h.pieces[0][0] for h in level)
    right = max(h.pieces[0][1] for h in level)
    top = min(v.pieces[0][0] for v in upright)
    bottom = max(v.pieces[0][1] for v in upright)
    xs = _stops([v.at for v in upright], left, right)
    ys = _stops([h.at for h in level], top, bottom)
    if len(xs) <= _SOME or len(ys) < _SOME:
        return None  # a frame, around what may be anything
    if (len(xs) - 1) * (len(ys) - 1) > MOST_CELLS:
        raise DocumentError(f"a table has more than {MOST_CELLS} cells", code="table_too_large")
    level_at = _at(level, ys)
    places = _places(xs, ys, level_at, _at(upright, xs))
    at = {
        (row, col): place
        for place in places
        for row in range(place.row, place.row + place.rows)
        for col in range(place.col, place.col + place.cols)
    }
    return Ruled(xs, ys, places, at, level_at[-1])


def _stops(found: Sequence[float], low: float, high: float) -> list[float]:
    """Where rows or columns are parted; a table may be open at its sides."""
    stops: list[list[float]] = []
    for at in sorted(found):
        if stops and at - stops[-1][0] <= _CLOSE + 0.8:
            stops[-1].append(at)
        else:
            stops.append([at])
    merged = [sum(s) / len(s) for s in stops]
    if merged and merged[0] - low > _SHORT:
        merged.insert(0, low)
    if merged and high - merged[-1] > _SHORT:
        merged.append(high)
    return merged


def _at(rules: Sequence[Rule], stops: Sequence[float]) -> list[Rule]:
    """One rule for each stop, of all that lie there."""
    made = [Rule(stop) for stop in stops]
    for rule in rules:
        nearest = min(made, key=lambda m: abs(m.at - rule.at))
        nearest.pieces += rule.pieces
    return made


def _places(
    xs: Sequence[float], ys: Sequence[float], level: Sequence[Rule], upright: Sequence[Rule]
) -> list[Place]:
    """Base cells that no rule parts are one cell, if together they are a rectangle."""
    rows, cols = len(ys) - 1, len(xs) - 1
    group = list(range(rows * cols))

    def root(n: int) -> int:
        while group[n] != n:
            group[n] = group[group[n]]
            n = group[n]
        return n

    for row in range(rows):
        for col in range(cols):
            here = row * cols + col
            if col + 1 < cols and upright[col + 1].covers(ys[row], ys[row + 1]) < _RULED:
                group[root(here)] = root(here + 1)
            if row + 1 < rows and level[row + 1].covers(xs[col], xs[col + 1]) < _RULED:
                group[root(here)] = root(here + cols)
    members: dict[int, list[tuple[int, int]]] = {}
    for n in range(rows * cols):
        members.setdefault(root(n), []).append(divmod(n, cols))
    places: list[Place] = []
    # Whether the table is ruled at its left and its right at all.
    sides = (upright[0].covers(ys[0], ys[-1]) > _RULED, upright[-1].covers(ys[0], ys[-1]) > _RULED)
    for cells in members.values():
        top, bottom = min(r for r, _ in cells), max(r for r, _ in cells) + 1
        left, right = min(c for _, c in cells), max(c for _, c in cells) + 1
        if len(cells) == (bottom - top) * (right - left):
            made = [_place(xs, ys, top, left, bottom - top, right - left)]
        else:
            # What rules leave open is no cell: each base cell of it stands for itself.
            made = [_place(xs, ys, row, col, 1, 1, loose=True) for row, col in cells]
        outside = any(_is_open(place, level, upright, sides) for place in made)
        for place in made:
            place.outside = outside
        places += made
    return sorted(places, key=lambda p: (p.row, p.col))


def _is_open(
    place: Place, level: Sequence[Rule], upright: Sequence[Rule], sides: tuple[bool, bool]
) -> bool:
    """Whether a cell at a side of the table is not closed there: perhaps it is none.

    A table may be open at a side all along; then rules above and below it reach that side.
    """
    left, top, right, foot = place.box
    above, below = level[place.row], level[place.row + place.rows]
    reached = above.covers(left, right) >= _RULED and below.covers(left, right) >= _RULED
    at_left = place.col == 0 and upright[0].covers(top, foot) < _RULED
    at_right = place.col + place.cols == len(upright) - 1 and upright[-1].covers(top, foot) < _RULED
    return (at_left and (sides[0] or not reached)) or (at_right and (sides[1] or not reached))


def _place(
    xs: Sequence[float], ys: Sequence[float], row: int, col: int, rows: int, cols: int,
    *, loose: bool = False,
) -> Place:  # fmt: skip
    box = (xs[col], ys[row], xs[col + cols], ys[row + rows])
    return Place(box, row, col, rows, cols, loose)
