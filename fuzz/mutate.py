"""Breaks reports the way that portals and tools do: lines, pipes, tags, spans, digits, labels."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from functools import cache

from parsers import standard

Change = Callable[[random.Random, str], str]

_DIGITS = re.compile(r"\d+")
_TAG = re.compile(r"<[^<>]{0,200}>")
_CELL = re.compile(r"<t[dh][^<>]{0,200}>.{0,200}?</t[dh]>", re.DOTALL)
_ROW = re.compile(r"<tr[^<>]{0,200}>.{0,4000}?</tr>", re.DOTALL)
_SPAN = re.compile(r"(?:col|row)span=[\"']?\d+[\"']?")
_PIPES = re.compile(r"[|\t]+")

MARKS = [
    "|", "||", "|||||||", " | ", "\n|\n", "\t", " ", "　", "\n", "\n\n", "\r\n", "/", "-", "—", "无", "0", "1",
    "12", "1,204", "1 2", "+3", "-1", "0.5", "27.948692", "５", "①", "²", "零", "5件", "81000元", "3万元",
    "22（其中修订16件）", "99999999999999999999", "- 4 -", "第 3 页", "注：", "。", "1.", "（三）", "---", "+---+---+",
    "\u200b", "\ufffd", "\x00", "│",
]  # fmt: skip
TAGS = [
    "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<th>", "<td colspan=3>", "<td rowspan=0>",
    "<td colspan=99999999999>", "<td rowspan=2 colspan=2>", "<br>", "<p>", "</p>", "<div>", "</div>", "<!--", "-->",
    "<span style='display:none'>", "</span>", "<sup>1</sup>", "<del>3</del>", "<caption>", "<tbody>", "&nbsp;",
    "&#8203;", "&#65297;", "<table><tr><td>", "<o:p>&nbsp;</o:p>", "<script>", "<pre>", "<img src=a.png>", "<li><a>",
]  # fmt: skip


@cache
def words() -> Sequence[str]:
    """The words of the forms: labels, heads, captions, titles."""
    found: dict[str, None] = {}
    for form in standard.forms().values():
        for table in form.tables.values():
            named = [table.title, table.corner or "", table.note or "", *table.anchors]
            named += [*table.heads, *table.foreign_heads]
            for part in (*table.rows, *table.columns):
                named += [part.label, *part.aliases]
            found.update(dict.fromkeys(filter(None, named)))
    found.update(dict.fromkeys(section.title for section in standard.sections()))
    return tuple(found)


def mutate(rng: random.Random, text: str, others: Sequence[str] = ()) -> str:
    """A copy with one to six changes.

    Args:
        rng: decides what is changed.
        text: a report, or a piece of one.
        others: texts to take pieces of.
    """
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 6))):
        if others and rng.random() < 0.05:
            text = _splice(rng, text, rng.choice(others))
        else:
            text = rng.choice(_CHANGES)(rng, text)
    return text


def _splice(rng: random.Random, text: str, other: str) -> str:
    start = rng.randrange(len(other) + 1)
    return _insert(rng, text, other[start : start + rng.choice((20, 200, 2000))])


def _insert(rng: random.Random, text: str, piece: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + piece + text[at:]


def _lines(change: Callable[[random.Random, list[str], int], None]) -> Change:
    def apply(rng: random.Random, text: str) -> str:
        lines = text.split("\n")
        change(rng, lines, rng.randrange(len(lines)))
        return "\n".join(lines)

    return apply


def _drop(rng: random.Random, lines: list[str], at: int) -> None:
    del lines[at : at + rng.choice((1, 1, 1, 2, 7, 30))]


def _repeat(rng: random.Random, lines: list[str], at: int) -> None:
    piece = lines[at : at + rng.choice((1, 1, 2, 8))]
    to = rng.choice((at, rng.randrange(len(lines) + 1)))
    lines[to:to] = piece


def _swap(rng: random.Random, lines: list[str], at: int) -> None:
    to = rng.randrange(len(lines))
    lines[at], lines[to] = lines[to], lines[at]


def _tear(rng: random.Random, lines: list[str], at: int) -> None:
    cut = rng.randrange(len(lines[at]) + 1)
    lines[at : at + 1] = [lines[at][:cut], lines[at][cut:]]


def _join(rng: random.Random, lines: list[str], at: int) -> None:
    lines[at : at + 2] = [rng.choice(("", " ", "|", "\t")).join(lines[at : at + 2])]


def _once(pattern: re.Pattern[str], change: Callable[[random.Random, str], str]) -> Change:
    """Changes one match of a pattern."""

    def apply(rng: random.Random, text: str) -> str:
        start = rng.randrange(len(text) + 1)
        match = pattern.search(text, start) or pattern.search(text)
        if match is None:
            return _mark(rng, text)
        return text[: match.start()] + change(rng, match[0]) + text[match.end() :]

    return apply


def _number(rng: random.Random, number: str) -> str:
    cut = rng.randrange(len(number) + 1)
    gap = rng.choice((" ", "\n", ",", ".", "|", " | ", "\t", "<br>", "</p><p>", "</span><span>"))
    return rng.choice(
        (
            "",
            number * 2,
            number[:cut] + gap + number[cut:],
            str(rng.randrange(10**6)),
            number + rng.choice(MARKS),
            rng.choice(MARKS) + number,
            number.translate({48 + n: 0xFF10 + n for n in range(10)}),
        )
    )


def _span(rng: random.Random, _: str) -> str:
    kind = rng.choice(("colspan", "rowspan"))
    return rng.choice(("", f'{kind}="{rng.choice((0, 1, 2, 3, 7, 25, 1000, 10**9))}"'))


def _element(rng: random.Random, piece: str) -> str:
    return rng.choice(("", piece * 2, piece + "\n" + piece, piece.replace("td", "th"), piece[:-5]))


def _mark(rng: random.Random, text: str) -> str:
    return _insert(rng, text, rng.choice(MARKS))


def _tag(rng: random.Random, text: str) -> str:
    return _insert(rng, text, rng.choice(TAGS))


def _word(rng: random.Random, text: str) -> str:
    word = rng.choice(words())
    ends = rng.choice(("", "\n", "|", " ", "\t"))
    return _insert(rng, text, ends + word + ends)


def _character(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + text[at + rng.choice((1, 1, 2, 5)) :]


def _label(rng: random.Random, text: str) -> str:
    """Damages a label wherever it stands, or puts another in its place."""
    word = rng.choice(words())
    if word not in text:
        return _word(rng, text)
    cut = rng.randrange(len(word) + 1)
    damaged = (
        word[:cut] + " " + word[cut:],
        word[:cut] + "\n" + word[cut:],
        word[:cut],
        word[cut:],
    )
    return text.replace(word, rng.choice((*damaged, rng.choice(words()))), 1)


def _crop(rng: random.Random, text: str) -> str:
    start = rng.randrange(len(text) + 1)
    return text[start : start + rng.choice((500, 3000, len(text)))]


_CHANGES: tuple[Change, ...] = (
    *map(_lines, (_drop, _drop, _repeat, _swap, _tear, _join)),
    *(_once(_DIGITS, _number),) * 4,
    *(_once(_SPAN, _span),) * 2,
    *(_once(_CELL, _element),) * 2,
    _once(_ROW, _element),
    _once(_TAG, lambda rng, tag: rng.choice(("", tag * 2, rng.choice(TAGS)))),
    *(_once(_PIPES, lambda rng, pipes: rng.choice(("", " ", "\n", pipes * 2, pipes[:-1], "\t"))),)
    * 2,
    _mark,
    _mark,
    _tag,
    _word,
    _character,
    _label,
    _label,
    _crop,
)
