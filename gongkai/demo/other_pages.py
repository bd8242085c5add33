"""Pages of the portal that are no reports: home, columns, near-misses, the usual surroundings."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.demo.organs import COUNTY
from gongkai.demo.pages import (
    AFFAIRS,
    DISCLOSURE,
    REPORTS,
    SITE_NAME,
    Crumb,
    article,
    frame,
    links,
    paragraphs,
)

GUIDE = f"{DISCLOSURE}zfxxgkzn/"
RULES = f"{DISCLOSURE}zfxxgkzd/"
CONTENTS = f"{DISCLOSURE}fdzdgknr/"
ON_REQUEST = f"{DISCLOSURE}ysqgk/"

TRAIL_AFFAIRS = Crumb("政务公开", AFFAIRS)
TRAIL_DISCLOSURE = Crumb("政府信息公开", DISCLOSURE)
TRAIL_REPORTS = Crumb("政府信息公开年报", REPORTS)

_MENU = (
    ("政府信息公开指南", GUIDE),
    ("政府信息公开制度", RULES),
    ("法定主动公开内容", CONTENTS),
    ("政府信息公开年报", REPORTS),
    ("依申请公开", ON_REQUEST),
)
_NEWS = (
    ("yw1", f"{COUNTY}召开年度重点项目调度会"),
    ("yw2", "全县学校食堂开展“互学互查”"),
    ("yw3", "老旧小区加装电梯意见征集公告"),
    ("yw4", "县图书馆延长夜间开放时间"),
    ("yw5", f"{COUNTY}2025年国民经济和社会发展统计公报"),
)
_SURROUNDINGS = (
    ("/bsfw/", "办事服务", "这里列出常办事项。演示站点不受理任何业务。"),
    ("/hdjl/", "互动交流", "县长信箱、在线访谈、民意征集三个栏目正在整理。"),
    ("/zjsl/", f"走进{COUNTY[:2]}", f"{COUNTY}是虚构的县，没有位置、人口和邮政编码。"),
    ("/wzdt/", "站点地图", "首页、政务公开、办事服务、互动交流。"),
    ("/wzjc/", "网站找错", "发现演示数据有误，请到项目仓库提出。"),
    ("/wzsm/", "网站声明", "本站全部机构、人名和数字均由程序生成。"),
)
_DISCLOSURE_PAGES = (
    (GUIDE, "政府信息公开指南", "说明公开范围、查找方法和申请程序。受理机构为县政府办公室。"),
    (RULES, "政府信息公开制度", "收录发布审核、属性认定、年度报告编制等内部制度。"),
    (CONTENTS, "法定主动公开内容", "机构职能、规划计划、财政预决算、行政许可等目录。"),
    (ON_REQUEST, "依申请公开", "可当面、邮寄或在线提出申请，收到之日起二十个工作日内答复。"),
)


def surroundings() -> dict[str, str]:
    """Pages that a crawler may pass and should not keep."""
    site: dict[str, str] = {}
    for path, name, text in _SURROUNDINGS:
        site[path] = frame(name, f"<h1>{name}</h1>{paragraphs([text])}", trail=[Crumb(name, path)])
    for path, name, text in _DISCLOSURE_PAGES:
        site[path] = frame(
            name,
            links(_MENU, "menu") + f"<h1>{name}</h1>{paragraphs([text])}",
            trail=[TRAIL_DISCLOSURE, Crumb(name, path)],
        )
    for key, title in _NEWS:
        body = paragraphs([f"{title}。这是演示站点的占位消息，用来让首页有别的链接。"])
        content = article(title, body, source=SITE_NAME, container='<div class="content">')
        site[f"/xwzx/{key}.html"] = frame(title, content, trail=[Crumb("新闻中心", "/")])
    return site


def home() -> str:
    """The home page: the way to the annual reports is one link among others."""
    news = [(title, f"/xwzx/{key}.html") for key, title in _NEWS]
    content = (
        f"<h2>要闻</h2>\n{links(news)}"
        f'<h2>政务公开</h2>\n<div class="zwgk">{links((("政府信息公开", DISCLOSURE), *_MENU))}</div>'
    )
    return frame("首页", content)


def affairs() -> str:
    """政务公开: one level above 政府信息公开."""
    entries = (("政府信息公开", DISCLOSURE), ("政策文件", CONTENTS), ("互动回应", "/hdjl/"))
    return frame("政务公开", f"<h1>政务公开</h1>\n{links(entries)}", trail=[TRAIL_AFFAIRS])


def disclosure() -> str:
    """政府信息公开: the menu with 政府信息公开年报 in it."""
    return frame(
        "政府信息公开",
        f"<h1>政府信息公开</h1>\n{links(_MENU, 'menu')}",
        trail=[TRAIL_AFFAIRS, TRAIL_DISCLOSURE],
    )


def report_column(
    years: Sequence[tuple[str, str]],
    organs: Sequence[tuple[str, str]],
    latest: Sequence[tuple[str, str]],
) -> str:
    """政府信息公开年报: sub-columns by year and by organ, and a box with the latest."""
    content = (
        f"{links(_MENU, 'menu')}<h1>政府信息公开年报</h1>\n"
        f"<h2>按年度</h2>\n{links(years, 'years')}<h2>按单位</h2>\n{links(organs, 'organs')}"
        f"<h2>最新发布</h2>\n{links(latest, 'latest')}"
    )
    return frame(
        "政府信息公开年报",
        content,
        trail=[TRAIL_AFFAIRS, TRAIL_DISCLOSURE, TRAIL_REPORTS],
        metas={"ColumnName": "政府信息公开年报", "ColumnType": "信息公开年报"},
    )


INTERPRETATION_TITLE = f"一图读懂《{SITE_NAME}2024年政府信息公开工作年度报告》"
WEBSITE_REPORT_TITLE = f"{SITE_NAME}网站工作年度报表（2023年度）"


def interpretation(trail: Sequence[Crumb]) -> str:
    """A near-miss: a 解读 of a report, listed beside it."""
    body = paragraphs(
        (
            "年度报告说了什么？我们用四个问题带您快速了解。",
            "问：去年公开了多少信息？答：重点领域信息逐月更新，数量比上一年略有增加。",
            "问：申请公开怎么办？答：网上、信函、当面三种方式都可以，详细数字请看报告全文的表格。",
            "问：有哪些不足？答：更新节奏不够均衡，下一年按月安排。",
            "问：在哪里看全文？答：县政府网站“政府信息公开年报”栏目。",
        )
    )
    return _near_miss(INTERPRETATION_TITLE, body, trail)


def website_report(trail: Sequence[Crumb]) -> str:
    """A near-miss: 政府网站工作年度报表, another yearly duty of the same office."""
    rows = (
        ("网站名称", SITE_NAME),
        ("独立用户访问总量（单位：个）", "48213"),
        ("网站总访问量（单位：次）", "309456"),
        ("信息发布总数（单位：条）", "2671"),
        ("留言办结数量（单位：条）", "118"),
        ("平均办理时间（单位：天）", "4"),
    )
    cells = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>\n" for name, value in rows)
    return _near_miss(WEBSITE_REPORT_TITLE, f'<table border="1">\n{cells}</table>\n', trail)


def _near_miss(title: str, body: str, trail: Sequence[Crumb]) -> str:
    content = article(
        title, body, source=SITE_NAME, container='<div class="TRS_Editor" id="zoom">', reads=77
    )
    return frame(title, content, trail=trail, metas={"ArticleTitle": title})


def not_found() -> str:
    """The page for addresses that the portal does not have."""
    return frame("404", "<h1>404</h1>" + paragraphs(["您访问的页面不存在。"]))
