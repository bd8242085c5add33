"""D1 to D4: what the prose says about the figures of the tables; see ``text_checks.toml``.

A finding needs a clause that says one number and nothing else, a table that prints the figures, and
no way of counting under which the two agree. Whatever is ambiguous gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from parsers import han, standard
from parsers.checks.cause import cause_of, is_proof
from parsers.checks.prose import is_clause, sentences
from parsers.model import Cause, Cell, Finding, Identity, Outcome, Report, Severity, Status

_WORD = re.compile(r"\{([a-z_]+)\}")
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(\d{4})年(?:度)?")
_ZERO = Decimal(0)
# Scopes under which words for the whole area, or for the organ itself, mean the one who reports.
_AREA_SCOPES = frozenset(("government", "area"))
_OWN_SCOPES = frozenset(("own",))

_Cells = Mapping[tuple[str, str, str], Cell]
_Patterns = tuple[re.Pattern[str], ...]


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
    says: _Patterns
    short: _Patterns
    none: _Patterns
    needs: re.Pattern[str]
    after: re.Pattern[str]
    given: frozenset[str]
    never: re.Pattern[str] | None
    zh: str
    en: str


@dataclass(frozen=True)
class _Data:
    sections: frozenset[str]
    checks: tuple[_Check, ...]
    worth: re.Pattern[str]
    counts: re.Pattern[str]
    carried: re.Pattern[str]
    another: re.Pattern[str]
    part: re.Pattern[str]
    whole_year: re.Pattern[str]
    page_number: re.Pattern[str]
    who: Mapping[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class _Place:
    """A clause in its section: the sentence before, and the clauses before in its own."""

    section: str
    last: list[str]
    before: list[str]
    clause: str

    @property
    def sentence_before(self) -> str:
        """The whole sentence before."""
        return "".join(self.last)

    @property
    def so_far(self) -> str:
        """The sentence up to the end of the clause."""
        return "".join((*self.before, self.clause))


@dataclass(frozen=True, slots=True)
class _Statement:
    """A number that the prose says.

    Attributes:
        short: the clause leaves out what it counts.
        sure: it can be about nothing else; if not, it proves no error.
    """

    code: str
    number: int
    words: str
    short: bool
    sure: bool = True


@cache
def _data() -> _Data:
    raw = standard.text_checks()
    words: dict[str, str] = raw["words"]

    def one(text: str) -> re.Pattern[str]:
        while _WORD.search(text):
            text = _WORD.sub(lambda match: words[match[1]], text)
        return re.compile(text)

    def check(entry: dict[str, Any]) -> _Check:
        return _Check(
            id=entry["id"],
            table=entry["table"],
            row=entry.get("row"),
            column=entry.get("column"),
            cells=tuple(entry["cells"]),
            sums=tuple(tuple(names) for names in entry["sums"]),
            severity=Severity(entry["severity"]),
            says=tuple(map(one, entry["says"])),
            short=tuple(map(one, entry["short"])),
            none=tuple(map(one, entry["none"])),
            needs=one(entry["needs"]),
            after=one(entry["after"]),
            given=frozenset(entry["given"]),
            never=one(entry["never"]) if "never" in entry else None,
            zh=entry["zh"],
            en=entry["en"],
        )

    before: dict[str, str] = dict(raw["before"])
    part = before.pop("part")
    return _Data(
        sections=frozenset(raw["sections"]),
        checks=tuple(map(check, raw["checks"])),
        worth=one(raw["worth"]),
        counts=one(raw["counts"]),
        carried=one(raw["carried"]),
        another=one("|".join(before.values())),
        part=one(part),
        whole_year=one(raw["whole_year"]),
        page_number=one(raw["page_number"]),
        who={name: one(text) for name, text in raw["who"].items()},
    )


def codes() -> frozenset[str]:
    """The codes of the findings that `check_text` makes."""
    return frozenset(check.id for check in _data().checks)


def check_text(report: Report) -> None:
    """Compares the numbers of the prose with the tables.

    Args:
        report: findings are added to it, and `checks_passed` grows by the checks that hold.
    """
    data = _data()
    said: dict[str, list[_Statement]] = {}
    for section in report.sections:
        if section.key not in data.sections:
            continue
        text = han.plain(section.text)
        if data.worth.search(text):
            for statement in _statements(section.key, text, report.identity, data):
                said.setdefault(statement.code, []).append(statement)
    if not said:
        return
    cells = {(c.table_id, c.row_key, c.col_key): c for c in report.cells}
    for check in data.checks:
        if check.id in said:
            _compare(check, said[check.id], cells, report)


def _statements(section: str, text: str, identity: Identity, data: _Data) -> Iterator[_Statement]:
    last: list[str] = []
    understood: set[str] = set()
    for clauses in sentences(text, data.page_number):
        for index, clause in enumerate(clauses):
            if not is_clause(clause) or not data.counts.search(clause):
                continue
            here = _Place(section, last, clauses[:index], clause)
            if not data.worth.search(here.so_far):
                continue
            if _is_other(here.so_far, identity, data):
                break
            for check in data.checks:
                statement = _said(check, here, identity, data)
                if statement is not None:
                    if statement.short and _follows_another(check, here, understood, data):
                        statement = replace(statement, sure=False)
                    understood.add(clause)
                    yield statement
        last = clauses


def _follows_another(check: _Check, here: _Place, understood: set[str], data: _Data) -> bool:
    """Whether what a short statement leaves out may be something else.

    It may if the clause before is about requests carried in, or if some clause before counts
    the like in words that were not understood (a part, another body).
    """
    near = here.before[-1:] or here.last[-1:]
    return any(data.carried.search(clause) for clause in near) or any(
        clause not in understood and _DIGIT.search(clause) and check.needs.search(clause)
        for clause in (*here.last, *here.before)
    )


def _is_other(text: str, identity: Identity, data: _Data) -> bool:
    """Whether a sentence so far speaks of another time, of a part, or of other papers."""
    if any(int(year) != identity.report_year for year in _YEAR.findall(text)):
        return True
    text = data.whole_year.sub("", text)
    if data.another.search(text):
        return True
    organ = han.plain(identity.organ or "")
    return any(match.group() not in organ for match in data.part.finditer(text))


def _said(check: _Check, here: _Place, identity: Identity, data: _Data) -> _Statement | None:
    """What a clause says for a check, None if it says no number for sure."""
    if check.never is not None and check.never.search(here.sentence_before + here.so_far):
        return None
    clause = _YEAR.sub("", data.whole_year.sub("", here.clause))

    def match(patterns: _Patterns) -> re.Match[str] | None:
        for pattern in patterns:
            found = pattern.fullmatch(clause)
            if found is not None and _speaks_for_all(found["who"], identity, data):
                return found
        return None

    whole = match(check.says)
    if whole is not None:
        return _Statement(check.id, int(whole["n"]), here.clause, short=False)
    tied = (
        here.section in check.given
        or check.needs.search(here.so_far)
        or (
            check.after.search(here.sentence_before)
            and not data.another.search(here.sentence_before)
        )
    )
    if not tied:
        return None
    if match(check.none) is not None:
        return _Statement(check.id, 0, here.clause, short=False)
    short = match(check.short)
    if short is not None:
        return _Statement(check.id, int(short["n"]), here.clause, short=True)
    return None


def _speaks_for_all(who: str, identity: Identity, data: _Data) -> bool:
    """Whether the subject of a clause is the one who reports, not a part of it."""
    if not who or data.who["any"].fullmatch(who):
        return True
    if data.who["area"].fullmatch(who):
        return identity.scope in _AREA_SCOPES
    if data.who["own"].fullmatch(who):
        return identity.scope in _OWN_SCOPES
    # 市科委 is 上海市科学技术委员会: a short name keeps the order of the letters.
    letters = iter(han.plain(identity.organ or ""))
    return all(letter in letters for letter in who)


def _compare(check: _Check, said: Sequence[_Statement], cells: _Cells, report: Report) -> None:
    """One finding if the prose says one number, and no way of counting gives it."""
    concerned = _cells_of(check, check.cells, cells)
    totals: list[Decimal] = []
    used: dict[str, Cell] = {}
    for names in check.sums:
        summands = _cells_of(check, [name.lstrip("-") for name in names], cells)
        if any(cell.value is None and cell.status is not Status.BLANK for cell in summands):
            return
        if summands:  # else the form has no such row
            used.update((cell.address, cell) for cell in summands)
            signs = [-1 if name.startswith("-") else 1 for name in names]
            totals.append(
                sum((s * (c.value or _ZERO) for s, c in zip(signs, summands, strict=True)), _ZERO)
            )
    if not totals or not concerned:
        return
    agreeing = [statement for statement in said if statement.number in totals]
    if agreeing:
        sure = any(statement.sure for statement in agreeing)
        report.checks_passed += sure and all(map(is_proof, concerned))
        return
    if all(statement.sure for statement in said) and len({s.number for s in said}) == 1:
        # Several numbers may each be of a part.
        misread = any(f.code == "read_by_ocr" for f in report.findings)
        report.findings.append(
            _finding(check, said[0], totals[0], concerned, list(used.values()), misread=misread)
        )


def _cells_of(check: _Check, names: Iterable[str], cells: _Cells) -> list[Cell]:
    """The cells of some keys; none at all if the form lacks one of them."""
    found = [cells.get((check.table, check.row or name, check.column or name)) for name in names]
    known = [cell for cell in found if cell is not None]
    return known if len(known) == len(found) else []


def _finding(
    check: _Check,
    said: _Statement,
    expected: Decimal,
    concerned: Sequence[Cell],
    used: Sequence[Cell],
    *,
    misread: bool,
) -> Finding:
    """What the prose says against a table; `misread`: it may be our reading of a picture."""
    first = concerned[0]
    cause = cause_of(used)
    if misread and cause is Cause.SOURCE:
        cause = Cause.UNKNOWN
    blank = any(cell.status is Status.BLANK for cell in used)
    return Finding(
        code=check.id,
        outcome=Outcome.FAILS_IF_BLANK_IS_ZERO if blank else Outcome.FAILED,
        severity=check.severity,
        cause=cause,
        table_id=first.table_id,
        form=first.form,
        row_key=first.row_key,
        col_key=first.col_key,
        cells=tuple(cell.address for cell in concerned),
        expected=expected,
        actual=Decimal(said.number),
        difference=said.number - expected,
        message=f"{check.en}: “{said.words}” says {said.number}, the table {expected:f}",
        message_zh=f"{check.zh}：“{said.words}”，表中为{expected:f}",
        location=first.location,
    )
