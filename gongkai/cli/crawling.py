"""`gongkai crawl` and `gongkai run`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.table import Table

import scraper
from gongkai import lock, pipeline
from gongkai.cli.app import Call
from gongkai.cli.parsing import dataset, inputs
from gongkai.exits import Exit, worst
from gongkai.progress import Stage
from gongkai.settings import Settings
from gongkai.text import clean, safe
from parsers.errors import PortalError, UsageError
from scraper import catalog
from scraper.model import CrawlSettings, CrawlSummary, Event, Portal

OWN_CATALOG = Path("portals.csv")


def crawl(call: Call) -> Exit:
    """Fetch reports into the archive."""
    out = call.out()
    portals = selection(call)
    with lock.held(out, "crawl"):
        summary = fetch(call, portals, out, "crawl")
    print_crawl(call, summary)
    if summary.all_unreachable:
        say_unreachable(call, summary)
    elif not call.quiet:
        call.console.print(
            safe(
                f"The archive is {out / 'archive'}/; `gongkai parse {out / 'archive'} --out {out}`"
            )
        )
    return exit_of(summary)


def run(call: Call) -> Exit:
    """Crawl, then make the dataset from everything in the archive."""
    out = call.out()
    portals = selection(call)
    with lock.held(out, "run"):
        return crawl_and_parse(call, portals, out, "run")


def crawl_and_parse(call: Call, portals: Sequence[Portal], out: Path, command: str) -> Exit:
    """Both halves of `run`; the caller holds the lock."""
    summary = fetch(call, portals, out, command)
    print_crawl(call, summary)
    parsed = dataset(call, inputs([out / "archive"], out), out, command)
    if summary.all_unreachable:
        say_unreachable(call, summary)
        return worst([Exit.USAGE, parsed])
    return parsed


def own_catalog(settings: Settings) -> Path | None:
    """The user's own catalog, None if there is none.

    Raises:
        UsageError: the file that was named does not exist.
    """
    if settings.catalog is None:
        return OWN_CATALOG if OWN_CATALOG.is_file() else None
    if not settings.catalog.is_file():
        raise UsageError(
            "no such catalog",
            place=str(settings.catalog),
            action="check the path; `gongkai portals add URL --catalog FILE` begins one",
            code="catalog_missing",
        )
    return settings.catalog


def known_portals(call: Call) -> list[Portal]:
    """The shipped catalog with the user's own over it; rows that are no good are said."""
    return catalog.load(
        own_catalog(call.settings),
        lambda error: call.reporter.warning(error.code, str(error), place=error.place),
    )


def selection(call: Call) -> list[Portal]:
    """The portals asked for.

    Raises:
        UsageError: none was asked for, or one of them is unknown.
    """
    asked = call.settings
    if not asked.portals and not asked.regions:
        raise UsageError(
            "no portal selected",
            action="name an address, an adcode or a catalog name, or --region NAME; "
            "`gongkai portals list` shows the catalog",
            code="no_selection",
        )
    return catalog.select(known_portals(call), asked.portals, asked.regions)


def crawl_settings(call: Call, out: Path) -> CrawlSettings:
    """What the crawler needs of the settings."""
    asked = call.settings
    return CrawlSettings(
        out=out,
        years=asked.years,
        pace=asked.pace,
        contact=asked.contact,
        timeout=asked.timeout,
        proxy=asked.proxy,
        stop=call.stop.event,
    )


def fetch(call: Call, portals: Sequence[Portal], out: Path, command: str) -> CrawlSummary:
    """Crawl, say what happens, and keep it in run.json.

    Raises:
        KeyboardInterrupt: the crawl was stopped; the next one goes on from there.
    """
    asked: dict[str, object] = {
        "command": command,
        "portals": [clean(portal.home) for portal in portals],
        "years": list(call.settings.years) if call.settings.years else None,
    }
    pipeline.update_run(out, "crawl", {**asked, "finished": False})(True)
    with call.reporter.stage("crawl") as stage, call.stop.patient():
        totals: dict[str, int] = {}
        summary = scraper.crawl(
            portals, crawl_settings(call, out), lambda event: _tell(call, stage, totals, event)
        )
    if summary.interrupted:
        raise KeyboardInterrupt
    pipeline.update_run(out, "crawl", {**asked, "finished": True, **record(summary)})(True)
    return summary


def _tell(call: Call, stage: Stage, totals: dict[str, int], event: Event) -> None:
    message = event.message.removeprefix(f"{event.portal}: ")
    if event.kind in {"page", "unchanged", "failure"}:
        totals[event.portal] = event.done + event.pending
        stage.advance(note=f"{event.portal} {event.url or ''}", total=sum(totals.values()))
    match event.kind:
        case "failure":
            call.reporter.warning(
                "crawl_failure", f"{event.portal}: {message}", portal=event.portal, url=event.url
            )
        case "wait":
            stage.advance(0, note=f"{event.portal}: {message}")
        case "portal" | "done":
            call.reporter.info(f"crawl_{event.kind}", f"{event.portal}: {message}", url=event.url)
        case _ if call.reporter.json_lines:
            call.reporter.info(
                f"crawl_{event.kind}", message, portal=event.portal, url=event.url, role=event.role
            )


def record(summary: CrawlSummary) -> dict[str, object]:
    """What run.json keeps of a crawl."""
    return {
        "all_unreachable": summary.all_unreachable,
        "by_portal": [
            {
                "portal": clean(item.portal.name),
                "home": clean(item.portal.home),
                "pages": item.pages,
                "candidates": item.candidates,
                "new": item.new,
                "unchanged": item.unchanged,
                "failures": item.failures,
                "whole": item.whole,
                "unreachable": item.unreachable,
                "blocked": item.blocked,
            }
            for item in summary.portals
        ],
    }


def print_crawl(call: Call, summary: CrawlSummary) -> None:
    """Print what the crawl found, portal by portal."""
    if call.quiet:
        return
    table = Table(title="Crawl", title_justify="left", box=box.SIMPLE, show_edge=False)
    table.add_column("portal", overflow="fold")
    for head in ("pages", "reports listed", "new", "unchanged", "failures"):
        table.add_column(head, justify="right")
    table.add_column("state")
    for item in summary.portals:
        state = "whole" if item.whole else "not whole"
        if item.unreachable:
            state = "unreachable"
        elif item.blocked:
            state = "refuses"
        numbers = (item.pages, item.candidates, item.new, item.unchanged, item.failures)
        table.add_row(safe(item.portal.name), *map(str, numbers), state)
    call.console.print(table)


def say_unreachable(call: Call, summary: CrawlSummary) -> None:
    """Why the exit code is 1 although everything was tried."""
    homes = ", ".join(item.portal.home for item in summary.portals[:3])
    more = len(summary.portals) - 3
    call.reporter.error(
        PortalError(
            "not one portal answered" + (f" (and {more} more)" if more > 0 else ""),
            place=homes,
            action="check the address and the network, and run the same command again; "
            "what was fetched before is kept",
            code="nothing_reachable",
        )
    )


def exit_of(summary: CrawlSummary) -> Exit:
    """How a crawl alone went."""
    if summary.all_unreachable:
        return Exit.USAGE
    if summary.failures:
        return Exit.PARTIAL
    found = any(item.new or item.unchanged or item.candidates for item in summary.portals)
    return Exit.DONE if found else Exit.NOTHING
