"""`gongkai portals list`, `probe` and `add`."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from rich import box
from rich.table import Table

import scraper
from gongkai.cli.app import Call
from gongkai.cli.crawling import OWN_CATALOG, crawl_settings, known_portals
from gongkai.exits import Exit
from gongkai.text import clean, safe
from parsers.errors import PortalError
from scraper import ProbeResult, catalog
from scraper.model import StoppedError


def list_portals(call: Call) -> Exit:
    """Print the catalog."""
    portals = known_portals(call)
    if call.settings.regions:
        portals = catalog.select(portals, [], call.settings.regions)
    if not call.quiet:
        table = Table(box=box.SIMPLE, show_edge=False)
        for head in ("adcode", "name", "family", "verified", "home"):
            table.add_column(head, overflow="fold")
        for item in portals:
            table.add_row(
                item.adcode or "",
                safe(item.name),
                safe(item.family or ""),
                item.verified,
                safe(item.report_column or item.home),
            )
        call.console.print(table)
        call.console.print(f"{len(portals)} portals")
    return Exit.DONE if portals else Exit.NOTHING


def probe(call: Call) -> Exit:
    """Look at a portal without crawling it."""
    result = _probe(call)
    if result.problem is not None:
        call.reporter.error(result.problem)
        return Exit.USAGE if result.problem.transport else Exit.PARTIAL
    if not call.quiet:
        _print(call, result)
    if not result.report_columns:
        call.reporter.warning(
            "no_column",
            f"{result.url}: no annual-report column was found; if you know its address, crawl that",
        )
        return Exit.NOTHING
    return Exit.DONE


def add(call: Call) -> Exit:
    """Probe a portal and append it to the user's catalog."""
    result = _probe(call)
    if result.problem is not None:
        raise PortalError(
            f"the portal was not added: {result.problem.message}",
            place=result.problem.place or result.url,
            action=result.problem.action or "check the address, or write the row by hand",
            code=result.problem.code,
        )
    portal = dataclasses.replace(
        result.portal,
        name=call.arguments.name or result.portal.name,
        adcode=call.arguments.adcode or result.portal.adcode,
    )
    path = call.settings.catalog or OWN_CATALOG
    catalog.append(path, portal)
    if not call.quiet:
        _print(call, result)
        call.console.print(
            safe(f"Added to {path} as {portal.name!r}, adcode {portal.adcode or 'unknown'}.")
        )
    return Exit.DONE


def _probe(call: Call) -> ProbeResult:
    with call.reporter.stage(f"probe {clean(call.arguments.url)}"), call.stop.patient():
        try:
            # Nothing is written there: a probe leaves no files.
            return scraper.probe(call.arguments.url, crawl_settings(call, Path()))
        except StoppedError:
            raise KeyboardInterrupt from None


def _print(call: Call, result: ProbeResult) -> None:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    columns = result.report_columns
    for name, value in (
        ("address", result.final_url),
        ("title", result.title),
        ("site code", result.site_code),
        ("adcode", result.adcode),
        ("family", result.family),
        ("report column", columns[0] if columns else "none found"),
        *(("or", address) for address in columns[1:5]),
        *(("why" if n == 0 else "", line) for n, line in enumerate(result.evidence)),
    ):
        if value:
            grid.add_row(name, safe(value))
    call.console.print(grid)
