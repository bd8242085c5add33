"""The three functions for notebooks; `gongkai` gives them their short names."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from parsers.errors import DocumentError, RefusedError, UsageError
from parsers.model import Dossier, Problem, Report

if TYPE_CHECKING:
    from pandas import DataFrame

PathArgument = str | PathLike[str]


class GongkaiWarning(UserWarning):
    """A document gave no report."""


def parse(path: PathArgument) -> Report:
    """The one report of a document.

    Args:
        path: a file, or a folder or archive with exactly one report.

    Returns:
        The report, with its cells, findings and sections.

    Raises:
        UsageError: there is no such path, or there are several reports.
        DocumentError: the document cannot be read.
        RefusedError: the document is not an annual report, or there is no document at all.
    """
    return parse_one(path)[0]


def parse_one(path: PathArgument) -> tuple[Report, Dossier]:
    """As `parse`, with the dossier that the report was made of."""
    from parsers import parse as parse_dossier  # noqa: PLC0415 - imported on first use

    path = _existing(path)
    report: Report | None = None
    dossier: Dossier | None = None
    first: Exception | None = None
    for item in _read([path]):
        try:
            if isinstance(item, Problem):
                kind = RefusedError if item.kind == "refused" else DocumentError
                raise kind(
                    item.message,
                    place=item.source or str(path),
                    action=item.action,
                    code=item.code,
                    evidence=item.evidence,
                )
            found = parse_dossier(item)
        except (DocumentError, RefusedError) as error:
            if not error.place:
                place = item.source if isinstance(item, Problem) else item.primary.source
                error.place = place or str(path)
            first = first or error
            continue
        if report is not None and found.report_id != report.report_id:
            raise UsageError(
                "there are several reports here",
                place=str(path),
                action="name one document, or use parse_many",
                code="several_reports",
            )
        if report is None:
            report, dossier = found, item
    if report is None or dossier is None:
        raise first or RefusedError(
            "there is no document here",
            place=str(path),
            action="name a file, or a folder with a report in it",
            code="no_documents",
        )
    return report, dossier


def parse_many(
    *paths: PathArgument, on_problem: Callable[[Problem], None] | None = None
) -> Iterator[Report]:
    """The reports of files, folders and archives, one after the other, in this process.

    A report that stands at several places is given once for each.

    Args:
        paths: files, folders, .warc(.gz), .zip, .jsonl or .parquet with addresses and text.
        on_problem: called for every document that gives no report; without it, a
            `GongkaiWarning` is issued for each.

    Raises:
        UsageError: there is no such path.
    """
    from gongkai.work import Parsed, parse_one, unpack  # noqa: PLC0415 - imported on first use

    for item in _read([_existing(path) for path in paths]):
        outcome = item if isinstance(item, Problem) else parse_one(item)
        if isinstance(outcome, Parsed):
            yield unpack(outcome.packed)
            continue
        problem = outcome if isinstance(outcome, Problem) else outcome.problem
        if on_problem is not None:
            on_problem(problem)
        else:
            warnings.warn(
                f"{problem.source}: {problem.message} — {problem.action}",
                GongkaiWarning,
                stacklevel=2,
            )


def read(directory: PathArgument) -> dict[str, DataFrame]:
    """The tables of a dataset, by name: codes are strings, counts Int64.

    Raises:
        UsageError: there is no whole dataset in that directory.
    """
    import output  # noqa: PLC0415 - imported on first use

    return output.read(_existing(directory))


def _existing(path: PathArgument) -> Path:
    path = Path(path)
    if not path.exists():
        raise UsageError(
            "no such file or directory",
            place=str(path),
            action="check the spelling",
            code="path_missing",
        )
    return path


def _read(paths: list[Path]) -> Iterator[Dossier | Problem]:
    from parsers.documents import sources  # noqa: PLC0415 - imported on first use

    for item in sources.read(paths):
        if isinstance(item, Dossier | Problem):
            yield item
