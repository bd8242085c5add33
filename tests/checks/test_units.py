"""Amounts whose unit is not the form's."""

from decimal import Decimal

import pytest

from parsers.checks import recheck
from parsers.model import Status
from tests.checks.build import report

FEE = "art20_8.administrative_fees.fee_amount_10k_yuan"


def with_fee(value, unit, status=Status.READ):
    made = report()
    cell = next(c for c in made.cells if c.address == FEE)
    cell.value, cell.unit, cell.status = Decimal(value), unit, status
    recheck(made)
    return [(f.code, f.outcome, f.severity, f.cause) for f in made.findings], made


@pytest.mark.parametrize(
    ("value", "unit", "status", "expected"),
    [
        ("251000", "元", Status.READ, ("unit_differs", "note", "warning", "source")),
        ("251000", "元", Status.DOUBTFUL, ("unit_differs", "note", "warning", "reading")),
        ("25.1", None, Status.READ, ("unit_not_proven", "note", "warning", "unknown")),
        ("25.1", "万元", Status.READ, None),
        ("0", "元", Status.READ, None),
    ],
)
def test_the_unit_of_fees(value, unit, status, expected):
    findings, made = with_fee(value, unit, status)
    assert [f for f in findings if f[0].startswith("unit")] == ([expected] if expected else [])
    before = list(made.findings)
    recheck(made)
    assert made.findings == before


def test_the_amount_stays_as_printed():
    _, made = with_fee("251000.50", "元")
    (finding,) = [f for f in made.findings if f.code == "unit_differs"]
    cell = next(c for c in made.cells if c.address == FEE)
    assert (finding.actual, cell.value, cell.unit) == (
        Decimal("251000.50"),
        Decimal("251000.50"),
        "元",
    )
    assert finding.cells == (FEE,)
    assert finding.location == cell.location


def test_the_form_of_2019_names_no_unit_for_procurement():
    made = report(2020, form="2019", centralized_procurement__procurement_amount=8040)
    assert not [f for f in made.findings if f.code.startswith("unit")]
