"""Made-up figures of a table of indicators; they obey the sums that its numbering shows."""

from __future__ import annotations

import random
from decimal import Decimal

from accuracy.forms import Table

# Each total with its parts, the parts of parts first (S1 to S7).
_SUMS = {
    "answered_denied": (
        "denied_state_secret",
        "denied_trade_secret",
        "denied_privacy",
        "denied_security_stability",
        "denied_not_government_information",
        "denied_other_legal",
    ),
    "requests_answered": (
        "answered_already_public",
        "answered_granted",
        "answered_partial",
        "answered_denied",
        "answered_not_this_organ",
        "answered_not_exist",
        "answered_correct_supplement",
        "answered_other_channel",
    ),
    "requests_received": ("received_in_person", "received_fax", "received_online", "received_mail"),
    "requests_closed": ("closed_on_time", "closed_extended"),
    "review_total": ("review_upheld", "review_corrected", "review_other"),
    "suit_total": ("suit_upheld", "suit_corrected", "suit_other"),
    "staff": ("staff_full_time", "staff_part_time"),
}


def statistics(rng: random.Random, table: Table, scale: int) -> dict[tuple[str, str], Decimal]:
    """Numbers by row and column; a total column is the sum of the others."""
    keys = [column.key for column in table.columns]
    parts = [key for key in keys if key != "total"] or keys
    counts: dict[tuple[str, str], Decimal] = {}
    for column in parts:
        for row in table.data_rows:
            busy = rng.random() < 0.6
            number = Decimal(rng.randint(0, max(1, int(scale ** rng.random()))) if busy else 0)
            if row.decimal and number:
                number = number.scaleb(-rng.randint(0, 4))
            counts[row.key, column] = number
        for whole, rows in _SUMS.items():
            counts[whole, column] = sum((counts[row, column] for row in rows), Decimal(0))
    if len(parts) < len(keys):
        for row in table.data_rows:
            counts[row.key, "total"] = sum((counts[row.key, c] for c in parts), Decimal(0))
    return counts
