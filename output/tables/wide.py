"""The wide tables: `requests`, `disclosure`, `review_litigation`; columns from the standard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from output.schema import Column, Table, Type
from output.tables.details import FORM
from output.tables.reports import ID_BLOCK
from parsers import standard

REQUESTS_ID, REVIEW_ID = "requests", "review_litigation"
CURRENT_FORM = next(iter(standard.forms()))  # the newest form: 2021

STATUSES = ("read", "blank", "absent", "doubtful", "not_on_form")
FEE = "administrative_fees__fee_amount_10k_yuan"
FEE_UNIT = "administrative_fees__unit_printed"
PROCUREMENT = "centralized_procurement__procurement_amount__2019"
PROCUREMENT_UNIT = f"{PROCUREMENT}_unit"

REVIEW_BREAKS = (
    "from 2024-01-01 the revised 行政复议法 (art. 23) sends refusals to disclose to "
    "reconsideration first; pending cases recur from year to year, so years must not be added up"
)
REVIEW_BREAKS_ZH = (
    "2024-01-01 起新《行政复议法》第二十三条规定不予公开须复议前置；"
    "尚未审结案件逐年重复出现，各年不可相加"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A column of a wide table and the cell of the standard that fills it."""

    name: str
    table_id: str
    form: str
    row_key: str
    col_key: str
    integer: bool
    column: Column


def status_columns(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The ``<column>_status`` columns for value columns."""
    return tuple(
        Column(
            f"{column.name}_status",
            Type.TEXT,
            f"{column.name} 的状态",
            f"Why {column.name} is null, or that it was read",
            values=STATUSES,
        )
        for column in columns
    )


def _art20(form: str) -> Iterator[standard.Table]:
    for table_id, table in standard.forms()[form].tables.items():
        if table_id.startswith("art20_"):
            yield table


def _disclosure_slots(form: str) -> Iterator[Slot]:
    suffix = "" if form == CURRENT_FORM else f"__{form}"
    for table in _art20(form):
        for row in table.data_rows:
            for col in table.cols:
                name = f"{row.key}__{col.key}{suffix}"
                integer = col.type == "int"
                note = ""
                if name == FEE:
                    note = f"as printed; null and doubtful unless the unit is proven to be 万元 ({FEE_UNIT})"
                elif name == PROCUREMENT:
                    note = f"as printed, in the unit of {PROCUREMENT_UNIT}"
                yield Slot(
                    name,
                    table.id,
                    form,
                    row.key,
                    col.key,
                    integer,
                    Column(
                        name,
                        Type.INT if integer else Type.DECIMAL,
                        f"{table.title} {row.label}：{col.label}（{form} 格式）",
                        f"{table.title_en}; {row.en}: {col.en} ({form} form)",
                        unit=col.unit or "",
                        computed=note or f"cell {table.id}.{row.key}.{col.key}",
                        breaks=""
                        if form == CURRENT_FORM
                        else "2019 form only; concepts differ from the 2021 form",
                        breaks_zh=""
                        if form == CURRENT_FORM
                        else "仅 2019 格式；概念与 2021 格式不同",
                    ),
                )


def _fee_unit_column() -> Column:
    return Column(
        FEE_UNIT, Type.TEXT, "收费金额所印单位", "Unit printed with the fee amount; null if none"
    )


def _procurement_unit_column() -> Column:
    return Column(
        PROCUREMENT_UNIT,
        Type.TEXT,
        "采购总金额的单位：yuan 元、10k_yuan 万元、unknown 不明",
        "Unit of the procurement amount: yuan, 10k_yuan, unknown",
        values=("yuan", "10k_yuan", "unknown"),
    )


DISCLOSURE_SLOTS: dict[str, tuple[Slot, ...]] = {
    form.key: tuple(_disclosure_slots(form.key)) for form in standard.annual_forms()
}
ART20_IDS: tuple[str, ...] = tuple(
    sorted({table.id for form in standard.annual_forms() for table in _art20(form.key)})
)


def _disclosure_columns() -> tuple[Column, ...]:
    values: list[Column] = []
    for slots in DISCLOSURE_SLOTS.values():
        for slot in slots:
            values.append(slot.column)
            if slot.name == FEE:
                values.append(_fee_unit_column())
            elif slot.name == PROCUREMENT:
                values.append(_procurement_unit_column())
    return (
        *ID_BLOCK,
        *(
            Column(
                f"form_{table_id}",
                Type.TEXT,
                f"{table_id} 判定的格式",
                f"Form decided for {table_id}",
            )
            for table_id in ART20_IDS
        ),
        *values,
        *status_columns(slot.column for slots in DISCLOSURE_SLOTS.values() for slot in slots),
    )


DISCLOSURE = Table(
    "disclosure",
    ("report_id",),
    "第二部分：主动公开政府信息情况（宽表）",
    "Section 2, proactive disclosure, wide; the two forms' columns are never stitched",
    _disclosure_columns(),
)

_REQUESTS = standard.forms()[CURRENT_FORM].tables[REQUESTS_ID]
APPLICANTS: tuple[Column, ...] = tuple(
    Column(
        col.key,
        Type.INT,
        f"申请人：{col.label}（照印，不作计算）" if col.total else f"申请人：{col.label}",
        f"Applicants: {col.en}" + ("; as printed, never computed" if col.total else ""),
        unit=col.unit or "",
    )
    for col in _REQUESTS.cols
)
TOTAL = next(col.key for col in _REQUESTS.cols if col.total)

REQUESTS = Table(
    "requests",
    ("report_id", "row_key"),
    "第三部分：收到和处理政府信息公开申请情况，每行一行",
    "Section 3, requests received and handled, one row per row of the form",
    (
        *ID_BLOCK,
        FORM,
        Column("row_no", Type.INT, "数据行序号（从 1 起）", "Number of the data row, from 1"),
        Column("row_key", Type.TEXT, "行的键", "Key of the row in the standard"),
        Column("label", Type.TEXT, "行标签（照印）", "Row label as printed"),
        Column(
            "row_kind",
            Type.TEXT,
            "行的性质；求和只用 outcome",
            "inflow / outcome / outcome_total / carried_forward: sum only outcome",
            values=("inflow", "outcome", "outcome_total", "carried_forward"),
        ),
        Column(
            "outcome_group",
            Type.TEXT,
            "办理结果类别",
            "granted / partially_granted / denied / unable / not_handled / other_handling",
            computed="the group row above it in the form; null for rows that are no outcome",
        ),
        *APPLICANTS,
        *status_columns(APPLICANTS),
        Column(
            "row_ok",
            Type.FLAG,
            "总计等于各类申请人之和（A3）",
            "1 = the printed total equals the sum of the applicants (A3_applicant_sum), 0 = it "
            "does not, null = not assessable",
            computed="0 if A3 failed; 1 if all cells have values in this row and none was placed "
            "by an identity; else null",
        ),
    ),
)

_REVIEW = standard.forms()[CURRENT_FORM].tables[REVIEW_ID]
REVIEW_COLUMNS: tuple[Column, ...] = tuple(
    Column(
        col.key,
        Type.INT,
        f"{col.group}：{col.label}",
        col.en,
        unit=col.unit or "",
        computed="as printed, never computed" if col.total else "",
        breaks=REVIEW_BREAKS,
        breaks_zh=REVIEW_BREAKS_ZH,
    )
    for col in _REVIEW.cols
)
# Blocks of section 4, their columns and the identity of each (A4 to A6).
REVIEW_BLOCKS: dict[str, str] = {
    "review": "A4_t4_review",
    "suit_direct": "A5_t4_direct",
    "suit_after_review": "A6_t4_after",
}


def _ok_column(block: str, identity: str) -> Column:
    return Column(
        f"{block}_ok",
        Type.FLAG,
        f"{block}_total 等于四类结果之和（{identity}）",
        f"1 = {block}_total equals the sum of its results ({identity}), 0 = it does not, "
        "null = not assessable",
        computed=f"0 if {identity} failed; 1 if all cells have values and none was placed by an "
        "identity; else null",
    )


REVIEW_LITIGATION = Table(
    "review_litigation",
    ("report_id",),
    "第四部分：行政复议、行政诉讼情况（宽表）",
    "Section 4, reconsideration and litigation, wide",
    (
        *ID_BLOCK,
        FORM,
        *REVIEW_COLUMNS,
        *status_columns(REVIEW_COLUMNS),
        *(_ok_column(block, identity) for block, identity in REVIEW_BLOCKS.items()),
    ),
)
