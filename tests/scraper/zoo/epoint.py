"""A synthetic portal of Epoint's EWB: lists by POST of JSON, ids in a script file of the site.

Its quirks: fields wrapped in ``params`` for one column and bare for the other; ``custom`` is a string
of JSON in one of them; titles cut in ``title`` and whole in ``realtitle``.
"""

from __future__ import annotations

import json

from tests.scraper.loopback import Answer, Request
from tests.scraper.zoo.base import Report, Zoo, cut, json_answer, reports
from tests.scraper.zoo.scripted import tabs

_GUID = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"
_REST = "/EWB-FRONT/rest/lightfrontaction/getgovinfolist"
_SITE_SCRIPT = f"""/* 站点 */
var siteInfo = {{ siteGuid: '{_GUID}', projectName: '/EWB-FRONT', webPath: '/' }};
function open(el) {{ location.href = 'index.html'; }}
"""


def _article(report: Report) -> str:
    uuid = f"{report.number:08x}-3f74-4747-82de-{report.number:012x}"
    return f"/govxxgk/SLX{'01' if report.high else '02'}/{report.day}/{uuid}.html"


def _page(dept: str, wrapped: bool, size: int) -> str:
    fields = (
        f"{{deptcode: deptcode, categorynum: '00{dept}', pageIndex: pageIndex, pageSize: {size}, "
        "siteGuid: siteInfo.siteGuid}"
    )
    data = f"JSON.stringify({{params: {fields}}})" if wrapped else f"JSON.stringify({fields})"
    return (
        '<ul id="list"></ul><script type="text/template"><li><a href="<?=el.infourl?>">'
        "<?=el.title?></a></li></script>"
        '<script src="/js/webBuilderCommon.js"></script>'
        f"<script>var deptcode = 'SLX{dept}';\nvar pageIndex = 0;\nfunction load(pageIndex) {{\n"
        "  $.ajax({ url: siteInfo.projectName + '/rest/lightfrontaction/getgovinfolist',\n"
        f"    type: 'post', contentType: 'application/json', data: {data},\n"
        "    success: function (answer) { show(answer.custom); } });\n}\n</script>"
    )


def build() -> Zoo:
    zoo = Zoo("epoint")
    zoo.entrance("/govxxgk/SLX01/zfxxgknb.html")
    zoo.routes["/js/webBuilderCommon.js"] = Answer(
        _SITE_SCRIPT, headers={"Content-Type": "application/javascript"}
    )
    menu = tabs([("乡镇街道", "/govxxgk/SLX02/zfxxgknb.html")])
    zoo.page("/govxxgk/SLX01/zfxxgknb.html", "政府信息公开年报", menu + _page("01", True, 6))
    zoo.page("/govxxgk/SLX02/zfxxgknb.html", "乡镇政府信息公开年报", _page("02", False, 5))
    lists = {
        "SLX01": [report for report in reports() if report.high],
        "SLX02": [report for report in reports() if not report.high],
    }

    def service(request: Request) -> Answer | str:
        sent = json.loads(request.body)
        wrapped = "params" in sent
        asked = sent["params"] if wrapped else sent
        if asked["siteGuid"] != _GUID or wrapped != (asked["deptcode"] == "SLX01"):
            return json_answer('{"status":{"code":"0"},"custom":{}}')
        found = lists[asked["deptcode"]]
        parts, number = cut(found, int(asked["pageSize"])), int(asked["pageIndex"])
        rows = [
            {
                "infourl": _article(r),
                "title": f"{r.title[:12]}...",
                "realtitle": r.title,
                "infodate": str(r.day),
            }
            for r in (parts[number] if number < len(parts) else [])
        ]
        custom = {"total": len(found), "data": rows}
        body = {"custom": custom if wrapped else json.dumps(custom), "status": {"code": "1"}}
        return json_answer(json.dumps(body))

    zoo.handlers[f"POST {_REST}"] = service
    for report in reports():
        zoo.document(_article(report), report, '<div id="ivs_content">')
    return zoo


PORTALS = {"epoint": build}
