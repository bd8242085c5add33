"""Statistical zones (development zones, management areas) by the name that an organ prints."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from parsers.identity.regions import Division, by_code, core, parents, short_province, zones

_ZONE_KINDS = (
    ("高新", r"(?:火炬)?高新?技术(?:产业)?(?:开发区|园区|产业园)|高新区"),
    ("经开", r"经济(?:技术)?开发区|经开区|经济区"),
    ("示范区", r"(?:城乡一体化|综合改革|转型综合改革)?示范区|一体化示范区"),
    ("园区", r"(?:现代|循环)?(?:工业|化工|产业|创意产?业?)?园区?|工业园区"),
    ("风景区", r"风景名胜区|景区"),
    ("开发区", r"开发区"),
    ("管理区", r"管理区"),
    ("新区", r"新区|新城"),
    ("实验区", r"(?:经济)?(?:综合)?[实试]验区"),
)
_ZONE_SUFFIX = re.compile(
    "(?:" + "|".join(f"(?P<z{i}>{p})" for i, (_, p) in enumerate(_ZONE_KINDS)) + ")$"
)
_COMMITTEE = re.compile(r"(?:管委会|管理委员会)$")


@cache
def _index() -> dict[tuple[str, str, str], tuple[Division, ...]]:
    """Zones by the name left over, the kind, and the first four digits of the code."""
    found: dict[tuple[str, str, str], tuple[Division, ...]] = {}
    for division in zones():
        names = [d.name for d in parents(division.adcode, None) if d is not None]
        key = _zone_key(division.name, names)
        if key is not None:
            full = (*key, division.adcode[:4])
            found[full] = (*found.get(full, ()), division)
    return found


def _zone_key(name: str, parents: Iterable[str]) -> tuple[str, str] | None:
    name = _COMMITTEE.sub("", name)
    for _ in range(2):
        for parent in parents:
            for word in (parent, core(parent), short_province(parent)):
                if len(word) >= 2 and name.startswith(word) and len(name) > len(word) + 1:
                    name = name[len(word) :]
                    break
    match = _ZONE_SUFFIX.search(name)
    if match is None:
        # A bare 区 is short for 管理区: 大通湖区 for 大通湖管理区.
        return (name[:-1], "管理区") if name.endswith("区") and len(name) >= 3 else None
    kind = _ZONE_KINDS[int((match.lastgroup or "z0")[1:])][0]
    return name[: match.start()].rstrip("市"), kind


def zone(printed: str, prefecture: str | None, year: int | None) -> Division | None:
    """The statistical zone that a printed name means, if exactly one can be meant.

    Args:
        printed: 大通湖区, 呼和浩特经济技术开发区, 高新区.
        prefecture: first four digits of the prefecture, if known.
        year: the report's year.
    """
    names: list[str] = []
    if prefecture is not None:
        for adcode in (prefecture + "00", prefecture[:2] + "0000"):
            division = by_code(adcode, year)
            if division is not None:
                names.append(division.name)
    key = _zone_key(printed, names)
    if key is None:
        return None
    name, kind = key
    if prefecture is not None:
        found = _index().get((name, kind, prefecture), ())
    elif not name:
        return None
    else:
        # Without a prefecture only a name that no other zone bears, and of the kind that has one.
        found = tuple(
            division
            for (zone_name, zone_kind, _), group in _index().items()
            if zone_kind == kind == "管理区" and zone_name == name
            for division in group
        )
        if not found:
            found = _zone_with_city(printed, kind)
    return found[0] if len(found) == 1 and found[0].valid(year) else None


def _zone_with_city(printed: str, kind: str) -> tuple[Division, ...]:
    """Zones whose printed name begins with their city: 呼和浩特经济技术开发区."""
    found: list[Division] = []
    for (zone_name, zone_kind, prefecture), group in _index().items():
        if zone_kind != kind:
            continue
        city = by_code(prefecture + "00", None)
        short = core(city.name) if city is not None else ""
        if city is not None and len(short) >= 2 and printed.startswith(short):
            key = _zone_key(printed, [city.name])
            if key == (zone_name, zone_kind):
                found += group
    return tuple(dict.fromkeys(found))
