"""Reports of zeros whose identities hold; what matters in a test is set by ``row__column``."""

from __future__ import annotations

from decimal import Decimal

from parsers import standard
from parsers.checks import recheck
from parsers.model import Cell, Identity, Report, Section, Status

ORGAN = "示例市发展和改革委员会"


def report(
    year: int = 2024,
    text: str = "",
    *,
    section: str = "overview",
    form: str = "2021",
    organ: str = ORGAN,
    kind: str = "department",
    scope: str = "own",
    adcode: str | None = "321300",
    level: str | None = "prefecture",
    published: str | None = None,
    **values: int | str | Status | tuple[Status, int],
) -> Report:
    """A report of one form, checked within itself."""
    cells = []
    known = standard.forms()[form]
    unused = set(values)
    for table in known.tables.values():
        for row_no, row in enumerate(table.data_rows, start=1):
            for col_no, column in enumerate(table.cols, start=1):
                cell = Cell(
                    table.id, form, row.key, column.key, row_no, col_no, Status.READ, Decimal(0)
                )
                cell.basis, cell.location, cell.unit = "direct", f"text:L{row_no}", column.unit
                key = f"{row.key}__{column.key}"
                unused.discard(key)
                change = values.get(key, 0)
                if isinstance(change, Status):
                    cell.status, cell.value = change, None
                elif isinstance(change, tuple):
                    cell.status, cell.value = change[0], Decimal(change[1])
                else:
                    cell.value = Decimal(change)
                cells.append(cell)
    assert not unused, unused
    made = Report(
        f"r{year}{organ}{scope}{published or ''}{text}",
        Identity(
            organ=organ,
            organ_kind=kind,
            scope=scope,
            adcode=adcode,
            level=level,
            region="示例市",
            report_year=year,
            published_on=published,
        ),
        dict.fromkeys(known.tables, form),
        cells,
        sections=[Section(section, "title", text)] if text else [],
    )
    recheck(made)
    return made


def found(made: Report, letter: str) -> list[tuple[str, str, str, str]]:
    """Code, outcome, severity and cause of the findings whose code begins with the letter."""
    return [
        (f.code, f.outcome.value, f.severity.value, f.cause.value)
        for f in made.findings
        if f.code.startswith(letter)
    ]
