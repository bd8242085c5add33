"""A first look at a portal: does it answer, what is it, where is its annual-report column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from scraper import discover, identity, portals
from scraper.hosts import HostRule
from scraper.model import CrawlSettings, FetchError, Portal
from scraper.pace import Gates
from scraper.page import Page
from scraper.robots import Robots
from scraper.session import Session
from scraper.transport import Watchdog

_MAX_STAGES = 6


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What a look at a portal shows.

    Attributes:
        url: the address asked for.
        reachable: a page came.
        final_url: the address that answered, None if none did.
        title: of the home page.
        site_code: 网站标识码 (SiteIDCode), as printed.
        adcode: the division code that the site code begins with, None if it does not.
        family: the platform family recognised.
        report_columns: addresses that look like the annual-report column, best first.
        problem: why there is nothing, None if there is no problem.
        portal: a catalog row made of all this.
        evidence: what was asked and what each answer said, one line each, in order.
    """

    url: str
    reachable: bool
    final_url: str | None
    title: str
    site_code: str | None
    adcode: str | None
    family: str | None
    report_columns: tuple[str, ...]
    problem: FetchError | None
    portal: Portal
    evidence: tuple[str, ...] = ()


def probe(url: str, settings: CrawlSettings) -> ProbeResult:
    """Look at a portal's home page, and one step further if need be.

    Args:
        url: address of the home page.
        settings: how to ask; nothing is written to `settings.out`.

    Raises:
        UsageError: it is no http or https address.
        StoppedError: the stop event was set.
    """
    watchdog = Watchdog(settings.stop)
    gates = Gates(settings.pace, settings.stop, settings.paces)
    try:
        return look(url, settings, gates, watchdog)[0]
    finally:
        watchdog.close()


def look(
    url: str,
    settings: CrawlSettings,
    gates: Gates,
    watchdog: Watchdog,
    more: Callable[[Page], Sequence[str]] = lambda home: (),
) -> tuple[ProbeResult, Page | None, list[Page]]:
    """Look at a portal, as one of several.

    Args:
        url: address of the home page.
        settings: how to ask.
        gates: shared by all that are looked at.
        watchdog: shared too.
        more: names further pages of the portal that the caller wants, given its home page.

    Returns:
        What it shows, its home page if it came, and those of the further pages that came.

    Raises:
        UsageError: it is no http or https address.
        StoppedError: the stop event was set.
    """
    portal = Portal(name=url, home=url)
    rule = HostRule(portal, allow_private=settings.allow_private)
    session = Session(rule, settings, gates, watchdog)
    Robots(session, lambda fetched: None)
    search = _Search(session)
    others: list[Page] = []
    try:
        page = search.ask(rule.home, "home page")
        identity.check(page, None)
        columns, best = search.columns(page)
        for address in more(page):
            with suppress(FetchError):
                others.append(search.page(address))
    except FetchError as error:
        lines = tuple(search.evidence)
        missing = ProbeResult(url, False, None, "", None, None, None, (), error, portal, lines)
        return missing, None, []
    finally:
        session.close()
    found = identity.signs(page)
    family = portals.choose(best)
    name = page.meta("SiteName") or page.title or url
    result = ProbeResult(
        url=url,
        reachable=True,
        final_url=page.url,
        title=page.title,
        site_code=found.site_code,
        adcode=found.adcode,
        family=family.name,
        report_columns=columns,
        problem=None,
        portal=Portal(name, rule.home, found.adcode, family.name, columns[0] if columns else None),
        evidence=(
            *identity.lines(found),
            *search.evidence,
            f"family {family.name}: {family.why(best)} ({best.url})",
        ),
    )
    return result, page, others


class _Search:
    """The way from a home page to the annual-report column, with what was seen on it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.evidence: list[str] = []

    def page(self, url: str) -> Page:
        """One page."""
        fetched = self._session.fetch(url)
        return Page(fetched.final_url, fetched.content, fetched.charset, fetched.media_type)

    def ask(self, url: str, why: str) -> Page:
        """One page; what came of it is noted."""
        try:
            page = self.page(url)
        except FetchError as error:
            self.evidence.append(f"{why}: {url}: {error.message}")
            raise
        self.evidence.append(f"{why}: {page.url} {page.title[:40]!r}")
        return page

    def columns(self, home: Page) -> tuple[tuple[str, ...], Page]:
        """Candidates for the column, and the page that shows the platform best."""
        page, seen, stages = home, {home.url}, self._stages(home)
        while True:
            family = portals.choose(page)
            for url in family.scripts(page):
                page.include(self.page(url).text)
            named = [*family.columns(page), *discover.columns(page)]
            leads = [lead for lead in named if self._session.rule.allows(lead.url)]
            own = discover.why_column(page)
            if own is not None:
                self.evidence.append(f"column: the page itself, by its {own}")
                return tuple(dict.fromkeys([page.url, *(lead.url for lead in leads)])), page
            if leads:
                best = leads[0]
                self.evidence.append(f"column: link {best.text!r} on {page.url}")
                found, shown = self._look(best.url, page)
                others = (lead.url for lead in leads if lead.url != best.url)
                return tuple(dict.fromkeys([found, *others])), shown
            for words, how in discover.blind_columns(page):
                self.evidence.append(f"not followed: {words!r} is opened by a script only ({how})")
            stages = [lead for lead in stages if lead.url not in seen]
            if not stages or len(seen) > _MAX_STAGES:
                return (), home
            lead = stages.pop(0)
            seen.add(lead.url)
            try:
                page = self.ask(lead.url, f"link {lead.text!r}")
            except FetchError as error:
                if error.host_wide:
                    raise
            else:
                stages = sorted(stages + self._stages(page), key=lambda lead: -lead.score)

    def _stages(self, page: Page) -> list[discover.Lead]:
        frames = [discover.Lead(url, "frame", 0) for url in page.frames]
        leads = discover.navigation(page) + frames
        return [lead for lead in leads if self._session.rule.allows(lead.url)]

    def _look(self, url: str, before: Page) -> tuple[str, Page]:
        """The column's address and page; the page before it if it does not come."""
        address: str | None = url
        while address is not None:
            try:
                page = self.ask(address, "the column")
                break
            except FetchError as error:
                address = portals.instead(address) if error.status == 404 else None
        else:
            return url, before
        own = discover.why_column(page)
        if own is not None:
            self.evidence.append(f"it says so itself, by its {own}")
        elif discover.is_report(page):
            self.evidence.append("it is itself a report: the chapters of the form are in it")
        return address, page
