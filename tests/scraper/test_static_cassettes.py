"""Exchanges with the zoo's static portals, recorded with vcrpy, and what each family reads in them.

``fixtures/cassettes/zoo-*.yaml`` are committed and synthetic. After a change of the zoo record them
again and look at the difference before you commit it:

    GONGKAI_RECORD=1 .venv/bin/pytest tests/scraper/test_static_cassettes.py
"""

from __future__ import annotations

import contextlib

import pytest
import requests
import yaml

from fixtures.portal.loopback import loopback
from scraper import portals
from scraper.page import Page
from tests.demo.test_cassettes import CASSETTES, RECORDING, cassette
from tests.scraper.test_zoo import ZOO

PORT = 18762
BASE = f"http://127.0.0.1:{PORT}"
# Where a list begins, how many pages its first page leads to, and how many reports it has.
LISTS = {
    "content/publicity": ("/publicity/zfxxgknb/n2025n", 3, 12),
    "hunan/own": ("/30178/36921/36950/index.htm", 9, 33),
    "rednet": ("/c26925/index.html", 3, 12),
    "siteserver": ("/channels/36791.html", 3, 11),
    "xian": ("/zfxxgk/zfxxgknb/zj/1.html", 2, 11),
    "shandong": ("/gongkai/channel_a202564f1c0d2e9b84a7c000/", 3, 12),
    "xxgk": ("/xxgk-list-ndbg.html", 10, 38),
    "ankang": ("/Node-72025.html", 3, 12),
    "eportal": ("/dwq/zfxxgkzl/zfxxgknb49/index.html", 10, 38),
    "vsb": ("/zfxxgk/zfxxgknb/xz.htm", 3, 11),
    "vsb/query": ("/zwgk/list.jsp?urltype=egovinfo.EgovInfoList&wbtreeid=1039", 10, 38),
    "trs/guangxi": ("/zfxxgk/zfxxgknb/zfxxgknb_3/", 3, 11),
    "generic/unlinked": ("/xxgk/ndbg/index.html", 11, 38),  # one more than there are, see `guessed`
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
        stack.enter_context(cassette(file_of(name)))
        session = stack.enter_context(requests.Session())
        session.trust_env = False
        yield session


@pytest.mark.parametrize("name", LISTS)
def test_a_list_from_its_first_page_to_its_last(name):
    path, pages, count = LISTS[name]
    first = BASE + path
    waiting, seen, found, missing = {1: first}, set(), [], 0
    known = 0
    with exchanges(name) as session:
        while waiting:
            number = min(waiting)
            address = waiting.pop(number)
            seen.add(address)
            answer = session.get(address)
            if answer.status_code == 404:
                missing += 1
                continue
            page = Page(address, answer.content, None, "text/html")
            family = portals.choose(page)
            assert family.name == ZOO[name]().family
            pager = family.pager(page, number, first)
            assert not pager.unread
            if number == 1:
                known = max(pager.following, default=1)
            found += family.entries(page)
            waiting |= {n: url for n, url in pager.following.items() if url not in seen}
    assert known == pages
    assert missing == (1 if name == "generic/unlinked" else 0)
    published = {report.title for report in ZOO[name]().documents.values()}
    assert all(entry.date and entry.url.startswith(BASE) for entry in found)
    assert len({entry.url for entry in found}) == len(found) == count
    assert {entry.title for entry in found} <= published


@pytest.mark.parametrize("name", LISTS)
def test_cassettes_are_small_and_tell_nothing_of_the_recorder(name):
    path = CASSETTES / f"{file_of(name)}.yaml"
    assert path.stat().st_size < 100_000
    for entry in yaml.safe_load(path.read_text("utf-8"))["interactions"]:
        assert entry["request"]["uri"].startswith(BASE)
        assert not entry["request"]["headers"]
        assert not {"Date", "Server"} & set(entry["response"]["headers"])
