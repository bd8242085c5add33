"""Pace, Retry-After, robots.txt, walls."""

from __future__ import annotations

import itertools
import time

import pytest

from fixtures.portal.loopback import HOME, Answer, html, report, small_portal, title_of
from scraper import walls
from scraper.pace import DEFAULT_PACE, Gates

ONE, TWO = "/nb/t20240110_1.html", "/nb/t20240111_2.html"


def gaps(portal):
    times = [request.at for request in portal.log]
    return [later - earlier for earlier, later in itertools.pairwise(times)]


def test_one_request_at_a_time_with_the_pace_between(serve, crawled):
    portal = serve(small_portal())
    crawled(portal, pace=0.1)
    assert min(gaps(portal)) >= 0.1


def test_the_pace_is_lowered_only_for_loopback():
    import threading

    gates = Gates(0.02, threading.Event())
    assert gates.gate("http://127.0.0.1:8000/").pace == 0.02
    assert gates.gate("http://localhost/").pace == 0.02
    assert gates.gate("http://www.a.gov.cn/").pace == DEFAULT_PACE
    assert Gates(3.0, threading.Event()).gate("http://www.a.gov.cn/").pace == 3.0
    assert Gates(None, threading.Event()).gate("http://127.0.0.1/").pace == DEFAULT_PACE


def test_retry_after_is_obeyed(serve, crawled):
    def busy_once(request):
        if request.count == 1:
            return Answer("slow down", 429, {"Retry-After": "1"})
        return report(title_of("人民政府", 2023))

    portal = serve(small_portal() | {ONE: busy_once})
    outcome = crawled(portal)
    first, second = (request.at for request in portal.log if request.path == ONE)
    assert second - first >= 1.0
    assert outcome.portal.failures == 0 and len(outcome.stored()) == 2


def test_retry_after_is_capped(serve, crawled, monkeypatch):
    monkeypatch.setattr("scraper.session.RETRY_AFTER_CAP", 0.2)

    def busy_once(request):
        if request.count == 1:
            return Answer("", 503, {"Retry-After": "99999"})
        return report(title_of("人民政府", 2023))

    outcome = crawled(serve(small_portal() | {ONE: busy_once}))
    assert outcome.portal.failures == 0


def test_a_rate_limit_without_end_leaves_the_host_alone(serve, crawled):
    portal = serve(small_portal() | {ONE: Answer("", 429, {"Retry-After": "0"})})
    outcome = crawled(portal)
    assert outcome.codes == ["rate_limited"]
    assert outcome.problems[0]["failure-kind"] == "blocked"
    assert portal.asked(ONE) == 3 and portal.asked(TWO) == 0
    assert outcome.portal.blocked and not outcome.portal.whole


@pytest.mark.parametrize("status", [502, 503, 504])
def test_passing_server_errors_are_tried_again(serve, crawled, status):
    def unsteady(request):
        return Answer("", status) if request.count < 3 else report(title_of("人民政府", 2023))

    outcome = crawled(serve(small_portal() | {ONE: unsteady}))
    assert outcome.portal.failures == 0 and len(outcome.stored()) == 2


def test_robots_disallow_is_one_clear_problem(serve, crawled):
    portal = serve(small_portal() | {"/robots.txt": Answer("User-agent: *\nDisallow: /\n")})
    outcome = crawled(portal, years=(2023, 2023))
    assert portal.paths == ["/robots.txt"]
    assert outcome.codes == ["robots_disallow"]
    problem = outcome.problems[0]
    assert (problem["failure-level"], problem["failure-kind"]) == ("portal", "blocked")
    assert problem["failure-action"]
    assert outcome.listings["2023"]["outcome"] == "blocked"
    assert outcome.portal.blocked and not outcome.summary.all_unreachable


def test_robots_disallow_for_one_report(serve, crawled):
    robots = Answer(f"User-agent: gongkai\nDisallow: {TWO}\n")
    portal = serve(small_portal() | {"/robots.txt": robots})
    outcome = crawled(portal)
    assert portal.asked(TWO) == 0
    assert outcome.codes == ["robots_disallow"]
    assert outcome.problems[0]["failure-level"] == "document"


def test_robots_not_available_means_not_now(serve, crawled):
    portal = serve(small_portal() | {"/robots.txt": Answer("broken", 500)})
    outcome = crawled(portal)
    assert outcome.codes == ["robots_unavailable"]
    assert portal.asked("/") == 0


@pytest.mark.parametrize("status", [403, 404, 410])
def test_robots_client_errors_allow(serve, crawled, status):
    portal = serve(small_portal() | {"/robots.txt": Answer("no", status)})
    assert len(crawled(portal).stored()) == 2


def test_robots_redirect_loop_allows(serve, crawled):
    loop = Answer("", 302, {"Location": "/robots.txt"})
    assert len(crawled(serve(small_portal() | {"/robots.txt": loop})).stored()) == 2


def test_crawl_delay_is_honoured(serve, crawled):
    portal = serve(small_portal() | {"/robots.txt": Answer("User-agent: *\nCrawl-delay: 0.15\n")})
    crawled(portal)
    assert min(gaps(portal)[1:]) >= 0.15


def test_robots_is_asked_once_per_run(serve, crawled):
    portal = serve(small_portal() | {"/robots.txt": Answer("User-agent: *\nDisallow:\n")})
    outcome = crawled(portal)
    assert portal.asked("/robots.txt") == 1
    assert outcome.stored(role="robots") == [f"{portal.base}/robots.txt"]


STUB = '<html><head><script>var arg1="A1B2";function go(){document.cookie="acw_sc__v2="+arg1;location.reload()}</script></head><body></body></html>'


@pytest.mark.parametrize(
    "wall",
    [
        Answer("x", 412),
        Answer("x", 468),
        Answer("<script>document.cookie='__jsl_clearance=1'</script>", 521),
        Answer("", 403),
        Answer("<h1>405</h1>", 405),
        Answer(STUB),
        Answer("<html><script>$_ts=window['$_ts'];</script><body></body></html>"),
        Answer("<html><script src='/wzwsconfirm.js'></script></html>"),
    ],
    ids=["412", "468", "521", "403", "405", "acw", "ts", "wzws"],
)
def test_a_wall_is_recorded_and_left_alone(serve, crawled, wall):
    portal = serve({"/": wall})
    portal.fallback = wall
    portal.routes["/robots.txt"] = Answer("", 404)
    outcome = crawled(portal, years=(2023, 2023))
    assert portal.asked("/") == 1
    assert len(portal.log) == 2
    assert outcome.codes == ["wall"]
    problem = outcome.problems[0]
    assert (problem["failure-level"], problem["failure-kind"]) == ("portal", "blocked")
    assert problem["evidence"]
    assert outcome.portal.blocked and outcome.portal.failures == 1
    assert outcome.listings["2023"]["outcome"] == "blocked"


def test_a_wall_in_the_middle_is_one_problem(serve, crawled):
    portal = serve(small_portal() | {ONE: Answer("x", 521)})
    outcome = crawled(portal, years=(2023, 2023))
    assert outcome.codes == ["wall"]
    assert portal.asked(TWO) == 0
    assert outcome.listings["2023"]["outcome"] == "blocked"


def test_one_forbidden_report_is_no_wall(serve, crawled):
    portal = serve(small_portal() | {ONE: Answer("no", 403)})
    outcome = crawled(portal)
    assert outcome.codes == ["http_403"]
    assert outcome.stored() == [portal.base + TWO]


def test_a_wall_may_have_gone_by_the_next_run(serve, crawled):
    portal = serve({})
    portal.fallback = Answer("x", 521)
    crawled(portal)
    portal.routes.update(small_portal())
    portal.fallback = Answer("", 404)
    second = crawled(portal)
    assert len(second.stored()) == 2 and second.portal.whole and not second.portal.blocked


def test_the_same_shell_for_every_address(serve, crawled):
    portal = serve({"/robots.txt": Answer("", 404)})
    portal.fallback = html("示例县人民政府", "<div id='app'>正在加载</div>")
    outcome = crawled(portal)
    assert outcome.codes == ["same_shell"]
    assert outcome.problems[0]["failure-kind"] == "blocked"
    assert len(portal.log) == 3  # robots.txt, the home page, one nonsense path


def test_a_home_page_in_place_of_missing_pages_is_no_wall(serve, crawled):
    portal = serve(small_portal() | {"/robots.txt": Answer("", 404)})
    del portal.routes[TWO]
    portal.fallback = HOME
    outcome = crawled(portal)
    assert outcome.stored() == [portal.base + ONE]
    assert outcome.codes == ["soft_404"]
    nonsense = [path for path in portal.paths if path not in portal.routes and path != TWO]
    assert len(nonsense) == 1


def test_scripts_in_a_real_page_are_no_wall():
    text = "本年度政府信息公开工作情况如下。" * 30
    page = f"<html><script>var arg1='x'; $_ts=1;</script><body>{text}</body></html>".encode()
    assert walls.inspect(200, page) is None


def test_stop_ends_a_wait_at_once(serve, crawled):
    import threading

    stop = threading.Event()

    def busy(request):
        stop.set()
        return Answer("", 429, {"Retry-After": "60"})

    portal = serve(small_portal() | {ONE: busy})
    started = time.monotonic()
    outcome = crawled(portal, stop=stop)
    assert time.monotonic() - started < 5
    assert outcome.summary.interrupted and outcome.codes == []


def test_every_marker_of_a_wall_has_its_word():
    """Pages without any of the words are not searched for markers."""
    samples = (
        b"$_ts=1", b"$_ts[0]", b"$_ts.x", b"FSSBBIl1UgzbN7N80", b"__jsl_clearance", b"acw_sc__v2", b"var arg1='A'",
        b"wzwsconfirm", b"WZWS-waf", b"/WZWSREL", b"yunsuo_session", b"security_session_mid_verify", b"C3VK",
        b"CT6T", b"NWAF", b"nwaf_x", b"codeValue", b"geetest", b"TencentCaptcha", b"g-recaptcha", b"GeoBL",
    )  # fmt: skip
    for sample in samples:
        assert walls.inspect(200, b"<html>" + sample + b"</html>") is not None, sample
    hit = {sign for sign, p in walls._MARKERS.items() for s in samples if p.search(s)}
    assert hit == set(walls._MARKERS)
