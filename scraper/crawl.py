"""Crawls portals: hosts at the same time, each of them one request at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path

from parsers.errors import StorageError, UsageError
from scraper.archive import Archive
from scraper.frontier import Frontier
from scraper.limits import Limits, Network
from scraper.model import CrawlSettings, CrawlSummary, Event, Portal, PortalSummary
from scraper.pace import Gates
from scraper.portalcrawl import PortalCrawl
from scraper.transport import Watchdog

STATE = "state.sqlite"
ARCHIVE = "archive"
_TICK = 0.2


def crawl(
    portals: Sequence[Portal], settings: CrawlSettings, on_event: Callable[[Event], None]
) -> CrawlSummary:
    """Fetch the annual reports of portals into ``settings.out/archive``.

    A run that was stopped or killed is taken up where it ended; a finished one is begun anew, and
    then only what changed is stored again.

    Args:
        portals: which; a portal given twice is crawled once.
        settings: how.
        on_event: told what happens, one call at a time, from several threads.

    Raises:
        UsageError: a portal's address or the settings are no good.
        StorageError: state or archive cannot be written; everything fetched before is safe.
        KeyboardInterrupt: passed on after everything was left resumable.
    """
    _check(settings)
    telling = threading.Lock()

    def emit(event: Event) -> None:
        with telling:
            on_event(event)

    out = Path(settings.out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        archive = Archive(out / ARCHIVE)
    except OSError as error:
        raise StorageError(
            f"the output directory cannot be used: {error}",
            place=str(out),
            action="choose another with --out, or make it writable",
        ) from error
    frontier = Frontier(out / STATE, archive)
    # Stopped by the user or by a limit: whoever crawls sees one event.
    inner = replace(settings, stop=threading.Event())
    watchdog = Watchdog(inner.stop)
    gates = Gates(settings.pace, inner.stop, settings.paces)
    network = Network()
    try:
        jobs: dict[str, PortalCrawl] = {}
        for portal in portals:
            job = PortalCrawl(portal, inner, frontier, gates, watchdog, emit, network)
            jobs.setdefault(job.key, job)
        if frontier.archive.ahead():
            words = f"this machine's clock is behind the archive's last entry ({frontier.archive.time()})"
            emit(Event("notice", "", f"{words}; times are kept in order, check the clock"))
        found, stopped = _run(list(jobs.values()), settings, inner.stop, Limits(settings, network))
        return CrawlSummary(tuple(found), stopped, network.down)
    finally:
        watchdog.close()
        frontier.close()


def _run(
    jobs: Sequence[PortalCrawl], settings: CrawlSettings, halt: threading.Event, limits: Limits
) -> tuple[list[PortalSummary], str]:
    """The summaries in the order of the jobs, and why the crawl stopped early, if it did."""
    # Whoever waited longest comes first: under a time limit every portal has its turn.
    order = sorted(jobs, key=lambda job: job.last_finished)
    stopped = ""

    def turn(job: PortalCrawl) -> PortalSummary:
        if limits.silence:  # the next look at the limits may come after many a portal
            halt.set()
        return job.run()

    with ThreadPoolExecutor(max_workers=settings.workers, thread_name_prefix="portal") as pool:
        try:
            if settings.stop.is_set() or (stopped := limits.reached()):
                halt.set()
            futures = {job.key: pool.submit(turn, job) for job in order}
            pending: set[Future[PortalSummary]] = set(futures.values())
            # In small steps: a wait without end would keep signals from being handled.
            while pending:
                done, pending = wait(pending, timeout=_TICK, return_when=FIRST_EXCEPTION)
                for future in done:
                    future.result()
                ending = pending and not halt.is_set()
                if ending and (settings.stop.is_set() or (stopped := limits.reached())):
                    halt.set()
        except BaseException:
            halt.set()
            raise
    if halt.is_set() and not settings.stop.is_set():
        stopped = stopped or limits.silence
    return [futures[job.key].result() for job in jobs], stopped


def _check(settings: CrawlSettings) -> None:
    if settings.years is not None and settings.years[0] > settings.years[1]:
        raise UsageError(
            f"the years {settings.years[0]}-{settings.years[1]} run backwards",
            code="bad_years",
            action="give the earlier year first",
        )
    for name in ("timeout", "deadline"):
        if getattr(settings, name) <= 0:
            raise UsageError(f"{name} must be more than 0 seconds", code="bad_setting")
