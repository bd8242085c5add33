"""Reports for the tests, built from the model and the standard."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from decimal import Decimal

from output import sort_key
from parsers import standard
from parsers.checks import recheck
from parsers.model import Cell, Identity, Report, Section, Status

Change = Callable[[Cell], None]


def report_id(seed: str) -> str:
    return "r" + hashlib.sha256(seed.encode()).hexdigest()[:16]


def figures(form: str, seed: str = "") -> dict[tuple[str, str, str], Decimal]:
    """Numbers that satisfy every identity of the form."""
    dice = random.Random(seed)
    values: dict[tuple[str, str, str], Decimal] = {}
    for table in standard.forms()[form].tables.values():
        for row in table.data_rows:
            for col in table.cols:
                values[table.id, row.key, col.key] = Decimal(dice.randrange(3))
    values["art20_8", "administrative_fees", "fee_amount_10k_yuan"] = Decimal("27.948692")
    for key in list(values):
        if key[0] == "art20_1" and key[2] in ("in_force", "disclosed_total"):
            values[key] = Decimal(50)
        if key[1] == "rules":
            values[key] = Decimal(0)
    requests = standard.forms()[form].tables["requests"]
    people = [c.key for c in requests.cols if not c.total]
    outcomes = [r.key for r in requests.rows if r.kind == "outcome"]
    for col in people:
        done = sum(values["requests", row, col] for row in outcomes)
        values["requests", "outcome_total", col] = Decimal(done)
        values["requests", "new_received", col] = Decimal(done)
        values["requests", "carried_in", col] = values["requests", "carried_forward", col]
    for row in requests.data_rows:
        values["requests", row.key, "total"] = Decimal(
            sum(values["requests", row.key, col] for col in people)
        )
    review = standard.forms()[form].tables["review_litigation"]
    for block in ("review", "suit_direct", "suit_after_review"):
        parts = [c.key for c in review.cols if c.key.startswith(f"{block}_") and not c.total]
        values["review_litigation", "counts", f"{block}_total"] = Decimal(
            sum(values["review_litigation", "counts", part] for part in parts)
        )
    return values


def make(
    organ: str = "大通湖区管委会办公室",
    year: int = 2023,
    *,
    seed: str = "",
    form: str = "2021",
    numbers: dict[str, str | int] | None = None,
    change: dict[str, Change] | None = None,
    **identity: object,
) -> Report:
    """A report whose every cell is read; `numbers` and `change` go by ``table.row.column``."""
    known = standard.forms()[form]
    values = figures(form, seed)
    cells = []
    for table in known.tables.values():
        for row_no, row in enumerate(table.data_rows, 1):
            for col_no, col in enumerate(table.cols, 1):
                value = values[table.id, row.key, col.key]
                cells.append(
                    Cell(
                        table.id,
                        form,
                        row.key,
                        col.key,
                        row_no,
                        col_no,
                        Status.READ,
                        value,
                        label=row.label,
                        raw=str(value),
                        unit=col.unit,
                        location=f"text:L{row_no}",
                        basis="direct",
                    )
                )
    by_address = {cell.address: cell for cell in cells}
    for address, number in (numbers or {}).items():
        by_address[address].value = Decimal(number)
        by_address[address].raw = str(number)
    for address, alter in (change or {}).items():
        alter(by_address[address])
    who = {
        "title": f"{organ}{year}年政府信息公开工作年度报告",
        "organ_kind": "department",
        "region": "大通湖区",
        "province": "湖南省",
        "adcode": "430971",
        "adcode_kind": "nbs_zone",
        "level": "county",
        "scope": "own",
        "published_on": f"{year + 1}-01-20",
        "published_on_basis": "page",
        "published_on_status": "read",
        "due_on": f"{year + 1}-01-31",
        "due_basis": "条例第四十九条",
    } | identity
    report = Report(
        report_id(f"{organ}{year}{seed}{sorted(identity.items())}{numbers}"),
        Identity(organ=organ, report_year=year, **who),  # type: ignore[arg-type]
        forms=dict.fromkeys(known.tables, form),
        cells=cells,
        sections=[
            Section("overview", "一、总体情况", f'{organ}的工作。\n第二段，"引号"。'),
            Section("other_matters", "六、其他需要报告的事项", "收取信息处理费400元。"),
        ],
        source=f"{organ}-{year}.txt",
        url=f"https://www.example.gov.cn/{year}/{seed or 'a'}.html",
        portal="https://www.example.gov.cn/",
        media_type="text/plain",
        fetched_at=f"{year + 1}-02-01T08:00:00Z",
        first_seen=f"{year + 1}-02-01T08:00:00Z",
        last_seen=f"{year + 1}-03-01T08:00:00Z",
        sha256="0" * 64,
        processing_fee_yuan=Decimal(400),
        processing_fee_raw="收取信息处理费400元",
    )
    recheck(report)
    return report


def blank(cell: Cell) -> None:
    cell.status, cell.value, cell.raw = Status.BLANK, None, "/"


def absent(cell: Cell) -> None:
    cell.status, cell.value, cell.raw = Status.ABSENT, None, ""


def doubt(cell: Cell) -> None:
    cell.status, cell.reason = Status.DOUBTFUL, "two placements explain the row"


def source(*reports: Report) -> Callable[[], Iterator[Report]]:
    """All reports in their order, as often as asked."""
    ordered = sorted(reports, key=sort_key)
    return lambda: iter(ordered)
