"""What one page of a list holds, and what is to be asked because of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from scraper import discover, files, portals, years
from scraper.frontier import Task
from scraper.page import Page, squeeze
from scraper.portals import Entry, Pager
from scraper.years import YearEvidence

# Asked in this order; lists before reports, so that a list is whole in itself.
PRIORITY = {"home": 0, "column": 10, "more": 12, "maybe": 20, "nav": 30, "report": 50}
ATTACHMENT_PRIORITY = 60

# How an empty list says that it is empty.
_NOTHING = re.compile(r"暂无|没有(找到|相关|任何|数据|信息|记录)|无(相关)?(数据|信息|记录|内容)")


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a list, with the year that it seems to be about."""

    entry: Entry
    evidence: YearEvidence
    wanted: bool


@dataclass
class Reading:
    """What one page leads to.

    Attributes:
        role: home, list, report or attachment, as the archive writes it.
        tasks: addresses to ask.
        listed: entries of the list, all of them.
        list_url: the list's first page, None if the page is no page of a list.
        state: ``ok``, ``repeated``, ``empty`` or ``script`` (a script fills it from an address
            that is known) for a page of a list.
        fingerprint: of the page's entries.
        pager: what the page says of the whole list.
        year: the year that a report's own words name, None if they name none.
        is_column: it is an annual-report column for sure, so that navigation can end.
    """

    role: str
    tasks: list[Task] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)
    list_url: str | None = None
    state: str | None = None
    fingerprint: str | None = None
    pager: Pager = field(default_factory=Pager)
    year: int | None = None
    is_column: bool = False


@dataclass(frozen=True)
class Context:
    """What the reading of a page depends on.

    Attributes:
        years: first and last report year asked for, None for all.
        family: the portal's family by the catalog.
        max_list_pages: most pages of one list.
        seen: whether a fingerprint was already met in a list (list address, page address, print).
    """

    years: tuple[int, int] | None
    family: str | None
    max_list_pages: int
    seen: Callable[[str, str, str], bool]


def read_list(page: Page, task: Task, context: Context) -> Reading:
    """Read any page of a list.

    Args:
        page: as fetched.
        task: why; its `number` is the page's, 1 if it has none.
        context: see there.
    """
    list_url = task.list_url or task.url
    number = task.number or 1
    name = task.column_name or task.anchor or squeeze(page.meta("ColumnName")) or None
    task = replace(task, column_name=name)
    family = portals.choose(page, context.family)
    entries = [entry for entry in family.entries(page) if not is_part(entry)]
    prints = hashlib.sha256("\n".join(sorted(entry.url for entry in entries)).encode()).hexdigest()
    reading = Reading("list", list_url=list_url, fingerprint=prints)
    reading.pager = family.pager(page, number, list_url if number > 1 else page.url)
    if not entries:
        # Beyond its end a list says it too, of that page alone.
        unstated = number == 1 and reading.pager.total_entries is None
        if unstated and _NOTHING.search(page.visible):
            reading.pager = replace(reading.pager, total_entries=0)
        # A family whose first page only names where its data are says so in the pager.
        data = reading.pager.following.get(1)
        if number > 1 or data is None or data == task.url:
            reading.state = "empty"
            return reading
        reading.state = "script"
    elif context.seen(list_url, task.url, prints):
        reading.state = "repeated"
        return reading
    else:
        reading.state = "ok"
    column_year = task.year if task.year is not None else years.in_folder(list_url)
    for entry in entries:
        evidence = years.of_entry(entry.title, column_year, entry.date)
        wanted = evidence.wanted(context.years) and not discover.is_surely_something_else(
            entry.title
        )
        reading.listed.append(Listed(entry, evidence, wanted))
        if wanted:
            report = _entry_task(page, task, entry, evidence)
            reading.tasks.append(report)
            reading.tasks += [_file_task(report, url, name) for url, name in entry.files]
    for following, url in sorted(reading.pager.following.items()):
        if following <= context.max_list_pages and url != list_url:
            reading.tasks.append(
                replace(
                    task,
                    url=url,
                    kind="more",
                    priority=PRIORITY["more"],
                    via=page.url,
                    list_url=list_url,
                    number=following,
                )
            )
    return reading


def is_part(entry: Entry) -> bool:
    """Whether a row leads to a part of the column rather than to something that it lists."""
    return entry.date is None and discover.is_tab(entry.title)


def _file_task(report: Task, url: str, name: str) -> Task:
    """A file that the list itself names for an entry."""
    return replace(
        report,
        url=url,
        kind="attachment",
        priority=ATTACHMENT_PRIORITY,
        anchor=name or None,
        attachment_of=report.url,
        depth=report.depth + 1,
    )


def _entry_task(page: Page, task: Task, entry: Entry, evidence: YearEvidence) -> Task:
    sure = (
        entry.date is not None
        or discover.is_article_address(entry.url)
        or files.is_file_address(entry.url)
    )
    kind = "report" if sure else "maybe"
    return Task(
        entry.url,
        kind,
        PRIORITY[kind],
        task.depth + 1,
        page.url,
        entry.title,
        entry.date,
        task.list_url or task.url,
        task.column_name,
        year=evidence.year,
        year_basis=evidence.basis,
    )
