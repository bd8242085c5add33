"""Heads: which form a table is, in what order its columns stand, and the unit that is printed."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz

from parsers import labels, standard
from parsers.align.assign import Found
from parsers.align.items import Item
from parsers.han import simplified
from parsers.standard import Table

# A label in a joined head must have this many characters to be found inside it.
_SHORTEST = 4
# A head in the place of another has this much in common with it.
_ALIKE = 40.0


@dataclass(frozen=True, slots=True)
class Heads:
    """What the heads of one table say.

    Attributes:
        table: the table of the form that the heads (and rows) name.
        certain: the content names the form, not only the year.
        order: column keys in the order of the figures.
        doubt: why the columns are not certain; empty when they are.
        unit: money unit printed in a head, None without.
        columns_at: grid column of each head, in the order of the figures, None where the heads
            do not keep their grid position.
        renamed: columns whose place has another head than the form's, with its words.
    """

    table: Table
    certain: bool
    order: tuple[str, ...]
    doubt: str = ""
    unit: str | None = None
    columns_at: tuple[int, ...] | None = None
    renamed: tuple[tuple[str, str], ...] = ()

    @property
    def permuted(self) -> bool:
        """Whether the columns stand in another order than the form's."""
        return self.order != self.table.keys


def read(found: Found, candidates: Sequence[Table], default: str | None) -> Heads:
    """Decides form and columns of a table from its content.

    Args:
        found: heads and records as printed.
        candidates: the table in every form that has it.
        default: the form to take where content does not tell (国办公开办函〔2021〕30号 or
            〔2019〕60号 by report year, or by the section's other tables).

    Returns:
        The heads; `doubt` is set when the columns cannot be told.
    """
    joined = labels.fold("".join(i.text for i in found.heads)).core
    covered = [_in_text(table, joined) for table in candidates]
    named = set().union(*covered)
    scored = sorted(
        (
            (_score(found, table, covered[n], named), table.form == default, n)
            for n, table in enumerate(candidates)
        ),
        reverse=True,
    )
    best = candidates[scored[0][2]]
    certain = len(scored) == 1 or scored[0][0] > scored[1][0]
    unit = _head_unit(found, best)
    printed = tuple(c.key for c in best.columns)
    foreign = [i.text for i in found.heads if i.match.of("foreign")]
    if foreign:
        return Heads(
            best, certain, printed, f"a column {foreign[0]} that the form does not have", unit
        )
    seen = _sequence(found.heads, best)
    if not seen and not _in_text(best, joined):
        same = all(t.columns == best.columns for t in candidates)
        doubt = "" if same else "the heads of the columns are missing"
        return Heads(best, certain and not doubt, printed, doubt, unit)
    by_column = _by_grid(found.heads, best)
    in_order = any(_in_order(seen, order) for order in _reading_orders(best))
    if by_column is not None and by_column[0] != printed and in_order:
        # A lost head moves those behind it: the grid then tells another order than the reading.
        return Heads(best, certain, printed, "the heads can be read in two orders", unit)
    if by_column is not None:
        order, columns_at = by_column
        return Heads(best, certain, order, "", unit, columns_at)
    if in_order:
        renamed = _renamed(found.heads, best, joined)
        return Heads(best, certain, printed, "", unit, renamed=renamed)
    return Heads(best, certain, printed, "the heads stand in another order than the form's", unit)


def _renamed(heads: Sequence[Item], table: Table, joined: str) -> tuple[tuple[str, str], ...]:
    """Columns without their head, where one stands in its place that is like it but not it."""
    if any(column.group for column in table.columns):
        return ()
    keys = [column.key for column in table.columns]
    at: dict[str, int] = {}
    for place, item in enumerate(heads):
        for role in item.match.of("column"):
            if role.table_id == table.id:
                at.setdefault(role.key, place)
    covered = _in_text(table, joined) | set(at)
    found: list[tuple[str, str]] = []
    for number, column in enumerate(table.columns):
        if column.key in covered:
            continue
        before = at.get(keys[number - 1], -1) if number else -1
        after = at.get(keys[number + 1], len(heads)) if number + 1 < len(keys) else len(heads)
        core = labels.fold(column.label).core
        found += [
            (column.key, item.text)
            for item in heads[before + 1 : after]
            if not item.match.roles and fuzz.ratio(labels.fold(item.text).core, core) >= _ALIKE
        ]
    return tuple(found)


def _score(found: Found, table: Table, covered: Set[str], named: Set[str]) -> tuple[int, int]:
    """How well a form explains the content: hits less foreign labels, then completeness.

    `covered` are its columns whose labels stand in the heads, `named` those of every form.
    """
    keys = set(table.keys)
    hits, foreign = 0, len(named - keys)
    for item in found.heads:
        roles = [r for r in item.match.of("column") if r.table_id == table.id]
        if roles:
            if any(r.key in keys for r in roles):
                hits += 1
            else:
                foreign += named.isdisjoint(r.key for r in roles)
    for record in found.records:
        if record.row_key is not None:
            if record.row_key in table.data_keys:
                hits += 1 + (record.figures == len(table.columns))
            elif record.figures:
                foreign += 1
    missing = len(keys - covered)
    return hits - 3 * foreign, -missing


@lru_cache(maxsize=1024)
def _in_text(table: Table, joined: str) -> frozenset[str]:
    """Columns whose label stands somewhere in the joined heads, torn or not."""
    found: set[str] = set()
    for column in table.columns:
        for text in (column.label, *column.aliases):
            core = labels.fold(text).core
            if len(core) >= _SHORTEST and core in joined:
                found.add(column.key)
                break
    return frozenset(found)


def _sequence(heads: Sequence[Item], table: Table) -> list[frozenset[str]]:
    keys = table.keys
    result: list[frozenset[str]] = []
    for item in heads:
        own = frozenset(
            r.key for r in item.match.of("column") if r.table_id == table.id and r.key in keys
        )
        # A head repeated after a page break says nothing new.
        if own and not (len(own) == 1 and own in result):
            result.append(own)
    return result


@cache
def _reading_orders(table: Table) -> list[list[str]]:
    """Orders in which the form's heads are read: by column, and head row by head row."""
    by_column = list(table.keys)
    grouped = [c.key for c in table.columns if c.group]
    plain = [c.key for c in table.columns if not c.group]
    return [by_column, plain + grouped] if grouped and plain else [by_column]


def _in_order(seen: Sequence[frozenset[str]], order: Sequence[str]) -> bool:
    position = 0
    for keys in seen:
        while position < len(order) and order[position] not in keys:
            position += 1
        if position == len(order):
            return False
        position += 1
    return True


def _by_grid(heads: Sequence[Item], table: Table) -> tuple[tuple[str, ...], tuple[int, ...]] | None:
    """The columns' own order and places, if every head stands in a grid column of its own."""
    places: dict[int, frozenset[str]] = {}
    for item in heads:
        own = frozenset(r.key for r in item.match.of("column") if r.table_id == table.id)
        if not own or item.col is None:
            continue
        # A head repeated after a page break stands where it stood.
        if places.setdefault(item.col, own) != own:
            return None
    cols = sorted(places)
    if len(cols) != len(table.columns):
        return None
    keys = table.keys
    if all(key in places[col] for key, col in zip(keys, cols, strict=True)):
        return tuple(keys), tuple(cols)
    if any(len(own) != 1 for own in places.values()):
        return None
    order = tuple(next(iter(places[col])) for col in cols)
    return (order, tuple(cols)) if set(order) == set(keys) else None


def _head_unit(found: Found, table: Table) -> str | None:
    """The money unit that a head prints, for tables of amounts."""
    if all(c.type != "decimal" for c in table.columns):
        return None
    text = "".join("".join(i.text.split()) for i in found.heads)
    return next((u for u in standard.values().head_units if u in simplified(text)), None)
