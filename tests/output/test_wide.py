"""Rows of `requests`, `disclosure`, `review_litigation`, `panel` and `panel_blank0`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from parsers import standard
from parsers.model import Cell, Status
from tests.output.factory import absent, blank, doubt, make

FEE_CELL = "art20_8.administrative_fees.fee_amount_10k_yuan"
FEE = "administrative_fees__fee_amount_10k_yuan"
PEOPLE = [c.key for c in standard.forms()["2021"].tables["requests"].cols]


def requests(**rows: int) -> dict[str, str | int]:
    """Section 3 with these totals, all by natural persons, zero elsewhere."""
    table = standard.forms()["2021"].tables["requests"]
    return {
        f"requests.{row.key}.{col}": rows.get(row.key, 0)
        if col in ("natural_person", "total")
        else 0
        for row in table.data_rows
        for col in PEOPLE
    }


def review(**columns: int) -> dict[str, str | int]:
    table = standard.forms()["2021"].tables["review_litigation"]
    return {f"review_litigation.counts.{c.key}": columns.get(c.key, 0) for c in table.cols}


def unit(printed: str | None) -> Any:
    def change(cell: Cell) -> None:
        cell.unit = printed

    return change


def test_requests_rows(written: Any) -> None:
    data = written(make(), make("旧局", 2020, form="2019"))
    rows = [r for r in data.parquet("requests") if r["form"] == "2021"]
    assert [r["row_no"] for r in rows] == list(range(1, 26))
    groups = {r["row_key"]: r["outcome_group"] for r in rows}
    assert groups["granted"] == "granted"
    assert groups["denied_state_secret"] == "denied"
    assert groups["other_misc"] == "other_handling"
    assert groups["new_received"] is None is groups["outcome_total"]
    kinds = {r["row_key"]: r["row_kind"] for r in rows}
    assert (kinds["carried_in"], kinds["outcome_total"]) == ("inflow", "outcome_total")
    outcomes = sum(r["total"] for r in rows if r["row_kind"] == "outcome")
    assert outcomes == next(r["total"] for r in rows if r["row_key"] == "outcome_total")
    older = {r["row_key"]: r for r in data.parquet("requests") if r["form"] == "2019"}
    assert len(older) == 23
    assert older["other_handling"]["outcome_group"] == "other_handling"


@pytest.mark.parametrize(
    ("change", "number", "expected"),
    [
        ({}, {}, 1),
        ({}, {"requests.granted.total": 77}, 0),
        ({"requests.granted.natural_person": blank}, {}, None),
        ({"requests.granted.total": absent}, {}, None),
        ({"requests.granted.total": doubt}, {}, None),
        ({"requests.granted.total": lambda c: setattr(c, "basis", "identity")}, {}, None),
    ],
)
def test_row_ok(written: Any, change: Any, number: Any, expected: int | None) -> None:
    row = written(make(change=change, numbers=number)).one("requests", row_key="granted")
    assert row["row_ok"] == expected


def test_total_is_never_computed(written: Any) -> None:
    row = written(make(change={"requests.granted.total": blank})).one("requests", row_key="granted")
    assert (row["total"], row["total_status"]) == (None, "blank")


def test_review_flags(written: Any) -> None:
    numbers = review(review_upheld=2, review_total=2, suit_direct_upheld=1, suit_direct_total=5)
    row = written(
        make(numbers=numbers, change={"review_litigation.counts.suit_after_review_total": blank})
    ).one("review_litigation")
    assert (row["review_ok"], row["suit_direct_ok"], row["suit_after_review_ok"]) == (1, 0, None)
    assert (row["suit_after_review_total"], row["suit_after_review_total_status"]) == (
        None,
        "blank",
    )


@pytest.mark.parametrize(
    ("printed", "settings", "value", "status"),
    [
        ("万元", {}, Decimal("27.948692"), "read"),
        ("元", {}, None, "doubtful"),
        ("元", {"with_doubtful": True}, None, "doubtful"),
        (None, {}, None, "doubtful"),
        (None, {"with_doubtful": True}, Decimal("27.948692"), "doubtful"),
    ],
)
def test_fee_only_in_a_proven_unit(
    written: Any, printed: str | None, settings: Any, value: Decimal | None, status: str
) -> None:
    data = written(make(change={FEE_CELL: unit(printed)}), **settings)
    for table in ("disclosure", "panel", "panel_blank0"):
        row = data.one(table)
        assert (row[FEE], row[f"{FEE}_status"]) == (value, status)
    assert data.one("disclosure")["administrative_fees__unit_printed"] == printed


def test_forms_are_never_stitched(written: Any) -> None:
    data = written(make("新局"), make("旧局", 2020, form="2019"))
    new, old = data.one("disclosure", organ="新局"), data.one("disclosure", organ="旧局")
    both = "administrative_licensing__decisions_this_year"
    assert new[both] is not None
    assert (new[f"{both}__2019"], new[f"{both}__2019_status"]) == (None, "not_on_form")
    assert (old[both], old[f"{both}_status"]) == (None, "not_on_form")
    assert old[f"{both}__2019"] is not None
    assert (new["form_art20_9"], old["form_art20_9"]) == (None, "2019")
    amount = "centralized_procurement__procurement_amount__2019"
    assert new[f"{amount}_status"] == "not_on_form"
    assert new[f"{amount}_unit"] is None
    assert old[f"{amount}_unit"] == "unknown"
    panel = data.one("panel", organ="旧局")
    assert (panel["rules__in_force"], panel["rules__in_force_status"]) == (None, "not_on_form")
    assert (panel["form_disclosure"], panel["form_requests"]) == ("2019", "2019")
    assert panel["other_misc_status"] == "not_on_form"
    assert panel["other_handling_status"] == "read"


@pytest.mark.parametrize(
    ("printed", "told"), [("元", "yuan"), ("万元", "10k_yuan"), (None, "unknown")]
)
def test_procurement_unit(written: Any, printed: str | None, told: str) -> None:
    cell = "art20_9.centralized_procurement.procurement_amount"
    row = written(make(year=2020, form="2019", change={cell: unit(printed)})).one("disclosure")
    assert row["centralized_procurement__procurement_amount__2019_unit"] == told
    assert row["centralized_procurement__procurement_amount__2019"] is not None


def test_mixed_forms_in_one_report(written: Any) -> None:
    report = make()
    older = make(form="2019")
    report.forms["requests"] = "2019"
    report.cells = [c for c in report.cells if c.table_id != "requests"] + [
        c for c in older.cells if c.table_id == "requests"
    ]
    panel = written(report).one("panel")
    assert (panel["form_disclosure"], panel["form_requests"]) == ("2021", "2019")
    assert panel["rules__in_force"] is not None
    assert panel["other_handling"] is not None


def test_a_report_before_2019_has_no_wide_rows(written: Any) -> None:
    report = make(year=2017)
    report.cells, report.forms, report.findings = [], {}, []
    data = written(report)
    assert len(data.parquet("reports")) == 1
    for table in ("requests", "disclosure", "review_litigation", "panel", "panel_blank0"):
        assert data.parquet(table) == []


def test_rates(written: Any) -> None:
    numbers = requests(
        new_received=10, carried_in=2, granted=5, partially_granted=1, denied_state_secret=1,
        unable_not_held=1, not_handled_duplicate=1, other_misc=0, outcome_total=9, carried_forward=3,
    ) | review(
        review_upheld=1, review_corrected=2, review_pending=3, review_total=6,
        suit_direct_upheld=3, suit_direct_corrected=1, suit_direct_pending=1, suit_direct_total=5,
    )  # fmt: skip
    row = written(make(numbers=numbers)).one("panel")
    assert row["requests_total"] == 12
    assert (row["denied"], row["unable"], row["not_handled"], row["other_handling"]) == (1, 1, 1, 0)
    assert row["grant_rate"] == Decimal("0.555556")
    assert row["grant_or_partial_rate"] == Decimal("0.666667")
    assert (
        row["denial_rate"] == row["unable_rate"] == row["not_handled_rate"] == Decimal("0.111111")
    )
    assert row["natural_person_share"] == 1
    assert row["carry_rate"] == Decimal("0.25")
    assert row["review_correction_rate"] == Decimal("0.666667")
    assert row["suit_concluded"] == 4
    assert row["suit_loss_rate"] == Decimal("0.25")
    assert row["rates_flag"] is None


def test_rates_round_half_to_even(written: Any) -> None:
    # 1/64 = 0.015625 and 3/128 = 0.0234375: the digit that decides is a five.
    numbers = requests(new_received=128, granted=3, denied_state_secret=125, outcome_total=128)
    row = written(make(numbers=numbers)).one("panel")
    assert row["grant_rate"] == Decimal("0.023438")
    numbers = requests(new_received=128, granted=1, denied_state_secret=127, outcome_total=128)
    assert written(make(numbers=numbers)).one("panel")["grant_rate"] == Decimal("0.007812")


def test_no_requests_give_no_rate_and_never_zero(written: Any) -> None:
    row = written(make(numbers=requests() | review())).one("panel")
    assert row["requests_total"] == 0
    for name in ("grant_rate", "carry_rate", "natural_person_share", "suit_loss_rate"):
        assert row[name] is None
    assert row["rates_flag"] == "zero_denominator"


def test_a_failed_identity_gives_no_rate(written: Any) -> None:
    numbers = requests(new_received=4, granted=3, outcome_total=4) | review(
        review_upheld=1, review_total=1, suit_direct_upheld=1, suit_direct_total=1
    )
    row = written(make(numbers=numbers)).one("panel")
    assert row["granted"] == 3
    assert row["grant_rate"] is None
    assert row["review_correction_rate"] == 0
    assert row["rates_flag"] == "identity_failed"


def test_rates_out_of_range(written: Any) -> None:
    report = make(numbers=requests(new_received=4, granted=9, outcome_total=4) | review())
    report.findings = []  # as if no identity joined the two
    row = written(report).one("panel")
    assert row["grant_rate"] is None
    assert "out_of_range" in row["rates_flag"].split(";")


@pytest.mark.parametrize("change", [blank, absent, doubt])
def test_a_missing_input_is_never_zero(written: Any, change: Any) -> None:
    data = written(make(change={"requests.denied_state_secret.total": change}))
    row = data.one("panel")
    assert row["denied_state_secret"] is None
    assert (row["denied"], row["denial_rate"]) == (None, None)
    state = {blank: "blank", absent: "absent", doubt: "doubtful"}[change]
    assert row["denied_state_secret_status"] == row["denied_status"] == state
    assert "input_missing" in row["rates_flag"]
    assert row["grant_rate"] is not None or "identity_failed" in row["rates_flag"]
    zero = data.one("panel_blank0")
    if change is blank:
        assert (zero["denied_state_secret"], zero["denied_state_secret_status"]) == (0, "blank")
        assert zero["denied"] is not None
    else:
        assert zero["denied_state_secret"] is None


def test_blanks_as_zero_that_break_an_identity_give_no_rate(written: Any) -> None:
    # Blank where only 5 makes the total right: as zero the column does not add up.
    numbers = requests(new_received=9, granted=4, denied_state_secret=5, outcome_total=9)
    change = {"requests.denied_state_secret.total": blank}
    data = written(make(numbers=numbers, change=change))
    assert data.one("panel_blank0")["denied"] == 0
    assert data.one("panel_blank0")["grant_rate"] is None
    assert "identity_failed" in data.one("panel_blank0")["rates_flag"]


def test_with_doubtful_lets_best_readings_through(written: Any) -> None:
    change = {"requests.granted.total": doubt}
    strict = written(make(change=change)).one("panel")
    assert (strict["granted"], strict["granted_status"]) == (None, "doubtful")
    data = written(make(change=change, published_on_status="doubtful"), with_doubtful=True)
    row = data.one("panel")
    assert row["granted"] is not None
    assert row["granted_status"] == "doubtful"
    assert row["days_late"] == -11
    assert data.one("requests", row_key="granted")["total"] == row["granted"]


def test_carry_gap(written: Any) -> None:
    def year(y: int, carried_in: int, forward: int, **more: Any) -> Any:
        numbers = requests(new_received=9, carried_in=carried_in, carried_forward=forward)
        return make(year=y, numbers=numbers, **more)

    data = written(
        year(2021, 0, 3),
        year(2022, 5, 2),
        year(2023, 2, 1, change={"requests.carried_forward.total": blank}),
        year(2024, 0, 0),
        year(2022, 1, 1, scope="government"),
    )
    gaps = {r["report_year"]: r["carry_gap"] for r in data.parquet("panel") if r["scope"] == "own"}
    assert gaps == {2021: None, 2022: 2, 2023: 0, 2024: None}
    assert data.one("panel", scope="government")["carry_gap"] is None
    zero = {r["report_year"]: r["carry_gap"] for r in data.parquet("panel_blank0")}
    assert zero[2024] == 0


def test_carry_gap_looks_at_the_version_in_force(written: Any) -> None:
    old = make(year=2022, seed="1", numbers=requests(carried_forward=7))
    new = make(year=2022, seed="2", published_on="2023-04-01", numbers=requests(carried_forward=4))
    data = written(old, new, make(year=2023, numbers=requests(carried_in=5)))
    assert data.one("panel", report_year=2023)["carry_gap"] == 1


def test_absent_tables_are_absent_not_zero(written: Any) -> None:
    report = make()
    for cell in report.cells:
        cell.status, cell.value, cell.raw = Status.ABSENT, None, ""
    report.findings = []
    data = written(report)
    for table in ("panel", "panel_blank0", "disclosure", "review_litigation"):
        row = data.one(table)
        states = {v for k, v in row.items() if k.endswith("_status")}
        assert states <= {"absent", "not_on_form"}
        assert row.get("new_received") is None
    assert data.one("panel")["rates_flag"] == "input_missing"
