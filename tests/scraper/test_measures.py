"""The two measures of `make bench` and `make crash`, small."""

from __future__ import annotations

import csv

import pytest

from benchmarks import crash, hosts


def test_runs_killed_at_random_lose_nothing():
    result = crash.run(3, seed=7)
    assert result.broken == []
    assert result.kills == 3 and result.finished >= 1


def test_the_pace_of_many_hosts_is_kept():
    result = hosts.run(12, pace=0.3)
    assert result.missed == []


def test_a_lost_table_is_seen(tmp_path):
    with pytest.raises(crash.BrokenError):
        crash.finish(0, tmp_path, {"reports.csv": "x"}, crash._Memory())
    with (tmp_path / "reports.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([["report_id", "fetched_at"], ["r1", "2026"]])
    one = crash.tables(tmp_path)
    text = (tmp_path / "reports.csv").read_text("utf-8")
    (tmp_path / "reports.csv").write_text(text.replace("2026", "2027"), "utf-8")
    assert crash.tables(tmp_path) == one
    (tmp_path / "reports.csv").write_text(text.replace("r1", "r2"), "utf-8")
    assert crash.tables(tmp_path) != one
