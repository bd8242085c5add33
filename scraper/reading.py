"""What a fetched page leads to: which role it plays, what to ask next, what its list holds."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from urllib.parse import urlsplit

from scraper import discover, files, portals, years
from scraper.frontier import Task
from scraper.listpage import (
    ATTACHMENT_PRIORITY,
    PRIORITY,
    Context,
    Listed,
    Reading,
    is_part,
    read_list,
)
from scraper.page import Page
from scraper.portals import Entry
from scraper.years import YearEvidence

_MAX_NAVIGATION_DEPTH = 3
_MAX_COLUMN_DEPTH = 6
_MAX_NAVIGATION = 8
_MAX_COLUMNS = 20


def read(page: Page, task: Task, context: Context) -> Reading:
    """Read one page.

    Args:
        page: as fetched.
        task: why it was fetched.
        context: see there.
    """
    if task.kind == "attachment":
        return Reading("attachment")
    if not page.is_html and task.kind != "more":
        # A list or an article may come as data; everything else that is no page is a file.
        is_list = task.kind == "column" and portals.reads_data(page)
        if not is_list and (page.data is None or not discover.is_report(page)):
            return Reading("report")
    match task.kind:
        case "home" | "nav":
            return _home(page, task, context)
        case "column":
            return _column(page, task, context)
        case "more":
            return _more(page, task, context)
        case "maybe":
            return _maybe(page, task, context)
        case _:
            return _report(page, task, context)


def _home(page: Page, task: Task, context: Context) -> Reading:
    """A home page or one on the way: towards the column, or the column itself."""
    if discover.is_report(page):
        return _report_as_column(page, task, context)
    if discover.names_a_column(page):
        return _column(page, task, context)
    family = portals.choose(page, context.family)
    # What a family names are the parts of one column, however many; links may be anything.
    leads = [*family.columns(page), *discover.columns(page)[:_MAX_COLUMNS]]
    if leads:
        top = max(lead.score for lead in leads)
        best = [lead for lead in leads if lead.score == top]
        return Reading("home", [_column_task(page, task, lead) for lead in best])
    if discover.is_column_by_entries([entry.title for entry in family.entries(page)]):
        return _column(page, task, context)
    reading = Reading("home")
    if task.depth < _MAX_NAVIGATION_DEPTH:
        for lead in discover.navigation(page)[:_MAX_NAVIGATION]:
            reading.tasks.append(_navigation(page, task, lead.url, lead.text, lead.score))
        for url in page.frames[:_MAX_NAVIGATION]:
            reading.tasks.append(_navigation(page, task, url, task.anchor, 0))
    return reading


def _navigation(page: Page, task: Task, url: str, anchor: str | None, score: int) -> Task:
    # The more promising link first, however deep.
    return Task(url, "nav", PRIORITY["nav"] - score, task.depth + 1, page.url, anchor)


def _column_task(page: Page, task: Task, lead: discover.Lead) -> Task:
    within = task.kind in ("column", "maybe")
    name = f"{task.column_name}/{lead.text}" if within and task.column_name else lead.text
    return Task(
        lead.url,
        "column",
        PRIORITY["column"],
        task.depth + 1,
        page.url,
        lead.text,
        column_name=name,
        # A sub-column by unit of a column by year is about that year.
        year=lead.year if lead.year is not None else (task.year if within else None),
        year_basis="column",
    )


def _column(page: Page, task: Task, context: Context) -> Reading:
    """The first page of an annual-report column, or what looked like one."""
    named = discover.names_a_column(page)
    if page.is_html and discover.is_report(page):
        return _report_as_column(page, task, context)
    reading = read_list(page, replace(task, number=1), context)
    subs = _sub_columns(page, task, context)
    scripted = reading.state == "script" or reading.pager.hidden
    reading.is_column = _lists_reports(reading) or bool(
        named and (reading.listed or subs or scripted)
    )
    if not reading.is_column and _is_by_number_only(task):
        return Reading("home")
    if not reading.is_column and not subs and not scripted:
        # It was called an annual report, but lists nothing: perhaps a stage on the way.
        onward = _onward(page, task)
        if onward:
            return Reading("home", onward)
    known = {item.url for item in reading.tasks}
    reading.tasks += [item for item in subs if item.url not in known]
    return reading


def _more(page: Page, task: Task, context: Context) -> Reading:
    """A further page of a list, or the data of its first one."""
    reading = read_list(page, task, context)
    if page.is_whole:
        return reading
    reading.is_column = task.number == 1 and _lists_reports(reading)
    family = portals.choose(page, context.family)
    for entry in family.entries(page):
        if is_part(entry) and task.depth < _MAX_COLUMN_DEPTH:
            lead = discover.Lead(entry.url, entry.title, 5, years.in_words(entry.title))
            part = replace(task, kind="column")
            reading.tasks.append(_column_task(page, part, lead))
    return reading


def _lists_reports(reading: Reading) -> bool:
    return any(discover.is_report_like(item.entry.title) for item in reading.listed)


def _is_by_number_only(task: Task) -> bool:
    """Whether only its number and its tab's words speak for a part: menus have such tabs too."""
    via = task.via or ""
    below = urlsplit(task.url).path.startswith(urlsplit(via).path.rsplit("/", 1)[0] + "/")
    return (
        bool(task.column_name and "/" in task.column_name)
        and discover.is_numbered_alike(task.url, via)
        and not (below or discover.has_column_path(task.url))
    )


def _onward(page: Page, task: Task) -> list[Task]:
    if task.depth >= _MAX_NAVIGATION_DEPTH:
        return []
    leads = [lead for lead in discover.columns(page) if lead.score > 4][:_MAX_COLUMNS]
    onward = [
        Task(
            lead.url,
            "column",
            PRIORITY["column"],
            task.depth + 1,
            page.url,
            lead.text,
            column_name=lead.text,
            year=lead.year,
            year_basis="column",
        )
        for lead in leads
    ]
    frames = page.frames[:_MAX_NAVIGATION]
    return onward + [
        Task(
            url,
            "column",
            PRIORITY["column"],
            task.depth + 1,
            page.url,
            task.anchor,
            column_name=task.column_name,
            year=task.year,
            year_basis="column",
        )
        for url in frames
    ]


def _sub_columns(page: Page, task: Task, context: Context) -> list[Task]:
    if task.depth >= _MAX_COLUMN_DEPTH:
        return []
    family = portals.choose(page, context.family)
    leads = {lead.url: lead for lead in [*discover.sub_columns(page), *family.columns(page)]}
    return [
        _column_task(page, task, lead)
        for lead in leads.values()
        if lead.year is None or YearEvidence(lead.year, "column").wanted(context.years)
    ]


def _maybe(page: Page, task: Task, context: Context) -> Reading:
    """An entry without a date: a report, or one more column."""
    if not discover.is_report(page):
        family = portals.choose(page, context.family)
        others = [
            entry.title
            for entry in family.entries(page)
            if discover.is_report_like(entry.title) and entry.title != task.anchor
        ]
        if (discover.names_a_column(page) and others) or discover.is_column_by_entries(others):
            column = replace(
                task,
                list_url=None,
                column_name=f"{task.column_name or ''}/{task.anchor or ''}".strip("/"),
                year_basis="column",
            )
            return _column(page, column, context)
    return _report(page, task, context)


def _report(page: Page, task: Task, context: Context) -> Reading:
    """A report, or what its list calls one; the parser says what it is."""
    reading = Reading("report", _attachments(page, task, context))
    if task.year_basis != "title":
        reading.year = years.in_report(page.title, page.visible)
    if not discover.is_report(page):
        # A page that gathers the units' reports is listed like a report.
        family = portals.choose(page, context.family)
        entries = [entry for entry in family.entries(page) if entry.url != task.url]
        if discover.is_column_by_entries([entry.title for entry in entries]):
            gathered = read_list(page, replace(task, list_url=task.url, number=1), context)
            gathered.role = "report"
            gathered.tasks += reading.tasks
            return gathered
    return reading


def _report_as_column(page: Page, task: Task, context: Context) -> Reading:
    """A column's address that is itself a report, perhaps with further years beside it."""
    title = task.anchor if task.anchor and discover.is_report_like(task.anchor) else page.title
    evidence = years.of_entry(title, None, None)
    if evidence.year is None:
        evidence = YearEvidence(years.in_report(page.title, page.visible), "body")
    if evidence.year is None:
        evidence = years.of_entry(title, task.year, None)
    reading = Reading("report", _attachments(page, task, context), list_url=task.url, state="ok")
    reading.listed.append(Listed(Entry(task.url, title), evidence, True))
    reading.tasks += _sub_columns(page, task, context)
    reading.fingerprint = hashlib.sha256(page.url.encode()).hexdigest()
    reading.is_column = True
    return reading


def _attachments(page: Page, task: Task, context: Context) -> list[Task]:
    family = portals.choose(page, context.family)
    return [
        replace(
            task,
            url=url,
            kind="attachment",
            priority=ATTACHMENT_PRIORITY,
            depth=task.depth + 1,
            via=page.url,
            anchor=words,
            attachment_of=task.url,
            number=None,
        )
        for url, words in files.attachments(page, family.body)
    ]
