"""A synthetic portal of Lonsun's: the annual reports of each unit at ``type=3``, lists by label 8888.

Its quirks: a unit's list is a fragment that only the service gives, its ``pageCount`` only on its
first page; other units are linked with another ``type``; one unit's page is itself the report.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.scraper.loopback import Answer, Request
from tests.scraper.zoo.base import Report, Zoo, cut, query, reports
from tests.scraper.zoo.scripted import row

_SIZE = 2
_ONE_REPORT = 1


def build() -> Zoo:
    zoo = Zoo("lonsun")
    units: dict[str, list[Report]] = {}
    for report in reports():
        units.setdefault(report.organ, []).append(report)
    numbers = {organ: 6598200 + n for n, organ in enumerate(sorted(units))}
    first = numbers["示例县人民政府"]
    zoo.entrance(f"/public/column/{first}?type=4&action=list")
    menu = "".join(
        f'<li><a href="/public/column/{number}?type=4&action=list">{organ}</a></li>'
        for organ, number in numbers.items()
    )
    for organ, number in numbers.items():
        found = units[organ]
        own = (
            f'<a href="/public/column/{number}?type=2&nav=1">政府信息公开指南</a>'
            f'<a href="/public/column/{number}?type=3&action=detail&nav=3">政府信息公开年报</a>'
            f'<ul class="units">{menu}</ul>'
        )
        zoo.page(f"/public/column/{number}?type=4&action=list", f"{organ}信息公开目录", own)
        address = f"/public/column/{number}?type=3&action=detail&nav=3"
        if len(found) == _ONE_REPORT:
            zoo.document(address, found[0], '<div class="wzcon j-fontContent">')
            continue
        zoo.page(address, f"{organ}政府信息公开年报", own + _list(number))
        for report in found:
            path = f"/public/{number}/{report.number}.html"
            zoo.document(path, report, '<div class="wzcon j-fontContent">')
    by_number = {str(number): units[organ] for organ, number in numbers.items()}
    zoo.handlers["/site/label/8888"] = _label(by_number)
    return zoo


def _list(number: int) -> str:
    return (
        '<div class="xxgk_navli" id="list"></div><script>\n'
        f"var organId = '{number}'; var siteId = \"6793871\";\n"
        "function load(pageIndex) {\n"
        "  $.get('/site/label/8888', {IsAjax: 1, dataType: 'html', labelName: 'publicInfoList',\n"
        "    siteId: siteId, organId: organId, type: 4, catId: '6717151', pageSize: 2,\n"
        "    pageIndex: pageIndex, action: 'list', isDate: true, dateFormat: 'yyyy-MM-dd',\n"
        "    file: '/xxgk/publicInfoList_newest2020'}, function (html) { $('#list').html(html); });\n"
        "}\nload(1);</script>"
    )


def _label(units: dict[str, list[Report]]) -> Callable[[Request], Answer | str]:
    def answer(request: Request) -> Answer | str:
        asked = query(request)
        known = asked.get("labelName") == "publicInfoList" and asked.get("siteId") == "6793871"
        found = units.get(asked.get("organId", ""), []) if known else []
        parts = cut(found, int(asked.get("pageSize", _SIZE)))
        number = int(asked["pageIndex"])
        here = parts[number - 1] if number <= len(parts) else []
        rows = "".join(
            row(
                r,
                f"/public/{asked['organId']}/{r.number}.html",
                date='<span class="date">{}</span>',
            )
            for r in here
        )
        script = f"<script>var setting = {{pageCount:{len(parts)}, pageIndex:1}};</script>"
        return (
            f'<ul class="xxgk_nav_con">{rows or "暂无相关信息"}</ul>{script if number == 1 else ""}'
        )

    return answer


PORTALS = {"lonsun": build}
