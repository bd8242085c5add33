"""One table into CSV and Parquet at once, in batches: memory does not grow with the rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from output.guard import guard
from output.schema import Table, Type
from output.storage import Sink, Staging
from output.values import print_decimal, print_moment

BOM = b"\xef\xbb\xbf"
# A batch ends at so many values or characters: some ten megabytes of objects.
_BATCH_VALUES = 100_000
_BATCH_CHARACTERS = 2_000_000
_PRINT: dict[Type, Callable[[Any], str]] = {
    Type.TEXT: guard,
    Type.INT: str,
    Type.FLAG: str,
    Type.DATE: lambda value: value.isoformat(),
    Type.TIME: print_moment,
    Type.DECIMAL: print_decimal,
    Type.RATE: print_decimal,
}


def csv_bytes(rows: list[list[str]], *, bom: bool) -> bytes:
    """Rows as RFC 4180 with CRLF, in UTF-8."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return (BOM if bom else b"") + buffer.getvalue().encode()


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
        self._columns: list[list[Any]] = [[] for _ in table.columns]
        self._prints = [_PRINT[column.type] for column in table.columns]
        self._texts = [n for n, column in enumerate(table.columns) if column.type is Type.TEXT]
        self._characters = 0
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
        for name, column in zip(names, self._columns, strict=True):
            column.append(row[name])
        for number in self._texts:
            value = self._columns[number][-1]
            if value is not None:
                self._characters += len(value)
        self.rows += 1
        count = len(self._columns[0])
        if count * len(names) >= _BATCH_VALUES or self._characters >= _BATCH_CHARACTERS:
            self._flush()

    def _flush(self) -> None:
        columns = self._columns
        if not columns[0]:
            return
        printed = [
            ["" if value is None else show(value) for value in column]
            for show, column in zip(self._prints, columns, strict=True)
        ]
        self.csv.write(csv_bytes([list(row) for row in zip(*printed, strict=True)], bom=False))
        schema = self.table.arrow
        arrays = [
            pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)
        ]
        batch = pa.Table.from_arrays(arrays, schema=schema)
        for field, array in zip(schema, arrays, strict=True):
            if not field.nullable and array.null_count:
                raise ValueError(f"{self.table.name}.{field.name}: a key is null")
        self._writer.write_table(batch)
        self._columns = [[] for _ in columns]
        self._characters = 0

    def finish(self) -> None:
        """Write what is left and bring both files to the disk."""
        self._flush()
        self._writer.close()
        self.csv.finish()
        self.parquet.finish()
