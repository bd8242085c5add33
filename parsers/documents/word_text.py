"""The text of a Word paragraph as it is printed: runs, fields, symbols, tracked changes.

What is deleted, moved away or hidden is left out; what is inserted is kept. A superscript, a
subscript and a struck-out piece stand apart, so that they do not run into one number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from parsers.documents.ooxml import Relation
from parsers.documents.word_styles import VAL, Styles, W, flag, number, value

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_IMAGE = "{urn:schemas-microsoft-com:vml}imagedata"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_BOX = W + "txbxContent"
_THROUGH = frozenset(
    W + name
    for name in ("ins", "moveTo", "smartTag", "customXml", "hyperlink", "dir", "bdo", "fldSimple")
) | {W + "sdtContent", _MC + "Choice", _MC + "Fallback"}
_GONE = frozenset((W + "del", W + "moveFrom"))
_CHANGED = _GONE | {W + "ins", W + "moveTo"}
_BREAK = "\n"
# What a symbol font prints at a place that text has no character for.
_SYMBOL = "□"
_PRIVATE = range(0xE000, 0xF900)


def through(element: etree._Element) -> Iterator[etree._Element]:
    """The children of an element that are read, wrappers opened, of alternatives the first."""
    for child in element:
        if child.tag in _GONE:
            continue
        if child.tag == W + "sdt":
            for content in child.iterchildren(W + "sdtContent"):
                yield from through(content)
        elif child.tag == _MC + "AlternateContent":
            yield from through(chosen(child))
        elif child.tag in _THROUGH:
            yield from through(child)
        else:
            yield child


def chosen(alternatives: etree._Element) -> etree._Element:
    """Of alternatives the one that is read: the first that holds anything."""
    kept = [c for c in alternatives if c.tag in (_MC + "Choice", _MC + "Fallback") and len(c)]
    return kept[0] if kept else alternatives


@dataclass
class _Field:
    """An open field: its instruction until it is separated from its result."""

    instruction: str = ""
    separated: bool = False

    @property
    def shows(self) -> bool:
        # A table of contents says again what stands below.
        return self.separated and not self.instruction.strip().upper().startswith("TOC")


@dataclass
class Words:
    """What a paragraph prints.

    Attributes:
        text: line breaks as LF, tabs as blanks.
        boxes: the contents of its text boxes.
        pictures: how many pictures stand in it.
        joins_next: its mark is deleted, so it runs on into the next paragraph.
    """

    text: str = ""
    boxes: list[etree._Element] = field(default_factory=list)
    pictures: int = 0
    joins_next: bool = False


class TextReader:
    """Reads paragraphs in the order of the document, for fields run over several of them."""

    def __init__(
        self, root: etree._Element, styles: Styles, relations: dict[str, Relation]
    ) -> None:
        self._styles = styles
        self._relations = relations
        self._fields: list[_Field] = []
        kinds = [e.get(W + "fldCharType") for e in root.iter(W + "fldChar")]
        self._closed = kinds.count("begin") == kinds.count("end")
        self.images: list[str] = []
        self.tracked = next(root.iter(*_CHANGED), None) is not None

    def read(self, paragraph: etree._Element) -> Words:
        """What one paragraph prints, without its automatic number."""
        words = Words()
        properties = paragraph.find(W + "pPr")
        mark = None if properties is None else properties.find(W + "rPr")
        words.joins_next = mark is not None and (
            mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None
        )
        hidden = self._styles.hides(value(properties, "pStyle"))
        parts: list[str] = []
        self._inline(paragraph, parts, words, hidden=hidden)
        if not self._closed or any(not f.separated for f in self._fields):
            # No instruction runs on into the next paragraph; one that is never closed hides nothing.
            self._fields = [f for f in self._fields if f.separated and self._closed]
        words.text = "".join(parts)
        return words

    def _inline(
        self, element: etree._Element, parts: list[str], words: Words, *, hidden: bool
    ) -> None:
        for child in through(element):
            if child.tag == W + "r":
                self._run(child, parts, words, hidden=hidden)
            elif isinstance(child.tag, str) and child.tag.startswith(_MATH):
                # An equation: its numbers are printed, how they are arranged is not known here.
                parts.extend(f" {t.text or ''} " for t in child.iter(_MATH + "t"))

    def _run(self, run: etree._Element, parts: list[str], words: Words, *, hidden: bool) -> None:
        properties = run.find(W + "rPr")
        if properties is not None:
            own = flag(properties, "vanish")
            style = value(properties, "rStyle")
            hidden = own if own is not None else hidden or bool(style and self._styles.hides(style))
        apart = properties is not None and (
            value(properties, "vertAlign") in ("superscript", "subscript")
            or flag(properties, "strike")
            or flag(properties, "dstrike")
        )
        made: list[str] = []
        for child in through(run):
            self._piece(child, made, words, hidden=hidden)
        if made and not hidden:
            text = "".join(made)
            parts.append(f" {text} " if apart else text)

    def _piece(self, child: etree._Element, made: list[str], words: Words, *, hidden: bool) -> None:
        tag = child.tag
        if tag == W + "fldChar":
            self._field(child, made)
        elif tag == W + "instrText":
            if self._fields and not self._fields[-1].separated:
                self._fields[-1].instruction += child.text or ""
        elif not all(f.shows for f in self._fields):
            return
        elif tag == W + "t":
            made.append(child.text or "")
        elif tag in (W + "tab", W + "ptab"):
            made.append(" ")
        elif tag in (W + "br", W + "cr"):
            made.append(_BREAK)
        elif tag == W + "noBreakHyphen":
            made.append("-")
        elif tag == W + "sym":
            made.append(_symbol(child))
        elif tag == W + "ruby":
            base = child.find(W + "rubyBase")
            if base is not None:
                inner: list[str] = []
                self._inline(base, inner, words, hidden=hidden)
                made.extend(inner)
        elif tag in (W + "drawing", W + "pict", W + "object") and not hidden:
            self._drawing(child, words)

    def _field(self, char: etree._Element, made: list[str]) -> None:
        kind = char.get(W + "fldCharType")
        if kind == "begin":
            shown = all(f.shows for f in self._fields)
            self._fields.append(_Field())
            choices = char.find(f"{W}ffData/{W}ddList")
            if choices is not None and shown:
                # A drop-down prints its choice, which stands in no run.
                entries = [e.get(VAL, "") for e in choices.iterchildren(W + "listEntry")]
                at = number(value(choices, "result") or value(choices, "default"))
                made.extend(entries[at : at + 1])
        elif kind == "separate" and self._fields:
            self._fields[-1].separated = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _drawing(self, element: etree._Element, words: Words) -> None:
        """Notes the pictures and the text boxes of a drawing."""
        for child in through(element):
            if child.tag == _BOX:
                words.boxes.append(child)
            elif child.tag in (_BLIP, _IMAGE):
                words.pictures += 1
                name = child.get(_R + "embed") or child.get(_R + "id") or child.get(_R + "link")
                relation = self._relations.get(name or "")
                if relation is not None and relation.target not in self.images:
                    self.images.append(relation.target)
            else:
                self._drawing(child, words)


def _symbol(element: etree._Element) -> str:
    code = int(element.get(W + "char", "") or "0", 16) if _is_hex(element.get(W + "char")) else 0
    if code not in _PRIVATE:
        return chr(code) if 0x20 <= code < 0xD800 else _SYMBOL
    letter = chr(code & 0xFF)
    # The font Symbol has the digits where ASCII has them.
    plain = element.get(W + "font", "").lower() == "symbol" and letter in "0123456789.,()%+/"
    return letter if plain else _SYMBOL


def _is_hex(text: str | None) -> bool:
    return (
        bool(text)
        and len(text or "") <= 6
        and all(c in "0123456789abcdefABCDEF" for c in text or "")
    )
