"""Static lists of whatever platform: rows of a link and a date, and a pager of links."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree

from scraper import discover
from scraper.page import Link, Page, squeeze
from scraper.portals.base import MAX_PAGES, Entry, Pager

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)")
_ROWS = ("li", "tr", "dd", "dt", "p", "div", "span")
_NEXT = re.compile(r"^(下一?页|后一?页|下页|next|>|»|›|下一页>)$", re.I)
_LAST = re.compile(r"^(尾页|末页|最后一?页|last|>>|»»)$", re.I)
_TOTAL_ENTRIES = re.compile(
    r"(?:共|总计|合计|总共)(?:有|计)?:?(\d{1,6})(?:条|篇|项|件|个记录|条记录|条信息|记录)"
    r"|总记录数?:?(\d{1,6})|记录总数:?(\d{1,6})"
)
_TOTAL_PAGES = re.compile(
    r"(?:共|总计|总共)(?:有)?:?(\d{1,5})页|总页数:?(\d{1,5})|(?:第?\d{1,5}/)(\d{1,5})页?(?!\d|[-/年月])"
)
_NUMBER = re.compile(r"\d+")
# More than this many links in one row make it a menu, not an entry.
_LINKS_PER_ROW = 3
# Pages can be nested without sense; a list never needs more.
_ROW_DEPTH = 8
_PATH_DEPTH = 40
_PAGER_CHARACTERS = 400


class Generic:
    """Any portal whose lists are in the HTML: ``li``, table rows, or ``dd`` with a date each."""

    name = "generic"
    body: tuple[str, ...] = (
        "#zoom",
        "#Zoom",
        "#zoomcon",
        "#UCAP-CONTENT",
        "#vsb_content",
        ".v_news_content",
        ".bt_content",
        ".article-content",
        ".article_content",
        ".govIntro",
        ".wzcon",
        "#ivs_content",
    )

    def recognise(self, page: Page) -> int:
        """Always a little: whatever nobody else recognises is read this way."""
        return 1

    def scripts(self, page: Page) -> list[str]:
        """None: everything is in the page."""
        return []

    def columns(self, page: Page) -> list[discover.Lead]:
        """None but the page's links."""
        return []

    def entries(self, page: Page) -> list[Entry]:
        """Rows of the structure that holds the annual reports, or else the dated rows."""
        groups: dict[tuple[str, ...], list[tuple[Link, str | None]]] = defaultdict(list)
        for link in page.links:
            if discover.is_pager_word(link.text) or not link.text or link.url == page.url:
                continue
            if discover.is_column_name(link.text):  # the menu's way back to the column itself
                continue
            row = _row(link.element)
            groups[_path(row)].append((link, _date(row, link)))
        best = max(groups.values(), key=_rank, default=[])
        if not best or _rank(best)[:2] == (0, 0):
            return []
        entries: dict[str, Entry] = {}
        for link, date in best:
            known = entries.get(link.url)
            if known is None or len(link.text) > len(known.title):
                entries[link.url] = Entry(
                    link.url, link.text, date or (known.date if known else None)
                )
        return list(entries.values())

    def pager(self, page: Page, number: int, first: str) -> Pager:
        """Numbered links, next links and the words 共N条, 共N页."""
        following: dict[int, str] = {}
        total_pages, total_entries = stated_totals(page)
        for link in page.links:
            if link.url in (page.url, first):
                continue
            if not (_same_list(link.url, first) or _same_list(link.url, page.url)):
                continue
            if link.text.isdigit() and int(link.text) > 1 and _varies_in_number(link.url, first):
                following[int(link.text)] = link.url
            elif _NEXT.match(link.text):
                following.setdefault(number + 1, link.url)
            elif _LAST.match(link.text) and total_pages and total_pages > number:
                following.setdefault(total_pages, link.url)
        unread = not following and number == 1 and total_pages != 1 and _has_blind_pager(page)
        return Pager(_filled(following), total_pages, total_entries, unread)


def _has_blind_pager(page: Page) -> bool:
    """Whether there is a next link that only a script can follow."""
    followable = {link.element for link in page.links}
    return any(
        element not in followable and _NEXT.match(squeeze(element.text_content()))
        for element in page.tree.iter("a", "button")
    )


def stated_totals(page: Page) -> tuple[int | None, int | None]:
    """Pages and entries that the page's own words state: 共3页, 共58条, 1/3页."""
    words = page.visible
    entries = _TOTAL_ENTRIES.search(words)
    # "1/3" alone can be anything; only look where a pager is.
    pager = _pager_words(page)
    pages = _TOTAL_PAGES.search(pager)
    return _first_number(pages), _first_number(entries)


def _first_number(found: re.Match[str] | None) -> int | None:
    return next((int(group) for group in found.groups() if group), None) if found else None


def _pager_words(page: Page) -> str:
    """Words around the pager's links."""
    for link in page.links:
        if not (
            _NEXT.match(link.text) or _LAST.match(link.text) or link.text in ("首页", "上一页")
        ):
            continue
        element = link.element.getparent()
        words = ""
        while element is not None and element.tag != "html":
            wider = squeeze("".join(str(text) for text in element.itertext()))
            if len(wider) > _PAGER_CHARACTERS:
                break
            words, element = wider, element.getparent()
        return words
    found = re.search(r"共\d+页|总页数:?\d+", page.visible)
    return found.group(0) if found else ""


def _row(element: etree._Element) -> etree._Element:
    """The smallest element around a link that reads as an entry of a list."""
    best = element
    for ancestor in islice(element.iterancestors(), _ROW_DEPTH):
        if ancestor.tag in ("body", "ul", "ol", "table", "tbody", "dl"):
            break
        if sum(1 for _ in islice(ancestor.iter("a"), _LINKS_PER_ROW + 1)) > _LINKS_PER_ROW:
            break
        if ancestor.tag in _ROWS:
            best = ancestor
            if ancestor.tag in ("li", "tr") or _DATE.search(_own_words(ancestor)):
                break
    return best


def _path(row: etree._Element) -> tuple[str, ...]:
    """Where a row stands: tags and classes from its parent up. Rows of one list share it."""
    names = [str(row.tag)]
    names += [
        f"{item.tag}.{item.get('class') or ''}" for item in islice(row.iterancestors(), _PATH_DEPTH)
    ]
    return tuple(names)


def _rank(group: list[tuple[Link, str | None]]) -> tuple[int, int, int]:
    """Lists of reports before dated lists before long lists."""
    reports = sum(1 for link, _ in group if discover.is_report_like(link.text))
    dated = sum(1 for _, date in group if date)
    return (reports, dated, len(group))


def _own_words(row: etree._Element) -> str:
    return squeeze(" ".join(str(text) for text in row.itertext()))


def _date(row: etree._Element, link: Link) -> str | None:
    """The date beside a link; one within its own words only if there is none beside it."""
    words = squeeze("\x00".join(str(text) for text in row.itertext()))
    inside = squeeze("\x00".join(str(text) for text in link.element.itertext()))
    for text in (words.replace(inside, "", 1), words):
        for found in reversed(list(_DATE.finditer(text))):
            year, month, day = (int(part) for part in found.groups())
            if 1 <= month <= 12 and 1 <= day <= 31:
                return f"{year:04d}-{month:02d}-{day:02d}"
    return None


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
    return _shape(url) == _shape(first) or one.path.startswith(other.path.rsplit(".", 1)[0])


def _filled(following: dict[int, str]) -> dict[int, str]:
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
