"""Tables as HTML tables: with their spans, or after a tool took every attribute away."""

from __future__ import annotations

from html import escape

from gongkai.demo.render.layout import Grid, Slot


def paragraph(text: str) -> str:
    """A paragraph, indented as portals do it."""
    return f"<p>　　{escape(text)}</p>\n"


def heading(text: str) -> str:
    """A section's title."""
    return f"<p><strong>　　{escape(text)}</strong></p>\n"


def table(grid: Grid) -> str:
    """A table with rowspan and colspan."""
    return _table(grid, '<table border="1" cellspacing="0" cellpadding="4">', spans=True)


def table_without_spans(grid: Grid) -> str:
    """The same cells, but nothing says over how many rows and columns they stand."""
    return _table(grid, "<table>", spans=False)


def _table(grid: Grid, opening: str, *, spans: bool) -> str:
    rows = "".join(
        f"<tr>{''.join(_cell(slot, spans=spans) for slot in row)}</tr>\n" for row in grid.rows
    )
    return f"{opening}\n<tbody>\n{rows}</tbody>\n</table>\n"


def _cell(slot: Slot, *, spans: bool) -> str:
    attributes = ""
    if spans and slot.colspan > 1:
        attributes += f' colspan="{slot.colspan}"'
    if spans and slot.rowspan > 1:
        attributes += f' rowspan="{slot.rowspan}"'
    tag = "th" if spans and slot.head else "td"
    text = escape(slot.text) or ("&nbsp;" if spans else "")
    return f"<{tag}{attributes}>{text}</{tag}>"
