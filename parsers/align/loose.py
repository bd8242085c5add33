"""Numbers before labels that are no ordinals: the rest of what the row above prints.

Text tools run a cell into the next one (``3（四）无法提供``, ``53.其他``), and printers set a figure
beside the label below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from unicodedata import numeric

from parsers import labels, standard

# Words in the place of a figure are no longer than this, unless they hold a number.
REMARK = 8
# No figure of a report has so many digits.
_MOST = 12
_LEADING = re.compile(r"(\d[\d,，]*)(\.\d+)?")
# What stands behind an ordinal in digits.
_ENDS = frozenset(".．、)）:：")

# The ordinals that a form prints before a label, word for word; None if the text is no label.
Ordinals = Callable[[str], Collection[str] | None]


def ordinals_of(text: str) -> Collection[str] | None:
    """The ordinals before a label of the annual forms, or before the title of a section."""
    roles = labels.exact(text).roles
    if roles:
        return {role.ordinal for role in roles if role.ordinal}
    return () if labels.fold(text).core in labels.section_titles() else None


def has_loose_number(text: str, ordinals: Ordinals) -> bool:
    """Whether a label begins with a number, or with digits more, than its ordinal is.

    Args:
        text: the label as printed.
        ordinals: knows the labels of the form.
    """
    text = labels.even(text)
    leading = _LEADING.match(text)
    if leading is None or leading.end() > _MOST or leading.end() == len(text):
        return False
    digits, end = leading[1], leading.end()
    unit = next((u for u in standard.values().units if text.startswith(u, end)), "")
    if leading[2] or unit:
        return ordinals(text[end + len(unit) :].lstrip()) is not None
    for size in range(1, len(digits)):
        # 53.其他: the last digits are the ordinal, those before it a figure.
        own = ordinals(text[size:])
        if own is not None and text[end] in _ENDS and digits[size:] in own:
            return True
    rest = text[end:].lstrip()
    own = ordinals(rest)
    if own is None or text[end] in _ENDS:
        return False
    return bool(labels.fold(rest).ordinal) or digits not in map(str, map(value_of, own))


def has_own_ordinal(text: str) -> bool:
    """Whether a text is a label, word for word, with the ordinal that the form prints before it."""
    return labels.fold(text).ordinal in {role.ordinal for role in labels.exact(text).roles}


def may_be_figure(text: str) -> bool:
    """Whether words may stand for a figure: a number in words, or a remark in its place."""
    return len(text) <= REMARK or any(map(str.isnumeric, text))


def value_of(ordinal: str) -> int:
    """The number that an ordinal, folded, stands for."""
    return int(ordinal if ordinal.isdecimal() else numeric(ordinal[-1]))
