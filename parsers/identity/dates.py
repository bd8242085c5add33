"""Report year, day of publication, day on which the report was due."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from parsers.identity.fields import Fields, read_date
from parsers.identity.titles import Head, Text, Title
from parsers.identity.words import chinese_number, years
from parsers.model import Cause, Finding, Severity
from parsers.notes import note

# The first reports are those for 2008; a year outside of this is a slip or an epoch date.
_FIRST_YEAR = 2007
_LAST_YEAR = 2099

_PERIOD = re.compile(
    r"(20\d\d)年1月0?1日起?[,，]?(?:至|到|-|—|–|~|－|——|―)+(?:(20\d\d)年)?12月3[01]日"
)
_PREAMBLE_YEAR = re.compile(
    r"(?<!\d)(20\d\d)年度?(?:[^。,;\d]{0,20})?(?:政府|信息|政务)(?:信息)?公开(?:工作)?(?:[^。,;\d]{0,8})?(?:年度|报告|年报|情况)"
)
_ANY_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_HEADER_DAY = re.compile(
    r"(?:[^\d:]{0,12}(?:今天是|今日是?|现在是|当前(?:日期|时间))[:]?)?"
    r"(20\d\d(?:年\d{1,2}月\d{1,2}日|[-/.]\d{1,2}[-/.]\d{1,2}))[,，]?(?:星期[一二三四五六日天]|周[一二三四五六日])?"
    r"(?:农历.*|\d{1,2}:\d{2}.*|[,，!].*)?$"
)
# A date alone signs only when written out; with dashes it may be a list's.
_SIGNATURE = re.compile(
    r"(?:([一-鿿()]{3,30}))?\(?((?:19|20)\d{2})(年|[./-])(\d{1,2})[月./-](\d{1,2})日?\)?$"
)
_SIGNATURE_ZH = re.compile(
    r"(?:[一-鿿()]{3,30})?二([〇○零Oo0])([〇○零Oo0一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日$"
)
_SIGNER = re.compile(
    r"(?:局|厅|委|委员会|政府|办公室|办事处|中心|管委会|公署|院|站|所|会|队|镇|乡|街道)$"
)
_URL_DATE = re.compile(
    r"(?:(?<=/)|(?<=/t)|(?<=/W0)|(?<=[-_]))((?:19|20)\d{2})(?:[-/]?)(0?[1-9]|1[0-2])(?:[-/]?)(0[1-9]|[12]\d|3[01]|[1-9])(?=[/_.\-])"
)
_META_DATES = (
    "pubdate",
    "publishdate",
    "firstpublishedtime",
    "publish_time",
    "pubtime",
    "releasedate",
    "others",
)

DUE_DEPARTMENT = "条例第四十九条: 县级以上人民政府部门, 1月31日"
DUE_GOVERNMENT = "条例第四十九条: 县级以上地方人民政府, 3月31日"
DUE_TOWNSHIP = "practice: townships and subdistricts with the departments, 1月31日"
DUE_2007 = "2007年条例第三十一条: 各级行政机关, 3月31日"


@dataclass(frozen=True, slots=True)
class Year:
    """The report year, where it was read, and what disagrees."""

    year: int | None
    basis: str | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """Day of publication (ISO), its basis and its status, and what disagrees."""

    day: str | None
    basis: str | None
    status: str | None
    findings: tuple[Finding, ...]


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def period_year(text: str) -> int | None:
    """The year of a statistical period of one calendar year (compact text)."""
    match = _PERIOD.search(text)
    if match is None or (match[2] and match[2] != match[1]):
        return None
    return int(match[1])


def report_year(
    title: Title | None,
    head: Head,
    anchor: str | None,
    column: str | None,
    published: dt.date | None,
) -> Year:
    """The year that the report is for: title, period, preamble, anchor, column, publication − 1.

    The title goes first; what the body prints otherwise is a finding, never a correction.
    """
    evidence: list[tuple[str, int]] = []
    if title is not None and title.years:
        evidence.append(("title", title.years[0]))
    period = period_year(head.body)
    if period is not None:
        evidence.append(("period", period))
    match = _PREAMBLE_YEAR.search(head.preamble)
    if match is not None:
        evidence.append(("preamble", int(match[1])))
    for basis, text in (("anchor", anchor), ("column", column)):
        if text and (found := years(text) or [int(y) for y in _ANY_YEAR.findall(text)[:1]]):
            evidence.append((basis, found[0]))
    if published is not None:
        evidence.append(("publication", published.year - 1))
    evidence = [(b, y) for b, y in evidence if _FIRST_YEAR <= y <= _LAST_YEAR]
    if not evidence:
        finding = note(
            "year_missing",
            "The page names no report year.",
            "页面未写明报告年度。",
            Severity.WARNING,
            Cause.UNKNOWN,
        )
        return Year(None, None, (finding,))
    basis, year = evidence[0]
    printed = [(b, y) for b, y in evidence if b in ("title", "period", "preamble")]
    against = [(b, y) for b, y in printed if y != year]
    findings: list[Finding] = []
    words = ", ".join(f"{b} {y}" for b, y in printed)
    if ("period", year - 1) in against and all(y == year - 1 for _, y in against):
        findings.append(
            note(
                "period_of_last_year",
                f"The statistical period is that of the year before: {words}; {basis} is taken.",
                f"统计期限写的是上一年度：{words}。",
                Severity.WARNING,
                Cause.SOURCE,
            )
        )
    elif against:
        findings.append(
            note(
                "year_conflict",
                f"The source names different report years: {words}; {basis} is taken.",
                f"来源中的报告年度不一致：{words}。",
                Severity.WARNING,
                Cause.SOURCE,
            )
        )
    known = [(b, y) for b, y in evidence if b == "anchor" and y != year]
    # A folder may be named after the year of the report or of its publication.
    known += [(b, y) for b, y in evidence if b == "column" and y not in (year, year + 1)]
    if known and basis in ("title", "period", "preamble"):
        words = ", ".join(f"{b} {y}" for b, y in known)
        findings.append(
            note(
                "list_year_conflict",
                f"The page reports on {year}, the list it was found in says otherwise: {words}.",
                f"页面报告年度为{year}，列表所示不同：{words}。",
                Severity.WARNING,
                Cause.UNKNOWN,
            )
        )
    return Year(year, basis, tuple(findings))


def header_day(head: Head, title: str | None) -> Finding | None:
    """A date that the page's header shows above the title: today's, of the day it was saved."""
    for text in head.lines:
        if text.folded == title or len(text.folded) > 60 or text.folded[:1] in "一二三(":
            break
        match = _HEADER_DAY.match(text.folded)
        if match is not None:
            return note(
                "header_date_ignored",
                f"The header above the title shows {match[1]}: the day on which the page was "
                "looked at, not that of the report.",
                f"标题上方的日期{match[1]}为浏览当日日期，未采用。",
                Severity.INFO,
                Cause.UNKNOWN,
            )
    return None


def publication_day(
    metas: dict[str, str], fields: Fields, head: Head, list_date: str | None, url: str | None
) -> list[tuple[str, dt.date]]:
    """Days on which the report may have been published, the most trustworthy first.

    Only labelled dates of the page count: a date in the page's header is today's.
    """
    found: list[tuple[str, dt.date]] = []

    def add(basis: str, parts: tuple[int, int, int] | None) -> None:
        day = _date(*parts) if parts else None
        if day is not None:
            found.append((basis, day))

    for name in _META_DATES[:-1]:
        if metas.get(name):
            add("meta", _first_date(metas[name]))
    for parts in fields.published:
        add("page", parts)
    if list_date:
        add("list", _first_date(list_date))
    signer = False
    for text in head.tail:
        signature = _signature(text, signer)
        if signature is not None:
            add("signature", signature)
            break
        signer = len(text.folded) <= 40 and _SIGNER.search(text.folded) is not None
    if url:
        match = _URL_DATE.search(url)
        if match is not None:
            add("url", (int(match[1]), int(match[2]), int(match[3])))
    return found


def _first_date(text: str) -> tuple[int, int, int] | None:
    date = read_date(text)
    if date is not None:
        return date
    digits = re.match(r"(20\d\d)(\d\d)(\d\d)", text)
    return (int(digits[1]), int(digits[2]), int(digits[3])) if digits else None


def _signature(text: Text, signer: bool) -> tuple[int, int, int] | None:
    """The date of a signature line; `signer`: an organ stands on the line above."""
    if len(text.folded) > 50:
        return None
    match = _SIGNATURE.match(text.folded)
    if match is not None:
        organ = match[1] is not None and _SIGNER.search(match[1]) is not None
        if organ or signer or (match[1] is None and match[3] == "年"):
            return int(match[2]), int(match[4]), int(match[5])
        return None
    match = _SIGNATURE_ZH.match(text.folded)
    if match is None:
        return None
    tens, month, day = (
        chinese_number(match[2].translate(_ZEROS)),
        chinese_number(match[3]),
        chinese_number(match[4]),
    )
    if tens is None or month is None or day is None:
        return None
    return 2000 + tens, month, day


_ZEROS = str.maketrans("○零Oo0", "〇〇〇〇〇")


def published(
    days: list[tuple[str, dt.date]], year: int | None, fetched_at: str | None
) -> Published:
    """Judges the days found: before the year's end, an epoch date or after the fetch is doubtful."""
    if not days:
        return Published(None, None, None, ())
    fetched = _first_date(fetched_at) if fetched_at else None
    latest = _date(*fetched) if fetched else None

    def sound(day: dt.date) -> bool:
        if day.year < _FIRST_YEAR or day.year > _LAST_YEAR:
            return False
        if year is not None and day <= dt.date(year, 12, 31):
            return False
        # A day's difference is a time zone's.
        return latest is None or day <= latest + dt.timedelta(days=1)

    good = [(basis, day) for basis, day in days if sound(day)]
    findings: list[Finding] = []
    basis, day = good[0] if good else days[0]
    status = "read" if good else "doubtful"
    wrong = [pair for pair in days if pair not in good]
    if wrong:
        words = ", ".join(f"{d.isoformat()} ({b})" for b, d in wrong)
        findings.append(
            note(
                "publication_date_doubtful",
                f"The date of publication {words} cannot be right for a report on {year}.",
                f"发布日期 {words} 与报告年度 {year} 不符。",
                Severity.INFO,
                Cause.SOURCE,
            )
        )
    others = [(b, d) for b, d in good[1:] if abs((d - day).days) > 31]
    if others:
        words = ", ".join(f"{b} {d.isoformat()}" for b, d in [(basis, day), *others])
        findings.append(
            note(
                "publication_dates_disagree",
                f"Dates of publication differ by more than a month: {words}; the first is taken.",
                f"发布日期不一致：{words}。",
                Severity.INFO,
                Cause.SOURCE,
            )
        )
    return Published(day.isoformat(), basis, status, tuple(findings))


def due(kind: str, scope: str, year: int | None) -> tuple[str | None, str | None]:
    """The day on which the report was due, and the rule.

    条例第四十九条 (in force from 2019-05-15): departments by 31 January, governments by
    31 March of the next year; townships are not named and publish with the departments. Reports
    on 2018 and before: 31 March for all (2007年条例第三十一条). Ambiguous: None.
    """
    if year is None:
        return None, None
    if year <= 2018:
        return (
            (f"{year + 1}-03-31", DUE_2007)
            if kind not in ("institution", "unknown")
            else (None, None)
        )
    if kind == "department" or (kind == "government_office" and scope == "own"):
        return f"{year + 1}-01-31", DUE_DEPARTMENT
    if kind == "government" or (kind == "government_office" and scope in ("government", "area")):
        return f"{year + 1}-03-31", DUE_GOVERNMENT
    if kind in ("township", "subdistrict"):
        return f"{year + 1}-01-31", DUE_TOWNSHIP
    return None, None
