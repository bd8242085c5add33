"""The box of facts that portals print above an article: index number, publisher, dates."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from parsers.identity.titles import Head, Text

_LABELS = (
    r"索引号|公开目录索引号|信息索引号"
    r"|发布机构|发布机关|公开主体|公开机构|发文机关|发文机构|发文单位|制发单位|责任部门|责任单位|发布单位|公开单位|信息来源|文章来源|来源"
    r"|发布日期|发布时间|公开日期|公开时间|发文日期|发文时间|上传日期|更新时间|日期|时间"
    r"|成文日期|生成日期|有效性|文号|名称|标题|主题分类|信息分类|公开方式|公开范围|公开形式|主题词|关键词|浏览次数|点击|阅读|作者|字体|字号|访问"
    r"|统一社会信用代码|组织机构代码"
)
_FIELD = re.compile(rf"(?<![前今])({_LABELS})[\])】]?(?:[::]+|$|(?=\d))")
_INDEX = re.compile(r"[A-Za-z0-9][A-Za-z0-9/\-_.〔〕()\[\]]{4,60}")
_NAME = re.compile(r"[一-鿿][一-鿿()、]{2,40}")
_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})(?:\s*日(?!报)|(?!\d))"
)
_BODY = re.compile(r"[#*]*第?一(?:部分)?[、.,:]")
_CREDIT = re.compile(r"(?<![0-9A-Z])([159N][0-9A-Z]\d{6}[0-9A-HJ-NPQRTUWXY]{10})(?![0-9A-Z])")
_ORG_CODE = re.compile(r"(?<![0-9A-Z])([0-9A-Z]{8}-?[0-9X])(?=/)")
_PUBLISHER = frozenset(
    [
        "发布机构",
        "发布机关",
        "公开主体",
        "公开机构",
        "发文机关",
        "发文机构",
        "发文单位",
        "制发单位",
        "责任部门",
        "责任单位",
        "发布单位",
        "公开单位",
        "信息来源",
        "文章来源",
        "来源",
    ]
)
_PUBLISHED = frozenset(
    [
        "发布日期",
        "发布时间",
        "公开日期",
        "公开时间",
        "发文日期",
        "发文时间",
        "上传日期",
        "日期",
        "时间",
    ]
)


def read_date(text: str) -> tuple[int, int, int] | None:
    """The first date of a text as printed (year, month, day), 2022-01-14 or 2022年1月14日."""
    match = _DATE.search(unicodedata.normalize("NFKC", text))
    return (int(match[1]), int(match[2]), int(match[3])) if match is not None else None


@dataclass(slots=True)
class Fields:
    """What the box prints; dates as (year, month, day), in the order of the page."""

    index_number: str | None = None
    org_code: str | None = None
    publisher: str | None = None
    published: list[tuple[int, int, int]] = field(default_factory=list)


def read(head: Head) -> Fields:
    """Reads labelled facts from the head of a page, label and value in one line or in two cells."""
    found = Fields()
    lines = head.lines
    for at, text in enumerate(lines):
        if _BODY.match(text.folded):
            break
        if len(text.folded) > 300:
            continue
        matches = list(_FIELD.finditer(text.folded))
        for number, match in enumerate(matches):
            end = matches[number + 1].start() if number + 1 < len(matches) else len(text.folded)
            label, value = match.group(1), text.folded[match.end() : end].strip("|: ")
            raw = text.raw
            if not value and end == len(text.folded) and at + 1 < len(lines):
                value, raw = _value_of(lines[at + 1]), lines[at + 1].raw
            elif label in _PUBLISHED:
                raw = raw[_offset(raw, match.end()) :]
            _take(found, label, value, raw)
    return found


def _value_of(text: Text) -> str:
    # A following cell that is itself a label is no value.
    return "" if _FIELD.match(text.folded) else text.folded[:80].strip("|")


def _offset(raw: str, folded: int) -> int:
    """Where the character of that number in the folded text stands in the text as printed."""
    count = 0
    for at, character in enumerate(raw):
        if count >= folded:
            return at
        count += not character.isspace()
    return len(raw)


def _take(found: Fields, label: str, value: str, raw: str) -> None:
    if not value:
        return
    if "索引号" in label:
        match = _INDEX.match(value)
        if match is not None and found.index_number is None:
            found.index_number = match.group()
            found.org_code = found.org_code or org_code(found.index_number)
    elif label in _PUBLISHER:
        name = _NAME.match(value)
        if name is not None and (found.publisher is None or label not in ("来源", "信息来源")):
            found.publisher = name.group()
    elif label in _PUBLISHED:
        # As printed: without its blank, 2022-1-1 09:30 would be 2022-1-10 9:30.
        date = read_date(raw[:60])
        if date is not None:
            found.published.append(date)
    elif label in ("统一社会信用代码", "组织机构代码"):
        found.org_code = org_code(value + "/") or found.org_code


def org_code(text: str) -> str | None:
    """The unified credit code or organisation code that an index number begins with."""
    match = _CREDIT.search(text) or _ORG_CODE.match(text)
    return match.group(1) if match else None
