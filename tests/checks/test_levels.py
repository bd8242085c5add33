"""L1: a report against the sum of those that it covers."""

import pytest

from gongkai import across
from output import sort_key
from parsers.identity import regions
from parsers.model import Status
from tests.checks.build import found, report

# 益阳市 and its six counties.
CITY, COUNTIES = "430900", ["430902", "430903", "430921", "430922", "430923", "430981"]


def government(adcode, total, **more):
    level = "prefecture" if adcode.endswith("00") else "county"
    wanted = {"kind": "government", "scope": "government", "level": level} | more
    return report(
        2023, adcode=adcode, organ=f"{adcode}人民政府", new_received__total=total, **wanted
    )


def department(name, total, adcode=CITY, level="prefecture", **more):
    return report(2023, adcode=adcode, level=level, organ=name, new_received__total=total, **more)


def remarks(*reports):
    """Checks passed by report, and the findings over levels."""
    before = {r.report_id: r.checks_passed for r in reports}
    ordered = sorted(reports, key=sort_key)
    done = list(across.find(ordered).added(lambda: iter(ordered))())
    passed = {r.report_id: n for r in done if (n := r.checks_passed - before[r.report_id])}
    return passed, [f for r in done for f in r.findings if f.code[0] == "L"]


def test_the_divisions_below():
    assert [d.adcode for d in regions.children(CITY, 2023)] == COUNTIES
    assert {d.level for d in regions.children("420000", 2023)} == {"prefecture", "county"}
    assert len(regions.children("310000", 2023)) == 16
    assert regions.children("430922", 2023) == []
    assert regions.children("439999", 2023) == []
    # 崇文区 went up in 东城区 in 2010.
    assert "110103" in [d.adcode for d in regions.children("110000", 2009)]
    assert "110103" not in [d.adcode for d in regions.children("110000", 2023)]


def test_counties_that_count_more_than_their_city():
    city = government(CITY, 50, scope="area")
    _, (finding,) = remarks(city, *(government(c, 10) for c in COUNTIES))
    assert (finding.outcome, finding.severity, finding.cause) == ("failed", "info", "unknown")
    assert (finding.expected, finding.actual, finding.difference) == (60, 50, -10)
    assert finding.cells == ("requests.new_received.total",)
    assert "6 of 6 governments" in finding.message


def test_all_counties_there_and_no_more_than_the_city():
    city = government(CITY, 75, scope="area")
    passed, found_here = remarks(city, *(government(c, 10) for c in COUNTIES))
    assert found_here == []
    assert passed == {city.report_id: 4}


def test_what_is_missing_is_said():
    city = government(CITY, 75, scope="area")
    passed, (finding,) = remarks(city, *(government(c, 10) for c in COUNTIES[:2]))
    assert (finding.outcome, finding.severity) == ("note", "info")
    assert "2 of 6 governments" in finding.message
    assert "6个中的2个" in finding.message_zh
    assert passed == {}


def test_doubtful_figures_are_not_added():
    city = government(CITY, 25, scope="area")
    counties = [government(c, 10) for c in COUNTIES[:2]]
    counties.append(government(COUNTIES[2], (Status.DOUBTFUL, 1000)))
    _, (finding,) = remarks(city, *counties)
    assert (finding.outcome, finding.expected) == ("note", 20)


def test_departments_are_never_added_to_governments():
    city = government(CITY, 25, scope="area")
    counties = [government(c, 10) for c in COUNTIES[:2]]
    _, (finding,) = remarks(city, *counties, department("益阳市教育局", 100))
    assert (finding.outcome, finding.expected) == ("note", 20)


def test_departments_under_their_own_government():
    city = government(CITY, 25)
    one, two = department("益阳市教育局", 10), department("益阳市财政局", 20)
    county = department("资阳区教育局", 500, COUNTIES[0], "county")
    remarks(city, one, two, county, government(COUNTIES[0], 900))
    (finding,) = [f for f in city.findings if f.code[0] == "L"]
    assert (finding.outcome, finding.expected, finding.actual) == ("failed", 30, 25)
    assert "2 departments" in finding.message


@pytest.mark.parametrize("scope", ["own", "unknown"])
def test_a_report_of_the_office_alone_covers_nobody(scope):
    office = government(CITY, 5, kind="government_office", scope=scope)
    assert remarks(office, department("益阳市教育局", 100))[1] == []


def test_two_reports_that_might_speak_are_none():
    one = government(CITY, 5, scope="area")
    two = government(CITY, 5, scope="area")
    two.identity.organ, two.report_id = "益阳市人民政府办公室", "rother"
    assert remarks(one, two, *(government(c, 10) for c in COUNTIES))[1] == []


def test_without_a_code_nothing_is_added():
    city = report(2023, adcode=None, organ="益阳市人民政府", kind="government", scope="government")
    assert remarks(city, department("益阳市教育局", 100, None))[1] == []


def test_twice_changes_nothing():
    city = government(CITY, 50, scope="area")
    reports = sorted([city, *(government(c, 10) for c in COUNTIES)], key=sort_key)
    for _ in range(2):
        done = list(across.find(reports).added(lambda: iter(reports))())
        assert len(found(next(r for r in done if r is city), "L")) == 1
