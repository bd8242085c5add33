"""``datapackage.json`` (Data Package v2) and ``codebook.csv``, from the tables' definitions."""

from __future__ import annotations

import json
from typing import Any

from output.guard import guard
from output.schema import Table
from output.storage import Sink
from output.tables import TABLES
from output.writers import csv_bytes

PACKAGE_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
CODEBOOK = "codebook.csv"
CODEBOOK_COLUMNS = ("table", "column", "type", "unit", "中文", "English", "computed")
_CODEBOOK_MEANING = (
    "name of the table",
    "name of the column",
    "text / int / flag / date / time / decimal / rate",
    "unit, empty for none",
    "what it is, in Chinese, with known breaks",
    "what it is, in English, with known breaks",
    "how it is computed; empty if taken over as printed",
)

GUARD = (
    "In CSV files a text that starts, after blanks, with = + - @ ＝ ＋ － ＠, TAB or CR, and is not "
    "wholly a number or dashes, carries a leading apostrophe against spreadsheet formulas; a text "
    "that already starts with apostrophes before such a start carries one more. Remove exactly one "
    "to undo it; gongkai.read does. Parquet files are as they are."
)


def codebook() -> bytes:
    """The codebook: one row per column of every table."""
    rows = [list(CODEBOOK_COLUMNS)]
    for table in TABLES.values():
        rows += [
            [
                guard(text)
                for text in (
                    table.name,
                    column.name,
                    str(column.type),
                    column.unit,
                    column.text_zh,
                    column.text_en,
                    column.computed,
                )
            ]
            for column in table.columns
        ]
    return csv_bytes(rows, bom=True)


def _csv_resource(name: str, sink: Sink, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": sink.bytes,
        "hash": f"sha256:{sink.sha256}",
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\r\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "schema": schema,
        "gongkai:guard": "'",
    }


def _table_resources(table: Table, csv: Sink, parquet: Sink, rows: int) -> list[dict[str, Any]]:
    told = {"title": table.zh, "description": table.en, "gongkai:rows": rows}
    return [
        _csv_resource(table.name, csv, table.table_schema()) | told,
        {
            "name": f"{table.name}-parquet",
            "path": f"{table.name}.parquet",
            # Not "parquet": readers that take a package's Parquet files for tables themselves
            # (frictionless 5) cannot check their bytes and hash.
            "format": "apache-parquet",
            "mediatype": "application/vnd.apache.parquet",
            "bytes": parquet.bytes,
            "hash": f"sha256:{parquet.sha256}",
            "gongkai:schemaOf": table.name,
        }
        | told,
    ]


def datapackage(files: dict[str, Sink], rows: dict[str, int], *, with_doubtful: bool) -> bytes:
    """The package's descriptor.

    Args:
        files: every file of the set by name, finished.
        rows: rows by table.
        with_doubtful: whether best readings stand in the analysis tables.

    Returns:
        JSON in UTF-8; equal input gives equal bytes, there is no clock in it.
    """
    resources = [
        resource
        for table in TABLES.values()
        for resource in _table_resources(
            table, files[f"{table.name}.csv"], files[f"{table.name}.parquet"], rows[table.name]
        )
    ]
    fields = [
        {"name": name, "type": "string", "description": meaning}
        for name, meaning in zip(CODEBOOK_COLUMNS, _CODEBOOK_MEANING, strict=True)
    ]
    schema = {"fields": fields, "primaryKey": ["table", "column"], "missingValues": [""]}
    resources.append(_csv_resource("codebook", files[CODEBOOK], schema) | {"title": "codebook"})
    package = {
        "$schema": PACKAGE_PROFILE,
        "name": "gongkai",
        "title": "政府信息公开工作年度报告 (annual reports on open government information)",
        "description": "Tables rebuilt from published annual reports, cell by cell. A number is "
        "read as printed, or its _status says why it is null. codebook.csv tells every column. "
        + GUARD,
        "keywords": ["政府信息公开", "open government", "China"],
        "gongkai:guard": GUARD,
        "gongkai:withDoubtful": with_doubtful,
        "resources": resources,
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()
