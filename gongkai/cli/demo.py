"""`gongkai demo`: the main job on the bundled portal, over real HTTP."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from gongkai import lock, pipeline
from gongkai.cli.app import Call
from gongkai.cli.crawling import crawl_and_parse
from gongkai.demo import server
from gongkai.exits import Exit
from parsers.errors import UsageError
from scraper import catalog

PACE = 0.02
DIRECTORY = Path("gongkai-demo")


def demo(call: Call) -> Exit:
    """Serve the bundled portal, crawl it, parse it, and say what was found."""
    out = call.settings.out or DIRECTORY
    port = server.DEFAULT_PORT if call.settings.port is None else call.settings.port
    with lock.held(out, "demo"):
        _refuse_real_data(out)
        with server.serve(port) as base:
            call.reporter.info(
                "demo",
                f"A synthetic county portal is served at {base} and crawled with {PACE} s between "
                "requests, because it is on this machine (real portals: 1 s and more).",
                url=base,
                pace=PACE,
            )
            # What a gongkai.toml here says of real portals is not meant for this one.
            settings = dataclasses.replace(
                call.settings, pace=PACE, years=None, out=out, hours=None, max_time=None, mute=()
            )
            here = dataclasses.replace(call, settings=settings)
            portals = catalog.select([], [base], [])
            return crawl_and_parse(here, portals, out, "demo")


def _refuse_real_data(out: Path) -> None:
    """Synthetic reports never get into a dataset of real ones."""
    crawled = pipeline.read_run(out).get("crawl")
    if crawled is None:
        mixed = any((out / "archive").glob("*")) or pipeline.has_dataset(out)
    else:
        mixed = not isinstance(crawled, dict) or crawled.get("command") != "demo"
    if mixed:
        raise UsageError(
            "this directory holds other data than the demo's",
            place=str(out),
            action="give the demo a directory of its own, e.g. --out gongkai-demo",
            code="out_not_demo",
        )
