"""The first pass: what must be known of all reports before one row can be written.

Versions of a report, the report that speaks for a division, dates that several years share, and
last year's figures join reports. Of each report only a few words are kept.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from output.order import sort_key
from output.slots import Slots, tame
from output.tables.panel import FIRST_YEAR
from output.tables.wide import REQUESTS_ID, TOTAL
from output.values import day, moment
from parsers.model import Report

DOUBTFUL = "doubtful"
# Who may speak for a division: 条例第四十九条, the government or the office that reports for it.
SPEAKERS = frozenset(("government", "government_office"))

_Group = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A date of publication with its evidence; `on` is an ISO date."""

    on: str | None
    basis: str | None
    status: str | None

    @property
    def doubtful(self) -> bool:
        """Whether the date is there and not certain."""
        return self.on is not None and self.status == DOUBTFUL


@dataclass(slots=True)
class Facts:
    """What is kept of one report, and what the other reports say of it.

    Attributes:
        place: who publishes: the portal, else the host, else the organ.
        own: date of publication of this very version.
        carried: `carried_forward` total, strict and with blanks as zero.
        published: earliest date over the versions.
        carried_before: `carried` of the same organ's report for the year before.
        ambiguous: another organ of the same name, region unknown, reports for the same year.
    """

    report_id: str
    organ: str | None
    adcode: str | None
    region: str | None
    level: str | None
    scope: str
    organ_kind: str
    year: int | None
    portal: str | None
    place: str
    due_on: str | None
    fetched_at: str
    own: Published
    published: Published
    carried: tuple[int | None, int | None]
    carried_before: tuple[int | None, int | None] = (None, None)
    version: int = 1
    versions: int = 1
    current: bool = True
    headline: bool = False
    ambiguous: bool = False

    @property
    def in_panel(self) -> bool:
        """Whether this version is the organ's row of its year."""
        known = self.organ is not None and self.year is not None and self.year >= FIRST_YEAR
        return known and self.current and not self.ambiguous


def collect(reports: Iterable[Report], *, with_doubtful: bool) -> dict[str, Facts]:
    """Reads all reports once.

    Args:
        reports: all reports, in the order of `sort_key`.
        with_doubtful: whether best readings count.

    Returns:
        Facts by report_id, resolved.

    Raises:
        ValueError: the reports are not sorted, or one comes twice.
    """
    facts: dict[str, Facts] = {}
    last: tuple[object, ...] | None = None
    for report in reports:
        key = sort_key(report)
        if last is not None and key <= last:
            raise ValueError(f"{report.report_id}: reports must come once each, in their order")
        last = key
        if report.report_id in facts:
            raise ValueError(f"{report.report_id}: two reports of one id")
        facts[report.report_id] = _facts(report, with_doubtful)
    _share_dates(facts.values())
    current = _number_versions(facts.values())
    _compare_years(current)
    _mark_headlines(fact for fact in facts.values() if fact.current)
    return facts


def _intern(value: str | None) -> str | None:
    return sys.intern(value) if value else None


def _facts(report: Report, with_doubtful: bool) -> Facts:
    who = report.identity
    cells = [tame(c) for c in report.cells if c.row_key == "carried_forward"]
    slots = Slots(report, cells, with_doubtful=with_doubtful)
    carried = tuple(
        slots.get(REQUESTS_ID, "carried_forward", TOTAL, blank_zero=zero).value
        for zero in (False, True)
    )
    host = urlsplit(report.url or "").netloc
    place = report.portal or host or f"{who.adcode or ''}|{who.organ or report.report_id}"
    own = _published(
        who.published_on, who.published_on_basis, who.published_on_status, who.report_year
    )
    fetched = moment(report.fetched_at)
    return Facts(
        report_id=report.report_id,
        organ=_intern(who.organ),
        adcode=_intern(who.adcode),
        region=_intern(who.region),
        level=_intern(who.level),
        scope=sys.intern(who.scope),
        organ_kind=sys.intern(who.organ_kind),
        year=who.report_year,
        portal=_intern(report.portal),
        place=sys.intern(place),
        due_on=_intern(who.due_on),
        fetched_at=fetched.isoformat() if fetched else "",
        own=own,
        published=own,
        carried=(_int(carried[0]), _int(carried[1])),
    )


def _int(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _published(
    on: str | None, basis: str | None, status: str | None, year: int | None
) -> Published:
    date = day(on)
    if date is None:
        return Published(None, None, None)
    if year is not None and date.year <= year:
        status = DOUBTFUL  # no report is published before its year ends
    return Published(sys.intern(date.isoformat()), _intern(basis), _intern(status or "read"))


def _share_dates(facts: Iterable[Facts]) -> None:
    """One date for several years of a portal is the date of an upload, not of publication."""
    facts = list(facts)
    years: dict[tuple[str, str], int | None] = {}
    shared: set[tuple[str, str]] = set()
    for fact in facts:
        if fact.own.on is None or fact.year is None:
            continue
        key = (fact.place, fact.own.on)
        if years.setdefault(key, fact.year) != fact.year:
            shared.add(key)
    for fact in facts:
        own = fact.own
        if own.on is not None and (fact.place, own.on) in shared:
            fact.own = fact.published = Published(own.on, own.basis, DOUBTFUL)


def _organ_of(fact: Facts) -> _Group:
    """Who reports. Without a code, organs of one name on two portals are two organs."""
    known = fact.adcode is not None
    where = (None, None) if known else (fact.region, fact.place)
    return (fact.organ, fact.adcode, fact.scope, *where)


def _number_versions(facts: Iterable[Facts]) -> dict[tuple[_Group, int], Facts]:
    groups: dict[tuple[_Group, int], list[Facts]] = defaultdict(list)
    for fact in facts:
        if fact.organ is not None and fact.year is not None:
            groups[_organ_of(fact), fact.year].append(fact)
    current: dict[tuple[_Group, int], Facts] = {}
    rows: dict[tuple[object, ...], list[Facts]] = defaultdict(list)
    for key, versions in groups.items():
        versions.sort(key=lambda f: (f.own.on or "", f.fetched_at, f.report_id))
        dated = [f.own for f in versions if f.own.on]
        earliest = min(dated, key=lambda p: (p.doubtful, p.on or "")) if dated else None
        for number, fact in enumerate(versions, start=1):
            fact.version, fact.versions = number, len(versions)
            fact.current = number == len(versions)
            fact.published = earliest or fact.own
        current[key] = versions[-1]
        rows[(*key[0][:3], key[1])].append(versions[-1])
    for same in rows.values():
        for fact in same:
            fact.ambiguous = len(same) > 1
    return current


def _compare_years(current: dict[tuple[_Group, int], Facts]) -> None:
    for (organ, year), fact in current.items():
        before = current.get((organ, year - 1))
        if before is not None and before.in_panel:
            fact.carried_before = before.carried


def _mark_headlines(current: Iterable[Facts]) -> None:
    """At most one report speaks for a division and year; two candidates mean none."""
    candidates: dict[tuple[str, str, int], list[Facts]] = defaultdict(list)
    for fact in current:
        speaks = fact.scope == "government" and fact.organ_kind in SPEAKERS
        if speaks and fact.organ and fact.adcode and fact.level and fact.year is not None:
            candidates[fact.adcode, fact.level, fact.year].append(fact)
    for rivals in candidates.values():
        if len(rivals) == 1:
            rivals[0].headline = True
