"""Whole or not: what the lists said that they hold against what came.

An entry or a page that is missing is a problem that counts. A list whose stated total differs
though it was read to its end and every entry came is a problem that does not.
"""

from __future__ import annotations

import datetime
import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from scraper import shrinking, years
from scraper.frontier import Frontier
from scraper.limits import BEIJING
from scraper.model import CrawlSettings, Failure, Portal
from scraper.nocolumn import no_column
from scraper.trouble import SILENT
from scraper.wholeness import ListRead, judge

_CLOSED_BY_WALL = frozenset(
    {"wall", "rate_limited", "same_shell", "robots_disallow", "login_required"}
)


@dataclass
class Verdict:
    """What a pass came to.

    Attributes:
        whole: every list was read to its end, and every entry of the years asked for came.
        failures: found only now that everything was asked.
    """

    whole: bool = False
    failures: list[Failure] = field(default_factory=list)


def failure_fields(failure: Failure, portal: Portal, key: str) -> dict[str, object]:
    """Fields of the metadata record of a failure."""
    return {
        "failure-level": failure.level,
        "failure-kind": failure.kind,
        "failure-code": failure.code,
        "failure-message": failure.message,
        "failure-action": failure.action,
        "failure-counts": failure.counts,
        "http-status": failure.http_status,
        "attempts": failure.attempts,
        "portal": key,
        "adcode": portal.adcode,
        "report-year": failure.report_year,
        "evidence": failure.evidence,
    }


def finish(
    frontier: Frontier,
    portal: Portal,
    key: str,
    crawl: int,
    settings: CrawlSettings,
    *,
    close: bool = True,
) -> Verdict:
    """Judge a pass over a portal and write its listings; inside a transaction.

    Args:
        frontier: state and archive.
        portal: which.
        key: its home address.
        crawl: number of the pass.
        settings: of the crawl.
        close: the pass is over; False if the rest is left to the next run.
    """
    lists = _lists(frontier, key, crawl)
    verdict = Verdict()
    incomplete: set[int | None] = set()
    static = any(item.ok for item in lists)
    for item in lists:
        failures, whole = judge(item, static=static)
        verdict.failures += failures
        if not whole:
            incomplete.add(item.year)
    listed = {int(row["year"]) for row in _entries(frontier, key, crawl) if row["year"]}
    if static:
        empty = shrinking.empty_years(lists, listed, _today(settings))
        verdict.failures += empty
        incomplete.update(failure.report_year for failure in empty)
    failed_main = frontier.rows(
        "SELECT outcome FROM pages WHERE portal = ? AND crawl = ? AND state = 'failed' "
        "AND (kind = 'home' OR (kind = 'column' AND via IS NULL)) AND counts",
        (key, crawl),
    )
    hosts = frontier.rows(
        "SELECT closed FROM hosts WHERE portal = ? AND crawl = ? AND closed IS NOT NULL",
        (key, crawl),
    )
    closed = {row["closed"] for row in hosts} | {row["outcome"] for row in failed_main}
    if close and not lists and not closed:
        verdict.failures.append(no_column(frontier, key, crawl))
    if closed or not static or not close:
        incomplete.add(None)
    for failure in verdict.failures:
        frontier.archive.add_note(failure.url, failure_fields(failure, portal, key))
    entries, address = _entries(frontier, key, crawl), _column_address(frontier, key, crawl)
    whole_years = _write_listings(
        frontier, portal, key, address, settings, lists, entries, incomplete, closed
    )
    verdict.whole = not incomplete and all(r["state"] == "done" for r in entries if r["wanted"])
    if close:
        if not closed:
            less, doubtful = _compare(frontier, key, address, settings, lists, entries, whole_years)
            for failure in less:
                frontier.archive.add_note(failure.url, failure_fields(failure, portal, key))
            verdict.failures += less
            if verdict.whole and not doubtful:
                verdict.failures += _note_gone(frontier, portal, key, crawl, settings)
        frontier.execute(
            "UPDATE crawls SET finished_at = ?, whole = ? WHERE portal = ? AND crawl = ?",
            (frontier.archive.time(), int(verdict.whole), key, crawl),
        )
    return verdict


def _lists(frontier: Frontier, key: str, crawl: int) -> list[ListRead]:
    here = (key, crawl)
    rows = frontier.rows(
        "SELECT * FROM list_pages WHERE portal = ? AND crawl = ? ORDER BY list_url, number", here
    )
    came = frontier.rows(
        "SELECT list_url, count(*) AS n FROM entries WHERE portal = ? AND crawl = ? GROUP BY list_url",
        here,
    )
    unasked = frontier.rows(
        "SELECT coalesce(list_url, url) AS list_url, count(*) AS n FROM pages WHERE portal = ? AND "
        "crawl = ? AND kind IN ('more', 'column') AND (state = 'pending' OR outcome = 'closed') "
        "GROUP BY 1",
        here,
    )
    numbers = {row["list_url"]: int(row["n"]) for row in came}
    open_ = {row["list_url"]: int(row["n"]) for row in unasked}
    grouped: dict[str, list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        grouped[row["list_url"]].append(row)
    for url in open_:
        grouped.setdefault(url, [])
    return [
        ListRead(
            url, found[0]["year"] if found else None, found, numbers.get(url, 0), open_.get(url, 0)
        )
        for url, found in sorted(grouped.items())
    ]


def _entries(frontier: Frontier, key: str, crawl: int) -> list[sqlite3.Row]:
    """What the lists list, each address once a year, with what became of it."""
    return frontier.rows(
        "SELECT e.url, e.year, max(e.wanted) AS wanted, min(e.interpretation) AS interpretation, "
        "p.state FROM entries e LEFT JOIN pages p "
        "ON p.portal = e.portal AND p.crawl = e.crawl AND p.url = e.url "
        "WHERE e.portal = ? AND e.crawl = ? GROUP BY e.url, e.year",
        (key, crawl),
    )


def _column_address(frontier: Frontier, key: str, crawl: int) -> str:
    column = frontier.rows(
        "SELECT url FROM pages WHERE portal = ? AND crawl = ? AND kind = 'column' "
        "ORDER BY depth, url LIMIT 1",
        (key, crawl),
    )
    return column[0]["url"] if column else key


def _today(settings: CrawlSettings) -> datetime.date:
    return settings.today or datetime.datetime.now(BEIJING).date()


def _asked(settings: CrawlSettings, entries: list[sqlite3.Row]) -> list[int]:
    if settings.years is not None:
        return list(range(settings.years[0], settings.years[1] + 1))
    return sorted({int(row["year"]) for row in entries if row["wanted"] and row["year"]})


def _write_listings(
    frontier: Frontier,
    portal: Portal,
    key: str,
    address: str,
    settings: CrawlSettings,
    lists: list[ListRead],
    entries: list[sqlite3.Row],
    incomplete: set[int | None],
    closed: set[str],
) -> set[int]:
    """One record per report year; returns the years that are whole."""
    today, walled = _today(settings), bool(closed & _CLOSED_BY_WALL)
    checked = frontier.archive.time()
    unknown = [row for row in entries if row["wanted"] and row["year"] is None]
    whole_years = set()
    # A portal that did not answer at all says nothing new of years that were whole before.
    silent = not lists and bool(closed & SILENT)
    known = frontier.rows("SELECT year FROM year_counts WHERE portal = ?", (key,))
    skipped = {int(row["year"]) for row in known} if silent else set()
    for year in _asked(settings, entries):
        if year in skipped:
            continue
        mine = [row for row in entries if row["wanted"] and row["year"] == year]
        # A year's folder may be named after the year in which its reports were published.
        year_whole = not incomplete & {None, year, year + 1} and all(
            row["state"] == "done" for row in mine + unknown
        )
        if year_whole:
            whole_years.add(year)
        frontier.archive.add_note(
            address,
            {
                "listing": "whole" if year_whole else "partial",
                "portal": key,
                "adcode": portal.adcode,
                "report-year": year,
                "listed-total": _listed_total(lists, entries, year),
                "outcome": _outcome(mine, year, today, whole=year_whole, walled=walled),
                "checked-at": checked,
            },
        )
    return whole_years


def _compare(
    frontier: Frontier,
    key: str,
    address: str,
    settings: CrawlSettings,
    lists: list[ListRead],
    entries: list[sqlite3.Row],
    whole_years: set[int],
) -> tuple[list[Failure], bool]:
    """This pass beside the one before; see `shrinking.shrunk`."""
    today = _today(settings)
    counts = Counter(
        int(row["year"]) for row in entries if row["year"] and not row["interpretation"]
    )
    if settings.years is None and any(item.ok for item in lists):
        # A year that is not listed any more was looked for all the same.
        kept = frontier.rows("SELECT year FROM year_counts WHERE portal = ?", (key,))
        broken = {item.year for item in lists if not item.ok}
        whole_years = whole_years | {int(row["year"]) for row in kept} - broken - set(counts)
    return shrinking.shrunk(frontier, key, address, counts, whole_years, today)


def _outcome(
    mine: list[sqlite3.Row], year: int, today: datetime.date, *, whole: bool, walled: bool
) -> str:
    """What holds of the year if the parser finds no report of it."""
    candidates = [row for row in mine if not row["interpretation"]]
    if any(row["state"] == "done" for row in candidates):
        return "unreadable"
    if walled:
        return "blocked"
    if candidates:
        return "listed_not_fetched"
    if today <= years.due(year):
        return "not_due"
    return "not_published" if whole else "not_crawled"


def _listed_total(lists: list[ListRead], entries: list[sqlite3.Row], year: int) -> int | None:
    """How many entries of that year the portal says that it lists."""
    of_year = [item for item in lists if item.year == year and item.ok]
    stated = [item.stated("stated_entries") for item in of_year]
    if stated and None not in stated:
        return sum(number for number in stated if number is not None)
    if not any(item.ok for item in lists):
        return None
    return len({row["url"] for row in entries if row["year"] == year})


def _note_gone(
    frontier: Frontier, portal: Portal, key: str, crawl: int, settings: CrawlSettings
) -> list[Failure]:
    """Reports that a whole pass did not meet any more."""
    first, last = settings.years or (0, 9999)
    rows = frontier.rows(
        "SELECT url, year FROM copies WHERE portal = ? AND role = 'report' AND NOT gone AND crawl < ? "
        "AND coalesce(year, ?) BETWEEN ? AND ? AND url NOT IN "
        "(SELECT url FROM entries WHERE portal = ? AND crawl = ?) ORDER BY url",
        (key, crawl, -1 if settings.years else 0, first, last, key, crawl),
    )
    failures = []
    for row in rows:
        failure = Failure(
            "document",
            "gone",
            "gone",
            "the portal does not list this report any more",
            row["url"],
            "nothing to do; what was fetched before is kept",
            counts=False,
            report_year=row["year"],
        )
        frontier.archive.add_note(failure.url, failure_fields(failure, portal, key))
        frontier.execute("UPDATE copies SET gone = 1 WHERE url = ?", (row["url"],))
        failures.append(failure)
    return failures
