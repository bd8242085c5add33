"""Static portals from a plan: how a family writes addresses, rows and pagers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

from gongkai.demo import pages
from tests.scraper.zoo.base import AFFAIRS, Report, Zoo, by_year, cut, reports

Rows = Callable[[Sequence[tuple[str, Report]]], str]
DISCLOSURE = pages.DISCLOSURE


def short(title: str) -> str:
    """As lists cut long titles."""
    return title if len(title) < 24 else title[:20] + "..."


def items(found: Sequence[tuple[str, Report]]) -> str:
    """``li`` with a cut title, the whole one in the attribute, and the date behind."""
    return (
        "<ul class='list'>"
        + "".join(
            f'<li><a href="{url}" title="{escape(r.title)}">{escape(short(r.title))}</a>'
            f"<span>{r.day}</span></li>"
            for url, r in found
        )
        + "</ul>"
    )


def table(found: Sequence[tuple[str, Report]]) -> str:
    """Rows of a table: number, title, date with strokes."""
    return (
        "<table class='list'>"
        + "".join(
            f'<tr><td>{n}</td><td><a href="{url}">{escape(r.title)}</a></td><td>{r.day:%Y/%m/%d}</td></tr>'
            for n, (url, r) in enumerate(found, 1)
        )
        + "</table>"
    )


def numbered(addresses: Sequence[str], number: int) -> str:
    """首页 1 2 3 下一页 尾页 as links."""
    links = [
        f'<a href="{url}">{n}</a>' if n != number else f"<span>{n}</span>"
        for n, url in enumerate(addresses, 1)
    ]
    if number < len(addresses):
        links += [
            f'<a href="{addresses[number]}">下一页</a>',
            f'<a href="{addresses[-1]}">尾页</a>',
        ]
    return f'<div class="page"><a href="{addresses[0]}">首页</a>{" ".join(links)}</div>'


def following(addresses: Sequence[str], number: int) -> str:
    """Only 上一页 and 下一页."""
    links = f'<a href="{addresses[number - 2]}">上一页</a>' if number > 1 else ""
    if number < len(addresses):
        links += f' <a href="{addresses[number]}">下一页</a>'
    return f'<div class="page">{links}</div>'


def by_script(addresses: Sequence[str], number: int) -> str:
    """Pages that only a script turns; the words say how many there are."""
    turns = " ".join(
        f'<a href="javascript:;" onclick="goPage({n})">{n}</a>'
        for n in range(1, len(addresses) + 1)
    )
    return (
        f'<div class="page">{turns}<a href="javascript:goPage({number + 1})">下一页</a>'
        f" 第{number}/{len(addresses)}页</div>"
    )


def no_pager(addresses: Sequence[str], number: int) -> str:
    """No pager at all, for lists of one page."""
    return ""


@dataclass
class Plan:
    """How a family writes its pages.

    Attributes:
        family: its name.
        article: address of a report, and of the list's first page that it stands in.
        page: address of page n of the list with this first page, of so many.
        pager: HTML of the pager.
        rows: HTML of the rows.
        container: opening tag of the article's body.
        extra: more HTML for every page, by which the family may be told.
        meta: list pages carry the meta elements of the national site guidelines.
        size: entries on a page.
        deep: 政府信息公开 lies between 政务公开 and the column.
    """

    family: str
    article: Callable[[Report, str], str]
    page: Callable[[str, int, int], str]
    pager: Callable[[Sequence[str], int], str] = numbered
    rows: Rows = items
    container: str = '<div class="article-content">'
    extra: str = ""
    meta: bool = True
    size: int = 4
    deep: bool = False
    zoo: Zoo = field(init=False)

    def __post_init__(self) -> None:
        self.zoo = Zoo(self.family)

    def begin(self, column: str, tabs: Sequence[tuple[str, str]] = ()) -> None:
        """Home page, 政务公开, perhaps 政府信息公开, and the column with its parts."""
        self.zoo.entrance(column, extra=self.extra)
        if self.deep:
            menu = [("政府信息公开指南", "/zn.html"), ("政府信息公开年报", column)]
            self.zoo.page(AFFAIRS, "政务公开", pages.links([("政府信息公开", DISCLOSURE)]))
            self.zoo.page(DISCLOSURE, "政府信息公开", pages.links(menu))
        if tabs:
            self.part(column, "政府信息公开年报", (), tabs)

    def part(
        self,
        first: str,
        name: str,
        found: Sequence[Report],
        tabs: Sequence[tuple[str, str]] = (),
    ) -> None:
        """A list with its pages, its articles, and tabs to further parts."""
        lists = cut(found, self.size) or [[]]
        addresses = [self.page(first, n, len(lists)) for n in range(1, len(lists) + 1)]
        metas = {"ColumnName": name, "ColumnType": "信息公开年报"} if self.meta else None
        crumbs = f"当前位置：首页 &gt; 政务公开 &gt; 政府信息公开年报 &gt; {name}"
        menu = pages.links(tabs, "tabs") if tabs else ""
        for number, part in enumerate(lists, 1):
            shown = [(self.article(report, first), report) for report in part]
            turns = self.pager(addresses, number) if len(lists) > 1 else ""
            listing = self.rows(shown) if shown else ""
            self.zoo.page(
                addresses[number - 1],
                name,
                f"<div class='position'>{crumbs}</div>{menu}{listing}{turns}{self.extra}",
                metas,
            )
        for report in found:
            path = self.article(report, first)
            self.zoo.document(path, report, self.container, self.extra)

    def years(
        self, column: str, address: Callable[[int], str], name: str = "{}年", tabs: bool = True
    ) -> Zoo:
        """A part for every year, each a list of all organs."""
        found = by_year(reports())
        links = [(name.format(year), address(year)) for year in found]
        self.begin(column, links)
        for year, of_year in found.items():
            self.part(address(year), name.format(year), of_year, links if tabs else ())
        return self.zoo

    def units(self, column: str, high: str, low: str) -> Zoo:
        """Two parts: county and departments, townships."""
        links = [("县直部门", high), ("乡镇（街道）", low)]
        self.begin(column, links)
        self.part(high, "县直部门", [r for r in reports() if r.high])
        self.part(low, "乡镇（街道）", [r for r in reports() if not r.high])
        return self.zoo

    def one(self, column: str) -> Zoo:
        """One list of everything."""
        self.begin(column)
        self.part(column, "政府信息公开年报", reports())
        return self.zoo
