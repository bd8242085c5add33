"""Goldens: what the parser makes of every document under fixtures/reports, cell by cell."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import parsers
from parsers.documents import sources
from parsers.errors import GongkaiError
from parsers.model import Cell, Dossier, Finding, Problem, Report

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "fixtures" / "reports"
EXPECTED = Path(__file__).parent / "expected"


def inputs() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every document under fixtures/reports and what is made of it."""
    for item in sources.read([REPORTS]) if REPORTS.is_dir() else ():
        if isinstance(item, Dossier):
            yield item.primary.source, outcome(item)
        elif isinstance(item, Problem):
            yield str(item.source), {"problem": item.code, "counts": item.counts}


def outcome(dossier: Dossier) -> dict[str, Any]:
    """A report, or why there is none."""
    try:
        return described(parsers.parse(dossier))
    except GongkaiError as error:
        return {"problem": error.code, "error": type(error).__name__, "message": error.message}


def described(report: Report) -> dict[str, Any]:
    """A report so that each cell and each finding is one line of a diff."""
    identity = {
        name: getattr(report.identity, name) for name in report.identity.__dataclass_fields__
    }
    return {
        "report_id": report.report_id,
        "identity": {name: value for name, value in identity.items() if value is not None},
        "forms": report.forms,
        "reading": report.reading,
        "checks_passed": report.checks_passed,
        "processing_fee_yuan": plain(report.processing_fee_yuan),
        "cells": {f"{cell.address}@{cell.form}": _cell(cell) for cell in report.cells},
        "findings": [_finding(finding) for finding in report.findings],
        "sections": {
            section.key: f"{section.title} | {len(section.text)} characters, "
            + hashlib.sha256(section.text.encode()).hexdigest()[:12]
            for section in report.sections
        },
    }


def _cell(cell: Cell) -> str:
    parts = [str(cell.status), plain(cell.value) or "-", f"raw={cell.raw!r}"]
    names = ("unit", "basis", "reason", "location")
    parts += [f"{name}={value}" for name in names if (value := getattr(cell, name))]
    return " ".join(parts)


def _finding(finding: Finding) -> str:
    parts = [finding.code, str(finding.outcome), str(finding.severity), f"cause={finding.cause}"]
    for name in ("table_id", "row_key", "col_key", "cells", "expected", "actual", "difference"):
        value = getattr(finding, name)
        if value not in {None, ()}:
            text = ";".join(value) if isinstance(value, tuple) else plain(value)
            parts.append(f"{name}={text}")
    return " ".join([*parts, f"| {finding.message}"])


def plain(value: object) -> str | None:
    """A decimal without padding and without an exponent."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return None if value is None else str(value)


def path_of(source: str) -> Path:
    """Where the golden of a document lies."""
    return EXPECTED / (source.replace("/", "__").replace("#", "__").replace("!", "__") + ".json")


def text_of(outcome_: dict[str, Any]) -> str:
    """A golden as it is written."""
    return json.dumps(outcome_, ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def uncommitted() -> list[str] | None:
    """Goldens that git does not hold as they are; None outside a checkout."""
    inside = _git("rev-parse", "--is-inside-work-tree")
    if inside is None:
        return None
    status = _git("status", "--porcelain", "--untracked-files=all", "--", str(EXPECTED))
    return (status or "").splitlines()


def committed(path: Path) -> dict[str, Any] | None:
    """A golden as git holds it, None if it does not."""
    text = _git("show", f"HEAD:{path.relative_to(ROOT).as_posix()}")
    return json.loads(text) if text else None


def _git(*args: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), *args], capture_output=True, check=True, encoding="utf-8"
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout


def differences(old: object, new: object, place: str = "") -> Iterator[str]:
    """What changed, one line for each value."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from differences(old.get(key), new.get(key), f"{place}.{key}" if place else key)
    elif isinstance(old, list) and isinstance(new, list):
        yield from (f"  {place}: - {item}" for item in old if item not in new)
        yield from (f"  {place}: + {item}" for item in new if item not in old)
    elif old != new:
        yield f"  {place}: {_short(old)} -> {_short(new)}"


def _short(value: object) -> str:
    if isinstance(value, dict | list):
        return f"({len(value)} entries)"
    return "(none)" if value is None else str(value)
