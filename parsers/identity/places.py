"""From an organ's name to the division it belongs to, with evidence and without guessing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.identity import regions
from parsers.identity.regions import Division
from parsers.model import Cause, Finding, Outcome, Severity

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
_GENERIC = re.compile(
    r"^(?:我|本|全|该)?[省市县区旗州盟](?!中区|北区|南区|[一-鿿]{1,3}(?:县|区|市)(?:人民)?政府)"
)
_BRANCH = re.compile(r"([一-鿿]{2,6})(?:分局|支局|分公司|分中心|大队|税务局|调查队|分院)$")
_DIGITS = {"province": 2, "prefecture": 4, "county": 6}
_OUTER = ("province", "prefecture", "county")


@dataclass(slots=True)
class Token:
    """A region word of an organ's name: as printed, and the divisions that it can mean."""

    printed: str
    level: str | None
    divisions: tuple[Division, ...] = ()
    zone: bool = False


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


def _finding(code: str, message: str, zh: str, severity: Severity = Severity.WARNING) -> Finding:
    return Finding(
        code=code,
        outcome=Outcome.NOTE,
        severity=severity,
        cause=Cause.UNKNOWN,
        message=message,
        message_zh=zh,
    )


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
    prefixes = {d.adcode[: _DIGITS[d.level]] for d in outer.divisions}
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


def locate(organ: str | None, year: int | None, evidence: Evidence) -> Place:
    """The division of an organ in a year.

    A name that several divisions bear is decided by the words around it, then by the evidence;
    where these leave more than one, the code stays None and a finding says so.
    """
    found = tokens(organ) if organ else []
    place = Place()
    if not found:
        _from_evidence(place, organ, year, evidence)
        return place
    inner = found[-1]
    place.printed, place.level = inner.printed, inner.level
    county = inner
    if inner.level == "township":
        place.township = None if inner.zone else inner.printed
        county = found[-2] if len(found) > 1 else Token("", None)
    outer = found[: found.index(county)] if county in found else []
    if inner.zone and inner.level == "county":
        _zone(place, inner, outer, year, evidence)
        return place
    if not county.printed:
        _from_evidence(place, organ, year, evidence)
        return place
    if not county.divisions:
        _unnamed(place, county, outer, year, evidence)
        return place
    division = _resolve(place, county, outer, year, evidence)
    if division is not None:
        place.division = division
        if place.level != "township":
            place.level = division.level
    return place


def _prefixes(outer: Sequence[Token]) -> list[tuple[str, ...]]:
    """Code prefixes that each word before a name allows."""
    return [
        tuple({d.adcode[: _DIGITS[d.level]] for d in token.divisions})
        for token in outer
        if token.divisions
    ]


def _resolve(
    place: Place, token: Token, outer: Sequence[Token], year: int | None, evidence: Evidence
) -> Division | None:
    valid = regions.in_year(token.divisions, year)
    allowed = _prefixes(outer)
    fitting = [d for d in valid if all(d.adcode.startswith(p) for p in allowed)]
    if not fitting and valid and allowed:
        place.findings.append(
            _finding(
                "region_unknown",
                f"No {token.printed} lies in {''.join(t.printed for t in outer)}.",
                f"{''.join(t.printed for t in outer)}下没有{token.printed}。",
            )
        )
        return None
    if not fitting:
        return _other_year(place, token, allowed, year)
    if len(fitting) > 1:
        # 吉林市 and 吉林省 never meet here; a prefecture and a county of one name may.
        return _by_evidence(place, token.printed, fitting, evidence)
    return fitting[0]


def _other_year(
    place: Place, token: Token, allowed: Sequence[tuple[str, ...]], year: int | None
) -> Division | None:
    """A name of another time: its one successor or predecessor stands for it, or nothing."""
    stands: set[Division] = set()
    for division in token.divisions:
        if not all(division.adcode.startswith(p) for p in allowed):
            continue
        if year is not None and division.valid_from is not None and year < division.valid_from:
            other = regions.predecessor(division, year)
        else:
            other = regions.successor(division, year or 9999)
        if other is not None and other.valid(year):
            stands.add(other)
    only = stands.pop() if len(stands) == 1 else None
    place.findings.append(
        _finding(
            "region_not_valid_in_year",
            f"{token.printed} was no division in {year}; "
            + (f"the code of {only.name} is given." if only else "no code is given."),
            f"{token.printed}在{year}年不是有效的行政区划名称。",
        )
    )
    return only


def _by_evidence(
    place: Place, name: str, candidates: Sequence[Division], evidence: Evidence
) -> Division | None:
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
        _finding(
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


def _prefecture_of(outer: Sequence[Token], year: int | None, evidence: Evidence) -> str | None:
    for token in reversed(outer):
        codes = {
            d.adcode[:4] for d in regions.in_year(token.divisions, year) if d.level == "prefecture"
        }
        if len(codes) == 1:
            return codes.pop()
    for _, text in evidence.texts:
        codes = {
            d.adcode[:4]
            for name in regions.names_in(text[:300])
            for d in regions.in_year(regions.by_name(name), year)
            if d.level == "prefecture"
        }
        if len(codes) == 1:
            return codes.pop()
    for _, code in evidence.codes:
        if not code.endswith("0000"):
            return code[:4]
    return None


def _zone(
    place: Place, token: Token, outer: Sequence[Token], year: int | None, evidence: Evidence
) -> None:
    # Its own words first: 大通湖管理区 needs no city beside it.
    division = regions.zone(token.printed, None, year)
    if division is None:
        prefecture = _prefecture_of(outer, year, evidence)
        division = regions.zone(token.printed, prefecture, year) if prefecture else None
    place.division = division
    place.level = "county"
    if division is None:
        probe = Place(level="township")
        place.within = _nearest(outer, year)
        if place.within is None:
            _from_evidence(probe, None, year, evidence)
            place.within = probe.division
        place.findings.append(
            _finding(
                "region_unknown",
                f"{token.printed} is no division with a six-digit code.",
                f"{token.printed}没有六位行政区划代码。",
                Severity.INFO,
            )
        )


def _nearest(outer: Sequence[Token], year: int | None) -> Division | None:
    for token in reversed(outer):
        valid = regions.in_year(token.divisions, year)
        if len(valid) == 1:
            return valid[0]
    return None


def _unnamed(
    place: Place, token: Token, outer: Sequence[Token], year: int | None, evidence: Evidence
) -> None:
    """A printed county or city that the divisions do not know, unless it is a zone."""
    if token.level == "county" and token.printed.endswith("区"):
        division = regions.zone(token.printed, None, year)
        if division is not None and _compatible(division, outer, year):
            place.division = division
            return
    place.within = _nearest(outer, year)
    place.findings.append(
        _finding(
            "region_unknown",
            f"{token.printed} is in no edition of the divisions; no code is given.",
            f"行政区划表中没有{token.printed}。",
        )
    )


def _compatible(division: Division, outer: Sequence[Token], year: int | None) -> bool:
    prefecture = _prefecture_of(outer, year, Evidence())
    return prefecture is None or division.adcode.startswith(prefecture)


def _from_evidence(place: Place, organ: str | None, year: int | None, evidence: Evidence) -> None:
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
            decided = _by_evidence(probe, inner[0].name, inner, evidence)
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
                _finding(
                    "region_from_portal",
                    f"The page names no region; {code} is that of the {source}.",
                    f"页面未写明地区，采用{source}的代码 {code}。",
                    Severity.INFO,
                )
            )
            return
    place.findings.append(
        _finding(
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
