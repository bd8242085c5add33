"""The catalog: loading, selecting, adding; and the probe that fills a row."""

from __future__ import annotations

import pytest

from fixtures.portal.loopback import Answer, html, small_portal
from parsers.errors import UsageError
from scraper import CrawlSettings, Portal, catalog, probe

HEADER = "name,adcode,home,family,report_column,hosts,verified\n"


def test_the_shipped_catalog_loads_without_a_broken_row():
    problems = []
    found = catalog.load(None, problems.append)
    assert problems == []
    assert len(found) > 200
    assert len({portal.home for portal in found}) == len(found)
    assert all(portal.verified == "never" for portal in found)
    assert all(".gov.cn" in portal.home for portal in found)
    provinces = {portal.adcode for portal in found if (portal.adcode or "").endswith("0000")}
    assert len(provinces) == 31


def test_broken_rows_are_told_and_the_others_load(tmp_path):
    file = tmp_path / "portals.csv"
    file.write_text(
        HEADER
        + "甲县,430921,http://www.jia.gov.cn/,trs,,,never\n"
        + "乙县,43092,http://www.yi.gov.cn/,,,,never\n"
        + "丙县,430922,www.bing.gov.cn,,,,never\n"
        + "丁县,430923,http://www.ding.gov.cn/,hanweb9,,,never\n"
        + ",430923,http://www.wu.gov.cn/,,,,never\n"
        + "己县,430924,http://www.ji.gov.cn/,,,,last week\n"
        + "庚县,430925,http://www.geng.gov.cn/,,,a.gov.cn; b.gov.cn,2026-01-31\n",
        "utf-8",
    )
    problems = []
    found = {portal.name: portal for portal in catalog.load(file, problems.append)}
    assert found["甲县"].family == "trs"
    assert found["庚县"].hosts == ("a.gov.cn", "b.gov.cn")
    assert not {"乙县", "丙县", "丁县", "己县"} & set(found)
    assert [error.place.rsplit(" ", 1)[1] for error in problems] == ["3", "4", "5", "6", "7"]
    assert all(error.code == "bad_catalog_row" and error.action for error in problems)
    assert all(str(file) in error.place for error in problems)


def test_the_users_row_replaces_the_shipped_one(tmp_path):
    shipped = catalog.load()[0]
    file = tmp_path / "portals.csv"
    file.write_text(
        f"{HEADER}我的,{shipped.adcode},{shipped.home},,{shipped.home}nb/,,never\n", "utf-8"
    )
    found = [portal for portal in catalog.load(file) if portal.home == shipped.home]
    assert [portal.name for portal in found] == ["我的"]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", "不是目录\n1\n".encode(), b""])
def test_a_file_that_is_no_catalog(tmp_path, content):
    file = tmp_path / "portals.csv"
    file.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        catalog.load(file)
    assert caught.value.code == "bad_catalog"


PORTALS = [
    Portal("湖南省人民政府", "http://www.hunan.gov.cn/", "430000"),
    Portal("南县人民政府", "https://www.nanxian.gov.cn/", "430921"),
    Portal("岳阳市人民政府", "https://yueyang.gov.cn/", "430600"),
    Portal("岳阳县人民政府", "https://www.yyx.gov.cn/", "430621"),
    Portal("河北省人民政府", "https://www.hebei.gov.cn/", "130000"),
]


@pytest.mark.parametrize(
    ("word", "home"),
    [
        ("430921", "https://www.nanxian.gov.cn/"),
        ("南县人民政府", "https://www.nanxian.gov.cn/"),
        ("南县", "https://www.nanxian.gov.cn/"),
        ("岳阳县", "https://www.yyx.gov.cn/"),
        ("岳阳市", "https://yueyang.gov.cn/"),
        ("https://www.nanxian.gov.cn", "https://www.nanxian.gov.cn/"),
        ("www.nanxian.gov.cn", "https://www.nanxian.gov.cn/"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/"),
        ("localhost:8000", "http://localhost:8000/"),
    ],
)
def test_select_by_word(word, home):
    assert [portal.home for portal in catalog.select(PORTALS, [word])] == [home]


def test_an_address_below_the_home_page_is_the_column():
    known = catalog.select(PORTALS, ["https://www.nanxian.gov.cn/zwgk/nb/"])[0]
    assert (known.adcode, known.report_column) == ("430921", "https://www.nanxian.gov.cn/zwgk/nb/")
    unknown = catalog.select(PORTALS, ["http://www.x.gov.cn/nb/index.html"])[0]
    assert (unknown.home, unknown.report_column) == (
        "http://www.x.gov.cn/",
        "http://www.x.gov.cn/nb/index.html",
    )


@pytest.mark.parametrize(
    ("words", "regions", "code"),
    [
        (["不存在县"], [], "unknown_portal"), (["999999"], [], "unknown_portal"),
        (["人民政府"], [], "ambiguous_portal"), (["ftp://x.gov.cn/"], [], "unknown_portal"),
        (["http://u:p@x.gov.cn/"], [], "bad_address"), ([], ["火星"], "unknown_region"),
        ([], ["990000"], "unknown_region"), ([], ["鼓楼区"], "ambiguous_region"),
        ([], ["长沙市"], "unknown_region"),
    ],
)  # fmt: skip
def test_select_refuses(words, regions, code):
    with pytest.raises(UsageError) as caught:
        catalog.select(PORTALS, words, regions)
    assert caught.value.code == code and caught.value.action


@pytest.mark.parametrize(
    ("region", "count"),
    [
        ("湖南", 4),
        ("湖南省", 4),
        ("430000", 4),
        ("430600", 2),
        ("岳阳市", 2),
        ("岳阳县", 1),
        ("130000", 1),
    ],
)
def test_select_by_region(region, count):
    assert len(catalog.select(PORTALS, [], [region])) == count


def test_each_portal_once():
    assert len(catalog.select(PORTALS, ["430921", "南县"], ["湖南"])) == 4


def test_append_and_load_again(tmp_path):
    file = tmp_path / "portals.csv"
    catalog.append(file, Portal("甲,县", "http://www.jia.gov.cn/", "430921", hosts=("b.gov.cn",)))
    catalog.append(file, Portal("乙县", "http://www.yi.gov.cn/"))
    found = {portal.name: portal for portal in catalog.load(file)}
    assert found["甲,县"].hosts == ("b.gov.cn",) and "乙县" in found
    before = file.read_bytes()
    with pytest.raises(UsageError) as caught:
        catalog.append(file, Portal("又", "http://www.jia.gov.cn/"))
    assert caught.value.code == "duplicate_portal"
    with pytest.raises(UsageError):
        catalog.append(file, Portal("丙", "http://www.bing.gov.cn/", adcode="43"))
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["portals.csv"]


# Probe


def settings(tmp_path):
    return CrawlSettings(out=tmp_path, pace=0.0, timeout=2.0)


def test_probe(serve, tmp_path):
    home = html(
        "示例县人民政府",
        '<a href="/nb/">政府信息公开年报</a><a href="/x/t20240101_1.html">新闻</a>',
        '<meta name="SiteIDCode" content="4309210001"><meta name="SiteName" content="示例县人民政府网">',
    )
    portal = serve(small_portal() | {"/": home})
    result = probe(portal.base, settings(tmp_path))
    assert result.reachable and result.problem is None
    assert (result.adcode, result.site_code) == ("430921", "4309210001")
    assert result.report_columns == (f"{portal.base}/nb/",)
    assert result.family == "trs"
    assert result.portal == Portal(
        "示例县人民政府网", f"{portal.base}/", "430921", "trs", f"{portal.base}/nb/"
    )
    assert not any(tmp_path.iterdir())


def test_probe_goes_one_step_further(serve, tmp_path):
    routes = small_portal() | {"/": html("县", '<a href="/zw/">政务公开</a>')}
    routes["/zw/"] = html("政务公开", '<a href="/nb/">政府信息公开年报</a>')
    portal = serve(routes)
    assert probe(portal.base, settings(tmp_path)).report_columns == (f"{portal.base}/nb/",)


@pytest.mark.parametrize(
    ("routes", "code"),
    [({"/": Answer("x", 412)}, "wall"), ({"/": Answer("x", 500)}, "http_500"),
     ({"/robots.txt": Answer("User-agent: *\nDisallow: /")}, "robots_disallow")],
)  # fmt: skip
def test_probe_says_what_is_wrong(serve, tmp_path, routes, code):
    result = probe(serve(routes).base, settings(tmp_path))
    assert not result.reachable and result.problem.code == code and result.problem.action
