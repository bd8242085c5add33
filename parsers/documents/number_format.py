"""Numbers of a spreadsheet as their format prints them (ECMA-376 part 1, 18.8.30 and 18.8.31).

Only formats whose result is beyond question are printed; for all others the number comes with a
doubt. A date prints a date, never a number that could be a figure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

# The formats that every program knows by number; those left out depend on the locale.
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", **dict.fromkeys([*range(27, 37), *range(50, 59)], "yyyy/m/d"),
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', 43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
UNKNOWN = "number_format_unknown"
ROUNDED = "number_cut_by_width"

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<room>.)|\*(?P<fill>.)'
    r"|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/通用格式)|(?P<am>AM/PM|A/P|上午/下午)"
    r"|(?P<exponent>[Ee][+-])|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_COLOR = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|white|yellow|黑色|蓝色|蓝绿色|绿色|洋红色|红色|白色|黄色"
    r"|(?:color|颜色)\s*\d{1,2})$",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"\$([^-\]]*)(?:-[0-9A-Fa-f]*)?$")
_ELAPSED = re.compile(r"(?:h+|m+|s+)$", re.IGNORECASE)
_SECTIONS = 4
# Excel computes with fifteen digits and shows, where no format is set, at most eleven characters.
_DIGITS = 15
_GENERAL = 11
# A number with decimals that needs more room than a usual column has is rounded to what fits.
_ROOM = 8
_MOST_PLACES = 30
_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_LAST_DAY = 2_958_465


@dataclass(slots=True)
class _Section:
    """One section of a format.

    Attributes:
        kind: number, date, text, general, literal or unknown.
        before: printed before the digits.
        after: printed behind them.
        whole: placeholders before the decimal point.
        places: placeholders behind it.
        point: there is a decimal point, which is printed whatever follows it.
        grouped: thousands are set apart.
        percents: how many percent signs.
    """

    kind: str = "literal"
    before: str = ""
    after: str = ""
    whole: str = ""
    places: str = ""
    point: bool = False
    grouped: bool = False
    percents: int = 0
    letters: set[str] = field(default_factory=set)


def printed(number: str, code: str, *, since_1904: bool = False) -> tuple[str, str]:
    """What a cell with this number and this format prints.

    Args:
        number: the number as the file stores it.
        code: the format.
        since_1904: days are counted from 1904, not from 1900.

    Returns:
        The text, and why it is not certain; empty if it is.
    """
    try:
        value = _rounded(Decimal(number.strip()))
    except (InvalidOperation, ValueError):
        return number, UNKNOWN
    if not value.is_finite():
        return number, UNKNOWN
    sections = _sections(code)
    if not sections:
        return _general(value), UNKNOWN
    several = [s for s in sections[:3] if s.kind != "text" or len(sections) < _SECTIONS]
    chosen = sections[0]
    if len(several) > 1:
        chosen = several[1] if value < 0 else several[0]
        if value == 0 and len(several) > 2:
            chosen = several[2]
        elif value < 0:
            value = -value
    return _shown(value, chosen, since_1904=since_1904)


def printed_text(text: str, code: str) -> tuple[str, str]:
    """What a cell with words and this format prints, and why that is not certain."""
    sections = _sections(code)
    if len(sections) < _SECTIONS:
        return text, ""
    last = sections[_SECTIONS - 1]
    if last.kind == "text":
        return f"{last.before}{text}{last.after}".strip(), ""
    return (last.before, "") if last.kind == "literal" else (text, UNKNOWN)


def is_date(code: str) -> bool:
    """Whether a format prints a date or a time."""
    sections = _sections(code)
    return bool(sections) and sections[0].kind == "date"


def _rounded(value: Decimal) -> Decimal:
    """A number without the digits that binary arithmetic left behind the fifteenth."""
    if not value.is_finite() or value == 0:
        return value if not value.is_finite() else Decimal(0)
    if not -300 < value.adjusted() < 300:
        return Decimal("NaN")
    exponent = value.adjusted() - _DIGITS + 1
    kept = value.quantize(Decimal(1).scaleb(exponent), ROUND_HALF_UP) if _longer(value) else value
    return kept.normalize() if kept != kept.to_integral_value() else kept.quantize(Decimal(1))


def _longer(value: Decimal) -> bool:
    return len(value.as_tuple().digits) > _DIGITS


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    """The sections of a format; none for a format that depends on conditions."""
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code[:1000]):
        if token["other"] == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    if len(parts) > _SECTIONS:
        return ()
    return tuple(_section(part) for part in parts)


def _section(tokens: list[re.Match[str]]) -> _Section:
    made = _Section()
    kinds: set[str] = set()
    closed = False
    for token in tokens:
        text = ""
        other = token["other"] or ""
        if token["quoted"] is not None or token["escaped"] is not None:
            text = token["quoted"] or token["escaped"] or ""
        elif token["room"] is not None:
            text = " "
        elif token["fill"] is not None:
            continue
        elif token["bracket"] is not None:
            currency = _CURRENCY.match(token["bracket"])
            if currency:
                text = currency[1]
            elif _ELAPSED.match(token["bracket"]):
                kinds.add("date")
            elif not _COLOR.match(token["bracket"]):
                kinds.add("unknown")  # a condition, a calendar, other digits
        elif token["general"]:
            kinds.add("general")
            closed = True
        elif token["am"]:
            kinds.add("date")
        elif token["exponent"]:
            kinds.add("unknown")
        elif other in "0#?" and other:
            if closed and made.after.strip():
                kinds.add("unknown")  # digits parted by words
            kinds.add("number")
            if made.point:
                made.places += other
            else:
                made.whole += other
        elif other == ".":
            kinds.add("number")
            if made.point:
                kinds.add("unknown")
            made.point = True
        elif other == ",":
            # Between digits it groups; behind them it would divide by a thousand.
            made.grouped = True
            if made.point or not made.whole:
                kinds.add("unknown")
            made.whole += ","
        elif other == "%":
            made.percents += 1
            text = "%"
        elif other == "@":
            kinds.add("text")
            closed = True
        elif other.lower() in "ymdhsgeb年月日" and other:
            if other in "年月日":
                text = other
            else:
                kinds.add("date")
                made.letters.add(other.lower())
        elif other == "/":
            text = "/"
        else:
            text = other
        if text:
            closed = closed or "number" in kinds
            if closed or kinds & {"number", "general", "text"}:
                made.after += text
            else:
                made.before += text
    if made.whole.endswith(","):
        kinds.add("unknown")
    made.whole = made.whole.replace(",", "")
    if "/" in made.after and "number" in kinds:
        kinds.add("unknown")
    made.kind = _kind(kinds)
    return made


def _kind(kinds: set[str]) -> str:
    if "unknown" in kinds:
        return "unknown"
    if "date" in kinds:
        return "date"
    if len(kinds) > 1:
        return "unknown"
    return next(iter(kinds), "literal")


def _shown(value: Decimal, section: _Section, *, since_1904: bool) -> tuple[str, str]:
    if section.kind == "literal":
        return section.before.strip(), ""
    if section.kind == "date":
        return _date(value, section, since_1904=since_1904), ""
    if section.kind == "number":
        return _digits(value, section)
    text = _general(value)
    if section.kind == "unknown":
        return text, UNKNOWN
    doubt = ""
    if len(text) > (_ROOM if "." in text else _GENERAL) + (value < 0):
        doubt = ROUNDED
    return f"{section.before}{text}{section.after}".strip(), doubt


def _general(value: Decimal) -> str:
    return f"{value:f}"


def _digits(value: Decimal, section: _Section) -> tuple[str, str]:
    if len(section.whole) + len(section.places) > _MOST_PLACES:
        return _general(value), UNKNOWN
    value = value.scaleb(2 * section.percents)
    try:
        value = value.quantize(Decimal(1).scaleb(-len(section.places)), ROUND_HALF_UP)
    except InvalidOperation:
        return _general(value), UNKNOWN
    sign = "-" if value < 0 else ""
    whole, _, places = f"{abs(value):f}".partition(".")
    least = section.whole.count("0")
    whole = whole.lstrip("0").rjust(least, "0")
    if section.grouped and len(whole) > 3:
        head = len(whole) % 3
        groups = [whole[:head]] if head else []
        whole = ",".join(groups + [whole[n : n + 3] for n in range(head, len(whole), 3)])
    kept = len(section.places.rstrip("#?"))
    while len(places) > kept and places.endswith("0"):
        places = places[:-1]
    text = whole + ("." if section.point else "") + places
    if not any(c.isdigit() and c != "0" for c in text):
        sign = ""
    return f"{sign}{section.before}{text}{section.after}".strip(), ""


def _date(value: Decimal, section: _Section, *, since_1904: bool) -> str:
    """A date in words, whatever its format: it is to be no number."""
    if not 0 <= value <= _LAST_DAY:
        return "######"
    epoch = _EPOCH_1904 if since_1904 else _EPOCH
    try:
        moment = epoch + timedelta(days=float(value))
    except OverflowError:
        return "######"
    day = f"{moment.year}年{moment.month}月{moment.day}日"
    clock = f"{moment.hour}:{moment.minute:02d}"
    if not section.letters & {"y", "d", "e", "g"}:
        return clock if section.letters & {"h", "s"} else day
    return f"{day} {clock}" if "h" in section.letters else day
