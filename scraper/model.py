"""What a crawl takes (Portal, CrawlSettings) and what it gives (Event, CrawlSummary)."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from parsers.errors import PortalError


@dataclass(frozen=True, slots=True)
class Portal:
    """A government portal: a row of the catalog, or an address given by hand.

    Attributes:
        name: as people call it.
        home: address of the home page (or, for an address given by hand, of the column).
        adcode: six-digit division code, None if unknown.
        family: name of the platform family, None to recognise it page by page.
        report_column: address of the annual-report column, None to discover it.
        verified: ISO date of the last check by a person, or ``never``.
        hosts: further hosts that belong to the portal.
    """

    name: str
    home: str
    adcode: str | None = None
    family: str | None = None
    report_column: str | None = None
    verified: str = "never"
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class CrawlSettings:
    """How to crawl.

    Attributes:
        out: the dataset's directory; state and archive lie in it.
        years: first and last report year asked for, None for all.
        pace: seconds between two requests to one host; raises the default of 1, and lowers it
            only for loopback portals.
        contact: how a portal's operator reaches the user; part of the User-Agent.
        timeout: seconds to wait for a connection and between two pieces of an answer.
        deadline: seconds that one request may take altogether.
        proxy: address of a proxy; none is taken from the environment.
        today: the day the due dates are judged by, None for today in Asia/Shanghai.
        stop: set it and the crawl ends at once, resumable.
        workers: how many portals are asked at the same time.
        max_pages: most pages fetched from one portal in one crawl.
        max_list_pages: most pages of one list.
        legacy_tls: hosts that may use old ciphers and renegotiation (certificates still verified).
        resume_hours: an interrupted crawl that is older is begun anew; long enough for a large
            portal that is crawled a few hours a night.
        deadlines: seconds for single hosts, over `deadline`.
        paces: seconds between two requests for single hosts, over `pace`.
        allow_private: a portal may be given as an address of a private network.
        max_seconds: the crawl stops after so long, resumable; None for no limit.
        hours: first and last minute of the Beijing day in which portals are asked (a window over
            midnight runs backwards), None for all day.
        min_free: bytes that must stay free on the disk.
        foreign_domains: registrable domains of portals that another shard crawls.
    """

    out: Path
    years: tuple[int, int] | None = None
    pace: float | None = None
    contact: str | None = None
    timeout: float = 30.0
    deadline: float = 180.0
    proxy: str | None = None
    today: datetime.date | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    workers: int = 32
    max_pages: int = 5000
    max_list_pages: int = 300
    legacy_tls: frozenset[str] = frozenset()
    resume_hours: float = 72.0
    deadlines: Mapping[str, float] = field(default_factory=dict)
    paces: Mapping[str, float] = field(default_factory=dict)
    allow_private: bool = False
    max_seconds: float | None = None
    hours: tuple[int, int] | None = None
    min_free: int = 0
    foreign_domains: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Event:
    """Something the user may want to see while a crawl runs.

    Attributes:
        kind: ``portal`` (begins), ``page``, ``unchanged``, ``failure``, ``wait`` or ``done``.
        portal: the portal's name.
        message: one line.
        url: the address concerned, if any.
        role: role of the page (home, list, report, attachment, robots), if any.
        done: pages of this portal asked so far.
        pending: pages of this portal known and not asked yet.
    """

    kind: str
    portal: str
    message: str = ""
    url: str | None = None
    role: str | None = None
    done: int = 0
    pending: int = 0


@dataclass(slots=True)
class PortalSummary:
    """What one portal gave.

    Attributes:
        portal: the portal.
        pages: addresses that answered with a page.
        candidates: entries of the years asked for that look like a report.
        new: reports and attachments stored because they are new or changed.
        unchanged: reports and attachments that are as they were.
        failures: problems that count.
        whole: the annual-report column was crawled to its end.
        unreachable: the portal did not answer at all.
        blocked: the portal refuses: a wall, robots.txt, or a rate limit that does not end.
        interrupted: the crawl was stopped and goes on with the next call.
        changed_urls: reports among the new that the archive had before, with other bytes.
        gone_urls: reports that the portal listed before and does not list any more.
        reports: report addresses of the portal in the archive, gone ones included.
        last_good: when it was last crawled whole, ISO time, None if never.
        failing_since: when the first of the failing crawls since then began, None if it is well.
        trouble: what a person should know first, None if it is well.
    """

    portal: Portal
    pages: int = 0
    candidates: int = 0
    new: int = 0
    unchanged: int = 0
    failures: int = 0
    whole: bool = False
    unreachable: bool = False
    blocked: bool = False
    interrupted: bool = False
    changed_urls: list[str] = field(default_factory=list)
    gone_urls: list[str] = field(default_factory=list)
    reports: int = 0
    last_good: str | None = None
    failing_since: str | None = None
    trouble: Failure | None = None

    @property
    def changed(self) -> int:
        """Number of `changed_urls`."""
        return len(self.changed_urls)

    @property
    def gone(self) -> int:
        """Number of `gone_urls`."""
        return len(self.gone_urls)


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """What a crawl gave, portal by portal, in the order asked.

    Attributes:
        portals: one for each.
        stopped: why it ended before its end although nobody interrupted it, empty if it did not.
        network_down: one host after the other gave no answer: the trouble is on this side.
    """

    portals: tuple[PortalSummary, ...]
    stopped: str = ""
    network_down: bool = False

    @property
    def all_unreachable(self) -> bool:
        """Whether not one portal answered."""
        return bool(self.portals) and all(item.unreachable for item in self.portals)

    @property
    def interrupted(self) -> bool:
        """Whether the crawl was stopped before its end."""
        return any(item.interrupted for item in self.portals)

    @property
    def failures(self) -> int:
        """Problems that count, of all portals."""
        return sum(item.failures for item in self.portals)


@dataclass(frozen=True, slots=True)
class Failure:
    """A problem as the archive keeps it; becomes a row of `problems`."""

    level: str
    kind: str
    code: str
    message: str
    url: str
    action: str = ""
    counts: bool = True
    report_year: int | None = None
    http_status: int | None = None
    attempts: int | None = None
    evidence: str = ""


class StoppedError(Exception):
    """The stop event was set: leave everything as it is, the next call goes on."""


class FetchError(PortalError):
    """An address gave no page.

    Attributes:
        kind: failed / blocked / refused, as in `problems`.
        status: HTTP status, None if there was no answer.
        attempts: how often it was tried.
        transport: there was no answer at all (name, connection, TLS, time).
        host_wide: the host as a whole is to be left alone for the rest of the run.
        suspect: it may be a wall; one such answer alone does not tell.
    """

    code = "fetch_failed"

    def __init__(
        self,
        message: str,
        *,
        place: str,
        code: str,
        action: str = "",
        evidence: str = "",
        kind: str = "failed",
        status: int | None = None,
        attempts: int = 1,
        transport: bool = False,
        host_wide: bool = False,
        suspect: bool = False,
    ) -> None:
        super().__init__(message, place=place, action=action, code=code, evidence=evidence)
        self.kind = kind
        self.status = status
        self.attempts = attempts
        self.transport = transport
        self.host_wide = host_wide
        self.suspect = suspect
