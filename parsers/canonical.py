"""The canonical text of a report and the id made from it.

The same report under two addresses (another template, another counter, another menu) has one id.
An id stands in papers: the algorithm is frozen under `CANONICAL_VERSION`. Whatever it needs is in
this module, so that a new alias in the standard or a better reader of titles renames nothing.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from itertools import chain, pairwise

from parsers.documents.blocks import Line, Page

CANONICAL_VERSION = 1

# A cell this long is a layout table's, that is text.
_LAYOUT_CELL = 60
# Readings without menus and footers: all of the rest is the report's.
_BARE = ("pdf", "word", "sheet", "ocr")

_BLANKS = re.compile(r"[^\S\n]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]+")
_DIGITS = frozenset("0123456789.")
_FIRST_HEADING = re.compile(r"[#*]*第?一(?:部分)?[、.,:]")
_HEADING = re.compile(r"[#*]*第?[一二三四五六七八九十](?:部分)?[、.,:]")
# What a heading can begin with: most lines need no closer look.
_OPENERS = frozenset("#*第一二三四五六七八九十")
_PREAMBLE = re.compile(r"(?=.*[,。;])(?=.*(?:公开|条例))")
_TITLE_END = re.compile(r".*(?:报告|年报)(?:[(\[]\d{4}年?度?[)\]])?")
_ORGAN = r"[一-鿿()]{2,30}(?:局|厅|委|办|委员会|政府|办公室|办事处|中心|管委会|公署|总队|支队|大队|院|站|所|联合会|镇|乡|街道)"
_DAY = r"(?:[12]\d{3}年\d{1,2}月\d{1,2}日|二[〇○零0-9一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
_TAIL = re.compile(
    r"[((][一二三四五六七八九十\d]{1,3}[))]|\d{1,2}[.、]|[一二三四五六七八九十]是|.*[。;:!?]$|无$|[-\d.,|/%]+$|.{4,40}(?:情况|事项|费用?)$"
)
_SIGNER = re.compile(_ORGAN + "$")
_SIGNED = re.compile(rf"(?:{_ORGAN})?[((]?{_DAY}[))]?$")
_FURNITURE = re.compile(
    r"[\[【(]?(?:打印|关闭|收藏|分享|返回|纠错|我要纠错|扫一扫|返回顶部|首页|字体|字号)"
    r"(?:本页|窗口|页面|本文|首页|上一页|列表|到)?[\]】)|:/、]*(?:[\[【(]?(?:打印|关闭|收藏|分享|大|中|小|微信|微博)(?:本页|窗口|页面)?[\]】)|/、]*)*$"
    r"|(?:上一[篇条页]|下一[篇条页]|前一篇|后一篇)(?:[:：]|$)"
    r"|(?:您)?(?:现在|当前|所在)(?:的)?(?:位置|栏目)"
    r"|(?:浏览|点击|阅读|访问|查看)(?:次数|量|数|率|人数)[:：\d(]"
    r"|(?:责任编辑|编辑|信息来源|文章来源|来源|作者|发布时间|发布日期|发布机构|发布人|更新时间|主办单位?|承办单位?|协办单位?|技术支持|网站地图|网站标识码|相关链接|相关阅读|相关文档|相关信息|相关附件|相关稿件|相关新闻|友情链接|附件下载|附件\d?)[:：]"
    r"|(?:相关链接|相关阅读|相关文档|相关信息|相关附件|相关稿件|相关新闻|友情链接|网站地图|关于我们|联系我们|使用帮助)(?:[|\s]|$)"
    r"|.*(?:ICP备|公网安备|版权所有|网站标识码|您访问的链接|即将离开|copyright|浏览次数[:：]|点击[率数][:：]|今天是|今日是)",
    re.IGNORECASE,
)


def is_furniture(line: str) -> bool:
    """Whether a blank-free line is a page's furniture (menu, counter, print button), no text."""
    return len(line) <= 120 and _FURNITURE.match(line) is not None


def _lines(page: Page) -> list[str]:
    lines: list[str] = []
    held: list[str] = []
    for block in page.blocks:
        if isinstance(block, Line):
            held.append(block.text)
            continue
        lines += _folded(held)
        held = []
        for cell in block.cells:
            text = cell.text
            lines += _of_cell(text) if len(text) <= _LAYOUT_CELL else _folded([text])
    return lines + _folded(held)


def _folded(texts: list[str]) -> list[str]:
    if not texts:
        return []
    return [line for line in _BLANKS.sub("", _normal("\n".join(texts))).split("\n") if line]


@lru_cache(maxsize=8192)
def _of_cell(text: str) -> tuple[str, ...]:
    """The lines of a short cell; reports share their labels and most of their figures."""
    # A cell keeps its end: 1|0 is not 10, and an empty cell is a place.
    return tuple(_folded([text + "|"]))


def _normal(text: str) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def _fold(line: str) -> str:
    return "".join(line.split())


def _body(lines: list[str], bare: bool) -> list[str]:
    start = last = None
    for index, line in enumerate(lines):
        ordinal = line[0] in _OPENERS
        if ordinal and _HEADING.match(line):
            last = index
        if (
            start is None
            and (
                (ordinal and _FIRST_HEADING.match(line))
                or (len(line) >= 20 and _PREAMBLE.match(line[:400]) and ">" not in line[:40])
            )
            and not is_furniture(line)
        ):
            start = index
    if start is None:
        return [line for line in lines if not is_furniture(line)]
    if bare:
        return lines[start:]
    return lines[start : _end(lines, start if last is None or last < start else last)]


def _end(lines: list[str], last: int) -> int:
    """Where the report ends: text after the last heading, then at most a signature and its date."""
    at = last + 1
    while at < len(lines):
        line = lines[at]
        if is_furniture(line) or not (line.endswith("|") or _TAIL.match(line)):
            break
        at += 1
    for signed in range(at, min(at + 3, len(lines))):
        if _SIGNED.match(lines[signed]):
            return signed + 1
        if not _SIGNER.match(lines[signed]):
            break
    return at


def canonical_text(page: Page, title: str | None) -> str:
    """The title and the body, folded (NFKC, no blanks), without menus, counters and footers.

    The body runs from the preamble to the end of the last section. Line breaks count only
    between two digits, so that a reader that cuts paragraphs elsewhere gives the same text.
    """
    head = _fold(_normal(title or ""))
    match = _TITLE_END.match(head)
    head = (match.group() if match else head).strip("[]【】《》<>()\"'“”")
    body = _body(_lines(page), page.reading in _BARE)
    seams = ("\n" if a[-1] in _DIGITS and b[0] in _DIGITS else "" for a, b in pairwise(body))
    return "".join([head, "\n", *body[:1], *chain.from_iterable(zip(seams, body[1:], strict=True))])


def report_id(page: Page, title: str | None) -> str:
    """``r`` and 16 hex digits of the sha256 of the canonical text."""
    text = f"gongkai-canonical-{CANONICAL_VERSION}\n{canonical_text(page, title)}"
    return "r" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
