"""Published reports, where they can be had: set GONGKAI_REAL_REPORTS to their folder."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from parsers import sections
from parsers.documents.blocks import Line, Page
from parsers.identity.classify import classify
from parsers.identity.identify import identify
from tests.identity.build import dossier

_FOLDER = os.environ.get("GONGKAI_REAL_REPORTS")
pytestmark = pytest.mark.skipif(not _FOLDER, reason="GONGKAI_REAL_REPORTS is not set")


def _page(name: str) -> Page:
    lines = Path(_FOLDER or "", name).read_text("utf-8").splitlines()
    return Page(
        "text", [Line(t.strip(), f"text:L{n}") for n, t in enumerate(lines, 1) if t.strip()]
    )


def test_datonghu() -> None:
    made = _page("datonghu-2023.txt")
    classify(made, 200)
    identity, findings = identify(made, dossier())
    assert identity.title == "大通湖区委区管委会办公室2023年信息公开年报"
    assert (identity.organ, identity.region, identity.level) == (
        "大通湖区委区管委会办公室",
        "大通湖区",
        "county",
    )
    assert (identity.adcode, identity.adcode_kind) == ("430971", "nbs_zone")
    assert (identity.province, identity.prefecture) == ("湖南省", "益阳市")
    assert identity.report_year == 2023
    assert identity.scope == "government"
    assert identity.published_on is None
    assert findings == []
    found = sections.split(made, [])
    assert len(found) == 6
    assert sections.processing_fee(found) == (None, None)


def test_shanghai_kewei() -> None:
    made = _page("shanghai-kewei-2024.txt")
    classify(made, 150)
    identity, findings = identify(made, dossier())
    assert (identity.organ, identity.adcode, identity.report_year) == ("上海市科委", "310000", 2024)
    assert (identity.organ_kind, identity.due_on) == ("department", "2025-01-31")
    assert findings == []
    found = sections.split(made, [])
    assert [s.key for s in found] == [
        "overview",
        "proactive_disclosure",
        "requests",
        "review_litigation",
        "other_matters",
    ]
    assert sections.processing_fee(found)[0] is None
    assert sections.processing_fee(found)[1]


@pytest.mark.parametrize("name", ["datonghu-2023", "shanghai-kewei-2024"])
def test_the_organ_of_the_truth(name: str) -> None:
    truth = json.loads(Path(_FOLDER or "", f"{name}.truth.json").read_text("utf-8"))
    identity, _ = identify(_page(f"{name}.txt"), dossier())
    assert identity.report_year == truth["year"]
