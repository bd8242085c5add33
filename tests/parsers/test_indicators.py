"""The statistics table of 2014 to 2018, in the structures that pages and tools give it; all made up."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import labels, parse, standard
from parsers.align import Aligner, indicators
from parsers.documents.html import read_html
from parsers.documents.text import read_text
from parsers.model import Document, Dossier

TABLE = standard.indicators().table
HEADS = ["统 计 指 标", "单位", "统计数"]
DISTRICT_KEYS = ["own_level", "departments", "townships"]
DISTRICT = ["区政府统计数", "区直单位统计数", "乡镇街道统计数"]


def rows(count: int = 1, *, code: str = "", blank: frozenset[str] = frozenset()) -> list[list[str]]:
    """The form filled with numbers that tell row and column: row 7, column 2 prints 72."""
    result = []
    for number, row in enumerate(TABLE.rows, start=1):
        values = [
            "" if not row.has_data or row.key in blank else f"{number * 10 + column}"
            for column in range(1, count + 1)
        ]
        line = [row.label, row.unit or "----", *values]
        if code == "before":
            line.insert(0, str(number))
        elif code == "after":
            line.insert(2, f"{number:02d}")
        result.append(line)
    return result


def expected(column: int = 1) -> dict[str, Decimal]:
    return {
        row.key: Decimal(number * 10 + column)
        for number, row in enumerate(TABLE.rows, start=1)
        if row.has_data
    }


def table(count: int = 1, code: str = "", **options: frozenset[str]) -> list[list[str]]:
    heads = [*HEADS[:2], *(HEADS[2:] if count == 1 else DISTRICT[:count])]
    if code:
        heads.insert(0 if code == "before" else 2, "序号" if code == "before" else "代码")
    return [heads, *rows(count, code=code, **options)]


def lines(cells: list[list[str]]) -> str:
    return "\n".join(c for row in cells for c in row if c)


def spaced(cells: list[list[str]]) -> str:
    return "\n".join(" ".join(c for c in row if c) for row in cells)


def tabs(cells: list[list[str]]) -> str:
    return "\n".join("\t".join(row) for row in cells)


def markdown(cells: list[list[str]]) -> str:
    said = ["| " + " | ".join(row) + " |" for row in cells]
    return "\n".join([said[0], "|" + " --- |" * len(cells[0]), *said[1:]])


def closed_cells(cells: list[list[str]]) -> str:
    """Each cell on its own line, closed by a pipe; heads letter by letter."""
    return "\n".join(f"{c} |" for row in cells for c in row)


def opened_cells(cells: list[list[str]]) -> str:
    """Cells open with a pipe, a lone pipe closes the row; the head of units is broken."""
    said = [line for row in cells for line in (row[0], *(f"| {c}" for c in row[1:]), "|")]
    return "\n".join(said).replace("| 单位\n", "| 计量\n单位\n", 1)


def html(cells: list[list[str]]) -> str:
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in r) + "</tr>" for r in cells)
    return f"<html><body><h1>样例</h1><table>{body}</table></body></html>"


TEXTS = [lines, spaced, tabs, markdown, closed_cells, opened_cells]


def align(source: str, year: int | None = 2017):
    page = read_html(source) if source.startswith("<") else read_text(source)
    return Aligner(page).align(year)


def found(alignment, column: str = "total") -> dict[str, Decimal | None]:
    assert {c.form for c in alignment.cells if c.table_id == "statistics"} == {"2014"}
    return {
        c.row_key: c.value
        for c in alignment.cells
        if c.table_id == "statistics" and c.col_key == column and c.status == "read"
    }


@pytest.mark.parametrize("code", ["", "before", "after"])
@pytest.mark.parametrize("shape", [*TEXTS, html])
def test_every_shape(shape, code):
    alignment = align(shape(table(code=code)))
    assert found(alignment) == expected()
    assert alignment.forms == {"statistics": "2014"}
    assert {c.col_key for c in alignment.cells} == {"total"}
    assert not alignment.findings
    units = {c.row_key: c.unit for c in alignment.cells}
    assert units["trainees"] == "人次"
    assert units["special_funds"] == "万元"


@pytest.mark.parametrize("code", ["", "before", "after"])
@pytest.mark.parametrize("shape", [*TEXTS, html])
def test_several_columns(shape, code):
    alignment = align(shape(table(3, code)))
    for number, column in enumerate(("own_level", "departments", "townships"), start=1):
        assert found(alignment, column) == expected(number)
    assert {c.col_key for c in alignment.cells} == {"own_level", "departments", "townships"}
    assert not alignment.findings


@pytest.mark.parametrize("code", ["", "before", "after"])
@pytest.mark.parametrize("shape", [*TEXTS, html])
@pytest.mark.parametrize("count", [1, 2])
def test_blank_rows_are_never_filled_with_codes_or_neighbours(shape, code, count):
    blank = frozenset(("received_fax", "staff", "closed_extended", "trainees"))
    alignment = align(shape(table(count, code, blank=blank)))
    for number, column in enumerate(("total",) if count == 1 else ("own_level", "departments"), 1):
        read = found(alignment, column)
        assert read == {k: v for k, v in expected(number).items() if k in read}
        assert not blank & set(read)
        assert len(read) >= len(expected()) - 2 * len(blank)
    keeps = shape in (tabs, markdown, closed_cells, opened_cells, html)
    if keeps:
        statuses = {c.status for c in alignment.cells if c.row_key in blank}
        assert statuses == {"blank"}


def test_one_lost_blank_of_several_columns_is_not_placed():
    cells = table(3)
    cells[2][3] = ""
    alignment = align(lines(cells))
    first = [c for c in alignment.cells if c.row_key == "proactive_items"]
    assert {c.status for c in first} == {"doubtful"}
    assert {c.value for c in first} == {None}


def test_an_ordinal_torn_off_the_next_label_is_no_figure():
    cells = table(3)
    at = next(n for n, row in enumerate(cells) if row[0].startswith("1.当面"))
    cells[at][3] = ""
    torn = [[*(r[0][:2], r[0][2:]), *r[1:]] if n == at + 1 else r for n, r in enumerate(cells)]
    found = [c for c in align(lines(torn)).cells if c.row_key == "received_in_person"]
    assert {c.status for c in found} == {"doubtful"}


def test_cells_beside_both_halves_of_a_torn_label_are_not_blank():
    body = []
    for label, unit, *figures in table():
        cells = "".join(f"<td>{c}</td>" for c in (unit, *figures))
        if label.startswith("（三）接受培训"):
            shared = cells.replace("<td>", "<td rowspan=2>")
            body.append(f"<tr><td>{label[:3]}</td>{shared}</tr><tr><td>{label[3:]}</td></tr>")
        else:
            body.append(f"<tr><td>{label}</td>{cells}</tr>")
    page = read_html(f"<table>{''.join(body)}</table>")
    (cell,) = [c for c in Aligner(page).align(2016).cells if c.row_key == "trainees"]
    assert cell.status in ("doubtful", "read")


@pytest.mark.parametrize(
    ("shape", "first"),
    [(html, ""), (html, "无"), (tabs, ""), (markdown, "")],
)
def test_a_row_that_lost_its_unit_may_have_moved(shape, first):
    """Readers fill up a row that lacks a cell at its end: what it prints stands one column left."""
    cells = table(3)
    number = next(n for n, row in enumerate(cells) if "不存在" in row[0])
    cells[number][1:] = [first, "无", "1", ""]
    key = TABLE.rows[number - 1].key
    read = [c for c in align(shape(cells)).cells if c.row_key == key]
    assert {c.status for c in read} == {"doubtful"}
    cells[number][1:] = [first, "无", "", "1"]
    read = [c for c in align(shape(cells)).cells if c.row_key == key]
    assert [c.value for c in read] == [None, None, 1]


def test_a_figure_without_a_code_beside_it_is_no_code():
    cells = table(1, "after")
    at = next(n for n, row in enumerate(cells) if row[0].startswith("1.属于已主动公开"))
    cells[at][2:] = ["1,613", ""]
    rows_of = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in cells)
    found = Aligner(read_html(f"<table>{rows_of}</table>")).align(2016).cells
    (cell,) = [c for c in found if c.row_key == TABLE.rows[at - 1].key]
    assert cell.status == "doubtful"


def test_marks_show_that_a_head_was_lost():
    cells = table(3)
    cells[0].append("")
    for n, row in enumerate(cells[1:]):
        if row[1] != "----":
            row[2:] = ["2", "1", "-", "1"] if n % 3 else ["2", "1", "-", ""]
    text = "\n".join(" | ".join(row) + " |" for row in cells)
    found = align(text).cells
    assert "read" not in {c.status for c in found if c.value is not None}


BEFORE = "某县2016年政府信息公开工作年度报告 一、概述 全年公开信息12条。 七、政府信息公开情况统计表"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("code", ["", "before", "after"])
def test_a_table_in_the_middle_of_a_line(count, code):
    cells = " ".join(c for row in table(count, code) for c in row if c)
    columns = {c.key for c in TABLE.columns} & ({"total"} if count == 1 else set(DISTRICT_KEYS))
    for behind, last in (
        ("", "read"),
        ("\n八、存在的主要问题及改进情况", "read"),
        ("\n3月，本县", "doubtful"),
        (" 八、存在的主要问题及改进情况", "read"),
        (" 3月，本县", "doubtful"),
    ):
        alignment = align(f"{BEFORE} {cells}{behind}")
        assert {c.col_key for c in alignment.cells} == columns
        wrong = [c for c in alignment.cells if c.status != "read" and c.row_key != "trainees"]
        assert not wrong
        assert {str(c.status) for c in alignment.cells if c.row_key == "trainees"} == {last}
        for number, row in enumerate(TABLE.data_rows):
            mine = alignment.cells[number * count : (number + 1) * count]
            assert [c.row_key for c in mine] == [row.key] * count
        for c in alignment.cells:
            at = next(n for n, row in enumerate(TABLE.rows, start=1) if row.key == c.row_key)
            column = 1 if count == 1 else 1 + DISTRICT_KEYS.index(c.col_key)
            assert c.value == at * 10 + column


def test_the_text_beside_a_table_in_a_line_stays_text():
    equal = [[*row[:-1], "0" if row[-1].isdigit() else row[-1]] for row in table()]
    cells = " ".join(c for row in equal for c in row if c)
    text = f"{BEFORE} {cells} 八、存在的主要问题及改进情况 仍有不足。"
    report = parse(Dossier(Document(text.encode(), "2016.txt")))
    assert report.identity.report_year == 2016
    assert {c.status for c in report.cells} == {"read"}


def in_columns(cells: list[list[str]]) -> str:
    sizes = [max(len(row[n]) for row in cells if len(row) > n) for n in range(len(cells[0]))]
    return "\n".join("  ".join(map(str.ljust, row, sizes)).rstrip() for row in cells)


@pytest.mark.parametrize("code", ["", "before", "after"])
def test_columns_by_their_place_in_the_line(code):
    cells = table(3, code)
    cells[3][-2] = ""
    alignment = align(in_columns(cells))
    assert alignment.cells
    blank = [c for c in alignment.cells if c.status == "blank"]
    assert [c.col_key for c in blank] == ["departments"]
    assert {c.status for c in alignment.cells} == {"read", "blank"}
    # A figure that stands under no other may be of any column.
    cells[3][-1] = " " + cells[3][-1]
    row = {c.row_key for c in blank}
    moved = [c for c in align(in_columns(cells)).cells if c.row_key in row]
    assert {c.status for c in moved} == {"doubtful"}


def test_a_number_equal_to_the_next_code_is_never_certain():
    cells = table(code="before", blank=frozenset(("received_fax",)))
    del cells[next(n for n, r in enumerate(cells) if "传真" in r[1]) + 1][0]
    (cell,) = [c for c in align(lines(cells)).cells if c.row_key == "received_fax"]
    assert cell.status == "doubtful"


def test_repeated_wordings_belong_to_the_group_above():
    alignment = align(lines(table()))
    read = found(alignment)
    keys = ("review_corrected", "review_other", "suit_corrected", "suit_other")
    assert [read[k] for k in keys] == [expected()[k] for k in keys]


def test_a_repeated_wording_without_its_group_is_not_placed():
    cells = [row for row in table() if "行政复议" not in row[0] and "维持" not in row[0]]
    cells = [row for row in cells if "行政诉讼" not in row[0]]
    alignment = align(lines(cells))
    keys = ("review_corrected", "review_other", "suit_corrected", "suit_other")
    assert not set(keys) & set(found(alignment))
    assert "figures_not_placed" in {f.code for f in alignment.findings}


@pytest.mark.parametrize("shape", [*TEXTS, html])
def test_lines_that_a_place_added_shift_nothing(shape):
    cells = table()
    cells.insert(8, ["政务客户端公开政府信息数", "条", "9001"])
    cells.insert(5, ["主动公开机构领导、机构设置及人事信息", "条", "9002"])
    cells.insert(len(cells) - 1, ["答复率", "个", ""])
    alignment = align(shape(cells))
    assert found(alignment) == expected()
    assert [f.code for f in alignment.findings] == ["unknown_indicator"] * 2


@pytest.mark.parametrize("shape", [*TEXTS, html])
def test_an_added_line_in_the_place_of_a_row_is_not_taken_for_it(shape):
    cells = table()
    at = next(n for n, r in enumerate(cells) if "微信公开" in r[0])
    cells[at][0] = "4.政务抖音公开政府信息数"
    (cell,) = [c for c in align(shape(cells)).cells if c.row_key == "channel_wechat"]
    assert cell.status in ("absent", "doubtful")


def test_torn_labels_and_heads():
    text = (
        lines(table(3))
        .replace("区直单位统计数", "区直单位\n统计数")
        .replace("统 计 指 标", "统 计\n指 标")
    )
    text = text.replace("不同渠道和方式公开相同信息", "不同渠道和\n方式公开相同信息", 1)
    text = text.replace("被依法纠错数", "被依法\n纠错数").replace("3.网络申请数", "3.网络申\n请数")
    alignment = align(text)
    assert found(alignment, "departments") == expected(2)


def test_lost_characters_are_read_at_their_place_and_others_are_in_doubt():
    text = lines(table()).replace("5.不属于本行政机关公开数", "5.不属于本行政机公开数")
    text = text.replace("2.兼职人员数", "2.兼取人员数")
    alignment = align(text)
    assert found(alignment)["answered_not_this_organ"] == expected()["answered_not_this_organ"]
    (cell,) = [c for c in alignment.cells if c.row_key == "staff_part_time"]
    assert (cell.status, cell.value) == ("doubtful", None) or cell.status == "absent"


def test_a_split_number_is_not_joined():
    for shape in (lines, spaced, html):
        cells = table()
        cells[2][2:] = ["12", "3"]
        (cell,) = [c for c in align(shape(cells)).cells if c.row_key == "proactive_items"]
        assert (cell.status, cell.value) == ("doubtful", None)


def test_lost_heads_are_said():
    alignment = align(lines(rows()))
    cells = [c for c in alignment.cells if c.row_key == "proactive_items"]
    assert [(c.col_key, c.status) for c in cells] == [("total", "doubtful")]
    assert "heads of the columns" in cells[0].reason


def test_an_unknown_column_is_a_finding():
    cells = table(3)
    cells[0][3] = "某某园区"
    alignment = align(html(cells))
    assert found(alignment, "own_level") == expected(1)
    assert found(alignment, "townships") == expected(3)
    assert "unknown_column" in {f.code for f in alignment.findings}


def test_a_lost_head_moves_no_figure():
    for shape in (html, markdown, closed_cells, lines):
        cells = table(3)
        del cells[0][2]
        assert not found(align(shape(cells)), "departments")


def test_units_printed_in_heads_and_labels():
    cells = [[r[0], r[2]] for r in table()]
    cells[0] = ["指标名称", "数量（件）"]
    at = next(n for n, r in enumerate(cells) if "收取的费用" in r[0])
    cells[at] = ["七、依申请公开信息收取的费用（元）", "380"]
    alignment = align(lines(cells))
    (fees,) = [c for c in alignment.cells if c.row_key == "request_fees"]
    assert (fees.status, fees.value, fees.unit) == ("read", Decimal(380), "元")
    (funds,) = [c for c in alignment.cells if c.row_key == "special_funds"]
    assert funds.unit is None


@pytest.mark.parametrize("shape", [html, markdown, lines, closed_cells])
def test_a_page_break_with_a_repeated_head(shape):
    cells = table()
    source = shape(cells[:30]) if shape is not html else html(cells[:30])
    rest = [cells[0], *cells[30:]]
    joined = source.replace("</table>", "</table><p>- 4 -</p>" + html(rest).split("</h1>")[1], 1)
    if shape is not html:
        joined = f"{source}\n- 4 -\n{shape(rest)}"
    assert found(align(joined)) == expected()


def test_two_tables_with_other_figures_are_in_doubt():
    other = [[*r[:2], f"{r[2]}0" if r[2] else ""] for r in table()]
    second = html(other).removeprefix("<html><body><h1>样例</h1>")
    alignment = align(html(table()).replace("</body></html>", second))
    assert not found(alignment)
    assert "figures_not_placed" in {f.code for f in alignment.findings}


def test_removed_lines_are_said():
    kept = list(dict.fromkeys(lines(table(blank=frozenset(("staff",)))).split("\n")))
    alignment = align("\n".join(kept))
    assert not found(alignment)
    assert "text_deduplicated" in {f.code for f in alignment.findings}


def test_the_table_is_found_in_a_report_of_any_year_beside_its_own_tables():
    alignment = align(lines(table()), 2020)
    assert alignment.forms["statistics"] == "2014"
    assert alignment.forms["requests"] == "2019"
    assert {c.status for c in alignment.cells if c.table_id == "requests"} == {"absent"}


def test_a_report_of_those_years_without_it_has_no_cells():
    text = "示例县2016年政府信息公开工作年度报告\n一、概述\n全年收到申请12件，均已答复。\n（一）收到申请数\n共12件。"
    alignment = align(text, 2016)
    assert (alignment.cells, alignment.forms) == ([], {})


# Forms of places from before 2014.
LOCAL = """指 标 名 称
| 计量
单位
| 代码
| 本期实际
| 本年累计
|
主动公开信息数
| 条
| 01
| 12
| 140
|
其中:全文电子化的主动公开信息数
| 条
| 02
|
|
|
申请总数
| 条
| 10
| 7
| 9
|
其中:1.当面申请数
| 条
| 11
| 3
| 4
|
2.传真申请数
| 条
| 12
| 4
| 5
|
其中:1.同意公开答复数
| 条
| 18
| 2
| 2
|"""
SPREAD = """指   标  名  称

计量 单位

2009  年度

历年 累计

主动公开信息数

12

30

其中:1.政府网站

10

20

受理依申请公开信息总数

3

4"""


@pytest.mark.parametrize("text", [LOCAL, SPREAD])
@pytest.mark.parametrize("year", [2009, 2017])
def test_local_forms_are_named_and_not_read(text, year):
    alignment = align(text, year)
    assert (alignment.cells, alignment.forms) == ([], {})
    assert [f.code for f in alignment.findings] == ["local_form"]


def test_checks_of_the_form():
    cells = table()
    sums = {row[0]: row for row in cells}
    for row in cells[1:]:
        row[2] = "1" if row[2] else ""
    for label, whole in (
        ("（一）收到申请数", 4),
        ("（二）申请办结数", 2),
        ("（三）申请答复数", 13),
        ("4.不同意公开答复数", 6),
        ("四、行政复议数量", 3),
        ("五、行政诉讼数量", 4),
        ("（三）从事政府信息公开工作人员数", 2),
    ):
        sums[label][2] = str(whole)
    title = "示例县人民政府2017年政府信息公开工作年度报告"
    text = f"{title}\n一、概述\n{'本段为合成文字。' * 40}\n{lines(cells)}"
    report = parse(Dossier(Document(text.encode(), "a.txt")))
    failed = [
        (f.code, f.cause, f.expected, f.actual) for f in report.findings if f.outcome == "failed"
    ]
    assert failed == [("S6", "source", 3, 4)]
    # S1 to S5, S7 to S9, S10 twice; C1.
    assert report.checks_passed == 11
    assert report.forms == {"statistics": "2014"}


def test_the_form_as_data():
    assert (len(TABLE.rows), len(TABLE.data_rows)) == (65, 58)
    assert {row.unit for row in TABLE.data_rows if row.type == "decimal"} == {"万元"}
    verified = [row.key for row in TABLE.rows if row.verified]
    assert verified == [
        "proactive", "proactive_items", "proactive_normative_docs", "normative_docs_issued",
    ]  # fmt: skip
    assert standard.form_of_year(2016) is None
    assert [form.key for form in standard.annual_forms()] == ["2021", "2019"]


def test_labels_of_the_annual_forms_are_left_alone():
    """A vocabulary of its own: no indicator makes a row of the annual report doubtful."""
    for row in TABLE.rows:
        assert "statistics" not in {role.table_id for role in labels.like(row.label).roles}


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([lines, spaced, tabs, markdown, closed_cells, opened_cells]),
    st.sampled_from(["", "before", "after"]),
    st.sampled_from([1, 3]),
    st.data(),
)
def test_a_line_less_is_never_a_silent_error(shape, code, count, data):
    """Any line of a full table may be lost: what is still read is still right."""
    said = shape(table(count, code)).split("\n")
    lost = said.pop(data.draw(st.integers(0, len(said) - 1)))
    columns = ("total",) if count == 1 else ("own_level", "departments", "townships")
    truth = {column: expected(n) for n, column in enumerate(columns, start=1)}
    for cell in align("\n".join(said)).cells:
        if cell.status == "read":
            assert cell.value == truth[cell.col_key][cell.row_key], (cell.address, lost)
        elif cell.status == "blank":
            # Whatever is blank was printed on the line that is lost.
            assert str(truth[cell.col_key][cell.row_key]) in lost, (cell.address, lost)


PIECES = [
    *HEADS, *DISTRICT, "序号", "计量单位", "代码", "合计", "一、主动公开情况", "（一）收到申请数", "1.当面申请数",
    "（二）被依法纠错数", "（三）其他情形数", "四、行政复议数量", "五、行政诉讼数量", "主动公开信息数", "申请总数",
    "条", "件", "万元", "----", "——", "0", "12", "01", "1,204", "5件", "1 2", "- 4 -", "|", "||", "\t", "\n", "\n|\n",
    "某某数", "。",
]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=80).map(" ".join))
def test_any_order_of_pieces(source):
    printed = source.replace(",", "")
    for cell in align(source).cells:
        assert (cell.status == "read") <= (cell.value is not None)
        assert (cell.status in ("blank", "absent")) <= (cell.value is None)
        assert cell.status != "doubtful" or cell.reason
        if cell.value is not None:
            assert str(cell.value) in printed


@pytest.mark.parametrize(
    "trap",
    [
        "|" * 200_000,
        "件|" + "5|" * 60_000,
        "件 " + "1 " * 60_000,
        "（" * 100_000 + "）",
        "-" * 100_000 + " " + "--- " * 20_000 + "x",
        "件\t" + "\t5" * 60_000,
    ],
)
def test_long_lines_do_not_slow_the_reader(trap):
    page = read_text(f"指标名称\n单位\n合计\n（一）收到申请数\n件\n5\n（二）申请办结数 {trap}")
    started = time.perf_counter()
    indicators.read(page)
    assert time.perf_counter() - started < 2
