"""The reports of a dataset compared with one another, and what was found added to them.

One pass over the sorted reports keeps small summaries. The years of one organ stand together, so its
figures are dropped when it is done; for the levels only a few totals of each report are kept.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

import output
from gongkai.work import FindingKey
from output.facts import Facts, collect
from parsers.checks import across
from parsers.identity import regions
from parsers.model import Finding, Report


class Found:
    """What the comparisons found, by report; it lies on the disk, for bad data finds much."""

    def __init__(self) -> None:
        # A nameless database is a temporary file that nobody else sees.
        self._store = sqlite3.connect("")
        self._store.execute("CREATE TABLE found (report_id TEXT, passed INTEGER, findings BLOB)")
        self._store.execute("CREATE INDEX by_report ON found (report_id)")
        self._counts: Counter[FindingKey] = Counter()

    def __enter__(self) -> Found:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    def counts(self) -> Counter[FindingKey]:
        """Number of findings by (outcome, severity, cause, code)."""
        return self._counts

    def added(self, reports: Callable[[], Iterator[Report]]) -> Callable[[], Iterator[Report]]:
        """The same reports with the findings on them.

        Args:
            reports: gives the reports anew at every call, checked within themselves only.

        Returns:
            The same, with the findings and the checks passed across reports.
        """

        def complete() -> Iterator[Report]:
            for report in reports():
                self._complete(report)
                yield report

        return complete

    def _complete(self, report: Report) -> None:
        codes = across.codes()
        report.findings = [f for f in report.findings if f.code not in codes]
        rows = self._store.execute(
            "SELECT passed, findings FROM found WHERE report_id = ? ORDER BY rowid",
            (report.report_id,),
        )
        locations: dict[str, str | None] = {}
        for passed, blob in rows:
            report.checks_passed += passed
            new: list[Finding] = pickle.loads(blob)  # noqa: S301 - written above, by this process
            if new and not locations:
                locations = {cell.address: cell.location for cell in report.cells}
            report.findings += [replace(f, location=locations.get(f.cells[0])) for f in new]

    def take(self, compared: Iterable[across.Compared]) -> None:
        """Keep what there is of comparisons."""
        for item in compared:
            self._counts.update(
                (str(f.outcome), str(f.severity), str(f.cause), f.code) for f in item.findings
            )
            if item.findings or item.passed:
                self._store.execute(
                    "INSERT INTO found VALUES (?, ?, ?)",
                    (item.report_id, item.passed, pickle.dumps(item.findings)),
                )


def find(reports: Iterable[Report]) -> Found:
    """Compares reports over years and over levels.

    Args:
        reports: all reports of a dataset, in its order: a division's together, and in it an organ's.

    Returns:
        What was found on current versions; to be closed.
    """
    found = Found()
    speakers: list[across.Summary] = []
    for _, division in groupby(reports, key=lambda report: output.sort_key(report)[:2]):
        kept: list[across.Summary] = []
        for _, group in groupby(division, key=_organ_name):
            summaries = list(_current(group))
            found.take(across.compare_years(summaries))
            kept += [s.totals_only() for s in summaries if s.adcode and s.level]
        found.take(across.compare_levels(kept, _children, "government"))
        speakers += [s for s in kept if across.is_speaker(s)]
    found.take(across.compare_levels(speakers, _children, "area"))
    return found


def _organ_name(report: Report) -> tuple[Any, ...]:
    """The part of the dataset's order that the years of one organ share."""
    return output.sort_key(report)[:4]


def _current(reports: Iterable[Report]) -> Iterator[across.Summary]:
    """Summaries of the versions that stand, of organs that can be told from others of the name."""
    stubs: list[Report] = []
    summaries: dict[str, across.Summary] = {}
    for report in reports:
        if report.identity.organ is None or report.identity.report_year is None:
            continue
        stubs.append(replace(report, cells=[], findings=[], sections=[]))
        summaries[report.report_id] = across.summarize(report, ())
    for fact in collect(stubs, with_doubtful=False).values():
        if fact.current and not fact.ambiguous:
            yield replace(summaries[fact.report_id], organ=_organ(fact))


def _organ(fact: Facts) -> tuple[str | None, ...]:
    """Who reports. Without a code, organs of one name in two places are two organs."""
    where = (None, None) if fact.adcode is not None else (fact.region, fact.place)
    return (fact.organ, fact.adcode, fact.scope, *where)


def _children(adcode: str, year: int) -> list[str]:
    return [division.adcode for division in regions.children(adcode, year)]
