"""The standard forms, read from their data files: keys, labels, aliases, order; no code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent.parent / "parsers" / "standard"


@dataclass(frozen=True)
class Column:
    """A data column of a table."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    decimal: bool = False
    signed: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table; rows of kind ``group`` print no figures."""

    key: str
    label: str
    kind: str = ""
    group: str | None = None
    aliases: tuple[str, ...] = ()
    unit: str = ""
    decimal: bool = False


@dataclass(frozen=True)
class Table:
    """A table of a form."""

    id: str
    section: int
    title: str
    corner: str
    note: str
    width: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def data_rows(self) -> tuple[Row, ...]:
        """The rows with figures."""
        return tuple(row for row in self.rows if row.kind != "group")


@dataclass(frozen=True)
class Form:
    """A form: its tables by id, in printed order."""

    key: str
    tables: dict[str, Table]


@cache
def form(key: str) -> Form:
    """One form ("2021", "2019" or "2014")."""
    data = tomllib.loads((_DATA / f"{key}.toml").read_text(encoding="utf-8"))
    return Form(key, {t["id"]: _table(t) for t in data["tables"]})


def _table(data: dict[str, object]) -> Table:
    columns = data["columns"]
    rows = data["rows"]
    assert isinstance(columns, list)
    assert isinstance(rows, list)
    return Table(
        id=str(data["id"]),
        section=int(str(data["section"])),
        title=str(data["title"]),
        corner=str(data.get("corner", "")),
        note=str(data.get("note", "")),
        width=int(str(data["grid_width"])),
        columns=tuple(
            Column(
                c["key"],
                c["label"],
                tuple(c.get("aliases", ())),
                c["type"] == "decimal",
                bool(c.get("signed")),
            )
            for c in columns
        ),
        rows=tuple(
            Row(
                r["key"],
                r["label"],
                r.get("kind", ""),
                r.get("group"),
                tuple(r.get("aliases", ())),
                r.get("unit", ""),
                r.get("type") == "decimal",
            )
            for r in rows
        ),
    )


def mixed(section2: str, item1: str, section3: str) -> dict[str, tuple[str, Table]]:
    """The tables of a report, possibly of two forms: table id to (form, table).

    Args:
        section2: form of section 2.
        item1: form of 第二十条第（一）项, which some reports take from the other form.
        section3: form of sections 3 and 4.
    """
    tables: dict[str, tuple[str, Table]] = {}
    for table in form(section2).tables.values():
        if table.section == 2:
            key = item1 if table.id == "art20_1" else section2
            tables[table.id] = (key, form(key).tables[table.id])
    for table in form(section3).tables.values():
        if table.section > 2:
            tables[table.id] = (section3, table)
    return tables
