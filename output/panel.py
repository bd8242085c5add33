"""Rows of `panel` and `panel_blank0`."""

from __future__ import annotations

from decimal import Decimal

from output.facts import Facts
from output.rows import Row, Subject, blank_policy, days_late, id_block, severities
from output.slots import Reading, Slots, total
from output.tables.panel import GROUPS, SECTION3, leaves
from output.tables.wide import (
    ART20_IDS,
    CURRENT_FORM,
    DISCLOSURE_SLOTS,
    REQUESTS_ID,
    REVIEW_COLUMNS,
    REVIEW_ID,
    TOTAL,
)
from output.values import day, rate, text
from parsers import standard
from parsers.model import Outcome

INPUT_MISSING, IDENTITY_FAILED, ZERO_DENOMINATOR, OUT_OF_RANGE = FLAGS = (
    "input_missing",
    "identity_failed",
    "zero_denominator",
    "out_of_range",
)
_REVIEW_ROW = next(iter(standard.forms()[CURRENT_FORM].tables[REVIEW_ID].data_rows)).key
_NATURAL = "natural_person"


class _Numbers:
    """The numbers of one report under one rule for blanks, with the cells behind each."""

    def __init__(self, slots: Slots, *, blank_zero: bool) -> None:
        self._slots = slots
        self._blank_zero = blank_zero
        self._known: dict[str, tuple[Reading, frozenset[str]]] = {}

    def cell(self, name: str, table: str, row: str, col: str, form: str | None = None) -> None:
        """Take a cell under a name."""
        reading = self._slots.get(table, row, col, form=form, blank_zero=self._blank_zero)
        self._known[name] = (reading, frozenset((f"{table}.{row}.{col}",)))

    def add(self, name: str, plus: tuple[str, ...], minus: tuple[str, ...] = ()) -> None:
        """Take a sum of named numbers under a name."""
        cells = frozenset[str]().union(*(self._known[key][1] for key in (*plus, *minus)))
        terms = [self._known[key][0] for key in plus]
        terms += [_negative(self._known[key][0]) for key in minus]
        self._known[name] = (total(terms), cells)

    def lacks(self, name: str, status: str) -> None:
        """A number that the form does not have."""
        self._known[name] = (Reading(None, status), frozenset())

    def reading(self, name: str) -> Reading:
        """The number of that name."""
        return self._known[name][0]

    def rate(
        self, over: str, under: str, failed: frozenset[str]
    ) -> tuple[Decimal | None, str | None]:
        """A rate, or null and why."""
        (upper, cells), (lower, more) = self._known[over], self._known[under]
        if upper.value is None or lower.value is None:
            return None, INPUT_MISSING
        if failed & (cells | more):
            return None, IDENTITY_FAILED
        if lower.value == 0:
            return None, ZERO_DENOMINATOR
        result = rate(int(upper.value), int(lower.value))
        return (result, None) if 0 <= result <= 1 else (None, OUT_OF_RANGE)


def _negative(reading: Reading) -> Reading:
    return Reading(None if reading.value is None else -reading.value, reading.status)


def _numbers(slots: Slots, *, blank_zero: bool) -> _Numbers:
    numbers = _Numbers(slots, blank_zero=blank_zero)
    for column in SECTION3:
        numbers.cell(column.name, REQUESTS_ID, column.name, TOTAL)
    form = slots.form(REQUESTS_ID)
    for group in GROUPS:
        rows = leaves(form, group) if form in standard.forms() else ()
        for row in rows:
            numbers.cell(row, REQUESTS_ID, row, TOTAL)
        if rows:
            numbers.add(group, rows)
        else:
            numbers.lacks(group, numbers.reading("outcome_total").status)
    numbers.cell("new_received_natural_person", REQUESTS_ID, "new_received", _NATURAL)
    numbers.add("requests_total", ("new_received", "carried_in"))
    for slot in DISCLOSURE_SLOTS[CURRENT_FORM]:
        numbers.cell(slot.name, slot.table_id, slot.row_key, slot.col_key, slot.form)
    for column in REVIEW_COLUMNS:
        numbers.cell(column.name, REVIEW_ID, _REVIEW_ROW, column.name)
    numbers.add("granted_or_partially", ("granted", "partially_granted"))
    numbers.add("review_concluded", ("review_total",), ("review_pending",))
    numbers.add(
        "suit_concluded",
        ("suit_direct_total", "suit_after_review_total"),
        ("suit_direct_pending", "suit_after_review_pending"),
    )
    numbers.add("suit_corrected", ("suit_direct_corrected", "suit_after_review_corrected"))
    return numbers


_RATES: dict[str, tuple[str, str]] = {
    "grant_rate": ("granted", "outcome_total"),
    "grant_or_partial_rate": ("granted_or_partially", "outcome_total"),
    "denial_rate": ("denied", "outcome_total"),
    "unable_rate": ("unable", "outcome_total"),
    "not_handled_rate": ("not_handled", "outcome_total"),
    "natural_person_share": ("new_received_natural_person", "new_received"),
    "carry_rate": ("carried_forward", "requests_total"),
    "review_correction_rate": ("review_corrected", "review_concluded"),
    "suit_loss_rate": ("suit_corrected", "suit_concluded"),
}
_STATED = (
    *(column.name for column in SECTION3),
    *GROUPS,
    "requests_total",
    "new_received_natural_person",
    *(slot.name for slot in DISCLOSURE_SLOTS[CURRENT_FORM]),
    *(column.name for column in REVIEW_COLUMNS),
    "suit_concluded",
)


def _failed_cells(item: Subject, *, blank_zero: bool) -> frozenset[str]:
    """Cells of identities of severity error that fail."""
    cells: set[str] = set()
    for _, finding in item.findings:
        fails = finding.outcome is Outcome.FAILED and finding.severity == "error"
        if fails or (blank_zero and finding.outcome is Outcome.FAILS_IF_BLANK_IS_ZERO):
            cells.update(finding.cells)
    return frozenset(cells)


def _form_disclosure(slots: Slots) -> str | None:
    forms = {form for form in map(slots.form, ART20_IDS) if form}
    return "mixed" if len(forms) > 1 else next(iter(forms), None)


def _gap(carried_in: Reading, facts: Facts, *, blank_zero: bool) -> int | None:
    before = facts.carried_before[blank_zero]
    if carried_in.value is None or before is None:
        return None
    return int(carried_in.value) - before


def panel_row(item: Subject, slots: Slots, *, with_doubtful: bool, blank_zero: bool) -> Row | None:
    """The row of `panel`, or of `panel_blank0`.

    Args:
        item: the report.
        slots: its cells.
        with_doubtful: whether doubtful dates count.
        blank_zero: blanks are zero.

    Returns:
        The row; None if this version is not the organ's row of its year.
    """
    facts, report = item.facts, item.report
    if not facts.in_panel:
        return None
    numbers = _numbers(slots, blank_zero=blank_zero)
    failed = _failed_cells(item, blank_zero=blank_zero)
    weights = severities(item.findings)
    published = facts.published
    late = days_late(published, facts.due_on, with_doubtful=with_doubtful)
    row = id_block(report) | {
        "organ_kind": text(report.identity.organ_kind),
        "headline": int(facts.headline),
        "versions": facts.versions,
        "reading": text(report.reading),
        "blank_policy": blank_policy(item.cells),
        "errors": weights["error"],
        "source_errors": weights["source_errors"],
        "form_disclosure": _form_disclosure(slots),
        "form_requests": slots.form(REQUESTS_ID),
        "published_on": None if published.doubtful and not with_doubtful else day(published.on),
        "due_on": day(facts.due_on),
        "days_late": late,
        "on_time": None if late is None else int(late <= 0),
        "carry_gap": _gap(numbers.reading("carried_in"), facts, blank_zero=blank_zero),
    }
    for name in _STATED:
        reading = numbers.reading(name)
        row[name], row[f"{name}_status"] = reading.value, str(reading.status)
    flags = set()
    for name, (over, under) in _RATES.items():
        row[name], flag = numbers.rate(over, under, failed)
        flags.add(flag)
    row["rates_flag"] = ";".join(flag for flag in FLAGS if flag in flags) or None
    return row
