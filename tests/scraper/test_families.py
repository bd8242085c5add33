"""What the families read out of one page."""

from __future__ import annotations

import pytest

from scraper import discover, portals, years
from scraper.page import Page
from scraper.portals.trs import Trs

BASE = "http://www.a.gov.cn/zwgk/zfxxgknb/"


def page(body, url=BASE, head=""):
    return Page(url, f"<html><head>{head}</head><body>{body}</body></html>".encode())


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('createPageHTML(3, 0, "index", "html");', {2: "index_1.html", 3: "index_2.html"}),
        ("createPageHTML('paging',3,1,'index','html',58);", {2: "index_2.html", 3: "index_3.html"}),
        ("createPageHTML('page_div', 3, 1, 'list_12', 'shtml', 58);", {2: "list_12_2.shtml", 3: "list_12_3.shtml"}),
        ('createPage(3,0,"index","html");', {2: "index_1.html", 3: "index_2.html"}),
        ('createPage(3,1,"index","html");', {2: "index_2.html", 3: "index_3.html"}),
        ('Pager({size:3, current:0, prefix:"index", suffix:"html"});', {2: "index_1.html", 3: "index_2.html"}),
        ('var countPage = 3; var currentPage = 0; createPageHTML(countPage, currentPage, "index", "shtml");', {2: "index_1.shtml", 3: "index_2.shtml"}),
        ('var countPage = 3; var currentPage = 1;', {2: "index_2.html", 3: "index_3.html"}),
        ('createPageHTML(1, 0, "index", "html");', {}),
        ('// createPageHTML(3, 0, "index", "html");', {}),
        ('function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt) { return; }', {}),
    ],
)  # fmt: skip
def test_trs_pagers(script, expected):
    found = Trs().pager(page(f"<script>{script}</script>"), 1, BASE)
    assert found.following == {number: BASE + name for number, name in expected.items()}


def test_trs_pager_states_totals():
    found = Trs().pager(
        page("<script>createPageHTML('p',25,1,'index','html',500)</script>"), 1, BASE
    )
    assert (found.total_pages, found.total_entries) == (25, 500)
    assert len(found.following) == 24


def test_an_absurd_total_is_capped():
    found = Trs().pager(
        page('<script>createPageHTML(999999999, 0, "index", "html")</script>'), 1, BASE
    )
    assert len(found.following) < 1001


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ('<a href="./202401/t20240110_1.html">x</a>', "trs"),
        ('<script>createPageHTML(2, 0, "index", "html")</script>', "trs"),
        ('<div class="TRS_Editor">x</div>', "trs"),
        ('<a href="/content_1.html">x</a>', "generic"),
    ],
)
def test_recognised(body, name):
    assert portals.choose(page(body)).name == name


def test_the_catalogs_family_decides_where_the_page_gives_no_sign():
    assert portals.choose(page("x"), "trs").name == "trs"
    assert portals.choose(page("x"), "unknown").name == "generic"


def entries(body, url=BASE):
    found = page(body, url)
    return [
        (e.url.removeprefix("http://www.a.gov.cn"), e.title, e.date)
        for e in portals.choose(found).entries(found)
    ]


def test_rows_with_dates_in_every_place():
    body = """<ul>
      <li><a href="1.html">某局2023年政府信息公开年度报告</a><span>2024-01-10</span></li>
      <li class="odd"><span>[2024/1/9]</span><a href="2.html">某办2023年政府信息公开年度报告</a></li>
      <li><a href="3.html">某镇2023年政府信息公开年度报告<i>2024年1月8日</i></a></li>
      <li><a href="4.html" title="某街道办事处2023年政府信息公开工作年度报告">某街道办事处2023年政府信息...</a></li>
    </ul>"""
    found = entries(body)
    assert [date for _, _, date in found] == ["2024-01-10", "2024-01-09", "2024-01-08", None]
    assert found[3][1] == "某街道办事处2023年政府信息公开工作年度报告"


def test_strange_links():
    body = """<ul>
      <li><a href="javascript:void(0)" onclick="jumpToDetail('./202401/t1.html')">甲局2023年政府信息公开年度报告</a>2024-01-10</li>
      <li><a href="javascript:if(confirm('x'))window.location='/t2.html'">乙局2023年政府信息公开年度报告</a>2024-01-10</li>
      <li><a href=" \\zwgk\\t3.html
      ">丙局2023年政府信息公开年度报告</a>2024-01-10</li>
      <li><a href="//www.a.gov.cn/T4.html#top">丁局2023年政府信息公开年度报告</a>2024-01-10</li>
      <li><a href="mailto:a@b.cn">戊局2023年政府信息公开年度报告</a>2024-01-10</li>
    </ul>"""
    assert [url for url, _, _ in entries(body)] == [
        "/zwgk/zfxxgknb/202401/t1.html", "/t2.html", "/zwgk/t3.html", "/T4.html",
    ]  # fmt: skip


def test_phone_duplicates_of_trs_count_once():
    body = """<ul><li><a href="t20240110_1.html">甲局2023年政府信息公开年度报告</a>2024-01-10</li>
      <li><a href="t20240110_1_wap.html">甲局2023年政府信息公开年度报告</a>2024-01-10</li></ul>"""
    assert len(entries(body)) == 1


@pytest.mark.parametrize(
    ("words", "totals"),
    [
        ("共58条 <a href='2.html'>下一页</a>", (None, 58)),
        ("共3页 58条 <a href='2.html'>下一页</a>", (3, None)),
        ("共 58 条记录 第1/3页 <a href='2.html'>下一页</a>", (3, 58)),
        ("总记录数：58，总页数：3 <a href='2.html'>下一页</a>", (3, 58)),
        ("浏览 1/3 次", (None, None)),
    ],
)
def test_stated_totals(words, totals):
    found = portals.choose(page(words)).pager(page(words), 1, BASE)
    assert (found.total_pages, found.total_entries) == totals


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("政府信息公开年报", 10), ("政府信息公开工作年度报告", 10), ("信息公开年度报告", 10), ("公开年报", 10),
        ("政府信息公开指南", 0), ("政府网站工作年度报表", 0), ("法治政府建设年度报告", 0), ("2023年统计年报", 0),
        ("依申请公开", 0), ("年报", 5), ("关于2023年年报的解读", 0),
    ],
)  # fmt: skip
def test_anchors_of_columns(text, score):
    leads = discover.columns(page(f'<a href="/col/">{text}</a>', "http://www.a.gov.cn/"))
    assert (leads[0].score if leads else 0) == score


def test_named_by_meta_title_or_path():
    plain = "http://www.a.gov.cn/list12.html"
    assert discover.names_a_column(
        page("", plain, '<meta name="columntype" content="信息公开年报">')
    )
    assert discover.names_a_column(
        page("", plain, '<meta name="ColumnName" content="政府信息公开年度报告">')
    )
    assert discover.names_a_column(page("", plain, "<title>政府信息公开年报_示例县</title>"))
    assert discover.names_a_column(page("", BASE))
    assert not discover.names_a_column(page("", plain, "<title>示例县人民政府</title>"))
    assert not discover.names_a_column(
        page("", plain, '<meta name="ColumnName" content="政府信息公开指南">')
    )


@pytest.mark.parametrize(
    ("title", "column", "date", "expected"),
    [
        ("某县2023年政府信息公开工作年度报告", 2022, "2020-01-01", (2023, "title")),
        ("某县二〇二三年度政府信息公开工作报告", None, None, (2023, "title")),
        ("政府信息公开工作年度报告", 2022, "2024-01-01", (2022, "column")),
        ("政府信息公开工作年度报告", None, "2024-01-01", (2023, "date")),
        ("政府信息公开工作年度报告", None, None, (None, "none")),
        ("电话12023年", None, None, (None, "none")),
    ],
)
def test_evidence_of_the_year(title, column, date, expected):
    found = years.of_entry(title, column, date)
    assert (found.year, found.basis) == expected


@pytest.mark.parametrize(
    ("evidence", "wanted"),
    [
        ((2023, "title"), True), ((2020, "title"), False), ((2026, "title"), False),
        ((2026, "column"), True),  # perhaps the year of publication
        ((2020, "column"), False), ((2020, "date"), False), ((2030, "date"), True),
        ((1969, "date"), True),  # a date that lies
        ((None, "none"), True),
    ],
)  # fmt: skip
def test_in_doubt_an_entry_is_wanted(evidence, wanted):
    assert years.YearEvidence(*evidence).wanted((2021, 2025)) is wanted


@pytest.mark.parametrize(
    ("url", "year"),
    [
        ("http://a.gov.cn/nb/2023n/", 2023), ("http://a.gov.cn/n2022n/xz/", 2022), ("http://a.gov.cn/gknb2025/", 2025),
        ("http://a.gov.cn/2022n_5930973/x.html", 2022), ("http://a.gov.cn/zfxxgknb_2/", None),
        ("http://a.gov.cn/content_20231.html", None),
    ],
)  # fmt: skip
def test_year_folders(url, year):
    assert years.in_folder(url) == year


def test_decoding_follows_the_page():
    body = '<html><head><meta charset="gb2312"><title>示例</title></head><body><a href="1.html">镕县2023年年报</a></body></html>'
    found = Page(BASE, body.encode("gb18030"))
    assert found.links[0].text == "镕县2023年年报"


def test_deep_pages_do_not_break_the_reader():
    deep = "<div>" * 30_000 + '<a href="1.html">x</a>' + "</div>" * 30_000
    assert isinstance(page(deep).visible, str)


def test_what_follows_the_end_of_the_page_is_read():
    found = Page(
        BASE, b"<html><body><a href='1.html'>x</a></body></html><a href='2.html'>y</a></html>"
    )
    assert [link.text for link in found.links] == ["x", "y"]
    assert found.visible == "xy"
