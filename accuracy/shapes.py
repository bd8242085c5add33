"""The shapes that a report is judged in: pages, texts made here, texts made by foreign tools."""

from __future__ import annotations

import random
from dataclasses import dataclass

from accuracy import pages, prints, scans, texts
from accuracy.tools import Tool

# What is to be right of the cells of reports as published, by what the shape does to blanks.
TARGETS = {"html": 0.999, "pdf": 0.995, "kept": 0.99, "aligned": 0.95, "lost": 0.95}
# Pictures of prints. Of these no share is asked to be read, for only sums confirm it, but that the
# best reading is right.
SCANNED = "scan"
BEST = {
    "scan, clean, 200 dpi": 0.97,
    "scan, clean, 100 to 300 dpi": 0.9,
    "scan, rough, 150 to 300 dpi": 0.9,
}
# Where no rules are drawn, columns are known by their place only.
BLANKS_OF_PRINTS = {prints.BARE: "aligned"}

# Documents written here, and how often each is drawn.
_OFFICE = {
    "docx, python-docx": ("docx", 3),
    "xlsx, openpyxl": ("xlsx", 3),
    "xls, xlwt": ("xls", 1),
    "csv": ("csv", 1),
}

SHEETS = frozenset(("xlsx", "xls", "csv"))

_PAGES = {
    "HTML": "plain",
    "HTML, from Word": "word",
    "HTML, spans lost": "spans lost",
    "HTML, in a layout table": "layout",
    "HTML, tables split": "split",
    "HTML, tables of div": "div",
}


@dataclass(frozen=True)
class Shape:
    """One shape.

    Attributes:
        name: as the table of results prints it.
        blanks: html, kept, aligned (columns are known by their place in the line), lost, or glued.
        page: the kind of page, of HTML shapes.
        text: the kind of text, of those made here.
        tool: the tool, of those that one makes.
        office: the kind of document, of those that are no text: docx, doc, rtf, xlsx, xls or csv.
        print: the kind of print, of PDFs.
        scan: the kind of scan, of prints that are made pictures.
    """

    name: str
    blanks: str
    page: str | None = None
    text: str | None = None
    tool: Tool | None = None
    weight: int = 1
    office: str | None = None
    print: str | None = None
    scan: str | None = None

    @property
    def lossy(self) -> bool:
        """Whether empty cells leave no trace."""
        return self.blanks in ("lost", "glued")


def shapes(tools: list[Tool]) -> list[Shape]:
    """All shapes, with those of the tools that can be run."""
    found = [Shape(name, "html", page=kind, weight=3) for name, kind in _PAGES.items()]
    found += [
        Shape(f"text, {kind}", "lost" if kind in texts.LOSES_BLANKS else "kept", text=kind)
        for kind in texts.SHAPES
    ]
    found += [
        Shape(name, "kept" if kind == "csv" else "html", office=kind, weight=weight)
        for name, (kind, weight) in _OFFICE.items()
    ]
    found += [
        Shape(tool.name, tool.blanks, tool=tool, weight=tool.weight, office=tool.document)
        for tool in tools
        if not tool.prints
    ]
    found += [
        Shape(
            f"{tool.name}, {kind}",
            BLANKS_OF_PRINTS.get(kind, "pdf"),
            page="plain",
            tool=tool,
            print=kind,
        )
        for tool in tools
        for kind in tool.prints
    ]
    found += [
        Shape(kind, SCANNED, page="plain", tool=tool, print="ruled", scan=kind)
        for tool in tools
        if tool.converter == "chromium"
        for kind in scans.KINDS
    ]
    return found


def draw_look(rng: random.Random, shape: Shape) -> pages.Look:
    """The page of an HTML shape, or the page that a tool is given."""
    if shape.page:
        return pages.look(rng, "plain" if shape.page == "split" else shape.page)
    kinds = ["plain", "plain", "plain", "plain", "word", "word", "layout"]
    if not shape.office:
        # A document that was made of such a page has rows filled up with cells of no column.
        kinds.insert(6, "spans lost")
    return pages.look(rng, rng.choice(kinds))
