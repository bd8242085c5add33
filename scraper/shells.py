"""Hosts that answer every address with the same page."""

from __future__ import annotations

import re
import secrets

from scraper.archive import sha256
from scraper.frontier import Task
from scraper.hosts import origin
from scraper.listpage import Reading
from scraper.model import FetchError
from scraper.page import Page
from scraper.passes import STAGES, Pass
from scraper.session import Session

# What changes from answer to answer: numbers, tokens, and the nonsense itself if it is repeated.
_CHANGING = re.compile(r"[0-9a-f]{8,}|\d+", re.I)


class Shells:
    """Asks every host for one address that cannot exist, and compares.

    Args:
        state: keeps the answers, so that one pass asks each host once.
        session: asks.
    """

    def __init__(self, state: Pass, session: Session) -> None:
        self._state = state
        self._session = session

    def check(self, task: Task, page: Page, reading: Reading) -> None:
        """Refuse a page that is what the host answers to nonsense.

        A home page that also stands for missing pages is real if it leads somewhere.

        Raises:
            FetchError: code ``same_shell`` (a wall) where the portal has nothing else to give,
                ``soft_404`` where one page is missing; or what the host answers to nonsense, if
                that is a wall.
        """
        if not page.is_html:
            return
        nonsense = self._nonsense(origin(page.url))
        if not nonsense or nonsense != _signature(page):
            return
        if task.kind in STAGES and reading.tasks:
            return
        entrance = task.kind in STAGES or task.kind == "column"
        raise FetchError(
            "the host answers every address with the same page"
            if entrance
            else "the page is not there; the host gives another in its place",
            place=task.url,
            code="same_shell" if entrance else "soft_404",
            kind="blocked" if entrance else "failed",
            status=200,
            host_wide=entrance,
            action="open it in a browser; if it works there, scripts make it: save the pages and "
            "use `gongkai parse`",
            evidence=page.visible[:200],
        )

    def _nonsense(self, host: str) -> str:
        """Signature of what a host answers to nonsense; empty if it says no, as it should."""
        known = self._state.host(host)["catch_all"]
        if known is not None:
            return known
        signature = ""
        try:
            fetched = self._session.fetch(f"{host}/{secrets.token_hex(12)}.html")
            signature = _signature(
                Page(fetched.final_url, fetched.content, fetched.charset, fetched.media_type)
            )
        except FetchError as error:
            if error.host_wide:
                raise
        with self._state.frontier.transaction():
            self._state.set_host(host, catch_all=signature)
        return signature


def _signature(page: Page) -> str:
    """A page's words without what changes from answer to answer."""
    return sha256(f"{page.title}\n{_CHANGING.sub('', page.visible)}".encode())
