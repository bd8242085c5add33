"""A crawl of the bundled portal over loopback HTTP, beside a bare session on the same addresses."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import requests
from warcio.archiveiterator import ArchiveIterator

import scraper
from benchmarks.report import Result
from gongkai.demo import server
from scraper import CrawlSettings, CrawlSummary, catalog


def run() -> Result:
    """Measures with no pause between requests, then once more, when nothing has changed."""
    result = Result("crawl of the bundled portal")
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder, server.serve() as base:
        out = Path(folder)
        first, summary = _crawl(base, out)
        asked = addresses(out / "archive")
        again, second = _crawl(base, out)
        bare = _bare(asked)
    found = summary.portals[0]
    per_request = (first - bare) / max(len(asked), 1) * 1000
    result.add("requests", str(len(asked)), f"{found.new} new documents")
    result.add("time, no pause between requests", f"{first:.2f} s")
    result.add("a bare session, the same addresses", f"{bare:.2f} s", "the floor")
    result.add("overhead per request", f"{per_request:.1f} ms", "archive, state, discovery")
    result.add(
        "second crawl",
        f"{again:.2f} s",
        f"{second.portals[0].unchanged} unchanged, {second.portals[0].new} new",
    )
    result.demand(found.whole and not found.unreachable, "the portal was not crawled whole")
    result.demand(found.new > 0, "nothing was found")
    result.demand(second.portals[0].new == 0, "the second crawl stored documents again")
    return result


def _crawl(base: str, out: Path) -> tuple[float, CrawlSummary]:
    portals = catalog.select([], [base], [])
    started = time.perf_counter()
    summary = scraper.crawl(portals, CrawlSettings(out=out, pace=0.0), lambda event: None)
    return time.perf_counter() - started, summary


def addresses(archive: Path) -> list[str]:
    """Addresses of the answers in an archive, in order."""
    found: list[str] = []
    for path in sorted(archive.glob("*.warc.gz")):
        with path.open("rb") as file:
            found += [
                record.rec_headers.get_header("WARC-Target-URI")
                for record in ArchiveIterator(file)
                if record.rec_type == "response"
            ]
    return found


def _bare(addresses: list[str]) -> float:
    started = time.perf_counter()
    with requests.Session() as session:
        session.trust_env = False
        for address in addresses:
            _ = session.get(address, timeout=30).content
    return time.perf_counter() - started
