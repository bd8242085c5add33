"""Is the site that a link calls a division's its portal: stricter than a crawl of a portal in the catalog.

Domain names mislead: lanxi.gov.cn is 兰溪 in Zhejiang, not 兰西 in Heilongjiang. A person reviews what
is said here, so one sign against a site refuses it, and one sign for it is not enough.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from parsers.identity import regions
from parsers.identity.regions import Division
from scraper.identity import Signs, signs
from scraper.page import Page, squeeze

ACCEPTED, DOUBTFUL, REFUSED = "accepted", "doubtful", "refused"


@dataclass
class Verdict:
    """Whether a page is the home page of a division's portal.

    Attributes:
        outcome: accepted / doubtful / refused.
        evidence: what was looked at and what it said, for a person to review.
    """

    outcome: str
    evidence: list[str] = field(default_factory=list)


def judge(page: Page, division: Division) -> Verdict:
    """Hold a home page against the division that a link called it.

    One sign against it refuses it. Two signs for it, or its site code alone, accept it.
    """
    found = signs(page)
    verdict = Verdict(DOUBTFUL)
    good, bad = 0, 0
    for sign, words in (
        _by_code(found, division),
        _by_title(page, found, division),
        _by_icp(found, division),
    ):
        verdict.evidence.append(words)
        good, bad = good + max(sign, 0), bad + (sign < 0)
    if bad:
        verdict.outcome = REFUSED
    elif good >= 2:
        verdict.outcome = ACCEPTED
    return verdict


def _by_code(found: Signs, division: Division) -> tuple[int, str]:
    code = found.adcode
    if code is None:
        printed = found.site_code
        return 0, f"no site code of ten digits ({printed})" if printed else "no site code"
    if code == division.adcode:
        return 2, f"site code {code}"
    other = regions.by_code(code, None)
    if other is None and code[:4] == division.adcode[:4]:
        return 0, f"site code {code}, which is no division of today"
    return -1, f"site code {code} is that of {other.name if other else 'no division'}"


def _by_title(page: Page, found: Signs, division: Division) -> tuple[int, str]:
    title = squeeze(page.meta("SiteName")) + " " + page.title
    shown = page.title[:60] or "none"
    if not found.government:
        return 0 if title.strip() == "" else -1, f"title {shown}: no government's"
    if division.name in title:
        return 1, f"title {shown}"
    named = [name for name in found.places if not _above(name, division)]
    if named:
        return -1, f"title {shown} names {named[0]}"
    short = regions.core(division.name)
    return (1, f"title {shown}") if len(short) > 1 and short in title else (0, f"title {shown}")


def _above(name: str, division: Division) -> bool:
    return name in {item.name for item in regions.parents(division.adcode, None) if item}


def _by_icp(found: Signs, division: Division) -> tuple[int, str]:
    if found.province is None:
        return 0, "no ICP number"
    if found.province == division.adcode[:2]:
        return 1, f"ICP {found.icp}"
    return -1, f"ICP {found.icp} is another province's"
