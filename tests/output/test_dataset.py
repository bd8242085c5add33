"""Every table, its columns, and CSV, Parquet, data package and codebook saying the same."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from frictionless import validate

import output
from output.guard import unguard
from output.tables import TABLES
from parsers.model import Listing, Problem, Report
from tests.output.factory import absent, blank, doubt, make, source

ID_BLOCK = ["report_id", "organ", "region", "adcode", "level", "scope", "report_year"]
REPORTS = [
    *["report_id", "organ", "region", "province", "prefecture", "county", "township"],
    *["adcode", "adcode_kind", "level", "organ_kind", "scope", "scope_basis", "headline"],
    *["index_number", "org_code", "report_year", "title"],
    *["published_on", "published_on_basis", "published_on_status"],
    *["due_on", "due_basis", "days_late", "version", "versions", "current", "forms"],
    *["source", "url", "other_urls", "portal", "media_type", "reading"],
    *["fetched_at", "first_seen", "last_seen", "gone", "sha256", "warc_ref"],
    *["cells_expected", "cells_read", "cells_blank", "cells_absent", "cells_doubtful"],
    *["blank_policy", "checks_passed", "checks_failed", "checks_not_assessable"],
    *["errors", "warnings", "source_errors", "processing_fee_yuan", "processing_fee_raw"],
]
APPLICANTS = [
    *["natural_person", "commercial_enterprise", "research_institution"],
    *["public_welfare_org", "legal_service_org", "other_org", "total"],
]
REVIEW = [
    f"{block}_{result}"
    for block in ("review", "suit_direct", "suit_after_review")
    for result in ("upheld", "corrected", "other", "pending", "total")
]
DISCLOSED = [
    *[f"rules__{key}" for key in ("issued_this_year", "repealed_this_year", "in_force")],
    *[f"normative_documents__{k}" for k in ("issued_this_year", "repealed_this_year", "in_force")],
    "administrative_licensing__decisions_this_year",
    "administrative_penalty__decisions_this_year",
    "administrative_coercion__decisions_this_year",
    "administrative_fees__fee_amount_10k_yuan",
]


def statuses(columns: list[str]) -> list[str]:
    return [f"{column}_status" for column in columns]


CONTRACT = {
    "reports": REPORTS,
    "cells": [
        *["report_id", "table_id", "form", "row_key", "col_key", "row_no", "col_no", "label"],
        *["value", "status", "raw", "unit", "location", "basis", "reason"],
    ],
    "findings": [
        *["finding_id", "report_id", "other_report_id", "organ", "adcode", "report_year"],
        *["code", "outcome", "severity", "cause", "table_id", "form", "row_key", "col_key"],
        *["cells", "expected", "actual", "difference", "message", "message_zh", "location"],
    ],
    "sections": ["report_id", "section", "title", "text"],
    "requests": [
        *ID_BLOCK,
        *["form", "row_no", "row_key", "label", "row_kind", "outcome_group"],
        *APPLICANTS,
        *statuses(APPLICANTS),
        "row_ok",
    ],
    "review_litigation": [
        *ID_BLOCK,
        "form",
        *REVIEW,
        *statuses(REVIEW),
        *["review_ok", "suit_direct_ok", "suit_after_review_ok"],
    ],
    "coverage": [
        *["adcode", "level", "region", "portal", "report_year", "outcome"],
        *["headline_report_id", "reports_found", "listed_total", "checked_at", "due_on"],
    ],
    "problems": [
        *["problem_id", "level", "kind", "counts", "code", "portal", "adcode", "report_year"],
        *["source", "url", "http_status", "attempts", "first_seen", "last_seen", "last_good"],
        *["message", "action", "evidence"],
    ],
}


@pytest.mark.parametrize("table", sorted(CONTRACT))
def test_columns_are_those_of_the_contract(table: str) -> None:
    assert list(TABLES[table].names) == CONTRACT[table]


def test_disclosure_columns() -> None:
    names = list(TABLES["disclosure"].names)
    assert names[:7] == ID_BLOCK
    assert names[7:12] == [f"form_art20_{n}" for n in (1, 5, 6, 8, 9)]
    assert names[12:22] == DISCLOSED
    assert names[22] == "administrative_fees__unit_printed"
    values = [name for name in names if not name.endswith("_status")]
    older = [name for name in values if "__2019" in name]
    assert "centralized_procurement__procurement_amount__2019" in older
    assert "centralized_procurement__procurement_amount__2019_unit" in older
    assert len(older) == 22 + 1
    numbers = [n for n in values[12:] if not n.endswith(("_unit", "__unit_printed"))]
    assert names[len(values) :] == statuses(numbers)


def test_panel_columns() -> None:
    names = list(TABLES["panel"].names)
    assert names == list(TABLES["panel_blank0"].names)
    assert names[:16] == [
        *ID_BLOCK,
        *["organ_kind", "headline", "versions", "reading", "blank_policy", "errors"],
        *["source_errors", "form_disclosure", "form_requests"],
    ]
    groups = ["denied", "unable", "not_handled", "other_handling"]
    start = names.index("denied")
    assert names[start : start + 6] == [*groups, "requests_total", "new_received_natural_person"]
    assert names[16 : start + 1].count("carried_forward") == 1
    assert names[start - 25 : start - 1][0] == "new_received"
    assert [n for n in names if n in DISCLOSED] == DISCLOSED
    assert [n for n in names if n in REVIEW] == REVIEW
    end = names.index("grant_rate")
    assert names[end : end + 17] == [
        *["grant_rate", "grant_or_partial_rate", "denial_rate", "unable_rate"],
        *["not_handled_rate", "natural_person_share", "carry_rate", "review_correction_rate"],
        *["suit_concluded", "suit_loss_rate", "rates_flag"],
        *["published_on", "due_on", "days_late", "on_time", "carry_gap", "new_received_status"],
    ]
    assert all(name.endswith("_status") for name in names[end + 16 :])


def test_every_column_is_described_in_both_languages() -> None:
    for table in TABLES.values():
        assert len(set(table.names)) == len(table.names)
        for column in table.columns:
            assert column.en, column.name
            assert any("\u4e00" <= ch <= "\u9fff" for ch in column.zh), column.name


def test_panel_prints_the_known_breaks() -> None:
    columns = {column.name: column for column in TABLES["panel"].columns}
    assert "2024-01-01" in columns["suit_direct_total"].text_en
    assert "行政复议法" in columns["review_total"].text_zh
    assert "pending cases recur" in columns["suit_direct_pending"].text_en
    assert "2019" in columns["other_handling"].text_en


def mixed() -> list[Report]:
    """Reports with everything that may stand in a cell."""
    formula = make("=HYPERLINK(1)", 2022, seed="f", adcode=None, adcode_kind="none")
    formula.sections[0].text = '\t=1+1\r\n第二行,"引号"\n\'=x'
    formula.other_urls = ("http://a.cn/1;jsessionid=2", "http://b.cn/")
    return [
        make("大通湖区人民政府", y, scope="government", organ_kind="government")
        for y in (2021, 2022)
    ] + [
        formula,
        make("教育局", 2020, form="2019"),
        make(
            "发改局",
            2023,
            change={
                "requests.granted.total": blank,
                "requests.outcome_total.total": absent,
                "requests.carried_in.total": doubt,
            },
        ),
        make("财政局", 2023, numbers={"review_litigation.counts.review_total": 99}),
    ]


PROBLEMS = [
    Problem("document", "failed", True, "unreadable", "no text", "look", source="=a.pdf"),
    Problem(
        "document", "refused", False, "interpretation", "解读", url="http://a.cn/x", adcode="430971"
    ),
    Problem(
        "portal", "blocked", True, "wall", "412", portal="http://b.cn", http_status=412, attempts=2
    ),
]
LISTINGS = [Listing("https://www.example.gov.cn/", "430971", 2019, True, "not_published", 0)]


def test_csv_and_parquet_hold_the_same(written: Any) -> None:
    data = written(*mixed(), problems=PROBLEMS, listings=LISTINGS)
    shown = {int: str, str: str, date: date.isoformat}
    for name, table in TABLES.items():
        rows, printed = data.parquet(name), data.csv(name)
        assert rows, f"{name} is empty: the comparison would show nothing"
        assert len(rows) == len(printed)
        for row, line in zip(rows, printed, strict=True):
            assert list(line) == list(table.names)
            for column in table.columns:
                value, text = row[column.name], line[column.name]
                if value is None:
                    assert text == ""
                elif isinstance(value, Decimal):
                    assert Decimal(text) == value
                    assert "E" not in text
                    assert not ("." in text and text.endswith(("0", ".")))
                elif isinstance(value, datetime):
                    assert text.endswith("Z")
                    assert datetime.fromisoformat(text) == value.astimezone(UTC)
                elif isinstance(value, str):
                    assert unguard(text) == value
                else:
                    assert text == shown[type(value)](value)


def test_parquet_schema_and_metadata(written: Any) -> None:
    data = written(make())
    schema = pq.read_schema(data.path / "cells.parquet")
    assert str(schema.field("value").type) == "decimal128(24, 6)"
    panel = pq.read_schema(data.path / "panel.parquet")
    assert str(panel.field("grant_rate").type) == "decimal128(9, 6)"
    assert str(panel.field("published_on").type) == "date32[day]"
    assert str(panel.field("new_received").type) == "int64"
    reports = pq.ParquetFile(data.path / "reports.parquet")
    assert str(reports.schema_arrow.field("fetched_at").type) == "timestamp[us, tz=UTC]"
    assert reports.metadata.row_group(0).column(0).compression == "ZSTD"
    assert set(reports.metadata.metadata or {}) <= {b"ARROW:schema"}


def test_csv_is_rfc4180_with_bom(written: Any) -> None:
    data = written(*mixed())
    for name in TABLES:
        raw = (data.path / f"{name}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        assert raw.endswith(b"\r\n")
        lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
        assert {len(line) for line in lines} == {len(TABLES[name].names)}


def test_the_package_is_valid_and_checks_the_bytes(written: Any) -> None:
    data = written(*mixed(), problems=PROBLEMS, listings=LISTINGS)
    report = validate(str(data.path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note", "message"])[:5]
    package = json.loads((data.path / "datapackage.json").read_bytes())
    assert package["$schema"].endswith("/profiles/2.0/datapackage.json")
    assert "apostrophe" in package["gongkai:guard"]
    told = {r["path"]: r for r in package["resources"]}
    assert set(told) == {p.name for p in data.path.iterdir()} - {"datapackage.json"}
    for path, resource in told.items():
        content = (data.path / path).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
    assert told["panel.csv"]["schema"]["primaryKey"] == ["organ", "adcode", "scope", "report_year"]


def test_the_package_finds_a_changed_number(written: Any) -> None:
    data = written(make())
    path = data.path / "requests.csv"
    path.write_bytes(path.read_bytes().replace(b"read", b"read", 1) + b"x")
    assert not validate(str(data.path / "datapackage.json")).valid


def test_codebook_tells_every_column(written: Any) -> None:
    rows = written(make()).csv("codebook")
    assert list(rows[0]) == ["table", "column", "type", "unit", "中文", "English", "computed"]
    assert [(r["table"], r["column"]) for r in rows] == [
        (t.name, c.name) for t in TABLES.values() for c in t.columns
    ]


def test_same_input_same_bytes_in_whatever_order_and_place(tmp_path: Path) -> None:
    def write(seed: int) -> dict[str, bytes]:
        dice = random.Random(seed)
        reports, problems, listings = mixed(), list(PROBLEMS), list(LISTINGS)
        for report in reports:
            dice.shuffle(report.findings)
            dice.shuffle(report.cells)
        for items in (reports, problems, listings):
            dice.shuffle(items)  # type: ignore[arg-type]
        out = tmp_path / f"out{seed}"
        output.write(out, source(*reports), problems, listings)
        return {p.name: p.read_bytes() for p in out.iterdir()}

    first, second = write(1), write(2)
    assert first == second


def test_unsorted_or_repeated_reports_are_an_error(tmp_path: Path) -> None:
    one, two = make(year=2021), make(year=2022)
    with pytest.raises(ValueError, match="order"):
        output.write(tmp_path / "a", lambda: iter([two, one]), [], [])
    with pytest.raises(ValueError, match="once"):
        output.write(tmp_path / "b", lambda: iter([one, one]), [], [])


def test_an_empty_dataset_is_a_dataset(tmp_path: Path) -> None:
    def none() -> Iterator[Report]:
        return iter(())

    summary = output.write(tmp_path, none, [], [])
    assert summary.rows == dict.fromkeys(TABLES, 0)
    assert validate(str(tmp_path / "datapackage.json")).valid
    assert output.read(tmp_path)["panel"].empty


def test_text_that_no_file_can_carry_is_replaced(written: Any) -> None:
    name = "a\udcff\x00.txt"  # a file name that is no UTF-8, as the system gives it
    data = written(make(), problems=[Problem("document", "failed", True, "x", "m", source=name)])
    assert data.one("problems")["source"] == "a\ufffd\ufffd.txt"
