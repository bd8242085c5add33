"""The frames around the portal's contents: banner, navigation, footer, article, plain page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from gongkai.demo.organs import COUNTY

MARK = "合成示例数据，非真实政府网站"
"""Stands on every page, outside what the page says."""

SITE_NAME = f"{COUNTY}人民政府"
SITE_CODE = "0000000000"

HOME = "/"
AFFAIRS = "/zwgk/"
DISCLOSURE = "/zwgk/zfxxgk/"
REPORTS = "/zwgk/zfxxgk/zfxxgknb/"
PAGER_SCRIPT = "/js/pager.js"

_NAVIGATION = (
    ("首页", HOME),
    ("政务公开", AFFAIRS),
    ("办事服务", "/bsfw/"),
    ("互动交流", "/hdjl/"),
    (f"走进{COUNTY[:2]}", "/zjsl/"),
)
_STYLE = (
    "body{font-family:sans-serif;max-width:60em;margin:auto}"
    ".synthetic{background:#fff3cd;padding:.3em;text-align:center}"
    "table{border-collapse:collapse}li span{float:right}"
)
# A date that has nothing to do with any page, as headers print it.
_TODAY = "今天是2026年5月6日 星期三"


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the breadcrumb trail."""

    name: str
    path: str


def frame(
    title: str,
    content: str,
    *,
    trail: Sequence[Crumb] = (),
    metas: Mapping[str, str] | None = None,
    charset: str | None = "utf-8",
    dated_header: bool = False,
) -> str:
    """A whole page.

    Args:
        title: for ``<title>``; the site's name is added.
        content: HTML below the navigation.
        trail: the breadcrumb trail, the home page left out.
        metas: more ``<meta name>`` entries.
        charset: what ``<meta charset>`` says; None leaves it out.
        dated_header: prints today's date above everything, as many portals do.
    """
    names = {
        "SiteName": SITE_NAME,
        "SiteIDCode": SITE_CODE,
        "Synthetic": f"gongkai demo: {MARK}",
        **(metas or {}),
    }
    declared = (
        f'<meta http-equiv="Content-Type" content="text/html; charset={charset}"/>\n'
        if charset
        else ""
    )
    head = declared + "".join(
        f'<meta name="{name}" content="{escape(value)}"/>\n' for name, value in names.items()
    )
    links = "".join(f'<li><a href="{path}">{name}</a></li>' for name, path in _NAVIGATION)
    crumbs = "".join(f' &gt; <a href="{c.path}">{escape(c.name)}</a>' for c in trail)
    where = f'<div class="position">当前位置：<a href="{HOME}">首页</a>{crumbs}</div>\n'
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="zh-CN">\n<head>\n{head}<title>{escape(title)}-{SITE_NAME}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<div class="synthetic">{MARK} · SYNTHETIC DEMO DATA</div>\n'
        f'<div class="header">{SITE_NAME}{f" {_TODAY}" if dated_header else ""}</div>\n'
        f'<div class="nav"><ul>{links}</ul></div>\n'
        f"{where if trail else ''}{content}\n{_footer()}</body>\n</html>\n"
    )


def _footer() -> str:
    return (
        f'<div class="footer"><p>主办单位：{COUNTY}人民政府办公室　网站标识码：{SITE_CODE}</p>'
        '<p><a href="/wzdt/">站点地图</a> | <a href="/wzjc/">网站找错</a> | '
        f'<a href="/wzsm/">网站声明</a></p><p class="synthetic">{MARK}</p></div>\n'
    )


def article(
    title: str,
    body: str,
    *,
    source: str,
    container: str,
    shown_on: date | None = None,
    index_box: str = "",
    reads: int = 0,
    mobile: str | None = None,
) -> str:
    """The contents of an article page.

    Args:
        title: the headline.
        body: HTML inside the container.
        source: 来源 in the line below the headline.
        container: opening tag of the body's container, a ``div``.
        shown_on: 发布时间 in that line; None leaves it out.
        index_box: HTML of the box with 索引号.
        reads: what the counter says.
        mobile: address of the page for telephones.
    """
    line = f"<span>来源：{escape(source)}</span> <span>浏览次数：{reads}</span>"
    if shown_on is not None:
        line = f"<span>发布时间：{shown_on.isoformat()} 09:30</span> {line}"
    phone = f' <a href="{mobile}">手机版</a>' if mobile else ""
    return (
        f'{index_box}<div class="article">\n<h1>{escape(title)}</h1>\n'
        f'<div class="info">{line}</div>\n{container}\n{body}</div>\n'
        f'<div class="tools"><a href="javascript:window.print()">打印本页</a>{phone}</div>\n</div>'
    )


def index_box(number: str, organ: str, title: str, written: date, shown: date) -> str:
    """The box above an article that names its 索引号."""
    rows = (
        ("索 引 号", number, "主题分类", "政府信息公开年报"),
        ("发布机构", organ, "成文日期", f"{written.year}年{written.month}月{written.day}日"),
        ("名　　称", title, "发布日期", shown.isoformat()),
        ("文　　号", "无", "有 效 性", "有效"),
    )
    cells = "".join(
        f"<tr><td>{a}：</td><td>{escape(b)}</td><td>{c}：</td><td>{escape(d)}</td></tr>\n"
        for a, b, c, d in rows
    )
    return f'<table class="xxgk-head">\n{cells}</table>\n'


def links(entries: Sequence[tuple[str, str]], css: str = "links") -> str:
    """A bare list of links: (text, path)."""
    items = "".join(f'<li><a href="{path}">{escape(text)}</a></li>\n' for text, path in entries)
    return f'<ul class="{css}">\n{items}</ul>\n'


def paragraphs(texts: Sequence[str]) -> str:
    """Paragraphs of plain text."""
    return "".join(f"<p>　　{escape(text)}</p>\n" for text in texts)
