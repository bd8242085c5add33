"""The official chain: from a province's portal by its links to those of prefectures and counties."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from parsers.errors import UsageError
from parsers.identity import regions
from parsers.identity.regions import Division
from scraper import vetting
from scraper.hosts import HostRule, host_port, is_loopback
from scraper.model import CrawlSettings, FetchError, Portal
from scraper.pace import Gates
from scraper.page import Page, squeeze
from scraper.probe import ProbeResult, look
from scraper.transport import Watchdog

# Pages of links to the portals below: their anchors, as portals and 国办发〔2017〕47号 write them.
_LINK_PAGE = re.compile(
    r"(县|市|区|州|旗|盟).{0,6}(政府)?网站|政府网站(群|导航|大全|链接)|网站(群|导航|链接)|友情链接|市州|县市区|区县"
)
_TAIL = re.compile(
    r"(人民政府|政府|管委会)?(门户网站|门户|网站|政务网|政府网|信息网|公众信息网|网)?$"
)
_INDEX = re.compile(r"/(?:index|default)\.\w+$", re.I)
_LINK_PAGES = 6
MISSING, DEAD, UNREACHABLE = "not_found", "dead", "unreachable"


@dataclass(frozen=True, slots=True)
class Row:
    """What the chain says of one division.

    Attributes:
        division: which.
        outcome: accepted / doubtful / refused / dead / unreachable / not_found.
        portal: the catalog row that it makes; its home is empty if there is none.
        evidence: why.
        found_on: the page whose link led there.
        anchor: the link's words.
    """

    division: Division
    outcome: str
    portal: Portal
    evidence: str
    found_on: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    division: Division
    url: str
    found_on: str
    anchor: str


def discover(
    code: str,
    start: Portal,
    settings: CrawlSettings,
    on_row: Callable[[Row], None] = lambda row: None,
) -> list[Row]:
    """Walk down from a portal and check every portal that its links name.

    Args:
        code: six digits of the region whose portals are wanted.
        start: portal of the region or of one above it.
        settings: how to ask; nothing is written to `settings.out`.
        on_row: told of every division as soon as something is known of it.

    Returns:
        One row per division of the region, itself included, by code; and one per portal that was
        linked for it and is not the one.

    Raises:
        UsageError: code ``unknown_region``.
        StoppedError: the stop event was set.
    """
    top = regions.by_code(code, None)
    if top is None:
        raise UsageError(
            f"{code} is no division of today",
            code="unknown_region",
            action="give a province, prefecture or county by name or by its six-digit code",
        )
    watchdog = Watchdog(settings.stop)
    try:
        walk = _Walk(top, start, settings, watchdog, on_row)
        return walk.run()
    finally:
        watchdog.close()


class _Walk:
    def __init__(
        self,
        top: Division,
        start: Portal,
        settings: CrawlSettings,
        watchdog: Watchdog,
        on_row: Callable[[Row], None],
    ) -> None:
        self._top = top
        self._start = start
        self._settings = settings
        self._watchdog = watchdog
        self._gates = Gates(settings.pace, settings.stop, settings.paces)
        self._on_row = on_row
        self._rows: dict[tuple[str, str], Row] = {}
        self._done: set[str] = set()
        # A chain on this machine is a rehearsal; a real one stays off it.
        self._local = is_loopback(HostRule(start).home)

    def run(self) -> list[Row]:
        above = regions.by_code(self._start.adcode or self._top.adcode, None) or self._top
        first = _Candidate(above, HostRule(self._start).home, "the catalog", self._start.name)
        level = [first]
        wanted = {item.adcode: item for item in _within(self._top)}
        with ThreadPoolExecutor(max_workers=self._settings.workers) as pool:
            while level:
                following: dict[tuple[str, str], _Candidate] = {}
                for candidate, page, links in pool.map(self._visit, level):
                    if page is None:
                        continue
                    scope = wanted if candidate.division == above else None
                    for item in self._candidates(candidate.division, scope, [page, *links]):
                        following.setdefault((item.division.adcode, item.url), item)
                level = [
                    item for key, item in sorted(following.items())
                    if item.division.adcode not in self._done and key not in self._rows
                ]  # fmt: skip
        for division in wanted.values():
            if not any(key[0] == division.adcode for key in self._rows):
                self._tell(Row(division, MISSING, Portal(division.name, ""), self._why(division)))
        return [row for key, row in sorted(self._rows.items()) if key[0] in wanted]

    def _why(self, division: Division) -> str:
        for above in reversed([item for item in regions.parents(division.adcode, None) if item]):
            if above != division:
                found = "leads to none" if above.adcode in self._done else "was not found itself"
                return f"the portal of {above.name} {found}"
        return "nothing leads to it"

    def _tell(self, row: Row) -> None:
        self._rows[row.division.adcode, row.portal.home or row.evidence] = row
        self._on_row(row)

    def _visit(self, candidate: _Candidate) -> tuple[_Candidate, Page | None, list[Page]]:
        """Check a portal; its home page and pages of links if it is the one."""
        division = candidate.division
        found = {"found_on": candidate.found_on, "anchor": candidate.anchor}
        host = host_port(candidate.url)[0]
        if self._local != is_loopback(candidate.url) or not (
            self._local or host.endswith(".gov.cn") or host == "gov.cn"
        ):
            words = f"{host} is not under gov.cn; it was not asked"
            portal = Portal(division.name, candidate.url, division.adcode)
            self._tell(Row(division, vetting.REFUSED, portal, words, **found))
            return candidate, None, []
        try:
            result, page, links = look(
                candidate.url, self._settings, self._gates, self._watchdog, self._link_pages
            )
        except UsageError as error:
            portal = Portal(division.name, candidate.url, division.adcode)
            self._tell(Row(division, vetting.REFUSED, portal, error.message, **found))
            return candidate, None, []
        row = self._judged(candidate, result, page)
        self._tell(row)
        if page is None or row.outcome != vetting.ACCEPTED:
            return candidate, None, []
        self._done.add(division.adcode)
        return candidate, page, links

    def _judged(self, candidate: _Candidate, result: ProbeResult, page: Page | None) -> Row:
        division = candidate.division
        # A government's portal is named after its division; the page's own name may be a slogan.
        name = f"{division.name}人民政府" if division.kind == regions.GBT2260 else division.name
        home = result.portal.home
        if page is None:
            problem = result.problem or FetchError("no page", place=home, code="unreachable")
            outcome = vetting.REFUSED
            if problem.transport:
                outcome = DEAD if problem.code in ("dns_failed", "host_dead") else UNREACHABLE
            portal = Portal(name, home, division.adcode)
            words = f"{problem.code}: {problem.message}"
            return Row(division, outcome, portal, words, candidate.found_on, candidate.anchor)
        verdict = vetting.judge(page, division)
        columns = result.report_columns
        portal = Portal(name, home, division.adcode, result.family, columns[0] if columns else None)
        evidence = [*verdict.evidence, f"family {result.family}"]
        evidence.append(f"report column {columns[0]}" if columns else "no report column found")
        return Row(
            division,
            verdict.outcome,
            portal,
            "; ".join(evidence),
            candidate.found_on,
            candidate.anchor,
        )

    def _link_pages(self, page: Page) -> list[str]:
        """Pages of the same portal that may list the portals below it."""
        found = {
            link.url: None
            for link in page.links
            if _LINK_PAGE.search(link.text)
            and len(link.text) <= 16
            and host_port(link.url) == host_port(page.url)
            and link.url != page.url
        }
        return list(found)[:_LINK_PAGES]

    def _candidates(
        self, division: Division, scope: dict[str, Division] | None, pages: list[Page]
    ) -> Iterator[_Candidate]:
        """Links that bear the name of a division below (or of the one that is looked for)."""
        below = {item.adcode: item for item in _within(division)} | (scope or {})
        below.pop(division.adcode, None)
        if division.adcode != self._top.adcode and not division.adcode.startswith(_stem(self._top)):
            # Above the region: only what leads into it.
            below = {
                code: item for code, item in below.items()
                if code.startswith(_stem(self._top)) or self._top.adcode.startswith(_stem(item))
            }  # fmt: skip
        names = _names(below.values())
        own = host_port(pages[0].url)
        for page in pages:
            for text, url in _links(page):
                found = names.get(_TAIL.sub("", text)) or names.get(text)
                if found is not None and host_port(url) != own:
                    yield _Candidate(found, _INDEX.sub("/", url), page.url, text)


def _within(top: Division) -> list[Division]:
    """The division and all below it."""
    found = [top]
    for item in regions.children(top.adcode, None):
        found += _within(item) if item.level == "prefecture" else [item]
    return found


def _stem(division: Division) -> str:
    return re.sub(r"(00){1,2}$", "", division.adcode)


def _names(divisions: Iterable[Division]) -> dict[str, Division]:
    """Divisions by full and short name; a name that several share stands for none of them."""
    found: dict[str, Division | None] = {}
    for item in divisions:
        for name in {item.name, regions.core(item.name)}:
            if len(name) > 1:
                found[name] = None if name in found else item
    return {name: item for name, item in found.items() if item is not None}


def _links(page: Page) -> Iterator[tuple[str, str]]:
    """Words and address of all anchors, options and areas that lead to another page."""
    for link in page.links:
        yield link.text, link.url
    for element in page.tree.iter("option", "area"):
        words = element.text_content() or element.get("title") or element.get("alt") or ""
        address = element.get("value") or element.get("href") or ""
        url = page.resolve(address) if "/" in address else None
        if url is not None:
            yield squeeze(words), url
