"""Find one report: in a file, or in a dataset by its id or address."""

from __future__ import annotations

import re
from pathlib import Path

import output
from gongkai.text import clean, nearest
from parsers.errors import UsageError
from parsers.model import Report

_REPORT_ID = re.compile(r"r[0-9a-f]{16}")


def find(target: str, out: Path) -> tuple[Report, list[Report]]:
    """The report of a dataset with that id, or at that address.

    Args:
        target: a report_id, an address, or the source as the dataset prints it.
        out: directory of a dataset.

    Returns:
        The report, and other reports at the same address (earlier versions), latest first.

    Raises:
        UsageError: the dataset has none; the message names the likest ids or addresses.
    """
    asked = target.strip()
    loaded = output.load(out)
    wanted = _variants(asked)
    found: list[Report] = []
    known: list[str] = []
    by_id = _REPORT_ID.fullmatch(asked) is not None
    for report in loaded.reports():
        if by_id:
            if report.report_id == asked:
                return report, []
            known.append(report.report_id)
            continue
        addresses = _addresses(report)
        if addresses & wanted:
            found.append(report)
        elif not found:
            known += [report.report_id, *sorted(addresses)]
    if found:
        found.sort(key=lambda report: (report.fetched_at or "", report.report_id), reverse=True)
        return found[0], found[1:]
    near = nearest(asked, known)
    raise UsageError(
        f"no report {clean(asked)!r} in this dataset",
        place=str(out),
        action="did you mean " + " or ".join(map(clean, near)) + "?"
        if near
        else "reports.csv lists the ids and addresses",
        code="unknown_report",
    )


def _addresses(report: Report) -> set[str]:
    asked = report.source.rsplit("#", 1)[0] if report.warc_ref else report.source
    return {
        address for address in (report.url, report.source, asked, *report.other_urls) if address
    }


def _variants(address: str) -> set[str]:
    """The address with and without what people change when they copy it."""
    variants = {address, address.rstrip("/"), address.rstrip("/") + "/"}
    for word in tuple(variants):
        if word.startswith("http://"):
            variants.add("https://" + word.removeprefix("http://"))
        elif word.startswith("https://"):
            variants.add("http://" + word.removeprefix("https://"))
    return variants
