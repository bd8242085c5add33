"""`gongkai portals list`, `probe`, `add` and `discover`."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

from rich import box
from rich.table import Table

import scraper
from gongkai.cli.app import Call
from gongkai.cli.crawling import OWN_CATALOG, crawl_settings, known_portals
from gongkai.exits import Exit
from gongkai.text import clean, safe
from parsers.errors import PortalError, UsageError
from scraper import ProbeResult, catalog
from scraper.model import Portal, StoppedError

_REVIEWED = ("region", "level", "outcome", "evidence", "found_on", "anchor")


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


def discover(call: Call) -> Exit:
    """Find the portals of a region by the official chain, for a person to review."""
    if len(call.settings.regions) != 1:
        raise UsageError(
            "no region to look in" if not call.settings.regions else "one region at a time",
            action="give one --region, e.g. --region 湖南省",
            code="no_selection",
        )
    code = catalog.region_code(call.settings.regions[0])
    path = Path(call.arguments.to or f"portals-{code}.csv")
    start = _start(call, code)
    with call.reporter.stage(f"discover {code}") as stage, call.stop.patient():
        try:
            found = scraper.region.discover(
                code,
                start,
                crawl_settings(call, Path()),
                lambda row: stage.advance(note=f"{row.division.name}: {row.outcome}"),
            )
        except StoppedError:
            raise KeyboardInterrupt from None
    catalog.write_review(path, map(_review, found), _REVIEWED)
    outcomes = Counter(row.outcome for row in found)
    if not call.quiet:
        for outcome, number in outcomes.most_common():
            call.console.print(f"{number:5} {outcome}")
        call.console.print(
            safe(
                f"Written to {path}. Read the evidence, correct `outcome` where you know better, "
                f"then `gongkai portals add {path}` takes the accepted rows into your catalog."
            )
        )
    return Exit.DONE if outcomes[catalog.ACCEPTED] else Exit.NOTHING


def _start(call: Call, code: str) -> Portal:
    """Where the chain begins: --start, or the catalog's portal of the region or of one above it."""
    known = {portal.adcode: portal for portal in known_portals(call) if portal.adcode}
    if call.arguments.start:
        (start,) = catalog.select([], [call.arguments.start])
        return dataclasses.replace(start, home=start.report_column or start.home, adcode=code)
    for above in (code, code[:4] + "00", code[:2] + "0000"):
        if above in known:
            return known[above]
    raise UsageError(
        "the catalog has no portal of this region or above it",
        place=code,
        action="give one to begin at with --start URL",
        code="unknown_portal",
    )


def _review(row: scraper.region.Row) -> dict[str, str]:
    return {
        **{name: clean(value) for name, value in catalog.as_row(row.portal).items()},
        "region": row.division.name,
        "level": row.division.level,
        "outcome": row.outcome,
        "evidence": _plain(row.evidence),
        "found_on": _plain(row.found_on),
        "anchor": _plain(row.anchor),
    }


def _plain(text: str) -> str:
    """Text of others, which a spreadsheet must not take for a formula."""
    words = clean(text)
    return f"'{words}" if words.startswith(("=", "+", "-", "@")) else words


def add(call: Call) -> Exit:
    """Probe a portal and append it to the user's catalog; or append a reviewed file's rows."""
    if call.arguments.url.lower().endswith(".csv") and "://" not in call.arguments.url:
        return _add_reviewed(call, Path(call.arguments.url))
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


def _add_reviewed(call: Call, source: Path) -> Exit:
    path = call.settings.catalog or OWN_CATALOG
    added = skipped = 0
    for portal in catalog.rows(
        source, lambda error: call.reporter.warning(error.code, str(error), place=error.place)
    ):
        try:
            catalog.append(path, portal)
            added += 1
        except UsageError as error:
            if error.code != "duplicate_portal":
                raise
            skipped += 1
            call.reporter.info(error.code, f"{portal.home}: {error.message}")
    if not call.quiet:
        call.console.print(safe(f"{added} portals added to {path}, {skipped} were there already."))
    return Exit.DONE if added or skipped else Exit.NOTHING


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
