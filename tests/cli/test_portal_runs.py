"""run, crawl, demo and portals against the bundled portal, over real HTTP."""

from __future__ import annotations

import csv
import json
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.demo import server
from gongkai.demo.portal import truth
from tests.cli.conftest import command, environment
from tests.cli.pages import report

CLOCK = {"fetched_at", "first_seen", "last_seen", "checked_at", "last_good"}


def rows(out: Path, table: str) -> list[dict[str, str]]:
    with (out / f"{table}.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def timeless(out: Path, table: str) -> list[dict[str, str]]:
    """Rows without what tells when and where in the archive a document was fetched."""
    skip = CLOCK | {"warc_ref", "source", "problem_id", "attempts"}
    return [{k: v for k, v in row.items() if k not in skip} for row in rows(out, table)]


def start(*arguments: str | Path, cwd: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*arguments),
        cwd=cwd,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


@pytest.fixture(scope="module")
def portal() -> Iterator[str]:
    with server.serve(0) as base:
        yield base


@pytest.fixture(scope="module")
def whole(portal, tmp_path_factory) -> Path:
    """A finished run; several workers parsed it."""
    folder = tmp_path_factory.mktemp("whole")
    arguments = ("run", portal, "--out", "data", "--pace", "0.02", "--jobs", "2")
    process = start(*arguments, cwd=folder)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert "38 reports of 2021 to 2025" in out
    return folder / "data"


def test_run_finds_every_report_of_the_portal(whole, portal):
    expected = {(item.organ, str(item.report_year)) for item in truth()}
    found = rows(whole, "reports")
    assert {(row["organ"], row["report_year"]) for row in found} == expected
    kinds = [(row["counts"], row["kind"], row["code"]) for row in rows(whole, "problems")]
    assert ("0", "refused", "interpretation") in kinds
    assert all(counts == "0" for counts, _, _ in kinds)
    run = json.loads((whole / "run.json").read_text("utf-8"))
    assert run["crawl"]["by_portal"][0]["whole"] is True
    assert run["dataset"]["reports"] == len(found)
    assert not list(whole.glob(".*"))


def test_parsed_archive_has_the_same_bytes(gongkai, tmp_path, whole):
    again = gongkai("parse", whole / "archive", "--out", "again", "--quiet", "--jobs", "1")
    assert again.returncode == 0
    for table in whole.glob("*.csv"):
        assert (tmp_path / "again" / table.name).read_bytes() == table.read_bytes(), table.name


def test_check_twice_changes_nothing(gongkai, tmp_path, whole):
    shutil.copytree(whole, tmp_path / "data")

    def state() -> dict[str, bytes]:
        kept = (".csv", ".parquet")
        return {p.name: p.read_bytes() for p in (tmp_path / "data").iterdir() if p.suffix in kept}

    before = state()
    assert len(before) > 20
    for _ in range(2):
        done = gongkai("check", "data", "--quiet")
        assert (done.returncode, done.stderr) == (0, "")
        assert state() == before


def test_show_a_report_by_its_address(gongkai, whole):
    row = next(row for row in rows(whole, "reports") if row["other_urls"])
    for address in (row["url"], row["other_urls"].split(";")[0]):
        done = gongkai("show", address, "--in", whole)
        assert done.returncode == 0, done.stderr
        assert row["report_id"] in done.stdout


def test_a_portal_that_is_down_loses_no_rows(gongkai, tmp_path):
    with server.serve(0) as base:
        wanted = ("run", base, "--years", "2024", "--out", "data", "--pace", "0.02")
        assert gongkai(*wanted, "--quiet").returncode == 0
    before = rows(tmp_path / "data", "reports")
    done = gongkai(*wanted, "--timeout", "2")
    assert done.returncode == 1, done.stderr
    assert "not one portal answered" in done.stderr
    assert rows(tmp_path / "data", "reports") == before
    down = [row for row in rows(tmp_path / "data", "problems") if row["level"] == "portal"]
    assert [row["counts"] for row in down] == ["1"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_crawl_goes_on(gongkai, tmp_path, portal, whole, number):
    process = start("run", portal, "--out", "data", "--pace", "0.05", cwd=tmp_path)
    archive = tmp_path / "data" / "archive"
    until = time.monotonic() + 60
    while time.monotonic() < until and not any(
        p.stat().st_size > 40_000 for p in archive.glob("*")
    ):
        time.sleep(0.02)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    if number is signal.SIGKILL:
        assert process.returncode == -signal.SIGKILL
    else:
        assert process.returncode == 130, err
        assert "Traceback" not in err
        assert "interrupted" in err
    assert not (tmp_path / "data" / "datapackage.json").exists()
    done = gongkai("run", portal, "--out", "data", "--pace", "0.02", "--quiet")
    assert done.returncode == 0, done.stderr
    for table in ("reports", "cells", "findings", "panel"):
        assert timeless(tmp_path / "data", table) == timeless(whole, table), table


def test_crawl_alone_then_unchanged(gongkai, tmp_path, portal):
    arguments = ("crawl", portal, "--years", "2023", "--out", "data", "--pace", "0.02")
    first = gongkai(*arguments)
    assert first.returncode == 0, first.stderr
    assert not (tmp_path / "data" / "reports.csv").exists()
    size = sum(p.stat().st_size for p in (tmp_path / "data" / "archive").iterdir())
    second = gongkai(*arguments)
    assert second.returncode == 0, second.stderr
    (line,) = [
        line for line in second.stdout.splitlines() if "127.0.0.1" in line and "whole" in line
    ]
    assert line.split()[3] == "0"
    assert line.split()[4] != "0"
    grown = sum(p.stat().st_size for p in (tmp_path / "data" / "archive").iterdir())
    assert grown < 2 * size


def test_demo_twice(gongkai, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.monotonic()
    first = gongkai("demo", "--port", str(port))
    assert first.returncode == 0, first.stderr
    assert time.monotonic() - began < 30
    for words in ("38 reports", "read", "doubtful", "source", "Files: gongkai-demo"):
        assert words in first.stdout
    assert "0.02 s" in first.stderr
    before = timeless(tmp_path / "gongkai-demo", "reports")
    second = gongkai("demo", "--port", str(port))
    assert second.returncode == 0, second.stderr
    assert "unchanged" in second.stdout
    assert timeless(tmp_path / "gongkai-demo", "reports") == before


def test_demo_says_what_to_do_if_its_port_is_taken(gongkai, portal):
    port = portal.rstrip("/").rsplit(":", 1)[1]
    done = gongkai("demo", "--port", port)
    assert done.returncode == 1
    assert "--port" in done.stderr


def test_demo_stays_out_of_other_datasets(gongkai, tmp_path):
    (tmp_path / "good.html").write_text(report(), "utf-8")
    assert gongkai("parse", "good.html", "--out", "data", "--quiet").returncode == 0
    done = gongkai("demo", "--out", "data", "--port", "0")
    assert done.returncode == 1
    assert "directory of its own" in done.stderr


def test_probe_add_and_use_a_portal(gongkai, tmp_path, portal):
    (tmp_path / "gongkai.toml").write_text("pace = 0\n", "utf-8")
    probed = gongkai("portals", "probe", portal)
    assert probed.returncode == 0, probed.stderr
    assert portal in probed.stdout
    added = gongkai("portals", "add", portal, "--name", "演示县", "--adcode", "999999")
    assert added.returncode == 0, added.stderr
    with (tmp_path / "portals.csv").open(encoding="utf-8") as handle:
        (row,) = csv.DictReader(handle)
    assert (row["name"], row["adcode"]) == ("演示县", "999999")
    listed = gongkai("portals", "list", "--region", "999999")
    assert "演示县" in listed.stdout
    assert gongkai("portals", "add", portal).returncode == 1
    run = gongkai("crawl", "演示县", "--years", "2024", "--out", "data", "--pace", "0.02")
    assert run.returncode == 0, run.stderr


def test_probe_of_a_dead_address(gongkai, tmp_path):
    (tmp_path / "gongkai.toml").write_text("pace = 0\n", "utf-8")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        done = gongkai("portals", "probe", f"http://127.0.0.1:{closed.getsockname()[1]}/")
    assert done.returncode == 1
    assert "gongkai: http://127.0.0.1" in done.stderr
