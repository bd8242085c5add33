"""B1 to B4: consecutive years of one organ. The figures of 宿迁 2023 and 2024 are the published ones."""

from decimal import Decimal

import pytest

from gongkai import across
from parsers import standard
from parsers.checks import across as checks
from parsers.checks import recheck
from parsers.checks.rules import over_years
from parsers.model import Status
from tests.checks.build import found, report

SUQIAN_2023 = {
    "rules__in_force": 11,
    "normative_documents__in_force": 597,
    "carried_forward__natural_person": 121,
    "carried_forward__total": 121,
}
SUQIAN_2024 = {
    "rules__issued_this_year": 2,
    "rules__repealed_this_year": 1,
    "rules__in_force": 12,
    "normative_documents__issued_this_year": 50,
    "normative_documents__repealed_this_year": 227,
    "normative_documents__in_force": 420,
    "carried_in__natural_person": 121,
    "carried_in__total": 121,
}


def compared(before, now, *more):
    """This year's report with what the comparison with last year's adds."""
    reports = sorted([before, now, *more], key=lambda r: (r.identity.report_year, r.report_id))
    done = list(across.find(iter(reports)).added(lambda: iter(reports))())
    assert not found(before, "B")
    return next(r for r in done if r.report_id == now.report_id)


def suqian(**changes):
    now = report(2024, **{**SUQIAN_2024, **changes})
    return compared(report(2023, **SUQIAN_2023), now)


def test_what_is_carried_over_holds():
    now = report(2024, **SUQIAN_2024)
    within = now.checks_passed
    assert found(compared(report(2023, **SUQIAN_2023), now), "B") == []
    assert now.checks_passed == within + 7 + 2  # seven columns, two rows of documents


def test_carried_in_differs_in_the_total():
    made = suqian(carried_in__natural_person=119, carried_in__total=119)
    assert found(made, "B") == [("B1_carry", "failed", "warning", "source")] * 2
    total = next(f for f in made.findings if f.code == "B1_carry" and f.col_key == "total")
    assert (total.expected, total.actual, total.difference) == (121, 119, -2)
    assert total.cells == ("requests.carried_in.total",)
    assert total.location == next(c.location for c in made.cells if c.address == total.cells[0])
    assert total.other_report_id == report(2023, **SUQIAN_2023).report_id


def test_an_applicant_moved_to_another_category_is_one_remark():
    made = suqian(carried_in__natural_person=120, carried_in__commercial_enterprise=1)
    assert found(made, "B") == [("B1_carry", "failed", "info", "source")]
    (finding,) = [f for f in made.findings if f.code == "B1_carry"]
    assert finding.col_key is None
    assert finding.cells == (
        "requests.carried_in.natural_person",
        "requests.carried_in.commercial_enterprise",
    )


def test_documents_that_are_lost():
    made = suqian(normative_documents__in_force=421)
    (finding,) = [f for f in made.findings if f.code == "B2_stock"]
    assert (finding.row_key, finding.severity) == ("normative_documents", "warning")
    assert (finding.expected, finding.actual) == (420, 421)


@pytest.mark.parametrize("status", [Status.DOUBTFUL, Status.ABSENT, Status.BLANK])
def test_what_is_not_known_accuses_nobody(status):
    made = suqian(carried_in__total=status)
    expected = {
        Status.DOUBTFUL: [("B1_carry", "not_assessable", "info", "unknown")],
        Status.ABSENT: [],
        Status.BLANK: [("B1_carry", "fails_if_blank_is_zero", "warning", "unknown")],
    }
    assert found(made, "B") == expected[status]


def test_a_doubtful_number_that_differs_may_be_our_reading():
    made = suqian(carried_in__total=(Status.DOUBTFUL, 12))
    assert found(made, "B") == [("B1_carry", "failed", "warning", "reading")]


def test_doubt_in_last_years_report_counts_as_well():
    before = report(2023, **{**SUQIAN_2023, "carried_forward__total": (Status.DOUBTFUL, 12)})
    assert found(compared(before, report(2024, **SUQIAN_2024)), "B") == [
        ("B1_carry", "failed", "warning", "reading")
    ]


def test_a_cell_placed_by_an_identity_accuses_nobody():
    before = report(2023, **{**SUQIAN_2023, "carried_forward__total": 12})
    for cell in before.cells:
        cell.basis = "identity"
    now = report(2024, **SUQIAN_2024)
    within = now.checks_passed
    made = compared(before, now)
    assert {f[3] for f in found(made, "B")} == {"unknown"}
    assert made.checks_passed == within


@pytest.mark.parametrize(
    "other",
    [
        {"organ": "示例市教育局"},
        {"adcode": "321322"},
        {"scope": "area"},
        {"year": 2022},
        {"year": None},
    ],
)
def test_only_the_same_organ_code_and_scope_in_consecutive_years(other):
    year = other.pop("year", 2023)
    before = report(year or 2023, **other, carried_forward__total=5)
    before.identity.report_year = year
    reports = sorted([before, report(2024)], key=lambda r: (r.identity.adcode, r.identity.organ))
    assert not across.find(iter(reports)).counts()


def test_an_unknown_scope_accuses_nobody():
    before = report(2023, scope="unknown", carried_forward__total=5)
    assert found(compared(before, report(2024, scope="unknown")), "B") == [
        ("B1_carry", "failed", "warning", "unknown")
    ]


def test_only_the_version_that_stands():
    old = report(2023, published="2024-01-20", carried_forward__total=5)
    new = report(2023, published="2024-03-20", **SUQIAN_2023)
    now = report(2024, published="2025-01-20", **SUQIAN_2024)
    assert found(compared(new, now, old), "B") == []
    late = report(2023, published="2024-04-20", carried_forward__total=5)
    again = report(2024, published="2025-01-20", **SUQIAN_2024)
    made = compared(late, again, new)
    total = next(f for f in made.findings if f.col_key == "total" and f.code == "B1_carry")
    assert total.other_report_id == late.report_id


def test_organs_of_one_name_on_two_portals_are_two():
    def at(portal, year, **values):
        made = report(year, adcode=None, published=f"{year + 1}-01-0{len(portal)}", **values)
        made.portal = portal
        return made

    reports = [
        at("a", 2023, carried_forward__total=5, carried_forward__natural_person=5),
        at("bb", 2024),
    ]
    assert not across.find(iter(reports)).counts()
    reports[1].portal = "a"
    assert across.find(iter(reports)).counts()


def test_the_items_of_2019():
    row = "administrative_licensing"
    before = {f"{row}__items_previous_year": 400, f"{row}__change_this_year": -7}
    now = {f"{row}__items_previous_year": 393}
    made = compared(report(2019, form="2019", **before), report(2020, form="2019", **now))
    assert found(made, "B") == []
    assert made.checks_passed == report(2020, form="2019", **now).checks_passed + 7 + 5
    wrong = compared(report(2019, form="2019", **before), report(2020, form="2019"))
    assert found(wrong, "B") == [("B3_items_2019", "failed", "warning", "source")]


def test_the_bridge_between_the_forms_is_a_remark():
    before = report(2020, form="2019", normative_documents__disclosed_total=50)
    now = {"normative_documents__issued_this_year": 3, "normative_documents__in_force": 53}
    assert found(compared(before, report(2021, **now)), "B") == []
    now["normative_documents__in_force"] = 20
    assert found(compared(before, report(2021, **now)), "B") == [
        ("B4_bridge", "failed", "info", "unknown")
    ]


def test_twice_changes_nothing():
    before = report(2023, **SUQIAN_2023)
    now = report(2024, **{**SUQIAN_2024, "carried_in__total": 12})
    compared(before, now)
    once = list(now.findings), now.checks_passed
    assert found(now, "B")
    for made in (before, now):
        recheck(made)
    assert not found(now, "B")
    compared(before, now)
    assert (now.findings, now.checks_passed) == once


def test_messages_do_not_depend_on_padding():
    before = report(2023, carried_forward__total="5.00", carried_forward__natural_person="5.00")
    made = compared(before, report(2024))
    total = next(f for f in made.findings if f.code == "B1_carry" and f.col_key == "total")
    assert "(expected 5, printed 0)" in total.message


def test_a_summary_keeps_few_cells():
    made = report(2024)
    summary = checks.summarize(made, ())
    assert len(summary.figures) <= 40 < len(made.cells)
    assert len(summary.totals_only().figures) == 4


def test_every_rule_over_years_compiles():
    forms = standard.forms()
    for key, form in forms.items():
        for table in form.tables:
            for before, last in forms.items():
                if table in last.tables:
                    over_years(table, key, before)
    assert [r.rule.id for r in over_years("art20_1", "2021", "2019")] == ["B4_bridge"]
    assert [r.rule.id for r in over_years("art20_1", "2021", "2021")] == ["B2_stock"]
    assert over_years("art20_1", "2019", "2021") == ()
    (carry,) = over_years("requests", "2021", "2019")
    values = {"carried_in": Decimal(1), "carried_forward@previous": Decimal(2)}
    assert carry.names == ("carried_in", "carried_forward@previous")
    assert not carry.compare(values)
