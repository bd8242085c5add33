"""http or https: the one that a host answered on is remembered, for a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scraper.frontier import Frontier
from scraper.hosts import HostRule, host_port

_KEPT = timedelta(days=30)


def other(url: str) -> str:
    """The same address on the other of http and https."""
    scheme, _, rest = url.partition("://")
    return f"{'http' if scheme == 'https' else 'https'}://{rest}"


def preferred(frontier: Frontier, url: str, rule: HostRule) -> str:
    """The address on the scheme that its host answered on last.

    Only where the address has no port of its own; what is older than a month counts no more.
    """
    host, port = host_port(url)
    if rule.literal or port not in (80, 443):
        return url
    # A time from a clock that ran ahead is no reason to trust it for longer.
    now = datetime.now(UTC)
    window = [(now + shift).strftime("%Y-%m-%dT%H:%M:%SZ") for shift in (-_KEPT, _KEPT)]
    rows = frontier.rows(
        "SELECT scheme FROM schemes WHERE host = ? AND at BETWEEN ? AND ?", (host, *window)
    )
    return other(url) if rows and not url.startswith(f"{rows[0]['scheme']}://") else url


def remember(frontier: Frontier, url: str, rule: HostRule) -> None:
    """Keep that a host answered on this scheme; inside a transaction."""
    host, port = host_port(url)
    if not rule.literal and port in (80, 443):
        frontier.execute(
            "INSERT OR REPLACE INTO schemes VALUES (?, ?, ?)",
            (host, url.partition("://")[0], frontier.archive.time()),
        )
