"""What a link or a page of a portal is about: column, report, near-miss, or something else.

Only words and addresses are judged here; how a platform builds its lists is the families' matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from scraper import years
from scraper.files import is_file_address
from scraper.page import Link, Page, squeeze

# Chinese labels are data: the words of the Regulation, of the national site guidelines
# (国办发〔2017〕47号) and of published portals.
_REPORT = re.compile(r"年报|年度(工作)?报告|年度.{0,12}工作报告|年度.{0,8}情况(的)?报告")
_REPORT_LIKE = re.compile(
    r"年报|年度(工作)?报告|年度.{0,12}(工作)?报告|信息公开.{0,12}(报告|总结|情况)|一图读懂.{0,20}公开"
)
_DISCLOSURE = re.compile(r"公开")
# Certainly something else, whatever column it stands in.
_NOT_A_REPORT = re.compile(
    r"网站.{0,8}(年度)?.{0,6}报表|年度报表|网站(监管)?(工作)?年度|指南$|^(政府)?信息公开(制度|规定|条例|目录|规划)"
    r"|^依申请公开$|^法定主动公开内容$"
)
_OTHER_ANNUAL = re.compile(
    r"统计|法治|依法行政|财政|决算|预算|环境|企业|公司|审计|安全生产|卫生|质量|知识产权|普法|预警|就业"
)
_INTERPRETATION = re.compile(r"解读|图解|一图|读懂|图说|漫画|视频")
_NAVIGATION = (
    (re.compile(r"^(政府)?信息公开(专栏|平台|专题|主页|首页)?$"), 3),
    (re.compile(r"^法定主动公开(内容|目录)?$"), 2),
    (re.compile(r"^(政府)?信息公开目录$"), 2),
    (re.compile(r"^政务公开(专栏|平台)?$|^公开$|^阳光政务$"), 2),
    (re.compile(r"信息公开|政务公开"), 1),
    # Every portal must have one (国办发〔2017〕47号); asked when nothing better is left.
    (re.compile(r"^(站点|网站)(地图|导航)$"), 0),
)
_COLUMN_SEGMENT = re.compile(
    r"(xxgk|zfgk|gk|zfxx\w*)\w*nb|ndbg|ndgb|^nb$|niandubaogao|xinxinianbao|annualreport|nianbao",
    re.I,
)
_PAGER_WORDS = re.compile(
    r"^(首页|尾页|末页|最后一?页|第一页|上一?页|前一?页|下一?页|后一?页|下一页>|<|>|<<|>>|\.{2,}|…|GO|go|跳转|确定)$"
)
_UNIT_GROUP = re.compile(
    r"^(本级|[县区市州旗省]?(本级)?(人民)?政府|政府|[县区市州旗省]?(人民)?政府(办|办公室)|[县区市省]?(直|级)?(政府)?(工作)?(部门|单位)"
    r"|部门|乡镇?|镇乡?|街道|乡镇街道|镇街|各?(乡镇|街道).{0,6}|汇总|园区|开发区|区县|县市区|县直(部门|单位)?|垂管.{0,4}|其他)"
    r"(年报|年度报告|信息公开年报)?$"
)
_UNIT = re.compile(
    r"(局|委|委员会|办|办公室|厅|镇|乡|街道|街道办|办事处|中心|院|政府|管委会|大队|支队|站|处|社)$"
)
_YEAR_TAB = re.compile(
    r"^(20[0-4]\d)(年度?)?((政府)?(信息)?公开)?(工作)?(年报|年度报告|年度|报告)?$"
)
_COLUMN_NAME = re.compile(
    r"^(法定|主动)*(政府)?(信息)?公开(工作)?(年度)?(工作)?(年报|报告)$|^年报$|^年度报告$"
)
# The last crumb runs into what follows it.
_COLUMN_START = re.compile(r"(法定|主动)*(政府)?信息公开(工作)?(年报|年度报告|年度工作报告)")
_TRAIL = re.compile(r"位置(?:是)?[:>]?((?:[^>]{1,24}>){1,7}[^>]{0,24})")
_SERIAL = re.compile(r"[0-9a-f]{8,}|\d+")
_CHAPTERS = (
    re.compile(r"总体情况"),
    re.compile(r"主动公开政府信息情况"),
    re.compile(r"收到和处理政府信息公开申请情况|政府信息公开申请(的)?情况"),
    re.compile(r"行政复议.{0,6}行政诉讼"),
    re.compile(r"存在的?(主要)?问题"),
    re.compile(r"其他需要报告的"),
)
# A longer anchor is a title, not a column's name.
_LONGEST_NAME = 24
# A column that lists so many reports is one, whatever it is called.
_COLUMN_ENTRIES = 3


@dataclass(frozen=True, slots=True)
class Lead:
    """A link worth following: how promising (higher first), and the year that it names."""

    url: str
    text: str
    score: int
    year: int | None = None


def is_report_like(text: str) -> bool:
    """Whether an anchor looks like a report, or like an interpretation of one."""
    return bool(_REPORT_LIKE.search(text)) and not _NOT_A_REPORT.search(text)


def is_column_name(text: str) -> bool:
    """Whether an anchor names an annual-report column and nothing in it."""
    return bool(_COLUMN_NAME.match(text))


def is_report_column(text: str) -> bool:
    """Whether a node of a tree of columns is that of the annual reports, however it is called."""
    other = _OTHER_ANNUAL.search(text) and not _DISCLOSURE.search(text)
    return bool(_REPORT.search(text)) and not (other or _NOT_A_REPORT.search(text))


def is_surely_something_else(text: str) -> bool:
    """Whether an anchor in an annual-report column certainly leads to no report."""
    return bool(_NOT_A_REPORT.search(text)) or not text


def is_interpretation(text: str) -> bool:
    """Whether an anchor announces a 解读 or 图解 of a report."""
    return bool(_INTERPRETATION.search(text))


def is_tab(text: str) -> bool:
    """Whether an anchor names only a year or a group of units, as sub-columns do."""
    return bool(_YEAR_TAB.match(text) or _UNIT_GROUP.match(text))


def is_pager_word(text: str) -> bool:
    """Whether an anchor belongs to a pager."""
    return text.isdigit() or bool(_PAGER_WORDS.match(text))


def is_article_address(url: str) -> bool:
    """Whether the address is that of one article, as most platforms write it."""
    path = urlsplit(url).path
    return bool(
        re.search(
            r"/(\w+_)?t\d{8}_\d+(_\w+)?\.\w+$|/t\d{6,}(_\w+)?\.s?html?$|/content_\d+|/art_\w+\.html$"
            r"|/info/\d+/\d+\.htm$|/info/egovinfo/|/m?post_\d+\.html$|/[0-9a-f]{24,32}\.s?html$|/\d{12,}\.s?html$"
            r"|/c\d*_\d+\.s?html$|/Content-\d+|-show-\d+\.html$|/doc_[0-9a-f]{24}|/show/\d+"
            r"|/contents/\d+/\d+\.html$|/\d{8}/i\d+\.html$|/publicity/([\w-]+/)+\d+$|__[\w-]+/\d+$"
            r"|/\d{4}[-/]?\d\d[-/]\d\d/[\w-]+\.s?html?$",
            path,
        )
    )


def has_column_path(url: str) -> bool:
    """Whether an address's path names an annual-report column (``zfxxgknb``, ``ndbg`` ...)."""
    return any(_COLUMN_SEGMENT.search(part) for part in urlsplit(url).path.split("/"))


def columns(page: Page) -> list[Lead]:
    """Links of a page to annual-report columns, most promising first."""
    found: dict[str, Lead] = {}
    for link in page.links:
        score = _column_score(link)
        if score and link.url != page.url:
            lead = Lead(link.url, link.text, score, years.in_words(link.text))
            if link.url not in found or found[link.url].score < score:
                found[link.url] = lead
    return sorted(found.values(), key=lambda lead: -lead.score)


def _column_score(link: Link) -> int:
    text = link.text
    if is_article_address(link.url) or is_file_address(link.url):
        return 0
    if _NOT_A_REPORT.search(text) or _INTERPRETATION.search(text) or len(text) > _LONGEST_NAME:
        return 0
    if _REPORT.search(text):
        if _DISCLOSURE.search(text):
            return 10 if years.in_words(text) is None else 6
        if _OTHER_ANNUAL.search(text):
            return 0
        return 7 if has_column_path(link.url) else 5
    return 4 if has_column_path(link.url) and not is_pager_word(text) else 0


def navigation(page: Page) -> list[Lead]:
    """Links of a page that lead towards the annual-report column, most promising first."""
    found: dict[str, Lead] = {}
    for link in page.links:
        score = next((value for words, value in _NAVIGATION if words.search(link.text)), None)
        if score is None or len(link.text) > 16:
            continue
        if link.url == page.url or is_article_address(link.url):
            continue
        if link.url not in found or found[link.url].score < score:
            found[link.url] = Lead(link.url, link.text, score)
    return sorted(found.values(), key=lambda lead: -lead.score)


def blind_columns(page: Page) -> list[tuple[str, str]]:
    """Anchors that name an annual-report column and that only a script can follow."""
    return [
        (words, how)
        for words, how in page.blind
        if _REPORT.search(words) and _DISCLOSURE.search(words) and len(words) <= _LONGEST_NAME
    ]


def names_a_column(page: Page) -> bool:
    """Whether a page says itself that it is an annual-report column, see `why_column`."""
    return why_column(page) is not None


def why_column(page: Page) -> str | None:
    """What makes a page an annual-report column, None if nothing does.

    By the meta elements of 国办发〔2017〕47号 (ColumnType 信息公开年报 is their own word), by its
    title, by its path, or by its breadcrumb trail.
    """
    if is_article_address(page.url):
        return None
    for what, said in (
        ("meta ColumnType", squeeze(page.meta("ColumnType"))),
        ("meta ColumnName", squeeze(page.meta("ColumnName"))),
        ("title", page.title),
    ):
        if _REPORT.search(said) and _DISCLOSURE.search(said) and not _NOT_A_REPORT.search(said):
            return f"{what} {said!r}"
    if has_column_path(page.url):
        return f"path {urlsplit(page.url).path!r}"
    found = _TRAIL.search(page.visible)
    crumbs = found.group(1).split(">") if found else []
    last = _COLUMN_START.match(crumbs.pop()) if crumbs else None
    named = next((crumb for crumb in crumbs if is_column_name(crumb)), None)
    if named or last:
        return f"trail {named or (last.group(0) if last else '')!r}"
    return None


def is_column_by_entries(titles: list[str]) -> bool:
    """Whether a list is one of annual reports, judged by its entries alone."""
    alike = sum(1 for title in titles if _REPORT.search(title) and _DISCLOSURE.search(title))
    return alike >= _COLUMN_ENTRIES and 2 * alike >= len(titles)


def sub_columns(page: Page) -> list[Lead]:
    """Links of an annual-report column to its parts, by year or by unit, in either order."""
    here = urlsplit(page.url)
    folder = here.path.rsplit("/", 1)[0] + "/"
    # x/zfxxgknb.htm has its parts in x/zfxxgknb/.
    stem = here.path.rsplit(".", 1)[0] + "/"
    found: dict[str, Lead] = {}
    for link in page.links:
        there = urlsplit(link.url)
        path = there.path
        if link.url == page.url or link.url in found or is_article_address(link.url):
            continue
        if (
            is_file_address(link.url)
            or is_pager_word(link.text)
            or is_surely_something_else(link.text)
        ):
            continue
        below = (path.startswith(folder) and len(folder) > 1) or path.startswith(stem)
        inside = there.netloc == here.netloc and below
        same_script = path == here.path and bool(there.query)
        tab = bool(_YEAR_TAB.match(link.text) or _UNIT_GROUP.match(link.text))
        sibling = has_column_path(link.url) and there.netloc == here.netloc
        alike = there.netloc == here.netloc and is_numbered_alike(link.url, page.url)
        deeper = path.endswith("/") or path.rsplit("/", 1)[-1].startswith(("index", "list"))
        if (
            (tab and (inside or same_script or sibling or alike))
            or (inside and deeper and path not in (folder, here.path))
            or (sibling and (_UNIT.search(link.text) or _REPORT.search(link.text)))
        ):
            year = years.in_words(link.text) or years.in_folder(link.url)
            found[link.url] = Lead(link.url, link.text, 5, year)
    return list(found.values())


def is_numbered_alike(url: str, other: str) -> bool:
    """Whether two addresses differ only in serial numbers, as the columns of some platforms do."""
    one, two = (_SERIAL.sub("#", urlsplit(item).path) for item in (url, other))
    return one == two and "#" in one


def is_report(page: Page) -> bool:
    """Whether a page's own words are a report's: most of the six chapters are there."""
    text = page.visible
    return sum(1 for chapter in _CHAPTERS if chapter.search(text)) >= 4
