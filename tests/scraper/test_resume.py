"""A crawl that is killed, stopped or robbed of its files goes on without loss or doubles."""

from __future__ import annotations

import gzip
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest

from fixtures.portal.loopback import (
    HOME,
    Answer,
    column,
    read_archive,
    report,
    rows,
    small_portal,
    title_of,
)
from parsers.errors import StorageError
from scraper import archive, recover

COUNT = 30
CRAWL = """
import sys
from pathlib import Path
from scraper import CrawlSettings, Portal, crawl
crawl([Portal("x", sys.argv[1])], CrawlSettings(out=Path(sys.argv[2]), pace=0.0), lambda event: None)
"""


def path_of(n):
    return f"/nb/t20240110_{n}.html"


def routes_of(count=COUNT, delay=0.0):
    routes = {"/": HOME, "/robots.txt": Answer("", 404)}
    for page in range(0, count, 10):
        body = rows(
            *(
                (path_of(n), title_of(f"第{n}局", 2023), "2024-01-10")
                for n in range(page, page + 10)
            )
        )
        following = (
            f'<a href="/nb/index_{page // 10 + 2}.html">下一页</a>' if page + 10 < count else ""
        )
        routes["/nb/" if page == 0 else f"/nb/index_{page // 10 + 1}.html"] = column(
            body + following
        )
    for n in range(count):
        routes[path_of(n)] = Answer(report(title_of(f"第{n}局", 2023)), delay=delay)
    return routes


def stored_reports(out):
    return Counter(
        record["target"].rsplit("/", 1)[1]
        for record in read_archive(out)
        if record["type"] == "response" and "/t2024" in record["target"]
    )


@pytest.mark.parametrize("requests_before_the_kill", [3, 9, 17, 28])
def test_killed_and_resumed(serve, crawled, tmp_path, requests_before_the_kill):
    portal = serve(routes_of(delay=0.01))
    out = tmp_path / "out"
    command = [sys.executable, "-c", CRAWL, portal.base, str(out)]
    process = subprocess.Popen(command)
    deadline = time.monotonic() + 20
    while len(portal.log) < requests_before_the_kill and time.monotonic() < deadline:
        time.sleep(0.001)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert 0 < len(portal.log) < COUNT + 6
    before = stored_reports(out) if (out / "archive").exists() and not _torn(out) else Counter()
    assert set(before.values()) <= {1}

    outcome = crawled(portal)
    assert outcome.portal.whole and outcome.portal.failures == 0
    assert stored_reports(out) == Counter(path_of(n).rsplit("/", 1)[1] for n in range(COUNT))
    asked = Counter(path for path in portal.paths if path.startswith("/nb/"))
    again = {path: times for path, times in asked.items() if times > 1}
    assert len(again) <= 1 and set(again.values()) <= {2}  # the request in flight


def _torn(out):
    return any(
        recover.whole_length(path) != path.stat().st_size for path in (out / "archive").glob("*")
    )


def test_stopped_and_resumed(serve, crawled):
    stop = threading.Event()
    routes = routes_of()

    def stopping(request):
        stop.set()
        return Answer(report("x"), delay=0.5)

    whole = routes[path_of(15)]
    portal = serve(routes | {path_of(15): stopping})
    first = crawled(portal, stop=stop)
    assert first.summary.interrupted and not first.portal.whole
    portal.routes[path_of(15)] = whole
    second = crawled(portal)
    assert second.portal.whole and second.portal.new == COUNT
    assert set(stored_reports(second.out).values()) == {1}
    asked = Counter(path for path in portal.paths if path.startswith("/nb/"))
    assert asked.pop(path_of(15)) == 2 and set(asked.values()) == {1}


def test_an_interrupted_crawl_that_is_old_begins_anew(serve, crawled):
    stop = threading.Event()

    def stopping(request):
        stop.set()
        return report("x")

    portal = serve(small_portal() | {"/nb/t20240110_1.html": stopping})
    crawled(portal, stop=stop)
    portal.routes.update(small_portal())
    crawled(portal, resume_hours=0.0)
    assert portal.asked("/nb/") == 2


@pytest.mark.parametrize(
    "tail",
    [b"\x1f\x8b\x08\x00torn", gzip.compress(b"WARC/1.0\r\nnot accounted for")],
    ids=["torn", "whole"],
)
def test_a_tail_that_is_not_accounted_for_is_cut(serve, crawled, tail):
    portal = serve(small_portal())
    first = crawled(portal)
    file = next((first.out / "archive").iterdir())
    whole = file.read_bytes()
    file.write_bytes(whole + tail)
    crawled(portal)
    assert file.read_bytes() == whole


def test_a_torn_tail_is_cut_even_if_the_state_is_lost(serve, crawled):
    portal = serve(small_portal())
    first = crawled(portal)
    file = next((first.out / "archive").iterdir())
    whole = file.read_bytes()
    file.write_bytes(whole + whole[:100])
    (first.out / "state.sqlite").unlink()
    second = crawled(portal)
    assert file.read_bytes() == whole
    assert second.portal.whole


def test_files_of_others_are_never_cut(serve, crawled):
    portal = serve(small_portal())
    first = crawled(portal)
    other = first.out / "archive" / "commoncrawl.warc.gz"
    other.write_bytes(gzip.compress(b"WARC/1.0\r\n\r\n") + b"garbage")
    recover.recover(first.out / "archive", {})
    assert other.read_bytes().endswith(b"garbage")


def test_a_deleted_archive_is_fetched_again(serve, crawled):
    portal = serve(small_portal())
    first = crawled(portal)
    for file in (first.out / "archive").iterdir():
        file.unlink()
    second = crawled(portal)
    assert sorted(second.stored()) == sorted(first.stored())


def test_a_state_of_another_kind_is_refused(serve, crawled, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "state.sqlite").write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(StorageError, match="state"):
        crawled(serve(small_portal()))


def test_a_newer_state_is_refused(serve, crawled):
    portal = serve(small_portal())
    first = crawled(portal)
    with sqlite3.connect(first.out / "state.sqlite") as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(StorageError, match="version 99"):
        crawled(portal)


def test_a_full_disk_loses_nothing(serve, crawled, monkeypatch):
    portal = serve(small_portal())
    real = archive._Appender.write
    left = [3000]

    def filling(self, data):
        left[0] -= len(data)
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        real(self, data)

    with monkeypatch.context() as patch:
        patch.setattr(archive._Appender, "write", filling)
        with pytest.raises(StorageError, match="No space left"):
            crawled(portal)
    outcome = crawled(portal)
    assert outcome.portal.whole and len(outcome.stored()) == 2


def test_whole_length(tmp_path):
    one, two = gzip.compress(b"a" * 5000), gzip.compress(os.urandom(3_000_000))
    file = tmp_path / "x.warc.gz"
    file.write_bytes(one + two + one[:-4])
    assert recover.whole_length(file) == len(one + two)
    file.write_bytes(one + two + b"garbage that is not gzip")
    assert recover.whole_length(file) == len(one + two)
    file.write_bytes(b"")
    assert recover.whole_length(file) == 0
