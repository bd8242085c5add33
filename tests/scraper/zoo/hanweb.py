"""Synthetic portals of Hanweb's JCMS: records in scripts, the disclosure module, direct reports.

Quirks of the first: two units on a page; the list's column number is encrypted in ``nextgroup``; the
service counts groups by ``page`` and gives nothing the first time it is asked for the third; titles
cut; dates in every kind of bracket. One list is asked for by POST with the numbers of its records in
the query. Of the module: rows of other columns among the list's own.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.scraper.loopback import Answer, Request
from tests.scraper.zoo.base import Report, Zoo, cut, query, reports
from tests.scraper.zoo.scripted import once_empty, row, tabs

_PROXY = "/module/web/jpage/dataproxy.jsp"
_SEARCH = "/module/xxgk/search.jsp"
_DIRECT = "/module/xxgk/xxgkAnnualReport.jsp"
_SECRET = "a5f0c2e19d7b"
_EMPTY = "<datastore><recordset></recordset></datastore>"
_DATES = ("<span>{}</span>", "<i>[{}]</i>", "<b>{}</b>")


def _article(report: Report, column: str) -> str:
    day = report.day
    return f"/art/{day.year}/{day.month}/{day.day}/art_{column}_{report.number}.html"


def _store(found: Sequence[Report], column: str, total: int, following: str = "") -> str:
    records = "".join(
        f"<record><![CDATA[{row(r, _article(r, column), cut=True, date=_DATES[n % 3])}]]></record>"
        for n, r in enumerate(found)
    )
    group = f'<nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup>' if following else ""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><datastore><totalrecord>{total}</totalrecord>'
        f"<totalpage>{-(-total // 5)}</totalpage>{group}<recordset>{records}</recordset></datastore>"
    )


def _next(group: int) -> str:
    return (
        f"{_PROXY}?page={group}&amp;appid=1&amp;webid=3003&amp;path=/&amp;columnid={_SECRET}"
        f"&amp;unitid=6004123&amp;webname=%E7%A4%BA%E4%BE%8B%E5%8E%BF&amp;permissiontype=0"
    )


def _unit(number: str, store: str) -> str:
    return f'<div id="{number}"><ul></ul><script type="text/xml">{store}</script></div>'


def build() -> Zoo:
    zoo = Zoo("hanweb")
    high = [report for report in reports() if report.high]
    low = [report for report in reports() if not report.high]
    zoo.entrance("/col/col5985/index.html")
    size = 5
    groups = cut(high, size)
    news = "<datastore><totalrecord>1</totalrecord><recordset><record><![CDATA[<li><a href='/art/2026/1/5/art_12_1.html' title='县政府召开常务会议'>县政府召开常务会议</a><span>2026-01-05</span></li>]]></record></recordset></datastore>"
    zoo.page(
        "/col/col5985/index.html",
        "政府信息公开年报",
        tabs([("乡镇街道", "/col/col5986/index.html")])
        + _unit("4990001", news)
        + _unit("6004123", _store(groups[0], "5985", len(high), _next(1))),
        {"ColumnName": "政府信息公开年报"},
    )

    def proxy(request: Request) -> Answer | str:
        asked = query(request)
        group = int(asked["page"])
        if asked["columnid"] != _SECRET or not group < len(groups):
            return Answer(_EMPTY)
        return Answer(
            _store(groups[group], "5985", len(high)), headers={"Content-Type": "text/html"}
        )

    zoo.handlers[_PROXY] = once_empty(proxy, "page=2&", Answer(_EMPTY))
    call = (
        "<script>$(function(){ $('#6004124').jpage({ openCookies: true, groupSize: 3, perPage: 2,\n"
        f"  barPosition: 'bottom', proxyUrl: '{_PROXY}', type: 'post', ajaxParam: {{col: 1, appid: 1,\n"
        "  webid: 3003, path: '/', columnid: 5986, sourceContentType: 1, unitid: '6004124',\n"
        "  webname: '示例县', permissiontype: 0} }); });</script>"
    )
    zoo.page(
        "/col/col5986/index.html",
        "乡镇政府信息公开年报",
        _unit("6004124", _store(low[:4], "5986", len(low))) + call,
        {"ColumnName": "乡镇政府信息公开年报"},
    )

    def by_record(request: Request) -> Answer | str:
        asked = query(request)
        if (asked["columnid"], asked["unitid"]) != ("5986", "6004124"):
            return Answer(_EMPTY)
        first, last = int(asked["startrecord"]), int(asked["endrecord"])
        return Answer(_store(low[first - 1 : last], "5986", len(low)))

    zoo.handlers[f"POST {_PROXY}"] = by_record
    _documents(zoo, high, "5985")
    _documents(zoo, low, "5986")
    return zoo


def _documents(zoo: Zoo, found: Sequence[Report], column: str) -> None:
    for report in found:
        zoo.document(_article(report, column), report, '<div class="bt_content" id="zoom">')


def module() -> Zoo:
    zoo = Zoo("hanweb")
    zoo.entrance("/col/col19734/index.html")
    call = (
        "<div id='div19734'></div><script>function load(currpage) { loadDynamic("
        f"'{_SEARCH}?standardXxgk=1&isAllList=1&texttype=0&fbtime=&sortfield=,createdatetime:0',"
        "'infotypeId=B0011&jdid=3003&area=11371082004363095F&divid=div19734&vc_title=&currpage=1'); }"
        "</script>"
    )
    zoo.page("/col/col19734/index.html", "政府信息公开年报", call)
    parts = cut(reports(), 7)

    def search(request: Request) -> Answer | str:
        asked = query(request)
        if asked["area"] != "11371082004363095F" or asked["infotypeId"] != "B0011":
            return Answer("暂无信息")
        number = int(asked["currpage"])
        here = parts[number - 1] if number <= len(parts) else []
        own = "".join(_row(r.title, _article(r, "19734"), str(r.day), str(r.number)) for r in here)
        other = _row(
            "某项目环境影响评价", f"/art/2026/1/{number}/art_555_{number}.html", "2026-01-01", "0"
        )
        return Answer(f"<table>{own}{other}</table><div>共{len(parts)}页 第{number}页</div>")

    zoo.handlers[f"POST {_SEARCH}"] = search
    _documents(zoo, reports(), "19734")
    return zoo


def _row(title: str, address: str, day: str, number: str) -> str:
    return f"<tr><td>SLX-{number}</td><td><a href='{address}' title='{title}'>{title}</a></td><td>{day}</td></tr>"


def direct() -> Zoo:
    zoo = Zoo("hanweb")
    units: dict[str, dict[int, Report]] = {}
    for report in reports():
        units.setdefault(report.organ, {})[report.year] = report
    codes = {organ: f"1137{n:013d}F" for n, organ in enumerate(sorted(units), start=1082004363)}
    years = sorted({report.year for report in reports()}, reverse=True)

    def address(code: str, year: int) -> str:
        return f"{_DIRECT}?area={code}&fbtime={year}"

    options = "".join(f"<option value='{year}'>{year}</option>" for year in years)
    menu = "".join(
        f"<li><a href='{address(c, years[0])}'>{organ}</a></li>" for organ, c in codes.items()
    )
    zoo.entrance("/col/col183516/index.html")
    zoo.page(
        "/col/col183516/index.html",
        "政府信息公开年报",
        f"<select name='fbtime'>{options}</select><ul>{menu}</ul>",
    )

    for organ, code in codes.items():
        for year in years:
            report = units[organ].get(year)
            if report is None:
                zoo.page(address(code, year), "政府信息公开年报", f"<p>{organ}暂无年度报告</p>")
            else:
                zoo.document(address(code, year), report, "<div class='bt_content'>")
    return zoo


PORTALS = {"hanweb": build, "hanweb/module": module, "hanweb/direct": direct}
