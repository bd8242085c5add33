"""The state of lists during a pass: what each page held, was missing, or seems to have lost.

All `note_*` run inside a transaction; `listing` judges what they kept.
"""

from __future__ import annotations

from scraper import discover
from scraper.frontier import Frontier, Task
from scraper.listpage import Reading
from scraper.model import CrawlSettings
from scraper.wholeness import ENDED


def note_page(
    frontier: Frontier, key: str, crawl: int, task: Task, reading: Reading, settings: CrawlSettings
) -> None:
    """Keep what a page of a list held; inside a transaction."""
    if reading.list_url is None or reading.state is None:
        return
    number = task.number or 1
    _add_row(
        frontier,
        key,
        crawl,
        reading.list_url,
        task,
        number,
        reading.state,
        fingerprint=reading.fingerprint,
        stated_entries=reading.pager.total_entries,
        stated_pages=reading.pager.total_pages,
        children=len(reading.tasks),
        listed=len(reading.listed),
        unread=int(reading.pager.unread),
        hidden=int(reading.pager.hidden),
    )
    for item in reading.listed:
        frontier.execute(
            "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key,
                crawl,
                reading.list_url,
                item.entry.url,
                item.evidence.year,
                item.evidence.basis,
                int(item.wanted),
                int(discover.is_interpretation(item.entry.title)),
            ),
        )
    beyond = [n for n in reading.pager.following if n > settings.max_list_pages]
    if beyond and reading.state == "ok":
        url = reading.pager.following[min(beyond)]
        capped = Task(url, "more", year=task.year, column_name=task.column_name)
        _add_row(frontier, key, crawl, reading.list_url, capped, min(beyond), "capped")
    if reading.state in ENDED:
        _end_list(frontier, key, crawl, reading.list_url, number)


def is_doubtful_end(frontier: Frontier, key: str, crawl: int, task: Task, reading: Reading) -> bool:
    """Whether a page of a list is empty although the list may go on there.

    Some servers give an empty page once in the middle of a list: it is asked a second time.
    """
    if task.kind != "more" or reading.state != "empty":
        return False
    here = (key, crawl, task.list_url)
    row = frontier.rows(
        "SELECT max(stated_pages) AS pages, max(stated_entries) AS entries, (SELECT count(*) "
        "FROM entries e WHERE e.portal = l.portal AND e.crawl = l.crawl "
        "AND e.list_url = l.list_url) AS came "
        "FROM list_pages l WHERE portal = ? AND crawl = ? AND list_url = ?",
        here,
    )[0]
    all_came = row["entries"] is not None and row["came"] >= row["entries"]
    return not all_came and (row["pages"] is None or (task.number or 1) <= int(row["pages"]))


def note_year(frontier: Frontier, key: str, crawl: int, url: str, year: int) -> None:
    """Keep the year that a report itself names, in place of what its list let expect."""
    frontier.execute(
        "UPDATE entries SET year = ?, year_basis = 'body' "
        "WHERE portal = ? AND crawl = ? AND url = ? AND year_basis <> 'title'",
        (year, key, crawl, url),
    )


def note_missing(frontier: Frontier, key: str, crawl: int, task: Task) -> None:
    """Keep that a page of a list is not there (404); inside a transaction."""
    list_url, number = task.list_url or task.url, task.number or 1
    _add_row(frontier, key, crawl, list_url, task, number, "missing")
    _end_list(frontier, key, crawl, list_url, number)


def note_failed(frontier: Frontier, key: str, crawl: int, task: Task) -> None:
    """Keep that a page of a list could not be fetched; inside a transaction."""
    list_url = (task.list_url if task.kind == "more" else None) or task.url
    _add_row(frontier, key, crawl, list_url, task, task.number or 1, "failed")


def _add_row(
    frontier: Frontier,
    key: str,
    crawl: int,
    list_url: str,
    task: Task,
    number: int,
    state: str,
    **values: object,
) -> None:
    row = {
        "portal": key,
        "crawl": crawl,
        "list_url": list_url,
        "url": task.url,
        "number": number,
        "state": state,
        "year": task.year if task.kind != "home" else None,
        **values,
    }
    frontier.execute(
        f"INSERT OR REPLACE INTO list_pages ({', '.join(row)}) "  # noqa: S608
        f"VALUES ({', '.join('?' * len(row))})",
        tuple(row.values()),
    )


def _end_list(frontier: Frontier, key: str, crawl: int, list_url: str, number: int) -> None:
    """Two pages in a row without anything new: the list is at its end."""
    before = frontier.rows(
        "SELECT state FROM list_pages WHERE portal = ? AND crawl = ? AND list_url = ? AND number = ?",
        (key, crawl, list_url, number - 1),
    )
    if before and before[0]["state"] in ENDED:
        frontier.execute(
            "UPDATE pages SET state = 'skipped', outcome = 'beyond_end' WHERE portal = ? AND "
            "crawl = ? AND list_url = ? AND kind = 'more' AND number > ? AND state = 'pending'",
            (key, crawl, list_url, number),
        )
