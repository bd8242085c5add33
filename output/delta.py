"""What changed between two writings of a dataset: reports that are new, revised or gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq

from output.values import split


@dataclass(frozen=True, slots=True)
class Known:
    """A report as a dataset has it."""

    urls: tuple[str, ...]
    gone: bool
    organ: str | None
    year: int | None

    @property
    def name(self) -> str:
        """Organ, year and address."""
        url = self.urls[0] if self.urls else ""
        return f"{self.organ or 'unknown organ'} {self.year or 'unknown year'} {url}".strip()


@dataclass(slots=True)
class Delta:
    """Reports that one writing has and the one before had not, or had otherwise.

    Attributes:
        new: of addresses that the dataset did not know.
        revised: other words at a known address; both versions are in the dataset.
        gone: no portal lists them any more.
    """

    new: list[Known] = field(default_factory=list)
    revised: list[Known] = field(default_factory=list)
    gone: list[Known] = field(default_factory=list)


def known(out: Path) -> dict[str, Known]:
    """The reports of the dataset in a directory, by id; empty if there is none."""
    path = out / "reports.parquet"
    if not path.is_file():
        return {}
    names = ["report_id", "url", "source", "other_urls", "gone", "organ", "report_year"]
    columns = pq.read_table(path, columns=names).to_pydict()
    rows = zip(*(columns[name] for name in names), strict=True)
    return {
        report_id: Known((url or source, *split(others or "")), bool(gone), organ, year)
        for report_id, url, source, others, gone, organ, year in rows
    }


def compare(before: Mapping[str, Known], after: Mapping[str, Known]) -> Delta:
    """What `after` has that `before` had not."""
    delta = Delta()
    addresses = {url for report in before.values() for url in report.urls}
    for report_id, report in after.items():
        was = before.get(report_id)
        if was is None:
            (delta.revised if addresses.intersection(report.urls) else delta.new).append(report)
        if report.gone and not (was is not None and was.gone):
            delta.gone.append(report)
    return delta
