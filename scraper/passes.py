"""One pass over one portal, as the state has it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from scraper.answer import Fetched, now
from scraper.archive import sha256
from scraper.frontier import Copy, Frontier, Task
from scraper.model import CrawlSettings, PortalSummary
from scraper.page import Page
from scraper.trouble import SILENT

STAGES = frozenset({"home", "nav"})
_WALLS = frozenset({"wall", "rate_limited", "same_shell"})


class Pass:
    """The rows of one pass; opened, or taken up where a run was interrupted.

    Args:
        frontier: state and archive.
        key: the portal's home address.
        settings: of the crawl.
        seed: where a new pass begins.
    """

    def __init__(self, frontier: Frontier, key: str, settings: CrawlSettings, seed: Task) -> None:
        years = "-".join(map(str, settings.years)) if settings.years else "all"
        since = datetime.now(UTC) - timedelta(hours=settings.resume_hours)
        self.frontier = frontier
        self.key = key
        self.number, self.resumed = frontier.open_crawl(
            key, years, frontier.archive.time(), since.strftime("%Y-%m-%dT%H:%M:%SZ")
        )
        self._here = (key, self.number)
        self.started_at = str(
            self._rows("SELECT started_at FROM crawls WHERE portal = ? AND crawl = ?")[0][0]
        )
        with frontier.transaction():
            self.add([seed])
            if self.resumed:
                self._reopen_failures()

    def _reopen_failures(self) -> None:
        """A run that goes on asks again what failed in the one before: negative results expire."""
        self.frontier.execute(
            "UPDATE pages SET state = 'pending', outcome = NULL, counts = 0 "
            "WHERE portal = ? AND crawl = ? AND (state = 'failed' OR outcome = 'closed')",
            self._here,
        )
        self.frontier.execute(
            "UPDATE hosts SET closed = NULL WHERE portal = ? AND crawl = ?", self._here
        )

    def add(self, tasks: Sequence[Task]) -> None:
        """Note addresses to ask."""
        self.frontier.add_tasks(self.key, self.number, tasks)

    def next_task(self) -> Task | None:
        """What to ask next, None if nothing is left."""
        return self.frontier.next_task(self.key, self.number)

    def settle(self, task: Task, state: str, **values: object) -> None:
        """Note what became of an address."""
        self.frontier.settle(self.key, self.number, task.url, state, asked_at=now(), **values)

    def pending(self) -> int:
        """Number of addresses that are left."""
        return self._count("state = 'pending'")

    def done(self) -> int:
        """Number of addresses that gave a page."""
        return self._count("state = 'done'")

    def skip_navigation(self) -> None:
        """The column is found: what was to lead there need not be asked."""
        self.frontier.execute(
            "UPDATE pages SET state = 'skipped', outcome = 'not_needed' WHERE portal = ? "
            "AND crawl = ? AND kind IN ('home', 'nav') AND state = 'pending'",
            self._here,
        )

    def host(self, host: str) -> Mapping[str, str | None]:
        """What is known of a host (scheme, name and port)."""
        rows = self._rows("SELECT * FROM hosts WHERE portal = ? AND crawl = ? AND host = ?", host)
        return dict(rows[0]) if rows else {"catch_all": None, "closed": None, "hop_via": None}

    def hops(self) -> list[str]:
        """Hosts reached by the one hop, in this pass."""
        rows = self._rows(
            "SELECT host FROM hosts WHERE portal = ? AND crawl = ? AND hop_via IS NOT NULL"
        )
        return [row["host"] for row in rows]

    def set_host(self, host: str, **values: str) -> None:
        """Keep what was learned of a host; inside a transaction."""
        self.frontier.execute(
            "INSERT OR IGNORE INTO hosts (portal, crawl, host) VALUES (?, ?, ?)",
            (*self._here, host),
        )
        for name, value in values.items():
            self.frontier.execute(
                f"UPDATE hosts SET {name} = ? WHERE portal = ? AND crawl = ? AND host = ?",  # noqa: S608
                (value, *self._here, host),
            )

    def list_has(self, list_url: str, url: str, fingerprint: str) -> bool:
        """Whether another page of a list held the same entries."""
        return bool(
            self._rows(
                "SELECT 1 FROM list_pages WHERE portal = ? AND crawl = ? AND list_url = ? "
                "AND url <> ? AND fingerprint = ? AND state = 'ok'",
                list_url,
                url,
                fingerprint,
            )
        )

    def store(
        self,
        task: Task,
        fetched: Fetched,
        page: Page,
        before: Copy | None,
        fields: Mapping[str, object],
    ) -> str:
        """Write an answer to the archive; inside a transaction.

        Args:
            task: why it was asked.
            fetched: the answer.
            page: what it says; from the archive if the answer was "not modified".
            before: the copy at hand.
            fields: of the metadata record.

        Returns:
            ``new``, ``changed`` or ``unchanged``.
        """
        digest = sha256(page.content)
        if before is not None and before.sha256 == digest:
            self.frontier.archive.add_revisit(fetched, before.stored, fields)
            copy = replace(
                before,
                etag=fetched.header("ETag") or before.etag,
                last_modified=fetched.header("Last-Modified") or before.last_modified,
            )
            outcome = "unchanged"
        else:
            copy = Copy(
                stored=self.frontier.archive.add_answer(fetched, fields),
                sha256=digest,
                etag=fetched.header("ETag"),
                last_modified=fetched.header("Last-Modified"),
                media_type=fetched.media_type,
                charset=fetched.charset,
                final_url=page.url,
            )
            outcome = "new" if before is None else "changed"
        values = {
            "portal": self.key,
            "role": fields["role"],
            "crawl": self.number,
            "year": task.year,
            "gone": 0,
        }
        self.frontier.set_copy(task.url, copy, values)
        return outcome

    def fill(self, summary: PortalSummary) -> None:
        """Fill a summary from the state, so that a resumed pass counts as one."""
        rows = self._rows(
            "SELECT url, kind, state, role, outcome, counts FROM pages WHERE portal = ? AND crawl = ?"
        )
        for row in rows:
            if row["state"] == "done":
                summary.pages += 1
                if row["role"] in ("report", "attachment"):
                    summary.new += row["outcome"] != "unchanged"
                    if row["outcome"] == "changed" and row["role"] == "report":
                        summary.changed_urls.append(row["url"])
                    summary.unchanged += row["outcome"] == "unchanged"
            summary.failures += row["counts"]
        summary.candidates = self._rows(
            "SELECT count(DISTINCT url) FROM entries WHERE portal = ? AND crawl = ? AND wanted"
        )[0][0]
        hosts = self._rows("SELECT closed FROM hosts WHERE portal = ? AND crawl = ?")
        closed = {row["closed"] for row in hosts if row["closed"]}
        closed |= {row["outcome"] for row in rows if row["state"] == "failed"}
        main = {row["outcome"] for row in rows if row["kind"] in STAGES | {"column"}}
        summary.unreachable = summary.pages == 0 and bool(closed & SILENT)
        forbidden = "robots_disallow" in main and summary.candidates == 0
        summary.blocked = bool(closed & _WALLS) or forbidden

    def _count(self, condition: str) -> int:
        sql = f"SELECT count(*) FROM pages WHERE portal = ? AND crawl = ? AND {condition}"  # noqa: S608
        return int(self._rows(sql)[0][0])

    def _rows(self, sql: str, *parameters: object) -> list[sqlite3.Row]:
        return self.frontier.rows(sql, (*self._here, *parameters))
