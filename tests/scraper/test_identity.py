"""Whose portal it is."""

from __future__ import annotations

import pytest

from fixtures.portal.loopback import html, small_portal
from scraper import Portal, identity
from scraper.page import Page

LANXI, LAN_XI = "330781", "231222"  # 兰溪市 in Zhejiang, 兰西县 in Heilongjiang
PUTUO_SHANGHAI, PUTUO_ZHOUSHAN = "310107", "330903"


def page(title, foot="", code=""):
    head = f'<meta name="SiteIDCode" content="{code}">' if code else ""
    return Page("http://www.lanxi.gov.cn/", html(title, f"<p>首页</p><p>{foot}</p>", head).encode())


@pytest.mark.parametrize(
    ("found", "adcode", "known"),
    [
        (page("兰溪市人民政府", "浙ICP备05000001号", "3307810001"), LANXI, True),
        (page("兰溪市人民政府", "浙ICP备05000001号", "3307810001"), LAN_XI, False),
        (page("首页", "网站标识码：3307810001"), LAN_XI, False),
        (page("首页", "<a href='//zfwzgl.www.gov.cn/x?site_code=3307810001'>找错</a>"), LAN_XI, False),
        (page("兰溪市人民政府"), LAN_XI, False),
        (page("兰西县人民政府"), LAN_XI, True),
        (page("绥化市人民政府"), LAN_XI, None),  # the prefecture's page
        (page("首页", "京ICP备05000001号"), LAN_XI, None),  # perhaps who keeps the server
        (page("首页", "", "2312000001"), LAN_XI, None),  # same prefecture
        (page("首页", "", "bm01000001"), LAN_XI, None),
        (page("普陀区人民政府", "沪ICP备05000001号"), PUTUO_SHANGHAI, None),
        (page("普陀区人民政府", "沪ICP备05000001号"), PUTUO_ZHOUSHAN, False),
        (page("普陀区人民政府", "", "3309030001"), PUTUO_SHANGHAI, False),
        (page("普陀区人民政府"), PUTUO_ZHOUSHAN, None),
        (page("示例县人民政府", "", "0000000000"), LAN_XI, None),
    ],
)  # fmt: skip
def test_signs_held_against_a_division(found, adcode, known):
    assert identity.judge(identity.signs(found), adcode).known is known


@pytest.mark.parametrize(
    ("found", "company"),
    [
        (page("某某科技有限公司", "版权所有"), True),
        (page("示例县人民政府", "技术支持：某某科技有限公司"), False),
        (page("首页", "网站标识码：3307810001 技术支持：某某有限公司"), False),
        (page("首页"), False),
    ],
)
def test_a_company_is_no_county(found, company):
    assert identity.signs(found).company is company


def test_a_wrong_portal_is_refused_before_anything_of_it_is_kept(serve, crawled):
    routes = small_portal()
    routes["/"] = html("兰溪市人民政府", '<a href="/nb/">政府信息公开年报</a>浙ICP备05000001号')
    portal = serve(routes)
    outcome = crawled(Portal("兰西县", f"{portal.base}/", adcode=LAN_XI))
    assert outcome.codes == ["wrong_portal"]
    problem = outcome.problems[0]
    assert (problem["failure-level"], problem["failure-kind"]) == ("portal", "refused")
    assert "兰西县" in problem["failure-message"] and "浙江省" in problem["failure-message"]
    assert outcome.stored() == [] and portal.asked("/nb/") == 0
    assert outcome.portal.failures == 1 and not outcome.portal.whole and not outcome.portal.blocked


def test_a_companys_site_is_refused(serve, crawled):
    home = html("某某科技有限公司", '<a href="/nb/">公司年报</a><p>版权所有 某某科技有限公司</p>')
    portal = serve({"/": home, "/nb/": html("年报", "x")})
    outcome = crawled(Portal("兰西县", f"{portal.base}/"))
    assert outcome.codes == ["company_site"] and portal.asked("/nb/") == 0
