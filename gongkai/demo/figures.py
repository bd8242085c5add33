"""The figures of an organ over its years, drawn so that the form's arithmetic holds.

Within a report A1 to A6 of the standard hold; from year to year what is carried forward is carried
in, and documents in force follow from those issued and repealed. Errors are made later, on purpose.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from gongkai.demo.draw import draw
from gongkai.demo.organs import FIRST_YEAR, LAST_YEAR, Organ
from parsers import standard

Figures = dict[str, Decimal]
"""Values by ``table.row.column``."""

# Share of each kind of applicant, in percent of an organ's requests.
_SHARES = {
    "natural_person": 72,
    "commercial_enterprise": 12,
    "research_institution": 2,
    "public_welfare_org": 1,
    "legal_service_org": 9,
    "other_org": 4,
}
APPLICANTS = tuple(_SHARES)
RESULTS = ("upheld", "corrected", "other", "pending")
CASES = ("review", "suit_direct", "suit_after_review")
OUTCOMES = tuple(
    row.key
    for row in standard.forms()["2021"].tables["requests"].data_rows
    if row.kind == "outcome"
)


@cache
def series(organ: Organ) -> dict[int, Figures]:
    """An organ's figures by report year, on the 2021 form."""
    years: dict[int, Figures] = {}
    before: Figures | None = None
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        figures: Figures = {}
        figures.update(_disclosure(organ, year, before))
        figures.update(_requests(organ, year, before))
        figures.update(_cases(organ, year))
        years[year] = before = figures
    return years


def _disclosure(organ: Organ, year: int, before: Figures | None) -> Figures:
    """Section 2: counties have no power to make 规章, so that row is zero."""
    busy = {"government": 24, "township": 1, "subdistrict": 1}.get(organ.kind, 5)
    documents = "art20_1.normative_documents"
    issued = draw(busy // 2, busy * 2, organ.key, year, "issued")
    if before is None:
        stock = draw(busy * 4, busy * 8, organ.key, "stock")
    else:
        stock = int(before[f"{documents}.in_force"])
    repealed = min(stock, draw(0, busy, organ.key, year, "repealed"))
    scale = organ.load * (400 if organ.kind == "government" else 30)
    amounts = {
        "art20_1.rules.issued_this_year": 0,
        "art20_1.rules.repealed_this_year": 0,
        "art20_1.rules.in_force": 0,
        f"{documents}.issued_this_year": issued,
        f"{documents}.repealed_this_year": repealed,
        f"{documents}.in_force": stock + issued - repealed,
        "art20_5.administrative_licensing.decisions_this_year": draw(
            scale // 3, scale, organ.key, year, "licensing"
        ),
        "art20_6.administrative_penalty.decisions_this_year": draw(
            0, scale // 5, organ.key, year, "penalty"
        ),
        "art20_6.administrative_coercion.decisions_this_year": draw(
            0, scale // 60, organ.key, year, "coercion"
        ),
    }
    figures = {address: Decimal(value) for address, value in amounts.items()}
    # 万元, with the digits down to the yuan that some organs print.
    fee = draw(10_0000, 900_0000, organ.key, year, "fee") * organ.load if organ.fees else 0
    figures["art20_8.administrative_fees.fee_amount_10k_yuan"] = (
        Decimal(fee) / 10_000 if fee else Decimal(0)
    )
    return figures


def _requests(organ: Organ, year: int, before: Figures | None) -> Figures:
    """Section 3, column by column, and the totals of every row."""
    figures: Figures = {}
    for column in APPLICANTS:
        usual = organ.load * _SHARES[column]
        new = draw(usual // 2, usual * 3 // 2, organ.key, year, column) // 100
        if organ.only_people and column != "natural_person":
            new = 0
        earlier = "requests.carried_forward." + column
        carried = new // 9 if before is None else int(before[earlier])
        if organ.breaks_in == year and column == "natural_person":
            carried += 2
        left = draw(0, (new + carried) // 7, organ.key, year, column, "left")
        figures[f"requests.new_received.{column}"] = Decimal(new)
        figures[f"requests.carried_in.{column}"] = Decimal(carried)
        figures[f"requests.outcome_total.{column}"] = Decimal(new + carried - left)
        figures[f"requests.carried_forward.{column}"] = Decimal(left)
        figures.update(_outcomes(organ, year, column, new + carried - left))
    for row in ("new_received", "carried_in", *OUTCOMES, "outcome_total", "carried_forward"):
        cells = [figures[f"requests.{row}.{column}"] for column in APPLICANTS]
        figures[f"requests.{row}.total"] = sum(cells, Decimal(0))
    return figures


def _outcomes(organ: Organ, year: int, column: str, handled: int) -> Figures:
    """Spreads the requests handled over the outcomes: about half are granted."""
    counts = dict.fromkeys(OUTCOMES, 0)
    counts["granted"] = handled * draw(40, 65, organ.key, year, column, "granted") // 100
    rest = handled - counts["granted"]
    for number in range(rest):
        row = OUTCOMES[draw(1, len(OUTCOMES) - 1, organ.key, year, column, "outcome", number)]
        counts[row] += 1
    return {f"requests.{row}.{column}": Decimal(count) for row, count in counts.items()}


def _cases(organ: Organ, year: int) -> Figures:
    """Section 4: the three groups of cases with their totals."""
    figures: Figures = {}
    for group in CASES:
        total = 0
        for result in RESULTS:
            count = draw(0, organ.load // 12, organ.key, year, group, result)
            figures[f"review_litigation.counts.{group}_{result}"] = Decimal(count)
            total += count
        figures[f"review_litigation.counts.{group}_total"] = Decimal(total)
    return figures


def with_2019_disclosure(organ: Organ, year: int) -> Figures:
    """The year's figures with section 2 on the 2019 form, sections 3 and 4 as they are."""
    source = series(organ)[year]
    figures = {a: v for a, v in source.items() if not a.startswith("art20_")}
    documents = "art20_1.normative_documents"
    amounts: dict[str, int | Decimal] = {
        "art20_1.rules.produced_this_year": 0,
        "art20_1.rules.newly_disclosed_this_year": 0,
        "art20_1.rules.disclosed_total": 0,
        f"{documents}.produced_this_year": source[f"{documents}.issued_this_year"],
        f"{documents}.newly_disclosed_this_year": source[f"{documents}.issued_this_year"],
        f"{documents}.disclosed_total": source[f"{documents}.in_force"],
        "art20_9.centralized_procurement.procurement_items": draw(30, 90, organ.key, "items"),
        "art20_9.centralized_procurement.procurement_amount": Decimal(
            draw(10_00, 90_000_00, organ.key, "amount")
        )
        / 100,
    }
    for row, table, decided in (
        ("administrative_licensing", "art20_5", True),
        ("other_external_services", "art20_5", True),
        ("administrative_penalty", "art20_6", True),
        ("administrative_coercion", "art20_6", True),
        ("administrative_fees", "art20_8", False),
    ):
        amounts[f"{table}.{row}.items_previous_year"] = draw(8, 400, organ.key, row, "items")
        amounts[f"{table}.{row}.change_this_year"] = draw(-7, 19, organ.key, row, "change")
        if decided:
            amounts[f"{table}.{row}.decisions_this_year"] = source.get(
                f"{table}.{row}.decisions_this_year", Decimal(draw(20, 900, organ.key, row))
            )
    figures.update({address: Decimal(value) for address, value in amounts.items()})
    return figures
