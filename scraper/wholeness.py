"""Is one list whole: what it says that it holds against what came."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from scraper.model import Failure

# States of a page that brought nothing new.
ENDED = ("repeated", "empty", "missing")


@dataclass
class ListRead:
    """One list, after the pass."""

    url: str
    year: int | None
    rows: list[sqlite3.Row]
    came: int
    unasked: int

    @property
    def ok(self) -> list[sqlite3.Row]:
        """Its pages that held something new."""
        return [row for row in self.rows if row["state"] == "ok"]

    @property
    def full(self) -> bool:
        """Whether its last page holds as many entries as any other."""
        return bool(self.ok) and self.ok[-1]["listed"] >= max(row["listed"] for row in self.ok)

    def stated(self, name: str) -> int | None:
        """What the list's pages state, the first page first."""
        return next((int(row[name]) for row in self.rows if row[name] is not None), None)


def judge(item: ListRead, *, static: bool) -> tuple[list[Failure], bool]:
    """Problems of one list, and whether it is whole.

    Args:
        item: the list, after the pass.
        static: some list of the portal could be read without scripts.
    """
    if item.unasked or any(row["state"] == "failed" for row in item.rows):
        return [], False  # each of these has its own problem
    entries = item.stated("stated_entries")
    if any(row["hidden"] for row in item.rows) and (entries is None or item.came < entries):
        message = "a script fills the list, and the address of its data could not be made out"
        action = "open it in a browser; save its reports and use `gongkai parse`, and report it"
        return [_failure(item, "list_unread", message, action)], False
    if not item.ok:
        if any(row["state"] == "script" for row in item.rows) and entries:
            message = f"the list states {entries} entries, none came"
            action = "run again later; if it stays, compare the list with a browser"
            return [_failure(item, "list_not_whole", message, action)], False
        # What a script is to fill leads to its data, which is not yet anything that it lists.
        if static or any(row["children"] and row["state"] != "script" for row in item.rows):
            return [], True  # an empty part of a portal whose lists can be read
        message = "the column lists nothing that can be read without running its scripts"
        action = "open it in a browser; save its reports and use `gongkai parse`"
        return [_failure(item, "list_empty", message, action)], False
    last = max(int(row["number"]) for row in item.ok)
    pages = item.stated("stated_pages")
    enough = pages is not None and len(item.ok) >= pages
    short = entries is not None and item.came < entries
    came = entries is not None and item.came >= entries
    again = "run again later; if it stays, compare the list with a browser"
    if any(row["state"] == "capped" for row in item.rows):
        message = f"the list goes on after {last} pages, the most that are read of one list"
        return [
            _failure(item, "page_cap", message, "the list is probably endless; report it")
        ], False
    gaps = [
        row
        for row in item.rows
        if row["state"] in ENDED
        and _is_gap(row, last, pages, enough=enough, short=short, came=came, full=item.full)
    ]
    if gaps:
        first = gaps[0]
        message = f"page {first['number']} of the list is missing ({first['url']})"
        return [_failure(item, "list_page_missing", message, again)], False
    followed = max(item.rows, key=lambda row: int(row["number"]))
    stops_short = followed["state"] == "ok" and pages is not None and pages > followed["number"]
    unread = any(row["unread"] for row in item.rows)
    # Followed from page to page, a list of full pages that ends early was cut off.
    cut_off = short and pages is None and len(item.ok) > 1 and item.full
    if stops_short or cut_off or (unread and short):
        message = f"{item.came} entries came on {len(item.ok)} pages, more are stated"
        message += f" ({entries} entries)" if entries is not None else f" ({pages} pages)"
        return [_failure(item, "list_not_whole", message, again)], False
    differs = (
        f"{entries} entries, {item.came} came"
        if entries is not None and entries != item.came
        else f"{pages} pages, {len(item.ok)} came"
        if entries is None and pages is not None and pages != len(item.ok)
        else None
    )
    if differs is None:
        return [], True
    message = f"the list states {differs}, though it was read to its end and every entry came"
    action = "nothing to do; the portal's own count is wrong"
    return [_failure(item, "list_total_differs", message, action, counts=False)], True


def _is_gap(
    row: sqlite3.Row,
    last: int,
    pages: int | None,
    *,
    enough: bool,
    short: bool,
    came: bool,
    full: bool,
) -> bool:
    """Whether a page without anything new is a hole in the list rather than its end."""
    if int(row["number"]) < last:
        return not enough
    # After the last good page: a missing page (404) that the pager promised is a hole, and so is an
    # empty one (a stub), unless the entries that are stated came all the same. One that repeats
    # another is how servers end.
    promised = pages is not None and int(row["number"]) <= pages
    if row["state"] != "missing" and short and (promised or pages is None):
        return full  # a list that is at its end has a last page with fewer entries
    gone = row["state"] == "missing" or (row["state"] == "empty" and not came)
    return gone and not enough and (promised or short)


def _failure(
    item: ListRead, code: str, message: str, action: str, *, counts: bool = True
) -> Failure:
    return Failure(
        "listing", "failed", code, message, item.url, action, counts, report_year=item.year
    )
