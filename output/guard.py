"""The guard against formulas in CSV cells, and its undoing.

A spreadsheet runs a text that starts with ``= + - @`` as a formula (OWASP, CSV injection). Such a
text gets a leading ``'``; a text that already looks guarded gets one more, so that undoing is exact.
"""

from __future__ import annotations

import re

MARK = "'"
# Blanks that a spreadsheet may skip before it looks for a formula, zero-width ones included.
_BLANKS = r"[\s\u200b-\u200f\u2060\ufeff]*"
_STARTS = re.compile(rf"{_BLANKS}(?:[=+\-@＝＋－＠]|(?<=[\t\r]))")
_HARMLESS = re.compile(
    r"\s*(?:[+\-＋－]?\d+(?:[,，]\d{3})*(?:\.\d+)?|[-－‐-―−]+)\s*"  # a number, or dashes
)
_SUSPECT = frozenset("=+-@＝＋－＠\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")


def _dangerous(text: str) -> bool:
    core = text.lstrip(MARK) if text[:1] == MARK else text
    first = core[:1]
    if not first or (first not in _SUSPECT and not first.isspace()):
        return False
    if _STARTS.match(core) is None:
        return False
    return "\t" in core or "\r" in core or _HARMLESS.fullmatch(core) is None


def guard(text: str) -> str:
    """The text as it stands in a CSV cell.

    Args:
        text: any text.

    Returns:
        The text, with a leading ``'`` if it starts, after blanks, with ``= + - @ ＝ ＋ － ＠``, TAB
        or CR and is not wholly a number or dashes.
    """
    return MARK + text if _dangerous(text) else text


def unguard(text: str) -> str:
    """Undoes `guard` exactly."""
    return text[1:] if text.startswith(MARK) and _dangerous(text) else text
