"""What keeps a crawl that nobody watches in order: limits, platforms, clocks, files, counts."""

from __future__ import annotations

import datetime
import socket
import threading
import time
from collections import Counter

import pytest

from fixtures.portal.loopback import (
    HOME,
    Answer,
    Outcome,
    column,
    html,
    loopback,
    read_archive,
    report,
    rows,
    small_portal,
    title_of,
)
from parsers.errors import StorageError, UsageError
from scraper import CrawlSettings, Portal, archive, crawl
from scraper.frontier import Frontier
from scraper.limits import BEIJING, Limits, Network, within
from scraper.model import FetchError
from scraper.pace import Gates

ONE, TWO = "/nb/t20240110_1.html", "/nb/t20240111_2.html"
TODAY = datetime.date(2025, 6, 1)


def crawl_all(portals, out, **settings):
    events = []
    values = {"pace": 0.0, "timeout": 3.0, **settings}
    return Outcome(crawl(portals, CrawlSettings(out=out, **values), events.append), events, out)


# Limits


def test_the_time_is_up_and_the_next_run_goes_on(serve, tmp_path):
    slow = small_portal() | {ONE: Answer(report(title_of("人民政府", 2023)), delay=1.5)}
    with loopback(slow) as first, loopback(small_portal()) as second:
        portals = [Portal("一", f"{first.base}/"), Portal("二", f"{second.base}/")]
        outcome = crawl_all(portals, tmp_path, max_seconds=0.8, workers=1)
        assert outcome.summary.stopped == "the time of 1 s is up"
        assert [item.interrupted for item in outcome.summary.portals] == [True, True]
        assert second.log == []
        again = crawl_all(portals, tmp_path, workers=1)
        assert again.summary.stopped == "" and all(p.whole for p in again.summary.portals)
        assert first.asked("/nb/") == 1


def test_who_waited_longest_comes_first(tmp_path):
    with loopback(small_portal()) as first, loopback(small_portal()) as second:
        portals = [Portal("一", f"{first.base}/"), Portal("二", f"{second.base}/")]
        crawl_all(portals[:1], tmp_path)
        asked = len(first.log)
        outcome = crawl_all(portals, tmp_path, workers=1)
        assert second.log[-1].at < first.log[asked].at
        assert [item.portal.name for item in outcome.summary.portals] == ["一", "二"]


@pytest.mark.parametrize(
    ("hours", "clock", "inside"),
    [
        ((60, 360), "01:00", True), ((60, 360), "06:00", False), ((60, 360), "00:59", False),
        ((1320, 360), "23:00", True), ((1320, 360), "05:59", True), ((1320, 360), "12:00", False),
    ],
)  # fmt: skip
def test_hours_of_the_day(hours, clock, inside):
    at = datetime.datetime.fromisoformat(f"2026-01-01T{clock}:00")
    assert within(hours, at) is inside


def test_nothing_is_asked_outside_the_hours(serve, tmp_path):
    portal = serve(small_portal())
    now = datetime.datetime.now(BEIJING)
    minute = now.hour * 60 + now.minute
    hours = ((minute + 120) % 1440, (minute + 180) % 1440)
    outcome = crawl_all([Portal("x", f"{portal.base}/")], tmp_path, hours=hours)
    assert "Beijing time only" in outcome.summary.stopped
    assert portal.log == [] and outcome.problems == []


def test_a_disk_that_gets_full_stops_the_crawl(serve, tmp_path):
    portal = serve(small_portal())
    with pytest.raises(StorageError) as caught:
        crawl_all([Portal("x", f"{portal.base}/")], tmp_path, min_free=1 << 60)
    assert caught.value.code == "disk_low" and "min_free" in str(caught.value)
    assert portal.log == []


def test_ten_silent_portals_are_our_own_network(tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        portals = [Portal(f"p{n}", f"http://127.0.1.{n}:{port}/") for n in range(1, 31)]
        outcome = crawl_all(portals, tmp_path, workers=2, timeout=0.5)
    assert outcome.summary.network_down and "no answer" in outcome.summary.stopped
    assert sum(item.unreachable for item in outcome.summary.portals) < 30


def test_one_answer_and_the_network_is_good(tmp_path):
    network = Network()
    limits = Limits(CrawlSettings(out=tmp_path), network)
    for n in range(9):
        network.silent(f"p{n}")
    network.answered()
    network.silent("p9")
    assert limits.reached() == ""


# Platforms


def test_hosts_of_one_domain_share_a_gate():
    gates = Gates(None, threading.Event())
    shared = gates.gate("https://www.shi.gov.cn/")
    assert gates.gate("http://xian.shi.gov.cn:8080/") is shared
    assert gates.gate("http://www.other.gov.cn/") is not shared
    assert gates.gate("http://127.0.0.1:80/") is not gates.gate("http://127.0.0.1:81/")


def test_hosts_of_one_address_pool_share_a_gate():
    gates = Gates(None, threading.Event(), {"www.b.gov.cn": 5.0})
    one, two = "http://www.a.gov.cn/", "https://www.b.gov.cn/"
    far = "http://www.c.gov.cn/"
    for url, peer in ((one, "203.0.113.7"), (two, "203.0.113.99"), (far, "198.51.100.7")):
        gates.gate(url)
        gates.met(url, peer)
    assert gates.gate(one) is gates.gate(two) is not gates.gate(far)
    assert gates.gate(one).pace == 5.0


def test_a_wall_rests_the_platform_and_nobody_else():
    gates = Gates(None, threading.Event())
    url = "http://www.shi.gov.cn/"
    gates.rest(url, FetchError("no robots", place=url, code="wall", kind="blocked"))
    with pytest.raises(FetchError) as caught:
        gates.check("http://xian.shi.gov.cn/")
    assert (caught.value.code, caught.value.host_wide) == ("wall", True)
    assert "www.shi.gov.cn" in caught.value.message
    gates.check("http://www.other.gov.cn/")


def test_siblings_of_a_walled_portal_are_not_asked(serve, tmp_path, monkeypatch):
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: real(
            "127.0.0.1" if str(host).endswith(".cn") else host, *rest, **more
        ),
    )
    monkeypatch.setattr("scraper.hosts.is_public", lambda address: True)
    monkeypatch.setattr("scraper.pace.DEFAULT_PACE", 0.0)
    portal = serve({})
    portal.fallback = Answer("x", 412)
    port = portal.server.server_address[1]
    names = ("www.shi.gov.cn", "jia.shi.gov.cn", "www.else.gov.cn")
    portals = [Portal(name, f"http://{name}:{port}/") for name in names]
    outcome = crawl_all(portals, tmp_path, workers=1, years=(2023, 2023), today=TODAY)
    asked = {request.headers["Host"].partition(":")[0] for request in portal.log}
    assert asked == {"www.shi.gov.cn", "www.else.gov.cn"}
    assert all(item.blocked for item in outcome.summary.portals)
    assert outcome.codes == ["wall"] * 3
    assert {r["outcome"] for r in outcome.records if "listing" in r} == {"blocked"}


# Names that are dead, hosts that do not answer, portals that are refused


def test_a_dead_name_is_told_from_a_host_that_does_not_answer(tmp_path, monkeypatch):
    real = socket.getaddrinfo

    def resolve(host, *rest, **more):
        if str(host).endswith("dead.gov.cn"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if str(host).endswith("unsure.gov.cn"):
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return real("127.0.0.1" if str(host).endswith(".cn") else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr("scraper.hosts.is_public", lambda address: True)
    monkeypatch.setattr("scraper.pace.DEFAULT_PACE", 0.0)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        names = ("dead", "unsure", "silent")
        portals = [Portal(name, f"http://www.{name}.gov.cn:{port}/") for name in names]
        outcome = crawl_all(portals, tmp_path, timeout=0.5)
    found = {problem["portal"].split(".")[1]: problem for problem in outcome.problems}
    codes = {name: problem["failure-code"] for name, problem in found.items()}
    assert codes == {"dead": "host_dead", "unsure": "unreachable", "silent": "unreachable"}
    assert "mainland China" in found["silent"]["failure-action"]
    assert outcome.summary.all_unreachable


@pytest.mark.parametrize(
    "home",
    ["http://10.0.0.1/", "http://192.168.1.1:8080/", "http://172.16.0.9/", "http://169.254.1.1/",
     "http://[fd00::1]/"],
)  # fmt: skip
def test_a_private_address_is_refused_unless_allowed(tmp_path, home):
    with pytest.raises(UsageError) as caught:
        crawl_all([Portal("x", home)], tmp_path)
    assert caught.value.code == "private_address" and "allow_private" in caught.value.action
    stop = threading.Event()
    stop.set()
    assert crawl_all([Portal("x", home)], tmp_path, allow_private=True, stop=stop)


def test_https_is_remembered(serve, crawled, monkeypatch, tmp_path):
    from scraper import schemes
    from scraper.hosts import HostRule

    rule = HostRule(Portal("x", "http://www.a.gov.cn/"))
    frontier = Frontier(tmp_path / "state.sqlite", archive.Archive(tmp_path / "archive"))
    try:
        home = "http://www.a.gov.cn/"
        assert schemes.preferred(frontier, home, rule) == home
        with frontier.transaction():
            schemes.remember(frontier, "https://www.a.gov.cn/nb/", rule)
        assert schemes.preferred(frontier, home, rule) == "https://www.a.gov.cn/"
        assert schemes.preferred(frontier, "http://www.a.gov.cn:8080/", rule).startswith("http:")
        frontier.execute("UPDATE schemes SET at = '2020-01-01T00:00:00Z'")
        assert schemes.preferred(frontier, home, rule) == home
        # Written by a clock that ran a year ahead: not believed for a year.
        frontier.execute("UPDATE schemes SET at = '2099-01-01T00:00:00Z'")
        assert schemes.preferred(frontier, home, rule) == home
    finally:
        frontier.close()


# Clocks and files


@pytest.mark.parametrize("jump", [datetime.timedelta(days=-400), datetime.timedelta(days=366)])
def test_a_clock_that_jumps_does_no_harm(serve, crawled, monkeypatch, jump):
    portal = serve(small_portal() | {TWO: Answer("gone", 500)})
    first = crawled(portal, years=(2023, 2023), today=TODAY)
    assert first.portal.failures == 1
    portal.routes[TWO] = report(title_of("教育局", 2023))
    moved = datetime.datetime.now(datetime.UTC) + jump
    monkeypatch.setattr(archive, "now", lambda: moved.strftime("%Y-%m-%dT%H:%M:%SZ"))
    monkeypatch.setattr("scraper.session.now", archive.now)
    second = crawled(portal, years=(2023, 2023), today=TODAY)
    assert second.portal.whole and second.portal.failures == 0
    monkeypatch.undo()
    third = crawled(portal, years=(2023, 2023), today=TODAY)
    assert third.portal.whole and third.portal.new == 0
    assert any(event.kind == "notice" for event in third.events) is (jump.days > 0)
    # What holds now is what was written last: nothing of the first run's failure is left.
    from parsers.documents import sources
    from parsers.model import Listing, Problem

    items = list(sources.read([third.out / "archive"]))
    assert [item.code for item in items if isinstance(item, Problem)] == []
    assert [item.whole for item in items if isinstance(item, Listing)] == [True]


def test_a_full_file_is_followed_by_another(serve, tmp_path, monkeypatch):
    monkeypatch.setattr(archive.Archive.__init__, "__defaults__", (4_000,))
    portal = serve(small_portal())
    outcome = crawl_all([Portal("x", f"{portal.base}/")], tmp_path)
    files = sorted((tmp_path / "archive").iterdir())
    assert len(files) > 1 and outcome.portal.whole
    assert sorted(files, key=lambda path: path.stat().st_mtime_ns) == files
    targets = Counter(r["target"] for r in read_archive(tmp_path) if r["type"] == "response")
    assert set(targets.values()) == {1} and len(outcome.stored()) == 2
    again = crawl_all([Portal("x", f"{portal.base}/")], tmp_path)
    assert again.portal.new == 0 and again.portal.unchanged == 2


def test_a_state_of_version_1_is_taken_over(serve, crawled):
    import sqlite3

    portal = serve(small_portal())
    first = crawled(portal)
    with sqlite3.connect(first.out / "state.sqlite") as db:
        for table in ("standing", "year_counts", "schemes"):
            db.execute(f"DROP TABLE {table}")
        db.execute("PRAGMA user_version=1")
    db.close()
    assert crawled(portal).portal.unchanged == 2


# Whole or not


def paged(middle):
    """Three pages of two reports each; `middle` is page 2."""
    names = ["财政局", "教育局", "公安局", "民政局", "司法局", "水利局"]
    entries = [
        (f"/nb/t20240110_{n}.html", title_of(name, 2023), "2024-01-10")
        for n, name in enumerate(names)
    ]
    pager = "<script>createPageHTML(3, 0, 'index', 'html');</script>"
    pages = {
        "/nb/": column(rows(*entries[:2]) + pager),
        "/nb/index_1.html": middle(column(rows(*entries[2:4]) + pager)),
        "/nb/index_2.html": column(rows(*entries[4:]) + pager),
    }
    return {"/": HOME, **pages, **{url: report(title) for url, title, _ in entries}}


def test_an_empty_page_in_the_middle_is_asked_again(serve, crawled):
    empty = column("<ul class='list'></ul><script>createPageHTML(3, 1, 'index', 'html');</script>")
    routes = paged(lambda good: lambda request: empty if request.count == 1 else good)
    portal = serve(routes)
    outcome = crawled(portal)
    assert outcome.portal.whole and len(outcome.stored()) == 6
    assert portal.asked("/nb/index_1.html") == 2


def test_a_page_that_stays_empty_is_a_hole(serve, crawled):
    empty = column("<ul class='list'></ul><script>createPageHTML(3, 1, 'index', 'html');</script>")
    portal = serve(paged(lambda good: empty))
    outcome = crawled(portal)
    assert portal.asked("/nb/index_1.html") == 3
    assert outcome.codes == ["list_page_missing"] and not outcome.portal.whole


def test_a_year_that_is_listed_and_silent_counts(serve, crawled):
    routes = small_portal() | {
        "/nb/": column('<a href="/nb/2023/">2023年</a><a href="/nb/2022/">2022年</a>'),
        "/nb/2023/": small_portal()["/nb/"],
        "/nb/2022/": column("<div id='data'></div>"),
    }
    portal = serve(routes)
    outcome = crawled(portal, years=(2022, 2023), today=TODAY)
    assert outcome.codes == ["year_empty"] and not outcome.portal.whole
    assert outcome.listings["2022"]["outcome"] == "not_crawled"
    assert outcome.listings["2023"]["listing"] == "whole"
    portal.routes["/nb/2022/"] = column("<p>暂无信息</p>")
    again = crawled(portal, years=(2022, 2023), today=TODAY)
    assert again.portal.whole and again.portal.failures == 0


def test_fewer_reports_of_a_finished_year_than_last_time(serve, crawled):
    portal = serve(small_portal())
    assert crawled(portal, years=(2023, 2023), today=TODAY).portal.failures == 0
    one = title_of("人民政府", 2023)
    portal.routes["/nb/"] = column(rows((ONE, one, "2024-01-10")))
    second = crawled(portal, years=(2023, 2023), today=TODAY)
    (problem,) = [p for p in second.problems if p["failure-kind"] == "shrunk"]
    assert problem["report-year"] == "2023" and problem["failure-counts"] == "1"
    assert "there were 2" in problem["failure-message"]
    assert second.portal.failures == 1 and second.portal.gone == 1
    assert len(second.stored()) == 2  # what was fetched stays
    third = crawled(portal, years=(2023, 2023), today=TODAY)
    assert third.portal.failures == 0


def test_a_list_that_collapsed_makes_nothing_gone(serve, crawled):
    portal = serve(paged(lambda good: good))
    assert len(crawled(portal, today=TODAY).stored()) == 6
    portal.routes["/nb/"] = column(
        rows(("/nb/t20240110_0.html", title_of("财政局", 2023), "2024-01-10"))
    )
    second = crawled(portal, today=TODAY)
    assert second.codes == ["shrunk"] and second.portal.gone == 0


def test_standing_over_the_runs(serve, crawled):
    portal = serve(small_portal())
    first = crawled(portal).portal
    assert first.last_good and first.failing_since is None and first.trouble is None
    portal.routes[TWO] = Answer("", 500)
    second = crawled(portal).portal
    assert second.failing_since and second.last_good == first.last_good
    assert second.trouble is not None and second.trouble.code == "http_500"
    assert second.reports == 2
    time.sleep(1.1)
    third = crawled(portal).portal
    assert third.failing_since == second.failing_since
    portal.routes[TWO] = report(title_of("教育局", 2023))
    assert crawled(portal).portal.failing_since is None


def test_a_silent_portal_takes_nothing_back(crawled):
    with loopback(small_portal()) as portal:
        home = Portal("示例县", f"{portal.base}/", adcode="430921")
        crawled(home, years=(2022, 2023), today=TODAY)
    second = crawled(home, years=(2022, 2023), today=TODAY)
    assert second.portal.unreachable and second.summary.all_unreachable
    assert {year: row["outcome"] for year, row in second.listings.items()} == {
        "2022": "not_published",
        "2023": "unreadable",
    }


def test_a_companys_site_is_refused_and_the_others_are_crawled(tmp_path):
    sale = html("示例科技有限公司", '<a href="/nb/">政府信息公开年报</a>')
    with loopback({"/": sale}) as company, loopback(small_portal()) as good:
        portals = [Portal("公司", f"{company.base}/"), Portal("县", f"{good.base}/")]
        outcome = crawl_all(portals, tmp_path)
        assert company.asked("/nb/") == 0
    assert outcome.codes == ["company_site"]
    assert [item.whole for item in outcome.summary.portals] == [False, True]
