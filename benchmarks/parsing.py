"""Parsing a Word-pasted page, checks included, beside `pandas.read_html` and the least possible.

The same figures as text, one cell a line and one row a line with pipes, must take no longer.
"""

from __future__ import annotations

import gc
import io
import time
from collections.abc import Callable
from statistics import median

import pandas as pd
from lxml import html

import parsers
from benchmarks import synthetic
from benchmarks.report import Result
from parsers.model import Document, Dossier, Outcome, Report, Status

PAGES = 15
ROUNDS = 4


def run() -> Result:
    """Measures; every report is compared with the figures that it was made of."""
    result = Result("Word-pasted page of 200 cells")
    pages = [synthetic.page(number, word=True).encode() for number in range(PAGES)]
    texts = {page: (_text(page, "\n", "\n"), _text(page, " | ", " |\n")) for page in pages}
    ways: dict[str, Callable[[bytes], object]] = {
        "parse": _parse,
        "read_html": lambda page: pd.read_html(io.BytesIO(page)),
        "floor": _floor,
        "lines": lambda page: _parse(texts[page][0], "report.txt"),
        "pipes": lambda page: _parse(texts[page][1], "report.txt"),
    }
    for number, page in enumerate(pages):
        for name in ("parse", "lines", "pipes"):
            wrong = _wrong_cells(number, ways[name](page))
            result.demand(
                not wrong, f"page {number}, {name}: {wrong} of 200 cells are not as printed"
            )
    took: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way(pages[0])
    for _ in range(ROUNDS):
        for page in pages:
            for name, way in ways.items():
                gc.collect()
                started = time.perf_counter()
                way(page)
                took[name].append(time.perf_counter() - started)
    ours, theirs, floor, lines, pipes = (median(took[name]) for name in ways)
    result.add("size of the page", f"{median(map(len, pages)) / 1000:.0f} kB", f"{PAGES} pages")
    result.add("gongkai: parse and checks", f"{ours * 1000:.1f} ms", "median")
    result.add("pandas.read_html", f"{theirs * 1000:.1f} ms", "median")
    result.add("lxml and text_content of each cell", f"{floor * 1000:.1f} ms", "median; the floor")
    result.add("read_html ÷ gongkai", f"{theirs / ours:.2f}", "must be above 1")
    result.add("gongkai ÷ floor", f"{ours / floor:.2f}", "at most 4")
    result.add("text, one cell a line ÷ HTML", f"{lines / ours:.2f}", "at most 1")
    result.add("text, pipes ÷ HTML", f"{pipes / ours:.2f}", "at most 1")
    result.demand(ours <= 4 * floor, f"{ours / floor:.2f} times the floor")
    result.demand(max(lines, pipes) <= ours, "a text takes longer than the HTML of its figures")
    result.demand(ours < theirs, f"{ours / theirs:.2f} times as long as pandas.read_html")
    return result


def _parse(page: bytes, name: str = "page.html") -> Report:
    kind = "text/html" if name.endswith("html") else "text/plain"
    return parsers.parse(Dossier(Document(page, name, media_type=kind)))


def _text(page: bytes, between: str, end: str) -> bytes:
    """The page as text: a paragraph a line, a table row by row, with these around its cells."""
    said: list[str] = []
    for element in html.fromstring(page).iter("title", "h1", "h2", "p", "tr"):
        if element.tag == "tr":
            cells = (" ".join(cell.text_content().split()) for cell in element.iter("td", "th"))
            said.append(between.join(cells) + end)
        elif next(element.iterancestors("tr"), None) is None:
            said.append(" ".join(element.text_content().split()) + "\n")
    return "".join(said).encode()


def _floor(page: bytes) -> list[str]:
    return [cell.text_content() for cell in html.fromstring(page).iter("td", "th")]


def _wrong_cells(number: int, report: object) -> int:
    assert isinstance(report, Report)
    truth = synthetic.figures(number)
    cells = {(cell.table_id, cell.row_key, cell.col_key): cell for cell in report.cells}
    right = sum(
        key in cells and cells[key].status is Status.READ and cells[key].value == value
        for key, value in truth.items()
    )
    failed = sum(finding.outcome is Outcome.FAILED for finding in report.findings)
    return max(len(truth), len(cells)) - right + failed
