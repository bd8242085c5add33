"""Judges cells against what the source prints; shares nothing with the aligner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from parsers.model import Cell

from .render import Figures


def judge(cells: Iterable[Cell], printed: Figures, form: str) -> tuple[Counter[str], list[str]]:
    """Counts right / doubtful / absent / silent; names the silent ones."""
    counts: Counter[str] = Counter()
    silent: list[str] = []
    seen: set[tuple[str, str, str]] = set()
    for cell in cells:
        key = (cell.table_id, cell.row_key, cell.col_key)
        if cell.form != form:
            if cell.status == "read":
                counts["silent"] += 1
                silent.append(f"{cell.address} read as form {cell.form}")
            continue
        seen.add(key)
        text = printed[key]
        value = None if text is None else Decimal(text.replace(",", ""))
        status = cell.status.value
        if status in ("doubtful", "absent"):
            counts[status] += 1
        elif (status == "read" and cell.value == value) or (status == "blank" and value is None):
            counts["right"] += 1
        else:
            counts["silent"] += 1
            silent.append(f"{cell.address} {status} {cell.value}, printed {text}: {cell.reason}")
    counts["absent"] += len(printed) - len(seen)
    return counts, silent
