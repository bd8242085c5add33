"""Compares what the parser says of each cell with what the source prints there.

The truth of a cell follows the text that is parsed, not the report that it was made from: a number
that a tool or a mutation removed is no longer printed (`GONE`); a number that was torn, or run
together with its neighbour, is printed in no certain way (`TORN`).

==========  =================================================================================
outcome     meaning
==========  =================================================================================
right       printed number read with its value; empty cell blank
doubtful    the parser says that it is not certain
lost        absent though the source prints the cell
other       blank, though the source does not print the cell at all
unprinted   not printed, and said to be absent or doubtful
best        of the doubtful ones: those whose best reading is right
silent      read with another value than printed; read though torn, empty or not printed; blank
            where a number is printed; read as another form's cell
==========  =================================================================================
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from accuracy.figures import Figure, Key
from accuracy.marked import Text, printed
from accuracy.sheet import Sheet

TORN = "torn"
BLANK = "blank"
GONE = "gone"
Truth = Decimal | str
_GAP = re.compile(r"[\s|│+\-=]*")


class CellLike(Protocol):
    """What the judge reads of a cell."""

    @property
    def table_id(self) -> str: ...  # noqa: D102
    @property
    def form(self) -> str: ...  # noqa: D102
    @property
    def row_key(self) -> str: ...  # noqa: D102
    @property
    def col_key(self) -> str: ...  # noqa: D102
    @property
    def status(self) -> str: ...  # noqa: D102
    @property
    def value(self) -> Decimal | None: ...  # noqa: D102
    @property
    def reason(self) -> str | None: ...  # noqa: D102


@dataclass
class Verdict:
    """Counts by outcome, and a line for every silent error and every cell not known."""

    counts: Counter[str] = field(default_factory=Counter)
    silent: list[str] = field(default_factory=list)
    weak: list[str] = field(default_factory=list)

    @property
    def cells(self) -> int:
        """How many cells the source prints."""
        return sum(self.counts[k] for k in ("right", "doubtful", "lost", "silent"))


def truths(
    sheet: Sheet, text: Text, dropped: frozenset[Key], *, grid: bool = False
) -> dict[Key, Truth]:
    """What the text prints for each cell of the report.

    In a text, unlike a `grid`, a row that has no label and no figure leaves nothing to be judged.
    """
    there = {
        c.key
        for _, _, line in sheet.lines()
        if grid or any(c.kind == "label" or c.text for c in line)
        for c in line
        if c.kind == "value"
    }
    shown = printed(text)
    result: dict[Key, Truth] = {}
    for key, figure in sheet.figures.items():
        if key in shown:
            assert figure.value is not None
            truth = _torn(text, key, figure) if shown[key] else figure.value
            if truth is not None:
                result[key] = truth
        elif figure.value is None and key in there and key not in dropped:
            result[key] = BLANK
        else:
            result[key] = GONE
    return result


def _torn(text: Text, key: Key, figure: Figure) -> Truth | None:
    """What a torn figure is in the end; None if the text prints a part of it as a number.

    A tool may print both parts as one again; it may lose one of them, or print it elsewhere, and
    what is left is another number, honestly.
    """
    places = [n for n, s in enumerate(text) if s.key == key]
    if "".join(text[n].text for n in places) != figure.text:
        return None
    if len(places) == 1:
        return TORN
    between = [s for s in text[places[0] : places[-1] + 1] if s.key != key]
    if not between:
        return figure.value
    near = all(s.key[:2] == key[:2] if s.key else _GAP.fullmatch(s.text) for s in between)
    return TORN if near else None


def forms_shown(sheet: Sheet, truth: Mapping[Key, Truth]) -> dict[str, str]:
    """The form of each table, without those of which nothing printed tells it.

    Section 4 is the same in both forms; section 3 differs in the rows of （六） only, and only
    numbers of its own make （六） a row of the older form.
    """
    forms = {t: form for t, form in sheet.forms.items() if t != "review_litigation"}
    telling = [v for k, v in truth.items() if k[0] == "requests" and k[1].startswith("other_")]
    if all(value in (GONE, BLANK) for value in telling):
        forms.pop("requests", None)
    return forms


def judge(
    cells: Iterable[CellLike],
    truth: Mapping[Key, Truth],
    forms: Mapping[str, str],
    partial: Container[Key] = (),
) -> Verdict:
    """Judges the cells of one report.

    Args:
        cells: what the parser made of it.
        truth: what it prints, by key.
        forms: the form of each table whose form is printed.
        partial: cells without truth, for a tool printed a part of their number only.
    """
    verdict = Verdict()
    said: dict[Key, tuple[str, Decimal | None]] = {}
    reasons: dict[Key, str | None] = {}
    for cell in cells:
        key = (cell.table_id, cell.row_key, cell.col_key)
        status = str(cell.status)
        foreign = cell.form != forms.get(cell.table_id, cell.form)
        if foreign or key not in truth:
            if status == "read" and (foreign or key not in partial):
                verdict.counts["silent"] += 1
                verdict.silent.append(
                    f"{'.'.join(key)} read {cell.value} as form {cell.form}, printed as form "
                    f"{forms.get(cell.table_id)}: {truth.get(key, 'no such cell')}"
                )
            continue
        if key in said and status == "read" and said[key] != (status, cell.value):
            verdict.counts["silent"] += 1
            verdict.silent.append(f"{'.'.join(key)} given twice: {said[key]}, {cell.value}")
        said[key] = (status, cell.value)
        reasons[key] = cell.reason
    for key, expected in truth.items():
        status, value = said.get(key, ("absent", None))
        outcome = _outcome(status, value, expected)
        verdict.counts[outcome] += 1
        if outcome == "doubtful" and value == (None if expected == BLANK else expected):
            verdict.counts["best"] += 1
        if outcome in ("doubtful", "lost"):
            verdict.weak.append(
                f"{'.'.join(key)} {status} {value}, printed: {expected} ({reasons.get(key)})"
            )
        if outcome == "silent":
            verdict.silent.append(f"{'.'.join(key)} {status} {value}, printed: {expected}")
    return verdict


def _outcome(status: str, value: Decimal | None, truth: Truth) -> str:
    if truth == GONE:
        return {"read": "silent", "blank": "other"}.get(status, "unprinted")
    if status == "doubtful":
        return "doubtful"
    if status == "absent":
        return "lost"
    if truth == BLANK:
        return "right" if status == "blank" else "silent"
    if truth == TORN or status != "read":
        return "silent"
    return "right" if value == truth else "silent"
