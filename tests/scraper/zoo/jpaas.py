"""A synthetic portal of Hanweb's jpaas: every list comes from ``front/page/build/unit``.

Its quirks: two units on a page, only one of which is the list; ``pageNo`` outside ``paramJson`` is
ignored; nothing without a Referer; the service's pages are shorter than asked for; totals in one
column only; a page of 2024 is empty the first time; rows relative to the page, not to the service.
"""

from __future__ import annotations

import json

from tests.scraper.loopback import Answer, Request
from tests.scraper.zoo.base import Report, Zoo, by_year, cut, json_answer, query, reports
from tests.scraper.zoo.scripted import REFUSED, once_empty, row, tabs

_COLUMN = "/slx/zwgk/zfxxgknb/"
_SERVICE = "/common/api-gateway/jpaas-publish-server/front/page/build/unit"
_ROWS = 3


def _unit(page_id: str, tag: str) -> str:
    fields = (
        f"{{'parseType':'bulidstatic','webId':'3f2a','tplSetId':'9c1d','pageType':'column',"
        f"'tagId':'{tag}','editType':'null','pageId':'{page_id}'}}"
    )
    return (
        f'<div id="u{page_id}"></div><script type="text/javascript" src="/js/unitbuild.js" '
        f'url="{_SERVICE}" queryData="{fields}"></script>'
    )


def _address(report: Report) -> str:
    return f"art/{report.day.year}/art_{report.number:032x}.html"


def build() -> Zoo:
    zoo = Zoo("jpaas")
    zoo.entrance(f"{_COLUMN}index.html")
    lists: dict[str, list[Report]] = {}
    years = by_year(report for report in reports() if report.high)
    names = [(f"{year}年", f"{year}n/index.html") for year in years]
    menu = tabs([*names, ("乡镇街道", "xzjd/index.html")])
    zoo.page(f"{_COLUMN}index.html", "政府信息公开年报", menu + _unit("100", "当前位置"))
    parts = {f"{year}n": found for year, found in years.items()}
    parts["xzjd"] = [report for report in reports() if not report.high]
    for number, (folder, found) in enumerate(parts.items(), start=101):
        lists[str(number)] = found
        units = _unit(str(number), "当前位置") + _unit(str(number), "当前栏目_list")
        metas = {"ColumnName": folder, "ColumnType": "信息公开年报", "ColId": str(number)}
        zoo.page(f"{_COLUMN}{folder}/index.html", f"政府信息公开年报 {folder}", units, metas)
        for report in found:
            path = f"{_COLUMN}{folder}/{_address(report)}"
            zoo.document(path, report, '<div class="bt-content" id="zoom">')

    def unit(request: Request) -> Answer | str:
        asked = query(request)
        if "Referer" not in request.headers:
            return REFUSED
        if asked["parseType"] != "bulidstatic" or asked["tplSetId"] != "9c1d":
            return json_answer('{"success":false,"data":null}')
        found = lists.get(asked["pageId"], [])
        number = int(json.loads(asked.get("paramJson") or '{"pageNo":1}')["pageNo"])
        pages = cut(found, _ROWS)
        here = pages[number - 1] if number <= len(pages) else []
        html = "".join(row(report, _address(report), cut=True) for report in here)
        html = f"<ul class='list'>{html}</ul>"
        if asked["pageId"] != "106" and here:
            html += f'<div class="pagination" count="{len(found)}" rows="{_ROWS}"></div>'
        if asked["tagId"] == "当前位置":
            html = '<a href="/">首页</a> &gt; <a href="../index.html">政府信息公开年报</a>'
        return json_answer(json.dumps({"success": True, "data": {"html": html}}))

    empty = json_answer('{"success":true,"data":{"html":""}}')
    zoo.handlers[_SERVICE] = once_empty(
        unit, "pageId=102&paramJson=%7B%22pageSize%22%3A15%2C%22pageNo%22%3A2", empty
    )
    return zoo


PORTALS = {"jpaas": build}
