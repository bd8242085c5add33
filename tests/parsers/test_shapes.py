"""Every shape of the same figures gives the same cells; where blanks are lost, doubt, never a guess."""

import pytest

from parsers.align import Aligner
from parsers.documents.html import read_html
from parsers.documents.text import read_text
from tests.parsers import render
from tests.parsers.judge import judge

YEARS = {"2021": 2023, "2019": 2020}
# Shapes in which empty cells of the source stay where they are.
KEEP_BLANKS = [
    "html",
    "html_spans_lost",
    "html_word",
    "pipes_row_line_unpadded",
    "pipes_lone_blanks_kept",
    "expanded_pipes",
    "expanded_tabs",
]


def align(shape: str, printed: render.Printed, form: str):
    source = render.SHAPES[shape](printed)
    page = read_html(source) if shape.startswith("html") else read_text(source)
    return Aligner(page).align(YEARS[form])


@pytest.mark.parametrize("form", YEARS)
@pytest.mark.parametrize("shape", render.SHAPES)
def test_full_tables_are_read_whole(shape, form):
    for seed in range(3):
        data = render.figures(seed, form)
        alignment = align(shape, render.tables(data, form), form)
        counts, silent = judge(alignment.cells, data, form)
        assert not silent
        assert counts["right"] == len(data), (counts, alignment.findings)
        assert set(alignment.forms.values()) == {form}


@pytest.mark.parametrize("form", YEARS)
@pytest.mark.parametrize("shape", render.SHAPES)
@pytest.mark.parametrize("blanks", [0.1, 0.6, 0.97])
def test_blank_cells_are_never_guessed_at(shape, form, blanks):
    right = total = 0
    for seed in range(4):
        data = render.figures(seed, form, blanks=blanks)
        counts, silent = judge(align(shape, render.tables(data, form), form).cells, data, form)
        assert not silent
        right += counts["right"]
        total += len(data)
    if shape in KEEP_BLANKS:
        assert right >= 0.9 * total


def test_a_blank_column_keeps_its_place_in_padded_pipes():
    """The five 法人 columns print &nbsp; in all rows: cells of their own, not dropped."""
    data = render.figures(1)
    for key in data:
        if key[0] == "requests" and key[2] not in ("natural_person", "total"):
            data[key] = None
    printed = render.tables(data)
    counts, silent = judge(
        Aligner(read_text(render.pipes(printed, keep_blanks=True))).align(2023).cells, data, "2021"
    )
    assert not silent
    assert counts["right"] == len(data)


def test_forms_are_decided_per_table():
    """A 2019 section 2 above a 2021 section 3, as some reports of 2021 print."""
    old, new = render.figures(3, "2019"), render.figures(3, "2021")
    printed = [render.tables(old, "2019")[0], *render.tables(new, "2021")[1:]]
    alignment = Aligner(read_html(render.html(printed))).align(2021)
    assert alignment.forms["art20_1"] == alignment.forms["art20_9"] == "2019"
    assert alignment.forms["requests"] == "2021"
    assert all(c.status == "read" for c in alignment.cells)


def test_section_four_as_three_tables():
    data = render.figures(5)
    heads = ["行政复议", "未经复议直接起诉", "复议后起诉"]
    words = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    values = [data["review_litigation", "counts", k] for k in (
        f"{g}_{r}"
        for g in ("review", "suit_direct", "suit_after_review")
        for r in ("upheld", "corrected", "other", "pending", "total")
    )]  # fmt: skip
    tables = "".join(
        f"<table><tr><td colspan=5>{head}</td></tr>"
        f"<tr>{''.join(f'<td>{w}</td>' for w in words)}</tr>"
        f"<tr>{''.join(f'<td>{v}</td>' for v in values[5 * n : 5 * n + 5])}</tr></table>"
        for n, head in enumerate(heads)
    )
    html = f"<body><h2>四、政府信息公开行政复议、行政诉讼情况</h2>{tables}</body>"
    cells = [c for c in Aligner(read_html(html)).align(2023).cells if c.row_key == "counts"]
    assert [str(c.value) for c in cells] == [v.replace(",", "") for v in values]


def test_rows_in_another_order_are_found_by_label():
    data = render.figures(8)
    printed = render.tables(data)
    printed[1][2][3], printed[1][2][4] = printed[1][2][4], printed[1][2][3]
    counts, silent = judge(Aligner(read_html(render.html(printed))).align(2023).cells, data, "2021")
    assert not silent
    assert counts["right"] == len(data)


def test_permuted_columns_follow_their_heads():
    """An author who put 总计 first: the heads say so, and full rows confirm it."""
    data = render.figures(9)
    printed = render.tables(data)
    rows = printed[1][2]
    rows[1] = [rows[1][2], rows[1][0], rows[1][1]]
    for row in rows[3:]:
        row.insert(len(row) - 7, row.pop())
    html = Aligner(read_html(render.html(printed))).align(2023)
    counts, silent = judge(html.cells, data, "2021")
    assert not silent
    assert counts["right"] == len(data)
    text = Aligner(read_text(render.lines(printed))).align(2023)
    counts, silent = judge(text.cells, data, "2021")
    assert not silent
    assert counts["doubtful"] == 175


def cells_of(text: str, year: int) -> dict:
    return {c.address: c for c in Aligner(read_text(text)).align(year).cells}


def test_one_row_alone_tells_nothing_of_its_padding():
    """Heads and rows of a Markdown table with spans padded; a single cell prints something."""
    rows = [
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "四、结转下年度继续办理",
    ]
    printed = "\n".join(
        f"| {label} |{'  |' * 6} {'2' if label == rows[2] else ''} |  |  |" for label in rows
    )
    found = cells_of(f"三、收到和处理政府信息公开申请情况\n{printed}\n", 2023)
    last = [c for a, c in found.items() if a.startswith("requests.carried_forward.")]
    assert {c.status for c in last} == {"doubtful"}


@pytest.mark.parametrize("torn", [False, True])
def test_a_figure_without_the_pipe_that_all_others_have_may_be_the_half_of_one(torn):
    figures = [["1", "2", "3", "4", "5", "6", "21"], ["7", "0", "0", "0", "0", "155", "162"]]
    lines = ["三、收到和处理政府信息公开申请情况"]
    labels = ["一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"]
    for label, row in zip(labels, figures, strict=True):
        lines += ["|", f"{label} |", *(f"{figure} |" for figure in row)]
    text = "\n".join(lines)
    if torn:
        text = text.replace("155 |\n162 |", "1\n55 |\n | |")
    found = cells_of(text, 2023)
    row = {a.split(".")[2]: c for a, c in found.items() if a.startswith("requests.carried_in.")}
    assert len(row) == 7
    if torn:
        assert row["other_org" if "other_org" in row else "other"].status == "doubtful"
        assert row["total"].status == "doubtful"
    else:
        assert {c.status for c in row.values()} == {"read"}


def test_a_drawn_row_of_several_lines_is_one():
    """Box-drawn: the label is torn, its number, unit and figure stand on the line between."""
    text = (
        "政府信息公开情况统计表\n"
        "┌────┬──────────────────┬────┬──────┐\n"
        "│代码│指标名称          │单位│合计  │\n"
        "├────┼──────────────────┼────┼──────┤\n"
        "│36  │涉及商业秘密      │件  │73    │\n"
        "├────┼──────────────────┼────┼──────┤\n"
        "│    │法律法规规定的其  │    │      │\n"
        "│41  │                  │件  │415   │\n"
        "│    │他情形            │    │      │\n"
        "├────┼──────────────────┼────┼──────┤\n"
        "│58  │（二）设置政府信息公开查阅点数│个│4│\n"
        "└────┴──────────────────┴────┴──────┘\n"
    )
    found = cells_of(text, 2016)
    assert str(found["statistics.denied_other_legal.total"].value) == "415"
    assert found["statistics.denied_other_legal.total"].status == "read"


def test_a_table_of_one_column_with_more_figures_may_be_another_forms():
    """Repeated heads were removed; what is left reads like the form with one column."""
    text = (
        "二、主动公开政府信息情况\n第二十条第（五）项 |\n信息内容 |\n上一年项目数量 |\n本年增/减 |\n处理决定数量 |\n"
        "行政许可 |\n5 |\n+5 |\n3049 |\n其他对外管理服务事项 |\n15 |\n1 |\n2 |\n第二十条第（六）项 |\n处理决定数量 |\n"
        "行政处罚 |\n2332 |\n行政强制 |\n+2243 |\n4539 |\n"
    )
    found = cells_of(text, 2020)
    assert all(
        c.status in ("doubtful", "absent") for a, c in found.items() if a.startswith("art20_6.")
    )
