"""Reports pass; what only looks like one is refused with its reason."""

from __future__ import annotations

import pytest

from parsers.documents.blocks import Line, Page
from parsers.errors import DocumentError, RefusedError
from parsers.identity.classify import classify
from tests.identity.build import HEADINGS, PROSE, grid, page, report

TITLE = "抚松县审计局2023年政府信息公开工作年度报告"
LABELS = (
    "信息内容",
    "本年制发件数",
    "本年废止件数",
    "现行有效件数",
    "规章",
    "行政规范性文件",
    "行政许可",
    "行政处罚",
)


def refused(made: Page, hits: int = 0) -> str:
    with pytest.raises(RefusedError) as caught:
        classify(made, hits)
    assert caught.value.evidence
    return caught.value.code


@pytest.mark.parametrize(
    "title",
    [
        TITLE,
        "大通湖区委区管委会办公室2023年信息公开年报",
        "政府信息公开工作年报",
        "海盐县沈荡镇2023年政府信息公开工作年度报告（含图解）",
        "抚松县财政局2023年政府信息公开工作年度报告",
        "抚松县统计局政府信息公开2023年度报告",
        "关于报送抚松县审计局2023年政府信息公开年度报告的函",
        "抚松县人民政府办公室2023年政务公开工作年度报告",
        None,
    ],
)
@pytest.mark.parametrize("hits", [0, 20, 190])
def test_real_reports_pass(title: str | None, hits: int) -> None:
    classify(report(title, PROSE * 5), hits)


def test_a_report_with_lost_headings_and_title_passes_on_its_tables() -> None:
    classify(page("（一）主动公开。", PROSE, "第二十条第（一）项"), 150)


def test_a_report_whose_cells_are_all_blank_passes() -> None:
    made = report("佳县螅镇2022年政府信息公开工作年度报告", PROSE)
    made.blocks[4:4] = [grid(("规章", "", "", ""), ("行政规范性文件", "", "", ""))]
    classify(made, 0)


def test_a_public_company_may_report_on_disclosure_with_figures() -> None:
    made = report("抚松县自来水公司2023年信息公开年度报告")
    classify(made, 190)
    assert refused(made) == "company_report"


def test_a_report_on_the_outline_before_2019_passes() -> None:
    made = page(
        "松阳县大东坝镇人民政府2018年政府信息公开工作年度报告",
        "一、概述",
        PROSE * 3,
        "二、主动公开政府信息的情况",
        PROSE * 3,
        "三、依申请公开政府信息办理情况",
        PROSE,
        "四、政府信息公开的收费及减免情况",
        PROSE,
        "五、因政府信息公开申请行政复议、提起行政诉讼的情况",
        PROSE,
    )
    classify(made, 0)


@pytest.mark.parametrize(
    "title",
    [
        "【文字解读】大明湖街道办事处2022年政府信息公开工作年度报告",
        "一图读懂《抚松县人民政府2024年政府信息公开工作年度报告》",
        "抚松县2023年政府信息公开年度报告图解",
        "《王庄集镇2023年政府信息公开工作年度报告》解读",
        "图说：2023年政府信息公开年报",
    ],
)
def test_interpretations(title: str) -> None:
    assert refused(page(title, PROSE * 4, headings=[title]), 6) == "interpretation"


def test_an_interpretation_that_copies_the_tables_is_still_one() -> None:
    made = report("抚松县人民政府2023年政府信息公开工作年度报告解读")
    assert refused(made, 180) == "interpretation"


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (
            page(
                "抚松县召开2023年政府信息公开年度报告编制培训会",
                "近日，县政府办公室召开培训会。" + PROSE,
            ),
            "news",
        ),
        (
            page(
                "贵州公布2016年政府信息公开工作年度报告", "记者从省政府获悉，报告已公布。" + PROSE
            ),
            "news",
        ),
        (
            page(
                "某某能源股份有限公司2023年年度报告", "证券代码：000000", "公司董事会保证。" + PROSE
            ),
            "company_report",
        ),
        (
            page(
                "2023年度报告",
                "股票代码 600000",
                "本公司董事会及全体董事保证内容真实。" + PROSE * 3,
            ),
            "company_report",
        ),
        (page("示例县人民政府网站工作年度报表（2023年度）", "填报单位"), "website_report"),
        (page("政府网站工作年度报表", "网站名称"), "website_report"),
        (page("抚松县2023年法治政府建设年度报告", PROSE * 6), "other_annual_report"),
        (page("抚松县财政局2023年度部门决算报告", PROSE * 6), "other_annual_report"),
        (page("2023年抚松县国民经济和社会发展统计公报", PROSE * 6), "other_annual_report"),
        (
            page("普陀区2022年上半年政府信息公开数据统计", "主动公开数", "120"),
            "half_year_statistics",
        ),
        (
            page("抚松县2023年第三季度政府信息公开情况统计", "主动公开数", "120"),
            "half_year_statistics",
        ),
        (page("抚松县审计局政府信息公开指南", "为方便公众。" + PROSE * 8), "guide"),
        (page("抚松县政府信息公开年度报告制度", "第一条 为规范。" + PROSE * 8), "guide"),
        (page("关于做好2023年政府信息公开工作年度报告编制工作的通知", PROSE * 3), "not_a_report"),
        (page("办事服务", "社保", "医保"), "not_a_report"),
    ],
)
def test_near_misses(made: Page, code: str) -> None:
    assert refused(made) == code


def test_lists() -> None:
    rows = [
        f"抚松县{name}局2023年政府信息公开工作年度报告 2024-01-{day}"
        for day, name in enumerate("审教财水林农", 10)
    ]
    assert (
        refused(page("政府信息公开年报", *rows, "共6条", headings=["政府信息公开年报"]))
        == "list_page"
    )
    assert refused(page("乡镇（街道）", rows[0], headings=["乡镇（街道）"])) == "list_page"


def test_a_report_beside_a_list_of_others_passes() -> None:
    made = report(TITLE)
    rows = (f"抚松县林业局2023年政府信息公开年报 2024-01-{day}" for day in range(10, 20))
    made.blocks += [Line(row, "x") for row in rows]
    classify(made, 0)


def test_the_blank_form_of_the_notice() -> None:
    notice = page(
        "国务院办公厅政府信息与政务公开办公室关于印发《中华人民共和国政府信息公开工作年度报告格式》的通知",
        "国办公开办函〔2021〕30号",
        "各省、自治区、直辖市人民政府办公厅：" + PROSE * 8,
        "中华人民共和国政府信息公开工作年度报告格式",
        *HEADINGS[:2],
        *LABELS,
        *HEADINGS[2:],
    )
    assert refused(notice) == "blank_form"


def test_the_labels_without_figures_organ_and_text() -> None:
    made = page("政府信息公开工作年度报告", *HEADINGS[:2], *LABELS, *HEADINGS[2:], "文字描述")
    assert refused(made) == "blank_form"
    made.blocks.insert(3, grid(("规章", "", "", ""), ("行政规范性文件", "", "", "")))
    assert refused(made) == "blank_form"


@pytest.mark.parametrize(
    "made",
    [
        page(TITLE, "附件：抚松县审计局2023年年度报告.pdf", headings=[TITLE]),
        page(
            TITLE,
            "根据《条例》编制，数据统计期限为2023年1月1日至2023年12月31日。",
            headings=[TITLE],
        ),
    ],
)
def test_a_report_whose_body_is_elsewhere_is_a_failure_not_a_near_miss(made: Page) -> None:
    with pytest.raises(DocumentError) as caught:
        classify(made, 0)
    assert caught.value.code == "body_missing"


def test_a_picture_under_a_title_is_a_body_that_is_elsewhere() -> None:
    made = page(TITLE, headings=[TITLE])
    made.images.append("http://a.gov.cn/1.jpg")
    with pytest.raises(DocumentError):
        classify(made, 0)
