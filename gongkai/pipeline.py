"""From documents on disk to a dataset: read, parse in worker processes, stage, write."""

from __future__ import annotations

import dataclasses
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import output
from gongkai import across
from gongkai.progress import Reporter, Stage
from gongkai.settings import Settings
from gongkai.staging import Staging
from gongkai.text import clean
from gongkai.totals import Totals
from gongkai.version import version
from gongkai.work import Unparsed
from gongkai.workers import parse_all
from parsers.documents import sources
from parsers.model import Dossier, Listing, Problem, Report, Sighting

CRAWLING = frozenset({"run", "demo"})
"""Commands that crawled just before, and told what went wrong there."""


@dataclasses.dataclass(frozen=True, slots=True)
class Built:
    """What a dataset was made of."""

    totals: Totals
    problems: list[Problem]
    listings: list[Listing]

    @property
    def counting(self) -> int:
        """Number of problems that count (exit code 2)."""
        return sum(problem.counts for problem in self.problems)


def build(
    paths: Sequence[Path], out: Path, settings: Settings, reporter: Reporter, command: str
) -> Built:
    """Make the dataset in `out` from everything under `paths`.

    The caller holds the lock of `out`. The dataset that is there stays until the new one is
    whole, and for good if there is nothing at all to read.

    Raises:
        StorageError: the disk is full or a file cannot be written.
    """
    with Staging(out) as staging:
        listings: dict[tuple[str, int], Listing] = {}
        with reporter.stage("parse") as stage:
            told = command in CRAWLING
            dossiers = _sort_out(sources.read(paths), staging, listings, stage, reporter, told)
            for outcome in parse_all(
                dossiers, jobs=settings.workers, time_limit=settings.document_timeout
            ):
                if isinstance(outcome, Unparsed):
                    staging.add_problem(outcome)
                    _say(reporter, outcome.problem)
                else:
                    staging.add(outcome)
                stage.advance()
        staging.seal()
        with reporter.stage("compare") as stage:
            found = across.find(_watched(staging.reports(), stage))
        with found:
            totals = staging.totals()
            totals.findings.update(found.counts())
            built = Built(totals, staging.problems(), [listings[key] for key in sorted(listings)])
            if totals.reports or built.problems or built.listings or not has_dataset(out):
                reports = found.added(staging.reports)
                _write(out, reports, built, settings, reporter, command, paths)
            else:
                reporter.warning(
                    "nothing_read", f"{out}: nothing was read; the dataset there stays as it was"
                )
        return built


def rewrite(
    out: Path,
    reports: Callable[[], Iterator[Report]],
    problems: Sequence[Problem],
    listings: Sequence[Listing],
    settings: Settings,
    reporter: Reporter,
) -> Built:
    """Write a dataset again from its own reports, each checked within itself, for `check`."""
    totals = Totals()
    with reporter.stage("check") as stage:
        found = across.find(_watched(reports(), stage, totals))
    totals.findings.update(found.counts())
    totals.documents = totals.reports
    built = Built(totals, list(problems), list(listings))
    last = read_run(out).get("dataset")
    last = last if isinstance(last, dict) else {}
    with found:
        _write(
            out,
            found.added(reports),
            built,
            dataclasses.replace(settings, with_doubtful=bool(last.get("with_doubtful"))),
            reporter,
            "check",
            inputs_of(out),
        )
    return built


def _watched(
    reports: Iterable[Report], stage: Stage, totals: Totals | None = None
) -> Iterator[Report]:
    """The same reports; each advances the stage and is counted."""
    for report in reports:
        if totals is not None:
            totals.count(report)
        stage.advance()
        yield report


def _sort_out(
    items: Iterable[Dossier | Problem | Listing | Sighting],
    staging: Staging,
    listings: dict[tuple[str, int], Listing],
    stage: Stage,
    reporter: Reporter,
    told: bool,
) -> Iterator[Dossier]:
    """Pass dossiers on to the workers; keep the rest. `told`: the crawl said its own problems."""
    for item in items:
        match item:
            case Dossier():
                stage.advance(0, note=item.primary.source)
                yield item
            case Problem():
                staging.add_problem(item)
                if not (told and item.url):
                    _say(reporter, item)
            case Sighting():
                staging.add_sighting(item)
            case Listing():
                key = (item.portal, item.report_year)
                known = listings.get(key)
                if known is None or (item.checked_at or "") >= (known.checked_at or ""):
                    listings[key] = item


def _say(reporter: Reporter, problem: Problem) -> None:
    place = problem.url or problem.source or problem.portal or ""
    say = reporter.warning if problem.counts else reporter.info
    say(
        problem.code,
        f"{place}: {problem.message}" + (f" — {problem.action}" if problem.action else ""),
        kind=problem.kind,
        counts=problem.counts,
        place=place,
        action=problem.action,
    )


def _write(
    out: Path,
    reports: Callable[[], Iterator[Report]],
    built: Built,
    settings: Settings,
    reporter: Reporter,
    command: str,
    inputs: Sequence[Path | str],
) -> None:
    run = {
        "command": command,
        "inputs": [clean(path) for path in inputs],
        "with_doubtful": settings.with_doubtful,
        **describe(built),
    }
    started = time.monotonic()
    # The record is on the disk before the tables and gets its name after them: a full disk
    # leaves the old record beside the old tables, and datapackage.json is still the last file.
    commit = update_run(out, "dataset", run)
    try:
        with reporter.stage("write"):
            output.write(
                out,
                reports,
                built.problems,
                built.listings,
                with_doubtful=settings.with_doubtful,
                keep=settings.keep,
            )
    except BaseException:
        commit(False)
        raise
    commit(True)
    reporter.info(
        "written",
        f"{out}: tables written in {time.monotonic() - started:.1f} s",
        out=str(out),
        reports=built.totals.reports,
    )


def describe(built: Built) -> dict[str, Any]:
    """The counts of a dataset, for run.json. No clock in it: the same input gives the same."""
    problems = Counter((problem.kind, problem.code, problem.counts) for problem in built.problems)
    outcomes = Counter(listing.outcome for listing in built.listings)
    return {
        "documents": built.totals.documents,
        "reports": built.totals.reports,
        "reports_by_portal": _named(built.totals.by_portal),
        "reports_by_year": _named(built.totals.by_year),
        "by_portal_and_year": _by_portal_and_year(built),
        "cells": dict(sorted(built.totals.statuses.items())),
        "findings": [
            {"outcome": out, "severity": severity, "cause": cause, "code": code, "number": number}
            for (out, severity, cause, code), number in sorted(built.totals.findings.items())
        ],
        "problems": [
            {"kind": kind, "code": code, "counts": counts, "number": number}
            for (kind, code, counts), number in sorted(problems.items())
        ],
        "listings": dict(sorted(outcomes.items())),
    }


def _by_portal_and_year(built: Built) -> list[dict[str, Any]]:
    """Reports and outcome of each portal and year; the outcome is null where nothing was crawled."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for (portal, year), number in built.totals.by_portal_year.items():
        if portal is not None and year is not None:
            found[portal, year] = {"reports": number, "outcome": "found", "listed": None}
    for listing in built.listings:
        key = (listing.portal, listing.report_year)
        row = found.setdefault(key, {"reports": 0, "outcome": listing.outcome, "listed": None})
        row["listed"] = listing.listed_total
        row["whole"] = listing.whole
    return [{"portal": key[0], "report_year": key[1], **found[key]} for key in sorted(found)]


def _named(counter: Counter[Any]) -> dict[str, int]:
    return dict(sorted(("unknown" if key is None else str(key), n) for key, n in counter.items()))


def has_dataset(out: Path) -> bool:
    """True if `out` holds a whole dataset."""
    return (out / "datapackage.json").is_file()


def read_run(out: Path) -> dict[str, Any]:
    """What run.json says, empty if there is none."""
    try:
        content = json.loads((out / "run.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def inputs_of(out: Path) -> list[str]:
    """What the dataset was made of, as the command was given it; empty if that is not known."""
    last = read_run(out).get("dataset")
    inputs = last.get("inputs") if isinstance(last, dict) else None
    return [item for item in inputs if isinstance(item, str)] if isinstance(inputs, list) else []


def update_run(out: Path, part: str, content: dict[str, Any]) -> Callable[[bool], None]:
    """Write `content` as a part of run.json aside; the function given back names or drops it."""
    run = {**read_run(out), "gongkai": version(), part: content}
    aside = out / "run.json.tmp"
    with aside.open("w", encoding="utf-8") as handle:
        json.dump(run, handle, ensure_ascii=False, indent=2, sort_keys=True)
        handle.write("\n")
        handle.flush()
        os.fsync(handle.fileno())

    def commit(keep: bool) -> None:
        if keep:
            aside.replace(out / "run.json")
        else:
            aside.unlink(missing_ok=True)

    return commit
