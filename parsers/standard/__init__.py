"""The standard forms as data: one TOML file per form, read once.

Sources: 国办公开办函〔2021〕30号 (``2021.toml``), 国办公开办函〔2019〕60号 (``2019.toml``), 国办发〔2014〕32号
(``2014.toml``).
A new form is a new file; no label and no identity stands in code.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

FORM_FILES = ("2021", "2019", "2014")
GROUP = "group"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `type` is int or decimal, `unit` as the standard prints it.

    `optional` columns have cells only in reports that print them.
    """

    key: str
    label: str
    en: str
    type: str
    unit: str | None = None
    group: str | None = None
    signed: bool = False
    total: bool = False
    optional: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. `kind` is group for a row without figures of its own.

    `group` is the key of the group row above it, `basis` the article of the Regulation. Where rows
    differ in what they count, `unit` and `type` are the row's, not the column's. `verified` is
    False for a wording that was not read in a published table.
    """

    key: str
    label: str
    en: str
    kind: str | None = None
    group: str | None = None
    basis: str | None = None
    unit: str | None = None
    type: str | None = None
    verified: bool = True
    aliases: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()

    @property
    def has_data(self) -> bool:
        """False for group heads."""
        return self.kind != GROUP


@dataclass(frozen=True, eq=False)
class Table:
    """One statistical table of a form; there is one of each, so it is equal to itself only."""

    id: str
    form: str
    section: int
    title: str
    title_en: str
    anchors: tuple[str, ...]
    corner: str | None
    note: str | None
    heads: tuple[str, ...]
    foreign_heads: tuple[str, ...]
    grid_width: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @cached_property
    def data_rows(self) -> tuple[Row, ...]:
        """The rows that carry figures, in the order of the form."""
        return tuple(row for row in self.rows if row.has_data)

    @cached_property
    def data_keys(self) -> tuple[str, ...]:
        """The keys of the rows that carry figures, in the order of the form."""
        return tuple(row.key for row in self.data_rows)

    @cached_property
    def blocks(self) -> tuple[str, ...]:
        """The head groups that a table without row labels may be cut into, in order."""
        if any(row.label for row in self.rows):
            return ()
        named = ((column.group or "").rsplit("/", 1)[-1] for column in self.columns)
        return tuple(dict.fromkeys(named))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys of its columns, in the order of the form."""
        return tuple(column.key for column in self.columns)

    @property
    def cols(self) -> tuple[Column, ...]:
        """The columns, in the order of the form."""
        return self.columns

    def row(self, key: str) -> Row:
        """The row of that key.

        Raises:
            KeyError: the table has no such row.
        """
        for row in self.rows:
            if row.key == key:
                return row
        raise KeyError(key)

    def column(self, key: str) -> Column:
        """The column of that key.

        Raises:
            KeyError: the table has no such column.
        """
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class SectionTitle:
    """One of the six sections: its title without ordinal, other wordings, text or table.

    `older` are titles of the outlines before 2019: they count where the section has no other.
    """

    number: int
    key: str
    title: str
    kind: str
    aliases: tuple[str, ...]
    older: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """A standard form: its tables by id, in order; valid from `first_year` to `last_year`.

    An `annex` is appended to reports of those years; a report without it lacks nothing.
    """

    key: str
    title: str
    document: str
    first_year: int
    last_year: int | None
    tables: dict[str, Table]
    sections: tuple[SectionTitle, ...]
    annex: bool = False


@dataclass(frozen=True, slots=True)
class LocalForm:
    """A form of one place that is no national one; its telling heads and row labels."""

    name: str
    heads: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indicators:
    """What stands beside the figures of a table of indicators; see ``2014.toml``."""

    table: Table
    label_heads: tuple[str, ...]
    unit_heads: tuple[str, ...]
    code_heads: tuple[str, ...]
    other_heads: tuple[str, ...]
    units: frozenset[str]
    of_which: tuple[str, ...]
    local_forms: tuple[LocalForm, ...]


@dataclass(frozen=True, slots=True)
class IdentityRule:
    """A rule between cells; see ``identities.toml`` for the meaning of the fields."""

    id: str
    tables: tuple[str, ...]
    over: str
    rule: str
    severity: str
    origin: str
    zh: str
    en: str
    rows: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    organ_kinds: tuple[str, ...] = ()
    source: str = ""
    each: str = ""
    previous: tuple[str, ...] = ()

    def applies_to(self, table_id: str, form: str) -> bool:
        """Whether the rule is for this table of this form."""
        return any(t in ("*", f"{table_id}@*", f"{table_id}@{form}") for t in self.tables)

    def follows(self, table_id: str, form: str, before: str) -> bool:
        """Whether a rule over years joins this table to last year's of the form `before`."""
        previous = self.previous or (f"{table_id}@{form}",)
        return any(t in (f"{table_id}@*", f"{table_id}@{before}") for t in previous)


@dataclass(frozen=True, slots=True)
class Values:
    """How cells print numbers and nothing; see ``values.toml``."""

    blank_marks: frozenset[str]
    zeros: frozenset[str]
    units: tuple[str, ...]
    head_units: tuple[str, ...]
    remarks: tuple[str, ...]
    traditional: dict[str, str]


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


def _tuples(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in entry.items()}


def _table(entry: dict[str, Any], form: str) -> Table:
    return Table(
        id=entry["id"],
        form=form,
        section=entry["section"],
        title=entry["title"],
        title_en=entry["title_en"],
        anchors=tuple(entry["anchors"]),
        corner=entry.get("corner"),
        note=entry.get("note"),
        heads=tuple(entry.get("heads", ())),
        foreign_heads=tuple(entry.get("foreign_heads", ())),
        grid_width=entry["grid_width"],
        columns=tuple(Column(**_tuples(c)) for c in entry["columns"]),
        rows=tuple(Row(**_tuples(r)) for r in entry["rows"]),
    )


@cache
def sections() -> tuple[SectionTitle, ...]:
    """The six sections, in order."""
    return tuple(SectionTitle(**_tuples(s)) for s in _load("sections")["sections"])


@cache
def forms() -> dict[str, Form]:
    """All forms by key, the newest first."""
    result: dict[str, Form] = {}
    for name in FORM_FILES:
        data = _load(name)
        key = data["form"]
        result[key] = Form(
            key=key,
            title=data["title"],
            document=data["document"],
            first_year=data["first_year"],
            last_year=data.get("last_year"),
            tables={t["id"]: _table(t, key) for t in data["tables"]},
            sections=sections(),
            annex=data.get("annex", False),
        )
    return result


@cache
def annual_forms() -> tuple[Form, ...]:
    """The forms that give the annual report its outline, the newest first: no annexes."""
    return tuple(form for form in forms().values() if not form.annex)


@cache
def indicators() -> Indicators:
    """The table of indicators and what stands beside its figures."""
    data = next(d for d in map(_load, FORM_FILES) if "indicators" in d)
    beside = data["indicators"]
    return Indicators(
        table=forms()[data["form"]].tables[beside["table"]],
        label_heads=tuple(beside["label_heads"]),
        unit_heads=tuple(beside["unit_heads"]),
        code_heads=tuple(beside["code_heads"]),
        other_heads=tuple(beside["other_heads"]),
        units=frozenset(beside["units"]),
        of_which=tuple(beside["of_which"]),
        local_forms=tuple(LocalForm(**_tuples(entry)) for entry in data["local_forms"]),
    )


def form_of_year(year: int | None) -> str | None:
    """The annual form in force for a report year; the newest if the year is unknown.

    Returns:
        The form's key, or None for years before the first form.
    """
    if year is None:
        return annual_forms()[0].key
    for form in annual_forms():
        if form.first_year <= year <= (form.last_year or year):
            return form.key
    return None


@cache
def identities() -> tuple[IdentityRule, ...]:
    """All rules between cells, in order."""
    return tuple(IdentityRule(**_tuples(i)) for i in _load("identities")["identities"])


@cache
def text_checks() -> dict[str, Any]:
    """What prose may say about the tables; see ``text_checks.toml``."""
    return _load("text_checks")


@cache
def values() -> Values:
    """How cells print numbers and nothing."""
    data = _load("values")
    return Values(
        blank_marks=frozenset(data["blank_marks"]),
        zeros=frozenset(data["zeros"]),
        units=tuple(sorted(data["units"], key=len, reverse=True)),
        head_units=tuple(data["head_units"]),
        remarks=tuple(data["remarks"]),
        traditional={pair[0]: pair[1] for pair in data["traditional"]},
    )
