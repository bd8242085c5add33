"""Crawls the zoo, one synthetic portal after the other, and counts what was found of what is there.

``python -m benchmarks.zoo`` also writes the table into the READMEs, between the zoo's marks.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import parsers
import scraper
from benchmarks.report import Result
from fixtures.portal import Zoo, portals
from fixtures.portal.loopback import loopback
from parsers.documents import sources
from parsers.errors import GongkaiError
from parsers.model import Dossier
from scraper import CrawlSettings, Portal

_BLOCK = re.compile(r"(<!-- zoo -->\n).*?(<!-- /zoo -->)", re.S)
_READMES = ("README.md", "README.zh.md")


@dataclass
class Count:
    """What the portals of one family gave."""

    portals: int = 0
    expected: int = 0
    found: int = 0
    twice: int = 0
    wrong: int = 0
    requests: int = 0

    def add(self, other: Count) -> None:
        """Adds another's numbers."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def run() -> Result:
    """Crawls every portal of the zoo; every report must be found, none twice, none wrong."""
    return measured()[0]


def measured() -> tuple[Result, str]:
    """The demands, and the table per family."""
    result = Result("reports of the zoo")
    families: dict[str, Count] = defaultdict(Count)
    for name, build in portals().items():
        zoo = build()
        count = _count(zoo)
        families[zoo.family].add(count)
        missed = count.expected - count.found
        result.demand(not missed, f"{name}: {missed} of {count.expected} reports are missing")
        result.demand(not count.twice, f"{name}: {count.twice} reports came twice")
        result.demand(not count.wrong, f"{name}: {count.wrong} documents are wrong")
    total = Count()
    lines = [
        "| family | portals | reports | found | twice | wrong | requests |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for family, count in sorted(families.items()):
        total.add(count)
        lines.append(_row(f"`{family}`", count))
        result.add(
            family,
            f"{count.found} of {count.expected}",
            f"{count.portals} portals, {count.twice} twice, {count.wrong} wrong, {count.requests} requests",
        )
    lines.append(_row("all", total))
    return result, "\n".join(lines) + "\n"


def _row(name: str, count: Count) -> str:
    return (
        f"| {name} | {count.portals} | {count.expected} | {count.found} | {count.twice} "
        f"| {count.wrong} | {count.requests} |"
    )


def _count(zoo: Zoo) -> Count:
    """Crawl one portal from its home page and hold the parsed reports against the published ones."""
    with tempfile.TemporaryDirectory(prefix="gongkai-zoo-") as folder:
        with loopback(zoo.routes) as portal:
            portal.fallback = zoo.answer
            settings = CrawlSettings(out=Path(folder), pace=0.0)
            home = Portal("示例县", f"{portal.base}/")
            scraper.crawl([home], settings, lambda event: None)
            requests = len(portal.log)
        documents: Counter[str] = Counter()
        right: Counter[tuple[str | None, int | None]] = Counter()
        wrong = 0
        for item in sources.read([Path(folder) / "archive"]):
            if not isinstance(item, Dossier):
                continue
            parts = urlsplit(item.primary.url or "")
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            documents[path] += 1
            published = zoo.documents.get(path)
            try:
                told = parsers.parse(item).identity
            except GongkaiError:
                wrong += 1
                continue
            if published is None or (told.organ, told.report_year) != (
                published.organ,
                published.year,
            ):
                wrong += 1
            else:
                right[(told.organ, told.report_year)] += 1
    twice = sum(number - 1 for number in (documents | right).values() if number > 1)
    return Count(1, len(zoo.documents), len(right), twice, wrong, requests)


def write() -> None:
    """Prints the table and writes it into the READMEs."""
    result, table = measured()
    print(table)
    for line in result.missed:
        print(f"MISSED {line}")
    for name in _READMES:
        path = Path(__file__).parents[1] / name
        text = path.read_text("utf-8")
        path.write_text(_BLOCK.sub(rf"\g<1>\n{table}\n\g<2>", text), "utf-8")


if __name__ == "__main__":
    write()
