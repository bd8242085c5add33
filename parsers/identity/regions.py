"""The divisions of the country by year: names, codes, parents.

``data/divisions.csv`` holds every county-level and higher division that was valid in some year
since 2008, with the years in which it was valid (both inclusive: a division that was replaced
within a year and its successor are both valid in that year). Empty years: before 2008, or to
this day. `succeeded_by` is the code of the one division that took over the whole territory.
Zones (``nbs_zone``) have a statistical code with 7 as fifth digit and no GB/T 2260 code.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

GBT2260 = "gbt2260"
NBS_ZONE = "nbs_zone"

_ETHNIC = [
    "蒙古族",
    "蒙古",
    "回族",
    "藏族",
    "维吾尔",
    "苗族",
    "彝族",
    "壮族",
    "布依族",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克族",
    "哈萨克",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜",
    "土族",
    "达斡尔族",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯",
    "阿昌族",
    "普米族",
    "塔吉克",
    "怒族",
    "鄂温克族",
    "德昂族",
    "保安族",
    "裕固族",
    "独龙族",
    "鄂伦春",
    "各族",
]
_AUTONOMOUS = re.compile(rf"^(.+?)(?:{'|'.join(_ETHNIC)})+自治(州|县|旗)$")
# Numbers of characters that far apart may share their radical.
_LOOKS_ALIKE = 100
_SHORT_PROVINCE = {
    "内蒙古自治区": "内蒙古",
    "广西壮族自治区": "广西",
    "西藏自治区": "西藏",
    "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆",
}


@dataclass(frozen=True, slots=True)
class Division:
    """A province, prefecture or county in the years in which it was valid."""

    adcode: str
    name: str
    level: str
    kind: str
    valid_from: int | None
    valid_to: int | None
    succeeded_by: str | None

    def valid(self, year: int | None) -> bool:
        """Whether it was valid at some time of that year (None: today)."""
        if year is None:
            return self.valid_to is None
        return (self.valid_from or 0) <= year <= (self.valid_to or 9999)


@dataclass(frozen=True)
class _Index:
    by_code: dict[str, tuple[Division, ...]]
    by_name: dict[str, tuple[Division, ...]]
    by_alias: dict[str, tuple[Division, ...]]
    by_start: dict[str, tuple[str, ...]]
    by_successor: dict[str, tuple[Division, ...]]


def _grouped(pairs: Iterable[tuple[str, Division]]) -> dict[str, tuple[Division, ...]]:
    result: dict[str, dict[Division, None]] = {}
    for key, division in pairs:
        result.setdefault(key, {})[division] = None
    return {key: tuple(found) for key, found in result.items()}


def short_province(name: str) -> str:
    """广西壮族自治区 as 广西, 湖南省 as 湖南, 北京市 as 北京."""
    return _SHORT_PROVINCE.get(name) or name.removesuffix("省").removesuffix("市")


def core(name: str) -> str:
    """A division's name without its last word: 益阳市 as 益阳, 恩施土家族苗族自治州 as 恩施."""
    match = _AUTONOMOUS.match(name)
    if match is not None:
        return match.group(1)
    for suffix in (
        "自治州",
        "自治县",
        "自治旗",
        "地区",
        "林区",
        "特区",
        "市",
        "县",
        "区",
        "旗",
        "盟",
        "州",
    ):
        if name.endswith(suffix) and len(name) - len(suffix) >= 1:
            return name[: -len(suffix)]
    return name


def _aliases(division: Division) -> list[str]:
    name = division.name
    if division.kind != GBT2260:
        return []
    if division.level == "province":
        return [name[:3] + "自治区"] if name.startswith("内蒙古") else []
    found: list[str] = []
    match = _AUTONOMOUS.match(name)
    if match is not None:
        found.append(match.group(1) + match.group(2))
        if match.group(2) != "州":
            found.append(match.group(1) + "自治" + match.group(2))
    elif name.endswith(
        ("族自治县", "族自治旗")
    ):  # 东乡族自治县, 鄂温克族自治旗: all of it is the people
        found.append(name[: name.rindex("族自治")] + name[-1])
    for long, short in (("右翼", "右"), ("左翼", "左")):
        if long in name and name.endswith("旗") and name.startswith("科尔沁"):
            found.append("科" + short + name[-2:])
    return [alias for alias in found if len(alias) >= 3 and alias != name]


@cache
def _index() -> _Index:
    text = files(__package__).joinpath("data/divisions.csv").read_text("utf-8")
    divisions = [
        Division(
            adcode=row["adcode"],
            name=row["name"],
            level=row["level"],
            kind=row["kind"],
            valid_from=int(row["valid_from"]) if row["valid_from"] else None,
            valid_to=int(row["valid_to"]) if row["valid_to"] else None,
            succeeded_by=row["succeeded_by"] or None,
        )
        for row in csv.DictReader(text.splitlines())
    ]
    by_code = _grouped((d.adcode, d) for d in divisions)
    by_name = _grouped((d.name, d) for d in divisions)
    by_alias = _grouped((a, d) for d in divisions for a in _aliases(d) if a not in by_name)
    starts: dict[str, set[str]] = {}
    for name in (*by_name, *by_alias):
        starts.setdefault(name[:2], set()).add(name)
    return _Index(
        by_code=by_code,
        by_name=by_name,
        by_alias=by_alias,
        by_start={k: tuple(sorted(v, key=len, reverse=True)) for k, v in starts.items()},
        by_successor=_grouped((d.succeeded_by, d) for d in divisions if d.succeeded_by),
    )


def zones() -> list[Division]:
    """The statistical zones."""
    return [d for group in _index().by_code.values() for d in group if d.kind == NBS_ZONE]


def by_code(adcode: str, year: int | None) -> Division | None:
    """The division of a code in a year (None: today)."""
    found = [d for d in _index().by_code.get(adcode, ()) if d.valid(year)]
    return max(found, key=lambda d: d.valid_from or 0) if found else None


def by_name(name: str) -> tuple[Division, ...]:
    """All divisions of that full name, whatever the year; else those of that short name."""
    index = _index()
    return index.by_name.get(name) or index.by_alias.get(name, ())


def name_at(text: str, start: int = 0) -> str | None:
    """The longest name of a division that stands at that place of a text."""
    for name in _index().by_start.get(text[start : start + 2], ()):
        if text.startswith(name, start):
            return name
    return None


@lru_cache(maxsize=256)
def alike(name: str) -> tuple[tuple[Division, bool], ...]:
    """Divisions whose name differs in one character, the likest first, and whether that looks alike.

    Characters that look alike (沐, 沭) mostly share their radical, and Unicode sorts by radicals:
    near numbers are likely slips.
    """
    found: list[tuple[int, Division]] = []
    for other, divisions in _index().by_name.items():
        if len(other) != len(name) or len(name) < 3 or other[-1] != name[-1]:
            continue
        apart = [(ord(a), ord(b)) for a, b in zip(name, other, strict=True) if a != b]
        if len(apart) == 1:
            distance = abs(apart[0][0] - apart[0][1])
            found += [(distance, division) for division in divisions]
    found.sort(key=lambda pair: (pair[0], pair[1].adcode))
    return tuple((division, distance <= _LOOKS_ALIKE) for distance, division in found)


def names_in(text: str) -> list[str]:
    """Names of divisions in a text, in order, the longest at each place, without overlaps."""
    by_start = _index().by_start
    found: list[str] = []
    at, end = 0, len(text) - 1
    while at < end:
        for name in by_start.get(text[at : at + 2], ()):
            if text.startswith(name, at):
                found.append(name)
                at += len(name)
                break
        else:
            at += 1
    return found


def in_year(divisions: Iterable[Division], year: int | None) -> list[Division]:
    """Those valid in the year; of one place that changed its code in it, the later code."""
    valid = [d for d in divisions if d.valid(year)]
    if len(valid) < 2 or year is None:
        return valid
    new = [d for d in valid if d.valid_from == year]
    return [
        d
        for d in valid
        if d.valid_to != year
        or not any(
            e.name == d.name and (e.adcode == d.succeeded_by or e.adcode[:4] == d.adcode[:4])
            for e in new
        )
    ]


def predecessor(division: Division, year: int) -> Division | None:
    """The one division that was wholly replaced by this one and was valid in the year."""
    found = [d for d in _index().by_successor.get(division.adcode, ()) if d.valid(year)]
    return found[0] if len(found) == 1 else None


def successor(division: Division, year: int) -> Division | None:
    """The one division that replaced this one wholly and was valid in the year."""
    return by_code(division.succeeded_by, year) if division.succeeded_by else None


def parents(adcode: str, year: int | None) -> tuple[Division | None, Division | None]:
    """Province and prefecture of a code in a year; no prefecture under municipalities."""
    province = by_code(adcode[:2] + "0000", year)
    prefecture = by_code(adcode[:4] + "00", year)
    return province, prefecture if prefecture != province else None


def children(adcode: str, year: int | None) -> list[Division]:
    """The divisions directly below a province or prefecture in a year, zones left out.

    Below a province: its prefectures, and the counties that no prefecture stands above.
    """
    above = by_code(adcode, year)
    if above is None or above.level not in ("province", "prefecture"):
        return []
    stem = adcode[:2] if above.level == "province" else adcode[:4]
    found = [
        d
        for code, group in _index().by_code.items()
        if code.startswith(stem) and code != adcode
        for d in group
        if d.kind == GBT2260
    ]
    return [d for d in in_year(found, year) if _directly_above(d, year) == above]


def _directly_above(division: Division, year: int | None) -> Division | None:
    province, prefecture = parents(division.adcode, year)
    if division.level == "county" and prefecture is not None:
        return prefecture
    return province
