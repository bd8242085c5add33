"""Which directories are ours, and who holds them."""

from __future__ import annotations

import json
import multiprocessing
import sqlite3
from pathlib import Path

import pytest

from gongkai import lock
from parsers.errors import LockedError, UsageError


def make_state(out: Path) -> None:
    connection = sqlite3.connect(out / "state.sqlite")
    connection.execute("CREATE TABLE pages (url TEXT)")
    connection.commit()
    connection.close()


def make_archive(out: Path) -> None:
    (out / "archive").mkdir()
    (out / "archive" / "gongkai-1.warc.gz").write_bytes(b"")


OURS = {
    "run.json": lambda out: (out / "run.json").write_text('{"gongkai": "0.1.0"}'),
    "datapackage.json": lambda out: (out / "datapackage.json").write_text('{"name": "gongkai"}'),
    "state": make_state,
    "archive": make_archive,
    "lock": lambda out: (out / "lock").write_text("gongkai lock: parse, process 1\n"),
}
OTHERS = {
    "a text": lambda out: (out / "notes.txt").write_text("gongkai"),
    "another package": lambda out: (out / "datapackage.json").write_text(
        json.dumps({"name": "rivers", "resources": [{"title": "made with gongkai"}]})
    ),
    "another run": lambda out: (out / "run.json").write_text('{"tool": "snakemake"}'),
    "broken json": lambda out: (out / "run.json").write_text("{gongkai"),
    "another archive": lambda out: (out / "archive").mkdir(),
    "another lock": lambda out: (out / "lock").write_text("1234"),
    "no database": lambda out: (out / "state.sqlite").write_bytes(b"not SQLite at all"),
    "a list": lambda out: (out / "run.json").write_text('["gongkai"]'),
}


@pytest.mark.parametrize("name", sorted(OURS))
def test_ours(tmp_path, name):
    OURS[name](tmp_path)
    assert lock.is_ours(tmp_path)
    with lock.held(tmp_path, "test"):
        pass


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_somebody_elses_directory_is_refused_untouched(tmp_path, name):
    OTHERS[name](tmp_path)
    before = {p.name: p.is_dir() or p.read_bytes() for p in tmp_path.iterdir()}
    with pytest.raises(UsageError, match="something else"), lock.held(tmp_path, "test"):
        pass
    assert {p.name: p.is_dir() or p.read_bytes() for p in tmp_path.iterdir()} == before


def test_new_and_empty_directories_are_taken(tmp_path):
    with lock.held(tmp_path / "a" / "b", "test"):
        assert (tmp_path / "a" / "b" / "lock").read_text().startswith("gongkai lock: test")
    (tmp_path / "empty").mkdir()
    with lock.held(tmp_path / "empty", "test"):
        pass


def hold(out: str, ready, go) -> None:
    with lock.held(Path(out), "other"):
        ready.set()
        go.wait(30)


def test_the_lock_is_free_when_its_holder_is_killed(tmp_path):
    context = multiprocessing.get_context("spawn")
    ready, go = context.Event(), context.Event()
    process = context.Process(target=hold, args=(str(tmp_path), ready, go))
    process.start()
    assert ready.wait(30)
    with (
        pytest.raises(LockedError, match=f"other, process {process.pid}"),
        lock.held(tmp_path, "me"),
    ):
        pass
    process.kill()
    process.join()
    with lock.held(tmp_path, "me"):
        pass
