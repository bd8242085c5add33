"""`gongkai crawl` and `gongkai run`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich import box
from rich.table import Table

import output
import scraper
from gongkai import lock, mail, pipeline
from gongkai.cli import muting
from gongkai.cli.app import Call
from gongkai.cli.parsing import finish, inputs, say_nothing_found
from gongkai.exits import Exit, worst
from gongkai.progress import Stage
from gongkai.settings import Mute, Settings
from gongkai.text import clean, safe
from parsers.errors import PortalError, UsageError
from scraper import catalog
from scraper.model import CrawlSettings, CrawlSummary, Event, Portal

# Rows of the table on the terminal.
_SHOWN = 12
OWN_CATALOG = Path("portals.csv")


def crawl(call: Call) -> Exit:
    """Fetch reports into the archive."""
    out = call.out()
    portals, foreign = selection(call)
    mutes = muting.muted(call)
    meter = mail.Meter(out)
    with lock.held(out, "crawl"):
        summary = fetch(call, portals, out, "crawl", foreign)
    print_crawl(call, summary)
    if nobody_answers(summary):
        say_unreachable(call, summary)
        return Exit.USAGE
    code = exit_of(summary, mutes)
    news = mail.News(
        reports=sum(item.reports for item in summary.portals),
        new=sum(item.new - item.changed for item in summary.portals),
        revised=[name for item in summary.portals for name in item.changed_urls],
        gone=[name for item in summary.portals for name in item.gone_urls],
    )
    head = mail.first_line(code, summary, news, meter)
    _print_mail(call, code, mail.lines(head, summary, news, [], {}, mutes))
    if not call.quiet:
        call.console.print(
            safe(
                f"The archive is {out / 'archive'}/; `gongkai parse {out / 'archive'} --out {out}`"
            )
        )
    return code


def run(call: Call) -> Exit:
    """Crawl, then make the dataset from everything in the archive."""
    out = call.out()
    portals, foreign = selection(call)
    with lock.held(out, "run"):
        return crawl_and_parse(call, portals, out, "run", foreign)


def crawl_and_parse(
    call: Call,
    portals: Sequence[Portal],
    out: Path,
    command: str,
    foreign: frozenset[str] = frozenset(),
) -> Exit:
    """Both halves of `run`; the caller holds the lock."""
    mutes = muting.muted(call)
    meter = mail.Meter(out)
    before, errors = output.known(out), _errors(out)
    summary = fetch(call, portals, out, command, foreign)
    print_crawl(call, summary)
    paths = inputs([out / "archive"], out)
    built = pipeline.build(paths, out, call.settings, call.reporter, command)
    silent = nobody_answers(summary)
    say_nothing_found(call, built, paths, out, loud=not silent)
    code = finish(call, built, out, loud=False)
    if silent:
        say_unreachable(call, summary)
        return worst([Exit.USAGE, code])
    if summary.stopped:
        code = worst([Exit.PARTIAL, code])
    delta = output.compare(before, output.known(out))
    news = mail.News(
        reports=built.totals.reports,
        new=len(delta.new),
        revised=[report.name for report in delta.revised],
        gone=[report.name for report in delta.gone],
        errors=_errors(out) - errors,
    )
    head = mail.first_line(code, summary, news, meter)
    kept = {portal: n for portal, n in built.totals.by_portal.items() if portal is not None}
    _print_mail(call, code, mail.lines(head, summary, news, built.problems, kept, mutes))
    result = {
        "exit": int(code),
        "line": head,
        "new": [report.name for report in delta.new],
        "revised": news.revised,
        "gone": news.gone,
    }
    pipeline.update_run(out, "result", result)(True)
    return code


def _errors(out: Path) -> int:
    """Findings of severity error in the dataset that is there."""
    dataset = pipeline.read_run(out).get("dataset")
    findings = dataset.get("findings", []) if isinstance(dataset, dict) else []
    return sum(item["number"] for item in findings if item.get("severity") == "error")


def _print_mail(call: Call, code: Exit, lines: Sequence[str]) -> None:
    if not call.quiet or code is not Exit.DONE:
        for line in lines:
            # One line each, however wide: whoever reads them may be a program.
            call.console.print(safe(line), soft_wrap=True)


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


def selection(call: Call) -> tuple[list[Portal], frozenset[str]]:
    """The portals asked for, or this shard's part of them, and the domains of other shards.

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
    portals = catalog.select(known_portals(call), asked.portals, asked.regions)
    if asked.shard is None:
        return portals, frozenset()
    mine, foreign = catalog.split(portals, *asked.shard)
    if not mine:
        call.reporter.warning(
            "shard_empty",
            f"shard {asked.shard[0]}/{asked.shard[1]} has none of the {len(portals)} portals",
        )
    return mine, foreign


def crawl_settings(call: Call, out: Path, foreign: frozenset[str] = frozenset()) -> CrawlSettings:
    """What the crawler needs of the settings; `foreign`: domains of other shards."""
    asked = call.settings
    return CrawlSettings(
        out=out,
        years=asked.years,
        pace=asked.pace,
        contact=asked.contact,
        timeout=asked.timeout,
        proxy=asked.proxy,
        stop=call.stop.event,
        workers=asked.concurrency,
        max_seconds=asked.max_time,
        hours=asked.hours,
        min_free=asked.min_free,
        allow_private=asked.allow_private,
        foreign_domains=foreign,
        legacy_tls=frozenset(name for name, host in asked.hosts.items() if host.legacy_tls),
        deadlines={n: host.deadline for n, host in asked.hosts.items() if host.deadline},
        paces={n: host.pace for n, host in asked.hosts.items() if host.pace is not None},
    )


def fetch(
    call: Call,
    portals: Sequence[Portal],
    out: Path,
    command: str,
    foreign: frozenset[str] = frozenset(),
) -> CrawlSummary:
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
            portals,
            crawl_settings(call, out, foreign),
            lambda event: _tell(call, stage, totals, event),
        )
    if summary.interrupted and not summary.stopped:
        raise KeyboardInterrupt
    if summary.stopped:
        call.reporter.info("crawl_stopped", f"{summary.stopped}; the next run goes on")
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
        case "notice":
            call.reporter.warning("crawl_notice", message)
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
        "network_down": summary.network_down,
        "stopped": summary.stopped,
        "by_portal": [
            {
                "portal": clean(item.portal.name),
                "home": clean(item.portal.home),
                "pages": item.pages,
                "candidates": item.candidates,
                "new": item.new,
                "unchanged": item.unchanged,
                "changed": item.changed,
                "gone": item.gone,
                "reports": item.reports,
                "interrupted": item.interrupted,
                "last_good": item.last_good,
                "failing_since": item.failing_since,
                "code": item.trouble.code if item.trouble else None,
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
    shown = [item for item in summary.portals if len(summary.portals) <= _SHOWN or not item.whole]
    table = Table(title="Crawl", title_justify="left", box=box.SIMPLE, show_edge=False)
    table.add_column("portal", overflow="fold")
    for head in ("pages", "reports listed", "new", "unchanged", "failures"):
        table.add_column(head, justify="right")
    table.add_column("state")
    for item in shown[:_SHOWN]:
        state = "whole" if item.whole else "not whole"
        if item.unreachable:
            state = "unreachable"
        elif item.blocked:
            state = "refuses"
        numbers = (item.pages, item.candidates, item.new, item.unchanged, item.failures)
        table.add_row(safe(item.portal.name), *map(str, numbers), state)
    call.console.print(table)
    if hidden := len(summary.portals) - min(len(shown), _SHOWN):
        call.console.print(f"and {hidden} more; run.json has them all")


def nobody_answers(summary: CrawlSummary) -> bool:
    """Whether it is this side's network that is down, or nothing at all that was asked for is up."""
    return summary.all_unreachable or summary.network_down


def say_unreachable(call: Call, summary: CrawlSummary) -> None:
    """Why the exit code is 1 although everything was tried."""
    homes = ", ".join(item.portal.home for item in summary.portals[:3])
    more = len(summary.portals) - 3
    call.reporter.error(
        PortalError(
            (
                "one portal after the other gave no answer"
                if summary.network_down
                else "not one portal answered"
            )
            + (f" (and {more} more)" if more > 0 else ""),
            place=homes,
            action="check the address and the network, and run the same command again; "
            "what was fetched before is kept",
            code="nothing_reachable",
        )
    )


def exit_of(summary: CrawlSummary, mutes: Mapping[str, Mute]) -> Exit:
    """How a crawl alone went."""
    counting = [item for item in summary.portals if item.portal.home not in mutes]
    if summary.stopped or any(item.failures for item in counting):
        return Exit.PARTIAL
    found = any(item.new or item.unchanged or item.candidates for item in summary.portals)
    return Exit.DONE if found else Exit.NOTHING
