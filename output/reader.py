"""A dataset back: as DataFrames (`read`), or as the reports that it was made of (`load`)."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from output.guard import unguard
from output.schema import Table, Type
from output.storage import BEFORE, LAST
from output.tables import TABLES
from output.values import unpadded
from parsers.errors import StorageError, UsageError

if TYPE_CHECKING:
    from pandas import DataFrame

_PARSE: dict[Type, Callable[[str], Any]] = {
    Type.TEXT: unguard,
    Type.INT: int,
    Type.FLAG: int,
    Type.DATE: date.fromisoformat,
    Type.TIME: datetime.fromisoformat,
    Type.DECIMAL: Decimal,
    Type.RATE: Decimal,
}


def locate(directory: Path) -> dict[str, Path]:
    """The file of each table, Parquet before CSV, checked against ``datapackage.json``.

    Raises:
        UsageError: there is no dataset in that directory.
        StorageError: its files are not of one writing, or were changed since.
    """
    directory = Path(directory)
    if not (directory / LAST).is_file():
        raise UsageError(
            "there is no whole dataset in this directory",
            place=str(directory),
            action="give the --out directory of `gongkai run` or `gongkai parse`",
            code="no_dataset",
        )
    try:
        return _files(directory)
    except StorageError:
        # A run that was killed while the files changed hands keeps the old set here.
        if (directory / BEFORE / LAST).is_file():
            return _files(directory / BEFORE)
        raise


def _files(directory: Path) -> dict[str, Path]:
    try:
        package = json.loads((directory / LAST).read_bytes())
        told = {r["path"]: (r["bytes"], r["hash"]) for r in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _mixed(directory / LAST, "cannot be understood") from error
    found: dict[str, Path] = {}
    for name in TABLES:
        paths = [directory / f"{name}.parquet", directory / f"{name}.csv"]
        path = next((p for p in paths if p.is_file()), None)
        if path is None:
            raise _mixed(paths[0], "is missing")
        size, digest = told.get(path.name, (None, None))
        if size != path.stat().st_size or digest != f"sha256:{_sha256(path)}":
            raise _mixed(path, f"is not the file that {LAST} tells of")
        found[name] = path
    return found


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _mixed(path: Path, what: str) -> StorageError:
    return StorageError(
        f"the file {what}; the dataset is not whole",
        place=str(path),
        action="write it again with `gongkai parse DIR/archive --out DIR`",
        code="mixed_dataset",
    )


def arrow_table(table: Table, path: Path) -> pa.Table:
    """One table, from Parquet or from CSV with the guard undone; equal either way."""
    if path.suffix == ".parquet":
        return pq.read_table(path, schema=table.arrow)
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file)
        next(lines)
        columns: list[list[Any]] = [[] for _ in table.columns]
        parsers = [_PARSE[column.type] for column in table.columns]
        for line in lines:
            for column, parse, value in zip(columns, parsers, line, strict=True):
                column.append(parse(value) if value else None)
    arrays = [pa.array(c, f.type) for c, f in zip(columns, table.arrow, strict=True)]
    return pa.Table.from_arrays(arrays, schema=table.arrow)


def read(directory: Path | str) -> dict[str, DataFrame]:
    """The tables of a dataset as DataFrames.

    Args:
        directory: the directory of the dataset.

    Returns:
        By table: texts and codes as ``string``, counts and flags as ``Int64``, dates and times as
        datetimes, rates as ``Float64``, other decimals as exact `decimal.Decimal`.

    Raises:
        UsageError: there is no dataset in that directory.
        StorageError: its files are not of one writing, or were changed since.
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and only needed here

    frames = {}
    for name, path in locate(Path(directory)).items():
        table = TABLES[name]
        arrow = arrow_table(table, path)
        data: dict[str, Any] = {}
        for column in table.columns:
            values = arrow.column(column.name)
            match column.type:
                case Type.TEXT:
                    data[column.name] = pd.array(values.to_pylist(), dtype="string")
                case Type.INT | Type.FLAG:
                    data[column.name] = pd.array(values.to_pylist(), dtype="Int64")
                case Type.RATE:
                    floats = [None if v is None else float(v) for v in values.to_pylist()]
                    data[column.name] = pd.array(floats, dtype="Float64")
                case Type.DATE:
                    data[column.name] = pd.to_datetime(pd.Series(values.to_pylist(), dtype=object))
                case Type.TIME:
                    data[column.name] = pd.to_datetime(
                        pd.Series(values.to_pylist(), dtype=object), utc=True
                    )
                case Type.DECIMAL:
                    exact = [None if v is None else unpadded(v) for v in values.to_pylist()]
                    data[column.name] = pd.Series(exact, dtype=object)
        frames[name] = pd.DataFrame(data)
    return frames


@dataclass(frozen=True, slots=True)
class Batches:
    """The rows of one table of a dataset, read bit by bit."""

    table: Table
    path: Path

    def rows(self) -> Iterator[dict[str, Any]]:
        """All rows, in the dataset's order."""
        if self.path.suffix != ".parquet":
            yield from arrow_table(self.table, self.path).to_pylist()
            return
        with pq.ParquetFile(self.path) as file:
            for batch in file.iter_batches(batch_size=4_096):
                yield from batch.to_pylist()
