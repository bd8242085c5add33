"""Every document under fixtures/reports still gives what was reviewed and committed."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from parsers.model import Cell, Status
from tests.golden import goldens


@pytest.fixture(scope="module")
def outcomes():
    return dict(goldens.inputs())


def test_every_document_has_its_golden_and_every_golden_its_document(outcomes):
    assert outcomes, "fixtures/reports is empty"
    wanted = {goldens.path_of(source).name for source in outcomes}
    there = {path.name for path in goldens.EXPECTED.glob("*.json")}
    assert len(wanted) == len(outcomes), "two documents share a golden's name"
    assert wanted == there, "run `make golden`, review and commit"


def test_no_golden_has_changed(outcomes):
    changed = []
    for source, outcome in outcomes.items():
        path = goldens.path_of(source)
        expected = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        if goldens.text_of(expected) != goldens.text_of(outcome):
            changed += [source, *goldens.differences(expected, outcome)]
    assert not changed, "run `make golden`, review and commit:\n" + "\n".join(changed[:80])


def test_goldens_are_committed():
    changed = goldens.uncommitted()
    if changed is None:
        pytest.skip("not a git checkout")
    assert changed == [], "review these goldens and commit them"


def test_a_changed_digit_and_a_lost_finding_are_seen():
    old = {"cells": {"a.b.c@2021": "read 10"}, "findings": ["x", "y"], "n": 1}
    new = {"cells": {"a.b.c@2021": "doubtful 10"}, "findings": ["x"], "n": 1}
    assert list(goldens.differences(old, new)) == [
        "  cells.a.b.c@2021: read 10 -> doubtful 10",
        "  findings: - y",
    ]
    assert list(goldens.differences(old, old)) == []


def test_decimals_are_plain():
    cell = Cell("t", "2021", "r", "c", 1, 1, Status.READ, Decimal("1200.50"), raw="1,200.50")
    assert goldens._cell(cell) == "read 1200.5 raw='1,200.50'"
    assert goldens.plain(Decimal("1E+3")) == "1000"
