"""`panel` and `panel_blank0`: one row per organ and year, what studies use."""

from __future__ import annotations

from dataclasses import replace

from output.schema import Column, Table, Type
from output.tables.reports import DAYS_LATE, DUE, ID_BLOCK, PUBLISHED, REPORTS
from output.tables.wide import (
    CURRENT_FORM,
    DISCLOSURE_SLOTS,
    REQUESTS_ID,
    REVIEW_COLUMNS,
    TOTAL,
    status_columns,
)
from parsers import standard

I, F, T, R = Type.INT, Type.FLAG, Type.TEXT, Type.RATE  # noqa: E741

FIRST_YEAR = min(form.first_year for form in standard.annual_forms())

_TABLES = tuple(form.tables[REQUESTS_ID] for form in standard.annual_forms())
_CURRENT = standard.forms()[CURRENT_FORM].tables[REQUESTS_ID]

# Groups whose leaves are added up: rows without figures on the form of 2021.
GROUPS: tuple[str, ...] = tuple(
    row.key for row in _CURRENT.rows if not row.has_data and row.group == "outcomes"
)


def leaves(form: str, group: str) -> tuple[str, ...]:
    """The rows of `requests` whose sum is `group` on `form`; the row itself if it is printed."""
    table = standard.forms()[form].tables[REQUESTS_ID]
    if any(row.key == group for row in table.data_rows):
        return (group,)
    return tuple(row.key for row in table.data_rows if row.group == group)


def _section3() -> tuple[Column, ...]:
    columns: dict[str, Column] = {}
    for table in _TABLES:
        for row in table.data_rows:
            if row.key in GROUPS or row.key in columns:
                continue
            forms = [t.form for t in _TABLES if any(r.key == row.key for r in t.data_rows)]
            once = len(forms) < len(_TABLES)
            columns[row.key] = Column(
                row.key,
                I,
                f"{row.label}（总计列）",
                f"{row.en}; total column",
                unit="件",
                computed=f"cell {REQUESTS_ID}.{row.key}.{TOTAL}",
                breaks=f"a row of the {forms[0]} form only" if once else "",
                breaks_zh=f"仅 {forms[0]} 格式有此行" if once else "",
            )
    return tuple(columns.values())


def _groups() -> tuple[Column, ...]:
    columns = []
    for key in GROUPS:
        row = _CURRENT.row(key)
        split = any(leaves(form.key, key) == (key,) for form in standard.annual_forms())
        columns.append(
            Column(
                key,
                I,
                f"{row.label}（合计）",
                f"{row.en.removesuffix(' (group)')}, all reasons together",
                unit="件",
                computed="sum of its rows in the total column, null unless all have values"
                + ("; as printed on the 2019 form" if split else ""),
                breaks="one row on the 2019 form, three on the 2021 form" if split else "",
                breaks_zh="2019 格式为一行，2021 格式为三行" if split else "",
            )
        )
    return tuple(columns)


SECTION3 = _section3()
GROUP_COLUMNS = _groups()
DISCLOSED: tuple[Column, ...] = tuple(
    replace(
        slot.column,
        breaks="the columns of the 2021 form do not compare with those of the 2019 form",
        breaks_zh="2021 格式各列与 2019 格式不可比",
    )
    for slot in DISCLOSURE_SLOTS[CURRENT_FORM]
)

REQUESTS_TOTAL = Column(
    "requests_total",
    I,
    "应办理申请总数",
    "Requests to be handled in the year",
    unit="件",
    computed="new_received + carried_in",
)
NEW_NATURAL = Column(
    "new_received_natural_person",
    I,
    "本年新收申请中自然人提出的数量",
    "New requests by natural persons",
    unit="件",
    computed=f"cell {REQUESTS_ID}.new_received.natural_person",
)
SUIT_CONCLUDED = Column(
    "suit_concluded",
    I,
    "已审结行政诉讼数",
    "Suits concluded",
    unit="件",
    computed="(suit_direct_total - suit_direct_pending) + "
    "(suit_after_review_total - suit_after_review_pending)",
    breaks=REVIEW_COLUMNS[0].breaks,
    breaks_zh=REVIEW_COLUMNS[0].breaks_zh,
)


def _rate(name: str, zh: str, en: str, computed: str, *, review: bool = False) -> Column:
    return Column(
        name,
        R,
        zh,
        en,
        unit="ratio",
        computed=computed + "; half-even to 6 decimals; null if rates_flag says why",
        breaks=REVIEW_COLUMNS[0].breaks if review else "",
        breaks_zh=REVIEW_COLUMNS[0].breaks_zh if review else "",
    )


REQUEST_RATES: tuple[Column, ...] = (
    _rate("grant_rate", "予以公开率", "Share granted in full", "granted / outcome_total"),
    _rate(
        "grant_or_partial_rate",
        "予以公开与部分公开率",
        "Share granted in full or in part",
        "(granted + partially_granted) / outcome_total",
    ),
    _rate("denial_rate", "不予公开率", "Share denied", "denied / outcome_total"),
    _rate("unable_rate", "无法提供率", "Share unable to provide", "unable / outcome_total"),
    _rate("not_handled_rate", "不予处理率", "Share not handled", "not_handled / outcome_total"),
    _rate(
        "natural_person_share",
        "自然人申请占比",
        "Share of new requests by natural persons",
        "new_received_natural_person / new_received",
    ),
    _rate("carry_rate", "结转率", "Share carried forward", "carried_forward / requests_total"),
    _rate(
        "review_correction_rate",
        "复议纠错率",
        "Share of concluded reconsiderations that corrected the organ",
        "review_corrected / (review_total - review_pending)",
        review=True,
    ),
)
SUIT_LOSS = _rate(
    "suit_loss_rate",
    "诉讼纠错率（败诉率）",
    "Share of concluded suits that corrected the organ",
    "(suit_direct_corrected + suit_after_review_corrected) / suit_concluded",
    review=True,
)
RATES_FLAG = Column(
    "rates_flag",
    T,
    "比率为空的原因，分号连接",
    "Why rates of this row are null, joined with ;: input_missing (a cell is null), "
    "identity_failed (an arithmetic identity over an input fails), zero_denominator, out_of_range "
    "(below 0 or above 1)",
    computed="per rate the first that applies, in this order; the inputs' _status columns tell "
    "which rate it is",
)

_reports = {column.name: column for column in REPORTS.columns}
VALUED: tuple[Column, ...] = (
    *SECTION3,
    *GROUP_COLUMNS,
    REQUESTS_TOTAL,
    NEW_NATURAL,
    *DISCLOSED,
    *REVIEW_COLUMNS,
)


def _form_column(name: str, zh: str, en: str, computed: str = "") -> Column:
    return Column(name, T, zh, en, computed=computed)


COLUMNS: tuple[Column, ...] = (
    *ID_BLOCK,
    *(_reports[n] for n in ("organ_kind", "headline", "versions", "reading", "blank_policy")),
    *(_reports[n] for n in ("errors", "source_errors")),
    _form_column(
        "form_disclosure",
        "第二部分判定的格式",
        "Form decided for section 2",
        "the form of its tables; mixed if they differ",
    ),
    _form_column("form_requests", "第三部分判定的格式", "Form decided for section 3"),
    *VALUED,
    *REQUEST_RATES,
    SUIT_CONCLUDED,
    SUIT_LOSS,
    RATES_FLAG,
    replace(PUBLISHED, computed=f"{PUBLISHED.computed}; null if doubtful"),
    DUE,
    DAYS_LATE,
    Column(
        "on_time",
        F,
        "是否按期发布",
        "1 = published by the deadline",
        computed="days_late <= 0; null if days_late is null",
    ),
    Column(
        "carry_gap",
        I,
        "上年结转数与上年报告结转下年数之差",
        "Requests carried in less those that last year's report carried forward",
        unit="件",
        computed="carried_in - carried_forward of the current version for report_year - 1 of the "
        "same organ, adcode and scope; null if either is null",
    ),
    *status_columns((*VALUED, SUIT_CONCLUDED)),
)

_KEY = ("organ", "adcode", "scope", "report_year")
PANEL = Table(
    "panel",
    _KEY,
    "每机关每年一行（现行版本）；空白为空值",
    f"One row per organ and year from {FIRST_YEAR} on, current version; blanks are null. A report "
    "whose organ or year is unknown has no row",
    COLUMNS,
    nullable_key=frozenset({"adcode"}),
)
PANEL_BLANK0 = Table(
    "panel_blank0",
    _KEY,
    "同 panel，但空白按零计；不得与 panel 混用",
    "As panel, with blanks counted as zero (their _status stays blank); never mix it with panel",
    COLUMNS,
    nullable_key=frozenset({"adcode"}),
)
