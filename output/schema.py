"""What a column is and what a table is: the words in which the dataset is defined."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from output.values import DECIMAL_PRECISION, DECIMAL_SCALE, RATE_PRECISION, RATE_SCALE

if TYPE_CHECKING:
    import pyarrow as pa


class Type(StrEnum):
    """The types of DATASET columns."""

    TEXT = "text"
    INT = "int"
    FLAG = "flag"
    DATE = "date"
    TIME = "time"
    DECIMAL = "decimal"
    RATE = "rate"


_FIELD_TYPE: dict[Type, str] = {
    Type.TEXT: "string",
    Type.INT: "integer",
    Type.FLAG: "integer",
    Type.DATE: "date",
    Type.TIME: "datetime",
    Type.DECIMAL: "number",
    Type.RATE: "number",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column, defined once for CSV, Parquet, the data package and the codebook.

    Attributes:
        name: the column's name.
        type: its type.
        zh: what it is, in Chinese.
        en: what it is, in English.
        unit: 件, 万元, 元, 天, 比率 ...; empty for text.
        computed: how it is made; empty if it is taken over as printed.
        breaks: known breaks in the series, in English; empty if none is known.
        breaks_zh: the same in Chinese.
        values: the closed list of its codes, empty if it is not one.
        long: its texts may run over pages.
    """

    name: str
    type: Type
    zh: str
    en: str
    unit: str = ""
    computed: str = ""
    breaks: str = ""
    breaks_zh: str = ""
    values: tuple[str, ...] = ()
    long: bool = False

    @property
    def text_zh(self) -> str:
        """The Chinese description, with the known breaks."""
        return f"{self.zh}。断点：{self.breaks_zh}" if self.breaks_zh else self.zh

    @property
    def text_en(self) -> str:
        """The English description, with the known breaks."""
        return f"{self.en}. Known breaks: {self.breaks}" if self.breaks else self.en

    def field(self, *, required: bool) -> dict[str, Any]:
        """The column as a field of a Table Schema."""
        constraints: dict[str, Any] = {}
        if required:
            constraints["required"] = True
        if self.type is Type.FLAG:
            constraints["enum"] = [0, 1]
        elif self.values:
            constraints["enum"] = list(self.values)
        field: dict[str, Any] = {
            "name": self.name,
            "type": _FIELD_TYPE[self.type],
            "title": self.text_zh,
            "description": self.text_en,
        }
        if constraints:
            field["constraints"] = constraints
        if self.unit:
            field["unit"] = self.unit
        if self.computed:
            field["computed"] = self.computed
        return field


@dataclass(frozen=True)
class Table:
    """One table of the dataset.

    `key` is the primary key; `nullable_key` names the columns of it that may be null (an organ
    whose region has no code).
    """

    name: str
    key: tuple[str, ...]
    zh: str
    en: str
    columns: tuple[Column, ...]
    nullable_key: frozenset[str] = frozenset()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def arrow(self) -> pa.Schema:
        """The Parquet schema; key columns are not nullable."""
        import pyarrow as pa  # noqa: PLC0415 - slow to load; only who writes or reads needs it

        types: dict[Type, pa.DataType] = {
            Type.TEXT: pa.string(),
            Type.INT: pa.int64(),
            Type.FLAG: pa.int64(),
            Type.DATE: pa.date32(),
            Type.TIME: pa.timestamp("us", tz="UTC"),
            Type.DECIMAL: pa.decimal128(DECIMAL_PRECISION, DECIMAL_SCALE),
            Type.RATE: pa.decimal128(RATE_PRECISION, RATE_SCALE),
        }
        return pa.schema(
            [
                pa.field(column.name, types[column.type], nullable=not self.required(column.name))
                for column in self.columns
            ]
        )

    def required(self, name: str) -> bool:
        """Whether the column is never null."""
        return name in self.key and name not in self.nullable_key

    def table_schema(self) -> dict[str, Any]:
        """The table as a Table Schema (Data Package v2)."""
        return {
            "fields": [
                column.field(required=self.required(column.name)) for column in self.columns
            ],
            "primaryKey": list(self.key),
            "missingValues": [""],
        }
