"""The rules that fuzzing holds the parser to do catch what they are there for."""

import importlib.util
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from fuzz import invariants, mutate, seeds
from fuzz.__main__ import main
from parsers.model import Cell, Status

ROOT = Path(__file__).parents[2]
TEXT = "第二十条第（五）项\n行政许可 | 12 | 1 2\n行政处罚 12"
PAGE = "<table><tr><td>行政许可<td>12<td>1<b>3</b><td><span style='display:none'>7</span></table>"


def cell(status=Status.READ, value=None, raw="", *, row="a", location="text:L2", reason=None):
    value = None if value is None else Decimal(value)
    return Cell("t", "2021", row, "c", 1, 1, status, value, "", raw, None, location, None, reason)


@pytest.mark.parametrize(
    ("cells", "markup"),
    [
        ([cell(value=12, raw="12")], False),
        ([cell(value=13, raw="13", location="html:table[1]/r1c3")], True),
        ([cell(value=0, raw="零")], False),
        ([cell(Status.DOUBTFUL, raw="12 | 1 2", reason="two")], False),
        ([cell(Status.ABSENT, location=None, reason="gone")], False),
        ([cell(value=12, raw="12"), cell(value=12, raw="12", row="b", location="text:L3")], False),
    ],
)
def test_what_the_source_bears_out(cells, markup):
    source = TEXT + "零" if not markup else PAGE
    invariants.check_cells(cells, source, markup=markup)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ([cell(value=13, raw="13")], "not in the source"),
        ([cell(value=2, raw="12")], "no such number"),
        ([cell(value=12, raw="1 2")], "no such number"),
        ([cell(value=12, raw="12 | 13")], "not in the source"),
        ([cell(value=-12, raw="12")], "no such number"),
        ([cell(value=None, raw="12")], "read nothing"),
        ([cell(Status.BLANK, raw="12")], "a digit"),
        ([cell(Status.BLANK, value=12)], "a number"),
        ([cell(Status.DOUBTFUL, raw="12")], "no reason"),
        ([cell(value=12, raw="12", location=None)], "no location"),
        ([cell(value=12, raw="12"), cell(value=12, raw="12")], "twice"),
        ([cell(value=12, raw="行政处罚12", location="text:L3"),
          cell(value=12, raw="行政处罚12", location="text:L3", row="b")], "stands in 2 cells"),
    ],
)  # fmt: skip
def test_what_it_does_not(cells, why):
    with pytest.raises(invariants.BrokenError, match=why):
        invariants.check_cells(cells, TEXT, markup=False)


def test_hidden_digits_are_not_in_the_source():
    with pytest.raises(invariants.BrokenError, match="not in the source"):
        invariants.check_cells([cell(value=7, raw="7")], PAGE, markup=True)


def test_seeds_are_whole_and_mutations_follow_from_their_seed():
    import random

    found = list(seeds.seeds())
    assert len(found) > 100
    text = found[0].decode()
    changed = [mutate.mutate(random.Random(n), text) for n in range(50)]
    assert changed == [mutate.mutate(random.Random(n), text) for n in range(50)]
    assert len(set(changed)) > 40


def test_single_inputs(tmp_path):
    (tmp_path / "a").write_text(TEXT, "utf-8")
    command = [sys.executable, "-m", "fuzz", str(tmp_path / "a")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "holds" in done.stdout


def test_without_the_fuzzer_it_says_so(monkeypatch, capsys):
    known = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda n: None if n == "atheris" else known(n))
    assert main(["--seconds", "1"]) == 2
    assert "atheris, the fuzzer, is not installed for this Python" in capsys.readouterr().err


@pytest.mark.skipif(not importlib.util.find_spec("atheris"), reason="the fuzzer is not installed")
def test_a_failure_is_found_written_and_told(tmp_path):
    """A target with a failure put into it: the fuzzer writes the input and says why."""
    program = f"""
import sys
sys.argv = ["target", {str(tmp_path)!r}, "5", "-runs=200", "-seed=1"]
from fuzz import target
def check(content):
    if len(content) > 3:
        raise ValueError("a failure put in")
target.check_document = check
target.main()
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (find,) = [path for path in tmp_path.iterdir() if path.suffix != ".txt"]
    assert find.name.startswith("ValueError")
    assert "a failure put in" in find.with_name(find.name + ".txt").read_text()
