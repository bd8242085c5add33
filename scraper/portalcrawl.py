"""Crawls one portal: from its home page to the last report, resumable at every step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scraper import (
    discover,
    files,
    identity,
    listing,
    liststate,
    portals,
    schemes,
    shrinking,
    standing,
)
from scraper.answer import Fetched
from scraper.frontier import Copy, Frontier, Task
from scraper.hosts import HostRule, canonical, host_port, origin
from scraper.limits import Network
from scraper.listpage import PRIORITY, Context, Reading
from scraper.model import (
    CrawlSettings,
    Event,
    Failure,
    FetchError,
    Portal,
    PortalSummary,
    StoppedError,
)
from scraper.pace import Gates
from scraper.page import Page
from scraper.passes import STAGES, Pass
from scraper.reading import read
from scraper.robots import Robots
from scraper.session import Session
from scraper.shells import Shells
from scraper.transport import Watchdog
from scraper.trouble import HostHealth, failure_of, is_main, other_scheme

_COLUMN_NAME = "政府信息公开年报"
_NOT_THERE = frozenset({"http_404", "http_410"})
_ENTRANCES = frozenset({"home", "column"})
_LISTS = frozenset({"column", "more"})
# An empty page in the middle of a list is asked so many times more.
_EMPTY_AGAIN = 2
_LEVELS = ("portal", "listing", "document")


class PortalCrawl:
    """Crawls one portal.

    Args:
        portal: which.
        settings: how.
        frontier: state and archive, shared by the portals of a run.
        gates: the hosts' gates, shared too.
        watchdog: shared too.
        emit: told of what happens.
        network: told whether the portal answers, shared too.

    Raises:
        UsageError: the portal's home is no address.
    """

    def __init__(
        self,
        portal: Portal,
        settings: CrawlSettings,
        frontier: Frontier,
        gates: Gates,
        watchdog: Watchdog,
        emit: Callable[[Event], None],
        network: Network,
    ) -> None:
        self._portal = portal
        self._settings = settings
        self._frontier = frontier
        self._emit = emit
        self._network = network
        self._rule = HostRule(
            portal, allow_private=settings.allow_private, foreign=settings.foreign_domains
        )
        self.key = self._rule.home
        self.last_finished = standing.last_finished(frontier, self.key)
        self._failure: Failure | None = None
        self._session = Session(
            self._rule, settings, gates, watchdog, lambda words: self._say("wait", words)
        )
        self._session.on_hop = self._hop
        Robots(self._session, self._robots_came)
        self._health = HostHealth()
        self._scripts: dict[str, str] = {}
        self._asked = 0
        self._capped = False
        self._summary = PortalSummary(portal)

    def run(self) -> PortalSummary:
        """Crawl until nothing is left, or until the crawl is stopped."""
        if self._settings.stop.is_set():
            # Not begun: it keeps its place in the queue of the next run.
            self._session.close()
            self._summary.interrupted = True
            standing.describe(self._frontier, self.key, self._summary)
            return self._summary
        try:
            self._begin()
            while (task := self._next()) is not None:
                self._visit(task)
            self._finish()
        except StoppedError:
            self._summary.interrupted = True
        finally:
            self._session.close()
        self._pass.fill(self._summary)
        summary = self._summary
        with self._frontier.transaction():
            if not summary.interrupted and not self._capped:
                standing.note(self._frontier, self.key, self._pass.started_at, summary)
            standing.describe(self._frontier, self.key, summary)
        summary.trouble = self._failure
        if summary.unreachable:
            self._network.silent(self.key)
        words = "interrupted" if summary.interrupted else "done"
        self._say("done", f"{words}: {summary.new} new, {summary.unchanged} unchanged")
        return summary

    def _begin(self) -> None:
        column = self._portal.report_column
        seed = Task(schemes.preferred(self._frontier, self.key, self._rule), "home")
        if column:
            address = schemes.preferred(self._frontier, canonical(column), self._rule)
            seed = Task(address, "column", PRIORITY["column"], column_name=_COLUMN_NAME)
        self._pass = Pass(self._frontier, self.key, self._settings, seed)
        self._shells = Shells(self._pass, self._session)
        self._context = Context(
            self._settings.years,
            self._portal.family,
            self._settings.max_list_pages,
            self._pass.list_has,
        )
        for host in self._pass.hops():
            self._rule.add_hop(host)
        words = "goes on where it was interrupted" if self._pass.resumed else "begins"
        self._say("portal", words, self.key)

    def _next(self) -> Task | None:
        if self._settings.stop.is_set():
            raise StoppedError
        if self._asked >= self._settings.max_pages and self._pass.pending():
            self._stop_at_cap()
            return None
        return self._pass.next_task()

    def _visit(self, task: Task) -> None:
        host = origin(task.url)
        if self._pass.host(host)["closed"]:
            self._pass.settle(task, "skipped", outcome="closed")
            return
        self._asked += 1
        try:
            fetched, page, copy = self._fetch(task)
            if task.via is None and task.kind in _ENTRANCES:
                identity.check(page, self._portal.adcode)
            reading = read(page, task, self._context)
            for _ in range(_EMPTY_AGAIN):
                doubtful = liststate.is_doubtful_end(
                    self._frontier, self.key, self._pass.number, task, reading
                )
                if not doubtful and not self._is_hollow(task, reading):
                    break
                with self._frontier.transaction():
                    self._pass.store(task, fetched, page, copy, self._fields(task, fetched, "list"))
                fetched, page, copy = self._fetch(task, fresh=True)
                reading = read(page, task, self._context)
            _check_kind(task, page, reading)
            self._shells.check(task, page, reading)
        except FetchError as error:
            self._failed(task, error)
            return
        self._health.answered(host)
        self._network.answered()
        self._arrived(task, fetched, page, copy, reading)

    def _is_hollow(self, task: Task, reading: Reading) -> bool:
        """Whether a page of a list is empty that should not be: servers under load do that."""
        return (
            reading.state == "empty"
            and reading.pager.total_entries != 0
            and shrinking.promised(self._frontier, self.key, self._pass.number, task)
        )

    def _fetch(self, task: Task, *, fresh: bool = False) -> tuple[Fetched, Page, Copy | None]:
        """The page, from the portal or, if that says that nothing changed, from the archive.

        Args:
            task: what to ask for.
            fresh: ask for the page itself, whatever is at hand.
        """
        copy, kept = self._frontier.copy(task.url), None
        if copy is not None:
            kept = self._frontier.archive.read_content(copy.stored.file, copy.stored.offset)
        known = copy if kept is not None else None
        may_hop = task.kind not in STAGES
        if may_hop and task.via and not self._rule.allows(task.url) and self._may_ask(task):
            self._hop(task.url, task.via)
        fetched = self._session.fetch(
            task.url,
            etag=known.etag if known and not fresh else None,
            last_modified=known.last_modified if known and not fresh else None,
            may_hop=may_hop,
            referer=task.list_url if task.kind == "more" else None,
        )
        if fetched.status != 304:
            page = Page(
                fetched.final_url,
                fetched.content,
                fetched.charset,
                fetched.media_type,
                self._shown_on(task),
            )
            self._include(task, page)
            return fetched, page, known
        if known is None or kept is None:
            raise FetchError(
                "HTTP 304 to a request without a condition",
                place=task.url,
                code="http_304",
                status=304,
                action="run again later",
            )
        shown_on = self._shown_on(task)
        page = Page(known.final_url, kept, known.charset, known.media_type, shown_on)
        self._include(task, page)
        return fetched, page, known

    def _shown_on(self, task: Task) -> str | None:
        """The page that shows a list's data."""
        return task.list_url if task.kind == "more" else None

    def _include(self, task: Task, page: Page) -> None:
        """Fetch the script files without which a page's lists cannot be addressed, each once."""
        if task.kind in ("report", "attachment") or not page.is_html:
            return
        family = portals.choose(page, self._portal.family)
        for url in family.scripts(page):
            if url not in self._scripts:
                script = Task(url, "script", via=page.url)
                fetched = self._session.fetch(url, referer=page.url)
                came = Page(fetched.final_url, fetched.content, fetched.charset)
                with self._frontier.transaction():
                    fields = self._fields(script, fetched, "script")
                    self._pass.store(script, fetched, came, self._frontier.copy(url), fields)
                self._scripts[url] = came.text
            page.include(self._scripts[url])

    def _arrived(
        self, task: Task, fetched: Fetched, page: Page, copy: Copy | None, reading: Reading
    ) -> None:
        """Store an answer together with everything that follows from it."""
        if reading.year is not None:
            task = replace(task, year=reading.year, year_basis="body")
        with self._frontier.transaction():
            fields = self._fields(task, fetched, reading.role)
            outcome = self._pass.store(task, fetched, page, copy, fields)
            self._pass.settle(task, "done", role=reading.role, outcome=outcome)
            if is_main(task):
                schemes.remember(self._frontier, task.url, self._rule)
            liststate.note_page(
                self._frontier, self.key, self._pass.number, task, reading, self._settings
            )
            if reading.year is not None:
                liststate.note_year(
                    self._frontier, self.key, self._pass.number, task.url, reading.year
                )
            self._pass.add([item for item in reading.tasks if self._may_ask(item)])
            for item in reading.tasks:
                if not self._may_ask(item):
                    self._refused(item)
            if reading.is_column:
                self._pass.skip_navigation()
            elif task.kind == "column" and task.via is None and not reading.tasks:
                # The column of the catalog lists nothing: look for it again from the home page.
                self._pass.add([Task(self.key, "home")])
        kind = "unchanged" if outcome == "unchanged" else "page"
        self._say(kind, task.anchor or page.title, task.url, reading.role)

    def _fields(self, task: Task, fetched: Fetched, role: str) -> dict[str, object]:
        return {
            "role": role,
            "portal": self.key,
            "adcode": self._portal.adcode,
            "via": task.via,
            "anchor": task.anchor,
            "list-date": task.list_date,
            "column": task.column_name,
            "attachment-of": task.attachment_of,
            "final-url": fetched.final_url,
            "redirects": " ".join(fetched.redirects),
            "hop": self._rule.is_hop(fetched.final_url) or None,
            "tls": "legacy" if fetched.legacy_tls else None,
        }

    def _robots_came(self, fetched: Fetched) -> None:
        task = Task(fetched.url, "robots")
        page = Page(fetched.final_url, fetched.content)
        with self._frontier.transaction():
            fields = self._fields(task, fetched, "robots")
            self._pass.store(task, fetched, page, self._frontier.copy(task.url), fields)

    def _may_ask(self, task: Task) -> bool:
        if self._rule.allows(task.url):
            return True
        return (
            task.kind not in STAGES
            and task.via is not None
            and self._rule.may_hop(task.url, task.via)
        )

    def _hop(self, url: str, via: str) -> None:
        """Follow an annual-report link to another gov.cn host, once, and keep it on record."""
        host = host_port(url)[0]
        self._rule.add_hop(host)
        with self._frontier.transaction():
            self._pass.set_host(host, hop_via=via)

    def _refused(self, task: Task) -> None:
        """A link to a host that is not the portal's: noted if it is a list's page or a report."""
        if task.kind in STAGES or task.kind == "column":
            return
        words = task.anchor or ""
        error = FetchError(
            f"the link {words!r} leads to {host_port(task.url)[0]}, which is not a host of this "
            "portal",
            place=task.url,
            code="host_not_allowed",
            kind="refused",
            action="if it is, name it in the catalog row's hosts",
        )
        self._pass.add([task])
        if task.kind == "more":
            liststate.note_failed(self._frontier, self.key, self._pass.number, task)
            self._note(task, error, "listing")
            return
        counts = task.kind != "attachment" and not discover.is_interpretation(words)
        self._note(task, error, "document", counts=counts)

    def _failed(self, task: Task, error: FetchError) -> None:
        """Note what went wrong, and whether the host is to be left alone."""
        other = other_scheme(task, error, self._rule)
        main = is_main(task)
        with self._frontier.transaction():
            if other is not None:
                self._pass.settle(task, "skipped", outcome=error.code)
                self._pass.add([other])
                return
            if error.code in _NOT_THERE and task.kind == "column" and main:
                # The column of the catalog is gone: look for it again from the home page.
                self._note(task, error, "listing", counts=False)
                self._pass.add([Task(self.key, "home")])
                return
            elsewhere = portals.instead(task.url) if error.code in _NOT_THERE else None
            if task.kind == "column" and elsewhere is not None:
                self._pass.settle(task, "skipped", outcome=error.code)
                self._pass.add([replace(task, url=elsewhere)])
                return
            if error.code in _NOT_THERE and task.kind == "more":
                # Beyond the end, or a gap: the end of the list tells, see `listing`.
                liststate.note_missing(self._frontier, self.key, self._pass.number, task)
                self._pass.settle(task, "failed", outcome=error.code)
                return
            if task.kind in _LISTS:
                liststate.note_failed(self._frontier, self.key, self._pass.number, task)
            host = _host_of(task, error)
            first = main and self._pass.done() == 0
            error = self._health.judge(host, error, first=first)
            level = "listing" if task.kind in _LISTS else "document"
            if main or (error.host_wide and host == origin(self.key)):
                level = "portal"
            self._note(task, error, level)
            if error.host_wide:
                self._pass.set_host(host, closed=error.code)

    def _note(self, task: Task, error: FetchError, level: str, *, counts: bool = True) -> None:
        """Write a failure to the archive and settle the address; inside a transaction."""
        failure = failure_of(task, error, level, self.key, counts=counts)
        self._pass.settle(task, "failed", outcome=error.code, counts=int(counts))
        self._write(failure)
        self._say("failure", f"{task.url}: {failure.message}", task.url, task.kind)

    def _write(self, failure: Failure) -> None:
        self._keep(failure)
        fields = listing.failure_fields(failure, self._portal, self.key)
        self._frontier.archive.add_note(failure.url, fields)

    def _keep(self, failure: Failure) -> None:
        """Of the failures that count, the one that says most about the portal."""
        known = self._failure
        if failure.counts and (
            known is None or _LEVELS.index(failure.level) < _LEVELS.index(known.level)
        ):
            self._failure = failure

    def _stop_at_cap(self) -> None:
        self._capped = True
        failure = Failure(
            "portal",
            "failed",
            "page_cap",
            f"{self._settings.max_pages} pages were asked in this run, {self._pass.pending()} are left",
            self.key,
            "run again: the crawl goes on with the rest",
        )
        with self._frontier.transaction():
            self._write(failure)
        self._summary.failures += 1
        self._say("failure", failure.message, self.key)

    def _finish(self) -> None:
        with self._frontier.transaction():
            verdict = listing.finish(
                self._frontier,
                self._portal,
                self.key,
                self._pass.number,
                self._settings,
                close=not self._capped,
            )
        for failure in verdict.failures:
            self._keep(failure)
            self._say("failure", f"{failure.url}: {failure.message}", failure.url)
            if failure.kind == "gone":
                self._summary.gone_urls.append(failure.url)
        self._summary.failures += sum(failure.counts for failure in verdict.failures)
        self._summary.whole = verdict.whole

    def _say(
        self, kind: str, message: str, url: str | None = None, role: str | None = None
    ) -> None:
        pending = self._pass.pending() if kind in ("page", "unchanged", "failure") else 0
        self._emit(Event(kind, self._portal.name, message, url, role, self._asked, pending))


def _check_kind(task: Task, page: Page, reading: Reading) -> None:
    leads = reading.tasks or reading.listed
    if page.is_html and not leads and page.asks_password and not discover.is_report(page):
        raise FetchError(
            "a log-in page came in place of the page",
            place=task.url,
            code="login_required",
            kind="blocked",
            action="nothing to do; what is not public is not asked for",
            evidence=page.title[:200],
        )
    if task.kind == "attachment" and page.is_html and files.is_file_address(task.url):
        raise FetchError(
            "a page came in place of the file",
            place=task.url,
            code="attachment_is_page",
            action="open it in a browser; the portal may ask for a code before it gives the file",
            evidence=page.title[:200],
        )


def _host_of(task: Task, error: FetchError) -> str:
    """The host that failed: after a redirect it is another than the one asked."""
    try:
        return origin(canonical(error.place))
    except ValueError:
        return origin(task.url)
