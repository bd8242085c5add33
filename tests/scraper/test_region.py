"""The official chain on loopback: provinces, prefectures, counties, and what is linked wrongly."""

from __future__ import annotations

import csv
import socket
from contextlib import ExitStack

import pytest

from fixtures.portal.loopback import (
    Answer,
    LoopbackPortal,
    column,
    html,
    loopback,
    report,
    rows,
    title_of,
)
from parsers.identity import regions
from scraper import CrawlSettings, Portal, catalog, region, vetting
from scraper.page import Page


def site(
    name: str, code: str | None, icp: str = "浙", body: str = "", title: str | None = None
) -> str:
    head = f'<meta name="SiteIDCode" content="{code}0009">' if code else ""
    footer = f"<div>主办：{name}人民政府办公室 {icp}ICP备05000001号 网站标识码</div>"
    return html(title or f"{name}人民政府门户网站", f"{body}{footer}", head)


def options(*pairs: tuple[str, str]) -> str:
    items = "".join(f'<option value="{url}">{name}</option>' for name, url in pairs)
    return f"<select><option>县(市、区)政府网站</option>{items}</select>"


def anchors(*pairs: tuple[str, str]) -> str:
    return "".join(f'<a href="{url}">{name}</a>' for name, url in pairs)


@pytest.fixture
def chain():
    """金华: its portal and those of six counties as a careless web editor might link them."""
    with ExitStack() as stack:
        sites: dict[str, LoopbackPortal] = {}

        def serve(key: str, home: str, **more) -> str:
            routes = {"/": home, "/robots.txt": Answer("", 404), **more}
            sites[key] = stack.enter_context(loopback(routes))
            return f"{sites[key].base}/"

        wucheng = serve(
            "wucheng",
            site("金华市婺城区", "330702", body=anchors(("政府信息公开年报", "/nb/"))),
            **{
                "/nb/": column(
                    rows(("/nb/t20240110_1.html", title_of("人民政府", 2023), "2024-01-10"))
                ),
                "/nb/t20240110_1.html": report(title_of("人民政府", 2023)),
            },
        )
        lanxi = serve("lanxi", site("兰溪市", "330781"))
        twin = serve("twin", site("兰西县", "231222", "黑"))
        by_icp = serve("by_icp", html("东阳之窗政府网", "琼ICP备05000001号"))
        company = serve("company", html("永康市某某科技有限公司", "浙ICP备05000001号"))
        bare = serve("bare", html("浦江县人民政府", "欢迎访问"))
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            dead = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        city = serve(
            "city",
            site(
                "金华市",
                "330700",
                body=options(("兰溪市", twin), ("婺城区", wucheng), ("武义县", dead))
                + anchors(("东阳", by_icp), ("县市区政府网站", "/links.html"))
                + anchors(("永康市", "http://www.yongkang.example.com/")),
            ),
            **{"/links.html": html("链接", anchors(
                ("兰溪市人民政府", f"{lanxi}index.html"), ("永康市政府网", company), ("浦江县政府", bare),
            ))},
        )  # fmt: skip
        province = serve("province", site("浙江省", "330000", body=options(("金华", city))))
        yield sites, Portal("浙江省人民政府", province, "330000")


def walked(code, start, tmp_path):
    settings = CrawlSettings(out=tmp_path, pace=0.0, timeout=1.0)
    found = region.discover(code, start, settings)
    assert list(tmp_path.iterdir()) == []
    return found


def test_the_chain_of_a_prefecture(chain, tmp_path):
    sites, start = chain
    found = walked("330700", start, tmp_path)
    by_name = {}
    for row in found:
        by_name.setdefault(row.division.name, []).append(row)
    (city,) = by_name["金华市"]
    assert city.outcome == "accepted" and "site code 330700" in city.evidence
    (wucheng,) = by_name["婺城区"]
    assert wucheng.outcome == "accepted"
    assert wucheng.portal.report_column == sites["wucheng"].base + "/nb/"
    assert wucheng.portal.family and wucheng.portal.adcode == "330702"
    assert wucheng.portal.verified == "never"
    # The twin is refused by its own code; the right one stood on another page.
    twins = {row.portal.home: row for row in by_name["兰溪市"]}
    wrong, right = twins[sites["twin"].base + "/"], twins[sites["lanxi"].base + "/"]
    assert (wrong.outcome, right.outcome) == ("refused", "accepted")
    assert "231222 is that of 兰西县" in wrong.evidence and "兰西县" in wrong.evidence
    assert right.found_on.endswith("/links.html")
    (dongyang,) = by_name["东阳市"]
    assert dongyang.outcome == "refused" and "another province" in dongyang.evidence
    outcomes = {row.portal.home: row for row in by_name["永康市"]}
    assert {row.outcome for row in outcomes.values()} == {"refused"}
    assert any("a company's" in row.evidence for row in outcomes.values())
    assert any("not asked" in row.evidence for row in outcomes.values())
    (wuyi,) = by_name["武义县"]
    assert wuyi.outcome == "unreachable" and wuyi.evidence
    (pujiang,) = by_name["浦江县"]
    assert pujiang.outcome == "doubtful"  # a title alone proves little
    missing = [row.division.name for row in found if row.outcome == "not_found"]
    assert set(missing) == {"金东区", "磐安县", "义乌市"}
    assert all(row.evidence for row in found)


def test_the_chain_of_a_province_reaches_its_counties(chain, tmp_path):
    _, start = chain
    found = walked("330000", start, tmp_path)
    accepted = {row.division.name for row in found if row.outcome == "accepted"}
    assert accepted == {"浙江省", "金华市", "婺城区", "兰溪市"}
    hangzhou = next(row for row in found if row.division.name == "西湖区")
    assert hangzhou.outcome == "not_found" and "杭州市" in hangzhou.evidence
    assert len({row.division.adcode for row in found}) > 90


def test_a_chain_on_the_network_never_leads_to_this_machine(chain, tmp_path, monkeypatch):
    sites, _ = chain
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: real(
            "127.0.0.1" if str(host).endswith(".cn") else host, *rest, **more
        ),
    )
    monkeypatch.setattr("scraper.hosts.is_public", lambda address: True)
    monkeypatch.setattr("scraper.pace.DEFAULT_PACE", 0.0)
    port = sites["city"].server.server_address[1]
    start = Portal("金华市", f"http://www.jinhua.gov.cn:{port}/", "330700")
    found = walked("330700", start, tmp_path)
    assert {row.outcome for row in found} == {"accepted", "refused", "not_found"}
    assert sites["lanxi"].log == [] and sites["company"].log == []


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        (site("长沙县", "430121", "湘"), "accepted"),
        (site("长沙县", None, "湘"), "accepted"),
        (site("长沙县", None, "粤"), "refused"),
        (site("长沙县", "430100", "湘"), "refused"),
        (site("浏阳市", None, "湘"), "refused"),
        (html("长沙县人民政府", "无备案"), "doubtful"),
        (html("", "<script>load()</script>"), "doubtful"),
        (html("湖南省长沙市长沙县政府网", "湘ICP备1号"), "accepted"),
        (html("长沙县天气预报", "湘ICP备1号"), "refused"),
    ],
)
def test_identity(page, outcome):
    division = regions.by_code("430121", None)
    verdict = vetting.judge(Page("http://www.x.gov.cn/", page.encode()), division)
    assert verdict.outcome == outcome, verdict.evidence


def test_only_accepted_rows_of_a_reviewed_file_are_portals(tmp_path):
    file = tmp_path / "found.csv"
    row = dict.fromkeys(catalog.COLUMNS, "") | {"verified": "never"}
    catalog.write_review(
        file,
        [
            row | {"name": "甲县", "home": "http://www.jia.gov.cn/", "outcome": "accepted"},
            row | {"name": "乙县", "home": "http://www.yi.gov.cn/", "outcome": "refused"},
            row | {"name": "丙县", "home": "", "outcome": "not_found"},
        ],
        ["outcome"],
    )
    problems = []
    assert [portal.name for portal in catalog.rows(file, problems.append)] == ["甲县"]
    assert problems == []
    with file.open(encoding="utf-8-sig", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 3
