"""What the styles of a Word document say of its paragraphs, and its automatic numbers.

ECMA-376 part 1, 17.7 (styles) and 17.9 (numbering). Headings such as 一、 are mostly no text but
numbers that Word makes; the sections of a report are found by them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
_LEVELS = 9
_HEADINGS = 3
_OFF = frozenset({"0", "false", "off", "none"})
_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def flag(properties: etree._Element | None, name: str) -> bool | None:
    """A property that is on or off; None where it is not set."""
    found = None if properties is None else properties.find(W + name)
    return None if found is None else found.get(VAL, "1") not in _OFF


def value(parent: etree._Element | None, path: str) -> str | None:
    """The value of an element below, None without."""
    found = None if parent is None else parent.find("/".join(W + name for name in path.split("/")))
    return None if found is None else found.get(VAL)


def number(text: str | None, otherwise: int = 0) -> int:
    """A whole number of a few digits, or something else instead."""
    digits = (text or "").removeprefix("-")
    return (
        int(text or "") if digits.isascii() and digits.isdigit() and len(digits) < 9 else otherwise
    )


class Styles:
    """The styles of a document, each with what it inherits."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self._default: str | None = None
        for style in () if root is None else root.iterchildren(W + "style"):
            name = style.get(W + "styleId", "")
            self._styles[name] = style
            if style.get(W + "type") == "paragraph" and style.get(W + "default", "0") not in _OFF:
                self._default = name
        self._hidden: dict[str, bool] = {}

    def chain(self, name: str | None) -> list[etree._Element]:
        """A style and what it is based on, nearest first; the default one without a name."""
        found: list[etree._Element] = []
        name = name if name in self._styles else self._default
        while name in self._styles and self._styles[name] not in found:
            found.append(self._styles[name])
            name = value(found[-1], "basedOn")
        return found

    def hides(self, name: str | None) -> bool:
        """Whether text in this style is hidden."""
        key = name or ""
        if key not in self._hidden:
            said = (flag(style.find(W + "rPr"), "vanish") for style in self.chain(name))
            self._hidden[key] = next((one for one in said if one is not None), False)
        return self._hidden[key]

    def is_heading(self, paragraph: etree._Element) -> bool:
        """Whether a paragraph is the title or a heading of one of the first three levels."""
        properties = paragraph.find(W + "pPr")
        level = value(properties, "outlineLvl")
        styles = self.chain(value(properties, "pStyle"))
        levels = [level, *(value(style, "pPr/outlineLvl") for style in styles)]
        known = next((one for one in levels if one is not None), None)
        if known is not None:
            return 0 <= number(known, _LEVELS) < _HEADINGS
        return any((value(style, "name") or "").lower() == "title" for style in styles[:1])


@dataclass
class _Level:
    """One level of a list."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str | None = None


@dataclass
class _List:
    """A list: its levels, and how far it has counted."""

    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The automatic numbers of a document; it counts as the paragraphs are read in order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, _List] = {}  # by id of the abstract list: instances count together
        self._abstract: dict[str, str] = {}
        self._overrides: dict[str, dict[int, tuple[int | None, _Level | None]]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is None:
            return
        linked: dict[str, str] = {}
        for one in root.iterchildren(W + "abstractNum"):
            name = one.get(W + "abstractNumId", "")
            self._lists[name] = _List(
                {number(e.get(W + "ilvl")): _level(e) for e in one.iterchildren(W + "lvl")}
            )
            linked |= {s: name for s in [value(one, "styleLink")] if s}
        for one in root.iterchildren(W + "abstractNum"):
            style = value(one, "numStyleLink")
            if style in linked:
                self._lists[one.get(W + "abstractNumId", "")] = self._lists[linked[style]]
        for one in root.iterchildren(W + "num"):
            name = one.get(W + "numId", "")
            self._abstract[name] = value(one, "abstractNumId") or ""
            self._overrides[name] = {}
            for change in one.iterchildren(W + "lvlOverride"):
                start, level = value(change, "startOverride"), change.find(W + "lvl")
                self._overrides[name][number(change.get(W + "ilvl"))] = (
                    None if start is None else number(start, 1),
                    None if level is None else _level(level),
                )

    def prefix(self, paragraph: etree._Element) -> str:
        """The number that Word prints before a paragraph, empty without; counts it."""
        if not self._lists:
            return ""
        properties = paragraph.find(W + "pPr")
        name, depth = self._place(properties)
        found = self._lists.get(self._abstract.get(name, ""))
        if found is None or not 0 <= depth < _LEVELS:
            return ""
        overrides = self._overrides.get(name, {})
        levels = {**found.levels, **{d: new for d, (_, new) in overrides.items() if new}}
        level = levels.get(depth)
        if level is None:
            return ""
        start, _ = overrides.get(depth, (None, None))
        if start is not None and (name, depth) not in self._begun:
            self._begun.add((name, depth))
            found.counts.pop(depth, None)
        else:
            start = None
        first = level.start if start is None else start
        found.counts[depth] = found.counts.get(depth, first - 1) + 1
        for deeper in [d for d in found.counts if d > depth]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and depth < restart):
                del found.counts[deeper]
        return _printed(level, levels, found.counts)

    def _place(self, properties: etree._Element | None) -> tuple[str, int]:
        """List and level of a paragraph: its own, or its style's."""
        name = value(properties, "numPr/numId")
        depth = value(properties, "numPr/ilvl")
        for style in self._styles.chain(value(properties, "pStyle")):
            if name is not None:
                break
            name = value(style, "pPr/numPr/numId")
            if name is not None and depth is None:
                depth = value(style, "pPr/numPr/ilvl") or self._linked(name, style)
        return name or "0", number(depth)

    def _linked(self, name: str, style: etree._Element) -> str | None:
        """The level that a style is tied to."""
        found = self._lists.get(self._abstract.get(name, ""))
        mine = style.get(W + "styleId")
        levels = found.levels if found else {}
        return next((str(d) for d, level in levels.items() if level.style == mine), None)


def _level(element: etree._Element) -> _Level:
    restart = value(element, "lvlRestart")
    return _Level(
        start=number(value(element, "start"), 1),
        form=value(element, "numFmt") or "decimal",
        text=value(element, "lvlText") or "",
        restart=None if restart is None else number(restart),
        legal=flag(element, "isLgl") or False,
        style=value(element, "pStyle"),
    )


def _printed(level: _Level, levels: dict[int, _Level], counts: dict[int, int]) -> str:
    if level.form in ("bullet", "none"):
        return "" if level.form == "bullet" else level.text
    text = level.text
    for depth, other in levels.items():
        form = "decimal" if level.legal else other.form
        count = counts.get(depth, other.start)
        text = text.replace(f"%{depth + 1}", in_words(count, form))
    return text


def in_words(count: int, form: str) -> str:
    """A number in one of Word's formats; decimal where the format is not known."""
    if form in ("chineseCounting", "taiwaneseCounting", "japaneseCounting"):
        return _chinese(count) if count < 100 else "".join(_DIGITS[int(d)] for d in str(count))
    if form in ("chineseCountingThousand", "taiwaneseCountingThousand", "koreanCounting"):
        return _chinese(count)
    if form in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join(_DIGITS[int(d)] for d in str(count))
    if form == "chineseLegalSimplified" and 0 < count < 10:
        return _FORMAL[count]
    if form == "ideographTraditional" and 0 < count <= len(_STEMS):
        return _STEMS[count - 1]
    if form == "ideographZodiac" and 0 < count <= len(_BRANCHES):
        return _BRANCHES[count - 1]
    if form in ("lowerLetter", "upperLetter") and count > 0:
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters if form == "lowerLetter" else letters.upper()
    if form in ("lowerRoman", "upperRoman") and 0 < count < 4000:
        letters = ""
        for size, letter in _ROMAN:
            letters += letter * (count // size)
            count %= size
        return letters if form == "lowerRoman" else letters.upper()
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 0 < count <= 20:
        return chr(ord("①") + count - 1)
    if form == "decimalZero":
        return f"{count:02d}"
    return str(count)


def _chinese(count: int) -> str:
    """Up to 99,999 in Chinese: 十二, 二十, 一百零三."""
    if not 0 < count < 100_000:
        return _DIGITS[0] if count == 0 else str(count)
    text, gap = "", False
    for unit, name in ((10_000, "万"), (1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, count = divmod(count, unit)
        if digit:
            text += ("零" if gap else "") + _DIGITS[digit] + name
        gap = bool(text) and digit == 0
        if not count:
            break
    return text.removeprefix("一") if text.startswith("一十") else text
