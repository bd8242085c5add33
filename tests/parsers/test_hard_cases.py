"""How published reports break, case by case; the figures are made up.

Each case ends in the right number, or in doubt, a blank or an absence that is true.
"""

import re
from decimal import Decimal
from itertools import pairwise

import pytest

from parsers.align import Aligner
from parsers.documents.html import read_html
from parsers.documents.text import read_text
from tests.parsers import render
from tests.parsers.judge import judge

ROW = "一、本年新收政府信息公开申请数量"
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
HEADS = f"{NOTE}\n申请人情况\n自然人 法人或其他组织 总计\n商业企业 科研机构 社会公益组织 法律服务机构 其他\n"
BLANKS = ["", " ", "\u3000", "/", "／", "-", "--", "－－", "—", "–", "——", "空", "无", "不涉及", "不适用", "N/A", "NA", ":", "："]  # fmt: skip


def text_cells(text, year=2023):
    return {(c.row_key, c.col_key): c for c in Aligner(read_text(text)).align(year).cells}


def html_cells(page, year=2023):
    return {(c.row_key, c.col_key): c for c in Aligner(read_html(page)).align(year).cells}


def row(cells, key):
    return [(str(c.status), c.value) for (r, _), c in cells.items() if r == key]


def read(*figures):
    return [("read", Decimal(f)) for f in figures]


def small(markup):
    return (
        "<table><tr><td colspan=4>第二十条第（一）项</td></tr><tr><td>信息内容</td><td>本年制发件数</td>"
        f"<td>本年废止件数</td><td>现行有效件数</td></tr>{markup}</table>"
    )


def printed(seed=3, form="2021"):
    data = render.figures(seed, form)
    return data, render.tables(data, form)


def right(source, data, form="2021", year=2023, *, html=False):
    """Right cells of a source, none of whose cells is wrong without a word."""
    page = read_html(source) if html else read_text(source)
    counts, silent = judge(Aligner(page).align(year).cells, data, form)
    assert not silent
    return counts["right"]


# Cells and numbers


def test_neighbours_are_not_joined_though_another_sum_would_hold():  # A2
    cells = text_cells(
        f"{HEADS}{ROW} 1 0 0 0 0 0 1\n二、上年结转政府信息公开申请数量 0 1 0 0 0 0 1"
    )
    assert row(cells, "new_received") == read(1, 0, 0, 0, 0, 0, 1)
    assert row(cells, "carried_in") == read(0, 1, 0, 0, 0, 0, 1)


def test_words_in_a_cell():  # A3
    page = small(
        "<tr><td>行政规范性文件</td><td>55（含自然失效 29 件）</td><td>22（其中修订 16 件）</td><td>130</td></tr>"
    )
    assert row(html_cells(page), "normative_documents") == read(55, 22, 130)


@pytest.mark.parametrize("mark", BLANKS)
def test_marks_for_nothing(mark):  # A5
    page = small(f"<tr><td>规章</td><td>{mark}</td><td>{mark}</td><td>3</td></tr>")
    assert row(html_cells(page), "rules") == [("blank", None), ("blank", None), ("read", 3)]


@pytest.mark.parametrize("total", ["before", "after"])
def test_a_total_torn_off_its_row(total):  # A6
    torn = (
        "四、结转下年度继续办理 0 0 0 0 0 0\n1"
        if total == "after"
        else "1\n四、结转下年度继续办理 0 0 0 0 0 0"
    )
    cells = text_cells(f"{HEADS}{ROW} 4 0 0 0 0 0 4\n（七）总计 3 0 0 0 0 0 3\n{torn}")
    assert {status for status, _ in row(cells, "carried_forward")} == {"doubtful"}
    assert row(cells, "new_received") == read(4, 0, 0, 0, 0, 0, 4)


@pytest.mark.parametrize(
    ("figure", "value"),
    [("59237.2449", "59237.2449"), ("7730.28", "7730.28"), ("1,204", "1204"), ("1，204", "1204"),
     ("11398889", "11398889"), ("+1036", "1036"), ("１２", "12")],
)  # fmt: skip
def test_figures_as_printed(figure, value):  # A7, A8, A9, A10
    page = small(f"<tr><td>规章</td><td>{figure}</td><td>0</td><td>1</td></tr>")
    assert row(html_cells(page), "rules") == read(value, 0, 1)


# Rows and labels


def test_figures_on_the_middle_line_of_a_wrapped_label():  # A11
    text = (
        f"{HEADS}{ROW} 5 0 0 0 0 0 5\n2.其他法律行政法\n1 0 0 0 0 0 1\n规禁止公开\n"
        "3.危及“三安全一\n2 0 0 0 0 0 2\n稳定”\n4.保护第三方合法权益 0 0 0 0 0 0 0"
    )
    cells = text_cells(text)
    for key, value in (("denied_prohibited_by_law", 1), ("denied_security_stability", 2)):
        for status, found in row(cells, key):
            assert status == "doubtful" or found in (value, 0), key
            assert status != "blank"
    assert row(cells, "new_received") == read(5, 0, 0, 0, 0, 0, 5)


GROUPS = (
    f"{HEADS}三、本 （一）予以公开 3 0 0 0 0 0 3\n年度办 （三）不 1.属于国家秘密 0 0 0 0 0 0 0\n"
    "理结果 予公开 2.其他法律行政法规禁止公开 1 0 0 0 0 0 1"
)
IN_GROUPS = {"granted": 3, "denied_state_secret": 0, "denied_prohibited_by_law": 1}


def test_group_labels_that_run_through_the_rows():  # A12
    cells = text_cells(GROUPS)
    assert all(row(cells, k) == read(n, 0, 0, 0, 0, 0, n) for k, n in IN_GROUPS.items())


@pytest.mark.parametrize(
    ("before", "is_found"),
    [
        ("理结果 予公开", True),
        ("年度 （三）", True),
        ("予公开 理结果", False),
        ("上年结转 予公开", False),
    ],
)
def test_only_pieces_of_its_own_groups_stand_before_a_label(before, is_found):  # A12
    label = "2.其他法律行政法规禁止公开"
    cells = text_cells(f"{HEADS}{ROW} 4 0 0 0 0 0 4\n{before} {label} 1 0 0 0 0 0 1")
    found = row(cells, "denied_prohibited_by_law")
    assert (found == read(1, 0, 0, 0, 0, 0, 1)) is is_found
    assert is_found or {status for status, _ in found} == {"absent"}


def test_other_handling_as_one_row():  # A13
    for label in ("（六）其他处理", "（六）其他"):
        cells = text_cells(f"{HEADS}{ROW} 5 0 0 0 0 0 5\n（五）不予处理 5.要求行政机关确认或重新出具已获取信息 0 0 0 0 0 0 0\n"
                           f"{label} 2 0 0 0 0 0 2\n（七）总计 5 0 0 0 0 0 5")  # fmt: skip
        assert row(cells, "other_handling") == read(2, 0, 0, 0, 0, 0, 2), label
        assert {c.form for c in cells.values() if c.row_key == "other_handling"} == {"2019"}
        assert {s for k in ("other_misc", "other_fee_unpaid") for s, _ in row(cells, k)} <= {
            "absent"
        }


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("2.其他法律行政止公开", "denied_prohibited_by_law"),  # A14
        ("4.无正当理由大量反复 申请", "not_handled_excessive"),  # A15
        ("5.要求行政机关确认或重 新出具已获取信息", "not_handled_confirm_reissue"),
        ("1. 属于国家秘密", "denied_state_secret"),
        ("(七)总计", "outcome_total"),  # A16
        ("（七）总 计", "outcome_total"),
        ("七 总计", "outcome_total"),
        ("1.申请人无正当理由逾期不补正，行政机关不再处理其政府信息公开申请", "other_no_correction"),
        (
            "2.申请人逾期未按收费通知要求缴纳费用，行政机关不再处理其政府信息公开申请",
            "other_fee_unpaid",
        ),
        ("逾期未缴费", "other_fee_unpaid"),  # A18
        ("逾期不缴费", "other_fee_unpaid"),
        ("本年新收", "new_received"),
        ("上年结转", "carried_in"),
        ("结转下年", "carried_forward"),
        ("部分公开（区分处理）", "partially_granted"),
        ("危及三安全一稳定", "denied_security_stability"),
        ("第三方合法权益", "denied_third_party_rights"),
        ("申请内容不明确", "unable_unclear_after_correction"),
        ("公开出版物", "not_handled_publication"),
    ],
)
def test_labels_as_found(label, key):
    heads = "".join(
        f"<td>{h}</td>"
        for h in ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    )
    figures = "".join(f"<td>{n}</td>" for n in (1, 0, 2, 0, 0, 0, 3))
    before = f"<tr><td>（一）予以公开</td>{'<td>0</td>' * 7}</tr>" if key != "new_received" else ""
    page = f"<table><tr><td>申请人情况</td></tr><tr><td></td>{heads}</tr>{before}<tr><td>{label}</td>{figures}</tr></table>"
    assert row(html_cells(page), key) == read(1, 0, 2, 0, 0, 0, 3)


def test_three_kinds_of_other_and_two_of_total():  # A17
    data, tables = printed()
    for n, key in enumerate(
        k
        for k in data
        if k[2] in ("other_org", "total") or "other" in k[1] or k[1] == "outcome_total"
    ):
        data[key] = str(100 + n)
    tables = render.tables(data)
    assert right(render.html(tables), data, html=True) == len(data)
    assert right(render.lines(tables), data) == len(data)


# Tables and pages


@pytest.mark.parametrize("number", ["— 4 —", "-3-", "- 4 -", "第 4 页", "第4页 共9页", "4"])
@pytest.mark.parametrize("at", ["3.其他", "行政处罚", "1.属于国家秘密"])
def test_page_numbers_in_a_table(number, at):  # A19
    data, tables = printed()
    found = right(render.lines(tables).replace(f"\n{at}\n", f"\n{number}\n{at}\n", 1), data)
    assert found >= len(data) - (0 if number != "4" else 15)


def test_heads_repeated_after_a_page_break():  # A19
    data, tables = printed()
    rows = tables[1][2]
    tables[1][2][12:12] = rows[0:3]
    assert right(render.html(tables), data, html=True) >= len(data) - 7
    assert right(render.lines(tables), data) == len(data)


def test_heads_that_a_reader_of_pictures_invented():  # A20
    data, tables = printed()
    rows = tables[1][2]
    invented = [
        render.Spanned(t)
        for t in ("本年新收件数", "上年结转件数", *(f"数据{n}" for n in range(1, 7)))
    ]
    rows.insert(25, invented)
    right(render.html(tables), data, html=True)
    right(render.lines(tables), data)


@pytest.mark.parametrize("lost", ["glued", "three heads lost", "rule"])
def test_table_four_with_broken_heads(lost):  # A21
    words = "结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计"
    figures = [2, 0, 1, 0, 3, 0, 1, 0, 0, 1, 0, 0, 0, 2, 2]
    line = " | ".join(map(str, figures))
    heads = {
        "glued": f"| 行政复议行政诉讼 |\n| {words} | {words} | {words} |",
        "three heads lost": f"| 行政复议 | 行政诉讼 |\n| {words} | 未经复议直接起诉 | 复议后起诉 |\n| 结果维持 | 结果纠正 | 总计 | 结果维持 | 总计 |",
        "rule": f"| 行政复议 | 行政诉讼 |\n| {words} | 未经复议直接起诉 | 复议后起诉 |\n| {words} | {words} |\n|{'---|' * 15}",
    }[lost]
    text = f"四、政府信息公开行政复议、行政诉讼情况\n{heads}\n| {line} |"
    found = row(text_cells(text), "counts")
    assert len(found) == 15
    assert all(
        s == "doubtful" or (s, v) == ("read", f) for (s, v), f in zip(found, figures, strict=True)
    )
    if lost == "rule":
        assert found == read(*figures)


@pytest.mark.parametrize("how", ["four tables", "first item last"])
def test_table_two_in_pieces(how):  # A22
    data, tables = printed()
    heading, width, rows = tables[0]
    starts = [n for n, r in enumerate(rows) if len(r) == 1] + [len(rows)]
    pieces = [rows[a:b] for a, b in pairwise(starts)]
    if how == "four tables":
        tables[0:1] = [(heading if n == 0 else "", width, piece) for n, piece in enumerate(pieces)]
    else:
        tables[0] = (heading, width, [r for piece in (*pieces[1:], pieces[0]) for r in piece])
    assert right(render.html(tables), data, html=True) == len(data)
    assert right(render.lines(tables), data) == len(data)
    assert right(
        render.pipes(tables, style="row_line", padded=False, keep_blanks=True), data
    ) == len(data)


def test_a_cell_of_table_two_on_another_line():  # A23
    text = "第二十条第（一）项\n信息内容 本年制发件数 本年废止件数 现行有效件数\n规章 0 0 0\n行政规范性文件 4 31\n2\n第二十条第（五）项\n信息内容 本年处理决定数量\n行政许可 7"
    cells = text_cells(text)
    assert {s for s, _ in row(cells, "normative_documents")} == {"doubtful"}
    assert row(cells, "rules") == read(0, 0, 0)
    assert row(cells, "administrative_licensing") == read(7)


def test_heads_of_several_paragraphs():  # A24
    data, tables = printed()
    page = (
        render.html(tables)
        .replace("商业企业", "<p>商业企</p><p>业</p>")
        .replace("科研机构", "<p>科研</p><p>机构</p>")
    )
    assert right(page, data, html=True) == len(data)


def test_tables_before_and_around_the_report():  # A25
    data, tables = printed()
    box = "<table><tr><td>名称</td><td>索引号</td><td>000014/2024-00012</td></tr><tr><td>发布机构</td><td>示例县教育局</td><td>12</td></tr></table>"
    inner = re.search("<body>(.*)</body>", render.html(tables), re.DOTALL)[1]
    page = f"<html><body>{box}<table><tr><td>{'导航 ' * 90}</td><td>{inner}</td></tr></table></body></html>"
    assert right(page, data, html=True) == len(data)


def test_a_table_named_in_the_preface_is_none():  # A26
    text = (
        "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况等部分组成，共2023字。\n"
        "收到和处理政府信息公开申请情况\n3\n政府信息公开行政复议、行政诉讼情况\n4\n一、总体情况\n全年公开信息12条。"
    )
    assert {str(c.status) for c in text_cells(text).values()} == {"absent"}


@pytest.mark.parametrize(
    ("table", "note"),
    [
        (1, "注：本表由各科室填报。"),
        (2, "注：本表由法规科填报。"),
        (2, "注：行政复议、行政诉讼数量含上年度结转数量。"),
        (1, "注：本表含上年结转3件。"),
        (1, "（备注：其中上年结转3件，予以公开2件）"),
        (1, "注1.本年度新收含重复申请"),
    ],
)
def test_notes_in_a_table(table, note):  # A29
    data, tables = printed()
    tables[table][2].append([render.Spanned(note, tables[table][1])])
    assert right(render.html(tables), data, html=True) == len(data)
    assert right(render.lines(tables), data) == len(data)


def test_a_note_behind_a_cell_that_says_so():  # A29
    data, tables = printed()
    tables[1][2].append([render.Spanned("备注"), render.Spanned("含上年结转3件", tables[1][1] - 1)])
    assert right(render.html(tables), data, html=True) == len(data)


def test_figures_beside_a_note_are_no_row_s():  # A29
    cells = text_cells(f"{HEADS}{ROW} 4 0 0 0 0 0 4\n注：含上年结转 3 0 0 0 0 0 3")
    assert row(cells, "carried_in") != read(3, 0, 0, 0, 0, 0, 3)
    assert row(cells, "new_received") == read(4, 0, 0, 0, 0, 0, 4)


def test_a_note_that_names_a_row_makes_nothing_wrong():  # A29
    data, tables = printed()
    tables[2][2].append([render.Spanned("注：行政复议、行政诉讼数量含上年度结转数量。", 15)])
    assert right(render.html(tables), data, html=True) >= len(data) - 7
    assert right(render.lines(tables), data) >= len(data) - 7


# Text that tools make


def test_headings_without_tables():  # B10
    text = "二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n无。"
    cells = text_cells(text)
    assert {str(c.status) for c in cells.values()} == {"absent"}
    assert all(c.reason for c in cells.values())


def test_figures_run_together():  # B4
    cells = text_cells(
        "第二十条第（一）项\n信息内容 本年制发件数 本年废止件数 现行有效件数\n规章000\n行政规范性文件121216\n"
    )
    assert "read" not in {s for key in ("rules", "normative_documents") for s, _ in row(cells, key)}
    assert "blank" not in {
        s for key in ("rules", "normative_documents") for s, _ in row(cells, key)
    }


def test_fifteen_figures_of_a_line_and_a_tail_on_the_next_page():  # B5
    text = f"{HEADS}{ROW} 4 0 0 0 0 0 4\n- 7 -\n四、结转下年度继续办理 1 0 0 0 0 0 1\n"
    cells = text_cells(text)
    assert row(cells, "carried_forward") == read(1, 0, 0, 0, 0, 0, 1)
