"""Lists to their end, and whether they are whole."""

from __future__ import annotations

import pytest

from fixtures.portal.loopback import HOME, META, Answer, column, html, report, rows, title_of

ORGANS = [f"第{n}局" for n in range(40)]


def entry(n: int) -> tuple[str, str, str]:
    return (f"/nb/t20240110_{n}.html", title_of(ORGANS[n], 2023), "2024-01-10")


def reports(count: int) -> dict[str, str]:
    return {entry(n)[0]: report(entry(n)[1]) for n in range(count)}


def paged(pages: list[list[int]], pager, count: int):
    """A list of several pages; `pager(k)` gives the pager of page k, from 0."""
    routes = {"/": HOME, **reports(count)}
    for k, numbers in enumerate(pages):
        path = "/nb/" if k == 0 else f"/nb/index_{k}.html"
        routes[path] = column(rows(*(entry(n) for n in numbers)) + pager(k))
    return routes


def trs(total: int):
    return lambda k: f'<script>createPageHTML({total}, {k}, "index", "html");</script>'


def stored(outcome):
    return {int(url.rsplit("_", 1)[1].removesuffix(".html")) for url in outcome.stored()}


def test_trs_counted_from_zero(serve, crawled):
    portal = serve(paged([[0, 1], [2, 3], [4]], trs(3), 5))
    outcome = crawled(portal)
    assert stored(outcome) == set(range(5))
    assert outcome.portal.whole and outcome.codes == []


def test_trs_counted_from_one(serve, crawled):
    def pager(k):
        return f"<script>createPageHTML('paging',3,{k + 1},'index','html',5);</script>"

    routes = {"/": HOME, **reports(5)}
    for k, numbers in enumerate([[0, 1], [2, 3], [4]]):
        path = "/nb/" if k == 0 else f"/nb/index_{k + 1}.html"
        routes[path] = column(rows(*(entry(n) for n in numbers)) + pager(k))
    outcome = crawled(serve(routes))
    assert stored(outcome) == set(range(5))
    assert outcome.portal.whole and outcome.codes == []
    assert outcome.listings["2023"]["listed-total"] == "5"


def test_trs_counted_from_one_and_written_from_zero(serve, crawled):
    routes = paged(
        [[0, 1], [2, 3], [4, 5], [6]],
        lambda k: f'<script>createPage(4,{k + 1},"index","html")</script>',
        7,
    )
    outcome = crawled(serve(routes))
    assert stored(outcome) == set(range(7))
    assert outcome.portal.whole and outcome.codes == []


def test_next_links(serve, crawled):
    def pager(k):
        following = f'<a href="/nb/index_{k + 1}.html">下一页</a>' if k < 2 else "<a>下一页</a>"
        return f"<div>共5条 第{k + 1}/3页 {following}</div>"

    outcome = crawled(serve(paged([[0, 1], [2, 3], [4]], pager, 5)))
    assert stored(outcome) == set(range(5))
    assert outcome.portal.whole and outcome.codes == []


def test_numbered_links_with_a_gap(serve, crawled):
    """1 2 … 5: what the pager leaves out is asked too."""

    def pager(k):
        numbers = [(1, "/nb/"), (2, "/nb/index_1.html"), (5, "/nb/index_4.html")]
        return (
            "<div class='page'>" + "".join(f"<a href='{u}'>{n}</a>" for n, u in numbers) + "</div>"
        )

    outcome = crawled(serve(paged([[0], [1], [2], [3], [4]], pager, 5)))
    assert stored(outcome) == set(range(5))


def test_a_query_pager_and_a_table(serve, crawled):
    def page(numbers, k):
        body = "".join(
            f"<tr><td>{n}</td><td><a href='{entry(n)[0]}'>{entry(n)[1]}</a></td><td>2024/01/10</td></tr>"
            for n in numbers
        )
        return column(f"<table>{body}</table><a href='/nb/list.jsp?id=7&cur={k + 2}'>下一页</a>" if k < 1
                      else f"<table>{body}</table>")  # fmt: skip

    routes = {"/": html("示例县", '<a href="/nb/list.jsp?id=7">政府信息公开年报</a>'), **reports(4)}
    routes["/nb/list.jsp?id=7"] = page([0, 1], 0)
    routes["/nb/list.jsp?id=7&cur=2"] = page([2, 3], 1)
    assert stored(crawled(serve(routes))) == {0, 1, 2, 3}


def test_a_total_that_lies_is_a_problem_that_does_not_count(serve, crawled):
    def pager(k):
        following = f'<a href="/nb/index_{k + 1}.html">下一页</a>' if k < 1 else ""
        return f"<div>共9条 第{k + 1}/2页 {following}</div>"

    outcome = crawled(serve(paged([[0, 1], [2]], pager, 3)))
    assert outcome.codes == ["list_total_differs"]
    problem = outcome.problems[0]
    assert (problem["failure-level"], problem["failure-kind"]) == ("listing", "failed")
    assert problem["failure-counts"] == "0"
    assert "9 entries, 3 came" in problem["failure-message"]
    assert outcome.portal.whole and outcome.portal.failures == 0


def test_pages_beyond_the_end_that_repeat_page_one(serve, crawled):
    routes = paged([[0, 1], [2, 3], [0, 1], [0, 1], [0, 1]], trs(5), 4)
    portal = serve(routes)
    outcome = crawled(portal)
    assert stored(outcome) == {0, 1, 2, 3}
    assert outcome.codes == ["list_total_differs"] and outcome.portal.whole
    assert portal.asked("/nb/index_4.html") == 0  # two repeats are the end


def test_a_missing_page_counts(serve, crawled):
    routes = paged([[0, 1], [2, 3], [4]], trs(3), 5)
    del routes["/nb/index_1.html"]
    outcome = crawled(serve(routes))
    assert stored(outcome) == {0, 1, 4}
    assert outcome.codes == ["list_page_missing"]
    assert outcome.portal.failures == 1 and not outcome.portal.whole
    assert outcome.listings["2023"]["listing"] == "partial"


def test_a_missing_last_page_counts(serve, crawled):
    routes = paged([[0, 1], [2, 3], [4]], trs(3), 5)
    del routes["/nb/index_2.html"]
    outcome = crawled(serve(routes))
    assert outcome.codes == ["list_page_missing"]


def test_a_list_page_that_fails_counts(serve, crawled):
    routes = paged([[0, 1], [2, 3], [4]], trs(3), 5) | {"/nb/index_1.html": Answer("", 500)}
    outcome = crawled(serve(routes))
    assert outcome.codes == ["http_500"]
    assert outcome.problems[0]["failure-level"] == "listing"
    assert stored(outcome) == {0, 1, 4} and not outcome.portal.whole


def test_endless_pages_of_the_same_entries(serve, crawled):
    def endless(request):
        number = int(request.path.partition("=")[2] or 1)
        return column(rows(entry(0), entry(1)) + f'<a href="/nb/?p={number + 1}">下一页</a>')

    portal = serve({"/": HOME, **reports(2)})
    portal.routes["/nb/"] = endless
    portal.routes |= {f"/nb/?p={n}": endless for n in range(500)}
    outcome = crawled(portal)
    assert stored(outcome) == {0, 1} and outcome.portal.whole
    assert sum(path.startswith("/nb/?p=") for path in portal.paths) == 1


def test_endless_pages_of_ever_new_entries(serve, crawled):
    def endless(request):
        number = int(request.path.partition("=")[2] or 1)
        fresh = (f"/nb/t20200101_{number}.html", title_of("人民政府", 2015), "2016-01-01")
        return column(rows(fresh) + f'<a href="/nb/?p={number + 1}">下一页</a>')

    portal = serve({"/": HOME, "/nb/": endless})
    portal.routes |= {f"/nb/?p={n}": endless for n in range(500)}
    outcome = crawled(portal, years=(2023, 2023), max_list_pages=12)
    assert outcome.codes == ["page_cap"]
    assert outcome.problems[0]["failure-counts"] == "1"
    assert sum(path.startswith("/nb/") for path in portal.paths) == 12


def test_the_cap_of_pages_per_portal(serve, crawled):
    portal = serve(paged([[0, 1, 2, 3]], lambda k: "", 4))
    first = crawled(portal, max_pages=4)
    assert first.codes == ["page_cap"] and not first.portal.whole
    assert len(stored(first)) == 2
    second = crawled(portal)
    assert stored(second) == {0, 1, 2, 3} and second.portal.whole
    assert portal.asked("/nb/") == 1  # it went on, it did not begin again


def test_a_pager_that_only_a_script_can_follow_is_not_whole(serve, crawled):
    pager = '<div>共20条 <a href="javascript:void(0)" onclick="go(2)">下一页</a></div>'
    outcome = crawled(serve(paged([[0, 1]], lambda k: pager, 2)))
    assert outcome.codes == ["list_not_whole"]
    assert outcome.portal.failures == 1 and not outcome.portal.whole


def test_a_column_that_scripts_fill_is_a_problem(serve, crawled):
    portal = serve(
        {"/": HOME, "/nb/": column("<div id='list'></div><script src='/a.js'></script>")}
    )
    outcome = crawled(portal, years=(2023, 2023))
    assert outcome.codes == ["list_empty"]
    assert outcome.portal.failures == 1 and not outcome.portal.whole


def test_an_empty_year_beside_others_is_no_problem(serve, crawled):
    routes = {
        "/": HOME,
        "/nb/": column('<a href="/nb/2023/">2023年</a><a href="/nb/2024/">2024年</a>'),
        "/nb/2023/": column(rows(entry(0))),
        "/nb/2024/": column("<p>暂无信息</p>"),
        **reports(1),
    }
    outcome = crawled(serve(routes), years=(2023, 2024))
    assert outcome.codes == [] and outcome.portal.whole
    assert outcome.listings["2024"]["outcome"] == "not_published"


def test_menus_and_side_boxes_are_not_the_list(serve, crawled):
    menu = "<ul class='menu'>" + "".join(
        f'<li><a href="/x/{n}/">{name}</a></li>'
        for n, name in enumerate(["政府信息公开指南", "政府信息公开制度", "依申请公开", "政府信息公开年报"])
    ) + "</ul>"  # fmt: skip
    news = (
        "<div class='hot'>"
        + rows(("/news/t20240101_9.html", "全县大会召开", "2024-01-01"))
        + "</div>"
    )
    routes = {
        "/": HOME,
        "/nb/": column(menu + rows(entry(0), entry(1)) + news + "<p>共2条</p>"),
        **reports(2),
    }
    portal = serve(routes)
    outcome = crawled(portal)
    assert stored(outcome) == {0, 1} and outcome.codes == []
    assert portal.asked("/news/t20240101_9.html") == 0


def test_plain_entries_without_dates(serve, crawled):
    body = "".join(f'<p><a href="{entry(n)[0]}">{entry(n)[1]}</a></p>' for n in range(3))
    outcome = crawled(serve({"/": HOME, "/nb/": column(f"<div>{body}</div>"), **reports(3)}))
    assert stored(outcome) == {0, 1, 2}


@pytest.mark.parametrize("head", ["", META])
def test_organ_names_only_in_a_named_column(serve, crawled, head):
    body = rows(*((entry(n)[0], f"示例县{ORGANS[n]}", "2024-01-10") for n in range(3)))
    page = html("政府信息公开年报", body, head)
    outcome = crawled(serve({"/": HOME, "/nb/": page, **reports(3)}))
    assert stored(outcome) == {0, 1, 2}


@pytest.mark.parametrize("stated", [False, True])
def test_deep_pages_that_are_stubs_are_not_whole(serve, crawled, stated):
    """The pager promises four pages; the last two come as empty stubs with 200."""
    routes = paged([[0, 1], [2, 3]], trs(4), 4)
    for path in ("/nb/index_2.html", "/nb/index_3.html"):
        routes[path] = "<html><head><title></title></head><body></body></html>"
    if stated:  # all entries that the list says it has came all the same
        routes["/nb/"] += "<p>共4条</p>"
    outcome = crawled(serve(routes))
    assert stored(outcome) == {0, 1, 2, 3}
    assert outcome.codes == ([] if stated else ["list_page_missing"]), outcome.problems
    assert outcome.portal.whole is stated
