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
# Rows become columns after so many values or characters: small enough that a thousand reports fill
# every buffer, so more of them need no more memory.
_BATCH_VALUES = 20_000
_BATCH_CHARACTERS = 500_000
# Bytes of a Parquet row group.
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

    A Parquet writer keeps the metadata of every row group until it is closed. With all tables open
    at once that grows with the reports, so columns go to an Arrow stream first, and `finish` makes
    the Parquet file of it, one table after the other.

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
        self._scratch = staging.scratch(f"{table.name}.arrows")
        self._stream = pa.ipc.new_stream(
            pa.PythonFile(self._scratch, mode="w"),
            table.arrow,
            options=pa.ipc.IpcWriteOptions(compression="zstd"),
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
        self._stream.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
        self._pending = []
        self._characters = 0

    def _to_parquet(self) -> None:
        writer = pq.ParquetWriter(
            pa.PythonFile(self.parquet, mode="w"),
            self.table.arrow,
            compression="zstd",
            version="2.6",
            store_schema=True,
        )
        group: list[pa.RecordBatch] = []
        size = 0
        with pa.OSFile(str(self._scratch.path)) as source:
            for batch in pa.ipc.open_stream(source):
                group.append(batch)
                size += batch.nbytes
                if size >= _ROW_GROUP_BYTES:
                    writer.write_table(pa.Table.from_batches(group, self.table.arrow))
                    group, size = [], 0
                    pa.default_memory_pool().release_unused()
        if group:
            writer.write_table(pa.Table.from_batches(group, self.table.arrow))
        writer.close()
        # What the pool keeps for later would grow from table to table.
        pa.default_memory_pool().release_unused()

    def finish(self) -> None:
        """Write what is left and bring both files to the disk."""
        self._flush()
        self._stream.close()
        self._scratch.end()
        self._to_parquet()
        self._scratch.discard()
        self.csv.finish()
        self.parquet.finish()
