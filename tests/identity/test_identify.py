"""Title, organ, year, scope and dates of a report."""

from __future__ import annotations

import pytest

from parsers.identity.organ import kind_of, scope_of
from parsers.identity.titles import read_title
from tests.identity.build import HEADINGS, PROSE, dossier, grid, page, read, report


@pytest.mark.parametrize(
    ("title", "organ", "year"),
    [
        ("大通湖区委区管委会办公室2023年信息公开年报", "大通湖区委区管委会办公室", 2023),
        ("湖口县大垅乡2025年度政府信息公开工作年度报告", "湖口县大垅乡", 2025),
        ("2024 年上海市科委政府信息公开工作 年度报告", "上海市科委", 2024),
        ("沭阳县人民政府信息公开工作年度报告", "沭阳县人民政府", None),
        ("沭阳县政府2023年信息公开年报", "沭阳县政府", 2023),
        ("沭阳县2023年政府信息公开工作年度报告", "沭阳县", 2023),
        ("宿迁市年政府信息公开工作年度报告", "宿迁市", None),
        ("汉阴县平梁镇人民政府二〇二二年政府信息公开工作年度报告", "汉阴县平梁镇人民政府", 2022),
        ("关于涡阳县水利局2025年政府信息公开年度报告", "涡阳县水利局", 2025),
        ("政府信息公开工作年度报告（2023年度）", None, 2023),
        ("2023年度政府信息公开工作年度报告", None, 2023),
        ("海滨街道办事处政府信息公开工作年度报告(2021年)", "海滨街道办事处", 2021),
        ("铜陵市地震局2021年度政务公开工作年度报告", "铜陵市地震局", 2021),
        ("舒兰市市场监督管理局2016年政务信息公开年度报告", "舒兰市市场监督管理局", 2016),
        ("西宁市城中区文体旅游科技局2023年政府信息公开年报", "西宁市城中区文体旅游科技局", 2023),
        ("2023年政府信息公开工作年度报告(桐柏县民政局)", "桐柏县民政局", 2023),
    ],
)
def test_titles(title: str, organ: str | None, year: int | None) -> None:
    read_ = read_title(title, "meta")
    assert read_ is not None
    assert read_.words
    assert read_.organ == organ
    assert read_.years == ((year,) if year else ())


def test_the_title_is_as_printed_and_not_the_sites() -> None:
    made = report(None)
    made.title = "沭阳县发展和改革局2023年政府信息公开工作年度报告-沭阳县发改局"
    identity, _ = read(made)
    assert identity.title == "沭阳县发展和改革局2023年政府信息公开工作年度报告"
    assert identity.organ == "沭阳县发展和改革局"
    assert identity.adcode == "321322"


def test_a_title_over_two_lines() -> None:
    lines = ["正文", "2024 年上海市科委政府信息公开工作", "年度报告", PROSE + PROSE, *HEADINGS]
    identity, _ = read(page(*lines))
    assert (identity.organ, identity.report_year) == ("上海市科委", 2024)
    assert identity.title == "2024 年上海市科委政府信息公开工作年度报告"


def test_a_menu_of_other_reports_above_is_not_the_title() -> None:
    identity, _ = read(
        page(
            "当前位置：首页 > 政府信息公开 > 政府信息公开年报",
            "湖口县流泗镇2024年政府信息公开工作年度报告",
            "湖口县大垅乡2025年政府信息公开工作年度报告",
            "根据《条例》编制本报告，数据统计期限为2025年1月1日至2025年12月31日。",
            *HEADINGS,
        )
    )
    assert identity.organ == "湖口县大垅乡"


def test_the_static_header_date_is_not_used() -> None:
    """Hard case 39: the page shows today's date before a title without a year."""
    identity, _ = read(
        page(
            "今天是2025年12月30日 星期二",
            "2025年12月30日",
            "沭阳县政府信息公开工作年度报告",
            "根据《条例》编制。统计期限为2023年1月1日至2023年12月31日。",
            *HEADINGS,
            PROSE,
        )
    )
    assert identity.report_year == 2023
    assert identity.published_on is None


def test_a_title_with_its_year_cut_out() -> None:
    """Hard case 40: 宿迁市年政府信息公开工作年度报告."""
    identity, _ = read(report("宿迁市年政府信息公开工作年度报告", year=2024))
    assert (identity.organ, identity.region, identity.report_year) == ("宿迁市", "宿迁市", 2024)
    assert identity.title == "宿迁市年政府信息公开工作年度报告"


def test_title_and_period_disagree() -> None:
    identity, findings = read(report("松江区小昆山镇2025年政府信息公开工作年度报告", year=2024))
    assert identity.report_year == 2025
    assert "title 2025, period 2024" in findings["period_of_last_year"].message
    assert findings["period_of_last_year"].cause == "source"
    _, findings = read(report("松江区小昆山镇2025年政府信息公开工作年度报告", year=2022))
    assert "title 2025, period 2022" in findings["year_conflict"].message


@pytest.mark.parametrize(
    "words",
    [
        "统计期限自2023年1月1日起，至2023年12月31日止",
        "统计周期为 2023 年 1 月 1 日至 12 月 31 日",
        "数据自2023年1月1日到12月31日",
        "２０２３年１月１日—２０２３年１２月３１日",
        "自2023年1月1日至2023年12月30日止",
    ],
)
def test_period_lines(words: str) -> None:
    identity, findings = read(report("抚松县政府信息公开工作年度报告", words + "。", year=None))
    assert identity.report_year == 2023
    assert "year_missing" not in findings


def test_year_from_column_then_from_publication() -> None:
    made = report("抚松县政府信息公开工作年度报告", year=None)
    identity, _ = read(made, dossier(column="2022年", list_date="2024-01-20"))
    assert identity.report_year == 2022
    identity, _ = read(made, dossier(list_date="2024-01-20"))
    assert identity.report_year == 2023
    identity, findings = read(made)
    assert identity.report_year is None
    assert "year_missing" in findings


@pytest.mark.parametrize(
    ("organ", "level", "kind"),
    [
        ("淮安市洪泽区人民政府", "county", "government"),
        ("沭阳县政府", "county", "government"),
        ("兴和县", "county", "government"),
        ("大通湖区委区管委会办公室", "county", "government_office"),
        ("衡南县人民政府办公室", "county", "government_office"),
        ("上海市人民政府办公厅", "province", "government_office"),
        ("宝坻区城市管理委员会", "county", "department"),
        ("上海市科委", "province", "department"),
        ("桐柏县工信局", "county", "department"),
        ("重庆市公安局渝中区分局", "county", "department"),
        ("湖口县大垅乡", "township", "township"),
        ("青龙镇政府", "township", "township"),
        ("乌拉特前旗沙德格苏木", "township", "township"),
        ("螺洋街道", "township", "subdistrict"),
        ("道里区经纬街道办事处", "township", "subdistrict"),
        ("滨海新区海滨街", "township", "subdistrict"),
        ("本溪高新区管委会", "county", "zone"),
        ("熊口管理区", "county", "zone"),
        ("清水县残疾人联合会", "county", "institution"),
        ("洪雅县人民医院", "county", "institution"),
        (None, None, "unknown"),
    ],
)
def test_kinds(organ: str | None, level: str | None, kind: str) -> None:
    assert kind_of(organ, level) == kind


@pytest.mark.parametrize(
    ("organ", "preamble", "scope"),
    [
        (
            "大通湖区委区管委会办公室",
            "现将2023年度大通湖区政府信息公开年度报告向社会公布。",
            "government",
        ),
        (
            "衡南县人民政府办公室",
            "现将衡南县人民政府办公室2023年政府信息公开工作年度报告公布。",
            "own",
        ),
        ("衡南县人民政府办公室", "本办公室编制本报告。", "own"),
        (
            "衡南县人民政府办公室",
            "现将本县人民政府2023年政府信息公开工作年度报告公布。",
            "government",
        ),
        ("衡南县人民政府办公室", "根据条例编制。", "unknown"),
        ("衡南县人民政府", "根据条例编制。", "government"),
        ("衡南县人民政府", "数据包括各乡镇和县直各部门。", "area"),
        ("衡南县审计局", "数据包括各乡镇和县直各部门。", "own"),
    ],
)
def test_scope(organ: str, preamble: str, scope: str) -> None:
    identity, _ = read(report(f"{organ}2023年政府信息公开工作年度报告", preamble))
    assert identity.scope == scope
    assert (identity.scope_basis is None) == (scope == "unknown")


def test_scope_basis_quotes_its_evidence() -> None:
    found = scope_of("government_office", "甲县政府办公室", "甲县", "现将本县政府2023年报告公布")
    assert found.basis == "preamble: 现将本县政府"


@pytest.mark.parametrize(
    ("title", "due", "basis"),
    [
        ("衡南县审计局2023年政府信息公开工作年度报告", "2024-01-31", "第四十九条"),
        ("衡南县人民政府2023年政府信息公开工作年度报告", "2024-03-31", "第四十九条"),
        ("衡南县三塘镇2023年政府信息公开工作年度报告", "2024-01-31", "practice"),
        ("衡南县审计局2018年政府信息公开工作年度报告", "2019-03-31", "第三十一条"),
        ("本溪高新区管委会2023年政府信息公开工作年度报告", None, None),
        ("衡南县人民政府办公室2023年政府信息公开工作年度报告", None, None),
        ("衡南县残疾人联合会2023年政府信息公开工作年度报告", None, None),
    ],
)
def test_due(title: str, due: str | None, basis: str | None) -> None:
    identity, _ = read(report(title, year=None))
    assert identity.due_on == due
    assert basis in (identity.due_basis or "") if basis else identity.due_basis is None


TITLE = "抚松县审计局2023年政府信息公开工作年度报告"


def test_published_meta_first() -> None:
    made = report(TITLE)
    made.metas["pubdate"] = "2024-01-20 10:30"
    identity, _ = read(
        made, dossier(list_date="2024-01-22", url="http://a.gov.cn/t20240125_1.html")
    )
    assert identity.published_on == "2024-01-20"
    assert (identity.published_on_basis, identity.published_on_status) == ("meta", "read")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("发布时间：2024-01-20 09:30 来源：抚松县审计局 浏览次数：837", "2024-01-20"),
        ("发布时间：2024-1-1 09:30", "2024-01-01"),
        ("发布日期 2024年1月20日", "2024-01-20"),
        ("日期：2024/01/20 字体：【大 中 小】", "2024-01-20"),
    ],
)
def test_published_on_the_page(line: str, day: str) -> None:
    made = page(TITLE, line, PROSE, *HEADINGS)
    identity, _ = read(made, dossier(url="http://a.gov.cn/art/2024/2/5/art_1_2.html"))
    assert (identity.published_on, identity.published_on_basis) == (day, "page")


@pytest.mark.parametrize(
    ("signature", "day"),
    [
        ("2024年1月20日", "2024-01-20"),
        ("抚松县审计局2024年1月20日", "2024-01-20"),
        ("二〇二四年一月二十一日", "2024-01-21"),
    ],
)
def test_published_signature(signature: str, day: str) -> None:
    identity, _ = read(report(TITLE, last=("无。", signature)))
    assert (identity.published_on, identity.published_on_basis) == (day, "signature")


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://a.gov.cn/zfxxgknb/202401/t20240120_83645343.html", "2024-01-20"),
        ("http://a.gov.cn/art/2024/1/26/art_5985_984980.html", "2024-01-26"),
        ("http://a.gov.cn/qzfbgs/2024-01-30/629c94a6.html", "2024-01-30"),
        ("http://a.gov.cn/info/1234/20240.htm", None),
    ],
)
def test_published_url(url: str, day: str | None) -> None:
    identity, _ = read(report(TITLE), dossier(url=url))
    assert identity.published_on == day
    assert identity.published_on_basis == ("url" if day else None)


def test_doubtful_dates() -> None:
    for day in ("2023-06-30", "1970-01-01"):
        identity, findings = read(report(TITLE), dossier(list_date=day))
        assert (identity.published_on, identity.published_on_status) == (day, "doubtful")
        assert "publication_date_doubtful" in findings
    identity, _ = read(
        report(TITLE), dossier(list_date="2025-06-30", fetched_at="2024-03-01T00:00:00Z")
    )
    assert identity.published_on_status == "doubtful"


def test_a_sound_date_goes_before_a_doubtful_one() -> None:
    made = report(TITLE)
    made.metas["pubdate"] = "1970-01-01"
    identity, findings = read(made, dossier(list_date="2024-01-20"))
    assert (identity.published_on, identity.published_on_basis, identity.published_on_status) == (
        "2024-01-20",
        "list",
        "read",
    )
    assert "publication_date_doubtful" in findings


def test_dates_that_differ_by_months() -> None:
    made = report(TITLE)
    made.metas["pubdate"] = "2024-01-20"
    _, findings = read(made, dossier(list_date="2024-09-20"))
    assert "2024-09-20" in findings["publication_dates_disagree"].message


def test_the_box_of_facts() -> None:
    made = report(TITLE)
    made.blocks.insert(
        0,
        grid(
            ("索 引 号：", "11220621MB0123456X/2024-00013", "发布机构", "抚松县审计局"),
            ("成文日期", "2024-01-10", "发布日期：", "2024-01-15"),
        ),
    )
    identity, findings = read(made)
    assert identity.index_number == "11220621MB0123456X/2024-00013"
    assert identity.org_code == "11220621MB0123456X"
    assert (identity.published_on, identity.published_on_basis) == ("2024-01-15", "page")
    assert "organ_conflict" not in findings


def test_organ_from_the_box_or_the_preamble_or_the_signature() -> None:
    plain = "2023年政府信息公开工作年度报告"
    made = page(plain, "发布机构：抚松县民政局", PROSE, *HEADINGS)
    assert read(made)[0].organ == "抚松县民政局"
    assert (
        read(report(plain, "现公布抚松县统计局2023年政府信息公开工作年度报告。"))[0].organ
        == "抚松县统计局"
    )
    assert (
        read(report(plain, last=("无。", "抚松县教育局", "2024年1月20日")))[0].organ
        == "抚松县教育局"
    )
    identity, findings = read(report(plain))
    assert identity.organ is None
    assert identity.organ_kind == "unknown"
    assert "organ_missing" in findings


def test_title_and_body_name_different_organs() -> None:
    """B.15: a township's report with the county office's boilerplate."""
    _, findings = read(
        report("寻召乡人民政府2023年政府信息公开工作年度报告", "本报告由平乡县人民政府办公室编制。")
    )
    assert "平乡县人民政府办公室" in findings["organ_conflict"].message


@pytest.mark.parametrize(
    ("organ", "signature"),
    [
        ("沭阳县发展和改革局", "沭阳县发改局"),
        ("衡南县人民政府办公室", "衡南县政府办公室"),
        ("上海市科学技术委员会", "上海市科委"),
        ("抚松县审计局", "审计局"),
    ],
)
def test_short_forms_of_one_organ_are_no_conflict(organ: str, signature: str) -> None:
    made = report(
        f"{organ}2023年政府信息公开工作年度报告", last=("无。", signature, "2024年1月20日")
    )
    assert "organ_conflict" not in read(made)[1]


def test_a_page_without_anything() -> None:
    identity, findings = read(page())
    assert identity.title is None
    assert {"title_missing", "organ_missing", "year_missing"} <= set(findings)


def test_a_page_that_lost_its_title_names_its_organ_in_the_preamble() -> None:
    identity, findings = read(
        page(
            "2023年，区人民政府办公室深入学习有关部署。现公开区人民政府办公室2023年政府信息公开工作年度报告。"
            "统计期限为2023年1月1日至2023年12月31日。如有疑问，请联系：硚口区政府办公室信息科。",
            *HEADINGS,
        )
    )
    assert identity.title is None
    assert "title_missing" in findings
    assert (identity.organ, identity.organ_kind) == ("区人民政府办公室", "government_office")
    assert (identity.adcode, identity.region, identity.report_year) == ("420104", "硚口区", 2023)


def test_the_list_of_a_portal_may_hold_the_title() -> None:
    anchor = "抚松县民政局2023年政府信息公开工作年度报告"
    identity, _ = read(page(*HEADINGS), dossier(anchor=anchor))
    assert (identity.title, identity.organ, identity.report_year) == (anchor, "抚松县民政局", 2023)


def test_dates_of_a_list_below_the_report_sign_nothing() -> None:
    made = report(TITLE, last=("无。", "相关文章", "2024-05-06", "某局通知 2024-06-07"))
    assert read(made)[0].published_on is None
