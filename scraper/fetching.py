"""What a crawl of one portal asks for, and how: copies at hand, script files, hops to other hosts."""

from __future__ import annotations

from scraper import portals
from scraper.answer import Fetched
from scraper.frontier import Copy, Frontier, Task
from scraper.hosts import HostRule, host_port
from scraper.model import FetchError, Portal
from scraper.page import Page
from scraper.passes import STAGES, Pass
from scraper.robots import Robots
from scraper.session import Session


class Fetching:
    """Fetches the pages of one portal.

    Args:
        portal: which.
        rule: which hosts are its own.
        session: asks them.
        frontier: state and archive.
    """

    def __init__(
        self, portal: Portal, rule: HostRule, session: Session, frontier: Frontier
    ) -> None:
        self._portal = portal
        self._rule = rule
        self._session = session
        self._frontier = frontier
        self._scripts: dict[str, str] = {}
        session.on_hop = self._hop
        Robots(session, self._robots_came)

    def begin(self, current: Pass) -> None:
        """Ask for a pass from now on; hosts that it had reached before stay allowed."""
        self._pass = current
        for host in current.hops():
            self._rule.add_hop(host)

    def fetch(self, task: Task, *, fresh: bool = False) -> tuple[Fetched, Page, Copy | None]:
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
        if may_hop and task.via and not self._rule.allows(task.url) and self.may_ask(task):
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
                _shown_on(task),
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
        shown_on = _shown_on(task)
        page = Page(known.final_url, kept, known.charset, known.media_type, shown_on)
        self._include(task, page)
        return fetched, page, known

    def _include(self, task: Task, page: Page) -> None:
        """Fetch the script files without which a page's lists cannot be addressed, each once."""
        if task.kind in ("report", "part", "attachment") or not page.is_html:
            return
        family = portals.choose(page, self._portal.family)
        for url in family.scripts(page):
            if url not in self._scripts:
                script = Task(url, "script", via=page.url)
                fetched = self._session.fetch(url, referer=page.url)
                came = Page(fetched.final_url, fetched.content, fetched.charset)
                with self._frontier.transaction():
                    fields = self.fields(script, fetched, "script")
                    self._pass.store(script, fetched, came, self._frontier.copy(url), fields)
                self._scripts[url] = came.text
            page.include(self._scripts[url])

    def fields(self, task: Task, fetched: Fetched, role: str) -> dict[str, object]:
        """Fields of the metadata record of an answer."""
        return {
            "role": role,
            "portal": self._rule.home,
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
            fields = self.fields(task, fetched, "robots")
            self._pass.store(task, fetched, page, self._frontier.copy(task.url), fields)

    def may_ask(self, task: Task) -> bool:
        """Whether an address is on one of the portal's hosts, or on one that it may hop to."""
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


def _shown_on(task: Task) -> str | None:
    """The page that shows a list's data."""
    return task.list_url if task.kind == "more" else None
