"""robots.txt by RFC 9309."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

from scraper.answer import Fetched
from scraper.bodies import MEGABYTE
from scraper.hosts import origin
from scraper.model import FetchError
from scraper.session import Session
from scraper.trouble import silent
from scraper.version import PRODUCT

# RFC 9309, 2.5: at least 500 KiB must be parsed.
_PARSED = 512 * 1024
_EXPIRES = 3600.0


@dataclass(frozen=True, slots=True)
class _Rules:
    rules: Protego | None
    expires_at: float
    unavailable: FetchError | None = None


class Robots:
    """The rules of the hosts of one portal, asked once and kept for an hour.

    Args:
        session: asks for robots.txt; this object becomes its `permit`.
        on_fetched: told of every robots.txt that came.
    """

    def __init__(self, session: Session, on_fetched: Callable[[Fetched], None]) -> None:
        self._session = session
        self._on_fetched = on_fetched
        self._known: dict[str, _Rules] = {}
        self._asking = False
        session.permit = self.permit

    def permit(self, url: str) -> None:
        """Refuse an address that the host's robots.txt disallows.

        Raises:
            FetchError: code ``robots_disallow``, or ``robots_unavailable`` where the rules cannot
                be established (5xx, no answer), which means: not now.
        """
        if self._asking:  # robots.txt itself, wherever it redirects to
            return
        known = self._rules(origin(url))
        if known.unavailable is not None:
            raise _not_now(known.unavailable, origin(url))
        if known.rules is not None and not known.rules.can_fetch(url, PRODUCT):
            raise FetchError(
                "robots.txt of the host disallows this address",
                place=url,
                code="robots_disallow",
                kind="blocked",
                action="ask the portal's operator for leave, or save the pages with a browser and "
                "use `gongkai parse`",
                evidence=f"{origin(url)}/robots.txt",
            )

    def _rules(self, host: str) -> _Rules:
        known = self._known.get(host)
        if known is None or time.monotonic() > known.expires_at:
            self._asking = True
            try:
                known = self._ask(host)
            finally:
                self._asking = False
            self._known[host] = known
        return known

    def _ask(self, host: str) -> _Rules:
        expires_at = time.monotonic() + _EXPIRES
        try:
            fetched = self._session.fetch(f"{host}/robots.txt", cap=5 * MEGABYTE)
        except FetchError as error:
            allowed = error.code == "redirect_loop" or (
                error.status is not None and 400 <= error.status < 500 and not error.host_wide
            )
            return _Rules(None, expires_at, None if allowed else error)
        self._on_fetched(fetched)
        text = fetched.content[:_PARSED].decode("utf-8-sig", "replace")
        rules = Protego.parse(text)
        delay = rules.crawl_delay(PRODUCT)
        rate = rules.request_rate(PRODUCT)
        gate = self._session.gate(host + "/")
        if delay:
            gate.slow_down(float(delay))
        if rate is not None and rate.requests:
            gate.slow_down(rate.seconds / rate.requests)
        return _Rules(rules, expires_at)


def _not_now(error: FetchError, host: str) -> FetchError:
    if error.host_wide:  # a wall is a wall, also in front of robots.txt
        return error
    if error.transport:
        return silent(error, host)
    return FetchError(
        f"robots.txt cannot be established ({error.message}), so nothing is asked for now",
        place=f"{host}/robots.txt",
        code="robots_unavailable",
        kind="failed",
        status=error.status,
        attempts=error.attempts,
        host_wide=True,
        action="run again later",
        evidence=error.evidence,
    )
