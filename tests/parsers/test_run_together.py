"""Figures that ran into what stands beside them: never a blank, and never a figure, by mistake."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest

from parsers import numbers, standard
from parsers.align import Aligner
from parsers.align.indicator_words import ordinals
from parsers.align.loose import has_loose_number, ordinals_of
from parsers.documents.text import read_text
from tests.parsers import render
from tests.parsers.judge import judge
from tests.parsers.test_indicators import TABLE, lines, table, tabs

REQUESTS = standard.forms()["2021"].tables["requests"]
HEADS = [REQUESTS.note, "申请人情况", "自然人", "法人或其他组织"]
HEADS += [column.label for column in REQUESTS.columns]
PRINTED = [row for row in REQUESTS.rows if row.key != "new_received"]


def statuses(text: str, row_key: str, year: int = 2023) -> set[str]:
    cells = Aligner(read_text(text)).align(year).cells
    return {str(c.status) for c in cells if c.row_key == row_key}


def one_cell_a_line(below: str, apart: str) -> tuple[str, str]:
    """Rows with one figure each; one runs into the label below. The text, and that row's key."""
    printed = ["一、本年新收政府信息公开申请数量", "3", "1", "0", "0", "0", "0", "4"]
    above = owner = ""
    for row in PRINTED:
        if row.key == below:
            owner = above
            printed[-1] += f"{apart}{row.label}"
        else:
            printed.append(row.label)
        if row.has_data:
            printed.append("3")
            above = row.key
    return "\n".join([*map(str, HEADS), *printed]), owner


@pytest.mark.parametrize("apart", ["", " "])
@pytest.mark.parametrize(
    "below",
    [
        row.key
        for above, row in itertools.pairwise(PRINTED)
        if above.has_data
    ],
)  # fmt: skip
def test_the_label_below_a_row_shows_that_it_is_not_blank(below, apart):
    text, row = one_cell_a_line(below, apart)
    assert statuses(text, row) == {"doubtful"}


@pytest.mark.parametrize(
    ("text", "loose"),
    [
        ("3（三）不予公开", True),
        ("3 （三）不予公开", True),
        ("（三）不予公开", False),
        ("3、不予公开", False),
        ("3不予公开", False),
        ("12不予公开", True),
        ("53.其他", True),
        ("5 3.其他", True),
        ("３.其他", False),
        ("13.其他", True),
        ("12.其他", False),
        ("12行政许可", True),
        ("5第二十条第（八）项", True),
        ("31三、收到和处理政府信息公开申请情况", True),
        ("三、收到和处理政府信息公开申请情况", False),
        ("5信息内容", True),
        ("1件（二）部分公开", True),
        ("40.9 （二）部分公开", True),
        ("40.9万元", False),
        ("2023年", False),
        ("12", False),
        ("9" * 40 + "不予公开", False),
    ],
)
def test_numbers_before_labels(text, loose):
    assert has_loose_number(text, ordinals_of) is loose


@pytest.mark.parametrize(
    ("text", "loose"),
    [("2211.当面申请数", True), ("1.当面申请数", False), ("14.信函申请数", True), ("8（二）收到", False)],
)  # fmt: skip
def test_numbers_before_indicators(text, loose):
    assert has_loose_number(text, ordinals) is loose


@pytest.mark.parametrize(
    ("line", "row_key", "values"),
    [
        # A line end was lost: two rows, each with its own figures.
        (
            "（一）予以公开 1 0 0 0 0 0 1 （二）部分公开 0 2 0 0 0 0 2",
            "granted",
            [1, 0, 0, 0, 0, 0, 1],
        ),
        (
            "（一）予以公开 1 0 0 0 0 0 1 （二）部分公开 0 2 0 0 0 0 2",
            "partially_granted",
            [0, 2, 0, 0, 0, 0, 2],
        ),
        # The last figure has a note.
        (
            "（一）予以公开 1 0 0 0 0 0 1（其中网络申请1件）\n（二）部分公开 0 2 0 0 0 0 2",
            "granted",
            [1, 0, 0, 0, 0, 0, 1],
        ),
    ],
)
def test_rows_on_one_line(line, row_key, values):
    text = "\n".join(["申请人情况", " ".join(map(str, HEADS[2:])), line])
    cells = Aligner(read_text(text)).align(2023).cells
    found = [c for c in cells if c.row_key == row_key]
    assert {str(c.status) for c in found} == {"read"}
    assert [c.value for c in found] == values


@pytest.mark.parametrize(
    "line",
    [
        "（一）予以公开 1 0 0 0 0 1（二） 部分公开 0 2 0 0 0 0 2",
        "（一）予以公开 1 - - - - - 1（二）部分公开",
        "不予公开 36 256 292 （五）不予处理 信访投诉 134 5 139",
    ],
)
def test_rows_on_one_line_that_cannot_be_told_apart(line):
    text = "\n".join(["申请人情况", " ".join(map(str, HEADS[2:])), line])
    for row in ("granted", "denied"):
        assert statuses(text, row) <= {"doubtful", "absent"}


@pytest.mark.parametrize(
    ("text", "kind", "value", "doubt"),
    [
        ("0411802", "number", 411802, "digits_unclear"),
        ("05件", "number", 5, "digits_unclear"),
        ("0.5", "number", Decimal("0.5"), ""),
        ("0", "number", 0, ""),
        ("3（三）", "number", 3, "digits_unclear"),
        ("22（其中修订16件（含废止2件））", "number", 22, ""),
        ("3（二）部分公开（区分处理的）", "words", None, ""),
    ],
)
def test_numbers_run_together(text, kind, value, doubt):
    printed = numbers.read(text)
    assert (printed.kind.value, printed.value, printed.doubt) == (kind, value, doubt)


def indicator(row_key: str) -> int:
    return next(n for n, row in enumerate(TABLE.rows) if row.key == row_key) + 1


@pytest.mark.parametrize("code", ["", "after"])
@pytest.mark.parametrize("apart", ["", " "])
@pytest.mark.parametrize("below", ["received_in_person", "closed_extended", "channel_website"])
def test_an_indicator_whose_figure_ran_into_the_next_is_not_blank(below, apart, code):
    cells = table(1, code)
    at = indicator(below)
    cells[at][0] = f"{cells[at - 1].pop()}{apart}{cells[at][0]}"
    row = TABLE.rows[at - 2].key
    assert "blank" not in statuses(lines(cells), row, 2016)


def test_an_indicator_without_its_unit_whose_figure_ran_into_the_next_is_not_blank():
    cells = table(1)
    at = indicator("received_in_person")
    cells[at][0] = f"{cells[at - 1].pop()} {cells[at][0]}"
    cells[at - 1].pop()
    assert "blank" not in statuses(lines(cells), TABLE.rows[at - 2].key, 2016)


def test_a_row_that_lost_its_code_beside_an_end_that_is_filled_up():
    cells = table(3, "after")
    at = indicator("received_in_person")
    cells[at][2:] = ["", "", "1", ""]
    text = "\n".join(f"| {' | '.join(row)} |" for row in cells)
    assert statuses(text, "received_in_person", 2016) == {"doubtful"}
    # An empty code before a full row, or before a row of nothing, is none.
    cells[at][2:] = ["", "1", "2", "3"]
    text = "\n".join(f"| {' | '.join(row)} |" for row in cells)
    assert statuses(text, "received_in_person", 2016) == {"read"}


def test_a_page_number_at_the_end_of_a_row_that_lost_its_blanks():
    heads = " ".join(map(str, HEADS))
    text = (
        f"三、收到和处理政府信息公开申请情况 {heads} 一、本年新收政府信息公开申请数量 5 0 0 0 0 0 5 "
        "（一）予以公开 1 0 0 1{page} （二）部分公开 0 2 0 0 0 0 2 （七）总计 1 2 0 0 0 0 3 "
        "四、政府信息公开行政复议、行政诉讼情况"
    )
    assert statuses(text.format(page=" - 13 -"), "granted") == {"doubtful"}
    assert statuses(text.format(page=" - 13 - 0"), "partially_granted") == {"read"}


@pytest.mark.parametrize(("dropped", "status"), [(None, {"read"}), (4, {"doubtful"})])
def test_a_row_that_lacks_a_cell_where_spans_stand_beside_their_cells(dropped, status):
    rows = [
        "三、收到和处理政府信息公开申请情况",
        f"{REQUESTS.note}  |||",
        "申请人情况  |||||||",
        "|",
    ]
    rows += ["自然人  |", "法人或其他组织  |||||", "总计  |", "|"]
    rows += [f"{column.label}  |" for column in REQUESTS.columns[1:6]]
    for row in REQUESTS.rows:
        depth = 2 if row.group is None else 1 if row.group == "outcomes" else 0
        rows += ["|", f"{row.label}  |{'|' * depth if row.has_data else ''}"]
        if row.has_data:
            figures = ["7", "1", "2", "", "6", "4", "20"]
            if row.key == "outcome_total":
                figures[3] = "9"
                figures = [f for n, f in enumerate(figures) if n != dropped]
            rows += [f" {figure}  |" for figure in figures]
    assert statuses("\n".join(rows), "outcome_total") == status
    assert statuses("\n".join(rows), "granted") == {"read", "blank"}


@pytest.mark.parametrize(
    "below", ["第二十条第（八）项", "三、收到和处理政府信息公开申请情况", "信息内容"]
)
def test_the_title_below_a_last_row_shows_that_it_is_not_blank(below):
    heads = "第二十条第（六）项\n信息内容\n本年处理决定数量\n行政处罚\n0\n行政强制\n"
    broken = statuses(f"{heads}5{below}\n本年收费金额", "administrative_coercion")
    assert broken <= {"doubtful", "absent"}
    assert statuses(f"{heads}5\n{below}\n本年收费金额", "administrative_coercion") == {"read"}


def test_figures_within_the_lines_of_a_label_are_no_part_of_it():
    rows = "3.补正后申请内容仍\n3 10 - 2 - 1 6不明确\n（五）不予处理 1.信访举报投诉类申请 0 1 1 0 2 0 4"
    text = "\n".join(["申请人情况", " ".join(map(str, HEADS[2:])), rows])
    assert statuses(text, "unable_unclear_after_correction") == {"doubtful"}


def test_a_row_behind_the_end_of_the_label_above():
    rows = "5.要求行政机关确认\n1 0 0 0 0 1 2\n或重新出具已获取信息 （六）其他处理 0 1 0 0 0 0 1"
    text = "\n".join(["申请人情况", " ".join(map(str, HEADS[2:])), rows])
    cells = Aligner(read_text(text)).align(2020).cells
    assert [c.value for c in cells if c.row_key == "other_handling"] == [0, 1, 0, 0, 0, 0, 1]


def test_labels_of_two_rows_that_ran_together_keep_their_figure():
    first, second = (
        next(row.label for row in REQUESTS.rows if row.key == key)
        for key in ("other_no_correction", "other_fee_unpaid")
    )
    text = "\n".join(
        ["申请人情况", " ".join(map(str, HEADS[2:])), f"{first}{second} 3", "3.其他 1 1"]
    )
    for row in ("other_no_correction", "other_fee_unpaid"):
        assert statuses(text, row) <= {"doubtful", "absent"}


def test_labels_of_two_rows_that_ran_together_are_not_the_first_s():
    text = "\n".join(
        [*map(str, HEADS), "1.信访举报投诉类申请2.重复申请", *"2000002", "3.要求提供公开出版物"]
    )
    for row in ("not_handled_petition_complaint", "not_handled_duplicate"):
        assert statuses(text, row) <= {"doubtful", "absent"}


def figures_first(data, form, shape):
    """The report with every row's figures above, or before, its label."""
    parts = []
    for heading, _, rows in render.tables(data, form):
        parts.append([heading])
        for row in rows:
            texts = [cell.text or "" for cell in row]
            figures = [t for t in texts if t.replace(",", "").replace(".", "").isdigit()]
            parts.append([*figures, *(t for t in texts if t and t not in figures)])
    return {
        "lines": "\n".join(cell for part in parts for cell in part),
        "spaced": "\n".join(" ".join(part) for part in parts),
        "pipes": "\n".join(f"{' | '.join(part)} |" for part in parts),
    }[shape]


@pytest.mark.parametrize("form", ["2021", "2019"])
@pytest.mark.parametrize("shape", ["lines", "spaced", "pipes"])
def test_figures_above_their_labels_are_never_those_of_the_row_above(shape, form):
    for seed in range(4):
        data = render.figures(seed, form)
        text = figures_first(data, form, shape)
        cells = Aligner(read_text(text)).align(2023 if form == "2021" else 2020).cells
        _, silent = judge(cells, data, form)
        assert not silent


@pytest.mark.parametrize("shape", ["spaced", "tabs", "pipes"])
def test_a_figure_before_an_indicator_without_one_may_be_its_own(shape):
    cells = table(1)
    for row in cells[1:]:
        row.insert(0, row.pop())
    parts = {"spaced": " ", "tabs": "\t", "pipes": " | "}
    text = "\n".join(parts[shape].join(cell for cell in row if cell) for row in cells)
    found = Aligner(read_text(text)).align(2016).cells
    assert not [c for c in found if c.status in ("read", "blank")]


def test_the_code_of_the_next_row_on_one_line_is_no_figure():
    cells = table(1, "before")
    at = indicator("received_in_person")
    cells[at - 1][-1] = ""
    rows = ["\t".join(row) for row in cells]
    rows[at - 1 : at + 1] = [f"{rows[at - 1]} {rows[at]}"]
    assert statuses("\n".join(rows), TABLE.rows[at - 2].key, 2016) == {"doubtful"}


def test_a_row_with_a_cell_too_many_does_not_tell_how_spans_are_printed():
    older = standard.forms()["2019"].tables["requests"]
    rows = [
        "三、收到和处理政府信息公开申请情况",
        " | ".join([*(c.label for c in older.columns), ""]),
    ]
    for row in older.rows:
        figures = ["7", "1", "2", "", "6", "4", "20"]
        if row.key == "other_handling":
            figures = ["", "", "", "", "53841", "5090", "589", "31"]
        rows.append(" | ".join([row.label, *(figures if row.has_data else ()), ""]))
    assert statuses("\n".join(rows), "other_handling", 2020) == {"doubtful"}


def test_a_count_below_zero_in_text_may_be_a_mark_and_a_number():
    cells = table(1)
    at = indicator("received_in_person")
    cells[at][-1] = "-53"
    assert statuses(tabs(cells), "received_in_person", 2016) == {"doubtful"}
    heads = "第二十条第（五）项\n信息内容\n{}\n行政许可\n{}"
    signed = heads.format("上一年项目数量\n本年增/减\n处理决定数量", "3\n-2\n1")
    assert statuses(signed, "administrative_licensing", 2020) == {"read"}
    assert statuses(heads.format("本年处理决定数量", "-2"), "administrative_licensing") == {
        "doubtful"
    }


def test_figures_that_go_on_elsewhere_are_in_doubt_with_those_that_may_be_their_rest():
    """Columns too narrow for their figures: ``470，`` above the line of the label, ``127`` on it."""
    rows = [
        "一、本年新收政府信息公开申请数量 3 1 0 0 0 0 4",
        "（六）其他处理",
        "470， 46， 5， 305， 89， 12， 929，",
        "（七）总计",
        "127 554 267 601 411 866 826",
        "四、结转下年度继续办理 0 0 0 0 0 0 0",
    ]
    text = "\n".join([*map(str, HEADS), *rows])
    assert statuses(text, "outcome_total") == {"doubtful"}
    assert statuses(text, "new_received") == statuses(text, "carried_forward") == {"read"}


@pytest.mark.parametrize("mark", ["-", "/", "无", "——"])
def test_a_mark_behind_a_label_on_its_line_is_its_cell(mark):
    """``行政强制`` lost its label: its figure stands below a row that prints a mark."""
    text = "\n".join(
        ["第二十条第（六）项", "信息内容 本年处理决定数量", f"行政处罚 {mark}", "317", "第二十条第（八）项",
         "信息内容 本年收费金额（单位：万元）", f"行政事业性收费 {mark}", "三、收到和处理政府信息公开申请情况"]
    )  # fmt: skip
    cells = {c.row_key: c for c in Aligner(read_text(text)).align(2023).cells if c.raw or c.label}
    assert cells["administrative_penalty"].status == "doubtful"
    assert (cells["administrative_fees"].status, cells["administrative_fees"].raw) == (
        "blank",
        mark,
    )


@pytest.mark.parametrize("figure", ["3", "（3）", "：3", "3件", "—3", "，3", "三件", "约3", "０"])
@pytest.mark.parametrize("key", ["administrative_penalty", "administrative_coercion"])
def test_a_figure_that_touches_its_label_is_not_blank(figure, key):
    rows = {"administrative_penalty": "行政处罚", "administrative_coercion": "行政强制"}
    rows[key] += figure
    text = "\n".join(
        ["第二十条第（六）项", "信息内容", "本年处理决定数量", *rows.values(), "第二十条第（八）项",
         "信息内容", "本年收费金额（单位：万元）", "行政事业性收费", "0.5"]
    )  # fmt: skip
    assert statuses(text, key) <= {"doubtful", "absent"}


def test_a_pad_of_a_span_is_no_cell_of_a_row_that_lacks_one():
    """Each cell on its own line, pads of spans beside it; lines that repeat were removed."""
    text = "\n".join(
        [
            "二、主动公开政府信息情况",
            " 第二十条第（一）项  |||||",
            " 信息内容  |",
            " 本年制发件数  ||",
            " 本年废止件数  |",
            " 现行有效件数  |",
            " 规章  |",
            " 241  ||",
            " 0  |",
            " 行政规范性文件  |",
            " 5  ||",
            " 2505  |",
        ]
    )
    assert statuses(text, "rules") == statuses(text, "normative_documents") == {"doubtful"}
