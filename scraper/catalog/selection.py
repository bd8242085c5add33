"""Which portals the user means: by address, code, name or region."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.errors import UsageError
from parsers.identity import regions as divisions
from scraper.hosts import canonical, host_port, origin
from scraper.model import Portal

_ADCODE = re.compile(r"\d{6}")
_ADDRESS = re.compile(r"^https?://|^(?:localhost|[\w-]+(?:\.[\w-]+)+)(?::\d+)?(?:/|$)", re.I)
# What people leave out of a division's name.
_SUFFIXES = ("", "省", "市", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区", "县", "区")
_SUFFIX = re.compile(
    r"(特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市|县|区|人民政府)$"
)


def select(
    portals: Sequence[Portal], words: Sequence[str], regions: Sequence[str] = ()
) -> list[Portal]:
    """The portals that words and regions name, each once, in the order asked.

    Args:
        portals: the catalog.
        words: addresses, adcodes or names. An address that the catalog does not have becomes a
            portal of its own.
        regions: names or adcodes of divisions; all portals within them.

    Raises:
        UsageError: code ``unknown_portal``, ``ambiguous_portal``, ``unknown_region`` or
            ``ambiguous_region``.
    """
    found: dict[str, Portal] = {}
    for word in words:
        portal = _by_word(portals, word.strip())
        found.setdefault(portal.home, portal)
    for region in regions:
        for portal in _by_region(portals, region.strip()):
            found.setdefault(portal.home, portal)
    return list(found.values())


def _by_word(portals: Sequence[Portal], word: str) -> Portal:
    if _ADCODE.fullmatch(word):
        matches = [portal for portal in portals if portal.adcode == word]
    elif _ADDRESS.match(word):
        return _by_address(portals, word)
    else:
        matches = _by_name(portals, word)
        matches = matches or [portal for portal in portals if word and word in portal.name]
    if not matches:
        raise UsageError(
            f"no portal {word!r} in the catalog",
            code="unknown_portal",
            action="give its address, or add it with `gongkai portals add URL`; "
            "`gongkai portals list` shows the catalog",
        )
    if len(matches) > 1:
        names = ", ".join(f"{item.name} ({item.home})" for item in matches[:5])
        raise UsageError(
            f"{word!r} names {len(matches)} portals: {names}",
            code="ambiguous_portal",
            action="give the address or the adcode of the one that is meant",
        )
    return matches[0]


def _by_name(portals: Sequence[Portal], name: str) -> list[Portal]:
    """Portals of that name; the less exact comparison only where the more exact finds none."""
    for spelling in (str, _division, _stem):
        matches = [item for item in portals if spelling(item.name) == spelling(name)]
        if matches and name:
            return matches
    return []


def _by_address(portals: Sequence[Portal], word: str) -> Portal:
    address = word if "://" in word else f"http://{word}"
    try:
        url = canonical(address)
    except ValueError as error:
        raise UsageError(
            f"{word!r} is not an address that can be crawled: {error}",
            code="bad_address",
            action="give an address that begins with http:// or https://",
        ) from None
    is_home = url == f"{origin(url)}/"
    for portal in portals:
        if url == portal.home or (is_home and host_port(url)[0] == host_port(portal.home)[0]):
            return portal
    for portal in portals:
        if host_port(url) == host_port(portal.home):
            return replace(portal, report_column=url)
    if is_home:
        return Portal(name=host_port(url)[0], home=url)
    return Portal(name=host_port(url)[0], home=f"{origin(url)}/", report_column=url)


def _by_region(portals: Sequence[Portal], region: str) -> list[Portal]:
    code = region_code(region)
    prefix = re.sub(r"(00){1,2}$", "", code)
    inside = [portal for portal in portals if (portal.adcode or "").startswith(prefix)]
    if not inside:
        raise UsageError(
            f"the catalog has no portal in {region!r}",
            code="unknown_region",
            action="add portals with `gongkai portals add URL`",
        )
    return inside


def region_code(name: str) -> str:
    """Code of the division of that name or code, among those that exist today.

    Raises:
        UsageError: code ``unknown_region`` or ``ambiguous_region``.
    """
    if _ADCODE.fullmatch(name):
        return name
    found: dict[str, divisions.Division] = {}
    for suffix in _SUFFIXES:
        found = {
            item.adcode: item for item in divisions.by_name(name + suffix) if not item.valid_to
        }
        if found:
            break
    if len(found) == 1:
        return next(iter(found))
    if not found:
        raise UsageError(
            f"{name!r} is no division that gongkai knows",
            code="unknown_region",
            action="check the spelling, or give its six-digit code, e.g. 430000 for all of Hunan",
        )
    codes = ", ".join(f"{code} ({_place(code)})" for code in sorted(found))
    raise UsageError(
        f"{name!r} names several divisions: {codes}",
        code="ambiguous_region",
        action="give the six-digit code of the one that is meant",
    )


def _place(code: str) -> str:
    parents = (item.name for item in divisions.parents(code, None) if item is not None)
    return " ".join(dict.fromkeys(parents))


def _division(name: str) -> str:
    return name.removesuffix("门户网站").removesuffix("人民政府")


def _stem(name: str) -> str:
    stem = _division(name)
    return _SUFFIX.sub("", stem) if len(stem) > 2 else stem
