"""What addresses and pages say of a page's place in a report of several pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urljoin

from parsers.decode import decode
from parsers.documents.blocks import Line, Page
from parsers.model import Document

FLIP_BOOK = re.compile(r"Page\s*(\d{1,4})\s*[-–—]\s*(\S.*)$")
"""The running head of a flip-book's page: ``Page 9 - title``."""
PAGER = re.compile(
    r"(?=.*(?:页|[Nn]ext|[Pp]rev|[Ff]irst|[Ll]ast))"
    r"(?:第?\d{1,3}页?|共\d{1,3}页|首页|上一?页|下一?页|尾页|末页|最后一页|前一页|后一页|余下全文|全文|转到|页次[:：]?"
    r"|[Ff]irst|[Pp]rev(?:ious)?|[Nn]ext|[Ll]ast|[\s|/<>«»‹›\[\]()（）.…·,，-])++$"
)
"""A line that only leads to other pages."""

_QUERY = re.compile(r"(?:page|pageno|pagenum|pageindex|currentpage|curpage)$", re.I)
_NAMED = re.compile(
    r"(?P<book>(?:.*[/!])?[^/]*?(?:page|(?<![^/_-])pg|(?<![^/_-])p))[-_]?(?P<n>\d{1,3})(?P<end>\.[a-z]{2,5})$",
    re.I,
)
_NUMBERED = re.compile(r"(?P<book>.*[^/!_-])[-_](?P<n>\d{1,2})(?P<end>\.[a-z]{2,5})$", re.I)
# Columns are paged too: a list is no report.
_LIST_NAME = re.compile(r"(?:index|list|default|more|node|channel|col)\d*$", re.I)
_SUFFIX = re.compile(r"\.(?:s?html?|xhtml|jspx?|aspx?|php|txt|text|md)$", re.I)

_OF = re.compile(
    r"第\s*(\d{1,3})\s*页\s*[/,，;；(（|]?\s*共\s*(\d{1,3})\s*页"
    r"|共\s*(?P<all>\d{1,3})\s*页\s*[/,，;；|]?\s*(?:当前|目前)?(?:为|是)?\s*第\s*(?P<here>\d{1,3})\s*页"
    r"|[Pp]age\s+(\d{1,3})\s+of\s+(\d{1,3})|(?<!\d)(\d{1,3})\s*/\s*(\d{1,3})\s*页"
)
_IN_TITLE = re.compile(
    r"\s*(?:[(（\[【]\s*(?:第?\s*(\d{1,2})\s*页?)\s*[)）\]】]|[-_–—]?\s*第\s*(\d{1,2})\s*页)\s*$"
)
# With the id of an element before the numbers, the dialect counts from 1; else from 0.
_SCRIPT = re.compile(
    r"createPage(?:HTML|Html)\(\s*(?P<id>['\"][A-Za-z][\w-]{0,40}['\"]\s*,\s*)?['\"]?(?P<total>\d{1,3})['\"]?\s*,\s*['\"]?(?P<here>\d{1,3})['\"]?\s*,"
)
_LINK = re.compile(
    r"<a\b[^<>]{0,400}?\bhref\s*=\s*[\"']?([^\"'\s<>]{1,400})[^<>]{0,400}>(.{0,300}?)</a\s*>",
    re.I | re.S,
)
_TAG = re.compile(r"<[^>]*>|&[a-z]+;|\s+", re.I)
_LINK_WORDS = re.compile(
    r"[\[(（]?(?:第?(\d{1,3})页?|上一?页|下一?页|前一页|后一页|首页|尾页|末页|余下全文|[Nn]ext(?:[Pp]age)?|[Pp]rev(?:ious)?(?:[Pp]age)?|[Ff]irst|[Ll]ast|[<>«»‹›]+)[\])）]?$"
)
_MOST_LINKS = 2_000
# A pager stands above or below the text.
_END = 200_000
_NEAR_TOP = 8


@dataclass(frozen=True, slots=True)
class Address:
    """An address as one of several: what they share, and the number that tells them apart.

    Attributes:
        book: what they share.
        kind: query (``?page=2``), named (``page9.html``), numbered (``t2024_1.html``), or first:
            the address to which numbers and queries are added.
        number: that of the address; numbered ones may count from the second page.
    """

    book: str
    kind: str
    number: int


@dataclass(slots=True)
class Said:
    """What a page says of its place: number, how many there are, title, and pages it links to."""

    number: int | None = None
    total: int | None = None
    title: str = ""
    running: bool = False
    links: set[str] = field(default_factory=set)


def address_of(address: str) -> Address | None:
    """How an address can be one of several pages; None if it cannot.

    Args:
        address: of a document: a URL, or a path.
    """
    path, _, query = (
        address.partition("#")[0].partition("?") if "://" in address else (address, "", "")
    )
    if query:
        pairs = parse_qsl(query, keep_blank_values=True)
        rest = sorted((key, value) for key, value in pairs if not _QUERY.match(key))
        numbers = [value for key, value in pairs if _QUERY.match(key)]
        book = f"{path}?{urlencode(rest)}" if rest else path
        if _is_list(path.rpartition(".")[0] or path):
            return None
        if not numbers:
            return Address(book, "first", 1)
        one = numbers[0] if len(numbers) == 1 else ""
        return Address(book, "query", int(one)) if re.fullmatch("[0-9]{1,3}", one) else None
    if not _SUFFIX.search(path):
        return Address(path, "first", 1) if "://" in address else None
    named = _NAMED.match(path)
    if named is not None:
        return Address(f"{named['book']}*{named['end']}", "named", int(named["n"]))
    numbered = _NUMBERED.match(path)
    if numbered is not None and not _is_list(numbered["book"]):
        return Address(numbered["book"] + numbered["end"], "numbered", int(numbered["n"]))
    return Address(path, "first", 1)


def first_of(address: str, content: bytes) -> Address | None:
    """The address as that of a first page, if the document's bytes say that it goes on.

    Pagers stand above or below a text: of a long document only the ends are searched.
    """
    path = address.partition("#")[0].partition("?")[0] if "://" in address else address
    stem = re.split(r"[/!]", path)[-1].rpartition(".")[0]
    if len(content) > _FIRST_BYTES + _LAST_BYTES:
        content = content[:_FIRST_BYTES] + content[-_LAST_BYTES:]
    if stem and not _is_list(stem) and _SUFFIX.search(path):
        raw = stem.encode()
        if any(_GOES_ON.match(content, at + len(raw)) for at in _places(content, raw)):
            return Address(path, "first", 1)
        # Pages of markup hold such words for other reasons, and have links to go by.
        says = any(word in content for word in _PAGED) or (
            content.lstrip()[:1] != b"<" and numbers_a_page(content)
        )
    else:
        says = b"page=2" in content
    found = address_of(address) if says else None
    return found if found is not None and found.kind == "first" else None


def numbers_a_page(content: bytes) -> bool:
    """Whether bytes may say the number of a page, in words or for a script."""
    # Searching for short words and looking at what is before them is ten times quicker than one
    # expression for all of it.
    return b"createPage" in content or any(
        _NUMBER_AT.search(content, max(at - 16, 0), at + 12) is not None
        for word in _PAGE_WORDS
        for at in _places(content, word)
    )


def _places(content: bytes, word: bytes) -> Iterator[int]:
    at = content.find(word)
    while at >= 0:
        yield at
        at = content.find(word, at + 1)


def _is_list(stem: str) -> bool:
    return _LIST_NAME.match(re.split(r"[/!]", stem)[-1]) is not None


_FIRST_BYTES = 16_384
_LAST_BYTES = 32_768
_GOES_ON = re.compile(rb"[-_][0-9]{1,2}\.")
_PAGED = (b"createPage", b"page=2")
_PAGE_WORDS = (b"Page", "页".encode(), "页".encode("gb18030"))
_NUMBER_AT = re.compile(
    rb"Page\s*\d+\s*[-\xe2]|(?:\xe7\xac\xac|\xb5\xda)\s*\d+\s*(?:\xe9\xa1\xb5|\xd2\xb3)"
)


def read_said(document: Document, page: Page, title: str) -> Said:
    """What a page says of its place.

    Args:
        document: its bytes and address.
        page: the document, read.
        title: what the page calls itself, folded; empty if it does not say.
    """
    said = Said(title=title)
    lines = [block.text for block in page.blocks if isinstance(block, Line)]
    for text in (page.title or "", *lines[:_NEAR_TOP]):
        head = FLIP_BOOK.match(text)
        if head is not None:
            said.number, said.title, said.running = int(head[1]), head[2].strip(), True
            break
    text = decode(document.content, document.charset).text
    script = _SCRIPT.search(text)
    places: set[tuple[int, int | None]] = set()
    if script is not None:
        places.add((int(script["here"]) + (script["id"] is None), int(script["total"])))
    for line in lines:
        if len(line) <= 120 and (of := _OF.search(line)):
            numbers = [int(n) for n in of.groups() if n]
            here, total = (numbers[1], numbers[0]) if of["all"] else (numbers[0], numbers[1])
            places.add((here, total))
    if not said.running and len(places) == 1:
        said.number, said.total = places.pop()
    elif len(places) == 1 and next(iter(places))[0] == said.number:
        said.total = places.pop()[1]
    base = document.url or document.source
    ends = text if len(text) <= 2 * _END else text[:_END] + "\n" + text[-_END:]
    for link in islice(_LINK.finditer(ends), _MOST_LINKS):
        if _LINK_WORDS.match(_TAG.sub("", link[2])):
            said.links.add(_join(base, link[1]))
    return said


def _join(base: str, target: str) -> str:
    try:
        return urljoin(base, target.replace("&amp;", "&"))
    except ValueError:
        return ""


def without_number(title: str) -> tuple[str, int | None]:
    """A title without the number of its page (标题（2）, 标题 第2页), and the number."""
    match = _IN_TITLE.search(title)
    if match is None:
        return title, None
    return title[: match.start()], int(match[1] or match[2])
