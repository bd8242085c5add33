"""The six sections, found by their titles, and their text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz

from parsers import outlines, standard
from parsers.canonical import is_furniture
from parsers.documents.blocks import Grid, Line, Page
from parsers.fee import processing_fee
from parsers.model import Section

__all__ = ["count", "processing_fee", "split"]

# A heading is looked for inside a line only if the line is longer than any heading.
_INLINE = 60
_LONGEST_HEADING = 45
# More candidates than this are a page made to slow us down: the first and the last are kept.
_MOST_CANDIDATES = 120
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
# Reports of 2019 on have this section under one of its known titles, older ones have not.
_MODERN = "requests"


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

    @property
    def place(self) -> tuple[int, int, int]:
        return self.block, self.part, self.start


@dataclass(frozen=True)
class _Patterns:
    line: re.Pattern[str]
    inline: re.Pattern[str]
    starters: frozenset[str]
    titles: tuple[tuple[str, int], ...]


def _spaced(title: str) -> str:
    # Blanks inside a title do not matter, nor does which comma joins its halves.
    return r"\s*".join("[、,，和及与]?" if c in "、,，" else re.escape(c) for c in title)


@cache
def _patterns() -> _Patterns:
    groups: list[str] = []
    titles: list[tuple[str, int]] = []
    starters = set(_STARTERS)
    for section in standard.sections():
        words = sorted({section.title, *section.aliases}, key=len, reverse=True)
        groups.append(f"(?P<s{section.number}>{'|'.join(map(_spaced, words))})")
        titles += [(word, section.number) for word in words]
        starters.update(word[0] for word in words)
    body = "|".join(groups)
    return _Patterns(
        line=re.compile(rf"(?:(?P<top>{_TOP})|(?P<sub>{_SUB}))?(?:{body})"),
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


@lru_cache(maxsize=8192)
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
    patterns = _patterns()
    found: list[_Heading] = []
    for block, part, text in _parts(page):
        length = len(text)
        if length < 3:
            continue
        if text[0] in patterns.starters:
            match = patterns.line.match(text)
            if match is not None:
                heading = _at_start(text, match, block, part)
                if heading is not None:
                    found.append(heading)
            elif length <= _LONGEST_HEADING:
                like = _like_heading(text)
                if like is not None:
                    found.append(
                        _Heading(block, part, 0, length, like[0], like[1], text.strip("#* \t"))
                    )
        if length > _INLINE:
            found.extend(
                _Heading(block, part, m.start(), m.end(), _number(m), 2, m.group().strip())
                for m in patterns.inline.finditer(text)
                if m.start() > 0
            )
    if len(found) > _MOST_CANDIDATES:
        half = _MOST_CANDIDATES // 2
        found = found[:half] + found[-half:]
    return found


def _at_start(text: str, match: re.Match[str], block: int, part: int) -> _Heading | None:
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
    return _Heading(block, part, 0, end, _number(match), weight, title)


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


def _with_older(page: Page, chain: list[_Heading], taken: Collection[int]) -> list[_Heading]:
    """The chain with the other headings of an older outline, where they go on with its ordinals.

    Those that belong to none of the six sections have number 0: a section ends there.
    """
    known = {heading.place[:2]: heading for heading in chain}
    texts = (entry for entry in _parts(page) if entry[0] not in taken)
    others = {(h.block, h.part): h for h in outlines.headings(texts)}
    places = sorted({*known, *others})
    ordinals = [outlines.ordinal(chain_heading.title) for chain_heading in chain]
    result: list[_Heading] = []
    last, ahead = 0, 0
    for place in places:
        heading = known.get(place)
        if heading is not None:
            result.append(heading)
            last = ordinals[ahead] or last
            ahead += 1
            continue
        other = others[place]
        limit = next((o for o in ordinals[ahead:] if o), outlines.LAST + 1)
        if not last < other.ordinal < limit:
            continue
        number = 0 if any(h.number == other.number for h in (*chain, *result)) else other.number
        end = len(_text_at(page, place))
        result.append(_Heading(*place, 0, end, number, 4, other.title))
        last = other.ordinal
    return result


def _text_at(page: Page, place: tuple[int, int]) -> str:
    block = page.blocks[place[0]]
    return block.text if isinstance(block, Line) else block.cells[place[1]].text


def count(page: Page) -> int:
    """How many of the six sections the page has."""
    return len({heading.number for heading in _candidates(page)})


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
    taken = frozenset(consumed)
    kinds = {section.number: section for section in standard.sections()}
    if not any(kinds[heading.number].key == _MODERN for heading in chain):
        chain = _with_older(page, chain, taken)
    if not chain:
        return []
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
            section = kinds.get(chain[number].number)
            prose = len(headings) > 1 and section is not None and section.kind == "text"
            if line and (index not in taken or prose):
                texts[number].append(line)
        owner = headings[-1]
    if chain[-1].number == max(kinds):
        texts[-1] = _before_footer(texts[-1])
    return [
        Section(kinds[heading.number].key, heading.title, "\n".join(lines))
        for heading, lines in zip(chain, texts, strict=True)
        if heading.number
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
        if is_furniture(_BLANK.sub("", line)):
            return lines[:index]
    return lines
