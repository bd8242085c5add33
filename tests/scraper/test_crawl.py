"""From a home page to stored reports: once, and again."""

from __future__ import annotations

import datetime

import pytest

from fixtures.portal.loopback import (
    HOME,
    META,
    Answer,
    column,
    html,
    report,
    rows,
    small_portal,
    title_of,
)
from scraper import Portal

ONE, TWO = "/nb/t20240110_1.html", "/nb/t20240111_2.html"


def test_home_to_reports(serve, crawled):
    portal = serve(small_portal())
    outcome = crawled(portal, years=(2023, 2023))
    assert outcome.stored() == [portal.base + ONE, portal.base + TWO]
    summary = outcome.portal
    assert (summary.pages, summary.candidates, summary.new, summary.failures) == (4, 2, 2, 0)
    assert summary.whole and not summary.unreachable and not summary.blocked
    assert outcome.problems == []
    assert outcome.listings["2023"]["listing"] == "whole"
    assert outcome.listings["2023"]["listed-total"] == "2"


def test_metadata_says_where_a_report_was_found(serve, crawled):
    portal = serve(small_portal())
    record = next(
        r
        for r in crawled(portal).records
        if r.get("role") == "report" and r["target"].endswith(ONE)
    )
    assert record["anchor"] == title_of("人民政府", 2023)
    assert record["list-date"] == "2024-01-10"
    assert record["via"] == f"{portal.base}/nb/"
    assert record["column"] == "政府信息公开年报"
    assert record["adcode"] == "430921"
    assert record["portal"] == f"{portal.base}/"
    assert record["final-url"] == portal.base + ONE


def test_user_agent_names_the_contact(serve, crawled):
    portal = serve(small_portal())
    crawled(portal, contact="mailto:me@example.org")
    agents = {request.headers["User-Agent"] for request in portal.log}
    assert len(agents) == 1
    assert agents.pop().endswith("(+mailto:me@example.org)")


def test_second_run_stores_only_what_changed(serve, crawled):
    portal = serve(small_portal())
    first = crawled(portal)
    portal.routes[TWO] = report(title_of("教育局", 2023), "<p>更正</p>")
    second = crawled(portal)
    assert (second.portal.new, second.portal.unchanged) == (1, 1)
    assert second.stored() == [*first.stored(), portal.base + TWO]
    assert second.stored("revisit") == [portal.base + ONE]


def test_unchanged_is_asked_conditionally(serve, crawled):
    def tagged(request):
        if request.headers.get("If-None-Match") == '"v1"':
            return Answer(status=304, headers={"ETag": '"v1"'})
        return Answer(small_portal()[request.path], headers={"ETag": '"v1"'})

    portal = serve(dict.fromkeys(small_portal(), tagged))
    first = crawled(portal)
    second = crawled(portal)
    assert len(second.stored()) == len(first.stored()) == 2
    assert sorted(second.stored("revisit")) == sorted(first.stored())
    assert second.portal.whole and second.portal.unchanged == 2
    # The lists were read from the archive: their answers had no body.
    assert all("If-None-Match" in r.headers for r in portal.log if r.path == ONE and r.count == 2)


def test_lists_are_asked_again_in_a_second_run(serve, crawled):
    portal = serve(small_portal())
    crawled(portal)
    title = title_of("财政局", 2024)
    portal.routes["/nb/"] = column(rows(("/nb/t20250102_3.html", title, "2025-01-02")))
    portal.routes["/nb/t20250102_3.html"] = report(title)
    second = crawled(portal)
    assert portal.base + "/nb/t20250102_3.html" in second.stored()
    gone = [problem for problem in second.problems if problem["failure-kind"] == "gone"]
    assert sorted(problem["target"] for problem in gone) == [portal.base + ONE, portal.base + TWO]
    assert {problem["failure-counts"] for problem in gone} == {"0"}
    # That a finished year has fewer reports than last time does count.
    assert second.portal.failures == 1 and second.codes == ["shrunk", "gone", "gone"]
    assert second.portal.gone == 2


def test_years_not_asked_for_are_not_fetched(serve, crawled):
    old = title_of("人民政府", 2019)
    portal = serve(small_portal())
    body = rows(
        (ONE, title_of("人民政府", 2023), "2024-01-10"),
        ("/nb/t20200110_9.html", old, "2020-01-10"),
        ("/nb/t20200110_8.html", "政府信息公开工作年度报告", "2020-01-10"),
    )
    portal.routes["/nb/"] = column(body)
    outcome = crawled(portal, years=(2021, 2023))
    assert outcome.stored() == [portal.base + ONE]
    assert outcome.portal.whole
    assert sorted(outcome.listings) == ["2021", "2022", "2023"]
    assert outcome.listings["2021"]["outcome"] == "not_published"


@pytest.mark.parametrize(
    ("day", "expected"), [("2024-03-31", "not_due"), ("2024-04-01", "not_published")]
)
def test_a_report_is_not_missed_before_it_is_due(serve, crawled, day, expected):
    portal = serve(small_portal())
    body = rows((ONE, title_of("人民政府", 2022), "2023-01-10"))
    portal.routes["/nb/"] = column(body)
    outcome = crawled(portal, years=(2022, 2023), today=datetime.date.fromisoformat(day))
    assert outcome.listings["2023"]["outcome"] == expected
    assert outcome.listings["2023"]["listing"] == "whole"


def test_columns_by_unit_and_by_year(serve, crawled):
    organ = title_of("民政局", 2022)
    routes = {
        "/": HOME,
        "/nb/": column(
            '<ul><li><a href="/nb/xzf/">县政府</a></li><li><a href="bm/">县直部门</a></li></ul>'
        ),
        "/nb/xzf/": column('<a href="2022n/">2022年</a> <a href="2015n/">2015年</a>', "县政府年报"),
        "/nb/bm/": column('<a href="/nb/bm/2022/">2022年</a>', "县直部门信息公开年报"),
        "/nb/xzf/2022n/": column(
            rows(("t20230101_1.html", title_of("人民政府", 2022), "2023-01-01"))
        ),
        "/nb/bm/2022/": column(rows(("./t20230102_2.html", organ, "2023-01-02"))),
        "/nb/xzf/2022n/t20230101_1.html": report(title_of("人民政府", 2022)),
        "/nb/bm/2022/t20230102_2.html": report(organ),
    }
    portal = serve(routes)
    outcome = crawled(portal, years=(2021, 2023))
    assert sorted(outcome.stored()) == [
        portal.base + "/nb/bm/2022/t20230102_2.html",
        portal.base + "/nb/xzf/2022n/t20230101_1.html",
    ]
    assert portal.asked("/nb/xzf/2015n/") == 0
    assert outcome.portal.whole and outcome.portal.failures == 0


def test_through_two_stages_of_navigation(serve, crawled):
    routes = small_portal()
    routes["/"] = html("示例县", '<a href="/zwgk/">政务公开</a><a href="/news/">新闻</a>')
    routes["/zwgk/"] = html("政务公开", '<a href="/zfxxgk/">政府信息公开</a>')
    routes["/zfxxgk/"] = html(
        "政府信息公开",
        '<a href="/zn.html">政府信息公开指南</a><a href="/nb/">政府信息公开年报</a>'
        '<a href="/site.html">政府网站工作年度报表</a>',
    )
    portal = serve(routes)
    outcome = crawled(portal)
    assert len(outcome.stored()) == 2
    assert portal.asked("/news/") == portal.asked("/zn.html") == portal.asked("/site.html") == 0


def test_a_column_given_by_address(serve, crawled):
    portal = serve(small_portal())
    outcome = crawled(portal, report_column="/nb/")
    assert len(outcome.stored()) == 2
    assert portal.asked("/") == 0


def test_a_column_that_moved_is_discovered_again(serve, crawled):
    portal = serve(small_portal())
    outcome = crawled(portal, report_column="/old/nb/")
    assert len(outcome.stored()) == 2
    assert outcome.codes == ["http_404"]
    assert outcome.portal.failures == 0


def test_a_column_that_is_itself_the_report(serve, crawled):
    routes = {
        "/": HOME,
        "/nb/": report(title_of("人民政府", 2023)).replace("<head>", f"<head>{META}"),
    }
    portal = serve(routes)
    outcome = crawled(portal)
    assert outcome.stored() == [portal.base + "/nb/"]
    assert outcome.portal.whole
    assert outcome.listings["2023"]["listing"] == "whole"


def test_no_column_is_a_problem(serve, crawled):
    portal = serve(
        {"/": html("示例县", '<a href="/a.html">新闻</a>'), "/a.html": html("新闻", "x")}
    )
    outcome = crawled(portal, years=(2023, 2023))
    assert outcome.codes == ["no_report_column"]
    assert outcome.problems[0]["failure-level"] == "portal"
    assert outcome.portal.failures == 1 and not outcome.portal.whole
    assert (
        outcome.listings["2023"] | {"listing": "partial", "outcome": "not_crawled"}
        == outcome.listings["2023"]
    )


def test_near_misses_are_fetched_and_other_yearly_items_are_not(serve, crawled):
    routes = small_portal()
    routes["/nb/"] = column(
        rows(
            (ONE, title_of("人民政府", 2023), "2024-01-10"),
            ("/nb/t20240112_5.html", "一图读懂2023年政府信息公开工作年度报告", "2024-01-12"),
            ("/nb/t20240113_6.html", "2023年政府网站工作年度报表", "2024-01-13"),
        )
    )
    routes["/nb/t20240112_5.html"] = html("一图读懂", "<p>图</p>")
    portal = serve(routes)
    outcome = crawled(portal)
    assert portal.base + "/nb/t20240112_5.html" in outcome.stored()
    assert portal.asked("/nb/t20240113_6.html") == 0
    assert outcome.portal.whole


def test_attachments_of_a_report(serve, crawled):
    routes = small_portal()
    routes[ONE] = report(
        title_of("人民政府", 2023),
        '<a href="/files/P020240110.pdf">附件</a><iframe src="/v/web/viewer.html?file=/files/b.docx"></iframe>',
    )
    routes["/files/P020240110.pdf"] = Answer(
        b"%PDF-1.4", headers={"Content-Type": "application/pdf"}
    )
    routes["/files/b.docx"] = Answer("<html><body>请输入验证码</body></html>")
    portal = serve(routes)
    outcome = crawled(portal)
    assert outcome.stored(role="attachment") == [f"{portal.base}/files/P020240110.pdf"]
    record = next(r for r in outcome.records if r.get("role") == "attachment")
    assert record["attachment-of"] == portal.base + ONE
    assert outcome.codes == ["attachment_is_page"]


def test_files_that_scripts_words_and_pictures_show(serve, crawled):
    routes = small_portal()
    shown = (
        "<div class='TRS_Editor'><p>年度报告见附件。</p>"
        """<a href="javascript:down('/files/a.pdf')">下载</a>"""
        """<span onclick="window.open('/files/b.xlsx')">表格</span>"""
        '<a href="/attach/17">附件：年度报告.docx</a><a href="/attach/18">返回首页</a>'
        '<img src="/pics/t1.png"><img src="/pics/logo.svg"></div>'
    )
    banner = '<img src="/pics/banner.png"><h1>'
    routes[ONE] = report(title_of("人民政府", 2023), shown).replace("<h1>", banner, 1)
    files = ["/files/a.pdf", "/files/b.xlsx", "/attach/17", "/pics/t1.png"]
    kind = {"Content-Type": "application/octet-stream"}
    routes |= {path: Answer(b"\x89PNG %d" % n, headers=kind) for n, path in enumerate(files)}
    portal = serve(routes)
    outcome = crawled(portal)
    assert sorted(outcome.stored(role="attachment")) == sorted(portal.base + path for path in files)
    assert not portal.asked("/attach/18") and not portal.asked("/pics/banner.png")


def test_an_entry_that_is_a_file_is_a_report(serve, crawled):
    routes = small_portal()
    routes["/nb/"] = column(rows(("/nb/2023.pdf", title_of("人民政府", 2023), "2024-01-10")))
    routes["/nb/2023.pdf"] = Answer(b"%PDF-1.4", headers={"Content-Type": "application/pdf"})
    portal = serve(routes)
    outcome = crawled(portal)
    assert outcome.stored() == [f"{portal.base}/nb/2023.pdf"]
    assert outcome.portal.whole


def test_a_missing_report_counts(serve, crawled):
    routes = small_portal()
    del routes[TWO]
    outcome = crawled(serve(routes), years=(2023, 2023))
    assert outcome.codes == ["http_404"]
    assert outcome.problems[0]["failure-counts"] == "1"
    assert outcome.problems[0]["report-year"] == "2023"
    assert outcome.portal.failures == 1 and not outcome.portal.whole
    assert outcome.listings["2023"]["listing"] == "partial"


def test_a_failed_report_is_asked_again_in_the_next_run(serve, crawled):
    routes = small_portal()
    page = routes.pop(TWO)
    portal = serve(routes)
    crawled(portal)
    portal.routes[TWO] = page
    second = crawled(portal)
    assert second.portal.failures == 0 and second.portal.whole
    assert portal.base + TWO in second.stored()


def test_two_portals_in_one_run(serve, tmp_path):
    from scraper import CrawlSettings, crawl

    one, two = serve(small_portal()), serve(small_portal())
    portals = [Portal("一", one.base), Portal("二", two.base)]
    summary = crawl(portals, CrawlSettings(out=tmp_path, pace=0.0), lambda event: None)
    assert [item.new for item in summary.portals] == [2, 2]


def test_a_portal_that_is_down(serve, crawled):
    portal = serve({})
    portal.close()
    outcome = crawled(portal, years=(2023, 2023))
    assert outcome.summary.all_unreachable and outcome.portal.unreachable
    assert outcome.codes == ["unreachable"]
    assert outcome.problems[0]["failure-level"] == "portal"
    assert outcome.listings["2023"]["outcome"] == "not_crawled"


def test_files_behind_a_download_gateway(serve, crawled):
    """VSB's download.jsp: one gives the file, one a page that asks for a code."""
    routes = small_portal()
    path, gate = (
        "/nb/t20240110_1.html",
        "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=",
    )
    links = "".join(f"<a href='{(gate + n).replace('&', '&amp;')}'>附件{n}.pdf</a>" for n in "78")
    routes[path] = report(title_of("人民政府", 2023), links)
    routes[gate + "7"] = Answer(b"%PDF-1.4 x", headers={"Content-Type": "application/octet-stream"})
    routes[gate + "8"] = html(
        "请输入验证码", "<form><input name='codeValue'></form><p>请输入验证码后下载</p>"
    )
    portal = serve(routes)
    outcome = crawled(portal)
    assert outcome.stored(role="attachment") == [portal.base + gate + "7"]
    # A page in place of the file, or the wall that it is: never taken for the file.
    assert outcome.codes in (["attachment_is_page"], ["wall"])
    assert outcome.portal.failures == 1
