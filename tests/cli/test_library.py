"""The three functions for notebooks."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

import pytest

import gongkai
from gongkai.library import GongkaiWarning
from parsers.errors import DocumentError, RefusedError, UsageError
from tests.cli.conftest import environment
from tests.cli.pages import report


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.html").write_text(report("测试县水利局"), "utf-8")
    (tmp_path / "in" / "b.html").write_text(report("测试县财政局"), "utf-8")
    (tmp_path / "in" / "c.html").write_bytes(b"")
    return tmp_path / "in"


def test_parse_gives_the_one_report(folder):
    found = gongkai.parse(folder / "a.html")
    assert found.identity.organ == "测试县水利局"
    assert len(found.cells) == 200
    assert gongkai.parse(str(folder / "b.html")).identity.organ == "测试县财政局"


def test_parse_raises_unless_there_is_exactly_one(folder, tmp_path):
    with pytest.raises(UsageError, match="several reports"):
        gongkai.parse(folder)
    with pytest.raises(UsageError, match="no such file"):
        gongkai.parse(folder / "z.html")
    with pytest.raises(DocumentError, match=r"c\.html"):
        gongkai.parse(folder / "c.html")
    (tmp_path / "none").mkdir()
    with pytest.raises(RefusedError, match="no document"):
        gongkai.parse(tmp_path / "none")


def test_parse_many_says_what_gave_no_report(folder):
    problems = []
    found = list(gongkai.parse_many(folder, on_problem=problems.append))
    assert [item.identity.organ for item in found] == ["测试县水利局", "测试县财政局"]
    assert [problem.source for problem in problems] == ["c.html"]
    with pytest.warns(GongkaiWarning, match=r"c\.html"):
        assert len(list(gongkai.parse_many(folder / "a.html", folder / "c.html"))) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(list(gongkai.parse_many(folder / "a.html"))) == 1


def test_read_gives_tables_with_codes_as_text_and_counts_as_integers(folder, tmp_path):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "gongkai",
            "parse",
            folder / "a.html",
            "--out",
            tmp_path / "data",
            "--quiet",
        ],
        env=environment(),
        check=False,
    )
    assert done.returncode == 0
    tables = gongkai.read(tmp_path / "data")
    requests = tables["requests"]
    assert str(requests["total"].dtype) == "Int64"
    assert len(tables["cells"]) == 200
    with pytest.raises(UsageError):
        gongkai.read(tmp_path / "in")


def test_importing_gongkai_is_light():
    code = (
        "import sys, gongkai; gongkai.__version__;"
        "heavy = {'pandas', 'pyarrow', 'lxml', 'requests', 'parsers', 'output', 'scraper'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_version_is_the_projects():
    import tomllib

    project = tomllib.loads(
        (Path(gongkai.__file__).parents[1] / "pyproject.toml").read_text("utf-8")
    )
    assert gongkai.__version__ == project["project"]["version"]
