"""One pass over one portal: from its home page to the last report, resumable at every step."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from scraper import discover, listing
from scraper.archive import sha256
from scraper.frontier import Copy, Frontier, Task
from scraper.hosts import HostRule, canonical, host_port, origin
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
from scraper.reading import PRIORITY, Context, Reading, read
from scraper.robots import Robots
from scraper.session import Fetched, Session, now
from scraper.transport import Watchdog

# So many addresses of a host without an answer, one after the other, and it counts as down.
_DOWN_AFTER = 3
_STORED_KINDS = ("report", "maybe", "attachment")
_GONE = frozenset({"http_404", "http_410"})
_CHANGING = re.compile(r"[0-9a-f]{8,}|\d+", re.I)
_STAGES = frozenset({"home", "nav"})


class PortalCrawl:
    """Crawls one portal.

    Args:
        portal: which.
        settings: how.
        frontier: state and archive, shared by the portals of a run.
        gates: the hosts' gates, shared too.
        watchdog: shared too.
        emit: told of what happens.
    """

    def __init__(
        self,
        portal: Portal,
        settings: CrawlSettings,
        frontier: Frontier,
        gates: Gates,
        watchdog: Watchdog,
        emit: Callable[[Event], None],
    ) -> None:
        self._portal = portal
        self._settings = settings
        self._frontier = frontier
        self._emit = emit
        self._rule = HostRule(portal)
        self.key = self._rule.home
        self._session = Session(
            self._rule, settings, gates, watchdog, lambda words: self._say("wait", words)
        )
        self._session.on_hop = self._hop
        self._robots = Robots(self._session, self._robots_came)
        self._crawl = 0
        self._resumed = False
        self._done = 0
        self._capped = False
        self._silent: Counter[str] = Counter()
        self._suspect: Counter[str] = Counter()
        self._summary = PortalSummary(portal)
        self._context = Context(
            settings.years, portal.family, settings.max_list_pages, self._fingerprint_seen
        )

    def run(self) -> PortalSummary:
        """Crawl until nothing is left, or until the crawl is stopped."""
        try:
            self._begin()
            while (task := self._next()) is not None:
                self._visit(task)
            self._finish()
        except StoppedError:
            self._summary.interrupted = True
        finally:
            self._session.close()
        self._count()
        return self._summary

    def _begin(self) -> None:
        years = "-".join(map(str, self._settings.years)) if self._settings.years else "all"
        since = datetime.now(UTC) - timedelta(hours=self._settings.resume_hours)
        self._crawl, self._resumed = self._frontier.open_crawl(
            self.key, years, now(), since.strftime("%Y-%m-%dT%H:%M:%SZ")
        )
        column = self._portal.report_column
        seed = Task(self.key, "home")
        if column:
            seed = Task(
                canonical(column), "column", PRIORITY["column"], column_name="政府信息公开年报"
            )
        with self._frontier.transaction():
            self._frontier.add_tasks(self.key, self._crawl, [seed])
            self._reopen_failures()
        for row in self._hosts("hop_via IS NOT NULL"):
            self._rule.add_hop(row)
        words = "goes on where it was interrupted" if self._resumed else "begins"
        self._say("portal", f"{self._portal.name}: {words}", self.key)

    def _reopen_failures(self) -> None:
        """A run that goes on asks again what failed in the one before: the answer may differ now."""
        if self._resumed:
            self._frontier.execute(
                "UPDATE pages SET state = 'pending', outcome = NULL, counts = 0 "
                "WHERE portal = ? AND crawl = ? AND (state = 'failed' OR outcome = 'closed')",
                (self.key, self._crawl),
            )
            self._frontier.execute(
                "UPDATE hosts SET closed = NULL WHERE portal = ? AND crawl = ?",
                (self.key, self._crawl),
            )

    def _next(self) -> Task | None:
        if self._settings.stop.is_set():
            raise StoppedError
        if self._done >= self._settings.max_pages:
            self._too_many()
            return None
        return self._frontier.next_task(self.key, self._crawl)

    def _visit(self, task: Task) -> None:
        host = origin(task.url)
        if self._closed(host):
            self._settle(task, "skipped", outcome="closed")
            return
        self._done += 1
        try:
            fetched, page, copy = self._fetch(task)
            self._refuse_shells(task, page)
            reading = read(page, task, self._context)
            self._check_kind(task, page)
        except FetchError as error:
            self._failed(task, error)
            return
        self._silent[host] = self._suspect[host] = 0
        self._arrived(task, fetched, page, copy, reading)

    def _fetch(self, task: Task) -> tuple[Fetched, Page, Copy | None]:
        """The page, from the portal or, if it says that nothing changed, from the archive."""
        copy = self._frontier.copy(task.url)
        kept = None
        if copy is not None:
            kept = self._frontier.archive.read_content(copy.stored.file, copy.stored.offset)
        may_hop = task.kind not in _STAGES
        leads_out = may_hop and task.via and not self._rule.allows(task.url)
        if leads_out and self._rule.may_hop(task.url, task.via or ""):
            self._hop(task.url, task.via or "")
        if copy is not None and kept is not None:
            fetched = self._session.fetch(
                task.url, etag=copy.etag, last_modified=copy.last_modified, may_hop=may_hop
            )
            if fetched.status == 304:
                return fetched, Page(copy.final_url, kept, copy.charset, copy.media_type), copy
        else:
            fetched = self._session.fetch(task.url, may_hop=may_hop)
        if fetched.status == 304:
            raise FetchError(
                "HTTP 304 to a request without a condition",
                place=task.url,
                code="http_304",
                status=304,
            )
        page = Page(fetched.final_url, fetched.content, fetched.charset, fetched.media_type)
        return fetched, page, copy

    def _check_kind(self, task: Task, page: Page) -> None:
        if task.kind == "attachment" and page.is_html and discover.is_file_address(task.url):
            raise FetchError(
                "a page came in place of the file",
                place=task.url,
                code="attachment_is_page",
                action="open it in a browser; the portal may ask for a code before it gives the file",
                evidence=page.title[:200],
            )

    def _refuse_shells(self, task: Task, page: Page) -> None:
        """Find out once per host whether it answers nonsense like this page."""
        if not page.is_html:
            return
        host = origin(page.url)
        known = self._hosts_row(host)
        if known is None or known["catch_all"] is None:
            signature = self._ask_nonsense(host)
            with self._frontier.transaction():
                self._set_host(host, catch_all=signature)
        else:
            signature = known["catch_all"]
        if not signature or signature != _signature(page):
            return
        if task.kind in _STAGES and read(page, task, self._context).tasks:
            return  # a home page that also stands for missing pages; what it links is real
        raise FetchError(
            "the host answers every address with the same page",
            place=task.url,
            code="same_shell" if task.kind in ("home", "nav", "column") else "soft_404",
            kind="blocked" if task.kind in ("home", "nav", "column") else "failed",
            status=200,
            host_wide=task.kind in ("home", "nav", "column"),
            action="open it in a browser; if it works there, it is made by scripts: save the pages "
            "and use `gongkai parse`",
            evidence=page.visible[:200],
        )

    def _ask_nonsense(self, host: str) -> str:
        try:
            fetched = self._session.fetch(f"{host}/{secrets.token_hex(12)}.html")
        except FetchError as error:
            if error.host_wide:
                raise
            return ""
        return _signature(
            Page(fetched.final_url, fetched.content, fetched.charset, fetched.media_type)
        )

    def _arrived(
        self, task: Task, fetched: Fetched, page: Page, copy: Copy | None, reading: Reading
    ) -> None:
        digest = sha256(page.content)
        same = copy is not None and copy.sha256 == digest
        outcome = "unchanged" if same else ("changed" if copy is not None else "new")
        with self._frontier.transaction():
            fields = self._fields(task, fetched, reading.role)
            self._store(task.url, fetched, page, copy if same else None, fields, task.year)
            self._settle(task, "done", role=reading.role, outcome=outcome)
            listing.note_page(self._frontier, self.key, self._crawl, task, reading, self._settings)
            allowed = [item for item in reading.tasks if self._may_ask(item)]
            self._frontier.add_tasks(self.key, self._crawl, allowed)
            for item in reading.tasks:
                if item not in allowed:
                    self._refused(item)
            if reading.is_column:
                self._frontier.execute(
                    "UPDATE pages SET state = 'skipped', outcome = 'not_needed' WHERE portal = ? "
                    "AND crawl = ? AND kind IN ('home', 'nav') AND state = 'pending'",
                    (self.key, self._crawl),
                )
            elif task.kind == "column" and task.via is None and not reading.tasks:
                # The column of the catalog lists nothing: look for it again from the home page.
                self._frontier.add_tasks(self.key, self._crawl, [Task(self.key, "home")])
        kind = "unchanged" if same else "page"
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

    def _store(
        self,
        url: str,
        fetched: Fetched,
        page: Page,
        same: Copy | None,
        fields: Mapping[str, object],
        year: int | None = None,
    ) -> None:
        """Write what came; `same` is the copy that it equals."""
        if same is not None:
            self._frontier.archive.add_revisit(fetched, same.stored, fields)
            copy = replace(
                same,
                etag=fetched.header("ETag") or same.etag,
                last_modified=fetched.header("Last-Modified") or same.last_modified,
            )
        else:
            copy = Copy(
                stored=self._frontier.archive.add_answer(fetched, fields),
                sha256=sha256(fetched.content),
                etag=fetched.header("ETag"),
                last_modified=fetched.header("Last-Modified"),
                media_type=fetched.media_type,
                charset=fetched.charset,
                final_url=page.url,
            )
        values = {
            "portal": self.key,
            "role": fields["role"],
            "crawl": self._crawl,
            "year": year,
            "gone": 0,
        }
        self._frontier.set_copy(url, copy, values)

    def _robots_came(self, fetched: Fetched) -> None:
        fields = {"role": "robots", "portal": self.key, "final-url": fetched.final_url}
        copy = self._frontier.copy(fetched.url)
        same = copy if copy is not None and copy.sha256 == sha256(fetched.content) else None
        page = Page(fetched.final_url, fetched.content)
        with self._frontier.transaction():
            self._store(fetched.url, fetched, page, same, fields)

    def _may_ask(self, task: Task) -> bool:
        if self._rule.allows(task.url):
            return True
        return (
            task.kind not in _STAGES
            and task.via is not None
            and self._rule.may_hop(task.url, task.via)
        )

    def _refused(self, task: Task) -> None:
        """A link to a host that is not the portal's: noted if it looked like a report."""
        if task.kind in _STAGES or task.kind == "column":
            return
        words = task.anchor or ""
        error = FetchError(
            f"the link {words!r} leads to {host_port(task.url)[0]}, which is not a host of this portal",
            place=task.url,
            code="host_not_allowed",
            kind="refused",
            action="if it is, name it in the catalog row's hosts",
        )
        self._frontier.add_tasks(self.key, self._crawl, [task])
        counts = task.kind != "attachment" and not discover.is_interpretation(words)
        self._note(task, error, "document", counts=counts)

    def _failed(self, task: Task, error: FetchError) -> None:
        host = origin(task.url)
        if error.transport and self._other_scheme(task, error):
            return
        if error.transport:
            self._silent[host] += 1
        if error.suspect:
            self._suspect[host] += 1
        main = task.kind in ("home", "nav") or (task.kind == "column" and task.via is None)
        with self._frontier.transaction():
            if main and error.code in _GONE and task.kind == "column":
                self._column_is_gone(task, error)
                return
            if task.kind == "more" and error.code in _GONE:
                # Beyond the end, or a gap: the end of the list tells, see `listing`.
                listing.note_missing(self._frontier, self.key, self._crawl, task)
                self._settle(task, "failed", outcome=error.code)
                return
            if (
                task.kind in ("more", "column", "maybe") and task.list_url
            ) or task.kind == "column":
                listing.note_failed(self._frontier, self.key, self._crawl, task)
            error = self._judged(host, error, main=main)
            level = "listing" if task.kind in ("more", "column") else "document"
            if error.host_wide or (main and task.kind != "nav"):
                level = "portal"
            self._note(task, error, level)
            if error.host_wide:
                self._close(host, error)

    def _judged(self, host: str, error: FetchError, *, main: bool) -> FetchError:
        """Whether this error means that the whole host is to be left alone."""
        if error.host_wide:
            return error
        first = self._summary.pages == 0 and not self._frontier.rows(
            "SELECT 1 FROM pages WHERE portal = ? AND crawl = ? AND state = 'done' LIMIT 1",
            (self.key, self._crawl),
        )
        if self._suspect[host] and ((main and first) or self._suspect[host] >= 2):
            return _changed(
                error,
                code="wall",
                kind="blocked",
                message=f"the portal refuses robots ({error.message})",
                action="the host is left alone for this run; run again later, or save the pages with "
                "a browser and use `gongkai parse`",
            )
        if self._silent[host] >= _DOWN_AFTER or (main and first and error.transport):
            return _changed(
                error,
                code="unreachable",
                message=f"{host} does not answer: {error.message}",
                action=error.action or "run again later",
            )
        return error

    def _column_is_gone(self, task: Task, error: FetchError) -> None:
        """The column of the catalog is gone: look for it again from the home page."""
        self._note(task, error, "listing", counts=False)
        self._frontier.add_tasks(self.key, self._crawl, [Task(self.key, "home")])

    def _other_scheme(self, task: Task, error: FetchError) -> bool:
        """Some portals answer on http or https only; the home page is tried on the other, once."""
        if task.kind != "home" or self._rule.literal or task.via is not None:
            return False
        scheme, _, rest = task.url.partition("://")
        other = f"{'http' if scheme == 'https' else 'https'}://{rest}"
        if host_port(task.url)[1] not in (80, 443):
            return False
        with self._frontier.transaction():
            self._settle(task, "skipped", outcome=error.code)
            self._frontier.add_tasks(self.key, self._crawl, [Task(other, "home", via=task.url)])
        return True

    def _note(self, task: Task, error: FetchError, level: str, *, counts: bool = True) -> None:
        """Write a failure to the archive and settle the address."""
        place = error.place if error.place and error.place != task.url else ""
        failure = Failure(
            level=level,
            kind=error.kind,
            code=error.code,
            message=f"{error.message} ({place})" if place else error.message,
            url=self.key if level == "portal" else task.url,
            action=error.action,
            counts=counts,
            report_year=task.year if level != "portal" else None,
            http_status=error.status,
            attempts=error.attempts,
            evidence=error.evidence,
        )
        self._settle(task, "failed", outcome=error.code, counts=int(counts))
        self._frontier.archive.add_note(
            failure.url, listing.failure_fields(failure, self._portal, self.key)
        )
        self._say("failure", f"{task.url}: {failure.message}", task.url, task.kind)

    def _too_many(self) -> None:
        left = self._frontier.rows(
            "SELECT count(*) FROM pages WHERE portal = ? AND crawl = ? AND state = 'pending'",
            (self.key, self._crawl),
        )[0][0]
        if not left:
            return
        error = FetchError(
            f"{self._settings.max_pages} pages were asked in this run, {left} are left",
            place=self.key,
            code="page_cap",
            action="run again: the crawl goes on with the rest",
        )
        with self._frontier.transaction():
            failure = Failure("portal", "failed", error.code, error.message, self.key, error.action)
            self._frontier.archive.add_note(
                self.key, listing.failure_fields(failure, self._portal, self.key)
            )
        self._summary.failures += 1
        self._capped = True
        self._say("failure", error.message, self.key)

    def _finish(self) -> None:
        with self._frontier.transaction():
            verdict = listing.finish(
                self._frontier,
                self._portal,
                self.key,
                self._crawl,
                self._settings,
                close=not self._capped,
            )
        for failure in verdict.failures:
            self._say("failure", f"{failure.url}: {failure.message}", failure.url)
        self._summary.failures += sum(failure.counts for failure in verdict.failures)
        self._summary.whole = verdict.whole

    def _count(self) -> None:
        """Fill the summary from the state, so that a resumed pass counts as one."""
        rows = self._frontier.rows(
            "SELECT kind, state, role, outcome, counts FROM pages WHERE portal = ? AND crawl = ?",
            (self.key, self._crawl),
        )
        summary = self._summary
        for row in rows:
            if row["state"] == "done":
                summary.pages += 1
                if row["role"] in ("report", "attachment"):
                    summary.new += row["outcome"] != "unchanged"
                    summary.unchanged += row["outcome"] == "unchanged"
            summary.failures += row["counts"]
        summary.candidates = self._frontier.rows(
            "SELECT count(DISTINCT url) FROM entries WHERE portal = ? AND crawl = ? AND wanted",
            (self.key, self._crawl),
        )[0][0]
        codes = {row["outcome"] for row in rows if row["state"] == "failed"}
        closed = set(self._hosts("closed IS NOT NULL", "closed")) | codes
        summary.unreachable = summary.pages == 0 and "unreachable" in closed
        main = {row["outcome"] for row in rows if row["kind"] in _STAGES | {"column"}}
        summary.blocked = bool(closed & {"wall", "rate_limited", "same_shell"}) or (
            "robots_disallow" in main and summary.candidates == 0
        )
        words = "interrupted" if summary.interrupted else "done"
        self._say("done", f"{words}: {summary.new} new, {summary.unchanged} unchanged")

    def _hop(self, url: str, via: str) -> None:
        """Follow an annual-report link to another gov.cn host, once, and keep it on record."""
        host = host_port(url)[0]
        self._rule.add_hop(host)
        with self._frontier.transaction():
            self._set_host(host, hop_via=via)

    def _closed(self, host: str) -> bool:
        row = self._hosts_row(host)
        return row is not None and row["closed"] is not None

    def _close(self, host: str, error: FetchError) -> None:
        self._set_host(host, closed=error.code)

    def _hosts(self, condition: str, column: str = "host") -> list[str]:
        rows = self._frontier.rows(
            f"SELECT {column} FROM hosts WHERE portal = ? AND crawl = ? AND {condition}",  # noqa: S608
            (self.key, self._crawl),
        )
        return [str(row[0]) for row in rows]

    def _hosts_row(self, host: str) -> Mapping[str, str | None] | None:
        rows = self._frontier.rows(
            "SELECT * FROM hosts WHERE portal = ? AND crawl = ? AND host = ?",
            (self.key, self._crawl, host),
        )
        return dict(rows[0]) if rows else None

    def _set_host(self, host: str, **values: str) -> None:
        self._frontier.execute(
            "INSERT OR IGNORE INTO hosts (portal, crawl, host) VALUES (?, ?, ?)",
            (self.key, self._crawl, host),
        )
        for name, value in values.items():
            self._frontier.execute(
                f"UPDATE hosts SET {name} = ? WHERE portal = ? AND crawl = ? AND host = ?",  # noqa: S608
                (value, self.key, self._crawl, host),
            )

    def _fingerprint_seen(self, list_url: str, url: str, fingerprint: str) -> bool:
        return bool(
            self._frontier.rows(
                "SELECT 1 FROM list_pages WHERE portal = ? AND crawl = ? AND list_url = ? "
                "AND url <> ? AND fingerprint = ? AND state = 'ok'",
                (self.key, self._crawl, list_url, url, fingerprint),
            )
        )

    def _settle(self, task: Task, state: str, **values: object) -> None:
        self._frontier.settle(self.key, self._crawl, task.url, state, asked_at=now(), **values)

    def _say(
        self, kind: str, message: str, url: str | None = None, role: str | None = None
    ) -> None:
        pending = 0
        if self._crawl and kind in ("page", "unchanged", "failure"):
            pending = self._frontier.rows(
                "SELECT count(*) FROM pages WHERE portal = ? AND crawl = ? AND state = 'pending'",
                (self.key, self._crawl),
            )[0][0]
        self._emit(Event(kind, self._portal.name, message, url, role, self._done, pending))


def _signature(page: Page) -> str:
    """A page's words without what changes from answer to answer."""
    return sha256(f"{page.title}\n{_CHANGING.sub('', page.visible)}".encode())


def _changed(
    error: FetchError, *, code: str, message: str, action: str, kind: str | None = None
) -> FetchError:
    """The same failure, now of the whole host."""
    return FetchError(
        message,
        place=error.place,
        code=code,
        action=action,
        evidence=error.evidence,
        kind=kind or error.kind,
        status=error.status,
        attempts=error.attempts,
        transport=error.transport,
        host_wide=True,
    )
