"""OCR: seconds a table takes, and memory."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.memory import megabytes
from benchmarks.report import Result
from parsers.documents import ocr_process
from parsers.documents.blocks import Grid
from parsers.documents.read import read_document
from parsers.model import Document

FOLDER = Path(__file__).parents[1] / "fixtures" / "pictures"
_SECONDS, _MEGABYTES = 5, 600


def run() -> Result:
    """Measures the fixtures: a rough scan of three pages, and tables as pictures."""
    result = Result("Pictures and scans (OCR)")
    lacking = ocr_process.missing()
    if lacking:
        result.add("NOT RUN", "", f"{lacking} is not installed")
        return result
    paths = sorted(FOLDER.iterdir())
    read_document(Document(paths[-1].read_bytes(), paths[-1].name))  # the models are loaded once
    for path in paths:
        started = time.perf_counter()
        page = read_document(Document(path.read_bytes(), path.name))
        took = time.perf_counter() - started
        tables = sum(isinstance(block, Grid) for block in page.blocks)
        result.add(
            f"{path.name}: {tables} tables", f"{took:.1f} s", f"at most {_SECONDS} s a table"
        )
        result.demand(took <= _SECONDS * max(tables, 1), f"{path.name}: {took:.1f} s")
    own, reader = megabytes(paths, rounds=2)
    result.add(
        "memory, parser and its reader", f"{own + reader:.0f} MB", f"at most {_MEGABYTES} MB"
    )
    result.demand(own + reader < _MEGABYTES, f"{own + reader:.0f} MB")
    return result
