"""`gongkai parse` and `gongkai check`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import output
import parsers
from gongkai import lock, pipeline
from gongkai.cli import muting
from gongkai.cli.app import Call
from gongkai.exits import Exit, of_counts
from gongkai.summary import print_summary
from parsers.errors import UsageError
from parsers.model import Report


def parse(call: Call) -> Exit:
    """Make a dataset from documents on disk."""
    out = call.out()
    paths = [Path(path) for path in call.arguments.paths]
    if not any(path.exists() for path in paths):
        raise UsageError(
            "no such file or directory",
            place=", ".join(map(str, paths)),
            action="check the spelling; nothing was written",
            code="path_missing",
        )
    with lock.held(out, "parse"):
        return dataset(call, inputs(paths, out), out, "parse")


def inputs(paths: Sequence[Path], out: Path) -> list[Path]:
    """What to read: a directory that gongkai made stands for its archive, and `out` has one too."""
    archive = out / "archive"
    chosen = []
    for path in paths:
        if path.is_dir() and (path / "archive").is_dir() and lock.is_ours(path):
            chosen.append(path / "archive")
        else:
            chosen.append(path)
    covered = any(
        archive.resolve().is_relative_to(path.resolve()) for path in chosen if path.exists()
    )
    if not covered and any(archive.glob("*.warc*")):
        chosen.append(archive)
    return chosen


def dataset(call: Call, paths: Sequence[Path], out: Path, command: str) -> Exit:
    """Build the dataset, print its summary, and say how it went. The caller holds the lock."""
    built = pipeline.build(paths, out, call.settings, call.reporter, command)
    say_nothing_found(call, built, paths, out)
    return finish(call, built, out)


def say_nothing_found(
    call: Call, built: pipeline.Built, paths: Sequence[Path], out: Path, *, loud: bool = True
) -> None:
    """A warning if there is not one report; `loud`: even if quiet."""
    if not built.totals.reports:
        call.reporter.warning(
            "nothing_found",
            f"gongkai: {', '.join(map(str, paths))}: no annual report found; "
            f"{out / 'problems.csv'} says what each document is",
            loud=loud,
        )


def finish(call: Call, built: pipeline.Built, out: Path, *, loud: bool = True) -> Exit:
    """Print the summary and give the exit code; `loud`: what failed is said even if quiet."""
    muted = muting.muted(call)
    counting = sum(p.counts and p.portal not in muted for p in built.problems)
    if counting:
        call.reporter.warning(
            "incomplete",
            f"gongkai: {counting} documents, listings or portals failed; "
            f"{out / 'problems.csv'} says which and what to do",
            loud=loud,
        )
    if not call.quiet:
        print_summary(built, out, call.console)
    return of_counts(reports=built.totals.reports, counting_problems=counting)


def check(call: Call) -> Exit:
    """Run all checks of a dataset again."""
    out = Path(call.arguments.directory)
    if not out.is_dir():
        raise UsageError(
            "no such directory",
            place=str(out),
            action="give the directory of a dataset",
            code="path_missing",
        )
    if not pipeline.has_dataset(out) or not lock.is_ours(out):
        raise UsageError(
            "there is no whole dataset in this directory",
            place=str(out),
            action=f"make one with `gongkai parse PATH --out {out}`",
            code="no_dataset",
        )
    with lock.held(out, "check"):
        loaded = output.load(out)

        def checked() -> Iterator[Report]:
            for report in loaded.reports():
                parsers.recheck(report)
                yield report

        built = pipeline.rewrite(
            out, checked, loaded.problems, loaded.listings, call.settings, call.reporter
        )
    return finish(call, built, out)
