"""Each shape of text gives the cells that a careful reader finds, and never a wrong one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsers import standard
from parsers.align import Aligner
from parsers.documents.text import read_text
from tests.parsers.table_shapes import SHAPES, Shape

WORDS = {"_": "blank", "?": "doubtful", "x": "absent"}


def expected(shape: Shape) -> dict[tuple[str, str], str]:
    """By form and address: a number, or one of _ ? x."""
    cells: dict[tuple[str, str], str] = {}
    for line in filter(None, map(str.strip, shape.cells.split("\n"))):
        where, _, figures = line.partition(": ")
        form, _, address = where.rpartition(" ")
        form = form or standard.form_of_year(shape.year)
        table_id, row_key = address.split(".")
        columns = standard.forms()[form].tables[table_id].columns
        for column, figure in zip(columns, figures.split(), strict=True):
            cells[form, f"{table_id}.{row_key}.{column.key}"] = figure
    return cells


def found(shape: Shape):
    return Aligner(read_text(shape.text)).align(shape.year).cells


def told(cell, truth) -> str:
    return truth.get((cell.form, cell.address), "x")


def marked(name, *kinds):
    behind = next(filter(None, (getattr(SHAPES[name], kind) for kind in kinds)), "")
    return pytest.param(
        name, marks=[pytest.mark.xfail(strict=True, reason=behind)] if behind else []
    )


@pytest.mark.parametrize("name", [marked(name, "silent", "behind") for name in SHAPES])
def test_cells_are_those_of_a_careful_reader(name):
    truth = expected(SHAPES[name])
    wrong, seen = [], set()
    for cell in found(SHAPES[name]):
        figure = told(cell, truth)
        seen.add((cell.form, cell.address))
        right = (
            cell.status == WORDS[figure]
            if figure in WORDS
            else cell.status == "read" and cell.value == Decimal(figure)
        )
        if not right:
            wrong.append(
                f"{cell.form} {cell.address} {cell.status} {cell.value}, not {figure}: {cell.reason}"
            )
    assert not wrong
    assert set(truth) <= seen


@pytest.mark.parametrize("name", [marked(name, "silent") for name in SHAPES])
def test_no_cell_is_wrong_without_a_word(name):
    truth = expected(SHAPES[name])
    for cell in found(SHAPES[name]):
        figure = told(cell, truth)
        if cell.status == "read":
            assert figure not in WORDS, cell
            assert cell.value == Decimal(figure), cell
        elif cell.status == "blank":
            assert figure in ("_", "x"), cell


def test_all_shapes_are_here():
    assert set(SHAPES) | {"s07", "s08", "s36", "s42"} == {f"s{n:02}" for n in range(1, 44)}
