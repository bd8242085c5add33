"""Tables that stand in the middle of a line."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from parsers.align import Aligner
from parsers.documents.text import read_text
from tests.parsers import render
from tests.parsers.test_traditional import traditional

TABLE = (
    "第二十条第（一）项 信息内容 本年制发件数 本年废止件数 现行有效件数 规章 0 1 2 行政规范性文件 2 0 6 "
    "第二十条第（五）项 信息内容 本年处理决定数量 行政许可"
)


def cells_of(text, year=2023):
    cells = Aligner(read_text(text)).align(year).cells
    return {f"{c.table_id}.{c.row_key}.{c.col_key}": (str(c.status), c.value) for c in cells}


@pytest.mark.parametrize(
    ("behind", "status", "value"),
    [
        ("31", "read", 31),
        ("31件 三、收到和处理政府信息公开申请情况 本镇收到申请3件。", "read", 31),
        ("1,204 第二十条第（六）项 信息内容 本年处理决定数量 行政处罚 5", "read", 1204),
        ("无 三、收到和处理政府信息公开申请情况", "blank", None),
        ("31\n三、收到和处理政府信息公开申请情况", "read", 31),
        # What follows may go on, or begin with the figure.
        ("31\n2 第二十条第（六）项", "doubtful", 31),
        ("31\n行政处罚 4", "doubtful", 31),
        ("31 2022年，本镇", "doubtful", 31),
        ("31 件，其中", "doubtful", 31),
        ("3 收到和处理政府信息公开申请情况 无", "doubtful", 3),
        ("3收到和处理政府信息公开申请情况 无", "doubtful", 3),
        ("31三、收到和处理政府信息公开申请情况", "doubtful", 31),
        ("0 - 7 - 三、收到和处理政府信息公开申请情况", "doubtful", None),
        # No figure of its own stands behind the label.
        ("", "absent", None),
        ("共31件 三、收到和处理政府信息公开申请情况", "absent", None),
        ("事项 31", "absent", None),
        ("五件 三、收到和处理政府信息公开申请情况", "absent", None),
        ("31。", "absent", None),
    ],
)
def test_what_stands_behind_the_last_label(behind, status, value):
    cells = cells_of(f"一、总体情况 本镇公开信息120条。二、主动公开政府信息情况 {TABLE} {behind}")
    assert cells["art20_5.administrative_licensing.decisions_this_year"] == (status, value)
    # Where cells touch, the tool has lost blanks, and two figures may be one.
    touch = behind in ("3收到和处理政府信息公开申请情况 无", "31三、收到和处理政府信息公开申请情况")
    known = ("doubtful" if touch else "read", 6)
    assert cells["art20_1.normative_documents.in_force"] == known


def test_an_ordinal_is_no_figure():
    heads = "申请人情况 自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计"
    rows = "（三）不予公开 1.属于国家秘密 0 0 0 0 0 {} 其他法律行政法规禁止公开 0 0 0 0 0 0 0 {}"
    for ordinal in ("0 2.", "02.", "2"):
        cells = cells_of(f"{heads} {rows.format(ordinal, '三、收到')}{'。' * 40}")
        found = [v for k, v in cells.items() if ".denied_state_secret." in k]
        assert {status for status, _ in found} <= {"doubtful", "absent"}, ordinal


@pytest.mark.parametrize("seed", range(8))
def test_a_whole_report_on_one_line(seed):
    """Without empty cells all is read; with some, nothing is read wrong."""
    for blanks in (0.0, 0.05):
        data = render.figures(seed, blanks=blanks)
        text = " ".join(render.spaced(render.tables(data)).split())
        cells = cells_of(f"某镇2023年政府信息公开工作年度报告 一、总体情况 无。 {text}")
        for key, printed in data.items():
            status, value = cells[".".join(key)]
            expected = Decimal(printed.replace(",", "")) if printed else None
            assert status == "doubtful" or (status, value) == (
                "read" if printed else "blank",
                expected,
            )
        assert blanks or {status for status, _ in cells.values()} <= {"read", "absent"}


def test_lines_that_end_anywhere_are_never_read_wrong():
    """A report whose lines were broken at random: what is read is right."""
    rng = random.Random(7)
    for seed in range(40):
        data = render.figures(seed)
        text = " ".join(render.spaced(render.tables(data)).split())
        for _ in range(rng.randint(1, 6)):
            at = rng.randrange(len(text))
            text = f"{text[:at]}\n{text[at:]}"
        for address, (status, value) in cells_of(text).items():
            printed = data.get(tuple(address.split(".")), "")
            if status == "read":
                assert value == Decimal(printed.replace(",", "")), (seed, address)
            assert status != "blank", (seed, address)


def test_heads_and_rows_on_lines_of_their_own_are_read_as_ever():
    heads = "申请人情况 自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计"
    cells = cells_of(
        f"（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） {heads}\n"
        "一、本年新收政府信息公开申请数量 5 0 0 0 0 0 5\n二、上年结转政府信息公开申请数量 1 0 0 0 0 0 1"
    )
    assert cells["requests.new_received.total"] == ("read", 5)
    assert cells["requests.carried_in.total"] == ("read", 1)


def test_a_report_in_traditional_characters_on_one_line():
    data = render.figures(3)
    text = traditional(" ".join(render.spaced(render.tables(data)).split()))
    cells = cells_of(f"某鎮2023年政府信息公開工作年度報告 一、總體情況 無。 {text}")
    for key, printed in data.items():
        assert cells[".".join(key)] == ("read", Decimal((printed or "").replace(",", ""))), key


@pytest.mark.parametrize("mark", ["-", "/", "无"])
@pytest.mark.parametrize("apart", ["\n", " "])
def test_a_section_4_of_marks_alone_is_blank(mark, apart):
    data = render.figures(3)
    data |= {key: mark for key in data if key[0] == "review_litigation"}
    text = apart.join(render.lines(render.tables(data)).split())
    cells = cells_of(f"{text}{apart}五、存在的主要问题及改进情况")
    found = [v for k, v in cells.items() if k.startswith("review_litigation.")]
    assert set(found) == {("blank", None)}


def test_section_4_in_blocks():
    block = "结果维持 结果纠正 其他结果 尚未审结 总计"
    text = (
        f"四、政府信息公开行政复议、行政诉讼情况 行政复议 {block} 1 6 197 0 204 "
        f"行政诉讼（未经复议直接起诉） {block} 2 0 55 59 116 行政诉讼（复议后起诉） {block} 0 250 5 1 256 "
        "五、存在的主要问题及改进情况 形式较为单一。"
    )
    found = [v for k, v in cells_of(text).items() if k.startswith("review_litigation.")]
    assert {status for status, _ in found} == {"read"}
    assert [int(v) for _, v in found][4::5] == [204, 116, 256]
