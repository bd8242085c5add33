"""D1 to D4: what the prose says about the figures of the tables; see ``text_checks.toml``.

A finding needs a clause that says one number and nothing else, a table that prints the figures, and
no reading of the clause under which the two agree. Whatever is ambiguous gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from parsers import standard
from parsers.checks.judge import cause_of
from parsers.checks.prose import is_clause, sentences
from parsers.model import Cell, Finding, Identity, Outcome, Report, Severity, Status

_WORD = re.compile(r"\{([a-z_]+)\}")
_YEAR = re.compile(r"(\d{4})年度?")
_QUOTED = 60
# Scopes under which words for the whole area, or for the organ itself, mean who reports.
_AREA_SCOPES = frozenset(("government", "area"))
_OWN_SCOPES = frozenset(("own",))


@dataclass(frozen=True)
class _Check:
    """One check, compiled; see ``text_checks.toml`` for the meaning of the fields."""

    id: str
    table: str
    row: str | None
    column: str | None
    cells: tuple[str, ...]
    sums: tuple[tuple[str, ...], ...]
    severity: Severity
    says: re.Pattern[str]
    short: re.Pattern[str]
    none: re.Pattern[str] | None
    needs: re.Pattern[str]
    given: frozenset[str]
    never: re.Pattern[str] | None
    zh: str
    en: str

    def key(self, name: str) -> tuple[str, str, str]:
        """The cell of a row (or column) of the check's table."""
        return self.table, self.row or name, self.column or name


@dataclass(frozen=True)
class _Data:
    sections: frozenset[str]
    checks: tuple[_Check, ...]
    worth: re.Pattern[str]
    before: re.Pattern[str]
    part: re.Pattern[str]
    whole_year: re.Pattern[str]
    page_number: re.Pattern[str]
    who: Mapping[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class _Statement:
    """A number that the prose says, and the clause that says it."""

    number: int
    words: str


@cache
def _data() -> _Data:
    raw = standard.text_checks()
    words = raw["words"]

    def pattern(*texts: str) -> re.Pattern[str]:
        joined = "|".join(f"(?:{text})" for text in texts) or r"(?!)"
        while _WORD.search(joined):
            joined = _WORD.sub(lambda match: words[match[1]], joined)
        return re.compile(joined)

    def check(entry: dict[str, Any]) -> _Check:
        return _Check(
            id=entry["id"],
            table=entry["table"],
            row=entry.get("row"),
            column=entry.get("column"),
            cells=tuple(entry["cells"]),
            sums=tuple(tuple(one) for one in entry["sums"]),
            severity=Severity(entry["severity"]),
            says=_alternatives(pattern, entry["says"]),
            short=_alternatives(pattern, entry["short"]),
            none=pattern(*entry["none"]) if entry["none"] else None,
            needs=pattern(entry["needs"]),
            given=frozenset(entry["given"]),
            never=pattern(entry["never"]) if "never" in entry else None,
            zh=entry["zh"],
            en=entry["en"],
        )

    before = raw["before"]
    return _Data(
        sections=frozenset(raw["sections"]),
        checks=tuple(check(entry) for entry in raw["checks"]),
        worth=pattern(raw["worth"]),
        before=pattern(*(text for name, text in before.items() if name != "part")),
        part=pattern(before["part"]),
        whole_year=pattern(raw["whole_year"]),
        page_number=pattern(raw["page_number"]),
        who={name: pattern(text) for name, text in raw["who"].items()},
    )


def codes() -> frozenset[str]:
    """The codes of the findings that `check_text` makes."""
    return frozenset(check.id for check in _data().checks)


def check_text(report: Report) -> None:
    """Compares the numbers of the prose with the tables.

    Args:
        report: findings are added to it, and `checks_passed` grows by the statements that agree.
    """
    data = _data()
    said: dict[str, list[_Statement]] = {}
    for section in report.sections:
        if section.key in data.sections and data.worth.search(section.text):
            for code, statement in _statements(section.key, section.text, report.identity, data):
                said.setdefault(code, []).append(statement)
    if not said:
        return
    cells = {(c.table_id, c.row_key, c.col_key): c for c in report.cells}
    for check in data.checks:
        if check.id in said:
            _compare(check, said[check.id], cells, report)
