"""Small text tools that every part of the identity shares."""

from __future__ import annotations

import re
import unicodedata

from parsers.han import plain

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]+")
_CHINESE_DIGITS = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")
_YEAR = re.compile(
    r"(?<!\d)(20[0-4]\d)(?=年|政府|信息|政务|部门|单位|工作|$|[-)_])|(二[〇○零0Oo][〇○零0Oo一二三四五六七八九]{2})(?=年)"
)
_OF_REPORT = re.compile(r"年度?[的全]?(?:政府|信息|政务|部门|工作|年度|年报|依申请|主动)")


def compact(text: str) -> str:
    """Folds a text for comparison: NFKC, simplified, without blanks and invisible characters."""
    if text.isascii():
        return "".join(text.split())
    folded = unicodedata.normalize("NFKC", text)
    if not folded.isprintable():
        folded = _INVISIBLE.sub("", folded)
    return plain("".join(folded.split()))


def compact_all(texts: list[str]) -> list[str]:
    """Folds many short texts at once, which is much quicker than one by one."""
    if not texts:
        return []
    joined = unicodedata.normalize("NFKC", "\n".join(text.replace("\n", " ") for text in texts))
    joined = _INVISIBLE.sub("", joined)
    return ["".join(line.split()) for line in plain(joined).split("\n")]


def years(text: str) -> list[int]:
    """The years that a compact title names, the one it reports on first.

    Chinese numerals count (二〇二三年). A year with a day or month after it is a date, not
    the year of a report, and comes last.
    """
    named: list[int] = []
    others: list[int] = []
    for match in _YEAR.finditer(text):
        digits = match.group(1) or match.group(2).replace("二", "2", 1).translate(_CHINESE_DIGITS)
        year = int(digits)
        target = named if _OF_REPORT.match(text, match.end()) else others
        if year not in target:
            target.append(year)
    return named + [year for year in others if year not in named]


def chinese_number(text: str) -> int | None:
    """Reads a day or month in Chinese numerals (二十一); None if it is none."""
    if text.isdigit():
        return int(text)
    digits = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
    if "十" in text:
        tens, _, ones = text.partition("十")
        if (tens and tens not in digits) or (ones and ones not in digits):
            return None
        return (digits[tens] if tens else 1) * 10 + (digits[ones] if ones else 0)
    if text and all(c in digits for c in text):
        return int("".join(str(digits[c]) for c in text))
    return None
