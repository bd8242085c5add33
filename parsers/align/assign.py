"""Which table and row of the forms each record belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from parsers import labels, standard
from parsers.align import strays
from parsers.align.items import Item
from parsers.align.records import Record
from parsers.errors import DocumentError
from parsers.labels import Role

# The largest table has 25 rows; a page with this many is made to break its reader.
_MOST_RECORDS = 5000
_TWO = 2
_WHOLE = 100.0
# How many pieces a torn label may have.
_PIECES = 5


@dataclass(slots=True)
class Found:
    """What the document prints of one table.

    Attributes:
        table_id: the table.
        heads: its heads in reading order.
        records: its records in reading order.
        anchored: its title, note or heads stand in the document, not the section's title alone.
        above: how many figures stand in text between its heads and the label of its first row.
    """

    table_id: str
    heads: list[Item] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    anchored: bool = False
    above: int = 0

    def is_shifted(self, columns: int) -> bool:
        """Whether its figures may stand above their labels, not behind them."""
        labelled = [record for record in self.records if record.row_key is not None]
        last = not labelled or not labelled[-1].figures
        return bool(self.above) and (self.above == columns or last)


class Assigner:
    """Assigns records to tables and rows; keeps what it has seen, as a reader would."""

    def __init__(self) -> None:
        self.found: dict[str, Found] = {}
        self.unplaced: list[Record] = []
        self._table: str | None = None
        self._heads: list[Item] = []
        self._row: str | None = None
        self._open = False
        self._count = 0

    def add(self, record: Record) -> None:
        """Takes the next record in reading order.

        Raises:
            DocumentError: a table has more rows than any form could print.
        """
        self._count += bool(record.figures)
        if self._count > _MOST_RECORDS:
            raise DocumentError(
                f"the page prints more than {self._count - 1} rows of figures",
                code="table_too_large",
            )
        if record.in_text:
            self._open = strays.doubt_torn(record, self._above, open_above=self._open)
        leaf = self._leaf(record) or self._leaf_above_words(record)
        if record.in_text:
            self._doubt_remarks(record, leaf)
        for item in record.labels if leaf is None else record.labels[: leaf[2]]:
            self._read_head(item)
        if leaf is not None:
            role, likeness, _ = leaf
            found = self._enter(role.table_id)
            record.row_key, record.likeness = role.key, likeness
            record.depth = _depth(role.table_id, role.key)
            found.records.append(record)
            self._row = role.key
        elif record.figures or (not record.labels and record.values) or self._is_marked(record):
            self._without_label(record)

    def _doubt_remarks(self, record: Record, leaf: tuple[Role, float, int] | None) -> None:
        first = len(record.labels) if leaf is None else leaf[2]
        if leaf is not None and not record.figures:
            own = record.labels[first:]
            record.leading = record.leading or strays.goes_on(own, leaf[0].key)
        above = self._above
        if first and above is not None and above.in_text and strays.opens_with_remark(record):
            columns = len(_tables(self._table or "")[0].columns)
            above.torn = above.torn or above.filled < columns

    @property
    def _above(self) -> Record | None:
        """The last record of the table."""
        found = self.found.get(self._table or "")
        return found.records[-1] if found is not None and found.records else None

    def _enter(self, table_id: str) -> Found:
        if self._table != table_id:
            self._table, self._row = table_id, None
        found = self.found.setdefault(table_id, Found(table_id))
        found.heads.extend(self._heads)
        self._heads = []
        return found

    def _read_head(self, item: Item) -> None:
        match = item.match
        naming = match.of("anchor", "note", "head", "section")
        if naming and len({r.table_id for r in naming}) == 1:
            table_id = naming[0].table_id
            if self._table != table_id:
                self._table, self._row = table_id, None
                self._heads = []
            found = self.found.setdefault(table_id, Found(table_id))
            found.anchored = found.anchored or not match.of("section")
        if not match.roles or match.of("column", "head", "foreign"):
            self._heads.append(item)

    def _without_label(self, record: Record) -> None:
        single = self._table is not None and not _has_row_labels(self._table)
        blank_row = single and not record.labels and self._is_row(len(record.values))
        whole = blank_row or self._is_marked(record)
        if single and self._table is not None and (record.figures or whole):
            found = self._enter(self._table)
            if not record.labels or any(i.match.of("column", "head") for i in record.labels):
                record.row_key = _only_row(self._table)
                record.likeness = 100.0
                found.records.append(record)
            return
        if record.figures and self._table is not None and self._row is not None:
            before = self.found[self._table].records
            columns = len(_tables(self._table)[0].cols)
            if before and not record.labels and record.figures < max(columns, _TWO):
                before[-1].torn = True
            # A row whose label is lost or unreadable: only its place can tell.
            self.found[self._table].records.append(record)
        elif record.figures:
            self.unplaced.append(record)
            if self._table is not None and record.in_text:
                self.found[self._table].above = record.figures

    def _is_marked(self, record: Record) -> bool:
        """Whether it is a row, or block, of marks for nothing below the heads of such a table."""
        single = self._table is not None and not _has_row_labels(self._table)
        marks = bool(record.values) and all(v.is_blank and v.text for v in record.values)
        return single and marks and self._is_row(len(record.values))

    def _is_row(self, count: int) -> bool:
        """Whether so many empty cells are a row, or a block, of a table without row labels."""
        table = _tables(self._table or "")[0]
        columns = len(table.columns)
        return count >= columns or count * len(table.blocks) == columns

    def _leaf(self, record: Record) -> tuple[Role, float, int] | None:
        """The row that the record's label names: role, likeness, index of its first piece."""
        best: tuple[Role, float, int] | None = None
        pieces = record.labels
        for first in range(len(pieces) - 1, max(-1, len(pieces) - 1 - _PIECES), -1):
            match = (
                pieces[-1].match
                if first == len(pieces) - 1
                else labels.like("".join(i.text for i in pieces[first:]))
            )
            role = self._choose(match, record)
            if role is not None and (best is None or match.likeness > best[1]):
                best = (role, match.likeness, first)
                if match.likeness == 100:
                    return best
        if best is not None and any(
            labels.is_remark(i.text)
            for i in pieces
            if i.row is not None and i.row == pieces[-1].row
        ):
            return None  # 备注 | 含上年结转3件 names a row, but is none
        return best

    def _leaf_above_words(self, record: Record) -> tuple[Role, float, int] | None:
        """The row whose label stands right before the last words of a record without figures."""
        pieces = record.labels
        if record.figures or len(pieces) < _TWO or pieces[-1].match.roles:
            return None
        own = pieces[-2].match
        return self._leaf(Record(pieces[:-1])) if own.is_row and own.likeness == _WHOLE else None

    def _choose(self, match: labels.Match, record: Record) -> Role | None:
        rows = match.of("row")
        if not rows:
            return None
        if match.of("column"):
            # 其他 and 总计 are heads too: a row only among the rows, with figures of its own.
            among_heads = any(
                i.match is not match and i.match.of("column", "head", "note") for i in record.labels
            )
            if self._table is None or self._row is None or not record.values or among_heads:
                return None
            rows = tuple(r for r in rows if r.table_id == self._table)
            if not rows:
                return None
        if len({(r.table_id, r.key) for r in rows}) == 1:
            return rows[0]
        return self._by_place(rows)

    def _by_place(self, rows: tuple[Role, ...]) -> Role | None:
        """Of several rows with one label, the next in the form after the row before."""
        if self._row is None:
            return None
        for form in standard.forms().values():
            table = form.tables.get(rows[0].table_id)
            keys = [r.key for r in table.rows] if table else []
            if self._row not in keys:
                continue
            here = keys.index(self._row)
            ahead = [r for r in rows if r.key in keys and keys.index(r.key) > here]
            if ahead:
                following = min(ahead, key=lambda r: keys.index(r.key))
                data = [k for k in keys[here + 1 :] if table and table.row(k).has_data]
                if data and following.key == data[0]:
                    return following
        return None


def _tables(table_id: str) -> list[standard.Table]:
    return [f.tables[table_id] for f in standard.forms().values() if table_id in f.tables]


@cache
def _depth(table_id: str, row_key: str) -> int | None:
    """Label columns to the right of a row's label; None if the form's tables differ in it."""
    depths = set()
    for table in _tables(table_id):
        groups = {row.key: row.group for row in table.rows}
        levels = {key: level(key, groups) for key in groups}
        if row_key in levels:
            depths.add(max(levels.values()) - levels[row_key])
    return depths.pop() if len(depths) == 1 else None


def level(key: str, groups: Mapping[str, str | None]) -> int:
    """How many groups a row lies in: the label columns to the left of its label."""
    above = groups.get(key)
    return 0 if above is None else 1 + level(above, groups)


def _has_row_labels(table_id: str) -> bool:
    return any(row.label for row in _tables(table_id)[0].rows)


def _only_row(table_id: str) -> str:
    return _tables(table_id)[0].data_rows[0].key
