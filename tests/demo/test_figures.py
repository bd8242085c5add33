"""The figures hold the form's arithmetic, except where the portal publishes an error on purpose."""

from decimal import Decimal

import pytest

from gongkai.demo.figures import series
from gongkai.demo.organs import FIRST_YEAR, LAST_YEAR, ORGANS
from gongkai.demo.portal import ABSENT, Failure, truth

APPLICANTS = [
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_welfare_org",
    "legal_service_org",
    "other_org",
]
OUTCOMES = [
    "granted",
    "partially_granted",
    "denied_state_secret",
    "denied_prohibited_by_law",
    "denied_security_stability",
    "denied_third_party_rights",
    "denied_internal_affairs",
    "denied_process_information",
    "denied_enforcement_files",
    "denied_statutory_query",
    "unable_not_held",
    "unable_needs_creation",
    "unable_unclear_after_correction",
    "not_handled_petition_complaint",
    "not_handled_duplicate",
    "not_handled_publication",
    "not_handled_excessive",
    "not_handled_confirm_reissue",
    "other_no_correction",
    "other_fee_unpaid",
    "other_misc",
]
ROWS = ["new_received", "carried_in", *OUTCOMES, "outcome_total", "carried_forward"]
CASES = {
    "A4_t4_review": "review",
    "A5_t4_direct": "suit_direct",
    "A6_t4_after": "suit_after_review",
}


def failures(cells: dict[str, Decimal | None]) -> set[Failure]:
    """A1 to A6, written out here on their own; a rule with a missing figure is left out."""

    def differ(left: list[str], right: list[str]) -> bool:
        values = [[cells[address] for address in side] for side in (left, right)]
        if None in values[0] + values[1]:
            return False
        return sum(values[0]) != sum(values[1])  # type: ignore[arg-type]

    found = set()
    for column in [*APPLICANTS, "total"]:

        def at(*rows: str, column: str = column) -> list[str]:
            return [f"requests.{row}.{column}" for row in rows]

        if differ(at("new_received", "carried_in"), at("outcome_total", "carried_forward")):
            found.add(Failure("A1_balance", "requests", column))
        if differ(at("outcome_total"), at(*OUTCOMES)):
            found.add(Failure("A2_outcome_sum", "requests", column))
    for row in ROWS:
        if differ([f"requests.{row}.total"], [f"requests.{row}.{c}" for c in APPLICANTS]):
            found.add(Failure("A3_applicant_sum", "requests", row))
    for code, group in CASES.items():
        prefix = f"review_litigation.counts.{group}_"
        results = [prefix + result for result in ("upheld", "corrected", "other", "pending")]
        if differ([prefix + "total"], results):
            found.add(Failure(code, "review_litigation", "counts"))
    return found


@pytest.mark.parametrize("organ", ORGANS.values(), ids=lambda organ: organ.key)
def test_figures_hold_within_and_across_years(organ):
    years = series(organ)
    assert list(years) == list(range(FIRST_YEAR, LAST_YEAR + 1))
    for year, figures in years.items():
        assert len(figures) == 200
        assert all(value >= 0 for value in figures.values())
        assert failures(figures) == set()
        if year == FIRST_YEAR:
            continue
        before = years[year - 1]
        gaps = [
            column
            for column in [*APPLICANTS, "total"]
            if figures[f"requests.carried_in.{column}"]
            != before[f"requests.carried_forward.{column}"]
        ]
        assert bool(gaps) == (organ.breaks_in == year)
        documents = "art20_1.normative_documents."
        assert figures[documents + "in_force"] == (
            before[documents + "in_force"]
            + figures[documents + "issued_this_year"]
            - figures[documents + "repealed_this_year"]
        )


@pytest.mark.parametrize("report", truth(), ids=lambda t: f"{t.organ}{t.report_year}")
def test_only_the_intended_identities_fail(report):
    cells = {
        address: None if value in (None, ABSENT) else Decimal(value)
        for address, value in report.cells.items()
    }
    assert failures(cells) == set(report.failing)


def test_errors_of_both_kinds_are_published():
    codes = {failure.code for report in truth() for failure in report.failing}
    assert {"A3_applicant_sum", "A4_t4_review"} <= codes
    assert any(report.carry_broken for report in truth())
