"""What the zoo's portals have in common: reports, entrance, lists cut into pages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from urllib.parse import parse_qsl, urlsplit

from gongkai.demo import pages
from gongkai.demo.article import write
from gongkai.demo.portal import Truth, truth
from gongkai.demo.reports import SPECS
from tests.scraper.loopback import Answer, Request, Route

MARK = pages.MARK
SITE = pages.SITE_NAME
AFFAIRS = pages.AFFAIRS
"""Where the home page's 政务公开 leads; a portal may have its pages elsewhere."""

HIGH = ("government", "government_office", "department")
"""Kinds of organs that 县政府 and 县直部门 are; the others are townships and subdistricts."""


@dataclass(frozen=True)
class Report:
    """A report that a portal of the zoo publishes.

    Attributes:
        number: its own, from 20101, to make addresses of.
        body: the HTML inside the article's container.
        truth: what it prints.
    """

    number: int
    title: str
    organ: str
    kind: str
    year: int
    day: date
    body: str
    truth: Truth

    @property
    def high(self) -> bool:
        """Of the county itself or of a department, not of a township."""
        return self.kind in HIGH


@cache
def reports() -> tuple[Report, ...]:
    """The bundled portal's reports, newest first, as lists have them."""
    found = [
        Report(number, text.title, spec.organ.name, spec.organ.kind, spec.year, spec.published, text.body, told)
        for number, (spec, told) in enumerate(zip(SPECS, truth(), strict=True), start=20101)
        for text in [write(spec)]
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda report: (report.day, report.number), reverse=True))


@dataclass
class Zoo:
    """A portal of the zoo.

    Attributes:
        family: name of the family that is to recognise it.
        routes: what it answers, by path with query (those of POST as "POST /path").
        handlers: what it answers whatever the query, by bare path ("POST /path").
        documents: the reports by the path of their document: the page or data that holds the body.
        problems: codes of the problems that a crawl is expected to note, none of which counts.
    """

    family: str
    routes: dict[str, Route] = field(default_factory=dict)
    handlers: dict[str, Route] = field(default_factory=dict)
    documents: dict[str, Report] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def answer(self, request: Request) -> Answer | str:
        """Whatever has no route of its own: a handler, or 404. To be the server's fallback."""
        prefix = "" if request.method == "GET" else f"{request.method} "
        route = self.handlers.get(prefix + urlsplit(request.path).path)
        if route is None:
            return Answer(pages.frame("页面不存在", "<p>404 页面不存在</p>"), 404)
        return route(request) if callable(route) else route

    def page(
        self, path: str, title: str, content: str, metas: dict[str, str] | None = None
    ) -> None:
        """Add a page with the portal's banner, menu and footer."""
        self.routes[path] = pages.frame(title, content, metas=metas)

    def entrance(self, column: str, name: str = "政府信息公开年报", extra: str = "") -> None:
        """Add home page and 政务公开, which leads to the annual-report column at `column`."""
        self.page("/", "首页", f"{extra}<p>欢迎访问{SITE}门户网站</p>")
        menu = [
            ("政府信息公开指南", "/zwgk/zn/"),
            ("政府信息公开制度", "/zwgk/zd/"),
            (name, column),
            ("依申请公开", "/zwgk/ysqgk/"),
        ]
        self.page(AFFAIRS, "政务公开", pages.links(menu) + extra)

    def document(
        self, path: str, report: Report, container: str, extra: str = "", **metas: str
    ) -> None:
        """Add a report's page.

        Args:
            path: where.
            report: which.
            container: opening tag of the body's container, a ``div``.
            extra: more HTML below the article.
            metas: more meta elements.
        """
        content = pages.article(
            report.title,
            report.body,
            source=report.organ,
            container=container,
            shown_on=report.day,
        )
        known = {
            "ColumnType": "信息公开年报",
            "ArticleTitle": report.title,
            "PubDate": f"{report.day.isoformat()} 09:30",
            "ContentSource": report.organ,
        }
        self.page(path, report.title, content + extra, {**known, **metas})
        self.documents[path] = report


def cut(items: Sequence[Report], size: int) -> list[list[Report]]:
    """A list in pages of `size`; the last one is usually short."""
    count = math.ceil(len(items) / size)
    return [list(items[size * k : size * (k + 1)]) for k in range(count)]


def by_year(items: Iterable[Report]) -> dict[int, list[Report]]:
    """Reports by year, the latest year first."""
    found: dict[int, list[Report]] = {}
    for item in sorted(items, key=lambda item: -item.year):
        found.setdefault(item.year, []).append(item)
    return found


def query(request: Request) -> dict[str, str]:
    """Fields of a request's query, and of its body if that is a form."""
    sent = urlsplit(request.path).query
    if "form" in request.headers.get("Content-Type", ""):
        sent += "&" + request.body.decode()
    return dict(parse_qsl(sent, keep_blank_values=True))


def json_answer(body: str) -> Answer:
    """An answer of JSON."""
    return Answer(body, headers={"Content-Type": "application/json;charset=UTF-8"})
