"""A pool of worker processes that no document can bring down.

Each worker has a pipe of its own, so the document on which a worker died or hung is known. The
standard pools lose the whole batch when a worker dies and cannot end one that hangs.
"""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import pickle
import signal
import sys
import time
import warnings
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait

from gongkai.work import Parsed, Unparsed, failure_of, parse_one
from parsers.errors import GongkaiError
from parsers.model import Dossier

CHUNK_DOCUMENTS = 16
CHUNK_BYTES = 4_000_000
# A worker is replaced after so many documents: fragments of native memory do not pile up.
WORKER_DOCUMENTS = 1_000
START_SECONDS = 120.0
_READY = b"ready"


def _serve(pipe: Connection) -> None:
    """The worker: chunks in, one outcome per dossier out, until the pipe closes."""
    # Ctrl-C goes to the whole foreground group; the parent alone decides what stops.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    import parsers.report  # noqa: F401, PLC0415 - loaded before the first document's clock runs

    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pipe.send_bytes(_READY)
        while True:
            for dossier in pickle.loads(pipe.recv_bytes()):  # noqa: S301 - from our parent
                pipe.send_bytes(pickle.dumps(parse_one(dossier), pickle.HIGHEST_PROTOCOL))


class _Worker:
    """One process and what it has still to answer."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        self.ready = False
        self.todo: deque[Dossier] = deque()
        self.second_try = False
        self.given = 0
        self.since = time.monotonic()

    def give(self, chunk: list[Dossier], *, second_try: bool) -> None:
        self.todo.extend(chunk)
        self.second_try = second_try
        self.given += len(chunk)
        if self.ready:
            self._send()

    def begin(self) -> None:
        """It has loaded its libraries. Before, a large chunk would fill the pipe and block us."""
        self.ready = True
        self._send()

    def _send(self) -> None:
        self.since = time.monotonic()
        # If the worker is dead, its pipe says so at the next wait.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.pipe.send_bytes(pickle.dumps(list(self.todo), pickle.HIGHEST_PROTOCOL))

    def retire(self) -> None:
        """Let it end by itself: it has nothing to do."""
        self.pipe.close()
        self.process.join(5)
        self.kill()

    def kill(self) -> None:
        self.pipe.close()
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
        self.process.close()


class _Pool:
    def __init__(self, dossiers: Iterable[Dossier], jobs: int, time_limit: float) -> None:
        self.chunks = _chunks(dossiers)
        self.jobs = jobs
        self.time_limit = time_limit
        self.workers: list[_Worker] = []
        self.again: deque[tuple[list[Dossier], bool]] = deque()
        self.early_deaths = 0

    def next_chunk(self) -> tuple[list[Dossier], bool] | None:
        if self.again:
            return self.again.popleft()
        chunk = next(self.chunks, None)
        return None if chunk is None else (chunk, False)

    def outcomes(self) -> Iterator[Parsed | Unparsed]:
        try:
            while self._hand_out():
                busy = {worker.pipe: worker for worker in self.workers if self._busy(worker)}
                for pipe in wait(list(busy), timeout=self._patience(busy.values())):
                    yield from self._hear(busy[pipe])  # type: ignore[index]
                yield from self._end_overdue()
        finally:
            for worker in self.workers:
                worker.kill()

    @staticmethod
    def _busy(worker: _Worker) -> bool:
        return bool(worker.todo) or not worker.ready

    def _hand_out(self) -> bool:
        """Give every idle worker a chunk, start one if there is more; False if all is done."""
        idle = [worker for worker in self.workers if not worker.todo]
        while idle or len(self.workers) < self.jobs:
            chunk = self.next_chunk()
            if chunk is None:
                break
            if idle and idle[-1].given >= WORKER_DOCUMENTS:
                old = idle.pop()
                self.workers.remove(old)
                old.retire()
            if idle:
                worker = idle.pop()
            else:
                worker = _Worker()
                self.workers.append(worker)
            worker.give(chunk[0], second_try=chunk[1])
        return any(worker.todo for worker in self.workers)

    def _patience(self, busy: Iterable[_Worker]) -> float:
        ends = min(worker.since + self._limit(worker) for worker in busy)
        return max(0.0, ends - time.monotonic()) + 0.01

    def _limit(self, worker: _Worker) -> float:
        return self.time_limit if worker.ready else START_SECONDS

    def _hear(self, worker: _Worker) -> Iterator[Parsed | Unparsed]:
        try:
            while worker.pipe.poll():
                message = worker.pipe.recv_bytes()
                worker.since = time.monotonic()
                if not worker.ready and message == _READY:
                    worker.begin()
                    continue
                worker.todo.popleft()
                yield pickle.loads(message)  # noqa: S301 - from our worker
        except (EOFError, ConnectionResetError, BrokenPipeError):
            yield from self._bury(worker)

    def _bury(self, worker: _Worker) -> Iterator[Unparsed]:
        """A worker died. Its document gets a second try alone; dying twice is a problem."""
        worker.process.join(5)
        code = worker.process.exitcode
        self.workers.remove(worker)
        worker.kill()
        if not worker.ready:
            self.early_deaths += 1
            if self.early_deaths >= 3:
                raise GongkaiError(
                    f"worker processes end at their start (exit code {code})",
                    action="free some memory, or try --jobs 1",
                    code="workers_fail",
                )
            self.again.append((list(worker.todo), worker.second_try))
            return
        if not worker.todo:
            return
        killer = worker.todo.popleft()
        if worker.second_try:
            how = (
                signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"
            )
            yield failure_of(
                killer,
                "worker_died",
                f"the process that read this document ended twice ({how})",
                "it may need more memory than there is, or crash a library; please report it",
            )
        else:
            self.again.append(([killer], True))
        if worker.todo:
            self.again.append((list(worker.todo), False))

    def _end_overdue(self) -> Iterator[Unparsed]:
        now = time.monotonic()
        for worker in list(self.workers):
            if not self._busy(worker) or now < worker.since + self._limit(worker):
                continue
            if worker.pipe.poll():
                continue  # it answered just now
            if not worker.ready:
                yield from self._bury(worker)
                continue
            self.workers.remove(worker)
            worker.kill()
            yield failure_of(
                worker.todo.popleft(),
                "time_limit",
                f"not read within {self.time_limit:g} seconds",
                "raise --document-timeout if the machine is slow; else please report the document",
            )
            if worker.todo:
                self.again.append((list(worker.todo), False))


def _chunks(dossiers: Iterable[Dossier]) -> Iterator[list[Dossier]]:
    """Chunks of bounded number and size; the first are small, so that all workers start early."""
    sizes = itertools.chain([1, 2, 4, 8], itertools.repeat(CHUNK_DOCUMENTS))
    chunk: list[Dossier] = []
    weight, size = 0, next(sizes)
    for dossier in dossiers:
        chunk.append(dossier)
        parts = (dossier.primary, *dossier.pages, *dossier.attachments)
        weight += sum(len(part.content) for part in parts)
        if len(chunk) >= size or weight >= CHUNK_BYTES:
            yield chunk
            chunk, weight, size = [], 0, next(sizes)
    if chunk:
        yield chunk


def parse_all(
    dossiers: Iterable[Dossier], *, jobs: int, time_limit: float
) -> Iterator[Parsed | Unparsed]:
    """Parse dossiers in `jobs` processes; one outcome each, in no particular order.

    Args:
        dossiers: read lazily, a few chunks ahead of what is parsed.
        jobs: number of worker processes; fewer are started if there is less to do.
        time_limit: seconds per document.

    Raises:
        GongkaiError: worker processes cannot be started at all.
    """
    yield from _Pool(dossiers, jobs, time_limit).outcomes()
