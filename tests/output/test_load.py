"""A dataset back: reports rebuilt from the tables, DataFrames, CSV in place of Parquet."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import output
from output import sort_key
from parsers.model import Cause, Finding, Listing, Outcome, Problem, Report, Severity
from tests.output.factory import absent, blank, doubt, make, source
from tests.output.test_dataset import LISTINGS, PROBLEMS, mixed


def everything() -> list[Report]:
    """Reports that exercise what writing decides: versions, shared dates, misfits, ambiguity."""
    full = make(
        "全局",
        2023,
        index_number="11430900/2024-1",
        org_code="11430900",
        township="某镇",
        prefecture="益阳市",
        county="大通湖区",
        scope_basis="preamble",
        change={
            "requests.granted.total": blank,
            "requests.carried_in.total": absent,
            "requests.carried_forward.total": doubt,
        },
    )
    full.findings.append(
        Finding(
            "B1_carry",
            Outcome.FAILED,
            Severity.WARNING,
            Cause.UNKNOWN,
            "requests",
            "2021",
            "carried_in",
            "total",
            ("requests.carried_in.total",),
            Decimal("1.5"),
            Decimal(-2),
            Decimal("-3.5"),
            "m",
            "中",
            "text:L1",
            make().report_id,
        )
    )
    full.other_urls, full.gone, full.warc_ref = ("http://a/", "http://b/"), True, "a.warc.gz:12"
    same_name = [make("同名局", 2023, adcode=None, seed=seed) for seed in ("1", "2")]
    same_name[1].portal = "https://other.gov.cn/"
    return [
        *mixed(),
        full,
        make("版本局", seed="1", published_on="2024-01-20"),
        make("版本局", seed="2", published_on="2024-03-05"),
        make(
            "版本局", seed="3", published_on=None, published_on_basis=None, published_on_status=None
        ),
        make("撞期局", 2021, published_on="2024-07-01"),
        make("撞期局", 2022, published_on="2024-07-01"),
        make("半局", numbers={"requests.granted.total": "1.5"}),
        make("大局", numbers={"requests.granted.total": 10**19}),
        *same_name,
        make("某镇", level="township"),
        make(organ=None, seed="x"),
    ]


MORE_LISTINGS = [
    *LISTINGS,
    Listing("https://www.example.gov.cn/", None, 2022, True, "found", 9, "2024-05-01T00:00:00Z"),
    Listing("https://b.gov.cn/", "430971", 2022, False, "blocked", 4, "2024-05-02T01:02:03.5Z"),
    Listing("https://c.gov.cn/", None, 2024, False, "not_due"),
    Listing("https://d.gov.cn/", "430900", 2023, True, "not_published", 0),
]


def test_writing_again_changes_nothing(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    output.write(first, source(*everything()), PROBLEMS, MORE_LISTINGS)
    loaded = output.load(first)
    output.write(second, loaded.reports, loaded.problems, loaded.listings)
    for path in first.iterdir():
        assert (second / path.name).read_bytes() == path.read_bytes(), path.name
    # And in place, over the files that are read from.
    before = {p.name: p.read_bytes() for p in first.iterdir()}
    output.write(first, loaded.reports, loaded.problems, loaded.listings)
    assert {p.name: p.read_bytes() for p in first.iterdir()} == before


def test_reports_come_back_whole(tmp_path: Path) -> None:
    # What the parser gives, without what only writing can decide.
    reports = sorted([make(year=2021), everything()[6]], key=sort_key)
    output.write(tmp_path, source(*reports), PROBLEMS, [])
    loaded = output.load(tmp_path)
    for before, after in zip(reports, loaded.reports(), strict=True):
        for field in dataclasses.fields(Report):
            if field.name != "findings":
                assert getattr(after, field.name) == getattr(before, field.name), field.name
        key = repr
        assert sorted(after.findings, key=key) == sorted(before.findings, key=key)
    key = repr
    assert sorted(loaded.problems, key=key) == sorted(PROBLEMS, key=key)


def test_own_dates_of_versions_come_back(tmp_path: Path) -> None:
    versions = [
        make(seed="1", published_on="2024-01-20"),
        make(seed="2", published_on="2024-03-05", published_on_basis="meta"),
        make(seed="3", published_on=None, published_on_basis=None, published_on_status=None),
    ]
    output.write(tmp_path, source(*versions), [], [])
    dates = {
        r.report_id: (r.identity.published_on, r.identity.published_on_basis)
        for r in output.load(tmp_path).reports()
    }
    assert [dates[r.report_id] for r in versions] == [
        ("2024-01-20", "page"),
        ("2024-03-05", "meta"),
        (None, None),
    ]


def test_reports_may_be_asked_for_again(tmp_path: Path) -> None:
    output.write(tmp_path, source(*mixed()), [], [])
    loaded = output.load(tmp_path)
    assert list(loaded.reports()) == list(loaded.reports())
    assert len(list(loaded.reports())) == len(mixed())


def test_frames(tmp_path: Path) -> None:
    output.write(tmp_path, source(*everything()), PROBLEMS, MORE_LISTINGS)
    frames = output.read(tmp_path)
    reports, panel, cells = frames["reports"], frames["panel"], frames["cells"]
    assert str(reports["adcode"].dtype) == "string"
    assert str(panel["granted"].dtype) == "Int64"
    assert str(panel["grant_rate"].dtype) == "Float64"
    assert str(panel["published_on"].dtype).startswith("datetime64")
    assert str(reports["fetched_at"].dt.tz) == "UTC"
    assert set(map(type, cells["value"].dropna())) == {Decimal}
    assert {"1.5", "27.948692", "0"} <= set(map(str, cells["value"].dropna()))
    assert "=HYPERLINK(1)" in set(reports["organ"].dropna())
    assert reports["adcode"].isna().sum() == 3
    text = frames["sections"].loc[lambda f: f["text"].str.startswith("\t"), "text"]
    assert list(text) == ['\t=1+1\r\n第二行,"引号"\n\'=x']


def test_csv_alone_reads_the_same(tmp_path: Path) -> None:
    output.write(tmp_path, source(*everything()), PROBLEMS, MORE_LISTINGS)
    frames = output.read(tmp_path)
    reports = list(output.load(tmp_path).reports())
    for path in tmp_path.glob("*.parquet"):
        path.unlink()
    again = output.read(tmp_path)
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(again[name], frame)
    assert list(output.load(tmp_path).reports()) == reports


@pytest.mark.parametrize("with_doubtful", [False, True])
def test_round_trip_with_doubtful(tmp_path: Path, with_doubtful: bool) -> None:
    settings: dict[str, Any] = {"with_doubtful": with_doubtful}
    output.write(tmp_path / "a", source(*everything()), [], [], **settings)
    loaded = output.load(tmp_path / "a")
    output.write(tmp_path / "b", loaded.reports, loaded.problems, loaded.listings, **settings)
    for path in (tmp_path / "a").iterdir():
        assert (tmp_path / "b" / path.name).read_bytes() == path.read_bytes(), path.name


def test_problem_texts_come_back(tmp_path: Path) -> None:
    problem = Problem("document", "failed", True, "x", "=m", "-a", evidence="\t证据", source="@s")
    output.write(tmp_path, source(), [problem], [])
    assert output.load(tmp_path).problems == [problem]
