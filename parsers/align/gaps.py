"""Blank lines as padding: where every cell stands on a line of its own, an empty one leaves lines.

Text of a page whose cells stand on lines of their own keeps the line ends between them, or a line
with a no-break space for an empty cell. Full rows show what stands between two cells and what
between two rows; a row with blanks is placed only if it has, by the same measure, as many cells as
the form, from its label to the next row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from parsers.align.assign import Found
from parsers.align.items import Item
from parsers.align.records import Record
from parsers.align.spots import Places
from parsers.standard import Table

Gap = tuple[str, ...]
_PREFIX = "text:L"
_TWO = 2
# What an empty cell prints is looked for among so many.
_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class _Row:
    """A record whose figures stand on lines of their own.

    Attributes:
        gaps: what stands above each figure, then below the last; only whitespace.
        labelled: it begins with its label.
        last: nothing of its table stands below it.
    """

    gaps: tuple[Gap, ...]
    labelled: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Steps:
    """What parts the cells of a document's rows.

    Attributes:
        step: what stands between two cells.
        end: between a row's last cell and the next row.
        ends: between a table's last cell and what follows.
        blank: what an empty cell prints.
    """

    step: Gap
    end: Gap
    ends: frozenset[Gap]
    blank: Gap


class ByGaps:
    """Places the rows of one table by the lines between their figures."""

    basis = "padding"
    reason = "the lines between the figures are those of its empty cells"

    def __init__(self, steps: Steps, found: Found, table: Table) -> None:
        self._steps = steps
        self._columns = len(table.columns)
        self._labelled = _is_labelled(table)
        self._last = found.records[-1]

    def place(self, record: Record) -> Places | None:
        """The columns of a record's figures, None where the lines do not tell."""
        row = _row(record, labelled=self._labelled, last=record is self._last)
        places = _place(row, self._steps, self._columns) if row else None
        return Places(places) if places else None

    def denies(self, record: Record) -> bool:
        """Whether a row with as many figures as columns has a piece of one, or an empty cell."""
        row = _row(record, labelled=self._labelled, last=record is self._last)
        if row is None:
            return False
        step, blank = self._steps.step, self._steps.blank
        places = _along(row, step if row.labelled else self._steps.end, step, blank)
        if places:
            return places[-1] != self._columns - 1
        return any(len(gap) < len(step) for gap in row.gaps[1:-1])


def steps(tables: Sequence[tuple[Found, Table]]) -> Steps | None:
    """What parts the cells of a document's rows.

    Args:
        tables: what the document prints of each table, and the form's table.

    Returns:
        The steps, None if full rows do not show them, or no row with blanks has them.
    """
    if not any(v.spot for found, _ in tables for r in found.records if r.in_text for v in r.values):
        return None
    full: list[_Row] = []
    partial: list[tuple[_Row, int]] = []
    for found, table in tables:
        columns, labelled = len(table.columns), _is_labelled(table)
        for record in found.records:
            row = _row(record, labelled=labelled, last=record is found.records[-1])
            if row is None:
                continue
            if len(row.gaps) == columns + 1:
                full.append(row)
            elif len(row.gaps) <= columns:
                partial.append((row, columns))
    between = [gap for row in full for gap in row.gaps[1:-1]]
    step = _usual(between) if between else _shortest(tables, [row for row, _ in partial])
    if step is None:
        return None
    before = Counter(row.gaps[0] for row in full if row.labelled and row.gaps[1:-1])
    if before and before.most_common(1)[0][0] != step:
        return None
    ends = frozenset(row.gaps[-1] for row in full if row.last)
    between_two: Counter[Gap] = Counter() if step == () else Counter({(): len(partial)})
    for row, _ in partial:
        between_two.update(
            gap[len(step) : len(gap) - len(step)]
            for gap in row.gaps[:-1]
            if len(gap) > 2 * len(step) or (step and len(gap) == 2 * len(step))
        )
    candidates = [gap for gap, _ in between_two.most_common(_CANDIDATES)]
    best, most = None, 0
    for blank in sorted(candidates, key=lambda gap: (len(gap), gap)):
        end = _usual(
            row.gaps[-1]
            for row, columns in (*((row, len(row.gaps) - 1) for row in full), *partial)
            if not row.last and row.labelled and _reaches(row, step, blank, columns)
        )
        if end is None:
            continue
        made = Steps(step, end, ends, blank)
        fits = sum(_place(row, made, columns) is not None for row, columns in partial)
        # What explains a few of the rows explains none: their blanks were dropped.
        if fits > most and fits * 2 > len(partial):
            best, most = made, fits
    if best is None and not partial and between:
        end = _usual(row.gaps[-1] for row in full if not row.last)
        best = Steps(step, end, ends, ()) if end is not None else None
    return best


def _usual(gaps: Iterable[Gap]) -> Gap | None:
    """The gap that nearly all are, if there are at least two."""
    counts = Counter(gaps)
    if not counts:
        return None
    gap, votes = counts.most_common(1)[0]
    return gap if votes >= _TWO and votes * 10 >= sum(counts.values()) * 9 else None


def _is_labelled(table: Table) -> bool:
    return any(row.label for row in table.rows)


def _shortest(tables: Iterable[tuple[Found, Table]], rows: Iterable[_Row]) -> Gap | None:
    """What mostly stands between two heads, if nothing shorter stands between any two cells."""
    counts: Counter[Gap] = Counter()
    for found, _ in tables:
        heads = [i for i in found.heads if i.location.startswith(_PREFIX) and i.row is None]
        numbers = [int(i.location[len(_PREFIX) :]) for i in heads]
        for at in range(1, len(heads)):
            gap = _above(heads[at])
            if numbers[at] - numbers[at - 1] == len(gap) + 1:
                counts[gap] += 1
    if not counts:
        return None
    gap, votes = counts.most_common(1)[0]
    seen = [*counts, *(g for row in rows for g in row.gaps[:-1])]
    return gap if votes > _TWO and all(len(gap) <= len(other) for other in seen) else None


def _row(record: Record, *, labelled: bool, last: bool) -> _Row | None:
    values = record.values
    if not values or record.run is None or record.run.grid or (labelled and not record.labels):
        return None
    numbers = list(_numbers(values))
    if len(numbers) != len(values):
        return None
    gaps = [_above(value) for value in values]
    for at in range(1, len(values)):
        if numbers[at] - numbers[at - 1] != len(gaps[at]) + 1:
            return None
    spot = values[-1].spot
    gaps.append(tuple(spot.layout.below) if spot else ())
    return _Row(tuple(gaps), labelled, last)


def _numbers(values: Sequence[Item]) -> Iterator[int]:
    """The lines of figures that stand on lines of their own."""
    for value in values:
        if value.row is not None or value.text == "" or not value.location.startswith(_PREFIX):
            return
        yield int(value.location[len(_PREFIX) :])


def _above(value: Item) -> Gap:
    return tuple(value.spot.layout.above) if value.spot else ()


def _place(row: _Row, steps: Steps, columns: int) -> tuple[int, ...] | None:
    step, blank = steps.step, steps.blank
    places = _along(row, step if row.labelled else steps.end, step, blank)
    if not places:
        return None
    left = columns - 1 - places[-1]
    if left < 0:
        return None
    tail = row.gaps[-1]
    # Behind the last row of a table another one may begin, as one row behind another does.
    ends = steps.ends | {steps.end} if row.last else {steps.end}
    counts = {_ends(tail, step + blank, end) for end in ends} - {None}
    return tuple(places) if counts == {left} else None


def _along(row: _Row, before: Gap, step: Gap, blank: Gap) -> list[int]:
    """The columns of a row's figures, counted from its first cell; empty if one gap is none."""
    first = _times(row.gaps[0], before, blank + step)
    if first is None:
        return []
    places = [first]
    for gap in row.gaps[1:-1]:
        more = _times(gap, step, blank + step)
        if more is None:
            return []
        places.append(places[-1] + 1 + more)
    return places


def _reaches(row: _Row, step: Gap, blank: Gap, columns: int) -> bool:
    """Whether the last figure of a row stands in the last column: what follows ends a row."""
    places = _along(row, step, step, blank)
    return bool(places) and places[-1] == columns - 1


def _times(gap: Gap, first: Gap, unit: Gap) -> int | None:
    """How often `unit` follows `first` in a gap that is nothing else."""
    rest = gap[len(first) :]
    if gap[: len(first)] != first:
        return None
    return _count(rest, unit)


def _ends(gap: Gap, unit: Gap, end: Gap) -> int | None:
    """How often `unit` stands before `end` in a gap that is nothing else."""
    at = len(gap) - len(end)
    return _count(gap[:at], unit) if at >= 0 and gap[at:] == end else None


def _count(gap: Gap, unit: Gap) -> int | None:
    if not unit:
        return None if gap else 0
    times, rest = divmod(len(gap), len(unit))
    return times if not rest and gap == unit * times else None
