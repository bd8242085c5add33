"""Text that has lost its blank cells but shows by position where they were. Figures are made up."""

import re

import pytest

from parsers.align import Aligner
from parsers.documents.text import read_text
from tests.parsers import render
from tests.parsers.judge import judge

ALIGNED = ["aligned", "aligned_by_characters", "aligned_counted", "aligned_right", "aligned_centre"]
SOURCED = ["source_lines", "source_lines_no_break"]


def align(text):
    return Aligner(read_text(text)).align(2023)


def share(shape, blanks):
    right = total = 0
    for seed in range(4):
        data = render.figures(seed, blanks=blanks)
        text = render.SHAPES[shape](render.tables(data))
        counts, silent = judge(align(text).cells, data, "2021")
        assert not silent
        right, total = right + counts["right"], total + len(data)
    return right / total


@pytest.mark.parametrize(
    ("shape", "blanks", "least"),
    [
        *((shape, 0.1, 0.97) for shape in ALIGNED if shape != "aligned_centre"),
        *((shape, 0.6, 0.95) for shape in ALIGNED if shape != "aligned_centre"),
        ("aligned_centre", 0.1, 0.9),
        *((shape, 0.1, 0.9) for shape in SOURCED),
    ],
)
def test_rows_with_blanks_are_placed_where_they_show_it(shape, blanks, least):
    assert share(shape, blanks) >= least


def test_the_reason_says_how_a_row_was_placed():
    for shape, basis in (("aligned", "grid"), ("source_lines", "padding")):
        data = render.figures(1, blanks=0.3)
        cells = align(render.SHAPES[shape](render.tables(data))).cells
        placed = [c for c in cells if c.basis == basis and c.status in ("read", "blank")]
        assert len(placed) > 100
        assert all(c.reason for c in placed)


def rows_of(text):
    """Numbers of the lines of section 3 that print figures after a label."""
    lines = text.split("\n")
    return lines, [n for n, line in enumerate(lines) if re.search(r"[）\u4e00-\u9fff] +\d", line)]


@pytest.mark.parametrize("shape", ALIGNED)
@pytest.mark.parametrize("seed", range(3))
def test_a_line_that_its_label_shifted_is_not_placed(shape, seed):
    """The label is longer than its column and pushes the rest of the line to the right."""
    data = render.figures(seed, blanks=0.4)
    lines, rows = rows_of(render.SHAPES[shape](render.tables(data)))
    for number in rows:
        label, gap, figures = re.split(r"( +)(?=[\d,. ]+$)", lines[number], maxsplit=1)
        for extra in range(1 + (2 * number + seed) % 5, 14, 5):
            longer = label + "长" * (len(gap) // (1 + (shape not in ALIGNED[1:3])) + extra)
            changed = [*lines[:number], longer + " " + figures, *lines[number + 1 :]]
            _, silent = judge(align("\n".join(changed)).cells, data, "2021")
            assert not silent


@pytest.mark.parametrize("shape", ALIGNED[:4])
@pytest.mark.parametrize("said", ["12", "- 12 -", "第2页"])
def test_a_page_number_moves_nothing(shape, said):
    data = render.figures(2, blanks=0.4)
    lines, rows = rows_of(render.SHAPES[shape](render.tables(data)))
    for number in rows:
        changed = [*lines[: number + 1], said, *lines[number + 1 :]]
        _, silent = judge(align("\n".join(changed)).cells, data, "2021")
        assert not silent


def test_a_number_torn_by_a_blank_is_doubtful():
    data = render.figures(3)
    key = ("requests", "granted", "natural_person")
    other = ("requests", "granted", "law_service")
    data = {**dict.fromkeys(data, "7"), key: "1204", other: None}
    text = render.aligned(render.tables(data))
    assert align(text).cells
    torn = text.replace("1204", "1 04")
    cells = [c for c in align(torn).cells if c.row_key == "granted"]
    assert {c.status for c in cells} == {"doubtful"}


def test_figures_under_one_another_by_chance_prove_nothing():
    """Labels of one length and a constant gap: the places of the figures say nothing of columns."""
    text = (
        "三、收到和处理政府信息公开申请情况\n"
        "一、本年新收政府信息公开申请数量  1  2  3  4  5  6  21\n"
        "二、上年结转政府信息公开申请数量  1  0  0  0  0  0  1\n"
        "四、结转下年度继续办理情况数量表  1  1\n"
    )
    cells = [c for c in align(text).cells if c.row_key == "carried_forward"]
    assert not any(c.status in ("read", "blank") for c in cells)


def test_a_row_that_its_tool_broke_is_not_placed():
    """A blank line above a row, where no other row has one: its figures may lie elsewhere."""
    data = render.figures(4, blanks=0.3)
    lines, rows = rows_of(render.aligned(render.tables(data)))
    whole = sum(c.status == "doubtful" for c in align("\n".join(lines)).cells)
    for number in rows[:20]:
        changed = "\n".join([*lines[:number], "", *lines[number:]])
        cells = align(changed).cells
        _, silent = judge(cells, data, "2021")
        assert not silent
        assert sum(c.status == "doubtful" for c in cells) >= whole


@pytest.mark.parametrize("shape", SOURCED)
def test_a_figure_lost_with_its_lines_leaves_its_row_doubtful(shape):
    """One cell less than the form's: the lines of the row show that."""
    data = dict.fromkeys(render.figures(1), "5")
    data["requests", "granted", "natural_person"] = None
    data["requests", "granted", "total"] = "11"
    text = render.SHAPES[shape](render.tables(data))
    whole = [c for c in align(text).cells if c.row_key == "granted"]
    assert {c.status.value for c in whole} == {"read", "blank"}
    at = text.index("11\n")
    broken = text[: text.rindex("5", 0, at)] + text[at:]
    cells = [c for c in align(broken).cells if c.row_key == "granted"]
    assert {c.status for c in cells} == {"doubtful"}


def test_a_number_torn_over_lines_is_seen_by_the_lines():
    """Seven figures, but two of them stand nearer than cells do."""
    data = dict.fromkeys(render.figures(1), "5")
    data["requests", "granted", "natural_person"] = None
    data["requests", "granted", "total"] = "11"
    text = render.source_lines(render.tables(data)).replace("11\n", "1\n1\n")
    cells = [c for c in align(text).cells if c.row_key == "granted"]
    assert {c.status for c in cells} == {"doubtful"}
