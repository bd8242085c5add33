"""Rows of the wide tables: `requests`, `disclosure`, `review_litigation`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from output.rows import Row, Subject, id_block
from output.slots import BY_IDENTITY, Slots
from output.tables.wide import (
    APPLICANTS,
    ART20_IDS,
    DISCLOSURE_SLOTS,
    FEE,
    FEE_UNIT,
    PROCUREMENT,
    PROCUREMENT_UNIT,
    REQUESTS_ID,
    REVIEW_BLOCKS,
    REVIEW_COLUMNS,
    REVIEW_ID,
)
from output.values import text
from parsers import standard
from parsers.model import Outcome

_YUAN = {"元": "yuan", "万元": "10k_yuan"}
_APPLICANT_SUM = "A3_applicant_sum"


def _failed(item: Subject, code: str, row: str) -> bool:
    return any(
        f.code == code and f.outcome is Outcome.FAILED and f.row_key == row
        for _, f in item.findings
    )


def _proven(slots: Slots, table: str, row: str, cols: Iterable[str]) -> bool:
    """Whether every cell has a usable number that no identity helped to place."""
    for col in cols:
        cell = slots.cell(table, row, col)
        if cell is None or cell.basis in BY_IDENTITY or slots.get(table, row, col).value is None:
            return False
    return True


def _ok(
    item: Subject, slots: Slots, code: str, table: str, row: str, cols: list[str]
) -> int | None:
    """An identity's flag: 0 failed, 1 holds, null not assessable or circular."""
    if _failed(item, code, row):
        return 0
    return 1 if _proven(slots, table, row, cols) else None


def request_rows(item: Subject, slots: Slots) -> Iterator[Row]:
    """The rows of `requests`: one per row of the form decided; none if there is no form."""
    form = slots.form(REQUESTS_ID)
    known = standard.forms().get(form or "")
    if known is None:
        return
    keys = [column.name for column in APPLICANTS]
    block = id_block(item.report)
    for number, row in enumerate(known.tables[REQUESTS_ID].data_rows, start=1):
        readings = {key: slots.get(REQUESTS_ID, row.key, key) for key in keys}
        cells = [slots.cell(REQUESTS_ID, row.key, key) for key in keys]
        label = next((cell.label for cell in cells if cell is not None and cell.label), None)
        yield block | {
            "form": form,
            "row_no": number,
            "row_key": row.key,
            "label": text(label),
            "row_kind": row.kind,
            "outcome_group": outcome_group(row),
            **{key: reading.value for key, reading in readings.items()},
            **{f"{key}_status": str(reading.status) for key, reading in readings.items()},
            "row_ok": _ok(item, slots, _APPLICANT_SUM, REQUESTS_ID, row.key, keys),
        }


def outcome_group(row: standard.Row) -> str | None:
    """The kind of outcome that a row of section 3 belongs to, None if it is no outcome."""
    if row.kind != "outcome":
        return None
    return row.key if row.group in (None, "outcomes") else row.group


def disclosure_row(item: Subject, slots: Slots) -> Row | None:
    """The row of `disclosure`, None if no form was decided for section 2."""
    forms = {table_id: slots.form(table_id) for table_id in ART20_IDS}
    if not any(forms.values()):
        return None
    row = id_block(item.report) | {f"form_{key}": form for key, form in forms.items()}
    for form_slots in DISCLOSURE_SLOTS.values():
        for slot in form_slots:
            reading = slots.get(slot.table_id, slot.row_key, slot.col_key, form=slot.form)
            row[slot.name] = reading.value
            row[f"{slot.name}_status"] = str(reading.status)
            if slot.name not in (FEE, PROCUREMENT):
                continue
            cell = slots.cell(slot.table_id, slot.row_key, slot.col_key)
            printed = cell is not None and cell.form == slot.form
            unit = cell.unit if cell is not None and printed else None
            if slot.name == FEE:
                row[FEE_UNIT] = text(unit)
            else:
                has_number = cell is not None and printed and cell.value is not None
                row[PROCUREMENT_UNIT] = _YUAN.get(unit or "", "unknown") if has_number else None
    return row


def review_row(item: Subject, slots: Slots) -> Row | None:
    """The row of `review_litigation`, None if no form was decided for section 4."""
    form = slots.form(REVIEW_ID)
    known = standard.forms().get(form or "")
    if known is None:
        return None
    (line,) = known.tables[REVIEW_ID].data_rows
    row = id_block(item.report) | {"form": form}
    for column in REVIEW_COLUMNS:
        reading = slots.get(REVIEW_ID, line.key, column.name)
        row[column.name] = reading.value
        row[f"{column.name}_status"] = str(reading.status)
    for block, code in REVIEW_BLOCKS.items():
        cols = [c.name for c in REVIEW_COLUMNS if c.name.startswith(f"{block}_")]
        row[f"{block}_ok"] = _ok(item, slots, code, REVIEW_ID, line.key, cols)
    return row
