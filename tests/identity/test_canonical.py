"""The id of a report: one report, one id, for ever."""

from __future__ import annotations

import pytest

from parsers.canonical import CANONICAL_VERSION, canonical_text, is_furniture, report_id
from parsers.documents.blocks import Line, Page
from tests.identity.build import HEADINGS, PROSE, grid, page

TITLE = "示例县审计局2023年政府信息公开工作年度报告"
PREAMBLE = "根据《中华人民共和国政府信息公开条例》，编制本年度报告。"


def _page(*, before: tuple[str, ...] = (), after: tuple[str, ...] = (), value: str = "3") -> Page:
    lines = [*before, PREAMBLE]
    for heading in HEADINGS[:2]:
        lines += [heading, PROSE]
    made = page(*lines)
    made.blocks.append(grid(("行政许可", value), ("行政处罚", ""), ("行政强制", "0")))
    for heading in HEADINGS[2:]:
        made.blocks += [Line(heading, "x"), Line(PROSE, "x")]
    made.blocks += [Line(text, "x") for text in (*after,)]
    return made


# Whoever changes one of these renames reports that papers cite: raise CANONICAL_VERSION instead,
# keep the old algorithm, and say so in the changelog.
GOLDEN = {"grid": "rff13b3007a249c97", "lines": "re53858026174aa10", "bare": "r90a432877831da1d"}


def _golden() -> dict[str, Page]:
    return {
        "grid": _page(after=("示例县审计局", "2024年1月20日")),
        "lines": page(
            TITLE, PREAMBLE, *(x for h in HEADINGS for x in (h, PROSE)), "1", "0", "10 |"
        ),
        "bare": page("（一）主动公开。", "条目 １２", "无"),
    }


@pytest.mark.parametrize("name", list(GOLDEN))
def test_golden(name: str) -> None:
    assert CANONICAL_VERSION == 1
    assert report_id(_golden()[name], TITLE) == GOLDEN[name]


def test_form_of_the_id() -> None:
    made = report_id(_page(), TITLE)
    assert made[0] == "r"
    assert len(made) == 17
    assert set(made[1:]) <= set("0123456789abcdef")


def test_menus_counters_footers_and_templates_do_not_matter() -> None:
    plain = report_id(_page(), TITLE)
    others = [
        _page(
            before=(
                "首页",
                "当前位置：首页 > 政府信息公开年报",
                TITLE,
                "发布时间：2024-01-20 浏览次数：837",
            )
        ),
        _page(before=("今天是2026年5月6日 星期三", TITLE, "字号：[大] [中] [小]")),
        _page(after=("打印本页", "关闭窗口", "上一篇：另一篇。")),
        _page(after=("扫一扫在手机打开当前页", "主办单位：示例县人民政府", "ICP备00000000号")),
        _page(after=("责任编辑：某某", "相关链接：", "某市人民政府。")),
    ]
    assert {report_id(made, TITLE) for made in others} == {plain}


def test_blanks_width_and_the_cut_of_lines_do_not_matter() -> None:
    wide = _page()
    for block in wide.blocks:
        if isinstance(block, Line):
            block.text = block.text.replace("，", " ,\u200b ").replace("。", " 。")
    assert report_id(wide, f" 【{TITLE}】-示例县人民政府") == report_id(_page(), TITLE)
    cut = _page()
    cut.blocks[2:3] = [Line(PROSE[:20], "x"), Line(PROSE[20:], "x")]
    assert report_id(cut, TITLE) == report_id(_page(), TITLE)


def test_every_figure_matters() -> None:
    assert report_id(_page(value="4"), TITLE) != report_id(_page(), TITLE)
    moved = _page()
    moved.blocks[5] = grid(("行政许可", ""), ("行政处罚", "3"), ("行政强制", "0"))
    assert report_id(moved, TITLE) != report_id(_page(), TITLE)


def test_digits_of_two_lines_never_join() -> None:
    lines = [PREAMBLE, HEADINGS[0], PROSE, HEADINGS[1]]
    assert report_id(page(*lines, "1", "0", *HEADINGS[2:], PROSE), TITLE) != report_id(
        page(*lines, "10", *HEADINGS[2:], PROSE), TITLE
    )


def test_two_organs_with_the_same_words_are_two_reports() -> None:
    assert report_id(_page(), TITLE) != report_id(_page(), TITLE.replace("审计", "统计"))


def test_the_signature_belongs_to_the_text() -> None:
    text = canonical_text(_page(after=("示例县审计局", "2024年1月20日", "打印本页")), TITLE)
    assert text.startswith(TITLE + "\n" + PREAMBLE.replace("，", ","))
    assert text.endswith("示例县审计局2024年1月20日")


def test_a_page_without_headings_still_has_an_id() -> None:
    assert report_id(page(), None) != report_id(page("文字"), None)
    assert canonical_text(page("打印本页", "文字"), None) == "\n文字"


@pytest.mark.parametrize(
    "line",
    [
        "打印本页",
        "【关闭窗口】",
        "上一篇：某文",
        "浏览次数：12",
        "来源：某局",
        "京ICP备12345号",
        "当前位置：首页",
        "今天是星期三",
    ],
)
def test_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    ["无。", "发布政府信息393件,其中", "来源于公众的申请增加。", PROSE, "示例县审计局", "行政许可"],
)
def test_no_furniture(line: str) -> None:
    assert not is_furniture(line)
