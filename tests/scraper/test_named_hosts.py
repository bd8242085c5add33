"""Portals with names, on a loopback that plays the public network."""

from __future__ import annotations

import socket

import pytest

from fixtures.portal.loopback import Answer, column, html, report, rows, title_of
from scraper import Portal

TITLE = title_of("人民政府", 2023)


@pytest.fixture
def public_loopback(monkeypatch):
    """Every name leads to 127.0.0.1, which passes for a public address; no pace."""
    real = socket.getaddrinfo

    def everywhere(host, *rest, **more):
        return real("127.0.0.1" if str(host).endswith((".cn", ".com")) else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", everywhere)
    monkeypatch.setattr("scraper.hosts.is_public", lambda address: True)
    monkeypatch.setattr("scraper.pace.DEFAULT_PACE", 0.0)


def by_host(routes):
    """Route by host name and path."""

    def answer(request):
        name = request.headers["Host"].partition(":")[0]
        return routes.get(f"{name}{request.path}", Answer("no", 404))

    return answer


def test_one_hop_to_another_portal_and_no_further(serve, crawled, public_loopback):
    portal = serve({})
    port = portal.server.server_address[1]
    routes = {
        "www.xian.gov.cn/": html(
            "县", f'<a href="http://zwgk.shi.gov.cn:{port}/nb/">政府信息公开年报</a>'
        ),
        "zwgk.shi.gov.cn/nb/": column(
            rows(
                ("/nb/t20240101_1.html", TITLE, "2024-01-01"),
                (f"http://www.third.gov.cn:{port}/x.html", title_of("财政局", 2023), "2024-01-01"),
            )
        ),
        "zwgk.shi.gov.cn/nb/t20240101_1.html": report(TITLE),
    }
    portal.fallback = by_host(routes)
    outcome = crawled(Portal("县", f"http://www.xian.gov.cn:{port}/"))
    assert outcome.stored() == [f"http://zwgk.shi.gov.cn:{port}/nb/t20240101_1.html"]
    hosts = {request.headers["Host"].partition(":")[0] for request in portal.log}
    assert hosts == {"www.xian.gov.cn", "zwgk.shi.gov.cn"}
    record = next(r for r in outcome.records if r.get("role") == "report")
    assert record["hop"] == "1" and record["via"] == f"http://zwgk.shi.gov.cn:{port}/nb/"
    assert outcome.codes == ["host_not_allowed"]


def test_no_hop_out_of_gov_cn(serve, crawled, public_loopback):
    portal = serve({})
    port = portal.server.server_address[1]
    routes = {
        "www.xian.gov.cn/": html("县", f'<a href="http://a.com:{port}/nb/">政府信息公开年报</a>')
    }
    portal.fallback = by_host(routes)
    outcome = crawled(Portal("县", f"http://www.xian.gov.cn:{port}/"))
    assert outcome.codes == ["no_report_column"]
    assert {r.headers["Host"].partition(":")[0] for r in portal.log} == {"www.xian.gov.cn"}


def test_a_moved_home_page_is_one_clear_problem(serve, crawled, public_loopback):
    portal = serve({})
    port = portal.server.server_address[1]
    moved = Answer("", 301, {"Location": f"http://www.new.gov.cn:{port}/"})
    portal.fallback = by_host({"www.xian.gov.cn/": moved})
    outcome = crawled(Portal("县", f"http://www.xian.gov.cn:{port}/"))
    assert outcome.codes == ["redirect_refused"]
    assert "www.new.gov.cn" in outcome.problems[0]["failure-message"]
    assert "new address" in outcome.problems[0]["failure-action"]


def test_a_sub_domain_of_the_portal_is_the_portal(serve, crawled, public_loopback):
    portal = serve({})
    port = portal.server.server_address[1]
    routes = {
        "www.xian.gov.cn/": html(
            "县", f'<a href="http://xxgk.xian.gov.cn:{port}/nb/">政府信息公开年报</a>'
        ),
        "xxgk.xian.gov.cn/nb/": column(rows(("/nb/t20240101_1.html", TITLE, "2024-01-01"))),
        "xxgk.xian.gov.cn/nb/t20240101_1.html": report(TITLE),
    }
    portal.fallback = by_host(routes)
    outcome = crawled(Portal("县", f"http://www.xian.gov.cn:{port}/"))
    assert len(outcome.stored()) == 1
    assert all("hop" not in record for record in outcome.records)


def test_the_disclosure_tree_on_another_host_of_the_portal(serve, crawled, public_loopback):
    """政府信息公开 and the column live on xxgk.<county>; reports lie on both hosts."""
    portal = serve({})
    port = portal.server.server_address[1]
    xxgk, www = f"http://xxgk.xian.gov.cn:{port}", f"http://www.xian.gov.cn:{port}"
    other = title_of("财政局", 2023)
    routes = {
        "www.xian.gov.cn/": html("县", f'<a href="{xxgk}/">政府信息公开</a>'),
        "xxgk.xian.gov.cn/": html("政府信息公开", '<a href="/nb/">政府信息公开年报</a>'),
        "xxgk.xian.gov.cn/nb/": column(
            rows(("1.html", TITLE, "2024-01-01"), (f"{www}/nb/2.html", other, "2024-01-01"))
        ),
        "xxgk.xian.gov.cn/nb/1.html": report(TITLE),
        "www.xian.gov.cn/nb/2.html": report(other),
    }
    portal.fallback = by_host(routes)
    outcome = crawled(Portal("县", f"{www}/"))
    assert sorted(outcome.stored()) == [f"{www}/nb/2.html", f"{xxgk}/nb/1.html"]
    assert outcome.codes == [] and outcome.portal.whole
