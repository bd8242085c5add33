"""A pass beside the one before: years with fewer reports, years that are listed and hold nothing."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence

from scraper import years
from scraper.frontier import Frontier, Task
from scraper.model import Failure
from scraper.wholeness import ListRead

# A portal that lost more than half of so many reports has lost its list, not its reports.
_SUSPICIOUS_FROM = 4


def promised(frontier: Frontier, key: str, crawl: int, task: Task) -> bool:
    """Whether an empty page of a list should have held something.

    A further page should if the pager states as many pages, or leads to one behind it; a first
    page if it held something in the pass before.
    """
    if task.number is None or task.number == 1:
        before = "SELECT 1 FROM entries WHERE portal = ? AND crawl = ? AND list_url = ? LIMIT 1"
        return bool(frontier.rows(before, (key, crawl - 1, task.url)))
    here = (key, crawl, task.list_url)
    stated = frontier.rows(
        "SELECT 1 FROM list_pages WHERE portal = ? AND crawl = ? AND list_url = ? "
        "AND stated_pages >= ? UNION ALL SELECT 1 FROM pages WHERE portal = ? AND crawl = ? "
        "AND list_url = ? AND kind = 'more' AND number > ? LIMIT 1",
        (*here, task.number, *here, task.number),
    )
    return bool(stated)


def empty_years(
    lists: Sequence[ListRead], listed: Collection[int], today: datetime.date
) -> list[Failure]:
    """Years that the portal has a list for, in which nothing can be read though reports are due.

    Args:
        lists: all lists of the pass.
        listed: years of which some list has an entry.
        today: the day the due dates are judged by.
    """
    found = []
    for item in lists:
        if item.year is None or item.ok or item.unasked or item.year in listed:
            continue
        silent = item.stated("stated_entries") != 0 and all(
            r["state"] == "empty" for r in item.rows
        )
        if item.rows and silent and today > years.due(item.year):
            found.append(
                Failure(
                    "listing",
                    "failed",
                    "year_empty",
                    f"the portal has a list for {item.year}, in which nothing can be read",
                    item.url,
                    "open it in a browser; if it shows reports there, scripts fill the list: save "
                    "them and use `gongkai parse`",
                    report_year=item.year,
                )
            )
    return found


def shrunk(
    frontier: Frontier,
    key: str,
    address: str,
    counts: dict[int, int],
    whole: Collection[int],
    today: datetime.date,
) -> tuple[list[Failure], bool]:
    """Finished years with fewer reports than last time; keeps the counts; inside a transaction.

    Args:
        frontier: state and archive.
        key: the portal's home address.
        address: of the column.
        counts: reports listed in this pass, by year.
        whole: years that were crawled whole in this pass.
        today: the day the due dates are judged by.

    Returns:
        Problems, and whether so much is missing that nothing may be called gone.
    """
    known = frontier.rows("SELECT * FROM year_counts WHERE portal = ? ORDER BY year", (key,))
    before = {int(row["year"]): (int(row["reports"]), str(row["at"])) for row in known}
    failures = []
    finished = [year for year in before if year in whole and today > years.due(year)]
    for year in finished:
        (reports, at), now = before[year], counts.get(year, 0)
        if now < reports:
            failures.append(
                Failure(
                    "listing",
                    "shrunk",
                    "shrunk",
                    f"{now} reports of {year} are listed, there were {reports} on {at[:10]}",
                    address,
                    "compare the column with a browser; what was fetched before is kept",
                    report_year=year,
                )
            )
    for year in whole:
        frontier.execute(
            "INSERT OR REPLACE INTO year_counts VALUES (?, ?, ?, ?)",
            (key, year, counts.get(year, 0), frontier.archive.time()),
        )
    had = sum(before[year][0] for year in finished)
    has = sum(counts.get(year, 0) for year in finished)
    return failures, had >= _SUSPICIOUS_FROM and has * 2 < had
