"""The divisions by year, and organs resolved against them."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from parsers.identity import regions
from parsers.identity.places import Evidence, locate, tokens
from parsers.identity.zones import zone
from tests.identity.build import dossier, read, report


def _rows() -> list[dict[str, str]]:
    text = files("parsers.identity").joinpath("data/divisions.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_data_is_whole() -> None:
    rows = _rows()
    assert len({(r["adcode"], r["name"]) for r in rows}) == len(rows)
    codes = {r["adcode"] for r in rows}
    assert all(r["adcode"][:2] + "0000" in codes for r in rows)
    assert all(r["succeeded_by"] in codes for r in rows if r["succeeded_by"])
    assert {r["level"] for r in rows} == {"province", "prefecture", "county"}
    assert (
        not {"110100", "120100", "310100", "500100", "419000", "429000"} & codes
    )  # 市辖区 is no place
    assert [r["level"] for r in rows if r["adcode"] in ("441900", "442000", "460400")] == [
        "prefecture"
    ] * 3


def test_one_code_has_one_name_at_the_end_of_each_year() -> None:
    by_code: dict[str, list[dict[str, str]]] = {}
    for row in _rows():
        by_code.setdefault(row["adcode"], []).append(row)
    for group in by_code.values():
        if len(group) > 1:
            first, second = sorted(group, key=lambda r: r["valid_from"] or "0")
            assert first["valid_to"] == second["valid_from"]


@pytest.mark.parametrize(
    ("organ", "year", "adcode"),
    [
        ("莱芜市人民政府", 2018, "371200"),
        ("下城区人民政府", 2020, "330103"),
        ("杭州市江干区统计局", 2020, "330104"),
        ("海门市人民政府", 2019, "320684"),
        ("海门区人民政府", 2021, "320614"),
        ("蓬莱市审计局", 2019, "370684"),
        ("烟台市蓬莱区审计局", 2021, "370614"),
        ("南通市崇川区人民政府", 2019, "320602"),
        ("南通市崇川区人民政府", 2020, "320613"),
        ("黔西县人民政府", 2020, "520522"),
        ("黔西市人民政府", 2022, "520581"),
        ("简阳市民政局", 2015, "512081"),
        ("简阳市民政局", 2016, "510185"),
        ("公主岭市人民政府", 2019, "220381"),
        ("公主岭市人民政府", 2023, "220184"),
        ("米林县人民政府", 2022, "540422"),
        ("米林市人民政府", 2023, "540481"),
        ("洪泽县人民政府", 2015, "320829"),
        ("淮安市洪泽区人民政府", 2024, "320813"),
    ],
)
def test_code_of_the_year(organ: str, year: int, adcode: str) -> None:
    place = locate(organ, year, Evidence())
    assert place.division is not None
    assert place.division.adcode == adcode
    assert place.division.valid(year)
    assert not place.findings


@pytest.mark.parametrize(
    ("organ", "year", "adcode"),
    [
        ("海门市人民政府", 2022, "320614"),  # the old name lives on in a template
        ("海门区人民政府", 2018, "320684"),  # an old report put up under the new name
        ("江干区人民政府", 2023, None),  # split in two: no one successor
    ],
)
def test_name_of_another_time(organ: str, year: int, adcode: str | None) -> None:
    place = locate(organ, year, Evidence())
    assert (place.division.adcode if place.division else None) == adcode
    assert [f.code for f in place.findings] == ["region_not_valid_in_year"]


@pytest.mark.parametrize(
    "name", ["鼓楼区", "朝阳区", "通州区", "城关区", "市中区", "新华区", "和平区", "白云区"]
)
def test_ambiguous_name_is_never_guessed(name: str) -> None:
    identity, findings = read(report(f"{name}统计局2023年政府信息公开工作年度报告"))
    assert identity.adcode is None
    assert identity.adcode_kind == "none"
    assert (identity.region, identity.level) == (name, "county")
    assert findings["region_ambiguous"].message.startswith(name)


@pytest.mark.parametrize(
    ("title", "preamble", "hint", "adcode"),
    [
        ("南京市鼓楼区统计局2023年政府信息公开工作年度报告", "", None, "320106"),
        (
            "鼓楼区统计局2023年政府信息公开工作年度报告",
            "现公布徐州市鼓楼区2023年情况。",
            None,
            "320302",
        ),
        ("福建省福州市鼓楼区2023年政府信息公开工作年度报告", "", None, "350102"),
        ("鼓楼区统计局2023年政府信息公开工作年度报告", "", "410204", "410204"),
        ("鼓楼区统计局2023年政府信息公开工作年度报告", "", "320100", "320106"),
        ("北京市朝阳区2023年政府信息公开工作年度报告", "", None, "110105"),
        ("朝阳区审计局2023年政府信息公开工作年度报告", "", "220104", "220104"),
        ("南通市通州区水利局2023年政府信息公开工作年度报告", "", None, "320612"),
        (
            "通州区宋庄镇人民政府2023年政府信息公开工作年度报告",
            "联系地址：北京市。",
            None,
            "110112",
        ),
    ],
)
def test_ambiguous_name_with_evidence(
    title: str, preamble: str, hint: str | None, adcode: str
) -> None:
    around = dossier(adcode=hint) if hint else dossier()
    identity, findings = read(report(title, preamble), around)
    assert identity.adcode == adcode
    assert "region_ambiguous" not in findings
    # What decided is said, unless the organ's own name did.
    assert ("region_by_evidence" in findings) == title.startswith(("鼓楼区", "朝阳区", "通州区"))


def test_the_page_goes_before_the_portal() -> None:
    identity, findings = read(
        report("南京市鼓楼区统计局2023年政府信息公开工作年度报告"), dossier(adcode="410204")
    )
    assert identity.adcode == "320106"
    assert "410204" in findings["portal_region_conflict"].message


def test_a_county_on_the_portal_of_its_prefecture_is_no_conflict() -> None:
    _, findings = read(report("沙洋县2023年政府信息公开工作年度报告"), dossier(adcode="420800"))
    assert "portal_region_conflict" not in findings


@pytest.mark.parametrize(
    ("organ", "region", "level", "adcode", "township"),
    [
        ("湖口县大垅乡", "大垅乡", "township", "360429", "大垅乡"),
        ("涡阳县涡南镇人民政府", "涡南镇", "township", "341621", "涡南镇"),
        ("乌恰县膘尔托阔依乡", "膘尔托阔依乡", "township", "653024", "膘尔托阔依乡"),
        ("道里区经纬街道办事处", "经纬街道", "township", "230102", "经纬街道"),
        ("宝山区顾村镇", "顾村镇", "township", "310113", "顾村镇"),
        ("关岭自治县永宁镇人民政府", "永宁镇", "township", "520424", "永宁镇"),
        ("禄劝县乌东德镇人民政府", "乌东德镇", "township", "530128", "乌东德镇"),
        ("沙洋县", "沙洋县", "county", "420822", None),
        ("三都水族自治县人民政府", "三都水族自治县", "county", "522732", None),
        ("鄂温克族自治旗", "鄂温克族自治旗", "county", "150724", None),
        ("宝坻区城市管理委员会", "宝坻区", "county", "120115", None),
        ("苍溪县乡村振兴局", "苍溪县", "county", "510824", None),
        ("岳阳市生态环境局平江分局", "平江", "county", "430626", None),
        ("重庆市公安局渝中区分局", "渝中区", "county", "500103", None),
        ("温州市公安局鹿城区分局", "鹿城区", "county", "330302", None),
        ("柳州市住房和城乡建设委员会", "柳州市", "prefecture", "450200", None),
        ("国家统计局湖北调查总队", "湖北", "province", "420000", None),
        ("海南省地震局", "海南省", "province", "460000", None),
        ("呼和浩特经济技术开发区", "呼和浩特经济技术开发区", "county", "150172", None),
        ("大通湖区委区管委会办公室", "大通湖区", "county", "430971", None),
        ("高新区(新市区)", "高新区(新市区)", "county", "650104", None),
        ("本溪高新区管委会", "本溪高新区", "county", None, None),
        ("甘眉工业园区管委会", "甘眉工业园区", "county", None, None),
        ("柳城县伏虎华侨管理区", "伏虎华侨管理区", "township", "450222", None),
    ],
)
def test_real_organs(
    organ: str, region: str, level: str, adcode: str | None, township: str | None
) -> None:
    site = "乌鲁木齐市" if "新市区" in organ else "上海市" if "宝山区" in organ else ""
    evidence = Evidence(texts=(("site", site),))
    place = locate(organ, 2023, evidence)
    assert place.printed == region
    assert place.level == level
    assert (place.division.adcode if place.division else None) == adcode
    assert place.township == township


@pytest.mark.parametrize(
    ("organ", "level"),
    [("示例县财政局", "county"), ("清溪区人民政府", "county"), ("清溪市人民政府", None)],
)
def test_invented_division(organ: str, level: str | None) -> None:
    identity, findings = read(report(f"{organ}2023年政府信息公开工作年度报告"))
    assert identity.adcode is None
    assert identity.adcode_kind == "none"
    assert identity.region == organ[:3]
    assert identity.level == level
    assert "region_unknown" in findings


@pytest.mark.parametrize(
    ("printed", "prefecture", "name"),
    [
        ("大通湖区", None, "益阳市大通湖管理区"),
        ("大通湖管理区", None, "益阳市大通湖管理区"),
        ("屈原管理区", None, "岳阳市屈原管理区"),
        ("兰州新区", None, "兰州新区"),
        ("高新区", "1306", "保定高新技术产业开发区"),
        ("保定高新区", None, "保定高新技术产业开发区"),
        ("经开区", "4107", "新乡经济技术开发区"),
        ("高新区", None, None),  # every city has one
        ("滨海区", None, None),  # no short name of 潍坊滨海经济技术开发区
        ("大通湖区", "4302", None),  # another city's
    ],
)
def test_zones(printed: str, prefecture: str | None, name: str | None) -> None:
    division = zone(printed, prefecture, 2023)
    assert (division.name if division else None) == name


def test_words_that_look_like_regions() -> None:
    assert tokens("城市管理局") == []
    assert tokens("市场监督管理局") == []
    assert tokens("社区服务中心") == []
    assert [t.printed for t in tokens("海城市城市管理局")] == ["海城市"]


def test_parents() -> None:
    province, prefecture = regions.parents("430971", 2023)
    assert province is not None
    assert prefecture is not None
    assert (province.name, prefecture.name) == ("湖南省", "益阳市")
    assert regions.parents("310113", 2023)[1] is None
    assert regions.parents("429006", 2023)[1] is None
    laiwu = regions.parents("371202", 2018)[1]
    assert laiwu is not None
    assert laiwu.name == "莱芜市"


@pytest.mark.parametrize(
    ("around", "code"),
    [
        ({"sitename": "抚松县人民政府"}, "220621"),
        ({"contentsource": "白山市抚松县审计局"}, "220621"),
    ],
)
def test_an_organ_without_region_is_placed_by_its_site(around: dict[str, str], code: str) -> None:
    made = report("县审计局2023年政府信息公开工作年度报告")
    made.metas.update(around)
    identity, findings = read(made)
    assert (identity.adcode, identity.organ, identity.county) == (code, "县审计局", "抚松县")
    assert "region_from_portal" not in findings


def test_a_portal_alone_is_evidence_and_said_to_be() -> None:
    identity, findings = read(
        report("县审计局2023年政府信息公开工作年度报告"), dossier(adcode="220621")
    )
    assert identity.adcode == "220621"
    assert identity.region is None
    assert "region_from_portal" in findings
