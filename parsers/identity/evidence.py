"""What decides where an organ belongs when its own name does not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.identity import regions
from parsers.identity.regions import Division
from parsers.model import Cause, Finding, Severity
from parsers.notes import note

_GENERIC = re.compile(
    r"^(?:我|本|全|该)?[省市县区旗州盟](?!中区|北区|南区|[一-鿿]{1,3}(?:县|区|市)(?:人民)?政府)"
)
_OUTER = ("province", "prefecture", "county")


@dataclass(slots=True)
class Place:
    """Where an organ belongs. `printed` is the region word; `division` None if not certain.

    `within` is the division around a place that has no code of its own.
    """

    printed: str | None = None
    level: str | None = None
    division: Division | None = None
    within: Division | None = None
    township: str | None = None
    findings: list[Finding] = field(default_factory=list)
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What else may say where the organ belongs, the strongest first (compact texts).

    `codes` are adcodes with the name of their source, e.g. the crawler's hint.
    """

    texts: tuple[tuple[str, str], ...] = ()
    codes: tuple[tuple[str, str], ...] = ()


def finding(code: str, message: str, zh: str, severity: Severity = Severity.WARNING) -> Finding:
    """An observation about the place of an organ, whose fault nobody knows."""
    return note(code, message, zh, severity, Cause.UNKNOWN)


def by_evidence(
    place: Place, name: str, candidates: Sequence[Division], evidence: Evidence
) -> Division | None:
    """The one of several divisions of a name that the evidence decides for; else a finding."""
    for source, text in evidence.texts:
        for step in (4, 2):
            named = [d for d in candidates if any(word in text for word in _outer_words(d, step))]
            if len(named) == 1:
                place.basis = source
                return named[0]
    for source, code in evidence.codes:
        prefix = code[: 2 if code.endswith("0000") else 4 if code.endswith("00") else 6]
        fits = [d for d in candidates if d.adcode.startswith(prefix) or d.adcode[:4] == code[:4]]
        exact = [d for d in fits if d.adcode == code] or fits
        if len(exact) == 1:
            place.basis = source
            return exact[0]
    places = "; ".join(f"{d.adcode} {_full(d)}" for d in candidates)
    place.findings.append(
        finding(
            "region_ambiguous",
            f"{name} can be {places}; nothing on the page or of the portal decides.",
            f"{name}对应多个行政区划：{places}。",
        )
    )
    return None


def _full(division: Division) -> str:
    province, prefecture = regions.parents(division.adcode, division.valid_to)
    outer = [d.name for d in (province, prefecture) if d is not None and d != division]
    return "".join([*outer, division.name])


def _outer_words(division: Division, step: int) -> list[str]:
    parent = regions.by_code(division.adcode[:step].ljust(6, "0"), division.valid_to)
    if parent is None or parent == division:
        return []
    # 朝阳市 is no evidence for 朝阳区 of Beijing, nor is 吉林 for the city: full names, or the
    # province's short name.
    return [parent.name, regions.short_province(parent.name)] if step == 2 else [parent.name]


def from_evidence(place: Place, organ: str | None, year: int | None, evidence: Evidence) -> None:
    """An organ without a region word of its own: 财政局, 县审计局, 杨柳镇人民政府."""
    wanted = _wanted_levels(organ, place)
    for source, text in evidence.texts:
        named: dict[Division, str] = {}
        for name in regions.names_in(text[:400]):
            for division in _standing(regions.by_name(name), year):
                if division.level in wanted:
                    named[division] = name
        # 淮安市洪泽区: the county is the place, its city only says where it lies.
        inner = [
            d
            for d in named
            if not any(o != d and o.adcode.startswith(d.adcode.rstrip("0")) for o in named)
        ]
        inner = [d for d in inner if d.level == "county"] or inner
        if len(inner) > 1 and len({d.name for d in inner}) == 1:
            probe = Place()
            decided = by_evidence(probe, inner[0].name, inner, evidence)
            inner = [decided] if decided else inner
        if len(inner) == 1:
            place.division, place.basis = inner[0], source
            place.printed = place.printed or named.get(inner[0])
            place.level = place.level or inner[0].level
            return
    for source, code in evidence.codes:
        coded = regions.by_code(code, year)
        if coded is not None and coded.level in wanted:
            place.division, place.basis = coded, source
            place.level = place.level or coded.level
            place.findings.append(
                finding(
                    "region_from_portal",
                    f"The page names no region; {code} is that of the {source}.",
                    f"页面未写明地区，采用{source}的代码 {code}。",
                    Severity.INFO,
                )
            )
            return
    place.findings.append(
        finding(
            "region_unknown",
            "Neither the organ nor the page names a division.",
            "机关名称和页面均未写明所属行政区划。",
        )
    )


def _standing(divisions: Sequence[Division], year: int | None) -> list[Division]:
    """Those valid in the year; a site that bears a later name stands for what it replaced."""
    valid = regions.in_year(divisions, year)
    if valid or year is None:
        return valid
    return [d for division in divisions if (d := regions.predecessor(division, year)) is not None]


def _wanted_levels(organ: str | None, place: Place) -> tuple[str, ...]:
    if place.level == "township":
        return ("county", "prefecture")
    first = (organ or "")[:1]
    if organ and _GENERIC.match(organ):
        return {
            "省": ("province",),
            "县": ("county",),
            "区": ("county",),
            "旗": ("county",),
            "州": ("prefecture",),
            "盟": ("prefecture",),
        }.get(first, _OUTER[1:])
    return _OUTER
