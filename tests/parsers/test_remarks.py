"""Cells that print no plain number: in no shape of text is such a cell blank, or read as another."""

from __future__ import annotations

import random

import pytest

from parsers import standard
from parsers.align import Aligner
from parsers.documents.html import read_html
from parsers.documents.text import read_text
from tests.parsers import render
from tests.parsers.judge import judge
from tests.parsers.test_indicators import TABLE, lines, markdown, table, tabs
from tests.parsers.test_run_together import HEADS

REMARKS = [
    "约3", "3余", "3*", "3。", "3.", "（3）", "3、", "其中3", "≥3", "—3", "详见下表", "□", "3 件左右",
]  # fmt: skip
PLACES = [
    ("requests", "carried_in", "natural_person"),
    ("requests", "denied_internal_affairs", "research_institution"),
    ("requests", "other_misc", "natural_person"),
    ("requests", "carried_forward", "total"),
    ("review_litigation", "counts", "review_upheld"),
    ("art20_6", "administrative_coercion", "decisions_this_year"),
    ("art20_8", "administrative_fees", "fee_amount_10k_yuan"),
]
SHAPES = [
    "html", "lines", "lines_apart", "spaced", "pipes_own_line", "pipes_lone", "pipes_row_line",
    "expanded_tabs", "source_lines_no_break", "aligned_counted",
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("remark", REMARKS)
def test_a_cell_that_prints_words_is_not_blank(shape, remark):
    rng = random.Random(f"{shape}{remark}")
    for key in rng.sample(PLACES, 3):
        data = render.figures(rng.randrange(9), blanks=rng.choice([0.0, 0.4]))
        data[key] = "90071"
        source = render.SHAPES[shape](render.tables(data)).replace("90071", remark)
        page = read_html(source) if shape == "html" else read_text(source)
        cells = Aligner(page).align(2023).cells
        told = next(c for c in cells if (c.table_id, c.row_key, c.col_key) == key)
        assert told.status in ("doubtful", "absent") or told.value == 3
        _, silent = judge((c for c in cells if c is not told), data, "2021")
        assert not silent


@pytest.mark.parametrize("shape", [lines, markdown, tabs], ids=lambda f: f.__name__)
@pytest.mark.parametrize("remark", ["约3", "3余", "3*", "≥3", "其中3", "详见下表"])
def test_a_cell_of_the_statistics_table_that_prints_words_is_not_blank(shape, remark):
    cells = table()
    for number in random.Random(remark).sample(range(2, len(cells)), 9):
        row = TABLE.rows[number - 1]
        changed = [[*line] for line in cells]
        changed[number][2] = remark if row.has_data else ""
        found = Aligner(read_text(shape(changed))).align(2017).cells
        told = [c for c in found if c.row_key == row.key]
        assert all(c.status in ("doubtful", "absent") for c in told)


def test_words_behind_the_last_row_of_a_stretch_may_be_its_figure():
    """What ends a stretch of lines is looked at: a sentence, or words that are no cell."""
    labels = [row.label for row in standard.forms()["2021"].tables["requests"].rows]
    for below in ("本年度无此情形。", "3左右"):
        text = "\n".join([*HEADS, *labels, below])
        cells = Aligner(read_text(text)).align(2023).cells
        last = {c.status for c in cells if c.row_key == "carried_forward"}
        assert last == {"doubtful"}


@pytest.mark.parametrize(
    ("figures", "status"),
    [
        ("1 2 0 0 0 0 12", "doubtful"),  # 12 0 0 0 0 _ 12
        ("17 0 0 0 0 1 7", "doubtful"),  # 17 0 0 0 0 _ 17
        ("5 0 0 0 0 1 6", "read"),
        ("5 2 0 0 0 1 6", "read"),
    ],
)
def test_a_row_whose_sum_holds_if_two_figures_are_one_is_in_doubt(figures, status):
    labels = [row.label for row in standard.forms()["2021"].tables["requests"].rows]
    lines_of = [f"{labels[0]} 1 0 0 0 0 0 1", f"{labels[1]} {figures}", *labels[2:]]
    cells = Aligner(read_text("\n".join([*HEADS, *lines_of]))).align(2023).cells
    assert {c.status for c in cells if c.row_key == "carried_in"} == {status}
