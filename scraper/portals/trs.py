"""TRS-style static directories: articles ``tYYYYMMDD_N.html``, pagers written by scripts.

Pagers come in dialects that differ in what they count and from where:
``createPageHTML(total, current, "index", "html")`` counts from 0 and writes page 2 as
``index_1.html``; ``createPageHTML('id', total, current, 'index', 'html', entries)`` counts from 1
and writes ``index_2.html``; ``createPage`` and ``Pager({...})`` do either. The number in the
page's own address against the number that the script states tells which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from scraper.page import Page
from scraper.portals.base import MAX_PAGES, Entry, Pager
from scraper.portals.generic import Generic
from scraper.portals.pagers import stated_totals

_ARTICLE = re.compile(r"/(?:\w+_)?t(?:(?:19|20)\d{6}_)?\d+(?:_\w+)?\.s?html?$")
_CALL = re.compile(r"\b(createPageHTML|createPage)\s*\(([^()]{0,500})\)")
_PAGER = re.compile(r"\bPager\s*\(\s*\{([^{}]{0,2000})\}\s*\)")
_DEFINITION = re.compile(r"function\s+$")
_ARGUMENT = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^,]*))\s*(?:,|$)""")
_COUNT_PAGE = re.compile(r"\bvar\s+countPage\s*=\s*(\d+)")
_CURRENT_PAGE = re.compile(r"\bvar\s+currentPage\s*=\s*(\d+)")
_NUMBERS = re.compile(r"\bvar\s+(\w+)\s*=\s*(\d+)")
_VARIABLE = re.compile(r"\b[A-Za-z_]\w*\b(?![\"'])")
_FIELD = re.compile(r"""(\w+)\s*:\s*(?:"([^"]*)"|'([^']*)'|(\d+))""")
_COMMENTS = re.compile(r"/\*.*?(?:\*/|\Z)|(?<![:\"'])//[^\n]*", re.S)


@dataclass(frozen=True, slots=True)
class _Script:
    """What a pager's script states: how many pages, which one this is, how they are written."""

    total: int
    current: int | None
    prefix: str
    suffix: str
    entries: int | None = None


class Trs(Generic):
    """TRS WCM and its relatives; the entries are the generic ones."""

    name = "trs"
    body: tuple[str, ...] = (
        "#zoom",
        "#Zoom",
        ".TRS_Editor",
        ".trs_editor_view",
        ".TRS_UEDITOR",
        ".Custom_UnionStyle",
        ".trs_paper_default",
    )

    def recognise(self, page: Page) -> int:
        """By article addresses, by its pager scripts, or by its class names."""
        if any(map(_ARTICLE.search, page.link_paths)):
            return 8
        if _script(page) is not None:
            return 7
        return 5 if re.search(r'class="?(TRS_Editor|trs_)', page.text) else 0

    def why(self, page: Page) -> str:
        """The first article address, or the pager's script."""
        found = next(filter(_ARTICLE.search, page.link_paths), None)
        if found is not None:
            return f"article address {found}"
        script = _script(page)
        return f"pager script, {script.total} pages" if script else "TRS class names"

    def entries(self, page: Page) -> list[Entry]:
        """The generic rows; duplicates for phones (``_wap``, ``_app``) count once."""
        entries: dict[str, Entry] = {}
        for entry in super().entries(page):
            entries.setdefault(re.sub(r"_(wap|app)(?=\.s?html?$)", "", entry.url), entry)
        return list(entries.values())

    def pager(self, page: Page, number: int, first: str) -> Pager:
        """The script's pages; where there is no script, the generic links."""
        script = _script(page)
        if script is None:
            return super().pager(page, number, first)
        _, said = stated_totals(page)
        following = {}
        for wanted in range(1, min(script.total, MAX_PAGES) + 1):
            url = _address(script, _base(script, number, page.url), wanted, first, page.url)
            if wanted != number and url not in (page.url, first):
                following[wanted] = url
        return Pager(
            following, script.total, script.entries if script.entries is not None else said
        )


def _script(page: Page) -> _Script | None:
    source = _COMMENTS.sub("", page.scripts)
    variables = dict(_NUMBERS.findall(source))
    for call in _CALL.finditer(source):
        if _DEFINITION.search(source[: call.start()]):
            continue
        script = _from_call(_VARIABLE.sub(lambda m: variables.get(m[0], m[0]), call.group(2)))
        if script is not None:
            return _from_variables(source, script)
    found = _PAGER.search(source)
    if found:
        fields = {
            m.group(1).lower(): m.group(2) or m.group(3) or m.group(4) or ""
            for m in _FIELD.finditer(found.group(1))
        }
        total = fields.get("size") or fields.get("total") or ""
        if total.isdigit() and fields.get("prefix"):
            current = fields.get("current", "")
            return _Script(
                int(total),
                int(current) if current.isdigit() else None,
                fields["prefix"],
                fields.get("suffix", "html").lstrip("."),
            )
    count, current_page = _COUNT_PAGE.search(source), _CURRENT_PAGE.search(source)
    if count and current_page:
        return _Script(int(count.group(1)), int(current_page.group(1)), "index", _own_suffix(page))
    return None


def _own_suffix(page: Page) -> str:
    """What the page's own address ends in; directories are written in html."""
    return (re.search(r"\.(s?html?)$", urlsplit(page.url).path) or [None, "html"])[1] or "html"


def _from_call(arguments: str) -> _Script | None:
    """Read a call: numbers and words in the order in which all dialects have them."""
    values: list[str | int] = []
    for found in _ARGUMENT.finditer(arguments):
        if found.start() == found.end():
            break
        word = found.group(1) if found.group(1) is not None else found.group(2)
        bare = (found.group(3) or "").strip()
        if word is not None:
            values.append(word)
        elif bare.isdigit():
            values.append(int(bare))
    numbers = [value for value in values if isinstance(value, int)]
    words = [value for value in values if isinstance(value, str)]
    if not numbers:
        return None
    if values and isinstance(values[0], str):  # the id of the pager's element
        words = words[1:]
    return _Script(
        total=numbers[0],
        current=numbers[1] if len(numbers) > 1 else None,
        prefix=words[0] if words else "index",
        suffix=(words[1] if len(words) > 1 else "html").lstrip("."),
        entries=numbers[2] if len(numbers) > 2 else None,
    )


def _from_variables(source: str, script: _Script) -> _Script:
    """Some templates set countPage and currentPage beside the call; the call's own numbers win."""
    current = _CURRENT_PAGE.search(source)
    if script.current is None and current:
        count = _COUNT_PAGE.search(source)
        total = int(count.group(1)) if count else script.total
        return _Script(total, int(current.group(1)), script.prefix, script.suffix, script.entries)
    return script


def _base(script: _Script, number: int, url: str) -> int:
    """The number that page 2 carries in its address: 1 or 2."""
    written = re.search(rf"{re.escape(script.prefix)}_(\d+)\.\w+$", urlsplit(url).path)
    if number == 1 or written is None:
        return 2 if script.current == 1 else 1
    in_address = int(written.group(1))
    if script.current == in_address + 1:
        # Counted from 1, written from 0: what was asked as page 2 was the third.
        return 1
    return in_address - (number - 2)


def _address(script: _Script, base: int, wanted: int, first: str, here: str) -> str:
    """Address of page `wanted`."""
    if wanted == 1:
        return first
    return urljoin(here, f"{script.prefix}_{wanted - 2 + base}.{script.suffix}")
