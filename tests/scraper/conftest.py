"""Fixtures of the scraper's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from fixtures.portal.loopback import LoopbackPortal, Outcome, Route, loopback
from scraper import CrawlSettings, Event, Portal, crawl


@pytest.fixture
def serve() -> Iterator[Callable[[dict[str, Route]], LoopbackPortal]]:
    with ExitStack() as stack:
        yield lambda routes: stack.enter_context(loopback(routes))


@pytest.fixture
def crawled(tmp_path: Path) -> Callable[..., Outcome]:
    """Crawl a loopback portal: `crawled(portal, years=(2021, 2025), ...)`."""

    def run(portal: LoopbackPortal | Portal, **settings: object) -> Outcome:
        out = tmp_path / str(settings.pop("into", "out"))
        column_path = settings.pop("report_column", None)
        if isinstance(portal, LoopbackPortal):
            address = f"{portal.base}{column_path}" if column_path else None
            portal = Portal("示例县", f"{portal.base}/", adcode="430921", report_column=address)
        events: list[Event] = []
        values = {"pace": 0.0, "timeout": 3.0, **settings}
        summary = crawl([portal], CrawlSettings(out=out, **values), events.append)  # type: ignore[arg-type]
        return Outcome(summary, events, out)

    return run
