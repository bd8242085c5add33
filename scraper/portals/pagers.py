"""Pagers of static lists: the words that state totals, links by number, addresses by pattern."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from scraper.page import Page, squeeze
from scraper.portals.base import MAX_PAGES

NEXT = re.compile(r"^(下一?页|后一?页|下页|next|>|»|›|下一页>)$", re.I)
LAST = re.compile(r"^(尾页|末页|最后一?页|last|>>|»»)$", re.I)
_TOTAL_ENTRIES = re.compile(
    r"(?:共|总计|合计|总共)(?:有|计)?:?(\d{1,6})(?:条|篇|项|件|个记录|条记录|条信息|记录)"
    r"|总记录数?:?(\d{1,6})|记录总数:?(\d{1,6})"
)
_TOTAL_PAGES = re.compile(
    r"(?:共|总计|总共)(?:有)?:?(\d{1,5})页|总页数:?(\d{1,5})|(?<![\d/.-])(?:第?\d{1,5}/)(\d{1,5})页?(?!\d|[-/年月])"
)
_SCRIPT_PAGES = re.compile(
    r"\b(?:pageCount|countPage|totalPages?|page_count|total_pages?)['\"]?\s*[:=]\s*['\"]?(\d{1,5})\b",
    re.I,
)
# next(3), goPage('3'), javascript:page(3): a number handed to a function, nothing else of use.
_SCRIPT_TURN = re.compile(r"^(?:javascript:)?[\w.$]+\(\s*['\"]?(\d{1,4})['\"]?\s*[,)]", re.I)
_NUMBER = re.compile(r"\d+")
_PAGES_FOLDER = re.compile(r"pages?/\d+\.s?html?$")
_PAGER_CHARACTERS = 400
# A link that is called 2023 is a year, not the page of that number.
_NO_PAGE = 1900


@dataclass(frozen=True, slots=True)
class Links:
    """What the links of a pager say.

    Attributes:
        following: addresses by number.
        scripted: the highest number that only a script turns to, 0 if there is none.
        turned: what a "next" that only a script follows turns to, 0 if there is none.
        blind: there is a next link that only a script can follow.
    """

    following: dict[int, str]
    scripted: int = 0
    turned: int = 0
    blind: bool = False


def read_links(page: Page, number: int, first: str, total: int | None) -> Links:
    """Numbered links, next and last links that belong to the list.

    Args:
        page: page `number` of the list.
        number: as the crawl counts, from 1.
        first: address of page 1.
        total: number of pages, if the page states it.
    """
    following: dict[int, str] = {}
    for link in page.links:
        if link.url in (page.url, first):
            continue
        if not (_same_list(link.url, first) or _same_list(link.url, page.url)):
            continue
        if link.text.isdigit():
            if 1 < int(link.text) < _NO_PAGE and _varies_in_number(link.url, first):
                following[int(link.text)] = link.url
        elif NEXT.match(link.text):
            following.setdefault(number + 1, link.url)
        elif LAST.match(link.text) and total and total > number:
            following.setdefault(total, link.url)
    return Links(following, *_scripted(page))


def _scripted(page: Page) -> tuple[int, int, bool]:
    """The highest page that a script turns to, that of "next", and whether "next" is a script's."""
    followable = {link.element for link in page.links}
    highest, turned, blind = 0, 0, False
    for element in page.tree.iter("a", "button"):
        if element in followable:
            continue
        words = squeeze(element.text_content())
        following = bool(NEXT.match(words))
        blind = blind or following
        if not (following or words.isdigit() or LAST.match(words)):
            continue
        for source in (element.get("href") or "", element.get("onclick") or ""):
            found = _SCRIPT_TURN.match(source.strip())
            if found is None or int(found.group(1)) >= _NO_PAGE:
                continue
            if following:
                turned = int(found.group(1))
            else:
                highest = max(highest, int(found.group(1)))
    return highest, turned, blind


def stated_totals(page: Page) -> tuple[int | None, int | None]:
    """Pages and entries that the page's own words state: 共3页, 共58条, 1/3页; or its scripts."""
    entries = _TOTAL_ENTRIES.search(page.visible)
    # "1/3" alone can be anything; only look where a pager is.
    pages = _TOTAL_PAGES.search(_pager_words(page)) or _SCRIPT_PAGES.search(page.scripts)
    return _first_number(pages), _first_number(entries)


def _first_number(found: re.Match[str] | None) -> int | None:
    return next((int(group) for group in found.groups() if group), None) if found else None


def _pager_words(page: Page) -> str:
    """Words around the pager's links."""
    for element in page.tree.iter("a", "button"):
        words = squeeze(element.text_content())
        if not (NEXT.match(words) or LAST.match(words) or words in ("首页", "上一页")):
            continue
        around, words = element.getparent(), ""
        while around is not None and around.tag != "html":
            wider = squeeze("".join(str(text) for text in around.itertext()))
            if len(wider) > _PAGER_CHARACTERS:
                break
            words, around = wider, around.getparent()
        if re.search(r"\d", words) or words == "":
            return words
    found = re.search(r"共\d+页|总页数:?\d+", page.visible)
    return found.group(0) if found else ""


def filled(following: dict[int, str]) -> dict[int, str]:
    """Numbers left out of a pager (1 2 3 … 20), where two neighbours show how they are written."""
    highest = min(max(following, default=0), MAX_PAGES)
    for offset in (0, -1):
        pattern = _pattern(following, offset)
        if pattern is not None:
            return {
                n: following.get(n) or pattern.format(n=n + offset)
                for n in range(min(following), highest + 1)
            }
    return following


def _pattern(following: dict[int, str], offset: int) -> str | None:
    """How page n is written (as n + offset), if all of at least two known pages are written so."""
    if len(following) < 2:
        return None
    number, url = max(following.items())
    for found in reversed(list(_NUMBER.finditer(url))):
        if found.group(0) == str(number + offset):
            head, tail = (
                part.replace("{", "{{").replace("}", "}}")
                for part in (url[: found.start()], url[found.end() :])
            )
            pattern = f"{head}{{n}}{tail}"
            if all(pattern.format(n=n + offset) == known for n, known in following.items()):
                return pattern
    return None


def guessed(page: Page, first: str, total: int) -> dict[int, str]:
    """Pages of a list whose number is stated and whose links only a script knows.

    Static directories write page 2 as ``index_1`` or as ``index_2``. All that can be are asked, one
    more than there are pages: the one that is no page shows itself by being missing or a copy.

    Args:
        page: the first page.
        first: its address.
        total: number of pages stated.
    """
    parts = urlsplit(first)
    if parts.query:
        return {}
    folder, _, file = parts.path.rpartition("/")
    stem, dot, ending = file.partition(".")
    if not file:
        stem, dot, ending = "index", ".", _ending(page)
    return {
        k + 1: urlunsplit(parts._replace(path=f"{folder}/{stem}_{k}{dot}{ending}"))
        for k in range(1, min(total, MAX_PAGES) + 1)
    }


def _ending(page: Page) -> str:
    """How most files that the page links end."""
    endings = Counter(
        found.group(1)
        for link in page.links
        if (found := re.search(r"\.(s?html?)$", urlsplit(link.url).path))
    )
    return endings.most_common(1)[0][0] if endings else "html"


def _shape(url: str) -> str:
    parts = urlsplit(url)
    path = parts.path.rsplit("/", 1)
    stem = re.sub(r"(^|[_-])?(index|list|default)?[_-]?#?(\.\w+)?$", "", _NUMBER.sub("#", path[-1]))
    return f"{parts.netloc}{_NUMBER.sub('#', path[0])}/{stem}"


def _same_list(url: str, first: str) -> bool:
    """Whether an address can be a page of the list: same host, a path that begins alike."""
    one, other = urlsplit(url), urlsplit(first)
    if one.netloc != other.netloc:
        return False
    folder = other.path.rsplit("/", 1)[0]
    stem = other.path.rsplit(".", 1)[0]
    return one.path.startswith((folder + "/", stem)) or one.path == other.path


def _varies_in_number(url: str, first: str) -> bool:
    """Whether an address differs from the first page's only in a number or a short suffix."""
    one, other = urlsplit(url), urlsplit(first)
    if one.path == other.path:
        return one.query != other.query
    folder = other.path.rsplit("/", 1)[0] + "/"
    if _PAGES_FOLDER.match(one.path.removeprefix(folder)):
        return True
    return _shape(url) == _shape(first) or one.path.startswith(other.path.rsplit(".", 1)[0])
