"""The rules of ``identities.toml``, compiled: which cells they join, and how."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

from parsers import standard
from parsers.standard import Column, IdentityRule, Row, Table

PREVIOUS = "@previous"
CHILDREN = "@children"
_WITHIN = frozenset(("columns", "rows", "cells"))
_ONE = Decimal(1)
_COMPARE = {ast.Eq: "==", ast.GtE: ">=", ast.LtE: "<="}


@dataclass(frozen=True, slots=True)
class Term:
    """One summand: a key of the form with its sign, or a constant (key empty)."""

    key: str
    factor: Decimal


@dataclass(frozen=True)
class Compiled:
    """A rule for one table: left and right side and the comparison (or ``is_count``)."""

    rule: IdentityRule
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    relation: str

    def sides(self, values: Mapping[str, Decimal]) -> tuple[Decimal, Decimal]:
        """Left and right side under these values."""
        return _sum(self.left, values), _sum(self.right, values)

    def compare(self, values: Mapping[str, Decimal]) -> bool:
        """Whether the comparison is true of these values."""
        left, right = self.sides(values)
        if self.relation == "==":
            return left == right
        return left >= right if self.relation == ">=" else left <= right

    def holds(self, value: Decimal, row: Row, column: Column) -> bool:
        """Whether a rule on one cell is true of its value."""
        if self.relation == "is_count":
            whole = (row.type or column.type) != "int" or value == value.to_integral_value()
            return whole and (column.signed or value >= 0)
        return self.compare({"value": value})

    @cached_property
    def signed(self) -> tuple[tuple[str, Decimal], ...]:
        """The keys that it joins with their factors, those of the right negative."""
        right = tuple((t.key, -t.factor) for t in self.right)
        return (*((t.key, t.factor) for t in self.left), *right)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The keys that the rule names, in order."""
        return tuple(t.key for t in (*self.left, *self.right) if t.key)


def _sum(terms: tuple[Term, ...], values: Mapping[str, Decimal]) -> Decimal:
    total = Decimal(0)
    for term in terms:
        value = values[term.key] if term.key else _ONE
        total += value if term.factor == _ONE else term.factor * value
    return total


@cache
def compiled(table_id: str, form: str) -> tuple[Compiled, ...]:
    """The rules that hold within one table of a form.

    Args:
        table_id: e.g. ``requests``.
        form: e.g. ``2021``.

    Returns:
        Compiled rules in the order of the standard.

    Raises:
        ValueError: a rule cannot be understood.
    """
    table = standard.forms()[form].tables[table_id]
    return tuple(
        _compile(rule, table, ())
        for rule in standard.identities()
        if rule.over in _WITHIN and rule.applies_to(table_id, form)
    )


@cache
def over_years(table_id: str, form: str, before: str) -> tuple[Compiled, ...]:
    """The rules between a table and last year's.

    Args:
        table_id: e.g. ``requests``.
        form: the form of this year's table.
        before: the form of last year's.

    Returns:
        Compiled rules; the key of a cell of last year's report ends with ``@previous``.

    Raises:
        ValueError: a rule cannot be understood.
    """
    table = standard.forms()[form].tables[table_id]
    last = standard.forms()[before].tables[table_id]
    return tuple(
        _compile(rule, table, _keys(rule, last))
        for rule in standard.identities()
        if rule.over == "years"
        and rule.applies_to(table_id, form)
        and rule.follows(table_id, form, before)
    )


@cache
def over_levels(table_id: str, form: str) -> tuple[Compiled, ...]:
    """The rules between a table's totals and the sums of the reports below.

    Args:
        table_id: e.g. ``requests``.
        form: the form of the table above.

    Returns:
        Compiled rules on ``value`` and ``value@children``.

    Raises:
        ValueError: a rule cannot be understood.
    """
    table = standard.forms()[form].tables[table_id]
    return tuple(
        _compile(rule, table, ())
        for rule in standard.identities()
        if rule.over == "levels" and rule.applies_to(table_id, form)
    )


def _keys(rule: IdentityRule, table: Table) -> tuple[str, ...]:
    """What the names of a rule may be in a table."""
    if "columns" in (rule.over, rule.each):
        return tuple(row.key for row in table.data_rows)
    return tuple(column.key for column in table.cols)


def _compile(rule: IdentityRule, table: Table, last: tuple[str, ...]) -> Compiled:
    tree = ast.parse(rule.rule, mode="eval").body
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name):
        return Compiled(rule, (Term("value", Decimal(1)),), (), tree.func.id)
    if not isinstance(tree, ast.Compare) or len(tree.ops) != 1:
        raise ValueError(f"{rule.id}: not a comparison: {rule.rule}")
    relation = _COMPARE.get(type(tree.ops[0]))
    if relation is None:
        raise ValueError(f"{rule.id}: unknown comparison: {rule.rule}")
    left = tuple(_terms(tree.left, Decimal(1), table))
    right = tuple(_terms(tree.comparators[0], Decimal(1), table))
    known = {*_keys(rule, table), *(key + PREVIOUS for key in last), "value"}
    if rule.over == "levels":
        known.add("value" + CHILDREN)
    unknown = [t.key for t in (*left, *right) if t.key and t.key not in known]
    if unknown:
        raise ValueError(f"{rule.id}: no such row or column in {table.id}@{table.form}: {unknown}")
    return Compiled(rule, left, right, relation)


def _terms(node: ast.expr, factor: Decimal, table: Table) -> Iterator[Term]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield from _terms(node.left, factor, table)
        sign = Decimal(1) if isinstance(node.op, ast.Add) else Decimal(-1)
        yield from _terms(node.right, factor * sign, table)
    elif isinstance(node, ast.Name):
        yield Term(node.id, factor)
    elif (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.MatMult)
        and isinstance(node.left, ast.Name)
        and isinstance(node.right, ast.Name)
    ):
        yield Term(f"{node.left.id}@{node.right.id}", factor)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield Term("", factor * node.value)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.args:
        if node.func.id != "outcomes":
            raise ValueError(f"unknown function {node.func.id}")
        yield from (Term(row.key, factor) for row in table.rows if row.kind == "outcome")
    else:
        raise ValueError(f"cannot read {ast.dump(node)}")
