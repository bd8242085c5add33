"""Sections by title; the processing fee."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsers import standard
from parsers.model import Section
from parsers.sections import count, processing_fee, split
from tests.identity.build import HEADINGS, PROSE, grid, page

KEYS = [section.key for section in standard.sections()]


def test_six_sections_with_titles_and_text_as_printed() -> None:
    lines: list[str] = []
    for number, heading in enumerate(HEADINGS):
        lines += [heading, f"第 {number} 节的文字。", "又一行"]
    found = split(page("标题", *lines), [])
    assert [s.key for s in found] == KEYS
    assert [s.title for s in found] == list(HEADINGS)
    assert found[3].text == "第 3 节的文字。\n又一行"


def test_rows_of_the_table_with_top_ordinals_are_no_headings() -> None:
    lines = [
        *HEADINGS[:3],
        "一、本年新收政府信息公开申请数量 | 3 |",
        "二、上年结转政府信息公开申请数量",
        "三、本年度办理结果",
        "四、结转下年度继续办理",
        *HEADINGS[3:],
    ]
    found = split(page(*lines), [])
    assert [s.title for s in found] == list(HEADINGS)
    assert found[2].text.count("\n") == 3


def test_wrong_ordinals_and_two_numberings() -> None:
    """Hard cases 30, 31 and 34: one to six inside the overview, then the statutory parts anew."""
    lines = [
        "一、总体情况",
        PROSE,
        "二、工作机制保障",
        "三、主动公开工作情况",
        "四、政府信息公开申请情况",
        PROSE,
        "一、主动公开政府信息情况",
        "二、收到和处理政府信息公开申请情况",
        "三、政府信息公开行政复议、行政诉讼情况",
        "l六、存在的主要问题及改进情况",
        "五、其他需要报告的事项",
        "无",
    ]
    found = split(page(*lines), [])
    assert [s.key for s in found] == KEYS
    assert "三、主动公开工作情况" in found[0].text
    assert found[1].title == "一、主动公开政府信息情况"


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("五、存在问题及改进情况", "problems"),
        ("五、政府信息公开工作存在的主要问题及改进情况", "problems"),
        ("五、存在的主要问题及整改措施", "problems"),
        ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "review_litigation"),
        ("四、行政复议和行政诉讼情况", "review_litigation"),
        ("四、政府信息公开行政复议，行政诉讼情况", "review_litigation"),
        ("六、其他报告的事项", "other_matters"),
        ("六、 其 他 需 要 报 告 的 事 项", "other_matters"),
        ("## 二、主动公开政府信息情况", "proactive_disclosure"),
        ("（二）主动公开政府信息情况：", "proactive_disclosure"),
        ("主动公开政府信息情况", "proactive_disclosure"),
        ("第三部分 收到和处理政府信息公开申请情况", "requests"),
        ("三、收到和处理政府信息公开申情况", "requests"),
        ("三、我局收到和处理政府信息公开申请情况", "requests"),
    ],
)
def test_variants_of_a_title(heading: str, key: str) -> None:
    found = split(page(heading, PROSE), [])
    assert [s.key for s in found] == [key]
    assert found[0].text == PROSE


@pytest.mark.parametrize(
    "line",
    [
        "主动公开工作情况",
        "三、政府信息公开申请情况",
        "一、本年新收政府信息公开申请数量",
        "其他需要报告的事项有三件，分述如下。",
        "总体情况良好",
        "报告由总体情况、主动公开政府信息情况等六个部分组成。",
        "概述",
    ],
)
def test_look_alikes(line: str) -> None:
    assert split(page(line), []) == []


def test_a_heading_glued_to_its_text() -> None:
    found = split(
        page("一、总体情况2023年，我局公开信息12条。", "二、主动公开政府信息情况（一）无"), []
    )
    assert [s.title for s in found] == ["一、总体情况", "二、主动公开政府信息情况"]
    assert found[0].text == "2023年，我局公开信息12条。"


def test_a_body_on_one_line_keeps_its_prose_though_the_tables_took_the_line() -> None:
    body = "".join(f"{heading}{PROSE}" for heading in HEADINGS)
    found = split(page(f"前言。{body}"), [0])
    assert [s.key for s in found] == KEYS
    assert found[0].text == PROSE
    assert found[1].text == ""
    assert found[5].text == PROSE


def test_consumed_blocks_are_left_out() -> None:
    made = page(HEADINGS[1], "规章", "0", "注：含上年。", HEADINGS[2])
    made.blocks.insert(2, grid(("规章", "0"), ("行政许可", "5")))
    assert split(made, [1, 2, 3])[0].text == "注：含上年。"
    assert split(made, [])[0].text == "规章\n规章\n0\n行政许可\n5\n0\n注：含上年。"


def test_headings_inside_a_layout_table() -> None:
    made = page("x")
    made.blocks = [grid(*((line,) for heading in HEADINGS for line in (heading, PROSE)))]
    found = split(made, [])
    assert [s.key for s in found] == KEYS
    assert all(s.text == PROSE for s in found)


def test_a_table_of_contents_is_not_the_body() -> None:
    body = [line for heading in HEADINGS for line in (heading, PROSE)]
    found = split(page("目录", *HEADINGS, *body), [])
    assert all(s.text == PROSE for s in found)


def test_missing_sections_are_missing_and_order_does_not_matter() -> None:
    found = split(page(HEADINGS[0], PROSE, HEADINGS[4], "问题", HEADINGS[3], "诉讼"), [])
    assert [(s.key, s.text) for s in found] == [
        ("overview", PROSE),
        ("problems", "问题"),
        ("review_litigation", "诉讼"),
    ]


def test_the_footer_is_no_text_of_the_last_section() -> None:
    found = split(page(HEADINGS[5], "无。", "打印本页", "主办单位：某县人民政府办公室"), [])
    assert found[0].text == "无。"


def test_count() -> None:
    assert count(page(*HEADINGS, *HEADINGS)) == 6
    assert count(page(PROSE)) == 0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("全年收取信息处理费0元。", 0),
        ("信息处理费为零。", 0),
        ("2024年收取信息处理费3940元。", 3940),
        ("共发出收费通知3件，收取信息处理费 2，950 元。", 2950),
        ("收取信息处理费0.04万元。", 400),
        ("信息处理费总金额为1.2345万元", 12345),
        ("收取信息处理费380.50元。", "380.50"),
        ("2023年度，依法收取信\n息处理费400元。", 400),
    ],
)
def test_fee(text: str, value: int | str) -> None:
    fee, words = processing_fee([Section("other_matters", "六、其他需要报告的事项", text)])
    assert fee == Decimal(value)
    assert words
    assert words in text.replace("\n", "")


@pytest.mark.parametrize(
    "text",
    [
        "信息处理费收取情况：A科100元，B科300元。",
        "2023年未收取信息处理费，2022年收取信息处理费400元。",
        "按规定免收信息处理费。",
        # 0 is only a printed zero.
        "2023年未收取信息处理费。",
        "未收取任何费用。",
        "依申请公开信息处理费收取情况：无",
        "2024 年，市科委未发生政府信息公开收费事项。",
        "本机关没有产生政府信息公开信息处理费。",
    ],
)
def test_ambiguous_fee(text: str) -> None:
    fee, words = processing_fee([Section("other_matters", "六", text)])
    assert fee is None
    assert words == text.rstrip("。")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "无。",
        "无其他需要报告的事项。",
        "申请人逾期未按收费通知要求缴纳费用的情形按规定处理。",
        "全年专项经费支出120万元。",
    ],
)
def test_no_statement_about_the_fee(text: str) -> None:
    assert processing_fee([Section("other_matters", "六", text)]) == (None, None)


def test_fee_of_another_section_is_not_taken() -> None:
    assert processing_fee([Section("overview", "一", "收取信息处理费100元。")]) == (None, None)
