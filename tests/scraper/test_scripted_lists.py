"""Lists that a script fills: what is asked, what is archived, and when a list is not whole."""

from __future__ import annotations

import json
import re

import pytest

from fixtures.portal.base import query
from fixtures.portal.loopback import CHAPTERS, HOME, Answer, column, html, report, rows, title_of
from scraper import files, portals
from scraper.asks import ask_of, post_form, post_json
from scraper.page import Page
from scraper.portals.script import Scripts, UnresolvedError
from tests.scraper.test_zoo import ZOO, read, serve_zoo

STORE = (
    "<script type='text/xml'><datastore><totalrecord>9</totalrecord><recordset><record><![CDATA["
    "<li><a href='/art/2024/1/10/art_5_1.html'>示例县教育局2023年政府信息公开年度报告</a>2024-01-10</li>"
    "]]></record></recordset></datastore></script>"
)
BLIND = {
    "jpaas": "<script src='/js/unitbuild.js'></script>",
    "ucap": "<script>$.get('/common/search/' + siteWideChannel + '?page=' + page)</script>",
    "epoint": "<script src='/js/webBuilderCommon.js'></script><script>$.ajax({url: siteInfo.projectName + "
    "'/rest/x/getgovinfolist', type: 'post', data: {siteGuid: siteInfo.siteGuid, pageSize: 5}})</script>",
    "lonsun": "<script>$.get('/site/label/8888', {labelName: 'publicInfoList', siteId: siteId})</script>",
    "hanweb": STORE,
    "hanweb/module": "<script>$.post('/module/xxgk/search.jsp', {area: area, infotypeId: 'B1'})</script>",
    "gkmlpt": "<script>window._CONFIG = loadConfig();</script>",
}  # fmt: skip


def data_list(total: int, pages: dict[int, list[int]], size: int = 2):
    """A gkmlpt column of the home page: `pages` by number, the total as stated."""

    def api(request):
        here = pages.get(int(query(request)["page"]), [])
        articles = [
            {
                "title": title_of(f"第{n}局", 2023),
                "url": f"/nb/post_{n}.html",
                "create_time": 1704848400,
            }
            for n in here
        ]
        body = json.dumps({"total": total, "articles": articles})
        return Answer(body, headers={"Content-Type": "application/json"})

    config = "{SID: '1', TREE: [{id: 5, name: '政府信息公开年报', children: []}]}"
    routes = {
        "/": html("示例县人民政府", "<a href='/gkmlpt/index'>政府信息公开平台</a>"),
        "/gkmlpt/index": html("政府信息公开平台", f"<script>window._CONFIG = {config};</script>"),
    }
    for numbers in pages.values():
        routes |= {f"/nb/post_{n}.html": report(title_of(f"第{n}局", 2023)) for n in numbers}
    return routes, api


def served(serve, routes, api):
    portal = serve(routes)
    portal.fallback = lambda request: (
        api(request) if request.path.startswith("/gkmlpt/api/all/5?") else Answer("not here", 404)
    )
    return portal


@pytest.mark.parametrize("family", BLIND)
def test_data_whose_address_cannot_be_made_out_are_a_problem_that_counts(family, serve, crawled):
    portal = serve(
        {
            "/": HOME,
            "/nb/": column(BLIND[family]),
            "/js/webBuilderCommon.js": Answer("var siteInfo = {projectName: '/EWB'};"),
            "/art/2024/1/10/art_5_1.html": report(title_of("教育局", 2023)),
        }
    )
    outcome = crawled(portal)
    assert outcome.codes == ["list_unread"]
    assert not outcome.portal.whole and outcome.portal.failures == 1


def test_the_families_of_the_blind_pages_are_recognised():
    for family, body in BLIND.items():
        page = Page("http://www.a.gov.cn/nb/", html("年报", body).encode())
        assert portals.choose(page).name == family.split("/")[0]


def test_a_total_that_data_do_not_keep_is_no_hole_where_the_last_page_is_short(serve, crawled):
    portal = served(serve, *data_list(9, {1: [1, 2], 2: [3]}))
    outcome = crawled(portal)
    assert outcome.codes == ["list_total_differs"]
    assert outcome.portal.whole and len(outcome.stored()) == 3


def test_a_deep_page_that_stays_empty_makes_the_list_not_whole(serve, crawled):
    portal = served(serve, *data_list(6, {1: [1, 2], 2: [3, 4]}))
    outcome = crawled(portal)
    assert outcome.codes == ["list_page_missing"]
    assert not outcome.portal.whole and outcome.portal.failures == 1
    assert (
        portal.asked("/gkmlpt/api/all/5?page=3&sid=1") == 3
    )  # once, and twice more because it came empty


@pytest.mark.parametrize("second", [[], [1, 2]])
def test_a_second_page_that_brings_nothing_new_makes_the_list_not_whole(second, serve, crawled):
    """The service gives nothing, or its first page again, though its total says that there is more."""

    def group(numbers):
        records = "".join(
            f"<record><![CDATA[<a href='/art/2024/1/10/art_5_{n}.html'>{title_of(f'第{n}局', 2023)}</a>"
            "[2024-01-10]]]></record>"
            for n in numbers
        )
        following = "<nextgroup><![CDATA[<a href='/module/web/jpage/dataproxy.jsp?page=1'></a>]]></nextgroup>"
        return f"<datastore><totalrecord>4</totalrecord>{following}<recordset>{records}</recordset></datastore>"

    portal = serve(
        {
            "/": HOME,
            "/nb/": column(f"<script type='text/xml'>{group([1, 2])}</script>"),
            "/module/web/jpage/dataproxy.jsp?page=1": group(second),
            **{
                f"/art/2024/1/10/art_5_{n}.html": report(title_of(f"第{n}局", 2023)) for n in (1, 2)
            },
        }
    )
    outcome = crawled(portal)
    assert outcome.codes == ["list_page_missing"]
    assert not outcome.portal.whole and len(outcome.stored()) == 2


@pytest.mark.parametrize("family", ["ucap", "hanweb/module"])
def test_news_beside_a_list_that_a_script_fills_are_not_the_list(family, serve, crawled):
    news = rows(
        ("/x/1.html", "县政府召开常务会议", "2026-01-05"), ("/x/2.html", "森林防火", "2026-01-04")
    )
    outcome = crawled(serve({"/": HOME, "/nb/": column(news + BLIND[family])}))
    assert outcome.codes == ["list_unread"] and not outcome.portal.whole


def test_an_empty_page_in_the_middle_is_asked_again(serve, crawled):
    routes, api = data_list(5, {1: [1, 2], 2: [3, 4], 3: [5]})
    empty = Answer('{"total": 5, "articles": []}', headers={"Content-Type": "application/json"})

    def flaky(request):
        return empty if "page=2&" in request.path and request.count == 1 else api(request)

    portal = served(serve, routes, flaky)
    outcome = crawled(portal)
    assert outcome.codes == [] and outcome.portal.whole
    assert portal.asked("/gkmlpt/api/all/5?page=2&sid=1") == 2
    assert len(outcome.stored()) == 5


def test_an_error_of_the_service_is_a_problem_that_counts(serve, crawled):
    error = Answer('{"success": false}', headers={"Content-Type": "application/json"})
    portal = served(serve, data_list(5, {})[0], lambda request: error)
    outcome = crawled(portal)
    assert outcome.codes == ["list_unread"]
    assert not outcome.portal.whole


def test_a_service_that_gives_nothing_at_all_is_a_problem_that_counts(serve, crawled):
    unit = "<script url='/front/page/build/unit' queryData=\"{'tagId':'当前栏目_list'}\"></script>"
    portal = serve({"/": HOME, "/nb/": column(unit)})
    portal.fallback = Answer('{"data":{"html":""}}', headers={"Content-Type": "application/json"})
    outcome = crawled(portal)
    assert outcome.codes == ["list_empty"]


def test_robots_rule_over_data_as_over_pages(serve, crawled):
    routes, api = data_list(2, {1: [1, 2]})
    routes["/robots.txt"] = "User-agent: *\nDisallow: /gkmlpt/api/"
    portal = served(serve, routes, api)
    outcome = crawled(portal)
    assert outcome.codes == ["robots_disallow"]
    assert not outcome.portal.whole
    assert not any("/api/" in path for path in portal.paths)


def epoint(address: str) -> str:
    return (
        f"<script>$.ajax({{url: '{address}', type: 'post', contentType: 'application/json', data: "
        "{categorynum: '001', pageIndex: 0, pageSize: 2}})</script>"
    )


def govinfo(total: int):
    def answer(request):
        index = json.loads(request.body)["pageIndex"]
        numbers = range(2 * index, min(2 * index + 2, total))
        rows = [
            {
                "infourl": f"/nb/{n}.html",
                "title": title_of(f"第{n}局", 2023),
                "infodate": "2024-01-10",
            }
            for n in numbers
        ]
        return Answer(
            json.dumps({"custom": {"total": total, "data": rows}}),
            headers={"Content-Type": "application/json"},
        )

    return answer


def posting(serve, address="/rest/x/getgovinfolist", **more):
    routes = {f"/nb/{n}.html": report(title_of(f"第{n}局", 2023)) for n in range(5)}
    return serve(
        {
            "/": HOME,
            "/nb/": column(epoint(address)),
            "POST /rest/x/getgovinfolist": govinfo(5),
            **routes,
            **more,
        }
    )


def test_what_is_posted_is_archived_and_asked_once_per_body(serve, crawled):
    portal = posting(serve)
    outcome = crawled(portal)
    assert outcome.codes == [] and outcome.portal.whole
    sent = [r.body for r in portal.log if r.method == "POST"]
    assert [json.loads(body)["pageIndex"] for body in sent] == [0, 1, 2]
    assert all(
        r.headers["Referer"] == f"{portal.base}/nb/" for r in portal.log if r.method == "POST"
    )
    requests = [
        r for r in outcome.records if r["type"] == "request" and "getgovinfolist" in r["target"]
    ]
    assert [r["text"] for r in requests] == [body.decode() for body in sent]
    again = crawled(portal)
    assert again.codes == [] and again.portal.unchanged == 5 and again.portal.new == 0


def test_a_post_that_is_redirected_is_refused(serve, crawled):
    moved = Answer("", 302, {"Location": "/elsewhere"})
    portal = posting(serve, **{"POST /rest/x/getgovinfolist": moved})
    outcome = crawled(portal)
    assert outcome.codes == ["redirect_refused"]
    assert not outcome.portal.whole and portal.asked("/elsewhere") == 0


def test_data_on_another_host_are_not_asked_for_and_count(serve, crawled):
    other = serve({"POST /rest/x/getgovinfolist": govinfo(5)})
    portal = posting(serve, f"{other.base}/rest/x/getgovinfolist")
    outcome = crawled(portal)
    assert outcome.codes == ["host_not_allowed"]
    assert outcome.portal.failures == 1 and not outcome.portal.whole
    assert other.log == []


def test_files_that_the_list_names_belong_to_its_report(serve, crawled):
    outcome = crawled(serve_zoo(serve, ZOO["ucap_pc"]()))
    files = [record for record in outcome.records if record.get("role") == "attachment"]
    assert len({record["attachment-of"] for record in files}) == len(files) == 1
    assert files[0]["anchor"] == "年报附件.pdf"


def test_an_article_whose_answer_is_json_is_a_report_with_its_files(serve, crawled):
    routes, api = data_list(1, {1: [1]})
    title = title_of("第1局", 2023)
    chapters = "".join(f"<p>{chapter}</p>" for chapter in CHAPTERS)
    content = f"{chapters}<p><a href='/f/nb.pdf'>附件</a></p>"
    routes["/nb/post_1.html"] = Answer(
        json.dumps({"data": {"title": title, "content": content}}),
        headers={"Content-Type": "application/json"},
    )
    routes["/f/nb.pdf"] = Answer(b"%PDF-1.4", headers={"Content-Type": "application/pdf"})
    outcome = crawled(served(serve, routes, api))
    assert outcome.codes == [] and outcome.portal.whole
    assert len(outcome.stored()) == len(outcome.stored(role="attachment")) == 1
    report = next(iter(read(outcome.out).values()))
    assert (report.identity.title, report.identity.report_year) == (title, 2023)


@pytest.mark.parametrize(
    ("name", "service", "times"),
    [
        ("jpaas", "pageId=102&paramJson=%7B%22pageSize%22%3A15%2C%22pageNo%22%3A2%7D", 2),
        ("hanweb", "dataproxy.jsp?page=2&", 2),
    ],
)
def test_the_zoos_flaky_pages_were_flaky(name, service, times, serve, crawled):
    portal = serve_zoo(serve, ZOO[name]())
    crawled(portal)
    assert sum(service in path for path in portal.paths) == times


def test_a_page_that_has_its_list_in_itself_keeps_it_beside_a_unit(serve, crawled):
    unit = "<script url='/front/page/build/unit' queryData=\"{'tagId':'当前位置'}\"></script>"
    entry = ("/nb/art/2024/art_1.html", title_of("教育局", 2023), "2024-01-10")
    portal = serve({"/": HOME, "/nb/": column(unit + rows(entry)), entry[0]: report(entry[1])})
    outcome = crawled(portal)
    assert outcome.codes == [] and outcome.portal.whole and len(outcome.stored()) == 1


def test_rows_in_the_page_count_where_its_store_is_empty(serve, crawled):
    empty = "<script type='text/xml'><datastore><recordset></recordset></datastore></script>"
    entry = ("/art/2024/1/10/art_5_1.html", title_of("教育局", 2023), "2024-01-10")
    portal = serve({"/": HOME, "/nb/": column(empty + rows(entry)), entry[0]: report(entry[1])})
    outcome = crawled(portal)
    assert outcome.codes == [] and outcome.portal.whole and len(outcome.stored()) == 1


@pytest.mark.parametrize(
    ("address", "is_file"),
    [
        ("/module/download/downfile.jsp?classid=0&filename=7f.pdf", True),
        ("/api-gateway/jpaas-web-server/front/document/file-download?fileUrl=/x/7f.pdf", True),
        ("/attach/0/7f.pdf", True),
        ("/module/xxgk/search.jsp?filename=7f.pdf", False),
    ],
)
def test_services_that_give_files(address, is_file):
    assert files.is_file_address(f"http://www.a.gov.cn{address}") is is_file


def test_addresses_of_posts():
    url = "http://www.a.gov.cn/list?x=1"
    assert ask_of(url).body is None
    form = ask_of(post_form(url, {"名": "年 报", "n": "1"}))
    assert (form.url, form.form) == (url, {"名": "年 报", "n": "1"})
    sent = ask_of(post_json(url, {"params": {"名": "a#b", "n": 1}}))
    assert (sent.url, json.loads(sent.body)) == (url, {"params": {"名": "a#b", "n": 1}})
    with pytest.raises(ValueError, match="not sent"):
        post_form(url, {"x": "a" * 5000})


ENDPOINT = re.compile("/list/")


@pytest.mark.parametrize(
    ("source", "url", "fields"),
    [
        ("$.get('/list/1?a=2')", "/list/1?a=2", None),
        ("var id='7'; $.get('/list/' + id)", "/list/7", None),
        ("var id='7'; $.get('/list/', {id: id, n: 1, 'x': 'a:b'})", "/list/", {"id": "7", "n": 1, "x": "a:b"}),
        ("var d = {id: '3'}; $.ajax({url: '/list/', data: d})", "/list/", {"id": "3"}),
        ("/* $.get('/list/0') */ $.get('/list/1')", "/list/1", None),
    ],
)  # fmt: skip
def test_requests_in_scripts(source, url, fields):
    found = Scripts(source).request(ENDPOINT)
    assert (found.url, found.fields) == (url, fields)


@pytest.mark.parametrize(
    "source",
    [
        "$.get('/list/' + id)",
        "var id='1'; id='2'; $.get('/list/' + id)",  # which of the two, only running it would tell
        "$.get('/list/', {id: getId()})",
        "$.ajax({url: '/list/', data: {id: $('#id').val()}})",
    ],
)
def test_requests_that_depend_on_more_are_not_made_out(source):
    with pytest.raises(UnresolvedError):
        Scripts(source).request(ENDPOINT)
