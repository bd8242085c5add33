"""`gongkai show`."""

from __future__ import annotations

from pathlib import Path

from gongkai import library, original, pipeline
from gongkai.cli.app import Call
from gongkai.exits import Exit
from gongkai.show import explain, render
from gongkai.text import clean
from parsers.errors import UsageError
from parsers.model import Report


def show(call: Call) -> Exit:
    """Print one report, or explain one of its cells."""
    target, cell = call.arguments.target, call.arguments.cell
    if _is_path(call, target):
        report, dossier = library.parse_one(target)
        found = original.of_dossier(dossier) if cell else None
    else:
        report, directory = _from_dataset(call, target)
        found = original.find(report, directory, pipeline.inputs_of(directory)) if cell else None
    if found is not None:
        explain(report, cell, call.console, found)
    else:
        render(report, call.console)
    return Exit.DONE


def _is_path(call: Call, target: str) -> bool:
    return call.arguments.within is None and Path(target).exists()


def _from_dataset(call: Call, target: str) -> tuple[Report, Path]:
    directory = call.arguments.within or call.settings.out
    if directory is None:
        raise UsageError(
            f"{clean(target)!r} is no file here, and no dataset to look in was given",
            action="check the path, or say where the dataset is with --in DIR",
            code="path_missing",
        )
    out = Path(directory)
    if not pipeline.has_dataset(out):
        raise UsageError(
            "there is no whole dataset in this directory",
            place=str(out),
            action=f"make one with `gongkai parse PATH --out {out}`",
            code="no_dataset",
        )
    from gongkai.lookup import find  # noqa: PLC0415 - needs the table libraries

    report, others = find(target, out)
    for other in others:
        call.reporter.info(
            "other_version",
            f"another version at this address: {other.report_id}, fetched {other.fetched_at}",
        )
    return report, out
