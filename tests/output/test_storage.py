"""Whole or not at all: full disks, kills, and sets that are not of one writing."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import output
from output.storage import ASIDE, BEFORE
from parsers.errors import StorageError, UsageError
from parsers.model import Cell, Report
from tests.output.factory import make, source

REPOSITORY = Path(__file__).resolve().parents[2]


def run(out: Path, body: str) -> subprocess.CompletedProcess[str]:
    """Writes three new reports into `out` in a process of its own, after `body`."""
    script = textwrap.dedent(body) + textwrap.dedent(
        f"""
        import pathlib, output
        from tests.output.factory import make, source
        output.write(pathlib.Path({str(out)!r}), source(*(make(year=y) for y in (2021, 2022, 2023))), [], [])
        """
    )
    return subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )


def write_again(out: Path) -> None:
    """The same three reports, by this process: what a killed one left is any other's to clear up."""
    output.write(out, source(*(make(year=year) for year in (2021, 2022, 2023))), [], [])


@pytest.fixture
def old(written: Any) -> Any:
    return written(make("旧局", 2020, form="2019"))


def test_a_full_disk_leaves_the_old_set(old: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = old.bytes()
    opened = Path.open

    def full(path: Path, *arguments: Any, **named: Any) -> Any:
        # The kernel's own full device: every write to it fails with ENOSPC.
        real = path.name == "findings.parquet" and path.parent.name == ASIDE
        return opened(Path("/dev/full") if real else path, *arguments, **named)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(StorageError) as caught:
        output.write(old.path, source(*(make(year=y) for y in (2021, 2022))), [], [])
    monkeypatch.undo()
    assert caught.value.code == "disk_full"
    assert caught.value.place == str(old.path / "findings.parquet")
    assert caught.value.action
    assert old.bytes() == before
    assert not (old.path / ASIDE).exists()


def test_a_limit_on_file_size_leaves_the_old_set(old: Any) -> None:
    before = old.bytes()
    done = run(
        old.path,
        """
        import resource
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        """,
    )
    assert done.returncode == 1
    assert "StorageError" in done.stderr
    assert "cells.csv" in done.stderr
    assert old.bytes() == before


def test_an_error_in_a_report_leaves_the_old_set(old: Any) -> None:
    before = old.bytes()

    def broken() -> Iterator[Report]:
        yield make(year=2021)
        raise RuntimeError("staging is gone")

    with pytest.raises(RuntimeError):
        output.write(old.path, broken, [], [])
    assert old.bytes() == before


def test_killed_while_writing(old: Any) -> None:
    before = old.bytes()
    done = run(
        old.path,
        """
        import os, signal, output.builder as builder
        seen, real = [], builder.subject
        def subject(*arguments):
            seen.append(1)
            if len(seen) == 3:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments)
        builder.subject = subject
        """,
    )
    assert done.returncode == -signal.SIGKILL
    assert (old.path / ASIDE).is_dir()
    assert old.bytes() == before
    assert list(output.read(old.path)["reports"]["organ"]) == ["旧局"]
    write_again(old.path)
    assert not (old.path / ASIDE).exists()
    assert len(output.read(old.path)["reports"]) == 3


FILES = 11 * 2 + 2


@pytest.mark.parametrize("renamed", [0, 1, 13, FILES - 1, FILES])
def test_killed_while_the_names_change_hands(old: Any, renamed: int) -> None:
    done = run(
        old.path,
        f"""
        import os, pathlib, signal
        seen, real = [], pathlib.Path.replace
        def replace(path, target):
            if len(seen) == {renamed}:
                os.kill(os.getpid(), signal.SIGKILL)
            seen.append(path)
            return real(path, target)
        pathlib.Path.replace = replace
        import shutil
        removed = shutil.rmtree
        def rmtree(path, **named):
            if len(seen) == {FILES}:
                os.kill(os.getpid(), signal.SIGKILL)
            return removed(path, **named)
        shutil.rmtree = rmtree
        """,
    )
    assert done.returncode == -signal.SIGKILL
    complete = renamed == FILES
    organs = ["大通湖区管委会办公室"] * 3 if complete else ["旧局"]
    # A reader takes one whole set, the old or the new; so does whoever rebuilds its reports.
    assert list(output.read(old.path)["reports"]["organ"]) == organs
    assert [r.identity.organ for r in output.load(old.path).reports()] == organs

    def none() -> Iterator[Report]:
        raise RuntimeError
        yield

    with pytest.raises(RuntimeError):
        output.write(old.path, none, [], [])
    # The next run clears up even if it fails itself.
    assert list(output.read(old.path)["reports"]["organ"]) == organs
    write_again(old.path)
    assert not (old.path / BEFORE).exists()
    assert len(output.read(old.path)["reports"]) == 3


@pytest.mark.parametrize("renamed", [0, 5, FILES - 1])
def test_a_rename_that_fails_is_undone(
    old: Any, monkeypatch: pytest.MonkeyPatch, renamed: int
) -> None:
    before = old.bytes()
    real, seen = Path.replace, [0]

    def replace(path: Path, target: Path) -> Path:
        if path.parent.name == ASIDE:
            if seen[0] == renamed:
                raise OSError(28, "No space left on device")
            seen[0] += 1
        return real(path, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(StorageError, match="left whole"):
        output.write(old.path, source(make(year=2023)), [], [])
    monkeypatch.undo()
    assert old.bytes() == before
    assert {p.name for p in old.path.iterdir() if p.is_dir()} == set()


def test_datapackage_comes_last(old: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    real, order = Path.replace, []

    def replace(path: Path, target: Path) -> Path:
        order.append(Path(target).name)
        return real(path, target)

    monkeypatch.setattr(Path, "replace", replace)
    output.write(old.path, source(make()), [], [])
    assert len(order) == FILES
    assert order[-1] == "datapackage.json"


@pytest.mark.parametrize("damage", ["changed", "longer", "missing", "package"])
def test_a_set_that_is_not_of_one_writing_is_refused(old: Any, damage: str) -> None:
    path = old.path / "cells.parquet"
    content = path.read_bytes()
    if damage == "changed":
        path.write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])
    elif damage == "longer":
        path.write_bytes(content + b"x")
    elif damage == "missing":
        path.unlink()
        (old.path / "cells.csv").unlink()
    else:
        (old.path / "datapackage.json").write_text("{")
    for take in (output.read, output.load):
        with pytest.raises(StorageError) as caught:
            take(old.path)
        assert caught.value.code == "mixed_dataset"


def test_no_dataset(tmp_path: Path) -> None:
    for take in (output.read, output.load):
        with pytest.raises(UsageError) as caught:
            take(tmp_path)
        assert caught.value.code == "no_dataset"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_directory_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StorageError) as caught:
        output.write(tmp_path, source(make()), [], [])
    assert caught.value.code == "not_writable"


def test_reports_are_not_kept(tmp_path: Path) -> None:
    """Cells alive at any time are those of a report or two, whatever the number of reports."""
    gc.collect()
    before = sum(isinstance(thing, Cell) for thing in gc.get_objects())
    most = 0

    def reports() -> Iterator[Report]:
        nonlocal most
        for number in range(60):
            if number % 15 == 14:
                alive = sum(isinstance(thing, Cell) for thing in gc.get_objects())
                most = max(most, alive - before)
            yield make(f"{number:03}局")

    output.write(tmp_path, reports, [], [])
    assert 0 < most <= 3 * 200
