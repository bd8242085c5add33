"""Totals of rows that lost their blank cells: placed by two sums, or left in doubt."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsers import standard
from parsers.align import Aligner
from parsers.checks import recheck
from parsers.documents.html import read_html
from parsers.documents.text import read_text
from parsers.model import Identity, Report

TABLE = standard.forms()["2021"].tables["requests"]
OUTCOMES = [row.key for row in TABLE.rows if row.kind == "outcome"]
# Applicants by row; blank columns leave nothing in the text.
USUAL = {
    "new_received": (12, 3),
    "granted": (7, 2),
    "denied_state_secret": (1,),
    "unable_not_held": (4, 1),
    "outcome_total": (12, 3),
}


def printed(rows, **changes):
    """The table as lines, a cell a line; totals follow from the rows unless ``row=figures``."""
    lines = ["三、收到和处理政府信息公开申请情况", TABLE.title, *(c.label for c in TABLE.columns)]
    for row in TABLE.rows:
        lines.append(row.label)
        if not row.has_data:
            continue
        applicants = rows.get(row.key, ())
        figures = changes.get(row.key, (*applicants, sum(applicants)) if applicants else ())
        lines += map(str, figures)
    return "\n".join(lines)


def aligned(text):
    return Aligner(read_text(text)).align(2023)


def totals(text):
    return {
        cell.row_key: (str(cell.status), cell.value, cell.basis)
        for cell in aligned(text).cells
        if cell.table_id == "requests" and cell.col_key == "total"
    }


def test_two_sums_place_the_totals_and_no_applicant():
    text = printed(USUAL)
    found = totals(text)
    for key, applicants in USUAL.items():
        assert found[key] == ("read", Decimal(sum(applicants)), "identity"), key
    assert found["carried_in"][0] == "blank"
    for cell in aligned(text).cells:
        if cell.row_key in USUAL and cell.col_key != "total":
            assert cell.status == "doubtful", cell.address


def test_the_reason_names_the_sums():
    cells = {c.address: c for c in aligned(printed(USUAL)).cells}
    reason = cells["requests.granted.total"].reason
    assert reason == "the last figure is the sum of the others, and A2_outcome_sum holds with it"


def test_a_sum_that_placed_a_total_is_no_check_passed():
    text = printed(USUAL)
    alignment = aligned(text)
    report = Report("r", Identity(), forms=alignment.forms, cells=alignment.cells)
    recheck(report)
    passed = {f.code for f in report.findings if f.col_key == "total" and f.outcome == "failed"}
    assert not passed
    # Only that printed counts are counts was proved, of the tables that stand in the text.
    assert report.checks_passed == 0


@pytest.mark.parametrize(
    ("why", "changes"),
    [
        ("the column of totals does not add up", {"granted": (7, 2, 9), "unable_not_held": (5, 1, 6)}),
        ("a row prints a wrong sum, and the column with it", {"granted": (7, 2, 10)}),
        ("a row prints one figure only", {"denied_state_secret": (1,)}),
        ("a row's figures may be applicants only", {"outcome_total": (12, 12), "new_received": (12, 12)}),
        ("a figure more than the form has columns", {"granted": (1, 1, 1, 1, 1, 1, 1, 7)}),
    ],
)  # fmt: skip
def test_what_does_not_add_up_leaves_all_in_doubt(why, changes):
    assert {status for status, _, _ in totals(printed(USUAL, **changes)).values()} <= {
        "doubtful",
        "blank",
    }, why


def test_pairs_alone_place_nothing():
    # Two applicants with one request each, and a column of totals that is blank, print the same.
    found = totals(printed(dict.fromkeys(("new_received", "granted", "outcome_total"), (1,))))
    assert found["granted"][:2] == ("doubtful", Decimal(1))
    assert found["new_received"][0] == found["outcome_total"][0] == "doubtful"


def test_a_row_that_lost_its_label_leaves_all_in_doubt():
    lines = printed(USUAL).split("\n")
    lines.remove(TABLE.row("granted").label)
    found = totals("\n".join(lines))
    assert "read" not in {status for status, _, _ in found.values()}


def test_zeros_are_zero_or_blank():
    rows = USUAL | {"partially_granted": (0,)}
    found = totals(printed(rows))
    assert found["partially_granted"][0] == "doubtful"
    assert found["granted"][0] == "read"


def test_a_grid_that_merges_cells_places_no_total():
    rows = []
    for row in TABLE.rows:
        if row.has_data:
            figures = USUAL.get(row.key, ())
            cells = [*figures, *[0] * (6 - len(figures)), sum(figures)]
            printed_cells = "".join(f"<td>{n}</td>" for n in cells)
            if row.key == "unable_not_held":  # 4 and 1, merged over two columns each
                printed_cells = "<td colspan=2>4</td><td>1</td><td>0</td><td>0</td><td>5</td>"
            rows.append(f"<tr><td>{row.label}</td>{printed_cells}</tr>")
    heads = "".join(f"<td>{c.label}</td>" for c in TABLE.columns)
    page = f"<table><tr><td>{TABLE.corner}</td>{heads}</tr>{''.join(rows)}</table>"
    cells = Aligner(read_html(page)).align(2023).cells
    (total,) = [c for c in cells if c.row_key == "unable_not_held" and c.col_key == "total"]
    assert total.status == "doubtful"
