"""Is a site the portal of a division: its title, its site code, its ICP number against the code.

Domain names mislead: lanxi.gov.cn is 兰溪 in Zhejiang, not 兰西 in Heilongjiang. The signs are those
that 国办发〔2017〕47号 asks of every government site.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parsers.identity import regions
from parsers.identity.regions import Division
from scraper.page import Page, squeeze

_SITE_CODE = re.compile(r"(?<!\d)(\d{6})\d{4}(?!\d)")
_ICP = re.compile(
    r"([京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀贵黔云滇藏陕陇甘青宁新])ICP[备证]"
)
_GOVERNMENT = re.compile(r"人民政府|政府门户|政府网|管委会|管理委员会|行政公署|政务网")
_COMPANY = re.compile(r"有限公司|集团|股份|旗舰店|商城")
# First two digits of the division code of each ICP province.
_PROVINCES = {
    "京": "11", "津": "12", "冀": "13", "晋": "14", "蒙": "15", "辽": "21", "吉": "22", "黑": "23",
    "沪": "31", "苏": "32", "浙": "33", "皖": "34", "闽": "35", "赣": "36", "鲁": "37", "豫": "41",
    "鄂": "42", "湘": "43", "粤": "44", "桂": "45", "琼": "46", "渝": "50", "川": "51", "蜀": "51",
    "贵": "52", "黔": "52", "云": "53", "滇": "53", "藏": "54", "陕": "61", "陇": "62", "甘": "62",
    "青": "63", "宁": "64", "新": "65",
}  # fmt: skip
ACCEPTED, DOUBTFUL, REFUSED = "accepted", "doubtful", "refused"


@dataclass
class Verdict:
    """Whether a page is the home page of a division's portal.

    Attributes:
        outcome: accepted / doubtful / refused.
        evidence: what was looked at and what it said, for a person to review.
        adcode: the code that the site code begins with, None if there is none.
    """

    outcome: str
    evidence: list[str] = field(default_factory=list)
    adcode: str | None = None


def is_company(title: str) -> bool:
    """Whether a home page's title is a company's and no government's."""
    return bool(_COMPANY.search(title)) and not _GOVERNMENT.search(title)


def judge(page: Page, division: Division) -> Verdict:
    """Hold a home page against the division that a link called it.

    One sign against it refuses it. Two signs for it, or its site code alone, accept it.
    """
    verdict = Verdict(DOUBTFUL)
    good, bad = 0, 0
    for sign, words in (
        _by_code(page, division, verdict), _by_title(page, division), _by_icp(page, division),
    ):  # fmt: skip
        verdict.evidence.append(words)
        good, bad = good + max(sign, 0), bad + (sign < 0)
    if bad:
        verdict.outcome = REFUSED
    elif good >= 2:
        verdict.outcome = ACCEPTED
    return verdict


def _by_code(page: Page, division: Division, verdict: Verdict) -> tuple[int, str]:
    printed = page.meta("SiteIDCode")
    found = _SITE_CODE.search(printed) or re.search(r"site_code=(\d{6})\d{4}(?!\d)", page.text)
    found = found or re.search(r"(?:网站)?标识码[::]?(\d{6})\d{4}(?!\d)", page.visible)
    if found is None:
        return 0, f"no site code of ten digits ({printed})" if printed else "no site code"
    code = verdict.adcode = found.group(1)
    if code == division.adcode:
        return 2, f"site code {code}"
    other = regions.by_code(code, None)
    if other is None and code[:4] == division.adcode[:4]:
        return 0, f"site code {code}, which is no division of today"
    return -1, f"site code {code} is that of {other.name if other else 'no division'}"


def _by_title(page: Page, division: Division) -> tuple[int, str]:
    title = squeeze(page.meta("SiteName")) + " " + page.title
    shown = page.title[:60] or "none"
    if is_company(title):
        return -1, f"title {shown}: a company's"
    if not _GOVERNMENT.search(title):
        return 0 if title.strip() == "" else -1, f"title {shown}: no government's"
    if division.name in title:
        return 1, f"title {shown}"
    named = [name for name in regions.names_in(title) if not _above(name, division)]
    if named:
        return -1, f"title {shown} names {named[0]}"
    short = regions.core(division.name)
    return (1, f"title {shown}") if len(short) > 1 and short in title else (0, f"title {shown}")


def _above(name: str, division: Division) -> bool:
    return name in {item.name for item in regions.parents(division.adcode, None) if item}


def _by_icp(page: Page, division: Division) -> tuple[int, str]:
    found = _ICP.search(page.visible)
    if found is None:
        return 0, "no ICP number"
    province = found.group(1)
    if _PROVINCES[province] == division.adcode[:2]:
        return 1, f"ICP {province}"
    return -1, f"ICP {province} is another province's"
