"""Synthetic portals of Guangdong: gkmlpt, and NFCMS.

Quirks of gkmlpt: columns are nodes of a tree and have no page of their own; the column of 2022 is
said to hold more than its data do; articles have their body in a script only, and without
``jump=false`` send their reader elsewhere. Of NFCMS: pages for telephones beside every article.
"""

from __future__ import annotations

import json
from calendar import timegm

from gongkai.demo import pages
from tests.scraper.loopback import Answer, Request
from tests.scraper.zoo.base import Report, Zoo, by_year, cut, json_answer, query, reports
from tests.scraper.zoo.scripted import row, tabs

_PREFIX = "/slxrmzf/gkmlpt/"
_SID = "668001"
_SIZE = 4
_POST_COUNT = 99


def _article(report: Report) -> str:
    return (
        f"{_PREFIX}content/{report.number // 10000}/{report.number // 10}/post_{report.number}.html"
    )


def _node(number: int, name: str, children: list[object], count: int = 3) -> dict[str, object]:
    return {"id": number, "name": name, "children": children, "jump_url": "", "post_count": count}


def build() -> Zoo:
    zoo = Zoo("gkmlpt")
    zoo.entrance(f"{_PREFIX}index#721")
    years = by_year(report for report in reports() if report.high)
    parts = {730 + year - 2020: (f"{year}年", found) for year, found in years.items()}
    parts[740] = ("乡镇街道", [report for report in reports() if not report.high])
    below = [_node(number, name, [], _POST_COUNT) for number, (name, _) in parts.items()]
    tree = [
        _node(700, "政府信息公开指南", []),
        _node(710, "法定主动公开内容", [_node(711, "统计年报", []), _node(712, "财政预决算", [])]),
        _node(721, "政府信息公开年报", below, 0),
    ]
    config = f"window._CONFIG = {{ SID: '{_SID}', HOST: '', TREE: {json.dumps(tree)}, }};"
    zoo.page(
        f"{_PREFIX}index", "政府信息公开平台", f"<div id='app'></div><script>{config}</script>"
    )

    for number, (_, found) in parts.items():
        zoo.handlers[f"{_PREFIX}api/all/{number}"] = _api(found)
    for report in reports():
        detail = {
            "id": report.number,
            "title": report.title,
            "publisher": report.organ,
            "identifier": f"1143000000-{report.number}",
            "display_publish_time": f"{report.day} 09:30:00",
            "content": report.body,
            "attachment": [],
        }
        # As a JavaScript object: a bare name, a slash that need not be escaped, a comma too many.
        script = f"window._CONFIG = {{DETAIL: {json.dumps(detail)}, SID: '{_SID}',}};".replace(
            "</", "<\\/"
        )
        shell = pages.frame(report.title, f"<div id='app'></div><script>{script}</script>")
        zoo.routes[f"{_article(report)}?jump=false"] = shell
        zoo.routes[_article(report)] = Answer("", 302, {"Location": "/elsewhere.html"})
        zoo.documents[f"{_article(report)}?jump=false"] = report
    zoo.routes["/elsewhere.html"] = pages.frame("别处", "<p>本页不存在</p>")
    return zoo


def _api(found: list[Report]):
    def answer(request: Request) -> Answer | str:
        asked = query(request)
        if asked.get("sid") != _SID:
            return json_answer('{"error":"sid"}')
        number = int(asked.get("page", "1"))
        parts = cut(found, _SIZE)
        articles = [
            {
                "id": r.number,
                "title": r.title,
                "url": f"http://{request.headers['Host']}{_article(r)}",
                "post_url": "/elsewhere.html",
                "type": "normal",
                "publisher": r.organ,
                "identifier": f"1143000000-{r.number}",
                "date": None,
                "create_time": timegm(r.day.timetuple()),
            }
            for r in (parts[number - 1] if number <= len(parts) else [])
        ]
        body = {"classify": {"name": "年报"}, "total": len(found), "articles": articles}
        return json_answer(json.dumps(body))

    return answer


def nfcms() -> Zoo:
    zoo = Zoo("nfcms")
    column = "/gk/zfxxgk/zfxxgkgznb/"
    zoo.entrance(f"{column}index.html")
    years = by_year(reports())
    variables = "<script>var NFCMS_SITE_ID = '668001';</script>"
    zoo.page(
        f"{column}index.html",
        "政府信息公开工作年报",
        tabs((f"{year}年", f"{column}nb{year}/") for year in years) + variables,
    )
    for year, found in years.items():
        folder = f"{column}nb{year}/"
        parts = cut(found, 4)
        for number, part in enumerate(parts, start=1):
            rows = "".join(
                row(r, f"{folder}content/post_{r.number}.html")
                + f'<li class="wap"><a href="{folder}content/mpost_{r.number}.html">{r.title}</a>'
                f"<span>{r.day}</span></li>"
                for r in part
            )
            links = "".join(
                f'<a href="{folder}{"index" if n == 1 else f"index_{n}"}.html">{n}</a>'
                for n in range(1, len(parts) + 1)
            )
            content = f"<ul class='list'>{rows}</ul><div class='page'>{links}</div>{variables}"
            name = "" if number == 1 else f"index_{number}.html"
            zoo.page(f"{folder}{name}", f"{year}年政府信息公开年报", content)
            if number == 1:
                zoo.page(f"{folder}index.html", f"{year}年政府信息公开年报", content)
        for report in found:
            path = f"{folder}content/post_{report.number}.html"
            zoo.document(
                path, report, '<div class="article-content">', ArticleId=str(report.number)
            )
    return zoo


PORTALS = {"gkmlpt": build, "nfcms": nfcms}
