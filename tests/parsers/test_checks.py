"""Identities: what fails, what cannot be assessed, and who is at fault."""

from decimal import Decimal

import pytest

from parsers import standard
from parsers.checks import recheck
from parsers.checks.rules import compiled
from parsers.model import Cell, Identity, Report, Status


def report(**values):
    """A report of zeros whose identities hold; `values` replace cells by ``row__column``."""
    cells = []
    form = standard.forms()["2021"]
    for table in form.tables.values():
        for row_no, row in enumerate(table.data_rows, start=1):
            for col_no, column in enumerate(table.cols, start=1):
                cell = Cell(
                    table.id, "2021", row.key, column.key, row_no, col_no, Status.READ, Decimal(0)
                )
                cell.basis, cell.location = "direct", "text:L1"
                change = values.get(f"{row.key}__{column.key}", 0)
                if isinstance(change, Status):
                    cell.status, cell.value = change, None
                else:
                    cell.value = Decimal(str(change))
                cells.append(cell)
    made = Report("r0", Identity(level="county"), dict.fromkeys(form.tables, "2021"), cells)
    recheck(made)
    return made


def outcomes(made, code):
    return [
        (f.row_key, f.col_key, f.outcome.value, f.cause.value)
        for f in made.findings
        if f.code == code
    ]


def test_all_identities_hold_on_zeros():
    made = report()
    assert made.findings == []
    # A1 and A2 per column, A3 per row, A4 to A6, C2 per row, C3 and C1 per table.
    assert made.checks_passed == 7 + 7 + 25 + 3 + 2 + 1 + 6


def test_the_balance_of_the_table_head():
    made = report(new_received__total=5)
    (finding,) = [f for f in made.findings if f.code == "A1_balance"]
    assert (finding.col_key, finding.outcome, finding.severity) == ("total", "failed", "error")
    assert finding.cause == "source"
    assert (finding.expected, finding.actual, finding.difference) == (5, 0, -5)
    assert finding.cells == (
        "requests.new_received.total",
        "requests.carried_in.total",
        "requests.outcome_total.total",
        "requests.carried_forward.total",
    )


def test_outcomes_are_the_leaves_only():
    rule = next(c for c in compiled("requests", "2021") if c.rule.id == "A2_outcome_sum")
    keys = list(rule.names)
    assert len(keys) == 22
    assert not {"denied", "unable", "not_handled", "other_handling"} & set(keys)
    old = next(c for c in compiled("requests", "2019") if c.rule.id == "A2_outcome_sum_2019")
    assert "other_handling" in set(old.names)


@pytest.mark.parametrize(
    ("code", "cell"),
    [
        ("A4_t4_review", "counts__review_total"),
        ("A5_t4_direct", "counts__suit_direct_upheld"),
        ("A6_t4_after", "counts__suit_after_review_pending"),
    ],
)
def test_section_four(code, cell):
    assert outcomes(report(**{cell: 3}), code) == [("counts", None, "failed", "source")]


def test_our_doubt_is_never_the_countys_fault():
    made = report(granted__total=2, outcome_total__total=2, new_received__total=2)
    doubted = next(c for c in made.cells if c.address == "requests.granted.total")
    doubted.status, doubted.value = Status.DOUBTFUL, Decimal(7)
    recheck(made)
    assert outcomes(made, "A2_outcome_sum") == [(None, "total", "failed", "reading")]


def test_an_identity_that_placed_a_cell_accuses_nobody_and_proves_nothing():
    made = report()
    passed = made.checks_passed
    placed = next(c for c in made.cells if c.address == "requests.granted.total")
    placed.basis = "identity"
    recheck(made)
    assert made.checks_passed < passed
    placed.value = Decimal(3)
    recheck(made)
    assert ("granted", None, "failed", "unknown") in outcomes(made, "A3_applicant_sum")


def test_blanks_are_not_zeros_but_what_if():
    made = report(granted__natural_person=Status.BLANK, granted__total=0)
    assert outcomes(made, "A3_applicant_sum") == [("granted", None, "not_assessable", "unknown")]
    made = report(granted__natural_person=Status.BLANK, granted__total=4)
    assert outcomes(made, "A3_applicant_sum") == [
        ("granted", None, "fails_if_blank_is_zero", "unknown")
    ]


def test_absent_cells_make_a_check_not_assessable_and_absent_tables_none():
    made = report(granted__total=Status.ABSENT)
    assert outcomes(made, "A3_applicant_sum") == [("granted", None, "not_assessable", "unknown")]
    for cell in made.cells:
        cell.status, cell.value = Status.ABSENT, None
    recheck(made)
    assert made.findings == []
    assert made.checks_passed == 0


def test_counts_are_whole_and_not_negative():
    made = report(rules__in_force=-1, administrative_penalty__decisions_this_year=1.5)
    assert {(f.row_key, f.outcome) for f in made.findings if f.code == "C1_nonneg_int"} == {
        ("rules", "failed"),
        ("administrative_penalty", "failed"),
    }
    assert (
        outcomes(report(administrative_fees__fee_amount_10k_yuan=27.948692), "C1_nonneg_int") == []
    )


def test_stock_and_rule_power():
    made = report(
        rules__issued_this_year=6, rules__in_force=6, normative_documents__issued_this_year=2
    )
    assert outcomes(made, "C2_stock_bound") == [("normative_documents", None, "failed", "source")]
    assert {f.col_key for f in made.findings if f.code == "C3_rule_power"} == {
        "issued_this_year",
        "in_force",
    }
    made.identity.level = "province"
    recheck(made)
    assert not outcomes(made, "C3_rule_power")


def test_twice_changes_nothing():
    made = report(new_received__total=5, granted__natural_person=Status.BLANK)
    before, passed = list(made.findings), made.checks_passed
    recheck(made)
    assert (made.findings, made.checks_passed) == (before, passed)


def test_every_rule_compiles_for_every_form():
    for form in standard.forms().values():
        for table in form.tables:
            compiled(table, form.key)
    assert {r.severity for r in standard.identities()} <= {"error", "warning", "info"}
