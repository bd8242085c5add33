"""Whose portal a page is: so that 兰溪 (浙江) is not taken for 兰西 (黑龙江), nor a company for a county.

Three signs, all of them required of government sites by 国办发〔2017〕47号: the site code (网站标识码),
whose first six digits are the division's code; the ICP number, which begins with the province; the
title. One sign alone may be old or borrowed, so a portal is refused only where none speaks for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.identity import regions
from scraper.model import FetchError
from scraper.page import Page

_PROVINCES = {
    "京": "11", "津": "12", "冀": "13", "晋": "14", "蒙": "15", "辽": "21", "吉": "22", "黑": "23",
    "沪": "31", "苏": "32", "浙": "33", "皖": "34", "闽": "35", "赣": "36", "鲁": "37", "豫": "41",
    "鄂": "42", "湘": "43", "粤": "44", "桂": "45", "琼": "46", "渝": "50", "川": "51", "蜀": "51",
    "黔": "52", "贵": "52", "滇": "53", "云": "53", "藏": "54", "陕": "61", "秦": "61", "甘": "62",
    "陇": "62", "青": "63", "宁": "64", "新": "65",
}  # fmt: skip
_ICP = re.compile(rf"([{''.join(_PROVINCES)}])ICP[备证]", re.I)
_CODE = re.compile(r"(?<![0-9A-Za-z])(\d{6})\d{4}(?!\d)")
_CODE_SAID = re.compile(r"网站标识码[:]?(\d{10})(?!\d)|site_code=(\d{10})(?!\d)")
_COMPANY = re.compile(r"有限责任公司|有限公司|股份公司|集团公司|事务所")
_GOVERNMENT = re.compile(r"人民政府|政府门户|政府网|政务网|行政公署|管(理)?委(员)?会")
_DISCLOSES = re.compile(r"政务公开|政府信息公开|网站标识码")
_LEVEL = {"province": 2, "prefecture": 4, "county": 6}


@dataclass(frozen=True, slots=True)
class Signs:
    """What a page says of its owner.

    Attributes:
        site_code: 网站标识码 as printed, None if there is none.
        adcode: the division code that it begins with, None if it does not begin with one.
        province: first two digits of the codes of the ICP number's province, None if unknown.
        icp: the province's sign as printed.
        places: names of divisions in the title, in order.
        government: the title says that it is a government's.
        company: it is a company's, and nothing on it is a government's.
    """

    site_code: str | None
    adcode: str | None
    province: str | None
    icp: str | None
    places: tuple[str, ...]
    government: bool
    company: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a page is the portal of a division.

    Attributes:
        known: True it is, False it is another's, None if nothing tells.
        evidence: one line for every sign.
    """

    known: bool | None
    evidence: tuple[str, ...]


def signs(page: Page) -> Signs:
    """Read the signs of a page, best a home page."""
    said = _CODE_SAID.search(page.visible) or _CODE_SAID.search(page.text)
    code = page.meta("SiteIDCode") or (next(filter(None, said.groups())) if said else "")
    found = _CODE.fullmatch(code.strip())
    adcode = found.group(1) if found and found.group(1)[:2] in _PROVINCES.values() else None
    icp = _ICP.search(page.visible)
    name = f"{page.title} {page.meta('SiteName')}"
    government = bool(_GOVERNMENT.search(name))
    everywhere = page.title + page.visible
    official = bool(_GOVERNMENT.search(everywhere) or _DISCLOSES.search(everywhere))
    return Signs(
        site_code=code.strip() or None,
        adcode=adcode,
        province=_PROVINCES[icp.group(1)] if icp else None,
        icp=icp.group(1) if icp else None,
        places=tuple(dict.fromkeys(regions.names_in(name))),
        government=government,
        # A title tells who it is; a name in the footer may be who built the site.
        company=adcode is None
        and not government
        and bool(_COMPANY.search(page.title if official else everywhere)),
    )


def lines(found: Signs) -> tuple[str, ...]:
    """The signs in words, one line each."""
    said = []
    if found.site_code is not None:
        place = f" ({_name(found.adcode)})" if found.adcode else ""
        said.append(f"site code {found.site_code}{place}")
    if found.province is not None:
        said.append(f"ICP {found.icp} ({_name(found.province + '0000')})")
    if found.places:
        said.append(f"title names {', '.join(found.places)}")
    return tuple(said)


def judge(found: Signs, adcode: str) -> Verdict:
    """Hold the signs against a division.

    Args:
        found: as read.
        adcode: its six digits.
    """
    ours = regions.by_code(adcode, None)
    marks: list[bool | None] = []
    if found.adcode is not None:
        same = found.adcode == adcode
        # Codes change with reforms and are kept by sites: within the prefecture it says little.
        near = found.adcode[:4] == adcode[:4]
        marks.append(True if same else (None if near else False))
    elsewhere = found.province is not None and found.province != adcode[:2]
    if found.places and ours is not None:
        alike, alone = _named(found.places, ours)
        # A name that several provinces have is whose the ICP number says.
        marks.append(alike if alone or not alike else (False if elsewhere else None))
    if True in marks:
        return Verdict(True, lines(found))
    return Verdict(False if False in marks else None, lines(found))


def _named(places: tuple[str, ...], ours: regions.Division) -> tuple[bool | None, bool]:
    """Whether a title's places are the division, those above it (None), or others.

    And whether the name that is its own belongs to this province alone.
    """
    above = False
    for place in places:
        found = regions.by_name(place)
        if regions.core(place) == regions.core(ours.name):
            return True, len({division.adcode[:2] for division in found}) == 1
        for division in found:
            digits = _LEVEL.get(division.level, 6)
            above |= digits < _LEVEL.get(ours.level, 6) and ours.adcode.startswith(
                division.adcode[:digits]
            )
    return (None if above else False), False


def _name(adcode: str) -> str:
    found = regions.by_code(adcode, None)
    return found.name if found is not None else adcode


def check(page: Page, adcode: str | None) -> None:
    """Refuse a home page that is not the division's.

    Args:
        page: the home page, or the column that the catalog names.
        adcode: of the portal's row, None if it is unknown.

    Raises:
        FetchError: code ``company_site`` or ``wrong_portal``.
    """
    found = signs(page)
    if found.company:
        raise _refusal(
            page,
            "company_site",
            f"this is a company's site ({page.title[:60]!r}), not a government portal",
            "give the portal's own address",
            page.visible[:200],
        )
    if adcode is None:
        return
    verdict = judge(found, adcode)
    if verdict.known is False:
        raise _refusal(
            page,
            "wrong_portal",
            f"this is not the portal of {_name(adcode)} ({adcode}): {'; '.join(verdict.evidence)}",
            "correct the address or the adcode of the catalog row",
            page.title,
        )


def _refusal(page: Page, code: str, message: str, action: str, evidence: str) -> FetchError:
    return FetchError(
        message,
        place=page.url,
        code=code,
        action=action,
        evidence=evidence,
        kind="refused",
        host_wide=True,
    )
