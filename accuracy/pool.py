"""Runs batches in processes of their own."""

from __future__ import annotations

import itertools
import multiprocessing
import sys
from collections import deque

from accuracy import results
from accuracy.shapes import Shape
from accuracy.trial import Bench, Tally

_BATCH = 10
_bench: Bench | None = None


def run(wanted: list[Shape], seeds: int, first: int, cells: int, jobs: int) -> Tally:
    """All seeds; the same reports whatever the number of processes."""
    tally = Tally()
    share = cells // seeds
    with multiprocessing.get_context("spawn").Pool(jobs, _start, (wanted,)) as workers:
        for seed in range(first, first + seeds):
            mine = Tally()
            tasks = ((seed, start) for start in itertools.count(0, _BATCH))
            pending = deque(
                workers.apply_async(_batch, (t,)) for t in itertools.islice(tasks, jobs + 1)
            )
            done = silent = 0
            while done < share:
                mine.add(pending.popleft().get())
                pending.append(workers.apply_async(_batch, (next(tasks),)))
                done, silent = results.total(mine)
                if sys.stderr.isatty():
                    print(f"\rseed {seed}: {done} cells, {silent} silent ", end="", file=sys.stderr)
            tally.add(mine)
    return tally


def _start(wanted: list[Shape]) -> None:
    global _bench  # noqa: PLW0603  one bench for each process of the pool
    _bench = Bench(wanted)


def _batch(task: tuple[int, int]) -> Tally:
    assert _bench is not None
    seed, start = task
    return _bench.batch(seed, range(start, start + _BATCH))
