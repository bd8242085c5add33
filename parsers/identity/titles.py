"""What a page says of itself at its head: lines, title, and what the title names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from parsers.canonical import is_furniture
from parsers.documents.blocks import Line, Page
from parsers.identity.words import compact, compact_all, years

_HEAD_LINES = 60
_HEAD_CHARS = 4000
_TAIL_LINES = 20
# A footer is seldom longer; without a heading within reach there is no telling what is signed.
_TAIL_REACH = 80
_PREAMBLE_CHARS = 1600
_LONGEST_TITLE = 90
_LONGEST_ORGAN = 40

# The words that make a title the title of such a report, and nothing else does.
REPORT_WORDS = re.compile(
    r"(?:信息|政务)公开[^。,;:>|]{0,24}?(?:年度[^。,;:>|]{0,8}?(?:报告|总结)|年报|报告)(?!格式|模[板版]|样[式本表])"
)
_ANY_REPORT = re.compile(r"年度[^。,;:>|]{0,6}报告|年报")
_FIRST_HEADING = re.compile(r"[#*]*第?一(?:部分)?[、.,:]|[((]一[))]")
_HEADING = re.compile(r"[#*\s]*第?[一二三四五六七八九十]{1,2}(?:部分)?\s*[、.．,，:：]")
_PROSE = re.compile(r"[。;]|.*,.*,")
_YEAR_WORDS = re.compile(
    r"[(\[]?(?:20[0-4]\d|二[〇○零0Oo][〇○零0Oo一二三四五六七八九]{2})(?:年度?|(?=$|政府|信息|政务|部门|[-_]))[)\]]?|[(\[]\d{4}[)\]]"
)
_NOT_ORGAN = re.compile(
    r"^(?:关于|公布|发布|印发|报送|上报|[\W_]|的)+|(?:关于|开展|做好|发布|公布|年度?|\d{4}|的|[-—_:·]|工作|全文|本级)+$"
)
_ORGAN_CHARS = re.compile(r"[一-鿿㐀-䶿(()、·)“”\"]{2,}$")
_SEPARATORS = re.compile(r"[>》|｜\]】]|(?<=[一-鿿])[-—_](?=[一-鿿])")
_AFTER = re.compile(r"[(\[—_-]+([一-鿿]{3,30})[)\]]?$")


@dataclass(slots=True)
class Text:
    """A line of the head or the tail: as printed, folded, and where."""

    raw: str
    folded: str
    location: str


@dataclass(slots=True)
class Head:
    """The beginning and the end of a page, folded once for all that read them."""

    lines: list[Text] = field(default_factory=list)
    tail: list[Text] = field(default_factory=list)
    preamble: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """A title as printed, and what it names.

    `basis` is meta / heading / line / joined / document / anchor. `words` are the words that
    make it a report's title, empty if it has none.
    """

    text: str
    folded: str
    basis: str
    words: str
    years: tuple[int, ...]
    organ: str | None


def _texts(page: Page) -> Iterator[Text]:
    for block in page.blocks:
        if isinstance(block, Line):
            if block.text:
                yield Text(block.text, "", block.location)
        else:
            for cell in block.cells:
                if cell.text:
                    yield Text(cell.text, "", block.place(cell))


def _tail(page: Page) -> list[Text]:
    """What stands after the last section's heading, up to the footer: the signature is there."""
    found: list[Text] = []
    for block in reversed(page.blocks):
        if not isinstance(block, Line) or len(found) >= _TAIL_REACH:
            break
        if not block.text:
            continue
        if _HEADING.match(block.text):
            break
        found.append(Text(block.text, compact(block.text[-200:]), block.location))
    else:
        return []  # no body above: all of it is the head
    found.reverse()
    if len(found) >= _TAIL_REACH:
        return found[-_TAIL_LINES:]
    for index, text in enumerate(found[:_TAIL_LINES]):
        if is_furniture(text.folded):
            return found[:index]
    return found[:_TAIL_LINES]


def read_head(page: Page) -> Head:
    """Folds the first lines, up to the report's body, and the last ones.

    The head of the last page is kept: refusing, identifying and dating all read it.
    """
    global _last  # noqa: PLW0603
    if _last is not None and _last[0] is page and _last[1] == len(page.blocks):
        return _last[2]
    head = _read_head(page)
    _last = (page, len(page.blocks), head)
    return head


_last: tuple[Page, int, Head] | None = None


def _read_head(page: Page) -> Head:
    head = Head(tail=_tail(page))
    texts: list[Text] = []
    size = 0
    for text in _texts(page):
        texts.append(text)
        size += len(text.raw)
        if size > _HEAD_CHARS or len(texts) >= 2 * _HEAD_LINES:
            break
    folded = compact_all([text.raw[:_HEAD_CHARS] for text in texts])
    preamble: list[str] = []
    before = True
    for text, line in zip(texts, folded, strict=True):
        if not line:
            continue
        text.folded = line
        if len(head.lines) < _HEAD_LINES:
            head.lines.append(text)
        if before and len(line) < 2 * _LONGEST_TITLE and _FIRST_HEADING.match(line):
            before = False
        if before and len(line) > 20 and not _is_title(line):
            preamble.append(line)
    head.preamble = "".join(preamble)[:_PREAMBLE_CHARS]
    head.body = "".join(folded)[:_HEAD_CHARS]
    return head


def _is_title(folded: str) -> bool:
    return (
        len(folded) <= 60 and not _PROSE.match(folded) and REPORT_WORDS.search(folded) is not None
    )


def read_title(text: str, basis: str) -> Title | None:
    """Reads one text as a title; None if it is too long, empty or prose."""
    raw = " ".join(text.split())
    folded = compact(raw)
    if not 4 <= len(folded) <= _LONGEST_TITLE or folded.endswith("。"):
        return None
    match = REPORT_WORDS.search(folded) or _ANY_REPORT.search(folded)
    named = tuple(years(folded))
    if match is None:
        return Title(raw, folded, basis, "", named, None)
    words = match.group()
    strong = "公开" in words
    return Title(raw, folded, basis, words if strong else "", named, _organ(folded, match))


def _organ(folded: str, match: re.Match[str]) -> str | None:
    before = folded[: match.start()]
    # 政府信息公开 is one word, unless 人民政府 or a second 政府 stands before it.
    for word in ("政府", "政务", "主动", "部门"):
        if (
            before.endswith(word)
            and not before.endswith("人民" + word)
            and match.group()[:2] in ("信息", "政务")
        ):
            before = before[: -len(word)]
            break
    before = _YEAR_WORDS.sub("", before)
    before = _SEPARATORS.split(before)[-1] if _SEPARATORS.search(before) else before
    organ = _trim(before.lstrip("《〈<([【"))
    if organ is None:
        after = _AFTER.match(folded[match.end() :])
        organ = _trim(after.group(1)) if after else None
    return organ


def _trim(text: str) -> str | None:
    previous = None
    while previous != text:
        previous = text
        text = _NOT_ORGAN.sub("", text)
    if text.count("(") != text.count(")"):
        text = text.strip("()")
    if not 2 <= len(text) <= _LONGEST_ORGAN or not _ORGAN_CHARS.match(text):
        return None
    return text


def _score(title: Title) -> int:
    return (4 if title.words else 0) + (2 if title.organ else 0) + (1 if title.years else 0)


def candidates(page: Page, head: Head, anchor: str | None) -> list[Title]:
    """Every text that may be the title, the most trustworthy place first."""
    found: list[Title] = []

    def add(text: str | None, basis: str) -> None:
        title = read_title(text, basis) if text else None
        if title is not None:
            found.append(title)

    add(page.metas.get("articletitle"), "meta")
    for heading in page.headings[:6]:
        add(heading, "heading")
    found += _title_lines(head)
    if page.title:
        # 沭阳县…年度报告-沭阳县发改局: the part that is the title, not the site.
        parts = re.split(
            r"\s*[_|｜]\s*|\s+[-–—]\s+|(?<=报告)\s*[-–—]\s*|(?<=年报)\s*[-–—]\s*", page.title
        )
        add(
            max(parts, key=lambda part: (bool(REPORT_WORDS.search(compact(part))), len(part))),
            "document",
        )
    add(anchor, "anchor")
    return found


def _title_lines(head: Head) -> list[Title]:
    lines: list[Text] = []
    for text in head.lines[:40]:
        if _FIRST_HEADING.match(text.folded) or (
            len(text.folded) > 40 and _PROSE.match(text.folded)
        ):
            break
        lines.append(text)
    single = [
        title
        for text in lines
        if ">" not in text.folded
        and not is_furniture(text.folded)
        and (title := read_title(text.raw, "line")) is not None
        and title.words
    ]
    # A menu may list other reports above; the title stands last before the body.
    single.sort(key=_score)
    single.reverse()
    whole = [t for t in single if t.organ and t.years]
    if whole:
        return whole
    joined: list[Title] = []
    for count in (2, 3):
        for at in range(len(lines) - count + 1):
            pieces = lines[at : at + count]
            if any(len(p.folded) > 45 or is_furniture(p.folded) or ">" in p.folded for p in pieces):
                continue
            title = read_title("".join(p.raw.strip() for p in pieces), "joined")
            if title is not None and title.words and title.years and title.organ:
                joined.append(title)
        if joined:
            break
    return joined + single


def choose(found: list[Title]) -> Title | None:
    """The title: the fullest one; among equals the most trustworthy place."""
    named = [title for title in found if title.words]
    if not named:
        usable = [t for t in found if t.basis in ("meta", "heading", "document")]
        return usable[0] if usable else None
    return max(named, key=_score)
