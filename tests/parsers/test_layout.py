"""Text that has lost its blank cells but shows by position where they were. Figures are made up."""

import re

import pytest

from parsers import standard
from parsers.align import Aligner, gaps
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


@pytest.mark.parametrize(("end", "places"), [(6, None), (5, (0, 1))])
def test_the_end_of_a_last_row_may_be_that_of_any_row(end, places):
    """Six lines below two figures: the end of a row, or an empty cell and the end of a table."""
    two, three, six = ("",) * 2, ("",) * 3, ("",) * 6
    steps = gaps.Steps(two, ("",) * end, frozenset({three}), ("",))
    assert gaps._place(gaps._Row((two, two, six), labelled=True, last=True), steps, 3) == places


OUTCOMES = [
    r.key
    for r in standard.forms()["2021"].tables["requests"].data_rows
    if r.key not in ("new_received", "carried_in", "outcome_total", "carried_forward")
]


def cells_filled(printed, least=0):
    """Each cell of a line filled up to its column's width, the last too; spans are not kept."""
    parts = []
    for heading, _, rows in printed:
        texts = [[cell.text or "" for cell in row] for row in rows]
        widest = max(map(len, texts))
        sizes = [max(least, *(len(row[n]) for row in texts if len(row) > n)) for n in range(widest)]
        parts.append(heading)
        parts += ["  ".join(map(str.ljust, row, sizes)) for row in texts]
    return "\n".join(parts)


def status_of(cells, table, row=None):
    return {
        str(c.status) for c in cells if c.table_id == table and (row is None or c.row_key == row)
    }


def without_totals():
    data = render.figures(5)
    return {k: None if k[1] in OUTCOMES and k[2] == "total" else v for k, v in data.items()}


def test_the_ends_of_lines_show_that_last_cells_are_empty():
    data = without_totals()
    text = cells_filled(render.tables(data))
    cells = align(text).cells
    counts, silent = judge(cells, data, "2021")
    assert not silent
    assert counts["right"] == len(data)
    # Without the blanks at their ends, or all as long as the longest, lines do not show it.
    longest = max(map(len, text.split("\n")))
    for changed in (
        "\n".join(line.rstrip() for line in text.split("\n")),
        "\n".join(line.ljust(longest) for line in text.split("\n")),
    ):
        assert status_of(align(changed).cells, "requests", "granted") == {"doubtful"}


def test_a_line_that_ends_a_cell_too_early_is_not_placed():
    """Its blank cell is gone, and any of its figures may stand one column too far left."""
    for data in (without_totals(), render.figures(6, blanks=0.3)):
        data["requests", "partially_granted", "legal_service_org"] = None
        printed = render.tables(data)
        (row,) = [r for r in printed[1][2] if (r[0].text or "").startswith("（二）部分公开")]
        del row[5]
        cells = align(cells_filled(printed)).cells
        assert status_of(cells, "requests", "partially_granted") == {"doubtful"}
        assert status_of(cells, "requests", "granted") <= {"read", "blank"}


REVIEW = """四、政府信息公开行政复议、行政诉讼情况
行政复议  行政诉讼
结果维持  结果纠正  其他结果  尚未审结  总计  未经复议直接起诉  复议后起诉
结果维持  结果纠正  其他结果  尚未审结  总计  结果维持      结果纠正   其他结果  尚未审结  总计
"""


def test_columns_that_one_line_alone_has_are_counted_to_its_end():
    """Of five columns without heads, nothing but the figures of one row makes them wide."""
    heads = REVIEW.strip().split("\n")[-1]
    line = "".join(
        f"{figure:<{len(head)}}"
        for figure, head in zip([1, 2, 3, 4, 10] * 2, re.findall(r"\S+ *", heads), strict=True)
    )
    told = REVIEW + line + "  5" + "  " * 3 + "1" + "  " + "6"
    cells = {c.col_key: c for c in align(told).cells if c.table_id == "review_litigation"}
    printed = [str(c.value) if c.value is not None else "" for c in cells.values()]
    assert printed == ["1", "2", "3", "4", "10"] * 2 + ["5", "", "", "1", "6"]
    assert {str(c.status) for c in cells.values()} == {"read", "blank"}
    for gap in ("  " * 2, "  " * 4, "  " * 2 + " "):
        cells = align(REVIEW + line + "  5" + gap + "1" + "  " + "6").cells
        mine = [c for c in cells if c.col_key.startswith("suit_after")]
        assert {str(c.status) for c in mine} == {"doubtful"}


def test_a_line_may_be_long_for_its_blanks():
    data = render.figures(7, blanks=0.3)
    text = cells_filled(render.tables(data), least=200)
    counts, silent = judge(align(text).cells, data, "2021")
    assert not silent
    assert counts["right"] >= 0.95 * len(data)


def drawn(rule):
    """Section 3 drawn with rules; `rule` stands between rows that a cell of several rows crosses."""
    heads = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    full = "+---+---+---+---+---+---+---+---+---+"
    lines = [
        "三、收到和处理政府信息公开申请情况",
        full,
        "| （本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） | 申请人情况 |",
        rule,
        "| | 自然人 | 法人或其他组织 | 总计 |",
        rule,
        "| | | " + " | ".join(heads) + " | |",
        full,
        "| 一、本年新收政府信息公开申请数量 | 1 | 2 | 3 | 4 | 5 | 6 | 21 |",
        full,
        "| 二、上年结转政府信息公开申请数量 | 1 | 0 | 0 | 0 | 0 | 0 | 1 |",
        full,
        "| 三、本年度办理结果 | （一）予以公开 | 1 | 2 | 3 | 4 | 5 | 6 | |",
        full,
    ]
    return "\n".join(lines)


def test_where_spans_are_drawn_no_empty_cell_stands_for_one():
    cells = align(drawn("|    +---+---+---+    |")).cells
    assert status_of(cells, "requests", "granted") == {"read", "blank"}
    # Here the cells behind the heads may have been filled up, and so may that of the row.
    cells = align(drawn("+---+---+---+---+---+---+---+---+---+")).cells
    assert status_of(cells, "requests", "granted") == {"doubtful"}


def test_a_table_without_figures_has_not_lost_lines():
    """Figures go with the line of their label; those on lines of their own can be lost alone."""
    data = dict.fromkeys(render.figures(1))
    data["requests", "new_received", "natural_person"] = "2"
    text = cells_filled(render.tables(data))
    cells = align(text).cells
    assert status_of(cells, "requests", "granted") == {"blank"}
    apart = re.sub(r"(?m)^(一、本年新收\S+) +2.*$", r"\1\n2", text)
    assert apart != text
    assert status_of(align(apart).cells, "requests", "granted") == {"absent"}


def test_a_row_whose_label_lies_in_another_column_is_not_placed():
    """A tool that moves the label of a row to the left moves its figures by a column, too."""
    data = render.figures(8, blanks=0.3)
    columns = [c.key for c in standard.forms()["2021"].tables["requests"].cols]
    row = "not_handled_duplicate"
    # Printed from the first column on, though the first is empty in truth.
    shown = data | {("requests", row, key): "1" for key in columns}
    shown["requests", row, columns[-1]] = None
    text = render.aligned(render.tables(shown))
    assert status_of(align(text).cells, "requests", row) == {"read", "blank"}
    moved = re.sub(r"(?m)^    ( *2\.重复申请)", r"\1    ", text)
    assert moved != text
    assert status_of(align(moved).cells, "requests", row) == {"doubtful"}


def test_a_label_torn_around_the_figures_of_another_form_is_no_empty_row():
    """（六）其他处理 is a row of the older form only: here it stands in the middle of a label."""
    data = render.figures(9)
    text = render.aligned(render.tables(data))
    (whole,) = re.findall(r"(?m)^ *（六）其他处理 .*$", text)
    label = re.search(r"1\.申请人\S+", whole)[0]
    bare = whole.replace(label, " " * 2 * len(label))
    indent = " " * 60
    torn = text.replace(whole, f"{indent}{label}\n{bare}\n{indent}息公开申请")
    cells = align(torn).cells
    assert status_of(cells, "requests", "other_no_correction") == {"doubtful"}
    # A row of which nothing else is printed is one without figures.
    lone = text.replace(whole, f"{indent}{label}")
    assert status_of(align(lone).cells, "requests", "other_no_correction") == {"blank"}


TORN_TOTAL = """三、收到和处理政府信息公开申请情况

      （本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）                      申请人情况
                                                              自然人    法人或其他组织                         总计
                                                                     商业企业   科研机构  社会公益组织 法律服务机构 其他
      一、本年新收政府信息公开申请数量                                        298369 5535   27431 749    183948 29364 545396
      二、上年结转政府信息公开申请数量                                        33866  1113   485   165    3918   12115 51662
      三、本年度办理结果 （一）予以公开                                       0             2956  1      19          2976
                （二）部分公开（区分处理的，只计这一情形，不计其他情形）                  0                   304                304
                （三）不予公开 1.属于国家秘密                              72     3719                            3791
                        2.其他法律行政法规禁止公开                        1071                                   1071
                        3.危及“三安全一稳定”                          2                                      2
                        4.保护第三方合法权益                           0                                      0
                        5.属于三类内部事务信息                          2      1                   138322 5649 143974
                        6.属于四类过程性信息                           0                                      0
                        7.属于行政执法案卷                            52230               29                 52259
                        8.属于行政查询事项                            2394                                   2394
                （四）无法提供 1.本机关不掌握相关政府信息                        0                          45723  10114 55837
                        2.没有现成信息需要另行制作                        33                                     33
                        3.补正后申请内容仍不明确                         0             24946        3      4    24953
                （五）不予处理 1.信访举报投诉类申请                           1501   2851         136           25707 30195
                        2.重复申请                                0                                      0
                        3.要求提供公开出版物                           67125                                  67125
                        4.无正当理由大量反复申请                         161960        12    444                162416
                        5.要求行政机关确认或重新出具已获取信息                  8273                                   8273
                （六）其他处理 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请     0                                      0
                        2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 328    19     1            3799        4147
                        3.其他                                  37179                             2    37181
   （七）
   总计 332170    6590    27915                                 914    187866 41476 596931
      四、结转下年度继续办理                                             65     58     1                   3    127
"""


def test_full_rows_deny_the_columns_of_one_with_a_torn_label():
    cells = {c.address: c for c in align(TORN_TOTAL).cells if c.table_id == "requests"}
    printed = {"natural_person": 0, "research_institution": 2956, "public_welfare_org": 1}
    for column in standard.forms()["2021"].tables["requests"].keys:
        cell = cells[f"requests.granted.{column}"]
        assert cell.status != "read" or cell.value == printed.get(column, cell.value)
        assert cell.status != "blank" or column not in printed
    assert cells["requests.granted.commercial_enterprise"].status != "read"
    assert cells["requests.carried_in.total"].value == 51662


@pytest.mark.parametrize("below", [False, True])
@pytest.mark.parametrize("shape", ALIGNED)
def test_a_label_of_several_lines_stays_in_its_column(shape, below):
    """A label that ends below, or begins above, the line of its figures moves none of them."""
    data = render.figures(3, blanks=0.5)
    whole = render.SHAPES[shape](render.tables(data))
    lines, rows = rows_of(whole)
    untorn = judge(align(whole).cells, data, "2021")[0]["right"]

    def blanks(text):
        wide = shape not in ALIGNED[1:3]
        return " " * (len(text) + wide * len(re.findall(r"[^\x00-\x7f]", text)))

    doubted = 0
    for number in rows:
        before, label, rest = re.fullmatch(r"(.*?)(\S+)( +[\d,. ]+)", lines[number]).groups()
        begin, end = label[:4], label[4:]
        if not end:
            continue
        held, loose = (begin, end) if below else (end, begin)
        row = before + held + blanks(loose) + rest
        loose = blanks(before) + loose
        torn = [*lines[:number], *((row, loose) if below else (loose, row)), *lines[number + 1 :]]
        counts, silent = judge(align("\n".join(torn)).cells, data, "2021")
        assert not silent
        doubted += counts["right"] < untorn
    # The pieces of a group's label and of its row's are not put together; they may be the figure above.
    assert doubted <= len(rows) / 2
