"""Prose as the text checks see it: sentences of clauses, without blanks, wraps and brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

# More than this of one section is not read: no report says its figures only after so much.
_LONGEST_SECTION = 200_000
_LONGEST_SENTENCE = 1_000
_LONGEST_CLAUSE = 90
# Stands where digits are parted by a blank or a line break: one number, or two.
PARTED = "\x00"

_WIDTH = str.maketrans("０１２３４５６７８９（）－．", "0123456789()-.")
_PARTED_DIGITS = re.compile(r"(?<=\d)\s+(?=\d)")
_BLANK = re.compile(r"\s+")
_THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?![\d,.])")
_BRACKETS = re.compile(r"\([^()]{0,200}\)")
_SENTENCE = re.compile(r"[。；;！!？?]")
# A list of cases is told apart (3件、5件), a list of words is not (行政复议、行政诉讼案件).
_CLAUSE = re.compile(r"[，,：:]|(?<=\d[件份宗起例条])[、和及与]")


def sentences(text: str, page_number: re.Pattern[str]) -> Iterator[list[str]]:
    """The sentences of a section, each as its clauses.

    Args:
        text: the section as printed; lines may be wrapped anywhere.
        page_number: what a line that only numbers a page looks like.

    Yields:
        Clauses in order. A sentence without end, or whose digits or brackets are torn, is empty.
    """
    lines = text[:_LONGEST_SECTION].translate(_WIDTH).splitlines()
    joined = "\n".join(line for line in lines if not page_number.fullmatch(line.strip()))
    joined = _BLANK.sub("", _PARTED_DIGITS.sub(PARTED, joined))
    joined = _THOUSANDS.sub(lambda match: match.group().replace(",", ""), joined)
    joined = _BRACKETS.sub("", _BRACKETS.sub("", joined))
    for sentence in _SENTENCE.split(joined):
        torn = PARTED in sentence or "(" in sentence or ")" in sentence
        if torn or len(sentence) > _LONGEST_SENTENCE:
            yield []
        else:
            yield [clause for clause in _CLAUSE.split(sentence) if clause]


def is_clause(clause: str) -> bool:
    """Whether a clause is short enough to be a statement."""
    return len(clause) <= _LONGEST_CLAUSE
