"""A first look at a portal: does it answer, what is it, where is its annual-report column."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from scraper import discover, portals
from scraper.hosts import HostRule
from scraper.model import CrawlSettings, FetchError, Portal
from scraper.pace import Gates
from scraper.page import Page
from scraper.robots import Robots
from scraper.session import Session
from scraper.transport import Watchdog

_SITE_CODE = re.compile(r"^(\d{6})\d{4}$")
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
    others: list[Page] = []
    try:
        page = _page(session, rule.home)
        columns, best = _columns(session, page)
        for address in more(page):
            with suppress(FetchError):
                others.append(_page(session, address))
    except FetchError as error:
        missing = ProbeResult(url, False, None, "", None, None, None, (), error, portal)
        return missing, None, []
    finally:
        session.close()
    site_code = page.meta("SiteIDCode") or None
    found = _SITE_CODE.match(site_code or "")
    adcode = found.group(1) if found else None
    family = portals.choose(best).name
    name = page.meta("SiteName") or page.title or url
    result = ProbeResult(
        url=url,
        reachable=True,
        final_url=page.url,
        title=page.title,
        site_code=site_code,
        adcode=adcode,
        family=family,
        report_columns=columns,
        problem=None,
        portal=Portal(name, rule.home, adcode, family, columns[0] if columns else None),
    )
    return result, page, others


def _page(session: Session, url: str) -> Page:
    fetched = session.fetch(url)
    return Page(fetched.final_url, fetched.content, fetched.charset, fetched.media_type)


def _columns(session: Session, home: Page) -> tuple[tuple[str, ...], Page]:
    """Candidates for the column, and the page that shows the platform best."""
    page, seen = home, {home.url}
    stages = [lead.url for lead in discover.navigation(home)]
    while True:
        named = portals.choose(page).columns(page)
        leads = [lead.url for lead in [*named, *discover.columns(page)]]
        if discover.names_a_column(page):
            leads.insert(0, page.url)
        if leads:
            return tuple(dict.fromkeys(leads)), page
        stages = [url for url in stages if url not in seen and session.rule.allows(url)]
        if not stages or len(seen) > _MAX_STAGES:
            return (), home
        seen.add(stages[0])
        try:
            page = _page(session, stages[0])
            stages += [lead.url for lead in discover.navigation(page)]
        except FetchError as error:
            if error.host_wide:
                raise
