"""Where the crawler does not go, and what it does not swallow."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from contextlib import contextmanager

import pytest

from fixtures.portal.loopback import Answer, column, html, report, rows, small_portal, title_of
from scraper import CrawlSettings, Portal
from scraper.bodies import TEXT_CAP, BodyError, BodyReader
from scraper.hosts import HostRule, canonical, is_public, registrable_domain
from scraper.model import FetchError
from scraper.pace import Gates
from scraper.session import Session
from scraper.transport import Watchdog

ONE, TWO = "/nb/t20240110_1.html", "/nb/t20240111_2.html"


@contextmanager
def session(home, tmp_path, **settings):
    values = {"pace": 0.0, "timeout": 2.0, **settings}
    crawl_settings = CrawlSettings(out=tmp_path, **values)
    watchdog = Watchdog(crawl_settings.stop)
    made = Session(
        HostRule(Portal("p", home)), crawl_settings, Gates(0.0, crawl_settings.stop), watchdog
    )
    try:
        yield made
    finally:
        made.close()
        watchdog.close()


def code_of(made, url, **how):
    with pytest.raises(FetchError) as caught:
        made.fetch(canonical(url), **how)
    return caught.value.code


# Hosts


def test_hosts_of_a_named_portal():
    rule = HostRule(Portal("x", "http://www.a.gov.cn/", hosts=("zwgk.b.gov.cn",)))
    for url in ("https://xxgk.a.gov.cn/x", "http://a.gov.cn:8080/", "http://zwgk.b.gov.cn/"):
        assert rule.allows(canonical(url)), url
    for url in (
        "http://b.gov.cn/",
        "http://evil.com/",
        "http://a.gov.cn.evil.com/",
        "http://127.0.0.1/",
        "http://localhost/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://8.8.8.8/",
    ):
        assert not rule.allows(canonical(url)), url


def test_one_hop_through_an_annual_report_link():
    rule = HostRule(Portal("x", "http://www.a.gov.cn/"))
    assert rule.may_hop("http://zwgk.city.gov.cn/nb/", "http://www.a.gov.cn/")
    assert not rule.may_hop("http://example.com/", "http://www.a.gov.cn/")
    rule.add_hop("zwgk.city.gov.cn")
    assert rule.allows("http://zwgk.city.gov.cn/nb/1.html")
    assert not rule.allows("http://www.city.gov.cn/")
    # From there it goes no further.
    assert not rule.may_hop("http://third.gov.cn/", "http://zwgk.city.gov.cn/nb/")


def test_a_literal_portal_is_that_address_and_port_only():
    rule = HostRule(Portal("x", "http://127.0.0.1:8000/"))
    assert rule.allows("http://127.0.0.1:8000/a")
    for url in (
        "http://127.0.0.1:8001/",
        "http://127.0.0.2:8000/",
        "http://localhost:8000/",
        "http://www.a.gov.cn/",
    ):
        assert not rule.allows(url)
    assert not rule.may_hop("http://zwgk.city.gov.cn/", "http://127.0.0.1:8000/")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("127.0.0.1", False), ("10.1.2.3", False), ("192.168.0.1", False), ("169.254.169.254", False),
        ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("::1", False),
        ("fe80::1%eth0", False), ("fc00::1", False), ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False), ("8.8.8.8", True), ("2400:3200::1", True),
    ],
)  # fmt: skip
def test_public_addresses(address, public):
    assert is_public(address) is public


def test_the_connected_socket_is_checked():
    rule = HostRule(Portal("x", "http://www.a.gov.cn/"))
    rule.check_peer("www.a.gov.cn", "8.8.8.8", 80)
    with pytest.raises(FetchError) as caught:
        rule.check_peer("www.a.gov.cn", "127.0.0.1", 80)
    assert caught.value.code == "address_refused"


def test_a_name_that_leads_to_loopback_is_refused_on_the_socket(serve, tmp_path, monkeypatch):
    portal = serve(small_portal())
    port = portal.server.server_address[1]
    real = socket.getaddrinfo

    def rebound(host, *rest, **more):
        return real("127.0.0.1" if host == "www.a.gov.cn" else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    with session(f"http://www.a.gov.cn:{port}/", tmp_path) as made:
        assert code_of(made, f"http://www.a.gov.cn:{port}/") == "address_refused"
    assert portal.log == []


def test_registrable_domains():
    assert registrable_domain("www.a.gov.cn") == "a.gov.cn"
    assert registrable_domain("gov.cn") is None


@pytest.mark.parametrize(
    "url", ["ftp://a.gov.cn/", "file:///etc/passwd", "http://u:p@a.gov.cn/", "x"]
)
def test_only_http_addresses(url):
    with pytest.raises(ValueError, match=r"address|user name"):
        canonical(url)


# Redirects


def test_redirects_are_followed_within_the_portal(serve, crawled):
    routes = small_portal()
    routes["/"] = Answer("", 302, {"Location": "/home/"})
    routes["/home/"] = html("首页", '<meta http-equiv="refresh" content="0;url=/index.html">')
    routes["/index.html"] = html("示例县", '<a href="/nb/">政府信息公开年报</a>')
    portal = serve(routes)
    outcome = crawled(portal)
    assert len(outcome.stored()) == 2
    record = next(r for r in outcome.records if r.get("role") == "home")
    assert record["final-url"] == f"{portal.base}/index.html"
    assert record["redirects"] == f"{portal.base}/home/"


@pytest.mark.parametrize(
    "place",
    ["http://127.0.0.1:{other}/", "http://localhost:{port}/", "http://169.254.169.254/latest/",
     "http://example.com/", "https://127.0.0.1:{port}/x", "//10.0.0.1/"],
)  # fmt: skip
def test_redirects_elsewhere_are_refused(serve, crawled, place):
    other = serve({"/": report(title_of("人民政府", 2023))})
    portal = serve(small_portal())
    location = place.format(other=other.base.rsplit(":", 1)[1], port=portal.base.rsplit(":", 1)[1])
    portal.routes[ONE] = Answer("", 302, {"Location": location})
    outcome = crawled(portal)
    # The same address and port over https is the portal's, but nobody speaks TLS there.
    assert outcome.codes[0] in ("redirect_refused", "unreachable")
    assert other.log == []
    assert outcome.stored() == [portal.base + TWO]


def test_links_elsewhere_are_refused_and_noted(serve, crawled):
    other = serve({"/x.html": report(title_of("人民政府", 2023))})
    routes = small_portal()
    routes["/nb/"] = column(
        rows((ONE, title_of("人民政府", 2023), "2024-01-10"),
             (f"{other.base}/x.html", title_of("财政局", 2023), "2024-01-10"))
    )  # fmt: skip
    outcome = crawled(serve(routes))
    assert other.log == []
    assert outcome.codes == ["host_not_allowed"]
    assert outcome.portal.failures == 1 and not outcome.portal.whole


def test_a_redirect_loop_ends(serve, crawled):
    routes = small_portal()
    routes[ONE] = Answer("", 302, {"Location": "/loop"})
    routes["/loop"] = Answer("", 302, {"Location": ONE})
    portal = serve(routes)
    outcome = crawled(portal)
    assert outcome.codes == ["redirect_loop"]
    assert portal.asked(ONE) == portal.asked("/loop") == 1


def test_a_chain_of_redirects_ends(serve, tmp_path):
    portal = serve({})
    for n in range(20):
        portal.routes[f"/{n}"] = Answer("", 302, {"Location": f"/{n + 1}"})
    with session(portal.base, tmp_path) as made:
        assert code_of(made, f"{portal.base}/0") == "redirect_loop"
    assert len(portal.log) <= 6


# Bodies


def test_a_short_body_is_a_failure_and_no_page(serve, crawled):
    body = report(title_of("人民政府", 2023))
    portal = serve(small_portal() | {ONE: Answer(body, length=len(body.encode()) + 500)})
    outcome = crawled(portal)
    assert outcome.codes == ["truncated"]
    assert outcome.problems[0]["attempts"] == "3"
    assert portal.asked(ONE) == 3
    assert outcome.stored() == [portal.base + TWO]


def test_a_body_that_comes_whole_at_last(serve, crawled):
    body = report(title_of("人民政府", 2023))

    def at_last(request):
        return Answer(body, length=len(body.encode()) + 500) if request.count < 3 else Answer(body)

    outcome = crawled(serve(small_portal() | {ONE: at_last}))
    assert outcome.portal.failures == 0


def test_a_gzip_bomb(serve, tmp_path):
    bomb = gzip.compress(b"\0" * (TEXT_CAP * 3))
    portal = serve({"/": Answer(bomb, headers={"Content-Encoding": "gzip"})})
    with session(portal.base, tmp_path) as made:
        assert code_of(made, f"{portal.base}/") == "too_large"


def test_a_body_over_the_cap_is_not_even_read(serve, tmp_path):
    portal = serve({"/": Answer("x", length=TEXT_CAP + 1)})
    with session(portal.base, tmp_path) as made:
        assert code_of(made, f"{portal.base}/") == "too_large"


def test_caps_are_checked_while_streaming():
    reader = BodyReader(None, "text/html")
    with pytest.raises(BodyError, match="more than"):
        for _ in range(TEXT_CAP // 1_000_000 + 1):
            reader.feed(b"x" * 1_000_000)
    files = BodyReader(None, "application/pdf")
    for _ in range(30):
        files.feed(b"x" * 1_000_000)
    assert len(files.finish()[0]) == 30_000_000


@pytest.mark.parametrize("layers", ["gzip", "deflate", "raw deflate", "gzip, gzip"])
def test_encodings(layers):
    content = "政府信息公开".encode() * 1000
    sent = {
        "gzip": gzip.compress(content),
        "deflate": zlib.compress(content),
        "raw deflate": zlib.compress(content)[2:-4],
        "gzip, gzip": gzip.compress(gzip.compress(content)),
    }[layers]
    reader = BodyReader(layers.removeprefix("raw "), "text/html")
    for start in range(0, len(sent), 7):
        reader.feed(sent[start : start + 7])
    assert reader.finish() == (sent, content)


def test_a_compressed_body_that_is_cut():
    reader = BodyReader("gzip", "text/html")
    reader.feed(gzip.compress(b"x" * 1000)[:-9])
    with pytest.raises(BodyError) as caught:
        reader.finish()
    assert caught.value.code == "truncated"


def test_an_encoding_nobody_asked_for(serve, tmp_path):
    portal = serve({"/": Answer(b"\x1b\x00", headers={"Content-Encoding": "br"})})
    with session(portal.base, tmp_path) as made:
        assert code_of(made, f"{portal.base}/") == "bad_encoding"


# Time


def test_a_slow_drip_ends_at_the_deadline(serve, tmp_path):
    portal = serve({"/": Answer("x" * 1000, drip=0.05)})
    started = time.monotonic()
    with session(portal.base, tmp_path, deadline=0.6) as made:
        assert code_of(made, f"{portal.base}/") == "deadline"
    assert time.monotonic() - started < 3


def test_dripping_headers_end_at_the_deadline_too(tmp_path):
    stop = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def drip():
        connection, _ = listener.accept()
        with connection:
            try:
                connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                while not stop.wait(0.05):
                    connection.sendall(b"a")
            except OSError:
                pass

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        with session(
            f"http://127.0.0.1:{listener.getsockname()[1]}/", tmp_path, deadline=0.6
        ) as made:
            started = time.monotonic()
            assert code_of(made, made.rule.home) == "deadline"
            assert time.monotonic() - started < 3
    finally:
        stop.set()
        thread.join()
        listener.close()


def test_a_portal_that_never_answers(serve, tmp_path):
    portal = serve({"/": Answer("x", delay=1.0)})
    with session(portal.base, tmp_path, timeout=0.2) as made:
        assert code_of(made, f"{portal.base}/") == "timeout"
    assert portal.asked("/") == 3


def test_the_environment_names_no_proxy(serve, tmp_path, monkeypatch):
    trap = serve({})
    monkeypatch.setenv("HTTP_PROXY", trap.base)
    monkeypatch.setenv("ALL_PROXY", trap.base)
    portal = serve({"/": "x"})
    with session(portal.base, tmp_path) as made:
        assert made.fetch(f"{portal.base}/").status == 200
    assert trap.log == []


def test_a_configured_proxy_is_used(serve, tmp_path):
    proxy = serve({"http://www.a.gov.cn/": html("示例", "<p>经代理</p>")})
    with session("http://www.a.gov.cn/", tmp_path, proxy=proxy.base) as made:
        assert "经代理" in made.fetch("http://www.a.gov.cn/").content.decode()
    assert proxy.paths == ["http://www.a.gov.cn/"]


def test_cookies_are_not_kept(serve, tmp_path):
    portal = serve({"/": Answer("x", headers={"Set-Cookie": "a=b; Path=/"}), "/2": "y"})
    with session(portal.base, tmp_path) as made:
        made.fetch(f"{portal.base}/")
        made.fetch(f"{portal.base}/2")
    assert "Cookie" not in portal.log[-1].headers


def test_old_ciphers_are_a_setting_of_one_host_and_still_verified(tmp_path):
    import ssl

    from scraper.transport import legacy_context

    context = legacy_context()
    assert context.verify_mode is ssl.CERT_REQUIRED and context.check_hostname
    assert context.options & getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    with session("https://old.gov.cn/", tmp_path, legacy_tls=frozenset({"old.gov.cn"})) as made:
        adapters = [
            made._http.get_adapter(url) for url in ("https://old.gov.cn/x", "https://new.gov.cn/")
        ]
        assert [adapter._legacy_tls for adapter in adapters] == [True, False]


def test_cassettes_replay_through_the_session(serve, tmp_path):
    import vcr

    portal = serve({"/": html("示例", "<p>录制</p>")})
    cassette = str(tmp_path / "cassette.yaml")
    with vcr.use_cassette(cassette), session(portal.base, tmp_path) as made:
        first = made.fetch(f"{portal.base}/")
    portal.close()
    with vcr.use_cassette(cassette, record_mode="none"), session(portal.base, tmp_path) as made:
        again = made.fetch(f"{portal.base}/")
    assert again.content == first.content and "录制" in again.content.decode()
    portal.close = lambda: None
