"""One table into CSV and Parquet at once, in batches: memory does not grow with the rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from output.guard import guard
from output.schema import Table, Type
from output.storage import Sink, Staging
from output.values import print_decimal, print_moment

BOM = b"\xef\xbb\xbf"
# Rows become columns after so many values or characters, and columns a row group after so many
# bytes: small enough that a thousand reports fill every buffer, so more of them need no more memory.
_BATCH_VALUES = 20_000
_BATCH_CHARACTERS = 500_000
_ROW_GROUP_BYTES = 1 << 20
_PRINT: dict[Type, Callable[[Any], str]] = {
    Type.TEXT: guard,
    Type.INT: str,
    Type.FLAG: str,
    Type.DATE: lambda value: value.isoformat(),
    Type.TIME: print_moment,
    Type.DECIMAL: print_decimal,
    Type.RATE: print_decimal,
}


def csv_bytes(rows: Iterable[Iterable[str]], *, bom: bool) -> bytes:
    """Rows as RFC 4180 with CRLF, in UTF-8."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return (BOM if bom else b"") + buffer.getvalue().encode()


def _printed(column: Sequence[Any], show: Callable[[Any], str]) -> Iterator[str]:
    """A column as CSV prints it; every value that stands in it is printed once."""
    known = {value: "" if value is None else show(value) for value in set(column)}
    return map(known.__getitem__, column)


class TableWriter:
    """Writes one table's rows, in order, to ``<table>.csv`` and ``<table>.parquet``.

    Args:
        table: its definition.
        staging: where the files lie until the whole set is there.
    """

    def __init__(self, table: Table, staging: Staging) -> None:
        self.table = table
        self.rows = 0
        self.csv: Sink = staging.open(f"{table.name}.csv")
        self.parquet: Sink = staging.open(f"{table.name}.parquet")
        self._pending: list[tuple[Any, ...]] = []
        self._prints = [_PRINT[column.type] for column in table.columns]
        self._long = [column.name for column in table.columns if column.long]
        self._characters = 0
        self._batches: list[pa.RecordBatch] = []
        self._bytes = 0
        self._writer = pq.ParquetWriter(
            pa.PythonFile(self.parquet, mode="w"),
            table.arrow,
            compression="zstd",
            version="2.6",
            store_schema=True,
        )
        self.csv.write(csv_bytes([list(table.names)], bom=True))

    def add(self, row: dict[str, Any]) -> None:
        """Append a row.

        Args:
            row: exactly the table's columns.

        Raises:
            ValueError: a column is missing or unknown, or a key is null.
            StorageError: the disk refuses.
        """
        names = self.table.names
        if len(row) != len(names):
            odd = sorted(set(row) ^ set(names))
            raise ValueError(f"{self.table.name}: columns do not fit: {odd}")
        self._pending.append(tuple(map(row.__getitem__, names)))
        for name in self._long:
            self._characters += len(row[name] or "")
        self.rows += 1
        full = len(self._pending) * len(names) >= _BATCH_VALUES
        if full or self._characters >= _BATCH_CHARACTERS:
            self._flush()

    def _flush(self) -> None:
        if not self._pending:
            return
        columns = list(zip(*self._pending, strict=True))
        printed = [_printed(c, show) for c, show in zip(columns, self._prints, strict=True)]
        self.csv.write(csv_bytes(zip(*printed, strict=True), bom=False))
        schema = self.table.arrow
        arrays = [
            pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)
        ]
        for field, array in zip(schema, arrays, strict=True):
            if not field.nullable and array.null_count:
                raise ValueError(f"{self.table.name}.{field.name}: a key is null")
        self._batches.append(pa.RecordBatch.from_arrays(arrays, schema=schema))
        self._bytes += self._batches[-1].nbytes
        self._pending = []
        self._characters = 0
        if self._bytes >= _ROW_GROUP_BYTES:
            self._end_row_group()

    def _end_row_group(self) -> None:
        if self._batches:
            self._writer.write_table(pa.Table.from_batches(self._batches, self.table.arrow))
        self._batches = []
        self._bytes = 0

    def finish(self) -> None:
        """Write what is left and bring both files to the disk."""
        self._flush()
        self._end_row_group()
        self._writer.close()
        self.csv.finish()
        self.parquet.finish()
