"""The six sections, found by their titles, and their text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from rapidfuzz import fuzz

from parsers import han, standard
from parsers.canonical import is_furniture
from parsers.documents.blocks import Grid, Line, Page
from parsers.fee import processing_fee
from parsers.model import Section

__all__ = ["count", "numbers", "processing_fee", "split"]

# A heading is looked for inside a line only if the line is longer than any heading.
_INLINE = 60
_LONGEST_HEADING = 45
# More candidates than this are a page made to slow us down: the first and the last are kept.
_MOST_CANDIDATES = 120
# Likeness is asked of so many lines: no report has more that begin as headings do and are none.
_MOST_COMPARED = 2_000
# Likeness of a heading with lost or added characters; narrative look-alikes stay below it.
_LIKE = 88.0

_TOP = r"[#*\s]*[A-Za-z]?第?[一二三四五六七八九十]{1,2}(?:\s*部分)?\s*[、,，.．:：;；\s]\s*"
_SUB = r"[#*\s]*(?:[(（][一二三四五六七八九十]{1,2}[)）]|[㈠-㈩]|\d{1,2}\s*[、.．]|[#*]+)\s*"
_TOP_ORDINAL = re.compile(_TOP)
_STARTERS = frozenset("一二三四五六七八九十第#*(（㈠㈡㈢㈣㈤㈥lLI123456789")
_SENTENCE = re.compile(r"[。；;!！]")
# What follows a title in its line is text, not the title's end, if any of this is in it.
_TEXT_BEGINS = re.compile(r"[。；;!！（(\d]")
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Heading:
    """A place that may be the heading of a section."""

    block: int
    part: int
    start: int
    end: int
    number: int
    weight: int
    title: str
    older: bool = False

    @property
    def place(self) -> tuple[int, int, int]:
        return self.block, self.part, self.start


@dataclass(frozen=True)
class _Patterns:
    line: re.Pattern[str]
    older: re.Pattern[str]
    inline: re.Pattern[str]
    starters: frozenset[str]
    titles: tuple[tuple[str, int], ...]


def _spaced(title: str) -> str:
    # Blanks inside a title do not matter, nor does which comma joins its halves.
    return r"\s*".join("[、,，和及与]?" if c in "、,，" else re.escape(c) for c in title)


@cache
def _patterns() -> _Patterns:
    groups: list[str] = []
    older: list[str] = []
    titles: list[tuple[str, int]] = []
    starters = set(_STARTERS)
    for section in standard.sections():
        words = sorted({section.title, *section.aliases}, key=len, reverse=True)
        groups.append(f"(?P<s{section.number}>{'|'.join(map(_spaced, words))})")
        titles += [(word, section.number) for word in words]
        starters.update(word[0] for word in words)
        if section.older:
            words = sorted(section.older, key=len, reverse=True)
            older.append(f"(?P<o{section.number}>{'|'.join(map(_spaced, words))})")
    starters.update(chr(one) for one, other in han.table().items() if other in starters)
    body = "|".join(groups)
    return _Patterns(
        line=re.compile(rf"(?:(?P<top>{_TOP})|(?P<sub>{_SUB}))?(?:{body})"),
        older=re.compile(rf"(?P<top>{_TOP})(?P<sub>(?!))?(?:{'|'.join(older)})"),
        inline=re.compile(
            rf"(?<![一二三四五六七八九十第((])[一二三四五六七八九十]\s*[、.．,，]\s*(?:{body})"
        ),
        starters=frozenset(starters),
        titles=tuple(sorted(titles, key=lambda t: -len(t[0]))),
    )


def _parts(page: Page) -> Iterator[tuple[int, int, str]]:
    for index, block in enumerate(page.blocks):
        if isinstance(block, Line):
            yield index, 0, block.text
        else:
            for part, cell in enumerate(block.cells):
                if cell.text:
                    yield index, part, cell.text


def _number(match: re.Match[str]) -> int:
    return int((match.lastgroup or "s0")[1:])


def _like_heading(text: str) -> tuple[int, int] | None:
    """Section number and weight of a short line with a top ordinal, by likeness."""
    match = _TOP_ORDINAL.match(text)
    if match is None or len(text) > _LONGEST_HEADING or _SENTENCE.search(text):
        return None
    core = _BLANK.sub("", text[match.end() :])
    best, second, number = 0.0, 0.0, 0
    for title, section in _patterns().titles:
        if len(title) >= 4 and core.endswith(title) and len(core) - len(title) <= 14:
            return section, 3
        score = fuzz.ratio(core, title)
        if section == number:
            best = max(best, score)
        elif score > best:
            best, second, number = score, best, section
        else:
            second = max(second, score)
    return (number, 2) if best >= _LIKE and best - second >= 5 else None


def _candidates(page: Page) -> list[_Heading]:
    found: list[_Heading] | None = page.memo.get("headings")
    if found is None:
        found = page.memo["headings"] = _find_candidates(page)
    return found


def _find_candidates(page: Page) -> list[_Heading]:
    starters = _patterns().starters
    found: list[_Heading] = []
    compared = 0
    for block, part, printed in _parts(page):
        length = len(printed)
        if length < 3 or (length <= _INLINE and printed[0] not in starters):
            continue
        headings_in = _headings_in if length <= _INLINE else _headings_in.__wrapped__
        headings, asked = headings_in(printed, compared < _MOST_COMPARED)
        compared += asked
        found += [replace(heading, block=block, part=part) for heading in headings]
    today = {heading.number for heading in found if not heading.older}
    found = [heading for heading in found if not heading.older or heading.number not in today]
    if len(found) > _MOST_CANDIDATES:
        half = _MOST_CANDIDATES // 2
        found = found[:half] + found[-half:]
    return found


@lru_cache(maxsize=8192)
def _headings_in(printed: str, compare: bool) -> tuple[tuple[_Heading, ...], bool]:
    """What may be a heading in a text, as if it were the first; whether likeness was asked."""
    patterns = _patterns()
    text, places = han.plain_with_places(printed)
    length = len(text)
    found: list[_Heading] = []
    asked = False
    if text[0] in patterns.starters:
        match = patterns.line.match(text)
        old = patterns.older.match(text) if match is None else None
        if match is not None:
            heading = _at_start(text, match)
            if heading is not None:
                found.append(heading)
        elif old is not None and (heading := _at_start(text, old)) is not None:
            found.append(replace(heading, older=True))
        elif length <= _LONGEST_HEADING and compare:
            asked = True
            like = _like_heading(text)
            if like is not None:
                found.append(_Heading(0, 0, 0, length, like[0], like[1], text.strip("#* \t")))
    if length > _INLINE:
        found.extend(
            _Heading(0, 0, m.start(), m.end(), _number(m), 2, m.group().strip())
            for m in patterns.inline.finditer(text)
            if m.start() > 0
        )
    if text is not printed:
        found = [_as_printed(heading, printed, places) for heading in found]
    return tuple(found), asked


def _as_printed(heading: _Heading, printed: str, places: Sequence[int] | None) -> _Heading:
    """A heading found in simplified characters, at its place in the text as printed."""
    start, end = heading.start, heading.end
    if places is not None:
        start, end = places[start], places[end]
    return replace(heading, start=start, end=end, title=printed[start:end].strip("#* \t\r\n|"))


def _at_start(text: str, match: re.Match[str]) -> _Heading | None:
    rest = text[match.end() :]
    ordinal = "top" if match["top"] else "sub" if match["sub"] else ""
    whole = not rest.strip(" \t\r\n:：。.#*|")
    if not whole and ordinal == "top" and len(rest) <= 6 and not _TEXT_BEGINS.search(rest):
        whole = True  # 五、存在的主要问题及改进情况分析
    if whole:
        weight = {"top": 4, "sub": 2, "": 3}[ordinal]
        end = len(text)
        if not ordinal and len(match.group()) < 4:
            return None  # 概述 alone is a word
    elif ordinal == "top":
        weight, end = 3, match.end()
    else:
        return None  # prose that begins with the words of a title
    title = text[:end].strip("#* \t\r\n|")
    return _Heading(0, 0, 0, end, _number(match), weight, title)


def _chain(found: Sequence[_Heading]) -> list[_Heading]:
    """The headings that make the best row of sections, in order; a table of contents loses."""
    best: list[tuple[int, int]] = []  # (score, previous)
    for i, heading in enumerate(found):
        score, previous = 5 + heading.weight, -1
        for j in range(i):
            reached = best[j][0] + 5 + heading.weight
            if found[j].number < heading.number and reached >= score:
                score, previous = reached, j
        best.append((score, previous))
    if not best:
        return []
    at = max(range(len(best)), key=lambda i: (best[i][0], i))
    chain: list[_Heading] = []
    while at >= 0:
        chain.append(found[at])
        at = best[at][1]
    chosen = {heading.number: heading for heading in chain}
    for heading in found:  # out of order, but beyond doubt a heading
        if heading.weight >= 4 and heading.number not in chosen:
            chosen[heading.number] = heading
    return sorted(chosen.values(), key=lambda heading: heading.place)


def count(page: Page) -> int:
    """How many of the six sections the page has."""
    return len(numbers(page))


def numbers(page: Page) -> frozenset[int]:
    """The numbers of the sections whose headings the page has."""
    return frozenset(heading.number for heading in _candidates(page))


def split(page: Page, consumed: Collection[int]) -> list[Section]:
    """Cuts a report into its sections, by the titles of the standard, not by the ordinals.

    Args:
        page: the report, read.
        consumed: indexes of the blocks that tables took; their text is left out.

    Returns:
        The sections found, in the order of the page, titles as printed. Text has one line per
        line of the source. A section without a heading is missing, not empty.
    """
    chain = _chain(_candidates(page))
    if not chain:
        return []
    taken = frozenset(consumed)
    kinds = {section.number: section for section in standard.sections()}
    inside: dict[int, list[int]] = {}
    for number, heading in enumerate(chain):
        inside.setdefault(heading.block, []).append(number)
    texts: list[list[str]] = [[] for _ in chain]
    owner = -1
    for index, block in enumerate(page.blocks):
        headings = inside.get(index)
        if headings is None:
            if owner >= 0 and index not in taken:
                texts[owner] += _block_lines(block)
            continue
        for number, line in _pieces(block, chain, headings, owner):
            # A whole report on one line: the tables took the line, its prose is still there.
            prose = len(headings) > 1 and kinds[chain[number].number].kind == "text"
            if line and (index not in taken or prose):
                texts[number].append(line)
        owner = headings[-1]
    if chain[-1].number == max(kinds):
        texts[-1] = _before_footer(texts[-1])
    return [
        Section(kinds[heading.number].key, heading.title, "\n".join(lines))
        for heading, lines in zip(chain, texts, strict=True)
    ]


def _block_lines(block: Line | Grid) -> list[str]:
    texts = [block.text] if isinstance(block, Line) else [cell.text for cell in block.cells]
    return [line for text in texts if (line := text.strip())]


def _pieces(
    block: Line | Grid, chain: Sequence[_Heading], headings: Sequence[int], owner: int
) -> Iterator[tuple[int, str]]:
    """The texts of a block that holds headings, each with the section it belongs to."""
    texts = [block.text] if isinstance(block, Line) else [cell.text for cell in block.cells]
    for part, text in enumerate(texts):
        start = 0
        for number in headings:
            if chain[number].part == part:
                if owner >= 0:
                    yield owner, text[start : chain[number].start].strip()
                owner, start = number, chain[number].end
        if owner >= 0:
            yield owner, text[start:].strip()


def _before_footer(lines: list[str]) -> list[str]:
    for index, line in enumerate(lines):
        if is_furniture(_BLANK.sub("", han.plain(line))):
            return lines[:index]
    return lines
