"""Portals that misbehave, one way each; synthetic, with one good report where they let one through."""

from __future__ import annotations

import gzip

from tests.scraper.loopback import (
    HOME,
    Answer,
    Request,
    Route,
    column,
    html,
    report,
    rows,
    title_of,
)

GOOD, BAD = "/nb/t20240110_1.html", "/nb/t20240111_2.html"
_ONE, _TWO = title_of("人民政府", 2023), title_of("教育局", 2023)
_SHELL = html("示例县", "<div id='app'></div><script src='/app.js'></script>")
_PDF = {"Content-Type": "application/pdf"}


def _with(bad: Route, path: str = BAD) -> dict[str, Route]:
    """A portal of two reports, the second of which is `bad`."""
    listed = rows((GOOD, _ONE, "2024-01-10"), (path, _TWO, "2024-01-11"))
    return {"/": HOME, "/nb/": column(listed), GOOD: report(_ONE), path: bad}


def _everywhere(answer: Route) -> dict[str, Route]:
    return {"*": answer}


def _endless(request: Request) -> Answer | str:
    if not request.path.startswith("/nb/"):
        return Answer("not here", 404)
    if "/t2015" in request.path:
        return report(title_of("人民政府", 2015))
    number = int(request.path.partition("=")[2] or 1)
    fresh = rows((f"/nb/t20150101_{number}.html", title_of("人民政府", 2015), "2016-01-01"))
    return column(f'{fresh}<a href="/nb/?p={number + 1}">下一页</a>')


def _wall(status: int, body: str = "") -> dict[str, Route]:
    return _everywhere(Answer(body, status))


def _list(pages: dict[str, str]) -> dict[str, Route]:
    return {"/": HOME, GOOD: report(_ONE), **pages}


_REFRESH = '<html><head><meta http-equiv="refresh" content="0;url={}"></head></html>'
_CHALLENGE = "<html><script>var arg1='A1B2';document.cookie='acw_sc__v2='+arg1</script></html>"
_LOGIN = html("统一身份认证", "<form><input name=u><input type=password name=p></form>")
_GBK = report(_TWO).replace("<title>", '<meta charset="utf-8"><title>').encode("gb18030")
_PAGER = '<script>createPageHTML(3, {}, "index", "html");</script>'
_LISTED = rows((GOOD, _ONE, "2024-01-10"))

MISBEHAVING: dict[str, tuple[dict[str, Route], list[str], int]] = {
    # name: routes ("*" stands for every path), codes of the problems, reports that come all the same
    "wall 412": (_wall(412, "<script>$_ts=window['$_ts']</script>"), ["wall"], 0),
    "wall 521": (_wall(521, "<script>document.cookie='__jsl_clearance'</script>"), ["wall"], 0),
    "challenge with 200": (_wall(200, _CHALLENGE), ["wall"], 0),
    "same shell for all": (_everywhere(_SHELL), ["same_shell"], 0),
    "redirect loop": (_with(Answer("", 302, {"Location": BAD + "?a"})) | {BAD + "?a": Answer("", 302, {"Location": BAD})}, ["redirect_loop"], 1),
    "meta refresh loop": (_with(_REFRESH.format(BAD + "?a")) | {BAD + "?a": _REFRESH.format(BAD)}, ["redirect_loop"], 1),
    "meta refresh shell": (_with(_REFRESH.format("/real.html")) | {"/real.html": report(_TWO)}, [], 2),
    "script shell": (_with("<html><script>location.replace('/real.html')</script></html>") | {"/real.html": report(_TWO)}, [], 2),
    "login for one": (_with(_LOGIN), ["login_required"], 1),
    "login for all": (_everywhere(Answer("", 302, {"Location": "/login.jsp"})) | {"/login.jsp": _LOGIN}, ["login_required"], 0),
    "gbk that says utf-8": (_with(Answer(_GBK, headers={"Content-Type": "text/html"})), [], 2),
    "truncated": (_with(Answer(report(_TWO), length=99_999)), ["truncated"], 1),
    "reset": (_with(Answer(report(_TWO) * 50, reset=True)), ["connection_failed"], 1),
    "slow drip": (_with(Answer(report(_TWO), drip=0.05)), ["deadline"], 1),
    "gzip bomb": (_with(Answer(gzip.compress(b"\0" * 70_000_000), headers={"Content-Encoding": "gzip"})), ["too_large"], 1),
    "endless file": (_with(Answer(b"%PDF-1.4" * 8192, headers=_PDF, forever=True), "/nb/2.pdf"), ["too_large"], 1),
    "file of 10 GB": (_with(Answer(b"%PDF-1.4", headers=_PDF, length=10 * 1024**3), "/nb/2.pdf"), ["too_large"], 1),
    "rate limit": (_with(Answer("", 429, {"Retry-After": "0"})), ["rate_limited"], 1),
    "robots 5xx": ({"/robots.txt": Answer("", 503)} | _with(report(_TWO)), ["robots_unavailable"], 0),
    "endless pages": ({"/": HOME, "*": _endless}, ["page_cap"], 12),
    "page 1 again": (_list({"/nb/": column(_LISTED + _PAGER.format(0)), "/nb/index_1.html": column(_LISTED + _PAGER.format(0)), "/nb/index_2.html": column(_LISTED)}), ["list_total_differs"], 1),
    "upper case": (_list({"/": html("县", '<a href="/ZWGK/NB/">政府信息公开年报</a>'), "/ZWGK/NB/": column(rows(("T20240110_1.HTML", _ONE, "2024-01-10"))), "/ZWGK/NB/T20240110_1.HTML": report(_ONE)}), [], 1),
    "javascript links": (_list({"/nb/": column(f"<ul><li><a href=\"javascript:location.href='{GOOD}'\">{_ONE}</a>2024-01-10</li><li><a href='javascript:void(0)'>{_TWO}</a>2024-01-11</li></ul>")}), [], 1),
    "hijacked link": (_list({"/nb/": column(rows((GOOD, _ONE, "2024-01-10"), ("http://www.bet-example.com/x.html", _TWO, "2024-01-11")))}), ["host_not_allowed"], 1),
    "redirect into the net": (_with(Answer("", 302, {"Location": "http://127.0.0.2:1/admin"})), ["redirect_refused"], 1),
}  # fmt: skip
