"""What a run comes to, in lines that a cron mail can carry."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gongkai.exits import Exit
from gongkai.settings import Mute
from gongkai.text import shorten
from parsers.model import Problem
from scraper.model import CrawlSummary, PortalSummary

LIMIT = 40
_WIDTH = 300
_NAMED = 4


@dataclass(slots=True)
class News:
    """What changed in the dataset.

    Attributes:
        reports: how many there are now.
        new: how many are new.
        revised: names of the reports that were published anew, both versions kept.
        gone: names of the reports that no portal lists any more.
        errors: by how much the findings of severity error grew.
    """

    reports: int = 0
    new: int = 0
    revised: Sequence[str] = ()
    gone: Sequence[str] = ()
    errors: int = 0


@dataclass(slots=True)
class Meter:
    """Time and disk that a run took, from when it was made."""

    out: Path
    began: float = field(default_factory=time.monotonic)
    before: int = -1

    def __post_init__(self) -> None:
        self.before = used(self.out)

    def words(self) -> str:
        """``disk 31G (+0.2G), 41 min``."""
        now = used(self.out)
        minutes = (time.monotonic() - self.began) / 60
        return f"disk {_size(now)} ({_size(now - self.before, signed=True)}), {minutes:.0f} min"


def used(out: Path) -> int:
    """Bytes of a directory on the disk; what has several names counts once."""
    seen: set[int] = set()
    total = 0
    stack = [out]
    while stack:
        try:
            entries = list(os.scandir(stack.pop()))
        except OSError:  # it is not there yet, or a file that has just got its name
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                stack.append(Path(entry.path))
                continue
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            if status.st_ino not in seen:
                seen.add(status.st_ino)
                total += status.st_blocks * 512
    return total


def _size(number: int, *, signed: bool = False) -> str:
    value = number / 1e9
    digits = 0 if abs(value) >= 10 else 1
    # Never "-0.0".
    return f"{round(value, digits) + 0.0:{'+' if signed else ''}.{digits}f}G"


def first_line(code: Exit, crawl: CrawlSummary, news: News, meter: Meter) -> str:
    """The line that says it all."""
    whole = sum(item.whole for item in crawl.portals)
    return (
        f"gongkai exit={int(code)} portals {whole}/{len(crawl.portals)} whole, "
        f"reports {news.reports} (+{news.new} new, {len(news.revised)} revised, "
        f"{len(news.gone)} gone), errors {news.errors:+d}, {meter.words()}"
    )


def lines(
    head: str,
    crawl: CrawlSummary,
    news: News,
    problems: Iterable[Problem],
    kept: Mapping[str, int],
    mutes: Mapping[str, Mute],
) -> list[str]:
    """All lines, at most `LIMIT`.

    Args:
        head: the first line.
        crawl: what the crawl came to.
        news: what changed in the dataset.
        problems: of the dataset.
        kept: reports in the dataset by portal.
        mutes: portals whose problems do not count, by home address.
    """
    found = [head]
    if crawl.stopped:
        found.append(f"stopped: {crawl.stopped}; the next run goes on")
    tail = _named("revised", news.revised) + _named("gone", news.gone)
    tail += [f"muted until {mute.until}: {mute.portal} ({mute.why})" for mute in mutes.values()][
        :_NAMED
    ]
    failing = _failing(crawl, problems, kept, mutes)
    room = LIMIT - len(found) - len(tail)
    if len(failing) > room:
        more = len(failing) - room + 1
        failing = [*failing[: room - 1], f"and {more} more; problems.csv has them all"]
    return [shorten(line, _WIDTH) for line in (*found, *failing, *tail)]


def _named(what: str, names: Sequence[str]) -> list[str]:
    shown = [f"{what}: {name}" for name in names[:_NAMED]]
    more = len(names) - len(shown)
    return [*shown, f"{what}: and {more} more"] if more else shown


def _failing(
    crawl: CrawlSummary,
    problems: Iterable[Problem],
    kept: Mapping[str, int],
    mutes: Mapping[str, Mute],
) -> list[str]:
    by_portal: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.counts:
            by_portal.setdefault(problem.portal or "", []).append(problem)
    found: list[tuple[int, str]] = []
    for item in crawl.portals:
        own = by_portal.pop(item.portal.home, [])
        if item.portal.home in mutes or item.interrupted:
            continue
        if item.trouble is not None:
            found.append((0, _portal(item, kept)))
        elif own:
            name = f"{item.portal.name} {item.portal.home}"
            found.append((1, _documents(name, own, kept.get(item.portal.home, 0))))
    for home, own in by_portal.items():
        if home not in mutes:
            found.append((2, _documents(home or "other documents", own, kept.get(home, 0))))
    return [line for _, line in sorted(found, key=lambda pair: pair[0])]


def _portal(item: PortalSummary, kept: Mapping[str, int]) -> str:
    trouble = item.trouble
    code, action = (trouble.code, trouble.action) if trouble else ("", "")
    more = f" and {item.failures - 1} more" if item.failures > 1 else ""
    since = (item.failing_since or "")[:10] or "this run"
    rows = kept.get(item.portal.home, item.reports)
    return (
        f"{item.portal.name} {item.portal.home}: {code}{more} since {since}, "
        f"last good {(item.last_good or 'never')[:10]}, {rows} reports kept; {action}"
    )


def _documents(name: str, problems: Sequence[Problem], rows: int) -> str:
    worst = problems[0]
    since = min((p.first_seen for p in problems if p.first_seen), default="")[:10] or "unknown"
    good = max((p.last_good for p in problems if p.last_good), default="never")[:10]
    more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
    return (
        f"{name}: {worst.code}{more} since {since}, last good {good}, {rows} reports kept; "
        f"{worst.action or worst.message}"
    )
