"""A report's cells by their place on the form, as the analysis tables may use them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from output.values import fits_decimal, print_decimal, whole
from parsers import standard
from parsers.model import Cause, Cell, Finding, Outcome, Report, Severity, Status

NOT_ON_FORM = "not_on_form"
FEE_SLOT = ("art20_8", "administrative_fees", "fee_amount_10k_yuan")
FEE_UNIT = "万元"
COUNT_NOT_WHOLE = "count_not_whole"
OUT_OF_RANGE = "value_out_of_range"
# Ends the reason of a cell whose number no decimal(24,6) holds; `raw` keeps it.
NO_DECIMAL = "the number does not fit decimal(24,6); see raw"
BY_IDENTITY = frozenset(("identity", "ocr_identity"))

# The worst status of several: what a sum of them is.
_WORST = (Status.DOUBTFUL, Status.ABSENT, NOT_ON_FORM, Status.BLANK, Status.READ)


@dataclass(frozen=True, slots=True)
class Reading:
    """A number of an analysis table, null if it may not be used, and why (its status)."""

    value: int | Decimal | None
    status: str


@cache
def _on_form(form: str, table_id: str) -> dict[tuple[str, str], bool]:
    """The slots of a table of a form, and whether they hold counts."""
    known = standard.forms().get(form)
    table = known.tables.get(table_id) if known else None
    if table is None:
        return {}
    return {
        (r.key, c.key): (r.type or c.type) == "int" for r in table.data_rows for c in table.cols
    }


@cache
def _section(table_id: str) -> int:
    tables = (form.tables.get(table_id) for form in standard.forms().values())
    return next((table.section for table in tables if table), 0)


def tame(cell: Cell) -> Cell:
    """The cell as the dataset can hold it.

    A number that no decimal(24,6) holds becomes null and doubtful (never rounded); the cell's
    `raw` keeps the digits.
    """
    if cell.value is None or fits_decimal(cell.value):
        return cell
    reason = f"{cell.reason}; {NO_DECIMAL}" if cell.reason else NO_DECIMAL
    return Cell(
        cell.table_id,
        cell.form,
        cell.row_key,
        cell.col_key,
        cell.row_no,
        cell.col_no,
        Status.DOUBTFUL,
        None,
        cell.label,
        cell.raw or str(cell.value),
        cell.unit,
        cell.location,
        cell.basis,
        reason,
    )


class Slots:
    """The cells of one report.

    Args:
        report: the report.
        cells: its cells, tamed.
        with_doubtful: let best readings of doubtful cells through.
    """

    def __init__(self, report: Report, cells: list[Cell], *, with_doubtful: bool) -> None:
        self._forms = report.forms
        self._cells = {(c.table_id, c.row_key, c.col_key): c for c in cells}
        if len(self._cells) != len(cells):
            raise ValueError(f"{report.report_id}: two cells at one place of the form")
        self._with_doubtful = with_doubtful
        self._known: dict[tuple[object, ...], Reading] = {}

    def cell(self, table_id: str, row: str, col: str) -> Cell | None:
        """The cell at a place, None if there is none."""
        return self._cells.get((table_id, row, col))

    def form(self, table_id: str) -> str | None:
        """The form decided for a table, None if none was."""
        return self._forms.get(table_id)

    def get(
        self,
        table_id: str,
        row: str,
        col: str,
        *,
        form: str | None = None,
        blank_zero: bool = False,
    ) -> Reading:
        """The number at a place of the form.

        Args:
            table_id: table of the standard.
            row: row key.
            col: column key.
            form: the form that is meant; None takes the one decided.
            blank_zero: a blank is 0; its status stays blank.

        Returns:
            Null unless the cell is read (or doubtful and let through); counts are int.
        """
        key = (table_id, row, col, form, blank_zero)
        reading = self._known.get(key)
        if reading is None:
            reading = self._known[key] = self._get(table_id, row, col, form, blank_zero)
        return reading

    def _get(
        self, table_id: str, row: str, col: str, form: str | None, blank_zero: bool
    ) -> Reading:
        decided = self._forms.get(table_id)
        if decided is None:
            return Reading(None, self._undecided(table_id))
        if form is not None and form != decided:
            return Reading(None, NOT_ON_FORM)
        form = decided
        integer = _on_form(form, table_id).get((row, col))
        if integer is None:
            return Reading(None, NOT_ON_FORM)
        cell = self._cells.get((table_id, row, col))
        if cell is None:
            return Reading(None, Status.ABSENT)
        if cell.status is Status.BLANK:
            return Reading(0 if blank_zero else None, Status.BLANK)
        if cell.value is None:
            return Reading(None, Status.DOUBTFUL if cell.status is Status.READ else cell.status)
        number = whole(cell.value) if integer else cell.value
        if number is None:
            return Reading(None, Status.DOUBTFUL)
        if (table_id, row, col) == FEE_SLOT and cell.unit != FEE_UNIT:
            # Another unit would be wrong by a factor of 10,000, so not even as a best reading.
            usable = self._with_doubtful and cell.unit is None
            return Reading(number if usable else None, Status.DOUBTFUL)
        if cell.status is Status.DOUBTFUL and not self._with_doubtful:
            return Reading(None, Status.DOUBTFUL)
        return Reading(number, cell.status)

    def _undecided(self, table_id: str) -> str:
        """Why a table without a form has no numbers: its section's other tables tell."""
        section = _section(table_id)
        forms = {form for other, form in self._forms.items() if _section(other) == section}
        on_all = all(_on_form(form, table_id) for form in forms)
        return Status.ABSENT if on_all else NOT_ON_FORM


def total(readings: Iterable[Reading]) -> Reading:
    """The sum: null unless every summand has a value; the status is the worst of them."""
    items = list(readings)
    status = next(s for s in _WORST if any(item.status == s for item in items))
    values = [item.value for item in items]
    if any(value is None for value in values):
        return Reading(None, status)
    result = whole(Decimal(sum(int(value) for value in values if value is not None)))
    return Reading(result, status if result is not None else Status.DOUBTFUL)


def misfits(cells: Iterable[Cell]) -> Iterator[Finding]:
    """Findings on numbers that the wide tables cannot hold as they are."""
    for cell in cells:
        if cell.value is None:
            if cell.reason and cell.reason.endswith(NO_DECIMAL):
                yield _misfit(cell, OUT_OF_RANGE, cell.raw)
            continue
        integer = _on_form(cell.form, cell.table_id).get((cell.row_key, cell.col_key))
        if integer and whole(cell.value) is None:
            fraction = cell.value != cell.value.to_integral_value()
            yield _misfit(
                cell, COUNT_NOT_WHOLE if fraction else OUT_OF_RANGE, print_decimal(cell.value)
            )


def _misfit(cell: Cell, code: str, printed: str) -> Finding:
    en, zh = {
        COUNT_NOT_WHOLE: ("is no whole number", "不是整数"),
        OUT_OF_RANGE: ("is too large, or has too many decimals", "超出可存储的范围"),
    }[code]
    return Finding(
        code=code,
        outcome=Outcome.NOTE,
        severity=Severity.INFO,
        cause=Cause.UNKNOWN,
        table_id=cell.table_id,
        form=cell.form,
        row_key=cell.row_key,
        col_key=cell.col_key,
        cells=(cell.address,),
        actual=cell.value,
        message=f"{cell.address}: {printed} {en}: null and doubtful in the wide tables",
        message_zh=f"{printed} {zh}：宽表中为空并标为存疑",
        location=cell.location,
    )
