"""What the parts of a page say against each other is a finding with a code of its own."""

from __future__ import annotations

import pytest

from parsers import parse
from parsers.documents.blocks import Page
from parsers.errors import DocumentError, RefusedError
from parsers.identity.classify import classify
from parsers.model import Document, Dossier
from tests.identity.build import HEADINGS, PROSE, dossier, page, read, report

TITLE = "沭阳县审计局2023年政府信息公开工作年度报告"
CONFLICTS = {
    "year_conflict",
    "period_of_last_year",
    "list_year_conflict",
    "header_date_ignored",
    "publication_date_doubtful",
    "publication_dates_disagree",
    "organ_conflict",
    "organ_differs_by_one",
    "portal_region_conflict",
    "site_region_conflict",
    "region_misprinted",
}


def conflicts(made: Page, **hints: str) -> set[str]:
    return CONFLICTS & set(read(made, dossier(**hints))[1])


def test_a_report_without_conflicts() -> None:
    made = report(TITLE, last=("无。", "沭阳县审计局", "2024年1月20日"))
    made.metas |= {"pubdate": "2024-01-22", "siteidcode": "3213220001"}
    hints = {
        "adcode": "321322",
        "anchor": TITLE,
        "column": "2023年",
        "list_date": "2024-01-22",
        "url": "http://a.gov.cn/art/2024/1/22/art_1_2.html",
    }
    assert conflicts(made, **hints) == set()


@pytest.mark.parametrize(
    ("year", "preamble", "code"),
    [
        (2022, "", "period_of_last_year"),
        (2022, "现公布2022年度政府信息公开年度报告。", "period_of_last_year"),
        (2021, "", "year_conflict"),
        (2023, "现公布2022年度政府信息公开年度报告。", "year_conflict"),
    ],
)
def test_title_and_body_name_different_years(year: int, preamble: str, code: str) -> None:
    identity, findings = read(report(TITLE, preamble, year=year))
    assert identity.report_year == 2023
    assert CONFLICTS & set(findings) == {code}
    assert findings[code].cause == "source"


@pytest.mark.parametrize(
    ("hints", "code"),
    [
        ({"anchor": "沭阳县审计局2022年政府信息公开工作年度报告"}, "list_year_conflict"),
        ({"column": "2021年"}, "list_year_conflict"),
        ({"column": "2024年"}, None),  # a folder of the year of publication
        ({"adcode": "220621"}, "portal_region_conflict"),
        ({"adcode": "321300"}, None),
    ],
)
def test_the_list_and_the_portal_say_otherwise(hints: dict[str, str], code: str | None) -> None:
    identity, _ = read(report(TITLE), dossier(**hints))
    assert (identity.report_year, identity.adcode) == (2023, "321322")
    assert conflicts(report(TITLE), **hints) == ({code} if code else set())


def test_the_site_belongs_to_another_county() -> None:
    made = report(TITLE)
    made.metas["siteidcode"] = "2206210001"
    assert conflicts(made) == {"site_region_conflict"}


@pytest.mark.parametrize(
    "line",
    [
        "今天是2025年12月30日 星期二",
        "2025年12月30日",
        "2025-12-30 星期二",
        "欢迎您！今天是：2025年12月30日",
    ],
)
def test_a_header_shows_the_day_of_reading(line: str) -> None:
    """Hard case 39: the first date of the page is neither year nor publication."""
    made = page(
        line,
        "沭阳县审计局政府信息公开工作年度报告",
        "根据《条例》编制，统计期限为2023年1月1日至2023年12月31日。",
        *HEADINGS,
        PROSE,
    )
    identity, findings = read(made)
    assert (identity.report_year, identity.published_on) == (2023, None)
    assert "2025" in findings["header_date_ignored"].message


def test_a_labelled_date_above_the_title_is_no_header() -> None:
    made = page("发布日期：2024-01-20", TITLE, PROSE, *HEADINGS)
    identity, findings = read(made)
    assert identity.published_on == "2024-01-20"
    assert "header_date_ignored" not in findings


@pytest.mark.parametrize(
    ("url", "last", "words"),
    [
        ("http://a.gov.cn/202409/t20240920_1.html", ("无。",), "url 2024-09-20"),
        (None, ("无。", "2024年5月20日"), "signature 2024-05-20"),
    ],
)
def test_dates_disagree(url: str | None, last: tuple[str, ...], words: str) -> None:
    made = report(TITLE, last=last)
    made.metas["pubdate"] = "2024-01-20"
    identity, findings = read(made, dossier(url=url))
    assert identity.published_on == "2024-01-20"
    assert words in findings["publication_dates_disagree"].message


def test_an_epoch_date_in_the_address() -> None:
    made = report(TITLE)
    made.metas["pubdate"] = "2024-01-20"
    identity, findings = read(made, dossier(url="http://a.gov.cn/t19700101_1.html"))
    assert (identity.published_on, identity.published_on_status) == ("2024-01-20", "read")
    assert "1970-01-01 (url)" in findings["publication_date_doubtful"].message


@pytest.mark.parametrize(
    ("signature", "code"),
    [
        ("靖宇县审计局", "organ_conflict"),
        ("泗阳县审计局", "organ_differs_by_one"),
        ("沐阳县审计局", "organ_differs_by_one"),
        ("沭阳县交通运输局", "organ_conflict"),
        ("审计局", None),
        ("宿迁市沭阳县审计局", None),
    ],
)
def test_title_and_signature(signature: str, code: str | None) -> None:
    made = report(TITLE, last=("无。", signature, "2024年1月20日"))
    assert conflicts(made) == ({code} if code else set())
    assert read(made)[0].organ == "沭阳县审计局"


def test_a_misprinted_county_is_said_and_not_resolved() -> None:
    """Hard case 41: 沐阳 for 沭阳."""
    made = report("沐阳县审计局2023年政府信息公开工作年度报告")
    identity, findings = read(made)
    assert (identity.adcode, identity.county, identity.region) == (None, None, "沐阳县")
    assert "沭阳县 (321322)" in findings["region_misprinted"].message
    assert "no code" in findings["region_misprinted"].message
    identity, findings = read(report("宿迁市沐阳县审计局2023年政府信息公开工作年度报告"))
    assert identity.adcode is None
    assert (
        "it is like 沭阳县 (321322); 泗阳县 (321323); no code"
        in findings["region_misprinted"].message
    )


@pytest.mark.parametrize("by", ["signature", "portal"])
def test_a_misprinted_county_with_evidence_is_said(by: str) -> None:
    last = ("无。", "沭阳县审计局", "2024年1月20日") if by == "signature" else ("无。",)
    made = report("沐阳县审计局2023年政府信息公开工作年度报告", last=last)
    hints = {"adcode": "321322"} if by == "portal" else {}
    identity, findings = read(made, dossier(**hints))
    assert (identity.adcode, identity.region) == ("321322", "沐阳县")
    assert f"which the {by} names" in findings["region_misprinted"].message


def test_a_name_shared_by_counties_is_never_guessed() -> None:
    identity, findings = read(report("鼓楼区审计局2023年政府信息公开工作年度报告"))
    assert identity.adcode is None
    assert "region_ambiguous" in findings


def test_the_address_decides_nothing() -> None:
    """B.13: a column's address may be the report itself; B.12: one report at several addresses."""
    made = report(TITLE)
    urls = ("zfxxgknb.htm", "index.htm", "public/column/4?type=3", "c.html?isMobile=true", "wap/c")
    found = [read(made, dossier(url=f"http://a.gov.cn/{url}"))[0] for url in urls]
    assert found == [found[0]] * len(urls)


@pytest.mark.parametrize("encoding", ["gb18030", "cp1252"])
def test_mojibake_is_a_failure_and_no_near_miss(encoding: str) -> None:
    """Hard case 42: UTF-8 read as GBK and saved back."""
    text = "\n".join([TITLE, PROSE, *HEADINGS])
    broken = text.encode().decode(encoding, "ignore")
    with pytest.raises(DocumentError) as caught:
        parse(Dossier(Document(broken.encode(), "x.txt")))
    assert caught.value.code == "mojibake"
    assert not isinstance(caught.value, RefusedError)


def test_hidden_characters_and_an_old_label() -> None:
    """Hard cases 42 and 43: zero-width characters; a page in UTF-8 that still says gb2312."""
    text = "\n".join(
        ["\ufeff沭\u200b阳县审计局2023年政府信息公开\u200b工作年度报告", PROSE, *HEADINGS]
    )
    html = '<html><head><meta charset="gb2312"></head><body>{}</body></html>'.format(
        "".join(f"<p>{line}</p>" for line in text.split("\n"))
    )
    for content in (text, html):
        found = parse(Dossier(Document(content.encode(), "x"))).identity
        assert (found.title, found.organ, found.adcode) == (TITLE, "沭阳县审计局", "321322")


ESSAY = (
    "政府信息公开年度报告是政府报告工作的形式。" + PROSE * 4,
    "一、总体情况",
    PROSE * 4,
    "二、政府信息公开年度报告的问题",
    PROSE * 4,
    "三、收到和处理政府信息公开申请情况",
    PROSE * 4,
    "四、建议",
    PROSE * 4,
)


@pytest.mark.parametrize(
    "title",
    [
        "浅谈政府信息公开年度报告制度的完善",
        "我国地方政府信息公开年度报告质量研究",
        "论政府信息公开工作年度报告的法律性质",
        "2023年度政府信息公开工作年度报告评估分析",
    ],
)
def test_essays(title: str) -> None:
    with pytest.raises(RefusedError) as caught:
        classify(page(title, *ESSAY, headings=[title]), 0)
    assert caught.value.code == "essay"


def test_an_essay_without_a_title() -> None:
    made = page(
        "摘要：年度报告是形式。关键词：政府信息公开", PROSE * 8, "参考文献", "[1]某.公开研究[J]."
    )
    with pytest.raises(RefusedError) as caught:
        classify(made, 0)
    assert caught.value.code == "essay"


@pytest.mark.parametrize(
    "title",
    [
        "抚松县审计局信息公开年报",
        "抚松县政务公开工作年度报告",
        "抚松县审计局2023年政府信息公开年度工作报告",
        "2023年政府信息公开工作年度报告",
        "政府信息公开工作年度报告",
        "抚松县审计局关于2023年政府信息公开工作情况的报告",
        "关于2023年度政府信息公开工作的报告",
        "抚松县人民政府政策研究室2023年政府信息公开工作年度报告",
        "抚松县档案局政府信息公开工作二〇二三年年度报告",
    ],
)
@pytest.mark.parametrize("menu", [[], ["政策解读", "数据分析", "办事指南", "工作动态：县召开会议"]])
def test_odd_titles_of_real_reports(title: str, menu: list[str]) -> None:
    for hits in (0, 20, 190):
        made = report(title)
        made.headings = [title, *menu] if "2023" in title and "抚松" in title else [title]
        classify(made, hits)


def test_older_outlines_are_sections_without_cells() -> None:
    """Reports before the forms, and prose reports: text, and no error."""
    body = [
        "{year}年政府信息公开工作年度报告",
        "根据《中华人民共和国政府信息公开条例》要求，编制本报告。",
        "一、概述",
        PROSE * 2,
        "二、主动公开政府信息的情况",
        "全年主动公开政府信息120条。" + PROSE,
        "三、依申请公开政府信息办理情况",
        "收到申请3件。" + PROSE,
        "四、政府信息公开的收费及减免情况",
        "未收取费用。",
        "五、行政复议、诉讼和申诉情况",
        "无。" + PROSE,
        "六、存在的问题和改进措施",
        PROSE,
        "七、其他需要说明的事项",
        "无。",
    ]
    keys = ["overview", "proactive_disclosure", "requests", "review_litigation"]
    for year, count in ((2009, 0), (2013, 0), (2019, 198), (2023, 200)):
        text = "抚松县审计局" + "\n".join(body).format(year=year)
        found = parse(Dossier(Document(text.encode(), "x.txt")))
        assert [s.key for s in found.sections] == [*keys, "problems", "other_matters"]
        assert {s.key: s.title for s in found.sections}["requests"].startswith("三、依申请")
        assert {s.key: s.text for s in found.sections}["requests"].startswith("收到申请3件。")
        assert [str(c.status) for c in found.cells] == ["absent"] * count


def test_older_titles_stand_back_behind_those_of_the_form() -> None:
    text = report("抚松县审计局2023年政府信息公开工作年度报告")
    lines = [block.text for block in text.blocks]  # type: ignore[union-attr]
    lines[3:3] = ["二、依申请公开情况", PROSE]
    found = parse(Dossier(Document("\n".join(lines).encode(), "x.txt")))
    assert {s.key: s.title for s in found.sections}["requests"] == HEADINGS[2]


def test_a_report_of_the_first_years_without_outline() -> None:
    text = "抚松县审计局2010年政府信息公开工作年度报告\n根据《政府信息公开条例》，现公布如下。\n"
    found = parse(Dossier(Document((text + "\n".join([PROSE * 3] * 4)).encode(), "x.txt")))
    assert (found.identity.report_year, found.cells) == (2010, [])
