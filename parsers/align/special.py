"""Shapes that concern a whole table: a row printed in blocks, text whose repeated lines are gone."""

from __future__ import annotations

from parsers.align.records import Found, Record
from parsers.standard import Table


def merge_blocks(found: Found, table: Table) -> Found:
    """Joins the row of a table without row labels when it is printed as one block per head group.

    Section 4 is often printed as three tables of five. The blocks are joined only if all of them
    are there, complete, in the form's order.

    Args:
        found: what the document prints of the table.
        table: the form's table.

    Returns:
        The same, or with one record instead of its blocks.
    """
    groups: list[str] = []
    for column in table.columns:
        group = (column.group or "").rsplit("/", 1)[-1]
        if group not in groups:
            groups.append(group)
    rows = [r for r in found.records if r.figures]
    size = len(table.columns) // max(len(groups), 1)
    if (
        any(row.label for row in table.rows)
        or len(rows) != len(groups)
        or len(groups) < 2
        or any(sum(1 for v in r.values if v.text != "") != size for r in rows)
    ):
        return found
    heads = [i.text for i in found.heads]
    positions = [next((n for n, t in enumerate(heads) if group in t), -1) for group in groups]
    if positions != sorted(positions) or -1 in positions:
        return found
    joined = Record(
        labels=[],
        values=[v for r in rows for v in r.values if v.text != ""],
        run=rows[0].run,
        row_key=rows[0].row_key,
        likeness=rows[0].likeness,
    )
    return Found(found.table_id, found.heads, [joined], found.anchored)


def text_deduplicated(found: Found, columns: int) -> bool:
    """Whether lines that repeat were removed from the text.

    Labels stand here but most rows have no figure, and no two figures of the table are equal: a
    real table of counts repeats 0 many times.
    """
    rows = [r for r in found.records if r.row_key]
    if any(i.text == "" for r in rows if r.run for i in r.run.items):
        return False
    figures = [v.text for r in rows for v in r.values if v.text != ""]
    empty = sum(1 for r in rows if not any(v.text != "" for v in r.values))
    return (
        columns > 1
        and len(rows) >= 2 * columns
        and bool(figures)
        and len(set(figures)) == len(figures)
        and empty * 2 > len(rows)
    )
