"""Made-up figures of a report, and the way in which it prints them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

from accuracy import indicator_figures
from accuracy.forms import Table

Key = tuple[str, str, str]  # table, row, column
Counts = dict[tuple[str, str], Decimal]  # row, column
Tables = dict[str, tuple[str, Table]]  # table id to (form, table)

POLICIES = (
    "zeros",
    "blanks",
    "legal_blank",
    "slashes",
    "dashes",
    "words",
    "mixed",
    "mixed_marks",
    "rules_marked",
    "total_blank",
    "zeros",
    "all_blank",
)
# How many of 36 published reports, all whose cells could be seen, print nothing as a zero, as a
# mark, or leave a cell empty; and the policies that stand for each.
PUBLISHED: dict[str, tuple[int, tuple[str, ...]]] = {
    "a zero": (30, ("zeros",)),
    "a mark": (1, ("slashes", "dashes", "words", "rules_marked")),
    "an empty cell": (
        5,
        ("blanks", "legal_blank", "mixed", "mixed_marks", "total_blank", "all_blank"),
    ),
}
_MARKS = {"slashes": "/", "dashes": "-", "words": "无"}
_SCALES = {"none": 0, "tiny": 3, "small": 60, "city": 5_000, "huge": 2_000_000}
_AMOUNTS = {("statistics", "request_fees"), ("statistics", "special_funds")}
_SIX = ("upheld", "corrected", "other", "pending", "total")


@dataclass(frozen=True)
class Figure:
    """What a cell prints: its text, and the number in it (None: it prints nothing or a mark)."""

    text: str
    value: Decimal | None


@dataclass(frozen=True)
class Style:
    """How a report prints its numbers.

    Attributes:
        policy: what it prints for nothing, one of `POLICIES`.
        thousands: separator of thousands, "" for none.
        wide: full-width digits.
        unit: printed behind some numbers ("件"), "" for none.
    """

    policy: str
    thousands: str = ""
    wide: bool = False
    unit: str = ""


def style(rng: random.Random, policy: str) -> Style:
    """A style with that policy; most reports print plain digits."""
    return Style(
        policy,
        thousands=rng.choice(["", "", "", ",", "，"]),
        wide=rng.random() < 0.06,
        unit="件" if rng.random() < 0.06 else "",
    )


def numbers(rng: random.Random, tables: Tables) -> dict[Key, Decimal]:
    """Numbers of all cells; they obey the form's arithmetic except for published errors."""
    scale = _SCALES[rng.choice(["none", "tiny", "tiny", "small", "small", "city", "huge"])]
    result: dict[Key, Decimal] = {}
    for table_id, (_, table) in tables.items():
        if table_id == "requests":
            counts = _requests(rng, table, scale)
        elif table_id == "review_litigation":
            counts = _cases(rng, min(scale, 400))
        elif table_id == "statistics":
            counts = indicator_figures.statistics(rng, table, scale)
        else:
            counts = _disclosure(rng, table)
        result |= {(table_id, *place): number for place, number in counts.items()}
    if rng.random() < 0.3:
        _publish_errors(rng, result)
    return result


def _requests(rng: random.Random, table: Table, scale: int) -> Counts:
    columns = [c.key for c in table.columns[:-1]]
    outcomes = [r.key for r in table.rows if r.kind == "outcome"]
    counts: dict[tuple[str, str], int] = {}
    for position, column in enumerate(columns):
        size = scale if position == 0 else max(scale // 8, min(scale, 2))
        busy = 0.5 if position == 0 else 0.2
        for row in outcomes:
            counts[row, column] = _count(rng, size) if rng.random() < busy else 0
        done = sum(counts[row, column] for row in outcomes)
        waiting = _count(rng, max(size // 10, min(size, 2))) if rng.random() < 0.5 else 0
        before = rng.randint(0, min(done + waiting, max(size // 10, min(size, 2))))
        counts["outcome_total", column] = done
        counts["carried_forward", column] = waiting
        counts["carried_in", column] = before
        counts["new_received", column] = done + waiting - before
    for row in [r.key for r in table.data_rows]:
        counts[row, "total"] = sum(counts[row, column] for column in columns)
    return {place: Decimal(number) for place, number in counts.items()}


def _cases(rng: random.Random, scale: int) -> Counts:
    counts: dict[tuple[str, str], int] = {}
    for block in ("review", "suit_direct", "suit_after_review"):
        parts = [_count(rng, scale) if rng.random() < 0.4 else 0 for _ in range(4)]
        for name, number in zip(_SIX, [*parts, sum(parts)], strict=True):
            counts["counts", f"{block}_{name}"] = number
    return {place: Decimal(number) for place, number in counts.items()}


def _disclosure(rng: random.Random, table: Table) -> Counts:
    counts: Counts = {}
    for row in table.data_rows:
        for column in table.columns:
            size = rng.choice([0, 0, 9, 30, 400, 4_000, 11_398_889])
            number = Decimal(rng.randint(0, size))
            if column.decimal and number:
                places = rng.randint(0, 6)
                number = number / 100 if places == 2 else number.scaleb(-places)
                number = abs(number)
            if column.signed and rng.random() < 0.3:
                number = -Decimal(rng.randint(0, 40))
            counts[row.key, column.key] = number
    return counts


def _count(rng: random.Random, size: int) -> int:
    return 0 if size <= 0 else rng.randint(1, max(1, int(size ** rng.random())))


def _publish_errors(rng: random.Random, result: dict[Key, Decimal]) -> None:
    """Reports are printed with wrong sums; the printed number is the truth all the same."""
    summed = ("requests", "review_litigation", "statistics")
    keys = [key for key in result if key[0] in summed]
    for key in rng.sample(keys, rng.randint(1, 4)):
        result[key] = max(Decimal(0), result[key] + rng.choice([-10, -1, 1, 1, 2, 10]))


def printed(
    rng: random.Random, data: dict[Key, Decimal], tables: Tables, how: Style
) -> dict[Key, Figure]:
    """What each cell prints."""
    signed = {
        (table_id, column.key)
        for table_id, (_, table) in tables.items()
        for column in table.columns
        if column.signed
    }
    result: dict[Key, Figure] = {}
    for key, number in data.items():
        mark = _nothing(rng, key, number, how.policy)
        if mark is not None:
            result[key] = Figure(mark, None)
            continue
        text = _digits(number, how)
        if (key[0], key[2]) in signed and number > 0 and rng.random() < 0.7:
            text = "+" + text
        if key[2] == "procurement_amount" and rng.random() < 0.2:
            text += rng.choice(["元", "万元"])
        elif key[2] == "issued_this_year" and number > 1 and rng.random() < 0.04:
            text += rng.choice(["（其中修订1件）", "（含修订2件）"])
        elif how.unit and key[:2] not in _AMOUNTS and key[0] != "art20_8" and rng.random() < 0.5:
            text += how.unit
        result[key] = Figure(text, number)
    return result


def _nothing(rng: random.Random, key: Key, number: Decimal, policy: str) -> str | None:
    """What is printed instead of the number; None: the number."""
    table, row, column = key
    if policy == "legal_blank":
        applicant = table == "requests" and column not in ("natural_person", "total")
        return "" if applicant and number == 0 else None
    if policy == "total_blank":
        outcome = row.startswith(("granted", "partially", "denied", "unable", "not_handled"))
        return "" if table == "requests" and column == "total" and outcome else None
    if policy == "all_blank":
        return "" if table == "review_litigation" or (number == 0 and row != "rules") else None
    if policy == "rules_marked":
        return rng.choice(["/", "—"]) if row == "rules" and number == 0 else None
    if number:
        return None
    if policy == "blanks":
        return ""
    if policy == "mixed":
        return rng.choice([None, None, ""])
    if policy == "mixed_marks":
        return rng.choice([None, "", "/", "-", "——"])
    return _MARKS.get(policy)


def _digits(number: Decimal, how: Style) -> str:
    text = f"{number:,f}" if how.thousands else f"{number:f}"
    text = text.replace(",", how.thousands)
    if how.wide:
        text = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isdigit() else c for c in text)
    return text
