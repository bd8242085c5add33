"""Rows of `reports` and `findings`: versions, dates, headline, counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from parsers.model import Cause, Cell, Finding, Outcome, Severity, Status
from tests.output.factory import absent, blank, doubt, make


def test_counts_of_cells_add_up(written: Any) -> None:
    row = written(
        make(
            change={
                "requests.granted.total": blank,
                "requests.carried_in.total": absent,
                "requests.carried_forward.total": doubt,
            }
        )
    ).one("reports")
    states = [row[f"cells_{s}"] for s in ("read", "blank", "absent", "doubtful")]
    assert states == [197, 1, 1, 1]
    assert row["cells_expected"] == 200 == sum(states)
    assert row["forms"].startswith("art20_1=2021;art20_5=2021")
    assert row["forms"].endswith("requests=2021;review_litigation=2021")


def test_blank_policy(written: Any) -> None:
    def all_blank(cell: Cell) -> None:
        if cell.value == 0:
            blank(cell)

    reports = [make("零局"), make("空局"), make("混局")]
    for cell in reports[1].cells:
        all_blank(cell)
    blank(reports[2].cells[-1])
    data = written(*reports)
    policies = {r["organ"]: r["blank_policy"] for r in data.parquet("reports")}
    assert policies == {"零局": "zeros", "空局": "blanks", "混局": "mixed"}


def test_checks_and_causes_are_counted(written: Any) -> None:
    report = make(
        numbers={"review_litigation.counts.review_total": 99},
        change={"requests.granted.total": blank},
    )
    row = written(report).one("reports")
    findings = report.findings
    assert row["checks_passed"] == report.checks_passed > 20
    assert row["checks_failed"] == 1
    assert row["checks_not_assessable"] == sum(f.outcome == "not_assessable" for f in findings)
    assert (row["errors"], row["source_errors"]) == (1, 1)
    assert row["warnings"] == sum(f.severity == "warning" for f in findings) > 0


def test_days_late_is_negative_for_early(written: Any) -> None:
    data = written(
        make("早局", published_on="2024-01-20"),
        make("晚局", published_on="2024-02-10"),
        make("缺局", published_on=None, published_on_basis=None, published_on_status=None),
        make("疑局", published_on_status="doubtful"),
        make("限局", due_on=None),
    )
    late = {r["organ"]: r["days_late"] for r in data.parquet("reports")}
    assert late == {"早局": -11, "晚局": 10, "缺局": None, "疑局": None, "限局": None}
    panel = {r["organ"]: (r["on_time"], r["published_on"]) for r in data.parquet("panel")}
    assert panel["早局"] == (1, date(2024, 1, 20))
    assert panel["晚局"][0] == 0
    assert panel["疑局"] == (None, None)


def test_a_date_before_the_years_end_is_doubtful(written: Any) -> None:
    row = written(make(year=2023, published_on="2023-06-01")).one("reports")
    assert (row["published_on"], row["published_on_status"]) == (date(2023, 6, 1), "doubtful")
    assert row["days_late"] is None


def test_a_date_that_several_years_of_a_portal_share_is_doubtful(written: Any) -> None:
    data = written(
        make("甲局", 2021, published_on="2024-05-01"),
        make("乙局", 2022, published_on="2024-05-01"),
        make("丙局", 2022, published_on="2023-01-05"),
    )
    status = {r["organ"]: r["published_on_status"] for r in data.parquet("reports")}
    assert status == {"甲局": "doubtful", "乙局": "doubtful", "丙局": "read"}


def test_versions(written: Any) -> None:
    first = make(seed="1", published_on="2024-01-20")
    second = make(
        seed="2", published_on="2024-03-05", numbers={"art20_1.normative_documents.in_force": 60}
    )
    other = make("别局")
    data = written(second, first, other)
    rows = {r["report_id"]: r for r in data.parquet("reports")}
    old, new = rows[first.report_id], rows[second.report_id]
    assert [(r["version"], r["versions"], r["current"]) for r in (old, new)] == [
        (1, 2, 0),
        (2, 2, 1),
    ]
    # The organ published in time, whatever it corrected later.
    assert new["published_on"] == date(2024, 1, 20)
    assert new["days_late"] == -11
    own = data.one("findings", code="published_on_of_version")
    assert own["report_id"] == second.report_id
    assert "2024-03-05" in own["message"]
    panel = data.one("panel", organ=first.identity.organ)
    assert panel["report_id"] == second.report_id
    assert panel["versions"] == 2
    assert panel["normative_documents__in_force"] == 60


def test_without_dates_the_last_fetched_is_current(written: Any) -> None:
    reports = [make(seed=seed, published_on=None, published_on_status=None) for seed in ("a", "b")]
    reports[0].fetched_at, reports[1].fetched_at = "2024-05-01T00:00:00Z", "2024-04-01T00:00:00Z"
    rows = {r["report_id"]: r["current"] for r in written(*reports).parquet("reports")}
    assert rows == {reports[0].report_id: 1, reports[1].report_id: 0}


def test_an_earliest_date_in_doubt_yields_to_a_certain_one(written: Any) -> None:
    data = written(
        make(seed="1", published_on="2024-01-02", published_on_status="doubtful"),
        make(seed="2", published_on="2024-02-05"),
    )
    for row in data.parquet("reports"):
        assert (row["published_on"], row["published_on_status"]) == (date(2024, 2, 5), "read")


GOVERNMENT = {"scope": "government", "organ_kind": "government"}
OFFICE = {"scope": "government", "organ_kind": "government_office"}


@pytest.mark.parametrize(
    ("reports", "headlines"),
    [
        ([("县政府", GOVERNMENT), ("教育局", {})], ["县政府"]),
        ([("县政府办", OFFICE)], ["县政府办"]),
        ([("县政府", GOVERNMENT), ("县政府办", OFFICE)], []),  # two may speak: nobody guesses
        ([("县政府", GOVERNMENT), ("县政府办", {"organ_kind": "government_office"})], ["县政府"]),
        ([("教育局", {"scope": "government"})], []),
        ([("县政府", {**GOVERNMENT, "adcode": None})], []),
        ([("县政府", {**GOVERNMENT, "scope": "area"})], []),
    ],
)
def test_headline(
    written: Any, reports: list[tuple[str, dict[str, Any]]], headlines: list[str]
) -> None:
    data = written(*(make(organ, **{"headline": True, **who}) for organ, who in reports))
    assert [r["organ"] for r in data.parquet("reports") if r["headline"]] == headlines
    assert [r["organ"] for r in data.parquet("panel") if r["headline"]] == headlines


def test_only_the_current_version_speaks(written: Any) -> None:
    data = written(
        make(seed="1", published_on="2024-01-20", **GOVERNMENT),
        make(seed="2", published_on="2024-03-05", **GOVERNMENT),
    )
    assert [r["headline"] for r in sorted(data.parquet("reports"), key=lambda r: r["version"])] == [
        0,
        1,
    ]


def test_organs_of_one_name_without_code_are_not_versions(written: Any) -> None:
    one = make("教育局", adcode=None, region=None)
    two = make("教育局", adcode=None, region=None, seed="2")
    two.portal = "https://other.gov.cn/"
    data = written(one, two, make("卫生局", adcode=None))
    rows = [r for r in data.parquet("reports") if r["organ"] == "教育局"]
    assert [r["versions"] for r in rows] == [1, 1]
    # The key of the panel cannot tell them apart, so neither is there, and both say so.
    assert [r["organ"] for r in data.parquet("panel")] == ["卫生局"]
    told = [f["report_id"] for f in data.parquet("findings") if f["code"] == "organ_ambiguous"]
    assert sorted(told) == sorted([one.report_id, two.report_id])


def test_a_report_without_organ_or_year_has_no_panel_row(written: Any) -> None:
    yearless = make("乙局")
    yearless.identity.report_year = None
    nameless = make()
    nameless.identity.organ = None
    data = written(nameless, make("甲局", 2018), yearless)
    assert data.parquet("panel") == []
    assert len(data.parquet("reports")) == 3


def test_finding_ids_are_stable_and_unique(written: Any) -> None:
    report = make(numbers={"review_litigation.counts.review_total": 99})
    note = Finding("unit_odd", Outcome.NOTE, Severity.INFO, Cause.SOURCE, message="a")
    report.findings += [note, Finding("unit_odd", Outcome.NOTE, Severity.INFO, message="b")]
    rows = written(report).parquet("findings")
    ids = [r["finding_id"] for r in rows]
    assert len(set(ids)) == len(ids) == 3
    assert all(i[0] == "f" and len(i) == 17 for i in ids)
    again = make(numbers={"review_litigation.counts.review_total": 99})
    assert written(again).one("findings", code="A4_t4_review")["finding_id"] in ids
    failed = next(r for r in rows if r["code"] == "A4_t4_review")
    assert failed["actual"] == 99
    assert failed["difference"] == failed["actual"] - failed["expected"]
    assert "review_litigation.counts.review_total" in failed["cells"].split(";")


def test_numbers_that_do_not_fit(written: Any) -> None:
    half, huge, long = (
        "requests.granted.total",
        "art20_5.administrative_licensing.decisions_this_year",
        "art20_8.administrative_fees.fee_amount_10k_yuan",
    )
    data = written(make(numbers={half: "1.5", huge: 10**18, long: "1.23456789"}))

    def cell(address: str) -> dict[str, Any]:
        table, row, col = address.split(".")
        return dict(data.one("cells", table_id=table, row_key=row, col_key=col))

    assert (cell(half)["value"], cell(half)["status"]) == (Decimal("1.5"), "read")
    # The column holds 18 digits and six decimals: never rounded, so null, doubtful, raw kept.
    for address, raw in ((huge, str(10**18)), (long, "1.23456789")):
        assert (cell(address)["value"], cell(address)["raw"]) == (None, raw)
        assert cell(address)["status"] == Status.DOUBTFUL
    request = data.one("requests", row_key="granted")
    assert (request["total"], request["total_status"]) == (None, "doubtful")
    panel = data.one("panel")
    assert (panel["granted"], panel["granted_status"]) == (None, "doubtful")
    licensing = "administrative_licensing__decisions_this_year"
    assert (panel[licensing], panel[f"{licensing}_status"]) == (None, "doubtful")
    found = {f["cells"]: f["code"] for f in data.parquet("findings") if f["outcome"] == "note"}
    assert found == {
        half: "count_not_whole",
        huge: "value_out_of_range",
        long: "value_out_of_range",
    }


def test_rows_stand_in_the_order_of_the_form(written: Any) -> None:
    report = make()
    report.cells.reverse()
    rows = written(report).parquet("cells")
    tables = list(dict.fromkeys(r["table_id"] for r in rows))
    assert tables == ["art20_1", "art20_5", "art20_6", "art20_8", "requests", "review_litigation"]
    places = [(r["row_no"], r["col_no"]) for r in rows if r["table_id"] == "requests"]
    assert places == sorted(places)


def test_two_cells_at_one_place_are_an_error(written: Any) -> None:
    report = make()
    report.cells.append(report.cells[0])
    with pytest.raises(ValueError, match="two cells at one place"):
        written(report)
