"""Static families that differ only in how they write addresses: one row each.

The rows are from addresses of published reports and lists. Entries and pagers are the generic ones;
a row adds how the family is told, and how page N of a list is written, for pagers that only a
script can turn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from scraper.page import Page
from scraper.portals.generic import Generic

_BY_ARTICLE, _BY_LIST = 8, 6


@dataclass(frozen=True, slots=True)
class Rule:
    """How a family writes its addresses.

    Attributes:
        name: of the family, as the catalog writes it.
        article: what the path of one article looks like.
        list: what the path of a list's first page looks like; it alone is a weaker sign.
        page: replaces what `list` matched, for page ``{n}``; back references are the pattern's groups.
        body: of its articles, before the generic ones.
    """

    name: str
    article: str
    list: str | None = None
    page: str | None = None
    body: tuple[str, ...] = ()


RULES: tuple[Rule, ...] = (
    # Henan, Sichuan, Qinghai, Gansu (extensionless, "publicity").
    Rule(
        "content",
        r"/content_\d+$|/publicity/(?:[\w-]+/)+\d+$|__[\w-]+/\d+$",
        r"/(publicity/[\w/-]*[a-zA-Z][\w-]*)$",
        r"/\1_{n}",
        (".govIntro", "#xxgk-content", ".article_content"),
    ),
    # Hunan: Yueyang, Yiyang (Datonghu's own), Chenzhou.
    Rule(
        "hunan",
        r"(?:/\d+){2,}/content_\d+\.html?$",
        r"((?:/\d+){2,})/(index|default)\.htm$",
        r"\1/\2_{n}.htm",
    ),
    # 红网.
    Rule(
        "rednet",
        r"/(?:19|20)\d{6}/i\d+\.html$",
        r"(/c\d+)/(?:index\.html)?$",
        r"\1/pages/{n}.html",
    ),
    Rule(
        "siteserver",
        r"/contents/\d+/\d+\.html$",
        r"/channels/(\d+)\.html$",
        r"/channels/\1_{n}.html",
    ),
    # Xi'an, Weinan, Yan'an, Yulin.
    Rule("xian", r"/(?:\d{19}|[0-9a-f]{24})\.html$", r"/([a-z][\w-]*)/1\.html$", r"/\1/{n}.html"),
    # Ji'nan, Zibo, Liaocheng.
    Rule("shandong", r"/doc_[0-9a-f]{24}\.html$", r"/channel_\w+/(?:index\.html)?$"),
    # Ji'an, Shangrao, Dazhou.
    Rule(
        "xxgk",
        r"/(?:xxgk|news)-show-\d+\.html$",
        r"/((?:xxgk|news)-list-[a-z]\w*)\.html$",
        r"/\1-{n}.html",
    ),
    # Ankang.
    Rule(
        "ankang",
        r"/Content-\d+\.html$",
        r"/(Node-\d+|category-\d+)\.html$",
        r"/\1_{n}.html",
    ),
)


class Addressed(Generic):
    """A family of the table.

    Args:
        rule: its row.
    """

    def __init__(self, rule: Rule) -> None:
        self.name = rule.name
        self.body = (*rule.body, *(hint for hint in Generic.body if hint not in rule.body))
        self._article = re.compile(rule.article)
        self._list = re.compile(rule.list) if rule.list else None
        self._page = rule.page

    def recognise(self, page: Page) -> int:
        """By the addresses of articles, or by the list's own address."""
        if self._article.search(urlsplit(page.url).path):
            return _BY_ARTICLE
        if any(self._article.search(path) for path in page.link_paths):
            return _BY_ARTICLE
        return _BY_LIST if self._list and self._list.search(urlsplit(page.url).path) else 0

    def why(self, page: Page) -> str:
        """The first article address, or the list's own."""
        paths = (urlsplit(page.url).path, *page.link_paths)
        found = next((path for path in paths if self._article.search(path)), None)
        return f"article address {found}" if found else f"list address {paths[0]}"

    def _by_rule(self, first: str, total: int) -> dict[int, str]:
        parts = urlsplit(first)
        if self._list is None or self._page is None or not self._list.search(parts.path):
            return {}
        return {
            n: urlunsplit(
                parts._replace(path=self._list.sub(self._page.replace("{n}", f"{n}"), parts.path))
            )
            for n in range(2, total + 1)
        }
