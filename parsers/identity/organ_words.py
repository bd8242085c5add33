"""The region words at the beginning of an organ's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.identity import regions
from parsers.identity.regions import Division

_NATIONAL = re.compile(r"^(?:国家|中华人民共和国)[一-鿿]{1,10}?(?:总局|局|海关)(?=[一-鿿]{2})")
_COUNTY = re.compile(r"([一-鿿]{2,6}?)(自治县|自治旗|林区|特区|县|区|旗)(?![域划块间长别内级])")
_CITY = re.compile(r"([一-鿿]{2,4}?)市(?!场|容|民|直|级|辖|属|管|政(?!府|务|协|法))")
_ZONE_WORDS = (
    "开发区|管理区|示范区|高新区|经开区|工业园区|工业园|园区|风景名胜区|风景区|景区|新区|新城|试验区|实验区|产业区"
    "|工业区|经济区|合作区|度假区|保税区|保护区|工业城|商务区|科技城"
)
_ZONE = re.compile(
    rf"([一-鿿()]{{0,22}}?(?:{_ZONE_WORDS})(?:\([一-鿿]{{2,10}}\))?)(?=$|管委会|管理委员会|党政|党工委|[一-鿿]{{0,12}}(?:局|办公室|办|中心|分局|委员会|部)$)"
)
_TOWNSHIP = re.compile(
    r"([一-鿿]{1,14}?(?:街道办事处|街道|地区办事处|镇|乡|苏木|街))(?=$|\(|人民政府|政府|办事处|党政|党委|机关|管委会|管理委员会|综合|便民|本级|财政所|市政和)"
)
_NO_TOWNSHIP = re.compile(r"^(?:城乡|乡村|城镇|村镇|乡镇)$|局|委员会|人民政府|管理委")
_NOT_CORE = re.compile(
    r".*(?:局|厅|院|委员|政府)|(?:^|.*)(?:社|景|园|辖|校|灾|库|厂|片|牧|开发|管理|示范|高新|经开|工业|产业|保税|保护|度假|试验|实验|风景名胜|合作|城|我|本|全|各|该|市|县)$"
)
_BRANCH = re.compile(r"([一-鿿]{2,6})(?:分局|支局|分公司|分中心|大队|税务局|调查队|分院)$")
# Digits of a code that a division of a level fixes.
DIGITS = {"province": 2, "prefecture": 4, "county": 6}


@dataclass(slots=True)
class Token:
    """A region word of an organ's name: as printed, and the divisions that it can mean."""

    printed: str
    level: str | None
    divisions: tuple[Division, ...] = ()
    zone: bool = False


def tokens(organ: str) -> list[Token]:
    """The region words at the beginning of an organ's name, the outermost first."""
    found: list[Token] = []
    national = _NATIONAL.match(organ)
    at = national.end() if national else 0
    for _ in range(5):
        rest = organ[at:]
        if not rest:
            break
        token = _next(rest, found)
        if token is None:
            break
        found.append(token)
        at += len(token.printed)
        if token.level == "township" or token.zone:
            break
    if found and found[-1].level in ("province", "prefecture") and found[-1].divisions:
        branch = _BRANCH.search(organ[at:])
        if branch is not None:
            inner = _branch(branch.group(1), found[-1])
            if inner is not None:
                found.append(inner)
    return found


def _next(rest: str, before: Sequence[Token]) -> Token | None:
    known = {token.level for token in before}
    township = _TOWNSHIP.match(rest)
    if (
        township is not None
        and not _NO_TOWNSHIP.search(township.group(1))
        and len(township.group(1)) >= 2
    ):
        name = township.group(1)
        inner = regions.name_at(rest)
        # 洪泽区…镇: the county stands before the township in the same word.
        if inner is None or inner == name or len(inner) >= len(name):
            head = None if before else _COUNTY.match(name)
            if head is None or _NOT_CORE.match(head.group(1)) or head.end() >= len(name) - 1:
                return Token(name.removesuffix("办事处"), "township")
    name_found = regions.name_at(rest)
    if name_found is not None and not _inside_word(rest, name_found):
        divisions = regions.by_name(name_found)
        return Token(name_found, divisions[0].level if divisions else None, divisions)
    if "province" not in known and not before:
        for province in _provinces():
            short = regions.short_province(province.name)
            if (
                rest.startswith(short)
                and len(rest) > len(short)
                and _follows_province(rest[len(short) :])
            ):
                return Token(short, "province", (province,))
    zone = _ZONE.match(rest)
    if zone is not None and zone.group(1).endswith(")"):
        # 高新区(新市区): one body under two names, the second a division's.
        other = zone.group(1)[zone.group(1).index("(") + 1 : -1]
        divisions = tuple(d for d in regions.by_name(other) if d.level == "county")
        if divisions:
            return Token(zone.group(1), "county", divisions)
    if zone is not None and "county" in known:
        return Token(zone.group(1), "township", zone=True)
    county = _COUNTY.match(rest)
    if zone is not None and (county is None or zone.end(1) >= county.end()):
        return Token(zone.group(1), "county", zone=True)
    city = _CITY.match(rest)
    if (
        city is not None
        and "prefecture" not in known
        and (county is None or city.end() < county.end())
    ):
        return Token(city.group(), None)
    if county is not None and "county" not in known and not _NOT_CORE.match(county.group(1)):
        return Token(county.group(), "county")
    return None


def _inside_word(rest: str, name: str) -> bool:
    """郊区, 城区 and the like are names only where nothing contradicts it."""
    after = rest[len(name) : len(name) + 2]
    return name.endswith("市") and after in ("市场", "场监") and len(name) == 2


def _provinces() -> list[Division]:
    return [d for code in range(11, 66) if (d := regions.by_code(f"{code}0000", None)) is not None]


def _follows_province(after: str) -> bool:
    return regions.name_at(after) is not None or after.startswith(
        ("省", "调查", "监管", "地震", "气象", "税务", "海关", "烟草")
    )


def _branch(name: str, outer: Token) -> Token | None:
    """平江 in 岳阳市生态环境局平江分局: a county of that prefecture, by its full or short name."""
    prefixes = {d.adcode[: DIGITS[d.level]] for d in outer.divisions}
    for start in range(len(name) - 1):
        printed = name[start:]
        for word in (printed, *(printed + suffix for suffix in ("县", "区", "市"))):
            divisions = tuple(
                d
                for d in regions.by_name(word)
                if d.level == "county" and d.adcode.startswith(tuple(prefixes))
            )
            if divisions:
                return Token(printed, "county", divisions)
    return None
