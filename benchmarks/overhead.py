"""CPU and memory of a crawl of one large portal, beside plain requests and lxml on the same pages.

The portal is a process of its own, so that only the client's work is measured; so is each client.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import lxml.html
import requests

import scraper
from benchmarks.crawling import addresses
from benchmarks.report import Result
from gongkai.demo import pages as frames
from gongkai.demo.article import write
from gongkai.demo.reports import SPECS
from scraper import CrawlSettings, Portal

if TYPE_CHECKING:
    from collections.abc import Iterator

SMALL, LARGE = 500, 5_000
FACTOR, GROWTH = 2.0, 1.10
_ROWS = 20
_COLUMN = "/zwgk/zfxxgknb/"


def run() -> Result:
    """Measures both sizes of the portal."""
    result = Result(f"crawl of {LARGE:,} pages, no pause")
    peaks = {}
    for pages in (SMALL, LARGE):
        with _portal(pages) as base, tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
            crawled = _client("crawl", base, folder)
            plain = _client("plain", base, folder)
        peaks[pages] = crawled["peak"]
        result.demand(crawled["pages"] >= pages, f"{crawled['pages']} of {pages} pages came")
        result.demand(crawled["whole"], f"the portal of {pages} pages was not crawled whole")
    factor = crawled["cpu"] / plain["cpu"]
    growth = peaks[LARGE] / peaks[SMALL]
    per_page = crawled["cpu"] / crawled["pages"] * 1000
    result.add("CPU, plain requests and lxml links", f"{plain['cpu']:.1f} s", "the floor")
    result.add("CPU, crawl", f"{crawled['cpu']:.1f} s", f"{per_page:.1f} ms a page")
    result.add("crawl ÷ floor", f"{factor:.2f}", f"must be at most {FACTOR:g}")
    result.add(
        f"memory, {LARGE:,} ÷ {SMALL:,} pages",
        f"{growth:.2f}",
        f"{peaks[LARGE] / 1024:.0f} MB; must be at most {GROWTH}",
    )
    result.demand(factor <= FACTOR, f"the crawl takes {factor:.2f} times the floor's CPU")
    result.demand(growth <= GROWTH, f"memory grew by {growth - 1:.0%}")
    return result


def _client(mode: str, base: str, folder: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.overhead", mode, base, folder]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout))


@contextmanager
def _portal(pages: int) -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.overhead", "serve", str(pages)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


def _serve(pages: int) -> None:
    bodies = [write(spec).body for spec in SPECS]
    lists = max(1, pages // (_ROWS + 1))
    total = pages - lists - 1

    def title(n: int) -> str:
        return f"示例县第{n}局{2021 + n % 5}年政府信息公开工作年度报告"

    def answer(path: str) -> str | None:
        if path == "/":
            return frames.frame("首页", frames.links([("政府信息公开年报", _COLUMN)]))
        name = path.removeprefix(_COLUMN)
        if name == path:
            return None
        if name.startswith("t2024"):
            n = int(name.split("_")[1].partition(".")[0])
            body = bodies[n % len(bodies)]
            container = '<div class="TRS_Editor" id="zoom">'
            text = frames.article(title(n), body, source="示例县", container=container)
            return frames.frame(title(n), text)
        k = 0 if not name else int(name.removeprefix("index_").partition(".")[0])
        first, last = total * k // lists, total * (k + 1) // lists
        rows = "".join(
            f'<li><a href="{_COLUMN}t20240110_{n}.html">{title(n)}</a><span>2024-01-10</span></li>'
            for n in range(first, last)
        )
        pager = f'<script>createPageHTML({lists}, {k}, "index", "html");</script>'
        metas = {"ColumnType": "信息公开年报"}
        return frames.frame("政府信息公开年报", f"<ul>{rows}</ul>{pager}", metas=metas)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            try:
                text = answer(self.path)
            except (ValueError, IndexError):
                text = None
            body = (text or "not here").encode()
            self.send_response(200 if text else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}/", flush=True)
    server.serve_forever()


def _crawl(base: str, folder: Path) -> dict[str, float]:
    started = time.process_time()
    settings = CrawlSettings(out=folder, pace=0.0, max_pages=10 * LARGE)
    summary = scraper.crawl([Portal("示例县", base)], settings, lambda event: None)
    found = summary.portals[0]
    return {"cpu": time.process_time() - started, "pages": found.pages, "whole": found.whole}


def _plain(base: str, folder: Path) -> dict[str, float]:
    asked = addresses(folder / "archive")
    started = time.process_time()
    links = 0
    with requests.Session() as session:
        session.trust_env = False
        for address in asked:
            tree = lxml.html.document_fromstring(session.get(address, timeout=30).content)
            tree.make_links_absolute(address)
            links += sum(1 for _ in tree.iterlinks())
    return {"cpu": time.process_time() - started, "pages": len(asked), "links": links}


def _peak() -> int:
    """Most memory of this process in kB; Linux's other figure may be the parent's, before exec."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(mode: str, *rest: str) -> None:
    """One of the processes."""
    if mode == "serve":
        _serve(int(rest[0]))
        return
    found = (_crawl if mode == "crawl" else _plain)(rest[0], Path(rest[1]))
    found["peak"] = _peak()
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
