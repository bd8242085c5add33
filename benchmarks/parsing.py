"""Parsing a Word-pasted page, checks included, beside `pandas.read_html` and the least possible."""

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
    ways: dict[str, Callable[[bytes], object]] = {
        "parse": _parse,
        "read_html": lambda page: pd.read_html(io.BytesIO(page)),
        "floor": _floor,
    }
    for number, page in enumerate(pages):
        wrong = _wrong_cells(number, _parse(page))
        result.demand(not wrong, f"page {number}: {wrong} of 200 cells are not as printed")
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
    ours, theirs, floor = (median(took[name]) for name in ways)
    result.add("size of the page", f"{median(map(len, pages)) / 1000:.0f} kB", f"{PAGES} pages")
    result.add("gongkai: parse and checks", f"{ours * 1000:.1f} ms", "median")
    result.add("pandas.read_html", f"{theirs * 1000:.1f} ms", "median")
    result.add("lxml and text_content of each cell", f"{floor * 1000:.1f} ms", "median; the floor")
    result.add("read_html ÷ gongkai", f"{theirs / ours:.2f}", "must be above 1")
    result.add("gongkai ÷ floor", f"{ours / floor:.2f}")
    result.demand(ours < theirs, f"{ours / theirs:.2f} times as long as pandas.read_html")
    return result


def _parse(page: bytes) -> Report:
    return parsers.parse(Dossier(Document(page, "page.html", media_type="text/html")))


def _floor(page: bytes) -> list[str]:
    return [cell.text_content() for cell in html.fromstring(page).iter("td", "th")]


def _wrong_cells(number: int, report: Report) -> int:
    truth = synthetic.figures(number)
    cells = {(cell.table_id, cell.row_key, cell.col_key): cell for cell in report.cells}
    right = sum(
        key in cells and cells[key].status is Status.READ and cells[key].value == value
        for key, value in truth.items()
    )
    failed = sum(finding.outcome is Outcome.FAILED for finding in report.findings)
    return max(len(truth), len(cells)) - right + failed
