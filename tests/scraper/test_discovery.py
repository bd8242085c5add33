"""From a home page to the column, or plainly why not; what `probe` says of it."""

from __future__ import annotations

import pytest

from fixtures.portal import portals, ucap
from fixtures.portal.loopback import column, html, report, rows, small_portal, title_of
from scraper import CrawlSettings, discover, probe
from scraper.page import Page
from tests.scraper.test_zoo import serve_zoo


@pytest.mark.parametrize("name", portals())
def test_probe_names_family_and_column(name, serve, tmp_path):
    zoo = portals()[name]()
    portal = serve_zoo(serve, zoo)
    found = probe(f"{portal.base}/", CrawlSettings(out=tmp_path, pace=0.0))
    if name in ("generic/sitemap", "generic/frame"):
        assert found.report_columns  # reached by the site map, or inside a frame
        return
    assert found.problem is None and found.report_columns
    assert found.report_columns[0].removeprefix(portal.base) in zoo.routes
    wanted = found.report_columns[0]
    assert any("column" in line for line in found.evidence)
    assert any(line.startswith(f"family {found.family}: ") for line in found.evidence), wanted
    # A column with nothing but tabs shows no platform yet; its lists do.
    assert found.family in (zoo.family, "generic")


def test_a_tree_names_the_column_and_its_list_is_looked_for(serve, crawled):
    zoo = ucap.tree()
    portal = serve_zoo(serve, zoo)
    assert crawled(portal).codes == []
    asked = [line.path for line in portal.log if "/zfxxgknb/" in line.path and "list" in line.path]
    assert asked[:2] == ["/slx/zfxxgknb/list.shtml", "/slx/zfxxgknb/xlist.shtml"]
    assert sum("treeNew" in line.path for line in portal.log) == 1


def test_a_column_of_a_tree_that_is_nowhere_is_a_problem(serve, crawled):
    zoo = ucap.tree()
    zoo.routes = {path: page for path, page in zoo.routes.items() if "/xlist" not in path}
    portal = serve_zoo(serve, zoo)
    outcome = crawled(portal)
    assert outcome.codes[0] == "http_404" and not outcome.portal.whole
    assert outcome.problems[0]["failure-counts"] == "1"
    assert portal.asked("/slx/zfxxgknb/xxgk_list.shtml") == 1


@pytest.mark.parametrize(
    "tree", ["", "null();", "null({});", 'null({"list": [{"name": 5}, 7, null]});']
)
def test_a_tree_that_says_nothing_leaves_the_portal_without_a_column(tree, serve, crawled):
    zoo = ucap.tree()
    zoo.handlers["/u/channel/treeNew/slx"] = tree
    outcome = crawled(serve_zoo(serve, zoo))
    assert outcome.codes[-1] == "no_report_column" and not outcome.portal.whole


def test_a_column_that_only_a_script_opens_is_said_plainly(serve, crawled):
    menu = "<a href='javascript:void(0)' onclick='showColumn(5)'>政府信息公开年报</a>"
    portal = serve(
        {
            "/": html("示例县", "<a href='/zwgk/'>政务公开</a>"),
            "/zwgk/": html("政务公开", menu),
        }
    )
    outcome = crawled(portal)
    assert outcome.codes == ["column_by_script"]
    problem = outcome.problems[0]
    assert "政府信息公开年报" in problem["failure-message"]
    assert "showColumn(5)" in problem["failure-message"]
    assert "2 pages asked" in problem["evidence"] and "/zwgk/" in problem["evidence"]
    assert outcome.portal.failures == 1 and not outcome.portal.whole


def test_a_home_page_that_scripts_make_is_said_plainly(serve, crawled):
    portal = serve({"/": html("示例县", "<div id='app'></div><script>mount('#app')</script>")})
    outcome = crawled(portal)
    assert outcome.codes == ["no_report_column"]
    assert "scripts make it" in outcome.problems[0]["failure-message"]


def test_tabs_of_a_menu_are_not_parts_of_the_column(serve, crawled):
    """年份 tabs with columns that are numbered alike, of which one is something else's."""
    routes = small_portal()
    tabs = '<a href="/c101/index.html">2023年</a><a href="/c102/index.html">2022年</a>'
    routes["/"] = html("示例县", '<a href="/c100/index.html">政府信息公开年报</a>')
    routes["/c100/index.html"] = column(tabs)
    routes["/c101/index.html"] = html(
        "2023年", rows(("/nb/t20240110_1.html", title_of("人民政府", 2023), "2024-01-10"))
    )
    routes["/c102/index.html"] = html(
        "2022年", rows(("/news/t20220110_7.html", "全县财政工作会议召开", "2022-01-10"))
    )
    portal = serve(routes)
    outcome = crawled(portal)
    assert [url.removeprefix(portal.base) for url in outcome.stored()] == ["/nb/t20240110_1.html"]
    assert portal.asked("/news/t20220110_7.html") == 0


@pytest.mark.parametrize(
    ("anchor", "url"),
    [
        ("<a href='javascript:openUrl(\"/nb/1.html\")'>x</a>", "/nb/1.html"),
        ("<a href='#' onclick='go(\"./nb/1.html\", 3)'>x</a>", "/nb/1.html"),
        ("<a onclick=\"show('article.jsp?id=7')\">x</a>", "/article.jsp?id=7"),
        ("<a href='' to-href='/nb/1.html'>x</a>", "/nb/1.html"),
        ("<a href='javascript:page(3)'>x</a>", None),
        ("<a href='javascript:void(0)' onclick=\"say('ok')\">x</a>", None),
    ],
)
def test_addresses_handed_to_scripts(anchor, url):
    page = Page("http://www.a.gov.cn/", html("x", anchor).encode())
    found = [link.url.removeprefix("http://www.a.gov.cn") for link in page.links]
    assert found == ([url] if url else [])


def test_what_makes_a_page_a_column():
    def why(body="", title="示例县人民政府", head=""):
        return discover.why_column(
            Page("http://www.a.gov.cn/c12/", html(title, body, head).encode())
        )

    assert why() is None
    assert why(title="政府信息公开年报").startswith("title")
    assert why(head='<meta name="ColumnType" content="信息公开年报">').startswith("meta")
    trail = (
        "<div>当前位置：<a>首页</a> ＞ <a>政府信息公开年报</a> ＞ <a>2023年</a></div><p>某县</p>"
    )
    assert why(trail).startswith("trail")
    assert why("您的位置：首页 > 政府信息公开年报<ul><li>某县2023年</ul>").startswith("trail")
    assert why("当前位置：首页 > 新闻 > 某县发布2023年政府信息公开年报") is None


def test_a_report_whose_list_names_another_year_is_told_by_its_body(serve, crawled):
    """A folder of the year of publication; the title names no year, the body does."""
    body = "<p>本报告所列数据的统计期限自2023年1月1日起至2023年12月31日止。</p>"
    routes = {
        "/": html("示例县", '<a href="/nb/">政府信息公开年报</a>'),
        "/nb/": column('<a href="/nb/2024n/">2024年</a>'),
        "/nb/2024n/": column(rows(("/nb/2024n/1.html", "政府信息公开工作年度报告", "2024-01-20"))),
        "/nb/2024n/1.html": report("政府信息公开工作年度报告", body),
    }
    outcome = crawled(serve(routes))
    assert set(outcome.listings) == {"2023"}
