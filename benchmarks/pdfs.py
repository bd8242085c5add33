"""Reading PDFs with text, beside pdfplumber's own words and tables of the same pages; memory."""

from __future__ import annotations

import gc
import io
import json
import time
from pathlib import Path
from statistics import median

import pdfplumber

import parsers
from benchmarks.memory import megabytes
from benchmarks.report import Result
from parsers.documents.pdf import read_pdf
from parsers.model import Document, Dossier, Status

FOLDER = Path(__file__).parents[1] / "fixtures" / "pdf"
ROUNDS = 5
_MOST_MB = 200


def run() -> Result:
    """Measures; every report is compared with the figures that it was made of."""
    result = Result("PDF with text")
    for path in sorted(FOLDER.glob("*.pdf")):
        content = path.read_bytes()
        wrong = _silent(path, content)
        result.demand(not wrong, f"{path.name}: {wrong} cells are not as printed")
        took: dict[str, list[float]] = {"read": [], "parse": [], "pdfplumber": []}
        _parse(content)
        pages = 0
        for _ in range(ROUNDS):
            took["read"].append(_time(read_pdf, content))
            took["parse"].append(_time(_parse, content))
            gc.collect()
            started = time.perf_counter()
            pages = _pdfplumber(content)
            took["pdfplumber"].append(time.perf_counter() - started)
        read, parse, theirs = (median(times) for times in took.values())
        remark = f"{pages} pages; with checks {parse * 1000:.0f} ms"
        result.add(f"{path.name}: gongkai reads", f"{read * 1000:.0f} ms", remark)
        result.add(f"{path.name}: pdfplumber", f"{theirs * 1000:.0f} ms", "words and tables")
        result.add("gongkai, checks included ÷ pdfplumber", f"{parse / theirs:.2f}", "at most 2")
        result.demand(parse <= 2 * theirs, f"{parse / theirs:.2f} times as long as pdfplumber")
    taken = megabytes(sorted(FOLDER.glob("*.pdf")), rounds=8)
    for name, size in zip(("parser", "its reader"), taken, strict=True):
        result.add(f"memory, {name}", f"{size:.0f} MB", f"at most {_MOST_MB} MB")
        result.demand(size < _MOST_MB, f"{name} took {size:.0f} MB")
    return result


def _time(way: object, content: bytes) -> float:
    gc.collect()
    started = time.perf_counter()
    way(content)  # type: ignore[operator]
    return time.perf_counter() - started


def _parse(content: bytes) -> parsers.Report:
    return parsers.parse(Dossier(Document(content, "report.pdf")))


def _pdfplumber(content: bytes) -> int:
    with pdfplumber.open(io.BytesIO(content)) as document:
        for page in document.pages:
            page.extract_words()
            page.find_tables()
        return len(document.pages)


def _silent(path: Path, content: bytes) -> int:
    truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
    wrong = 0
    for cell in _parse(content).cells:
        printed = truth.get(cell.address)
        if cell.status is Status.READ:
            wrong += str(cell.value) != printed
        elif cell.status is Status.BLANK:
            wrong += printed is not None
    return wrong
