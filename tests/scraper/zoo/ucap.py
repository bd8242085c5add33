"""Synthetic portals of Kaipu's ucap: static lists, a search service, and the successor.

Quirks of the first: pages counted from 1, shown by ``createPageHTML('page_div', …)``; the townships'
list comes from ``/common/search/<channel>``, whose addresses begin with ``//`` and whose total lies.
Of the successor: entries and files in an array in the page.
"""

from __future__ import annotations

import json

from tests.scraper.loopback import Answer, Request
from tests.scraper.zoo.base import Report, Zoo, by_year, cut, json_answer, query, reports
from tests.scraper.zoo.scripted import row, tabs

_SITE = "/slx"
_CHANNEL = "7d" * 16
_LIES = 20


def _article(report: Report, column: str) -> str:
    return f"{_SITE}/{column}/{report.day:%Y%m}/{report.number:032x}.shtml"


def build() -> Zoo:
    zoo = Zoo("ucap")
    high = [report for report in reports() if report.high]
    low = [report for report in reports() if not report.high]
    zoo.entrance(f"{_SITE}/c100010/zfxxgklby_nb.shtml")
    pages = cut(high, 6)
    for number, found in enumerate(pages, start=1):
        suffix = "" if number == 1 else f"_{number}"
        rows = "".join(row(r, _article(r, "c100010"), date="<em>[{}]</em>") for r in found)
        script = (
            f"createPageHTML('page_div',{len(pages)}, {number},'zfxxgklby_nb','shtml',{len(high)});"
        )
        content = f"<ul class='list'>{rows}</ul><div id='page_div'></div><script>{script}</script>"
        menu = tabs([("乡镇街道", f"{_SITE}/c100011/zfxxgk_gknbz.shtml")])
        zoo.page(f"{_SITE}/c100010/zfxxgklby_nb{suffix}.shtml", "政府信息公开年报", menu + content)
    script = (
        'var channelId = $("meta[name=channelid]").attr("content");\n'
        "function load(page) {\n"
        '  var url = "/common/search/" + channelId + "?_isAgg=true&_isJson=true&_pageSize=5'
        '&_template=index&_rangeTimeGte=&_channelName=&page=" + page;\n'
        "  $.get(url, function (answer) { show(answer.data.results); });\n}\nload(1);"
    )
    zoo.page(
        f"{_SITE}/c100011/zfxxgk_gknbz.shtml",
        "乡镇街道政府信息公开年报",
        f"<ul id='list'></ul><script>{script}</script>",
        {"channelid": _CHANNEL, "ColumnName": "乡镇政府信息公开年报"},
    )

    def search(request: Request) -> Answer | str:
        asked = query(request)
        number, size = int(asked["page"]), int(asked["_pageSize"])
        host = request.headers["Host"]
        parts = cut(low, size)
        results = [
            {
                "title": r.title.replace("年度", "<em>年度</em>"),
                "url": f"//{host}{_article(r, 'c100011')}",
                "publishedTimeStr": f"{r.day} 10:00:00",
                "content": "一、总体情况",
                "channelName": "乡镇街道",
                "resList": [],
            }
            for r in (parts[number - 1] if number <= len(parts) else [])
        ]
        data = {"page": number, "rows": size, "total": len(low) + _LIES, "results": results}
        return json_answer(json.dumps({"code": 200, "data": data}))

    zoo.handlers[f"/common/search/{_CHANNEL}"] = search
    for report in high:
        _add(zoo, _article(report, "c100010"), report)
    for report in low:
        _add(zoo, _article(report, "c100011"), report)
    zoo.problems = ["list_total_differs"]
    return zoo


def _add(zoo: Zoo, path: str, report: Report) -> None:
    zoo.document(path, report, '<div id="UCAP-CONTENT"><UCAPCONTENT>', extra="</UCAPCONTENT>")


def successor() -> Zoo:
    zoo = Zoo("ucap_pc")
    column = "/slxrmzf/c00474"
    zoo.entrance(f"{column}/pc/list.html")
    years = by_year(reports())
    names = [(f"{year}年", f"/slxrmzf/gknb{year}/pc/list.html") for year in years]
    zoo.page(f"{column}/pc/list.html", "政府信息公开年报", tabs(names))
    zoo.routes["/files/slx.pdf"] = Answer(
        b"%PDF-1.4 synthetic", headers={"Content-Type": "application/pdf"}
    )
    for year, found in years.items():
        pages = cut(found, 5)
        for number, part in enumerate(pages, start=1):
            suffix = "" if number == 1 else f"_{number}"
            articles = ",".join(_literal(report, year, report is found[0]) for report in part)
            script = (
                f"var vm = new Vue({{ el: '#app', data: {{ title: '年报', articleList:[{articles}], "
                f"totalCount: {len(found)}, }} }}); // 列表\n"
                f"createPageHTML('page_div',{len(pages)},{number},'list','html',{len(found)});"
            )
            path = f"/slxrmzf/gknb{year}/pc/list{suffix}.html"
            zoo.page(
                path, f"{year}年政府信息公开年报", f"<div id='app'></div><script>{script}</script>"
            )
        for report in found:
            path = _pc_path(report, year)
            zoo.document(path, report, '<div id="zoom" class="article-content">')
    return zoo


def _pc_path(report: Report, year: int) -> str:
    number = f"20360718476701{report.number}"
    return f"/slxrmzf/gknb{year}/pc/content/content_{number}.html"


def _literal(report: Report, year: int, with_file: bool) -> str:
    """An object as JavaScript writes it: bare names, single quotes, a comma too many."""
    urls = json.dumps({"pc": _pc_path(report, year), "mobile": ""}).replace('"', '\\"')
    files = (
        "{fileName:'年报附件.pdf',filePath:'/files/slx.pdf',domainName:'',fileId:'1',totalSize:18},"
    )
    return (
        f"{{id:'{report.number}',title:'{report.title}',pubDate:'{report.day} 09:00:00',"
        f'urls:"{urls}",articleFiles:[{files if with_file else ""}],}}'
    )


def tree() -> Zoo:
    """The catalogue is a tree that a script shows; the tree does not tell where the column's list is."""
    zoo = Zoo("ucap")
    zoo.entrance(f"{_SITE}/xxgk/xxzwgkList.shtml", "政府信息公开目录")
    script = (
        "var projectName = 'slx'; var channelId = '979dc6eb921b418a9355bc6eb2eac8f4';\n"
        "$.ajax({url: '/u/channel/treeNew/' + projectName, type: 'get', dataType: 'jsonp',\n"
        "  jsonpCallback: 'JsonpCallBack', data: {level: '1', pid: '', channelId: channelId,\n"
        "  open: '0', published_file_name: '/zwgk', template_name: 'zwgk_right2,zwgk_right_gknb1'},\n"
        "  success: function (data) { $.fn.zTree.init($('#tree'), setting, data.list); }});"
    )
    zoo.page(
        f"{_SITE}/xxgk/xxzwgkList.shtml",
        "政府信息公开目录系统",
        f"<ul id='tree'></ul><iframe name='right'></iframe><script>{script}</script>",
    )
    nodes = [
        {"name": "统计信息", "url": f"{_SITE}/tjxx/xlist.shtml", "level": 2},
        {"name": "政府信息公开指南", "url": f"{_SITE}/zn/null.shtml", "level": 2},
        {"name": "政府信息公开年报", "url": f"{_SITE}/zfxxgknb/null.shtml", "level": 2},
    ]

    def answer(request: Request) -> Answer | str:
        known = query(request).get("channelId") == "979dc6eb921b418a9355bc6eb2eac8f4"
        return f"null({json.dumps({'list': nodes if known else []}, ensure_ascii=False)});"

    zoo.handlers["/u/channel/treeNew/slx"] = answer
    pages = cut(reports(), 9)
    for number, found in enumerate(pages, start=1):
        suffix = "" if number == 1 else f"_{number}"
        rows = "".join(row(r, _article(r, "zfxxgknb")) for r in found)
        script = (
            f"createPageHTML('page_div',{len(pages)}, {number},'xlist','shtml',{len(reports())});"
        )
        content = f"<ul class='list'>{rows}</ul><div id='page_div'></div><script>{script}</script>"
        zoo.page(f"{_SITE}/zfxxgknb/xlist{suffix}.shtml", "政府信息公开年报", content)
    for report in reports():
        _add(zoo, _article(report, "zfxxgknb"), report)
    return zoo


PORTALS = {"ucap": build, "ucap/tree": tree, "ucap_pc": successor}
