"""A report as HTML pages, the way portals publish them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from accuracy.marked import Markers
from accuracy.sheet import BREAK, Cell, Grid, Line, Piece, Sheet

Mark = Callable[[Piece], str]


@dataclass(frozen=True)
class Look:
    """How the tables of a page are marked up.

    Attributes:
        spans: colspan and rowspan are printed.
        word: pasted from Word.
        heads: ``th`` for heads.
        apart: every cell on its own line of the source.
        blank: what an empty cell holds.
        paragraphs: each cell's text in a ``p``.
        within: the whole page lies in a layout table, after a box of metadata.
        div: rows and cells are ``div``.
    """

    spans: bool = True
    word: bool = False
    heads: bool = False
    apart: bool = False
    blank: str = ""
    paragraphs: bool = False
    within: bool = False
    div: bool = False


def look(rng: random.Random, kind: str) -> Look:
    """A page of that kind; what the kind leaves open is drawn."""
    blank = rng.choice(["", "&nbsp;", " ", "<p></p>", "<br/>"])
    apart = rng.random() < 0.5
    heads = rng.random() < 0.3
    paragraphs = rng.random() < 0.3
    if kind == "word":
        return Look(word=True, blank=rng.choice(["", "&nbsp;"]), apart=apart)
    return Look(
        spans=kind != "spans lost",
        heads=heads,
        apart=apart,
        blank=blank,
        paragraphs=paragraphs,
        within=kind == "layout",
        div=kind == "div",
    )


def page(sheet: Sheet, how: Look, markers: Markers) -> str:
    """The page with markers in the place of its figures."""
    parts = []
    for block in sheet.blocks:
        if isinstance(block, Grid):
            parts.append(_table(block, how, markers))
        elif block in sheet.headings:
            parts.append(f"<h2>{escape(block)}</h2>")
        else:
            parts.append(f"<p>{escape(block)}</p>")
    title = escape(sheet.title)
    body = f"<h1>{title}</h1>\n<div class='content'>" + "\n".join(parts) + "</div>"
    if how.within:
        body = (
            "<table width='98%'><tr><td><table><tr><td>索引号：</td><td>000014349/2024-00012</td>"
            "<td>分类：</td><td>年度报告</td></tr></table></td></tr>"
            f"<tr><td>{body}</td></tr></table>"
        )
    return (
        "<!DOCTYPE html>\n<html><head><meta charset='utf-8'>"
        f"<title>{title}</title></head><body><div id='main'>{body}</div></body></html>"
    )


def _table(grid: Grid, how: Look, markers: Markers) -> str:
    if how.div:
        rows = (
            "<div class='tr'>" + "".join(f"<div>{_content(c, how, markers)}</div>" for c in line)
            for line in grid.rows
        )
        return "<div class='table'>" + "</div>\n".join(rows) + "</div></div>"
    gap = "\n" if how.apart else ""
    rows = (_row(line, how, markers, gap) for line in grid.rows)
    border = " class=MsoNormalTable border=1 cellspacing=0" if how.word else " border='1'"
    return f"<table{border}><tbody>" + "\n".join(rows) + "</tbody></table>"


def _row(line: Line, how: Look, markers: Markers, gap: str) -> str:
    cells = []
    for cell in line:
        tag = "th" if how.heads and cell.kind in ("head", "corner", "caption") else "td"
        spans = ""
        if how.spans and cell.colspan > 1:
            spans += f' colspan="{cell.colspan}"'
        if how.spans and cell.rowspan > 1:
            spans += f' rowspan="{cell.rowspan}"'
        cells.append(f"{gap}<{tag}{spans}>{_content(cell, how, markers)}</{tag}>")
    return "<tr>" + "".join(cells) + f"{gap}</tr>"


def _content(cell: Cell, how: Look, markers: Markers) -> str:
    if not cell.pieces and not how.word:
        return how.blank
    runs: list[str] = [""]
    for piece in cell.pieces:
        if piece.text == BREAK and piece.key is None:
            runs.append("")
        elif piece.key is not None:
            runs[-1] += markers.mark(piece)
        else:
            runs[-1] += escape(piece.text, quote=False)
    if how.word:
        return "".join(_word(run or how.blank) for run in runs)
    if how.paragraphs:
        return "".join(f"<p>{run}</p>" for run in runs)
    return "<br/>".join(runs)


def _word(run: str) -> str:
    return (
        '<p class=MsoNormal align=center style="text-align:center"><span lang=EN-US '
        f'style="font-size:12.0pt;font-family:仿宋_GB2312">{run}<o:p></o:p></span></p>'
    )
