"""Each bad input: one clear message, the right exit code, everything else done."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import pty
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from gongkai import lock
from tests.cli.conftest import command, environment
from tests.cli.pages import report


def rows(out: Path, table: str) -> list[dict[str, str]]:
    with (out / f"{table}.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def one_line(stderr: str) -> str:
    lines = [line for line in stderr.splitlines() if line.startswith("gongkai: ")]
    assert len(lines) == 1, stderr
    return lines[0]


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("good") / "good.html"
    path.write_text(report(), "utf-8")
    return path


@pytest.fixture(scope="module")
def parsed(good: Path) -> subprocess.CompletedProcess[str]:
    """What `gongkai parse --quiet` of the good page said; the dataset lies beside the page."""
    return subprocess.run(
        command("parse", good, "--out", "data", "--quiet"),
        cwd=good.parent,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture
def dataset(parsed, good, tmp_path: Path) -> Path:
    """A dataset of the good page."""
    return shutil.copytree(good.parent / "data", tmp_path / "data")


def test_missing_path_alone(gongkai, tmp_path):
    done = gongkai("parse", "nowhere.html", "--out", "data")
    assert done.returncode == 1
    assert "nowhere.html: no such file or directory" in one_line(done.stderr)
    assert not (tmp_path / "data").exists()


def test_missing_path_beside_a_good_one(gongkai, tmp_path, good):
    done = gongkai("parse", "nowhere.html", good, "--out", "data")
    assert done.returncode == 2, done.stderr
    assert len(rows(tmp_path / "data", "reports")) == 1
    (problem,) = rows(tmp_path / "data", "problems")
    assert problem["counts"] == "1"
    assert "nowhere.html" in problem["source"]


def test_directory_without_reports(gongkai, tmp_path):
    (tmp_path / "empty").mkdir()
    done = gongkai("parse", "empty", "--out", "data")
    assert done.returncode == 3, done.stderr
    assert rows(tmp_path / "data", "reports") == []
    assert "no annual report found" in done.stderr


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\xff\xfe\x00PE\x00\x80" * 300])
def test_empty_or_binary_file_alone(gongkai, tmp_path, content):
    (tmp_path / "bad.html").write_bytes(content)
    done = gongkai("parse", "bad.html", "--out", "data")
    assert done.returncode == 2, done.stderr
    (problem,) = rows(tmp_path / "data", "problems")
    assert (problem["kind"], problem["counts"]) == ("failed", "1")
    assert problem["message"]
    assert problem["action"]


def test_truncated_html_is_not_taken_for_whole(gongkai, tmp_path, good):
    whole = good.read_text("utf-8")
    (tmp_path / "cut.html").write_text(whole[: whole.index("（四）无法提供")], "utf-8")
    done = gongkai("parse", "cut.html", "--out", "data")
    # Either the document is a problem that counts, or what is missing is absent, never zero.
    if done.returncode == 0:
        cells = {
            (c["table_id"], c["row_key"]): c["status"] for c in rows(tmp_path / "data", "cells")
        }
        assert cells["requests", "unable_not_held"] in {"absent", "doubtful"}
        assert cells["review_litigation", "counts"] == "absent"
    else:
        assert done.returncode == 2, done.stderr


NEAR_MISSES = {
    "interpretation": "<html><head><title>《测试县2023年政府信息公开工作年度报告》解读</title></head><body>"
    "<h1>《测试县2023年政府信息公开工作年度报告》解读</h1><p>现将测试县2023年政府信息公开工作年度报告有关情况解读如下："
    "一是主动公开政府信息1200条；二是收到申请20件。</p></body></html>",
    "company": "<html><head><title>测试股份有限公司2023年年度报告</title></head><body>"
    "<h1>测试股份有限公司2023年年度报告</h1><p>公司董事会及董事、监事、高级管理人员保证年度报告内容的真实、准确、完整。"
    "营业收入 123,456,789.00 元，归属于上市公司股东的净利润 1,234,567.00 元。</p></body></html>",
}


@pytest.mark.parametrize("name", sorted(NEAR_MISSES))
def test_near_miss_alone(gongkai, tmp_path, name):
    (tmp_path / "miss.html").write_text(NEAR_MISSES[name], "utf-8")
    done = gongkai("parse", "miss.html", "--out", "data")
    assert done.returncode == 3, done.stderr
    (problem,) = rows(tmp_path / "data", "problems")
    assert (problem["kind"], problem["counts"]) == ("refused", "0")


def test_blank_form_of_the_notice(gongkai, tmp_path):
    page = report("", 2023, lambda *_: "", title="政府信息公开工作年度报告格式")
    page = page.replace("2023", "").replace("2024", "")
    (tmp_path / "form.html").write_text(page, "utf-8")
    done = gongkai("parse", "form.html", "--out", "data")
    assert done.returncode == 3, done.stderr + done.stdout
    (problem,) = rows(tmp_path / "data", "problems")
    assert (problem["kind"], problem["code"]) == ("refused", "blank_form")


def test_output_directory_holds_something_else(gongkai, tmp_path, good):
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter1.tex").write_text("words", "utf-8")
    done = gongkai("parse", good, "--out", other)
    assert done.returncode == 1
    assert "holds something else (chapter1.tex)" in one_line(done.stderr)
    assert [entry.name for entry in other.iterdir()] == ["chapter1.tex"]


def test_output_is_a_file(gongkai, tmp_path, good):
    done = gongkai("parse", good, "--out", good)
    assert done.returncode == 1
    assert "not a directory" in one_line(done.stderr)


def test_two_runs_at_once(gongkai, tmp_path, good):
    out = tmp_path / "data"
    with lock.held(out, "test"):
        done = gongkai("parse", good, "--out", out)
        assert done.returncode == 4
        assert "another run" in one_line(done.stderr)
    assert gongkai("parse", good, "--out", out).returncode == 0


def test_unchanged_second_run_is_whole_and_the_same(gongkai, dataset, good):
    before = {p.name: p.read_bytes() for p in dataset.glob("*.csv")}
    before["run.json"] = (dataset / "run.json").read_bytes()
    assert gongkai("parse", good, "--out", "data", "--jobs", "2").returncode == 0
    after = {p.name: p.read_bytes() for p in dataset.glob("*.csv")}
    after["run.json"] = (dataset / "run.json").read_bytes()
    assert before == after


def test_full_disk_leaves_the_old_dataset(gongkai, tmp_path, dataset):
    before = {p.name: p.read_bytes() for p in (tmp_path / "data").iterdir() if p.name != "lock"}
    (tmp_path / "other.html").write_text(report("测试县水利局"), "utf-8")

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    done = gongkai("parse", "other.html", "--out", "data", limit=small_files)
    assert done.returncode == 1, done.stderr
    assert "full" in one_line(done.stderr)
    after = {p.name: p.read_bytes() for p in (tmp_path / "data").iterdir() if p.name != "lock"}
    assert after == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_parse_is_clean_and_can_be_run_again(gongkai, tmp_path, number):
    folder = tmp_path / "many"
    folder.mkdir()
    for n in range(400):
        (folder / f"{n}.html").write_text(report(f"测试县第{n}中学"), "utf-8")
    process = subprocess.Popen(
        command("parse", folder, "--out", "data", "--jobs", "2"),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    staging = tmp_path / "data" / ".staging.sqlite"
    until = time.monotonic() + 60
    while not staging.exists() and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(1.0)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "interrupted" in one_line(err)
    assert "Traceback" not in err
    assert not list((tmp_path / "data").glob(".staging*"))
    assert not (tmp_path / "data" / "datapackage.json").exists()
    (tmp_path / "few").mkdir()
    (tmp_path / "few" / "1.html").write_text(report(), "utf-8")
    assert gongkai("parse", "few", "--out", "data").returncode == 0


def test_folder_with_one_of_each(gongkai, tmp_path, good):
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "a.html").write_text(report("测试县财政局"), "utf-8")
    (folder / "b.html").write_bytes(b"")
    (folder / "c.html").write_text(NEAR_MISSES["company"], "utf-8")
    (folder / "d.html").write_text(report("测试县民政局"), "utf-8")
    (folder / "e.html").write_text(report("测试县民政局"), "utf-8")
    done = gongkai("parse", folder, "--out", "data", "--jobs", "2")
    assert done.returncode == 2, done.stderr
    found = rows(tmp_path / "data", "reports")
    assert len(found) == 2
    twice = next(row for row in found if "民政局" in row["title"])
    assert twice["source"].endswith("d.html")
    assert twice["other_urls"].endswith("e.html")
    assert sorted(row["kind"] for row in rows(tmp_path / "data", "problems")) == [
        "failed",
        "refused",
    ]
    run = json.loads((tmp_path / "data" / "run.json").read_text("utf-8"))
    assert run["dataset"]["reports"] == 2
    assert run["dataset"]["documents"] == 3
    assert run["dataset"]["cells"] == {"read": 400}
    assert "2 reports" in done.stdout


def test_quiet_says_nothing_on_success(parsed):
    assert (parsed.returncode, parsed.stdout, parsed.stderr) == (0, "", "")


def test_no_command_loads_pandas(gongkai, dataset):
    """Half a second of each, for nothing."""
    done = gongkai("check", "data", PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    assert "pyarrow.lib" in done.stderr
    assert "pandas.core" not in done.stderr


def test_a_closed_pipe_changes_no_exit_code(tmp_path, good):
    (tmp_path / "bad.html").write_bytes(b"")
    process = subprocess.Popen(
        command("parse", good, "bad.html", "--out", "data"),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 2, err
    assert "Traceback" not in err
    assert "BrokenPipe" not in err


def test_progress_bars_on_a_terminal(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "\x1b]0;owned\x07.html").write_text(report(), "utf-8")
    (folder / "empty\u202e.html").write_bytes(b"")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command("parse", folder, "--out", "data"),
        cwd=tmp_path,
        env=environment(TERM="xterm"),
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # Linux says EIO at the end of a terminal
        while piece := os.read(ours, 65536):
            shown += piece
    os.close(ours)
    assert process.wait(60) == 2, shown
    text = shown.decode()
    assert "parse" in text
    assert "empty\ufffd.html" in text
    assert "\x1b]" not in text
    assert "\u202e" not in text


def test_json_lines(gongkai, good):
    done = gongkai("parse", "nowhere.html", good, "--out", "data", "--log-json")
    assert done.returncode == 2
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert any(line["level"] == "warning" and "nowhere" in line["message"] for line in lines)
    assert all({"at", "level", "event", "message"} <= line.keys() for line in lines)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "no command"),
        (("fetch",), "invalid choice"),
        (("parse",), "required: PATH"),
        (("parse", "x.html"), "no output directory"),
        (("run", "--out", "data"), "no portal selected"),
        (("crawl", "--out", "data"), "no portal selected"),
        (("run", "没有这个县", "--out", "data"), "没有这个县"),
        (("run", "430971", "--years", "2025-2021", "--out", "data"), "did you mean 2021-2025"),
        (("run", "430971", "--years", "last", "--out", "data"), "not a year"),
        (("parse", ".", "--out", "data", "--jobs", "0"), "at least 1"),
        (("check", "nowhere"), "no such directory"),
        (("check", "."), "no whole dataset"),
        (("show", "nowhere.html"), "--in DIR"),
        (("portals",), "no action"),
        (("portals", "discover"), "no region"),
    ],
)
def test_errors_of_use(gongkai, tmp_path, arguments, words):
    done = gongkai(*arguments)
    assert done.returncode == 1, done.stderr
    assert words in one_line(done.stderr)
    assert done.stdout == ""
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "name",
    [
        "run",
        "crawl",
        "parse",
        "check",
        "show",
        "portals",
        "portals list",
        "portals probe",
        "portals add",
        "demo",
    ],
)
def test_every_command_has_help_with_an_example(gongkai, name):
    done = gongkai(*name.split(), "--help")
    assert done.returncode == 0
    assert f"example:\n  gongkai {name}" in done.stdout
    for word in ("--quiet", "--log-json", "130"):
        assert word in done.stdout
