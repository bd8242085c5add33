"""Portals of no known platform: what the generic family must read alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from urllib.parse import urljoin

from gongkai.demo import pages
from tests.scraper.loopback import Answer
from tests.scraper.zoo.base import AFFAIRS, Report, Zoo, by_year, reports
from tests.scraper.zoo.plan import Plan, by_script, following, short, table
from tests.scraper.zoo.static import _stem


def _article(report: Report, first: str) -> str:
    return urljoin(first, f"{report.number}.html")


def _query(first: str, n: int, total: int) -> str:
    return first if n == 1 else f"{first}&page={n}"


def index_n() -> Zoo:
    """Directories with ``index_2.html`` and numbers, the units in their own columns."""
    return Plan("generic", _article, _stem, meta=False).units(
        "/gk/nianbao/", "/gk/nianbao/a/", "/gk/nianbao/b/"
    )


def index_unlinked() -> Zoo:
    """``index_1.html``: how many pages there are is said, how they are written is not."""
    return Plan("generic", _article, partial(_stem, base=1), pager=by_script).one(
        "/xxgk/ndbg/index.html"
    )


def index_unlinked_from_one() -> Zoo:
    """The same, counted from 1 like most of them."""
    return Plan("generic", _article, _stem, pager=by_script, rows=table).one("/xxgk/ndbg/")


def next_links() -> Zoo:
    """Only 下一页, page by page; a name that says nothing."""
    plan = Plan("generic", _article, lambda first, n, total: first if n == 1 else f"/dir/more-{'abcdefghijkl'[n]}.html",
                pager=following, deep=True)  # fmt: skip
    return plan.one("/dir/list.html")


def asp() -> Zoo:
    """A query site: ``list.asp?id=7&page=2``, articles ``show.asp?id=``; rows of a table."""
    plan = Plan("generic", lambda r, c: f"/show.asp?id={r.number}", _query, rows=table)
    return plan.one("/list.asp?id=7")


def php() -> Zoo:
    """PHPCMS: everything is ``index.php`` with a query."""
    plan = Plan(
        "generic",
        lambda r, c: f"/index.php?m=content&c=index&a=show&catid=31&id={r.number}",
        _query,
    )
    return plan.one("/index.php?m=content&c=index&a=lists&catid=31")


def strange_anchors() -> Zoo:
    """Anchors with ``onclick``, ``to-href``, ``javascript:`` wrappers, strokes the wrong way, blanks."""

    def rows(found: Sequence[tuple[str, Report]]) -> str:
        ways = (
            '<a href="javascript:void(0)" onclick="openUrl(\'{0}\')">{1}</a>',
            '<a href="#" to-href="{0}">{1}</a>',
            "<a href=\"javascript:if(confirm('x'))window.location='{0}'\">{1}</a>",
            '<a href=" {2}\n" title="{1}">{3}</a>',
            '<a target=_blank href="{0}#top"><b>·</b>{1}<img src=/new.gif></a>',
        )  # fmt: skip
        return "<dl>" + "".join(
            "<dd>" + ways[n % len(ways)].format(url, r.title, url.replace("/", "\\"), short(r.title))
            + f"<em>[{r.day.year}年{r.day.month}月{r.day.day}日]</em></dd>"
            for n, (url, r) in enumerate(found)
        ) + "</dl>"  # fmt: skip

    return Plan("generic", _article, _stem, rows=rows, size=7).one("/XXGK/NianBao/")


def years_then_units() -> Zoo:
    """Years in folders, each with its units."""
    plan = Plan("generic", _article, _stem)
    found = by_year(reports())
    base = "/zfxxgk/zfxxgknb"
    plan.begin(f"{base}/", [(f"{year}年度", f"{base}/{year}nd/") for year in found])
    for year, of_year in found.items():
        units = [("县直部门", f"{base}/{year}nd/bm/"), ("乡镇", f"{base}/{year}nd/xz/")]
        plan.part(f"{base}/{year}nd/", f"{year}年度", (), units)
        plan.part(units[0][1], units[0][0], [r for r in of_year if r.high])
        plan.part(units[1][1], units[1][0], [r for r in of_year if not r.high])
    return plan.zoo


def units_then_years() -> Zoo:
    """The other way round; titles that do not name the year."""
    plan = Plan("generic", _article, _stem)
    base = "/zwgk/zfxxgknb"
    units = [("县政府", "xzf", "government"), ("部门", "bm", "department"), ("乡镇街道", "xz", "")]
    plan.begin(f"{base}/", [(name, f"{base}/{key}/") for name, key, _ in units])
    for name, key, kind in units:
        mine = [r for r in reports() if (r.kind.startswith(kind) if kind else not r.high)]
        years = by_year(mine)
        plan.part(
            f"{base}/{key}/", name, (), [(f"{year}年", f"{base}/{key}/n{year}/") for year in years]
        )
        for year, found in years.items():
            plan.part(f"{base}/{key}/n{year}/", f"{year}年", found)
    return plan.zoo


def gbk() -> Zoo:
    """All pages GB18030, no charset in the header, "gb2312" or nothing in the page."""
    zoo = Plan("generic", _article, _stem).one("/gk/ndbg/")
    for number, (path, route) in enumerate(zoo.routes.items()):
        assert isinstance(route, str)
        said = "gb2312" if number % 2 else ""
        text = route.replace(
            "text/html; charset=utf-8", f"text/html; charset={said}" if said else "text/html"
        )
        zoo.routes[path] = Answer(text.encode("gb18030"), headers={"Content-Type": "text/html"})
    return zoo


def by_path_only() -> Zoo:
    """No link says 年报: the path does, and the column's meta elements."""
    plan = Plan("generic", _article, _stem)
    plan.zoo.entrance("/zwgk/zfxxgkndbg/", name="政府报告")
    plan.part("/zwgk/zfxxgkndbg/", "政府信息公开年报", reports())
    return plan.zoo


def frame_column() -> Zoo:
    """政务公开 is an iframe around the column."""
    plan = Plan("generic", _article, _stem)
    plan.zoo.entrance("/x/")
    plan.zoo.page(AFFAIRS, "政务公开", '<iframe src="/inner/ndbg/"></iframe>')
    plan.part("/inner/ndbg/", "政府信息公开年报", reports())
    return plan.zoo


def by_site_map() -> Zoo:
    """The home page's menu is a script's; the site map, which every portal must have, is not."""
    plan = Plan("generic", _article, _stem)
    column = "/col/8a/"
    plan.zoo.page(
        AFFAIRS,
        "政务公开",
        "<div id='menu'></div><a href='javascript:open5()'>政府信息公开年报</a>",
    )
    plan.zoo.page("/", "首页", f"<p>欢迎访问{pages.SITE_NAME}</p>")
    plan.zoo.page(
        "/wzdt/", "站点地图", pages.links([("领导之窗", "/ld/"), ("政府信息公开年报", column)])
    )
    plan.part(column, "政府信息公开年报", reports())
    return plan.zoo


PORTALS = {
    "generic/index": index_n,
    "generic/unlinked": index_unlinked,
    "generic/unlinked-from-one": index_unlinked_from_one,
    "generic/next": next_links,
    "generic/asp": asp,
    "generic/php": php,
    "generic/anchors": strange_anchors,
    "generic/years-units": years_then_units,
    "generic/units-years": units_then_years,
    "generic/gbk": gbk,
    "generic/path": by_path_only,
    "generic/frame": frame_column,
    "generic/sitemap": by_site_map,
}
