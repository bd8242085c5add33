"""The checks across reports in a dataset of the bundled portal, by `parse` and by `check`."""

from __future__ import annotations

import csv
import subprocess
from pathlib import Path

import pytest

from gongkai.demo import portal
from tests.cli.conftest import command, environment

ACROSS = {"B1_carry", "B2_stock", "B3_items_2019", "B4_bridge", "L1_children_sum"}


def gongkai(*arguments: str | Path, cwd: Path) -> None:
    done = subprocess.run(
        command(*arguments),
        cwd=cwd,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def rows(out: Path, table: str) -> list[dict[str, str]]:
    with (out / f"{table}.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """The dataset of the portal's pages as files."""
    folder = tmp_path_factory.mktemp("portal")
    pages = folder / "pages"
    pages.mkdir()
    resources = portal.site().resources
    for number, truth in enumerate(portal.truth()):
        (pages / f"{number:02}.html").write_bytes(resources[truth.paths[0]].body)
    gongkai("parse", "pages", "--out", "data", "--quiet", cwd=folder)
    return folder / "data"


def test_what_is_broken_on_purpose_and_nothing_else(data):
    reports = {row["report_id"]: row for row in rows(data, "reports")}
    broken = [(t.organ, t.report_year) for t in portal.truth() if t.carry_broken]
    assert len(broken) == 1
    failed = [r for r in rows(data, "findings") if r["code"] in ACROSS and r["outcome"] == "failed"]
    assert {(r["organ"], int(r["report_year"])) for r in failed} == set(broken)
    assert {(r["code"], r["row_key"], r["col_key"]) for r in failed} == {
        ("B1_carry", "carried_in", "natural_person"),
        ("B1_carry", "carried_in", "total"),
    }
    for row in failed:
        before = reports[row["other_report_id"]]
        assert (before["organ"], int(before["report_year"]) + 1) == broken[0]
        assert (row["severity"], row["cause"], row["difference"]) == ("warning", "source", "2")
    assert {r["carry_gap"] for r in rows(data, "panel") if r["carry_gap"] not in ("", "0")} == {"2"}


def test_prose_agrees_with_the_tables(data):
    assert not [r for r in rows(data, "findings") if r["code"].startswith("D")]


def test_what_is_not_assessable_is_doubtful(data):
    doubtful = {
        (r["report_id"], f"{r['table_id']}.{r['row_key']}.{r['col_key']}")
        for r in rows(data, "cells")
        if r["status"] == "doubtful"
    }
    open_ones = [
        r for r in rows(data, "findings") if r["code"] in ACROSS and r["outcome"] != "failed"
    ]
    assert {r["outcome"] for r in open_ones} <= {"not_assessable"}
    for row in open_ones:
        here = (row["report_id"], row["cells"])
        there = (row["other_report_id"], "requests.carried_forward.total")
        assert doubtful & {here, there}
