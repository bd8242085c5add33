"""The printed grid of each table of the form: which cell stands where, over how many columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parsers import standard

# Columns that the value cells take, by table, where the grid has more columns than values:
# heads, then figures. In the 2019 form heads and figures do not line up.
_SPANS_2021 = {1: ((3,), (3,)), 3: ((1, 1, 1), (1, 1, 1))}
_SPANS_2019 = {
    "art20_1": ((2, 1, 1), (2, 1, 1)),
    "art20_5": ((1, 2, 1), (2, 1, 1)),
    "art20_6": ((1, 2, 1), (2, 1, 1)),
    "art20_8": ((2, 2), (2, 2)),
    "art20_9": ((2, 2), (2, 2)),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A printed cell."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    head: bool = False


Rows = list[list[Slot]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A printed table: its rows, and how many columns wide it is."""

    rows: Rows
    width: int


def disclosure(form: str, printed: Mapping[str, str]) -> list[Grid]:
    """Section 2, one grid for each item of article 20."""
    tables = standard.forms()[form].tables.values()
    return [_item(table, printed) for table in tables if table.section == 2]


def joined(grids: list[Grid]) -> Grid:
    """Several grids of one width as one table."""
    return Grid([row for grid in grids for row in grid.rows], grids[0].width)


def _item(table: standard.Table, printed: Mapping[str, str]) -> Grid:
    if table.form == "2019":
        heads, figures = _SPANS_2019[table.id]
    else:
        heads, figures = _SPANS_2021[len(table.columns)]
    rows: Rows = [
        [Slot(table.title, colspan=table.grid_width, head=True)],
        [
            Slot(table.corner or "", head=True),
            *(Slot(c.label, span, head=True) for c, span in zip(table.columns, heads, strict=True)),
        ],
    ]
    rows.extend(
        [
            Slot(row.label),
            *(
                Slot(printed[f"{table.id}.{row.key}.{column.key}"], span)
                for column, span in zip(table.columns, figures, strict=True)
            ),
        ]
        for row in table.data_rows
    )
    return Grid(rows, table.grid_width)


def requests(form: str, printed: Mapping[str, str]) -> Grid:
    """Section 3: three rows of heads, then the rows of the form."""
    table = standard.forms()[form].tables["requests"]
    organisations = [column for column in table.columns if column.group]
    rows: Rows = [
        [
            Slot(table.note or "", 3, 3, head=True),
            Slot("申请人情况", len(table.columns), head=True),
        ],
        [
            Slot(table.column("natural_person").label, rowspan=2, head=True),
            Slot("法人或其他组织", len(organisations), head=True),
            Slot(table.column("total").label, rowspan=2, head=True),
        ],
        [Slot(column.label, head=True) for column in organisations],
    ]
    parents = {row.key: row.group for row in table.rows}
    heads: list[Slot] = []
    for row in table.rows:
        if not row.has_data:
            below = [r for r in table.data_rows if row.key in (r.group, parents.get(r.group or ""))]
            heads.append(Slot(row.label, rowspan=len(below)))
            continue
        label = Slot(row.label, {None: 3, "outcomes": 2}.get(row.group, 1))
        figures = [Slot(printed[f"requests.{row.key}.{c.key}"]) for c in table.columns]
        rows.append([*heads, label, *figures])
        heads = []
    return Grid(rows, table.grid_width)


def review_litigation(form: str, printed: Mapping[str, str]) -> Grid:
    """Section 4: fifteen figures in one row without a label."""
    table = standard.forms()[form].tables["review_litigation"]
    labels = [column.label for column in table.columns]
    rows: Rows = [
        [Slot("行政复议", 5, head=True), Slot("行政诉讼", 10, head=True)],
        [
            *(Slot(label, rowspan=2, head=True) for label in labels[:5]),
            Slot("未经复议直接起诉", 5, head=True),
            Slot("复议后起诉", 5, head=True),
        ],
        [Slot(label, head=True) for label in labels[5:]],
        [Slot(printed[f"review_litigation.counts.{column.key}"]) for column in table.columns],
    ]
    return Grid(rows, table.grid_width)
