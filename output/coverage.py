"""Rows of `coverage`: every division and year asked for, found or not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from output.facts import Facts
from output.rows import Row
from output.tables.details import OUTCOMES
from output.values import day, joined, moment, split, text
from parsers.model import Listing, Problem

FOUND, NOT_PUBLISHED, UNREADABLE, NOT_CRAWLED = (
    "found",
    "not_published",
    "unreadable",
    "not_crawled",
)
# Of several lists of one division, the one that leaves most open decides.
_OPEN_FIRST = (
    "listed_not_fetched",
    UNREADABLE,
    "blocked",
    NOT_CRAWLED,
    "not_due",
    NOT_PUBLISHED,
    "no_portal",
    FOUND,
)
_Key = tuple[str | None, str | None, int]


@dataclass(slots=True)
class _Entry:
    reports: list[Facts] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)


def level_of(adcode: str | None) -> str | None:
    """The level that a six-digit code stands for by its zeros (GB/T 2260)."""
    if adcode is None or len(adcode) != 6:
        return None
    if adcode.endswith("0000"):
        return "province"
    return "prefecture" if adcode.endswith("00") else "county"


def coverage_rows(
    facts: Iterable[Facts], listings: Sequence[Listing], problems: Sequence[Problem]
) -> Iterator[Row]:
    """The rows of `coverage`, by adcode (null last), level and year.

    Args:
        facts: all reports.
        listings: what a crawl knows of portals and years.
        problems: all problems; a list with unread documents proves no absence.
    """
    current = [fact for fact in facts if fact.current]
    entries: dict[_Key, _Entry] = defaultdict(_Entry)
    for fact in current:
        if fact.adcode is not None and fact.year is not None:
            entries[fact.adcode, fact.level, fact.year].reports.append(fact)
    homes = _homes(current)
    for listing in listings:
        adcode = listing.adcode or homes.get(listing.portal)
        key = (adcode, level_of(adcode), listing.report_year)
        entries[key].listings.append(replace(listing, adcode=adcode))
    _add_nameless(entries, current)
    unread = _Unread(current, problems)
    regions = _regions(entries)
    for key in sorted(entries, key=lambda k: (k[0] is None, k[0] or "", k[1] or "", k[2])):
        yield _row(key, entries[key], unread, regions)


def _homes(current: Iterable[Facts]) -> dict[str, str]:
    """Portals given by address alone: their division, if all their reports say the same."""
    codes: dict[str, set[str]] = defaultdict(set)
    for fact in current:
        if fact.portal and fact.adcode and fact.level == level_of(fact.adcode):
            codes[fact.portal].add(fact.adcode)
    return {portal: min(known) for portal, known in codes.items() if len(known) == 1}


def _add_nameless(entries: dict[_Key, _Entry], current: Iterable[Facts]) -> None:
    """Reports of a division without code stand in the row of the portal that listed them."""
    portals = {
        listing.portal
        for (adcode, _, _), entry in entries.items()
        if adcode is None
        for listing in entry.listings
    }
    for fact in current:
        if fact.adcode is None and fact.year is not None and fact.portal:
            key = (None, None, fact.year)
            if key in entries and portals.intersection(split(fact.portal)):
                entries[key].reports.append(fact)


class _Unread:
    """Portals and years of which something was not read, or not understood."""

    def __init__(self, current: Iterable[Facts], problems: Iterable[Problem]) -> None:
        self._known: set[tuple[str, int | None]] = set()
        for problem in problems:
            if problem.counts and problem.portal and problem.level == "document":
                self._known.add((problem.portal, problem.report_year))
        for fact in current:
            nameless = fact.adcode is None or fact.level is None or fact.year is None
            if fact.portal and nameless:
                self._known.add((fact.portal, fact.year))

    def of(self, listing: Listing) -> bool:
        """Whether a report of that list may be among what was not read."""
        portal = listing.portal
        return (portal, listing.report_year) in self._known or (portal, None) in self._known


def _regions(entries: dict[_Key, _Entry]) -> dict[tuple[str | None, str | None], str]:
    names: dict[tuple[str | None, str | None], Counter[str]] = defaultdict(Counter)
    for (adcode, level, _), entry in entries.items():
        for fact in entry.reports:
            if fact.region:
                names[adcode, level][fact.region] += 1 + 1_000 * fact.headline
    return {
        key: min(counts, key=lambda name: (-counts[name], name))
        for key, counts in names.items()
        # Divisions without code share a row: it has a name only if it is one division's.
        if key[0] is not None or len(counts) == 1
    }


def _outcome(listing: Listing, unread: _Unread) -> str:
    """Why a list gave no report; `not_published` only after a whole crawl with nothing unread."""
    if listing.outcome not in (FOUND, NOT_PUBLISHED):
        return listing.outcome if listing.outcome in OUTCOMES else NOT_CRAWLED
    if unread.of(listing):
        return UNREADABLE
    return NOT_PUBLISHED if listing.whole else NOT_CRAWLED


def _due(adcode: str | None, level: str | None, year: int) -> date | None:
    """31 March of the next year for governments of counties and above: 条例第四十九条."""
    if adcode is None or level not in ("province", "prefecture", "county"):
        return None
    return date(year + 1, 3, 31)


def _row(
    key: _Key,
    entry: _Entry,
    unread: _Unread,
    regions: dict[tuple[str | None, str | None], str],
) -> Row:
    adcode, level, year = key
    headline = next((fact for fact in entry.reports if fact.headline), None)
    if entry.reports:
        outcome = FOUND
    else:
        outcomes = [_outcome(listing, unread) for listing in entry.listings]
        outcome = min(outcomes, key=_OPEN_FIRST.index)
    portals = {fact.portal for fact in entry.reports} | {ls.portal for ls in entry.listings}
    names = sorted({name for portal in portals if portal for name in split(portal)})
    totals = [ls.listed_total for ls in entry.listings if ls.listed_total is not None]
    checked = [at for ls in entry.listings if (at := moment(ls.checked_at)) is not None]
    due = day(headline.due_on) if headline and headline.due_on else _due(adcode, level, year)
    return {
        "adcode": text(adcode),
        "level": text(level),
        "region": text(regions.get((adcode, level))),
        "portal": joined(names),
        "report_year": year,
        "outcome": outcome,
        "headline_report_id": headline.report_id if headline else None,
        "reports_found": len(entry.reports),
        "listed_total": sum(totals) if totals else None,
        "checked_at": max(checked) if checked else None,
        "due_on": due,
    }
