"""How a portal stands over all its crawls: last good, failing since, what is kept of it."""

from __future__ import annotations

from scraper.frontier import Frontier
from scraper.model import PortalSummary


def last_finished(frontier: Frontier, key: str) -> str:
    """When the portal's last pass ended, empty if none did."""
    rows = frontier.rows("SELECT max(finished_at) FROM crawls WHERE portal = ?", (key,))
    return str(rows[0][0] or "")


def note(frontier: Frontier, key: str, began: str, summary: PortalSummary) -> None:
    """Keep how a finished pass went; inside a transaction.

    Args:
        frontier: state and archive.
        key: the portal's home address.
        began: when the pass began.
        summary: of the pass.
    """
    frontier.execute("INSERT OR IGNORE INTO standing VALUES (?, NULL, NULL)", (key,))
    if summary.whole and not summary.failures:
        frontier.execute(
            "UPDATE standing SET last_good = ?, failing_since = NULL WHERE portal = ?",
            (frontier.archive.time(), key),
        )
    else:
        frontier.execute(
            "UPDATE standing SET failing_since = coalesce(failing_since, ?) WHERE portal = ?",
            (began, key),
        )


def describe(frontier: Frontier, key: str, summary: PortalSummary) -> None:
    """Fill in what earlier crawls left."""
    rows = frontier.rows("SELECT last_good, failing_since FROM standing WHERE portal = ?", (key,))
    if rows:
        summary.last_good, summary.failing_since = rows[0]
    kept = frontier.rows("SELECT count(*) FROM copies WHERE portal = ? AND role = 'report'", (key,))
    summary.reports = int(kept[0][0])
