"""Command line: ``python -m accuracy``; exit code 1 if anything was read wrong without a word."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from accuracy import pool, results
from accuracy.shapes import Shape, shapes
from accuracy.tools import CACHE, Tool, prepare, tools
from accuracy.trial import Case
from parsers.documents import ocr_process

_EXCERPT = 6


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the proof and prints its table."""
    parser = argparse.ArgumentParser(prog="python -m accuracy", description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="how many seeds (3)")
    parser.add_argument("--first-seed", type=int, default=1, help="the first seed (1)")
    parser.add_argument("--cells", type=int, default=1_500_000, help="cells in all (1500000)")
    parser.add_argument(
        "--only", metavar="SHAPE", action="append", default=[],
        help="shapes whose name contains this, or one of several such options",
    )  # fmt: skip
    parser.add_argument("--no-tools", action="store_true", help="only shapes that are made here")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--show", action="store_true", help="print the silent errors, keep sources")
    parser.add_argument("--weak", action="store_true", help="the same of reports below the target")
    parser.add_argument(
        "--folder", type=Path, default=CACHE, help="where --show and --weak keep them (.accuracy)"
    )
    options = parser.parse_args(arguments)
    started = time.monotonic()
    ready: list[Tool] = []
    for tool in [] if options.no_tools else tools():
        if not any(_is_wanted(shape, options.only) for shape in shapes([tool])):
            continue
        reason = prepare(tool)
        if reason is None:
            ready.append(tool)
        else:
            print(f"NOT RUN {tool.name}: {reason}")
    wanted = [s for s in shapes(ready) if _is_wanted(s, options.only)]
    lacking = ocr_process.missing()
    if lacking:
        print(f"NOT RUN scans: {lacking} is not installed")
        wanted = [s for s in wanted if not s.scan]
    if not wanted:
        print(f"no shape is called {' or '.join(options.only)}", file=sys.stderr)
        return 2
    tally = pool.run(wanted, options.seeds, options.first_seed, options.cells, options.jobs)
    print(results.markdown(tally, wanted))
    cells, silent = results.total(tally)
    seconds = time.monotonic() - started
    print(f"\n{cells} cells over {options.seeds} seeds in {seconds:.0f} s: {silent} silent errors")
    if options.show:
        _show(tally.silent, options.folder / "silent")
    if options.weak:
        _show(tally.weak, options.folder / "weak")
    return 1 if silent else 0


def _is_wanted(shape: Shape, names: Sequence[str]) -> bool:
    return not names or any(name in shape.name for name in names)


def _show(cases: list[Case], folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, case in enumerate(cases):
        stem, _, ending = case.name.partition(".")
        words = "-".join(f"{case.shape} {case.mutation}".replace("/", " ").split())
        path = folder / f"{number:04d}-{stem}-{words}.{ending}"
        path.write_bytes(case.source)
        print(f"\n{path.name} ({case.form})")
        for line in case.lines[:_EXCERPT]:
            print(f"  {line}")
        if len(case.lines) > _EXCERPT:
            print(f"  and {len(case.lines) - _EXCERPT} more")


if __name__ == "__main__":
    sys.exit(main())
