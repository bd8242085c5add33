"""Mutations of a rendered text whose figures are known."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from accuracy.break_sheet import TELLING, beside, page_number, tear_at
from accuracy.figures import Key
from accuracy.honest import looks_honest
from accuracy.marked import Segment, Text, plain, printed, tidy
from accuracy.sheet import Sheet

_SEPARATOR = re.compile(r"[\s|│]*")
_ROW_END = re.compile(r"[\s|│├┼┤┴└┘─]*\n")
_EMPTY_CELL = re.compile(r"[ \t]*[|│]")
_PLAIN = re.compile(r"[0-9]+")
_ORDINAL = re.compile(r"[(（]?[一二三四五六七八九十]+[)）、.]|[0-9]{1,2}[.、．]")


@dataclass(frozen=True)
class Rendered:
    """A text with its figures, the report that it was made of, and what is known of the shape."""

    text: Text
    sheet: Sheet
    blanks: str
    dropped: frozenset[Key] = frozenset()  # cells whose place is no longer printed

    @property
    def lossy(self) -> bool:
        """Whether empty cells leave no trace."""
        return self.blanks in ("lost", "aligned")

    def labels(self) -> Iterator[tuple[str, str, str]]:
        """Kind, name and text of the printed labels."""
        for _, _, line in self.sheet.lines():
            for cell in line:
                if cell.kind in ("label", "group", "head", "caption") and len(cell.text) > 1:
                    yield cell.kind, cell.name, cell.text

    def row(self, key: Key) -> list[Key]:
        """The keys of that key's row, in order."""
        return [k for k in self.sheet.figures if k[:2] == key[:2]]

    def tokens(self, key: Key) -> list[Key]:
        """Those cells of its row that print a figure or a mark."""
        there = printed(self.text)
        figures = self.sheet.figures
        return [
            k for k in self.row(key) if figures[k].text and (k in there or figures[k].value is None)
        ]

    def full(self, key: Key) -> bool:
        """Whether its row prints something in every column."""
        return len(self.tokens(key)) == len(self.row(key))

    def honest(self, key: Key, numbers: list[Decimal | None]) -> bool:
        """Whether the row with these figures could be another report's."""
        return looks_honest(key[0], len(self.row(key)), numbers)


Mutation = Callable[[random.Random, Rendered], Rendered | None]


def mutate(rng: random.Random, source: Rendered, name: str) -> Rendered | None:
    """A broken copy of a text, None where the mutation does not apply or would look honest."""
    if not _figures(source) or (source.blanks == "aligned" and name in _SHIFTING):
        return None
    for _ in range(12):
        broken = MUTATIONS[name](rng, source)
        if broken is not None:
            return broken
    return None


def _figures(source: Rendered) -> list[int]:
    return [n for n, s in enumerate(source.text) if s.key is not None]


def _between(source: Rendered, left: int) -> str | None:
    """What parts a figure from the next of its row, if nothing but separators does."""
    text = source.text
    if left + 2 >= len(text) or text[left + 2].key is None:
        return None
    same = text[left + 2].key[:2] == (text[left].key or ("", "", ""))[:2]  # type: ignore[index]
    gap = text[left + 1].text
    return gap if same and text[left + 1].key is None and _SEPARATOR.fullmatch(gap) else None


def _drop(rng: random.Random, source: Rendered) -> Rendered | None:
    """A figure is gone with its separator."""
    at = rng.choice(_figures(source))
    key = source.text[at].key
    assert key is not None
    tokens = source.tokens(key)
    if source.lossy:
        rest = [source.sheet.figures[k].value for k in tokens if k != key]
        zero = not source.sheet.figures[key].value
        if source.honest(key, rest) or (key[0] == "review_litigation" and zero):
            return None
    text = list(source.text)
    if _between(source, at) is not None:
        del text[at : at + 2]
    elif at >= 2 and _between(source, at - 2) is not None:
        del text[at - 1 : at + 1]
    else:
        return None
    return replace(source, text=tidy(text))


def _merge(rng: random.Random, source: Rendered) -> Rendered | None:
    """Two figures run together."""
    found = [n for n in _figures(source) if _between(source, n) is not None]
    if not found:
        return None
    at = rng.choice(found)
    first, second = source.text[at], source.text[at + 2]
    assert first.key is not None
    if not (_PLAIN.fullmatch(first.text) and _PLAIN.fullmatch(second.text)):
        return None
    joined = Decimal(first.text + second.text)
    figures = source.sheet.figures
    numbers = [
        joined if k == first.key else figures[k].value
        for k in source.tokens(first.key)
        if k != second.key
    ]
    if joined in (Decimal(first.text), Decimal(second.text)):
        return None
    if source.lossy and source.honest(first.key, numbers):
        return None
    text = list(source.text)
    text[at : at + 3] = [replace(first, torn=True), replace(second, torn=True)]
    return replace(source, text=tuple(text))


def _split(rng: random.Random, source: Rendered) -> Rendered | None:
    """A number is torn in two, by a blank, a line end, or what parts the figures of its row."""
    long = [n for n in _figures(source) if len(source.text[n].text) > 1]
    if not long:
        return None
    at = rng.choice(long)
    segment = source.text[at]
    assert segment.key is not None
    if not _PLAIN.fullmatch(segment.text):
        return None
    cut = rng.randint(1, len(segment.text) - 1)
    halves = (segment.text[:cut], segment.text[cut:])
    gap = _between(source, at)
    figures = source.sheet.figures
    if source.lossy:
        numbers: list[Decimal | None] = []
        for key in source.tokens(segment.key):
            numbers += [Decimal(h) for h in halves] if key == segment.key else [figures[key].value]
        if source.honest(segment.key, numbers):
            return None
    elif not figures[source.row(segment.key)[-1]].text:
        # Before an empty last cell, a cell too many looks like one more empty one.
        gap = None
    text = list(source.text)
    text[at : at + 1] = [
        Segment(halves[0], segment.key, torn=True),
        Segment(rng.choice([" ", "\n", gap or " "])),
        Segment(halves[1], segment.key, torn=True),
    ]
    return replace(source, text=tuple(text))


def _say_more(rng: random.Random, source: Rendered) -> Rendered | None:
    """Words stand beside a figure in its cell, so that it is no plain number: 约3, 3余, 3*."""
    at = rng.choice(_figures(source))
    figure = source.text[at]
    if not _PLAIN.fullmatch(figure.text):
        return None
    before, behind = beside(rng)
    text = list(source.text)
    text[at : at + 1] = [Segment(before), replace(figure, torn=True), Segment(behind)]
    return replace(source, text=tidy(text))


def _run_into_label(rng: random.Random, source: Rendered) -> Rendered | None:
    """The last figure of a row stands before the label below, whose ordinal shows that it is none."""
    labels = [text for kind, _, text in source.labels() if kind in ("label", "group")]
    found = []
    for at in _figures(source):
        below = source.text[at + 1] if at + 1 < len(source.text) else Segment("")
        gap = _SEPARATOR.match(below.text)
        rest = below.text[gap.end() :] if gap else ""
        own = _ORDINAL.match(rest) and any(rest.startswith(label) for label in labels)
        if own and "|" not in below.text[: gap.end() if gap else 0]:
            found.append((at, rest))
    if not found or not source.lossy:
        return None
    at, rest = rng.choice(found)
    if not _PLAIN.fullmatch(source.text[at].text):
        return None
    apart = rng.choice(["", " "]) if "\n" in source.text[at + 1].text else ""
    text = list(source.text)
    text[at : at + 2] = [replace(text[at], torn=not apart), Segment(f"{apart}{rest}")]
    return replace(source, text=tuple(text))


def _run_into_own_label(rng: random.Random, source: Rendered) -> Rendered | None:
    """The first figure of a row touches its label: 行政强制3."""
    labels = [text for kind, _, text in source.labels() if kind == "label"]
    found = []
    for at in _figures(source):
        above = source.text[at - 1].text if at else ""
        gap = above[len(above.rstrip()) :]
        if gap and any(above[: -len(gap)].endswith(label) for label in labels):
            found.append((at, len(gap)))
    if not found or not source.lossy:
        return None
    at, gap_length = rng.choice(found)
    if not _PLAIN.fullmatch(source.text[at].text):
        return None
    text = list(source.text)
    text[at - 1] = Segment(text[at - 1].text[:-gap_length])
    return replace(source, text=tuple(text))


def _lose_line_end(rng: random.Random, source: Rendered) -> Rendered | None:
    """Two lines become one, with or without a blank between them; never two figures that touch."""
    if not source.lossy:
        return None
    text = list(source.text)
    at = rng.choice([n for n, s in enumerate(text) if s.key is None and "\n" in s.text])
    words = text[at].text
    start = rng.choice([n for n, ch in enumerate(words) if ch == "\n" and words[n - 1 : n] != "\n"])
    end = start + len(words[start:]) - len(words[start:].lstrip("\n"))
    apart = rng.choice(["", " "])
    above = text[at - 1] if at and not start else None
    below = text[at + 1] if end == len(words) and at + 1 < len(text) else None
    if not apart:
        if above is not None and below is not None:
            return None
        around = ((at - 1, above, words[end:]), (at + 1, below, words[:start][::-1]))
        for number, figure, rest in around:
            if figure is not None and rest and not _SEPARATOR.fullmatch(rest[0]):
                text[number] = replace(figure, torn=True)
    text[at] = Segment(words[:start] + apart + words[end:])
    return replace(source, text=tidy(text))


def _place(source: Rendered, label: str) -> tuple[int, int] | None:
    """Segment and offset where a label stands, if it stands in one place only."""
    found = [
        (n, s.text.index(label))
        for n, s in enumerate(source.text)
        if s.key is None and label in s.text
    ]
    if len(found) != 1 or source.text[found[0][0]].text.count(label) != 1:
        return None
    return found[0]


def _tear_label(rng: random.Random, source: Rendered) -> Rendered | None:
    """Labels are broken over lines."""
    text = list(source.text)
    torn = False
    for _ in range(rng.choice([1, 1, 4, 10])):
        _, _, label = rng.choice(list(source.labels()))
        place = _place(replace(source, text=tuple(text)), label)
        at = tear_at(rng, label)
        if place is None or at is None:
            continue
        words = text[place[0]].text
        cut = place[1] + at
        text[place[0]] = Segment(words[:cut] + rng.choice(["\n", "\n", " ", "\n\n"]) + words[cut:])
        torn = True
    return replace(source, text=tuple(text)) if torn else None


def _page_number(rng: random.Random, source: Rendered) -> Rendered | None:
    """A page number on a line of its own, within a table."""
    said, bare = page_number(rng)
    at = rng.choice(_figures(source))
    key = source.text[at].key
    assert key is not None
    if at + 1 >= len(source.text) or "\n" not in source.text[at + 1].text:
        return None
    if bare and source.lossy and not source.full(key):
        return None
    gap = source.text[at + 1].text
    cut = gap.index("\n") + 1
    if bare and _EMPTY_CELL.match(gap, cut):
        return None
    text = list(source.text)
    text[at + 1] = Segment(f"{gap[:cut]}{said}\n{gap[cut:]}")
    return replace(source, text=tuple(text))


def _row_label(source: Rendered, rng: random.Random) -> tuple[str, str] | None:
    found = [
        (name, text)
        for kind, name, text in source.labels()
        if kind == "label" and name not in TELLING
    ]
    return rng.choice(found) if found else None


def _lose_label(rng: random.Random, source: Rendered) -> Rendered | None:
    """The label of a row is gone; the figures above it are those of a full row."""
    found = _row_label(source, rng)
    place = _place(source, found[1]) if found else None
    if found is None or place is None or place[0] == 0:
        return None
    above = source.text[place[0] - 1].key
    row = [k for k in source.sheet.figures if k[1] == found[0]]
    if source.lossy and above not in source.row(_before(source, found[0])):
        return None
    words = source.text[place[0]].text
    if above is None or any(t in words for k, _, t in source.labels() if k == "group"):
        return None
    if source.lossy and not (source.full(above) and row and source.tokens(row[0])):
        return None
    return _without(source, place, found[1], frozenset())


def _before(source: Rendered, row: str) -> Key:
    """A key of the row that is printed above a row."""
    last: Key = ("", "", "")
    for _, _, line in source.sheet.lines():
        keys = [c.key for c in line if c.key is not None]
        if any(key[1] == row for key in keys):
            break
        last = keys[0] if keys else last
    return last


def _without(
    source: Rendered, place: tuple[int, int], label: str, dropped: frozenset[Key]
) -> Rendered:
    words = source.text[place[0]].text
    text = list(source.text)
    blank = " " * len(label) if source.blanks == "aligned" else ""
    text[place[0]] = Segment(words[: place[1]] + blank + words[place[1] + len(label) :])
    return replace(source, text=tidy(text), dropped=source.dropped | dropped)


def _lose_head(rng: random.Random, source: Rendered) -> Rendered | None:
    """A head of section 3 or 4, a title or a caption is gone."""
    inner = ("自然人", "申请人情况", "法人或其他组织", "未经复议直接起诉", "复议后起诉", "行政诉讼")
    names = [t for kind, _, t in source.labels() if kind == "caption" or t in inner]
    label = rng.choice([*names, *source.sheet.headings])
    place = _place(source, label)
    return None if place is None else _without(source, place, label, frozenset())


def _drop_row(rng: random.Random, source: Rendered) -> Rendered | None:
    """A row is gone, from its label to the next words."""
    found = _row_label(source, rng)
    place = _place(source, found[1]) if found else None
    if found is None or place is None:
        return None
    number, offset = place
    keys = frozenset(k for k in source.sheet.figures if k[1] == found[0])
    words = source.text[number].text
    begins = words.rfind("\n", 0, offset) + 1
    last = max((n for n in _figures(source) if source.text[n].key in keys), default=number)
    if last == number or _SEPARATOR.fullmatch(words[begins:offset]) is None:
        return None
    if any(s.key is not None and s.key not in keys for s in source.text[number : last + 1]):
        return None
    text = list(source.text)
    tail = text[last + 1].text if last + 1 < len(text) else ""
    ends = _ROW_END.match(tail)
    if ends is None:
        return None
    text[number : last + 2] = [Segment(words[:begins]), Segment(tail[ends.end() :])]
    return replace(source, text=tidy(text), dropped=source.dropped | keys)


def _repeat_head(rng: random.Random, source: Rendered) -> Rendered | None:
    """The head of section 3 is printed again between two rows, mostly after a page number."""
    first = next((t for k, n, t in source.labels() if n == "applicants"), None)
    start = _place(source, first) if first else None
    heads = [text for kind, name, text in source.labels() if name == "new_received"]
    end = _place(source, heads[0]) if heads else None
    if start is None or end is None or start[0] != end[0] or start[1] >= end[1]:
        return None
    head = source.text[start[0]].text[start[1] : end[1]]
    found = _row_label(source, rng)
    place = _place(source, found[1]) if found else None
    if found is None or place is None or place[0] <= start[0]:
        return None
    words = source.text[place[0]].text
    begins = words.rfind("\n", 0, place[1]) + 1
    if begins == 0 or not head.endswith("\n") or source.text[place[0] - 1].key is None:
        return None
    said, bare = page_number(rng)
    above = source.text[place[0] - 1].key
    assert above is not None
    if bare and source.lossy and not source.full(above):
        return None
    page = f"{said}\n" if rng.random() < 0.6 else ""
    text = list(source.text)
    text[place[0]] = Segment(words[:begins] + page + head + words[begins:])
    return replace(source, text=tuple(text))


def _no_repeats(rng: random.Random, source: Rendered) -> Rendered | None:
    """Lines that were printed before are removed, as some extractors do."""
    del rng
    lines: list[list[Segment]] = [[]]
    for segment in source.text:
        parts = segment.text.split("\n")
        for number, part in enumerate(parts):
            if number:
                lines.append([])
            lines[-1].append(replace(segment, text=part))
    seen: set[str] = set()
    kept: list[Segment] = []
    for line in lines:
        said = plain(line).strip()
        if said and said in seen:
            continue
        seen.add(said)
        kept += [*line, Segment("\n")]
    result = replace(source, text=tidy(kept))
    return result if len(printed(result.text)) < len(printed(source.text)) else None


# Where columns are known by their place in the line, these move the rest of it under other heads.
_SHIFTING = frozenset(
    {
        "figure dropped",
        "figures run together",
        "figure torn",
        "figure run into the label below",
        "labels torn",
        "line end lost",
        "figure run into its label",
        "words beside a figure",
    }
)

MUTATIONS: dict[str, Mutation] = {
    "figure dropped": _drop,
    "figures run together": _merge,
    "figure torn": _split,
    "figure run into the label below": _run_into_label,
    "figure run into its label": _run_into_own_label,
    "words beside a figure": _say_more,
    "labels torn": _tear_label,
    "line end lost": _lose_line_end,
    "page number": _page_number,
    "label gone": _lose_label,
    "head gone": _lose_head,
    "row gone": _drop_row,
    "head repeated": _repeat_head,
    "repeated lines removed": _no_repeats,
}
