from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest


class Dataset:
    """A written dataset, read without the code under test."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def csv(self, table: str) -> list[dict[str, str]]:
        with (self.path / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def parquet(self, table: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = pq.read_table(self.path / f"{table}.parquet").to_pylist()
        return rows

    def one(self, table: str, **where: object) -> dict[str, Any]:
        rows = [r for r in self.parquet(table) if all(r[k] == v for k, v in where.items())]
        assert len(rows) == 1, f"{len(rows)} rows of {table} with {where}"
        return rows[0]

    def bytes(self) -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in sorted(self.path.iterdir()) if p.is_file()}


@pytest.fixture
def written(tmp_path: Path) -> Any:
    """Writes reports and gives the dataset."""
    import output
    from tests.output.factory import source

    def write(*reports: Any, problems: Any = (), listings: Any = (), **settings: Any) -> Dataset:
        out = tmp_path / "out"
        output.write(out, source(*reports), list(problems), list(listings), **settings)
        return Dataset(out)

    return write
