"""What a cell prints: a number, nothing, or words. Exact decimals, never a repaired digit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from parsers import standard
from parsers.han import simplified


class Kind(Enum):
    """What stands in a cell."""

    NUMBER = "number"
    BLANK = "blank"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell's text, understood.

    Attributes:
        kind: number, blank (nothing or a mark for nothing) or words.
        value: the number exactly as printed, None for blanks and words.
        unit: a unit printed in the cell itself (元, 件, ...), None without.
        note: words beside the number, e.g. ``其中修订16件``; empty without.
        doubt: why the digits are not certain; empty when they are.
    """

    kind: Kind
    value: Decimal | None = None
    unit: str | None = None
    note: str = ""
    doubt: str = ""


_SIGN = "[+-]?"
_GROUPED = r"\d{1,3}(?:,\d{3})+"
# Longer runs of digits are no counts (phone and document numbers, glued cells).
_NUMBER = re.compile(rf"({_SIGN}(?:{_GROUPED}|\d{{1,18}})(?:\.\d{{1,6}})?)")
_PARTED = re.compile(r"[+-]?\d[\d,.]*(?:\s+[\d,.]+)+")
_DASHES = str.maketrans(
    {"−": "-", "－": "-", "﹣": "-", "＋": "+", "﹢": "+", "，": ",", "．": "."}
)
# Markdown writes a backslash before what it would read as a mark: \\- and \\+5.
_ESCAPED = re.compile(r"\\(?=[-+./—])")
NOTHING = Printed(Kind.BLANK)
# The doubt of figures that were read in a picture, each digit surely: only sums can confirm them.
OCR = "ocr"
_WORDS = Printed(Kind.WORDS)
# Digits, and characters in the place of glyphs that cannot be read.
_UNSURE = re.compile(r"[\d\s.,，+\-\ufffd]*")
_ZERO_FIRST = re.compile(r"[+-]?0\d")
_ORDINAL = re.compile(r"[一二三四五六七八九十]{1,3}|\d{1,2}")
_NOTE = re.compile(r"[(\[{【〔](?P<note>.*)[)\]}】〕]", re.DOTALL)


@lru_cache(maxsize=8192)
def read(text: str) -> Printed:
    """Understands the text of one cell.

    Numbers may have thousands separators, a sign, decimals, a unit of `values.toml` and words in
    brackets after them (``22（其中修订16件）`` is 22). Digits parted by blanks or a malformed
    grouping are a number in doubt, without value.

    Args:
        text: the cell as printed; blanks inside are allowed.

    Returns:
        What it prints. Never raises.
    """
    if "\\" in text:
        text = _ESCAPED.sub("", text)
    folded = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    if not folded or not (compact := "".join(folded.split())):
        return NOTHING
    vocabulary = standard.values()
    if simplified(compact) in vocabulary.blank_marks or text.strip() in vocabulary.blank_marks:
        return NOTHING
    if compact in vocabulary.zeros:
        return Printed(Kind.NUMBER, Decimal(0))
    if any(unicodedata.category(ch) in ("No", "Nl") for ch in text):
        # A footnote mark (① or ²) folds to a digit; it is none.
        return Printed(Kind.NUMBER, None, doubt="digits_unclear") if folded[0].isdigit() else _WORDS
    match = _NUMBER.match(folded)
    if match is None:
        if _mostly_digits(folded) and any(ch.isdigit() for ch in folded):
            return Printed(Kind.NUMBER, None, doubt="digits_unclear")
        return _strip_zero_unit(compact, vocabulary)
    rest = folded[match.end() :].strip()
    value = Decimal(match[1].replace(",", ""))
    # No figure begins with a zero: 012 may be a 0 and a 12.
    doubt = "digits_unclear" if _ZERO_FIRST.match(folded) else ""
    if not rest:
        return Printed(Kind.NUMBER, value, doubt=doubt)
    if rest[0].isdigit() or rest[0] in ",.":
        if _PARTED.fullmatch(folded):
            return Printed(Kind.NUMBER, None, doubt="digits_parted")
        return (
            Printed(Kind.NUMBER, None, doubt="digits_unclear") if _mostly_digits(folded) else _WORDS
        )
    said = simplified(rest)
    unit = next((u for u in vocabulary.units if said.startswith(u)), None)
    after = rest[len(unit) :].strip() if unit else rest
    if not after:
        return Printed(Kind.NUMBER, value, unit, doubt=doubt)
    note = _NOTE.fullmatch(after)
    # 3（二）部分公开（区分处理的） is a figure run into a label.
    if note is not None and _is_one(note["note"]):
        if _ORDINAL.fullmatch(note["note"].strip()):
            # Of a label that was torn: 0（三） | 不予公开.
            doubt = "digits_unclear"
        return Printed(Kind.NUMBER, value, unit, note=note["note"].strip(), doubt=doubt)
    return _WORDS


def _is_one(words: str) -> bool:
    """Whether brackets within words in brackets are closed where they were opened."""
    depth = 0
    for ch in words:
        depth += (ch in "([{【〔") - (ch in ")]}】〕")
        if depth < 0:
            return False
    return True


def doubted(text: str, printed: Printed, doubt: str) -> Printed:
    """What a cell prints whose reader is not sure of it.

    Args:
        text: the cell as printed.
        printed: the same, understood.
        doubt: code of what makes it unsure.

    Returns:
        A number in doubt, with its value as the best reading; words stay words.
    """
    if printed.kind is Kind.WORDS and not _UNSURE.fullmatch(text):
        return printed
    return replace(printed, kind=Kind.NUMBER, doubt=printed.doubt or doubt)


def _strip_zero_unit(compact: str, vocabulary: standard.Values) -> Printed:
    for zero in vocabulary.zeros:
        if compact.startswith(zero) and compact[len(zero) :] in vocabulary.units:
            return Printed(Kind.NUMBER, Decimal(0), compact[len(zero) :])
    return _WORDS


def _mostly_digits(text: str) -> bool:
    return all(ch.isdigit() or ch in " ,.+-\u00a0" for ch in text)
