"""Exchanges with the zoo's portals, recorded with vcrpy, and what each family reads in them.

``fixtures/cassettes/zoo-*.yaml`` are committed and synthetic. Normally they are replayed; after a
change of the zoo record them again and look at the difference before you commit it:

    GONGKAI_RECORD=1 .venv/bin/pytest tests/scraper/test_zoo_cassettes.py
"""

from __future__ import annotations

import contextlib

import pytest
import requests
import yaml

from fixtures.portal.loopback import loopback
from scraper import portals
from scraper.asks import ask_of
from scraper.page import Page
from tests.demo.test_cassettes import CASSETTES, RECORDING, cassette
from tests.scraper.test_zoo import ZOO

PORT = 18761
BASE = f"http://127.0.0.1:{PORT}"
# Where a list begins, and how many entries each of its pages has.
LISTS = {
    "hanweb": ("/col/col5985/index.html", [5, 5, 0, 5, 5, 5, 2, 0, 0], 27),
    "hanweb/module": ("/col/col19734/index.html", [0, 7, 7, 7, 7, 7, 3], None),
    "jpaas": ("/slx/zwgk/zfxxgknb/2025n/index.html", [0, 3, 3, 2], 8),
    "ucap": ("/slx/c100011/zfxxgk_gknbz.shtml", [0, 5, 5, 1, *8 * [0]], 31),
    "ucap_pc": ("/slxrmzf/gknb2025/pc/list.html", [5, 5, 2], 12),
    "gkmlpt": ("/slxrmzf/gkmlpt/api/all/740?page=1&sid=668001", [4, 4, 3], 11),
    "nfcms": ("/gk/zfxxgk/zfxxgkgznb/nb2025/", [4, 4, 4], None),
    "epoint": ("/govxxgk/SLX01/zfxxgknb.html", [0, 6, 6, 6, 6, 3], 27),
    "lonsun": ("/public/column/6598201?type=3&action=detail&nav=3", [0, 2, 1, 0, 0], None),
    "openness": ("/OpennessContent/showList/341/12/page_1.html", [7, 7, 7, 6], 27),
}


def file_of(name: str) -> str:
    return "zoo-" + name.replace("/", "-")


@contextlib.contextmanager
def exchanges(name: str):
    """A session whose requests the cassette answers (or, when recording, the zoo)."""
    with contextlib.ExitStack() as stack:
        if RECORDING:
            zoo = ZOO[name]()
            portal = stack.enter_context(loopback(zoo.routes, PORT))
            portal.fallback = zoo.answer
        stack.enter_context(cassette(file_of(name), match_on=("method", "uri", "body")))
        session = stack.enter_context(requests.Session())
        session.trust_env = False
        yield session


def asked(session: requests.Session, address: str, shown_on: str | None) -> Page:
    ask = ask_of(address)
    headers = {"Referer": shown_on} if shown_on else {}
    if ask.media_type:
        headers["Content-Type"] = ask.media_type
    method = "GET" if ask.body is None else "POST"
    answer = session.request(method, ask.url, data=ask.body, headers=headers)
    assert answer.status_code == 200
    declared = answer.headers["Content-Type"].partition(";")[0]
    return Page(address, answer.content, "utf-8", declared, shown_on)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_from_its_first_page_to_its_last(name):
    path, sizes, total = LISTS[name]
    first, came, titles, stated = BASE + path, [], [], []
    waiting, seen, again = {1: first}, set(), set()
    with exchanges(name) as session:
        while waiting:
            number = min(waiting)
            address = waiting.pop(number)
            page = asked(session, address, first if address != first else None)
            family = portals.choose(page)
            for script in family.scripts(page):
                page.include(asked(session, script, first).text)
            entries = family.entries(page)
            pager = family.pager(page, number, first)
            assert not (pager.hidden or pager.unread)
            assert family.name == ZOO[name]().family
            assert all(entry.date and entry.url.startswith(BASE) for entry in entries)
            came.append(len(entries))
            if not entries and number > 1 and address not in again:  # as the crawl does
                again.add(address)
                waiting[number] = address
                continue
            stated += [pager.total_entries] if pager.total_entries is not None else []
            titles += [entry.title for entry in entries if "政府信息公开" in entry.title]
            seen.add(address)
            waiting |= {n: url for n, url in pager.following.items() if url not in seen}
    assert came == sizes
    assert len(set(titles)) == sum(sizes)
    assert (stated[0] if stated else None) == total


@pytest.mark.parametrize("name", LISTS)
def test_cassettes_are_small_and_tell_nothing_of_the_recorder(name):
    path = CASSETTES / f"{file_of(name)}.yaml"
    assert path.stat().st_size < 100_000
    for entry in yaml.safe_load(path.read_text("utf-8"))["interactions"]:
        assert entry["request"]["uri"].startswith(BASE)
        assert set(entry["request"]["headers"]) <= {"Referer", "Content-Type", "Content-Length"}
        assert not {"Date", "Server"} & set(entry["response"]["headers"])
