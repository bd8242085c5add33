"""What a text prints for the cells that a span covers, and so which of a row's pipes are cells.

Three ways are met. A tool puts an empty cell beside a cell for each further column that it covers,
or puts them all at the end of the row; such a row has as many cells as its part of the grid has
columns, and an empty cell of the source is one of them. Or a tool fills up every row to the width
of the grid, and may have dropped empty cells of the source before: then the count tells nothing.
The first rows of groups tell the ways apart, for the label above them covers columns of theirs too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from parsers import standard
from parsers.align.assign import level
from parsers.align.items import Item
from parsers.align.records import Record
from parsers.standard import Table

_SOME = 3
_ALMOST = 0.8


@dataclass(frozen=True, slots=True)
class Spans:
    """How the rows of one document are filled up.

    Attributes:
        in_place: covered columns are empty cells beside the cell, else at the end of the row.
    """

    in_place: bool

    def cells(self, record: Record, table: Table) -> list[Item] | None:
        """The cells of the source, one for each column of the form; None if that is not sure."""
        first = _first_level(record, table)
        columns = len(table.columns)
        if first is None or _count(record) != table.grid_width - first:
            return None
        values = record.values
        depth = record.depth or 0
        start = depth if self.in_place else 0
        cells = values[start : start + columns]
        if any(v.text for v in values[:start]) or any(v.text for v in values[start + columns :]):
            return None
        if self.in_place and len(values) != start + columns:
            return None  # cells of the form cover several columns, too
        filled = [n for n, cell in enumerate(cells) if cell.text]
        # One figure at the start may be one cell over all columns.
        return None if filled == [0] and columns > 1 else cells


def of_document(rows: Iterable[tuple[Record, Table]]) -> Spans | None:
    """Finds out how a document's rows are filled up.

    Args:
        rows: the records of its tables in pipe text, with the tables of the decided forms.

    Returns:
        The way, or None if rows are filled up to the grid's width or it cannot be told.
    """
    own = filled = other = told = untold = 0
    lead = tail = begins = ends = True
    figures_first = figures_last = False
    for record, table in rows:
        first = _first_level(record, table)
        if not first:
            continue
        count = _count(record)
        depth = record.depth or 0
        is_own = count == table.grid_width - first
        if depth:
            # Only rows that have something for a span can tell how that is printed.
            told, untold = told + is_own, untold + (not is_own)
        if not record.figures:
            continue
        own += is_own
        filled += count == table.grid_width
        other += count not in (table.grid_width, table.grid_width - first)
        if not depth or not is_own:
            continue
        begins = any(v.text for v in record.values[:depth])
        ends = any(v.text for v in record.values[-depth:])
        lead, tail = lead and not begins, tail and not ends
        figures_first, figures_last = figures_first or begins, figures_last or ends
    if own < _SOME or filled or own < _ALMOST * (own + other) or told < _ALMOST * (told + untold):
        return None
    if lead and figures_last and not tail:
        return Spans(in_place=True)
    if tail and figures_first and not lead:
        return Spans(in_place=False)
    return None


def _count(record: Record) -> int:
    return record.own_labels + len(record.values)


def _first_level(record: Record, table: Table) -> int | None:
    """How many label columns of the grid lie left of the row's first label of its own."""
    if not record.labels:
        return 0 if not any(row.label for row in table.rows) else None
    if record.row_key is None:
        return None
    levels = _levels(table.id, table.form)
    leaf = levels.get(record.row_key)
    if leaf is None:
        return None
    first = leaf - (record.own_labels - 1)
    return first if first >= 0 else None


@cache
def _levels(table_id: str, form: str) -> Mapping[str, int]:
    groups = {row.key: row.group for row in standard.forms()[form].tables[table_id].rows}
    return {key: level(key, groups) for key in groups}
