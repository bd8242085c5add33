"""What cannot be known is said to be unknown."""

from decimal import Decimal

import pytest

from parsers import standard
from parsers.align import Aligner
from parsers.documents.html import read_html
from parsers.documents.text import read_text
from tests.parsers import render


def cells_of(alignment, row_key):
    return [c for c in alignment.cells if c.row_key == row_key]


def html_of(data, change):
    printed = render.tables(data)
    change(printed)
    return Aligner(read_html(render.html(printed))).align(2023)


def test_a_number_split_over_two_cells_is_not_joined():
    data = render.figures(1)

    def split(printed):
        row = printed[1][2][3]
        row[1:2] = [render.Spanned("1"), render.Spanned("2")]

    cells = cells_of(html_of(data, split), "new_received")
    assert {c.status for c in cells} == {"doubtful"}
    assert {c.value for c in cells} == {None}
    assert "8 cells print something" in cells[0].reason


def test_two_paragraphs_of_a_cell_do_not_run_together():
    html = (
        "<table><tr><td colspan=4>第二十条第（五）项</td></tr><tr><td>信息内容</td>"
        "<td colspan=3>本年处理决定数量</td></tr><tr><td>行政许可</td>"
        "<td colspan=3><p>1</p><p>2</p></td></tr></table>"
    )
    (cell,) = cells_of(Aligner(read_html(html)).align(2023), "administrative_licensing")
    assert (cell.status, cell.value, cell.reason) == ("doubtful", None, "digits_parted")
    assert cell.raw == "1 2"


@pytest.mark.parametrize(
    ("markup", "status", "value"),
    [
        ("5<sup>2</sup>", "doubtful", None),
        ("5①", "doubtful", None),
        ("5<del>3</del>", "doubtful", None),
        ("<span>5</span><span>3</span>", "read", 53),
        ('5<span style="display: none">3</span>', "read", 5),
        ("５３", "read", 53),
        ("1,204", "read", 1204),
        ("22（其中修订16件）", "read", 22),
        ("22其中修订16件", "doubtful", None),
        ("零", "read", 0),
        ("0件", "read", 0),
        ("/", "blank", None),
        ("&nbsp;", "blank", None),
        ("详见附件", "blank", None),
        ("五件", "doubtful", None),
    ],
)
def test_what_a_cell_prints(markup, status, value):
    html = (
        "<table><tr><td colspan=4>第二十条第（五）项</td></tr><tr><td>信息内容</td>"
        f"<td>本年处理决定数量</td></tr><tr><td>行政许可</td><td>{markup}</td></tr></table>"
    )
    (cell,) = cells_of(Aligner(read_html(html)).align(2023), "administrative_licensing")
    assert cell.status == status
    assert cell.value == (None if value is None else Decimal(value))


def test_one_cell_over_all_columns_is_no_figure_of_the_first():
    data = render.figures(2)

    def merge(printed):
        row = printed[1][2][3]
        row[1:] = [render.Spanned("0", 7)]

    cells = cells_of(html_of(data, merge), "new_received")
    assert {c.status for c in cells} == {"doubtful"}


def test_a_subtotal_column_puts_the_table_in_doubt():
    data = render.figures(4)

    def add(printed):
        rows = printed[1][2]
        rows[2].append(render.Spanned("小计"))
        for row in rows[3:]:
            row.insert(len(row) - 1, render.Spanned("9"))

    alignment = html_of(data, add)
    assert not [c for c in alignment.cells if c.table_id == "requests" and c.status == "read"]


def test_lost_heads_of_section_two_leave_the_form_open():
    text = "行政处罚 |\n12 |\n行政强制 |\n3 |"
    alignment = Aligner(read_text(text)).align(2023)
    cells = cells_of(alignment, "administrative_penalty")
    assert [(c.status, c.value) for c in cells] == [("doubtful", 12)]


def test_a_label_without_figures_beside_loose_figures_is_not_blank():
    """Vertical centring tears labels from their numbers."""
    text = "申请人情况\n一、本年新收政府信息公开申请数量\n| 3 | 0 | 0 | 0 | 0 | 0 | 3 |\n" + (
        "二、上年结转政府信息公开申请数量\n（一）予以公开\n| 1 | 0 | 0 | 0 | 0 | 0 | 1 |\n"
        "| 2 | 0 | 0 | 0 | 0 | 0 | 2 |\n（七）总计\n"
    )
    alignment = Aligner(read_text(text)).align(2023)
    for key in ("carried_in", "outcome_total"):
        assert "blank" not in {c.status for c in cells_of(alignment, key)}, key


def test_page_numbers_inside_a_table_are_no_figures():
    data = render.figures(6)
    text = render.lines(render.tables(data)).replace("3.其他", "- 4 -\n3.其他")
    alignment = Aligner(read_text(text)).align(2023)
    assert all(c.status == "read" for c in alignment.cells)


def test_deduplicated_text_is_refused():
    data = {key: str(n) if n % 40 == 0 else "0" for n, key in enumerate(render.figures(1))}
    seen: set[str] = set()
    kept = []
    for line in render.lines(render.tables(data)).split("\n"):
        if line not in seen:
            kept.append(line)
            seen.add(line)
    alignment = Aligner(read_text("\n".join(kept))).align(2023)
    assert "text_deduplicated" in {f.code for f in alignment.findings}
    requests = [c for c in alignment.cells if c.table_id == "requests"]
    assert not [c for c in requests if c.status in ("read", "blank")]


def test_a_label_in_prose_is_no_table():
    text = "一、总体情况\n行政许可\n全年办理行政许可事项较多。\n行政处罚\n依法公开。"
    alignment = Aligner(read_text(text)).align(2023)
    assert {c.status for c in alignment.cells} == {"absent"}
    assert alignment.figures == 0


def test_fee_unit_comes_from_the_head_or_the_cell():
    def fee(head, figure):
        html = (
            f"<table><tr><td>第二十条第（八）项</td></tr><tr><td>信息内容</td><td>{head}</td></tr>"
            f"<tr><td>行政事业性收费</td><td>{figure}</td></tr></table>"
        )
        (cell,) = cells_of(Aligner(read_html(html)).align(2023), "administrative_fees")
        return cell.status, cell.unit, cell.value

    assert fee("本年收费金额（单位：万元）", "27.948692") == ("read", "万元", Decimal("27.948692"))
    assert fee("本年收费金额（单位：元）", "279486.92") == ("read", "元", Decimal("279486.92"))
    assert fee("本年收费金额", "3") == ("read", None, Decimal(3))
    assert fee("本年收费金额（单位：万元）", "251000元")[1] == "元"


def test_rows_filled_up_at_their_end_show_that_a_row_as_long_as_the_form_may_be_one_of_them():
    """A tool dropped the blanks and filled up; the torn heads have no padding that shows it."""
    text = (
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） | 申请\n人情况 | |||||||\n"
        "自然人 | 法人或其他组织 | 总计 | ||||||\n"
        "商业企业 | 科研\n机构 | 社会公益组织 | 法律服务机构 | 其他 | ||||\n"
        "一、本年新收政府信息公开申请数量 | 248 | 248 | 177 | 999 | 223 | 4 | 1899 | |\n"
        "二、上年结转政府信息公开申请数量 | 311 | 25 | 20 | 42 | 51 | 8 | 457 | |\n"
        "三、本年度办理结果 | （一）予以公开 | 2 | 2 | |||||\n"
        "（三）不予公开 | 1.属于国家秘密 | 48 | 4 | 52 | ||||\n"
        "（七）总计 | 559 | 255 | 194 | 1041 | 273 | 12 | 2334 | |\n"
    )
    alignment = Aligner(read_text(text)).align(2023)
    assert {str(c.status) for c in cells_of(alignment, "outcome_total")} == {"read"}
    for key in ("granted", "denied_state_secret"):
        assert {str(c.status) for c in cells_of(alignment, key)} == {"doubtful"}, key


def test_a_figure_behind_a_row_s_own_empty_cell_is_not_certainly_its():
    """The label of the row below is lost; every row ends with a line of one pipe."""
    text = (
        "第二十条第（五）项\n|\n信息内容\n| 本年处理决定数量\n|\n行政许可\n| 12\n|\n"
        "第二十条第（六）项\n|\n信息内容\n| 本年处理决定数量\n|\n行政处罚\n|\n|\n\n| 73\n"
    )
    alignment = Aligner(read_text(text)).align(2023)
    (penalty,) = cells_of(alignment, "administrative_penalty")
    assert penalty.status == "doubtful"
    (licensing,) = cells_of(alignment, "administrative_licensing")
    assert (licensing.status, licensing.value) == ("read", 12)


def test_two_figures_on_the_one_line_of_a_table_with_a_figure_a_line_may_be_one():
    data = render.figures(3, "2019")
    data["art20_8", "administrative_fees", "items_previous_year"] = "6430875"
    data["art20_8", "administrative_fees", "change_this_year"] = "无"
    whole = render.lines(render.tables(data, "2019"), gap="\n\n\n")
    torn = whole.replace("6430875", "64 30875")
    first, change = cells_of(Aligner(read_text(torn)).align(2019), "administrative_fees")
    assert (first.status, change.status) == ("doubtful", "doubtful")
    first, change = cells_of(Aligner(read_text(whole)).align(2019), "administrative_fees")
    assert (first.status, first.value, change.status) == ("read", 6430875, "blank")


EMPTY = "第二十条第(五)项\n信息内容\n本年处理决定数量\n行政许可\n"
LABELS = "一、本年新收政府信息公开申请数量\n二、上年结转政府信息公开申请数量\n三、本年度办理结果\n（一）予以公开\n"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (EMPTY + LABELS, "blank"),
        (LABELS, "absent"),  # nothing tells a table
        (EMPTY + LABELS.replace("一、本年新收政府", "一、收到的政府"), "absent"),
        (EMPTY + LABELS.replace("一、", "").replace("二、", ""), "absent"),
        (EMPTY + LABELS + "（三）不予公开\n1.属于国家秘密\n", "absent"),  # a row is left out
        (EMPTY + LABELS.replace("二、", "五件\n二、"), "absent"),
        ("第二十条第(五)项\n信息内容\n本年处理决定数量\n行政许可\n4\n" + LABELS, "absent"),
        ("5\n0\n" + EMPTY + LABELS, "absent"),  # the figures stand elsewhere
        (EMPTY + LABELS + "全年受理申请，均已答复。\n5 0 0 0 0 0 5", "absent"),
    ],
)
def test_labels_without_heads_and_figures_are_a_table_only_among_empty_ones(text, status):
    cells = Aligner(read_text(text)).align(2023).cells
    assert {c.status for c in cells if c.row_key in ("new_received", "granted")} == {status}


TORN_AT_THE_END = """三、收到和处理政府信息公开申请情况
本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和 申请人情况
自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计
一、本年新收政府信息公开申请数量 5 0 0 0 0 0 5
（四）无法提供 1.本机关不掌握相关政府信息 2 0 0 0 0 0 2
3.补正后申请内容仍不明确 150 0 0 0 0 0 1
{rest}（五）不予处理 1.信访举报投诉类申请 4 0 0 0 0 0 4
2.重复申请 0 0 0 0 0 0 0
"""


@pytest.mark.parametrize(("rest", "status"), [("50 ", "doubtful"), ("", "read")])
def test_a_figure_whose_end_stands_before_the_next_label(rest, status):
    cells = Aligner(read_text(TORN_AT_THE_END.format(rest=rest))).align(2022).cells
    for row in ("unable_unclear_after_correction", "not_handled_petition_complaint"):
        assert {str(c.status) for c in cells if c.row_key == row} == {status}
    assert {str(c.status) for c in cells if c.row_key == "new_received"} == {"read"}


def test_rows_that_are_numbered_hide_no_halves():
    rows = TORN_AT_THE_END.format(rest="").split("\n")
    numbered = [f"{n} {row}" if n > 2 and row else row for n, row in enumerate(rows)]
    cells = Aligner(read_text("\n".join(numbered))).align(2022).cells
    assert {str(c.status) for c in cells if c.row_key == "not_handled_duplicate"} == {"read"}


@pytest.mark.parametrize("number", ["19", "15/20"])
def test_a_page_number_among_the_cells_of_a_row_whose_last_is_empty(number):
    table = standard.forms()["2021"].tables["requests"]
    heads = [f" {table.note or table.corner}  |||", " 申请人情况  |||||||", "|", " 自然人  |"]
    heads += [
        " 法人或其他组织  |||||",
        " 总计  |",
        "|",
        *(f" {c.label}  |" for c in table.columns[1:6]),
    ]
    lines = ["三、收到和处理政府信息公开申请情况", "|", *heads]
    for row in table.rows:
        pads = "" if row.group not in (None, "outcomes") else "||" if row.group is None else "|"
        if not row.has_data:
            lines += ["|", f" {row.label}  |"]
            continue
        last = "   |" if row.group not in (None, "outcomes") else " 18  |"
        lines += ["|", f" {row.label}  |{pads}", *(f" {n}  |" for n in (16, 0, 0, 0, 0, 2)), last]
        if row.key == "not_handled_excessive":
            lines.insert(-3, number)
    cells = Aligner(read_text("\n".join(lines))).align(2023).cells
    found = {key: [c for c in cells if c.row_key == key] for key in table.data_keys}
    assert "read" not in {str(c.status) for c in found["not_handled_excessive"]}
    assert [c.value for c in found["not_handled_duplicate"]] == [16, 0, 0, 0, 0, 2, None]
    assert found["not_handled_duplicate"][0].status == "read"


OLDER_SECTION_2 = """第二十条第（一）项
信息内容|本年新制作数量|本年新公开数量|对外公开总数量|
规章|0|0|0|
规范性文件|3|3|3|
"""
REQUESTS = """自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计|
一、本年新收政府信息公开申请数量|5|0|0|0|0|0|5|
二、上年结转政府信息公开申请数量|1|0|0|0|0|0|1|
（一）予以公开|6|0|0|0|0|0|6|
"""


@pytest.mark.parametrize(
    ("above", "below", "status"),
    [
        (OLDER_SECTION_2, "", "doubtful"),
        (OLDER_SECTION_2, "（六）其他处理|2|0|0|0|0|0|2|", "read"),
        ("", "", "read"),
        ("", "理 他处|2|0|0|0|0|0|2|", "doubtful"),
    ],
)
def test_a_table_without_the_rows_that_tell_its_form(above, below, status):
    # The report of 2021 has tables of 2019 above: the year does not tell of which this one is.
    cells = Aligner(read_text(above + REQUESTS + below)).align(2021).cells
    assert {str(c.status) for c in cells if c.row_key == "new_received"} == {status}


@pytest.mark.parametrize(("third", "status"), [("<td></td>" * 5, "blank"), ("", "doubtful")])
def test_blocks_of_section_4_without_the_last_one_s_cells_are_not_blank(third, status):
    heads = "".join(
        f"<td>{h}</td>" for h in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    )
    names = ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）")
    rows = ("<td></td>" * 5, "<td></td>" * 5, third)
    html = "<p>四、政府信息公开行政复议、行政诉讼情况</p><table>" + "".join(
        f"<tr><td colspan=5>{name}</td></tr><tr>{heads}</tr><tr>{row}</tr>"
        for name, row in zip(names, rows, strict=True)
    )
    alignment = Aligner(read_html(f"{html}</table><p>2 2 4</p>")).align(2020)
    cells = [c for c in alignment.cells if c.table_id == "review_litigation"]
    assert {str(c.status) for c in cells} == {status}


@pytest.mark.parametrize(
    ("second", "status"), [("\n| 1 | 0 | 1 | 0 | 2 |", "read"), (" | 1 | 0 | 1 | 0 |", "doubtful")]
)
def test_figures_in_the_row_of_the_heads_of_a_block_are_not_its_cells(second, status):
    """A tool put both on one line; one cell was lost, and what parts the rows is no cell."""
    heads = "| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |"
    above = render.expanded(render.tables(render.figures(3, "2019"), "2019")[:-1])
    text = (
        f"{above}\n四、政府信息公开行政复议、行政诉讼情况\n| 行政复议 | | | | | |\n"
        f"{heads}\n| 1 | 1 | 0 | 0 | 2 |\n| 行政诉讼（未经复议直接起诉） | | | | | |\n{heads}{second}\n"
        f"| 行政诉讼（复议后起诉） | | | | | |\n{heads}\n| 0 | 0 | 1 | 1 | 2 |\n"
    )
    cells = Aligner(read_text(text)).align(2020).cells
    assert {str(c.status) for c in cells if c.table_id == "review_litigation"} == {status}
