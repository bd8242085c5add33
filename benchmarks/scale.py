"""Memory of `gongkai parse --jobs 2` on 1,000 and on 10,000 reports."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pyarrow.parquet as pq

from benchmarks import synthetic
from benchmarks.report import Result

SIZES = (1_000, 10_000)
JOBS = 2
LIMIT = 400_000_000
GROWTH = 1.10
_EVERY = 0.05


@dataclass
class Measured:
    """A run: seconds, exit code, reports written, and the peak of the largest process."""

    seconds: float
    code: int
    reports: int
    peak: int
    parent: int


def run() -> Result:
    """Measures; the data set must hold every report."""
    result = Result(f"gongkai parse --jobs {JOBS}")
    runs: dict[int, Measured] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
            measured = runs[size] = _measure(Path(folder), size)
        name = f"{size:,} reports"
        rate = f"{size / measured.seconds:.0f} reports/s"
        result.add(f"{name}: time", f"{measured.seconds:.0f} s", rate)
        result.add(
            f"{name}: peak memory of a process",
            f"{measured.peak / 1e6:.0f} MB",
            f"parent {measured.parent / 1e6:.0f} MB; must be at most {LIMIT / 1e6:.0f} MB",
        )
        result.demand(measured.code == 0, f"{name}: exit code {measured.code}")
        result.demand(measured.reports == size, f"{name}: {measured.reports} in the dataset")
        result.demand(measured.peak <= LIMIT, f"{name}: {measured.peak / 1e6:.0f} MB in a process")
    small, large = (runs[size].peak for size in SIZES)
    result.add("memory: 10,000 ÷ 1,000", f"{large / small:.2f}", f"must be at most {GROWTH}")
    result.demand(large <= small * GROWTH, f"memory grew by {large / small - 1:.0%}")
    return result


def _measure(folder: Path, size: int) -> Measured:
    source = folder / "reports.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for number in range(size):
            row = {"url": f"http://127.0.0.1/{number}.html", "html": synthetic.page(number)}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    out = folder / "out"
    command = [sys.executable, "-m", "gongkai", "parse", str(source), "--out", str(out)]
    started = time.perf_counter()
    with (folder / "log").open("wb") as log:
        process = psutil.Popen(
            [*command, "--jobs", str(JOBS), "--quiet"], stdout=log, stderr=subprocess.STDOUT
        )
        peaks: dict[int, int] = {}
        while process.poll() is None:
            _sample(process, peaks)
            time.sleep(_EVERY)
    seconds = time.perf_counter() - started
    if process.returncode:
        print(
            (folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:], file=sys.stderr
        )
    return Measured(
        seconds,
        process.returncode,
        _rows(out / "reports.parquet"),
        max(peaks.values(), default=0),
        peaks.get(process.pid, 0),
    )


def _sample(process: psutil.Popen, peaks: dict[int, int]) -> None:
    try:
        family = [process, *process.children(recursive=True)]
    except psutil.Error:
        return
    for member in family:
        try:
            peaks[member.pid] = max(peaks.get(member.pid, 0), member.memory_info().rss)
        except psutil.Error:
            continue


def _rows(path: Path) -> int:
    return int(pq.read_metadata(path).num_rows) if path.exists() else 0
