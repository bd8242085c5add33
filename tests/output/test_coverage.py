"""Rows of `coverage` and `problems`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from parsers.model import Listing, Problem
from tests.output.factory import make

HOME = "https://www.example.gov.cn/"
GOVERNMENT = {"scope": "government", "organ_kind": "government"}


def listing(year: int, outcome: str = "found", **more: Any) -> Listing:
    return Listing(
        **(
            {"portal": HOME, "adcode": "430971", "report_year": year, "whole": True}
            | {"outcome": outcome}
            | more
        )
    )


def test_found_and_not_published(written: Any) -> None:
    report = make("区管委会", 2022, **GOVERNMENT)
    data = written(
        report,
        make("教育局", 2022),
        listings=[
            listing(2022, listed_total=7, checked_at="2024-05-01T00:00:00Z"),
            listing(2023, "not_published"),
        ],
    )
    found, missing = data.parquet("coverage")
    assert (found["report_year"], found["outcome"], found["reports_found"]) == (2022, "found", 2)
    assert found["headline_report_id"] == report.report_id
    assert (found["listed_total"], found["portal"]) == (7, HOME)
    assert found["checked_at"] == datetime(2024, 5, 1, tzinfo=UTC)
    assert (missing["report_year"], missing["outcome"]) == (2023, "not_published")
    assert missing["reports_found"] == 0
    assert missing["region"] == "大通湖区"
    assert missing["due_on"] == date(2024, 3, 31)


def test_plain_files_tell_what_they_can(written: Any) -> None:
    report = make(**GOVERNMENT)
    report.portal = report.url = None
    row = written(report, make("某镇", level="township")).parquet("coverage")
    assert [(r["level"], r["outcome"], r["portal"]) for r in row] == [
        ("county", "found", None),
        ("township", "found", HOME),
    ]
    assert [r["due_on"] for r in row] == [date(2024, 1, 31), None]


@pytest.mark.parametrize(
    ("entry", "problems", "outcome"),
    [
        (listing(2023, "not_published"), [], "not_published"),
        (listing(2023, "not_published", whole=False), [], "not_crawled"),
        (listing(2023, "found"), [], "not_published"),
        (listing(2023, "blocked"), [], "blocked"),
        (listing(2023, "not_due"), [], "not_due"),
        (
            listing(2023, "not_published"),
            [Problem("document", "failed", True, "unreadable", "", portal=HOME, report_year=2023)],
            "unreadable",
        ),
        (
            listing(2023, "not_published"),
            [Problem("document", "failed", True, "unreadable", "", portal=HOME)],
            "unreadable",
        ),
        (
            listing(2023, "not_published"),
            [Problem("document", "refused", False, "interpretation", "", portal=HOME)],
            "not_published",
        ),
    ],
)
def test_absence_needs_proof(written: Any, entry: Any, problems: Any, outcome: str) -> None:
    data = written(make(year=2020, form="2019"), listings=[entry], problems=problems)
    assert data.one("coverage", report_year=2023)["outcome"] == outcome


def test_a_report_of_unknown_region_forbids_not_published(written: Any) -> None:
    data = written(make(adcode=None, level=None), listings=[listing(2023, "not_published")])
    assert data.one("coverage")["outcome"] == "unreadable"


def test_a_portal_given_by_address_is_placed_by_its_reports(written: Any) -> None:
    data = written(
        make(year=2022, **GOVERNMENT),
        make("某镇", 2022, adcode="430972", level="township"),
        listings=[
            listing(2022, adcode=None, listed_total=3),
            listing(2023, "not_due", adcode=None),
        ],
    )
    rows = [
        (r["adcode"], r["level"], r["report_year"], r["outcome"]) for r in data.parquet("coverage")
    ]
    assert rows == [
        ("430971", "county", 2022, "found"),
        ("430971", "county", 2023, "not_due"),
        ("430972", "township", 2022, "found"),
    ]


def test_two_portals_of_unknown_divisions_share_a_row(written: Any) -> None:
    other = "https://b.gov.cn/"
    data = written(
        listings=[
            listing(2023, "not_published", adcode=None),
            listing(2023, "blocked", adcode=None, portal=other, whole=False),
        ]
    )
    row = data.one("coverage")
    assert row["adcode"] is None
    assert (row["outcome"], row["portal"]) == ("blocked", f"{other};{HOME}")


@pytest.mark.parametrize(
    ("adcode", "level"), [("430000", "province"), ("430900", "prefecture"), ("430971", "county")]
)
def test_level_of_a_code(written: Any, adcode: str, level: str) -> None:
    row = written(listings=[listing(2023, "not_due", adcode=adcode)]).one("coverage")
    assert row["level"] == level


def test_problems(written: Any) -> None:
    one = Problem(
        "document", "failed", True, "http_404", "gone", "look", HOME, "430971", 2023, "http://a/1",
        "http://a/1", 404, 3, "2024-05-01T00:00:00Z", "2024-05-02T00:00:00.5Z", None, "404",
    )  # fmt: skip
    two = Problem("portal", "blocked", False, "wall", "412")
    rows = written(problems=[two, one, two]).parquet("problems")
    assert [r["code"] for r in rows] == ["http_404", "wall", "wall"]
    assert len({r["problem_id"] for r in rows}) == 3
    assert all(r["problem_id"][0] == "p" and len(r["problem_id"]) == 17 for r in rows)
    assert (rows[0]["counts"], rows[0]["http_status"], rows[0]["attempts"]) == (1, 404, 3)
    later = Problem(
        **{**{f: getattr(one, f) for f in one.__slots__}, "attempts": 9, "last_seen": None}
    )
    assert written(problems=[later]).one("problems")["problem_id"] == rows[0]["problem_id"]


def test_reports_of_a_division_without_code_are_found_by_their_portal(written: Any) -> None:
    data = written(
        make(adcode=None, year=2023),
        listings=[
            listing(2023, "unreadable", adcode=None),
            listing(2024, "not_due", adcode=None),
        ],
    )
    rows = {r["report_year"]: (r["outcome"], r["reports_found"]) for r in data.parquet("coverage")}
    assert rows == {2023: ("found", 1), 2024: ("not_due", 0)}
