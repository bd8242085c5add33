from __future__ import annotations

import os
from pathlib import Path

import pytest

from gongkai import setting_values, settings
from parsers.errors import UsageError


def test_flags_before_environment_before_file(tmp_path):
    config = tmp_path / "gongkai.toml"
    config.write_text('jobs = 1\npace = 3\nout = "data"\nportals = ["430971"]\nyears = 2023\n')
    found = settings.load(
        {"jobs": "4"}, config=config, environment={"GONGKAI_JOBS": "2", "GONGKAI_PACE": "5.5"}
    )
    assert (found.jobs, found.pace) == (4, 5.5)
    assert found.out == tmp_path / "data"
    assert found.portals == ("430971",)
    assert found.years == (2023, 2023)


def test_selection_on_the_command_line_replaces_the_files(tmp_path):
    config = tmp_path / "c.toml"
    config.write_text('portals = ["430971"]\nregions = ["益阳市"]\n')
    found = settings.load({"regions": ["长沙市"], "portals": []}, config=config, environment={})
    assert (found.portals, found.regions) == ((), ("长沙市",))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("job = 2", "did you mean `jobs`?"),
        ("qqqqqqqq = 2", "the keys are: portals"),
        ("jobs = 'two'", "'two' is not a whole number"),
        ("jobs = true", "not a number"),
        ("jobs = 0", "at least 1"),
        ("with_doubtful = 'maybe'", "not true or false"),
        ("years = '2025-2021'", "did you mean 2021-2025"),
        ("years = 1999", "begin with 2008"),
        ("jobs = = 2", "not valid TOML"),
        ("portals = [1.5]", "not a list of words"),
    ],
)
def test_wrong_configuration_names_file_key_and_remedy(tmp_path, text, words):
    config = tmp_path / "c.toml"
    config.write_text(text)
    with pytest.raises(UsageError) as error:
        settings.load({}, config=config, environment={})
    assert str(config) in str(error.value)
    assert words in str(error.value)
    assert text.split(" ")[0] in str(error.value) or "TOML" in words


def test_missing_configuration(tmp_path):
    with pytest.raises(UsageError, match="no such configuration"):
        settings.load({}, config=tmp_path / "none.toml", environment={})


def test_environment_is_checked_too():
    with pytest.raises(UsageError, match="GONGKAI_TIMEOUT"):
        settings.load({}, environment={"GONGKAI_TIMEOUT": "soon"})


def test_default_file_is_read_from_the_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert settings.load({}, environment={}).contact is None
    Path("gongkai.toml").write_text('contact = "a@example.org"\n')
    assert settings.load({}, environment={}).contact == "a@example.org"


@pytest.mark.parametrize(
    ("text", "years"),
    [("2023", (2023, 2023)), ("2021-2025", (2021, 2025)), (" 2021 – 2022 ", (2021, 2022))],
)
def test_years(text, years):
    assert setting_values.years(text) == years


def test_workers_default_to_the_processors_at_hand():
    assert settings.Settings().workers == len(os.sched_getaffinity(0))
    assert settings.Settings(jobs=7).workers == 7
