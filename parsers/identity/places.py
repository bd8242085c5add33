"""From an organ's name to the division it belongs to, with evidence and without guessing."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.identity import regions
from parsers.identity.evidence import Evidence, Place, by_evidence, finding, from_evidence
from parsers.identity.organ_words import DIGITS, Token, tokens
from parsers.identity.regions import Division
from parsers.identity.zones import zone
from parsers.model import Severity

# So many names that a misprinted one is like are told.
_MOST_ALIKE = 3

__all__ = ["Evidence", "Place", "Token", "locate", "tokens"]


def locate(organ: str | None, year: int | None, evidence: Evidence) -> Place:
    """The division of an organ in a year.

    A name that several divisions bear is decided by the words around it, then by the evidence;
    where these leave more than one, the code stays None and a finding says so.
    """
    found = tokens(organ) if organ else []
    place = Place()
    if not found:
        from_evidence(place, organ, year, evidence)
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
        from_evidence(place, organ, year, evidence)
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
        tuple({d.adcode[: DIGITS[d.level]] for d in token.divisions})
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
            finding(
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
        return by_evidence(place, token.printed, fitting, evidence)
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
        finding(
            "region_not_valid_in_year",
            f"{token.printed} was no division in {year}; "
            + (f"the code of {only.name} is given." if only else "no code is given."),
            f"{token.printed}在{year}年不是有效的行政区划名称。",
        )
    )
    return only


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
    division = zone(token.printed, None, year)
    if division is None:
        prefecture = _prefecture_of(outer, year, evidence)
        division = zone(token.printed, prefecture, year) if prefecture else None
    place.division = division
    place.level = "county"
    if division is None:
        probe = Place(level="township")
        place.within = _nearest(outer, year)
        if place.within is None:
            from_evidence(probe, None, year, evidence)
            place.within = probe.division
        place.findings.append(
            finding(
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
        division = zone(token.printed, None, year)
        if division is not None and _compatible(division, outer, year):
            place.division = division
            return
    place.within = _nearest(outer, year)
    if _misprinted(place, token, outer, year, evidence):
        return
    place.findings.append(
        finding(
            "region_unknown",
            f"{token.printed} is in no edition of the divisions; no code is given.",
            f"行政区划表中没有{token.printed}。",
        )
    )


def _misprinted(
    place: Place, token: Token, outer: Sequence[Token], year: int | None, evidence: Evidence
) -> bool:
    """Whether a name that is no division's is one character away from some (沐阳县, 沭阳县).

    The slip is said. A code is given only if the page prints the right name elsewhere, or the
    portal is that division's, and no other one fits.
    """
    prefixes = _prefixes(outer)
    known = [
        (d, near)
        for d, near in regions.alike(token.printed)
        if d.valid(year) and all(d.adcode.startswith(p) for p in prefixes)
    ]
    like = [d for d, near in known if near]
    # The strongest evidence comes first, and is what a dictionary keeps last.
    texts = evidence.texts[::-1]
    named = {d: source for d in like for source, text in texts if d.name in text}
    named = named or {
        d: source for d, _ in known for source, code in evidence.codes if d.adcode == code
    }
    like += [d for d in named if d not in like]
    if not like:
        return False
    likest = "; ".join(f"{d.name} ({d.adcode})" for d in like[:_MOST_ALIKE])
    more = f" and {len(like) - _MOST_ALIKE} more" if len(like) > _MOST_ALIKE else ""
    if len(named) == 1:
        ((division, source),) = named.items()
        place.division, place.basis = division, source
        place.level = place.level if place.level == "township" else division.level
        taken = f"taken for {division.name} ({division.adcode}), which the {source} names."
    else:
        taken = "no code is given."
    place.findings.append(
        finding(
            "region_misprinted",
            f"{token.printed} is no division; it is like {likest}{more}; {taken}",
            f"行政区划表中没有{token.printed}，与{likest}相似。",
        )
    )
    return True


def _compatible(division: Division, outer: Sequence[Token], year: int | None) -> bool:
    prefecture = _prefecture_of(outer, year, Evidence())
    return prefecture is None or division.adcode.startswith(prefecture)
