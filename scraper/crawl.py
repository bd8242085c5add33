"""Crawls portals: hosts at the same time, each of them one request at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from pathlib import Path

from parsers.errors import StorageError, UsageError
from scraper.archive import Archive
from scraper.frontier import Frontier
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
    watchdog = Watchdog(settings.stop)
    gates = Gates(settings.pace, settings.stop)
    try:
        jobs: dict[str, PortalCrawl] = {}
        for portal in portals:
            job = PortalCrawl(portal, settings, frontier, gates, watchdog, emit)
            jobs.setdefault(job.key, job)
        return CrawlSummary(tuple(_run(list(jobs.values()), settings)))
    finally:
        watchdog.close()
        frontier.close()


def _run(jobs: Sequence[PortalCrawl], settings: CrawlSettings) -> list[PortalSummary]:
    with ThreadPoolExecutor(max_workers=settings.workers, thread_name_prefix="portal") as pool:
        futures: list[Future[PortalSummary]] = [pool.submit(job.run) for job in jobs]
        try:
            pending = set(futures)
            # In small steps: a wait without end would keep signals from being handled.
            while pending:
                done, pending = wait(pending, timeout=_TICK, return_when=FIRST_EXCEPTION)
                for future in done:
                    future.result()
        except BaseException:
            settings.stop.set()
            raise
    return [future.result() for future in futures]


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
