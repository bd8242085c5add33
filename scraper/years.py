"""Which year an entry is about: evidence, never truth; the parser reads it from the report."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from parsers.identity.dates import period_year

_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_YEAR_WORD = re.compile(r"(?<!\d)(20[0-4]\d)\s*(?:年|-|—|度)")
_CHINESE_YEAR = re.compile(r"二[〇○零Ｏ0]([〇○零一二三四])([〇○零一二三四五六七八九])年")
_DIGITS = {c: d for d, cs in enumerate(("〇○零", *"一二三四五六七八九")) for c in cs}
# Folder names: 2023, 2023n, n2023n, 2023nd, 2023year, gknb2023, 2023_1, 2022n_5930973.
_FOLDER = re.compile(
    r"^(?:n|nb|gknb|xxgknb|zfxxgknb|ndbg|year)?_?(20[0-4]\d)(?:n|nd|nb|_nb|ndbg|year|h|r)?(?:_\d+)?$",
    re.I,
)
# Reports name their period before their first chapter; menus may stand before that.
_BEGINNING = 6000
# Disclosure reports exist since the Regulation of 2007 came into force in May 2008.
FIRST_YEAR = 2008


@dataclass(frozen=True, slots=True)
class YearEvidence:
    """A year and where it comes from: title, column, date, or none (year is then None)."""

    year: int | None
    basis: str

    def wanted(self, years: tuple[int, int] | None) -> bool:
        """Whether the entry may be about the years asked for; in doubt it may."""
        if years is None or self.year is None:
            return True
        first, last = years
        if self.basis == "column":
            # A year folder is the report's year, or the year in which it was published.
            return first <= self.year <= last + 1
        if self.basis == "date":
            # Published before a year's end, it cannot be about it; later says nothing for sure.
            return self.year >= first or self.year < FIRST_YEAR - 1
        return first <= self.year <= last


def in_words(text: str) -> int | None:
    """The first year that a title names."""
    found = _YEAR_WORD.search(text) or _YEAR.search(text)
    if found:
        return int(found.group(1))
    chinese = _CHINESE_YEAR.search(text)
    if chinese:
        return 2000 + 10 * _DIGITS[chinese.group(1)] + _DIGITS[chinese.group(2)]
    return None


def in_report(title: str, text: str) -> int | None:
    """The year that a report's page says that it is about: its title, else its period.

    Args:
        title: of the page.
        text: its visible words, without blanks.
    """
    return in_words(title) or period_year(text[:_BEGINNING])


def in_folder(url: str) -> int | None:
    """The year that the last year folder of an address names."""
    for segment in reversed(urlsplit(url).path.split("/")):
        found = _FOLDER.match(segment)
        if found:
            return int(found.group(1))
    return None


def of_entry(title: str, column_year: int | None, list_date: str | None) -> YearEvidence:
    """Title first, then the year of the column, then the list's date minus one."""
    year = in_words(title)
    if year is not None:
        return YearEvidence(year, "title")
    if column_year is not None:
        return YearEvidence(column_year, "column")
    if list_date:
        return YearEvidence(int(list_date[:4]) - 1, "date")
    return YearEvidence(None, "none")


def due(report_year: int) -> datetime.date:
    """The day by which a government publishes its report (条例第四十九条): 31 March."""
    return datetime.date(report_year + 1, 3, 31)
