"""What words mean in a table of indicators: its rows, its heads, and forms that are not it.

The vocabulary stands apart from that of the annual report: many indicators are worded like rows of
the report's own tables, and neither may be taken for the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from parsers import han, labels, standard

LABEL, UNIT, CODE, OTHER = "(label)", "(unit)", "(code)", "(other)"

# A label with lost characters keeps at least this many, and this share of them.
_KEPT, _SHARE = 5, 0.6
# Likeness of a label with other characters, and how far the second best must be.
_LIKE, _MARGIN = 84.0, 8.0
_LONGEST = 160
# No blank and in no label: texts that are joined stay apart.
_BETWEEN = "\0"
# What a table of a report prints beside figures is no longer.
_TABLE = 4_000
# A line with a table is no shorter, and holds the labels of so many rows.
_LINE, _ROWS = 120, 3


@dataclass(frozen=True, slots=True)
class Name:
    """What a label names.

    Attributes:
        keys: rows of the form; several where one wording stands in several groups.
        exact: word for word, but for ordinals, blanks, punctuation and notes of the form.
        lost: characters are lost and none is foreign; else it is no more than alike.
        unit: a unit printed in brackets behind it.
    """

    keys: tuple[str, ...] = ()
    exact: bool = False
    lost: bool = False
    unit: str | None = None


NOTHING = Name()


@dataclass(frozen=True)
class _Vocabulary:
    rows: dict[str, tuple[str, ...]]
    heads: dict[str, str]
    local: dict[str, int]
    local_heads: dict[str, int]
    telling: re.Pattern[str]


def _bracketed(text: str) -> tuple[str, str] | None:
    """A text and the note in brackets behind it; None without."""
    whole = text.rstrip()
    if not whole.endswith((")", "）")):
        return None
    at = max(whole.rfind("("), whole.rfind("（"))
    bare = whole[:at].rstrip() if at > 0 else ""
    return (bare, whole[at + 1 : -1]) if bare else None


def _without_which(text: str) -> str:
    compact = text.lstrip()
    for word in standard.indicators().of_which:
        if compact.startswith(word):
            return compact[len(word) :].lstrip(":：,，、 ")
    return compact


def _cores(label: str) -> Iterator[str]:
    """A label folded: whole, without its note in brackets, and without the words before it."""
    for text in dict.fromkeys((label, _without_which(label))):
        yield labels.fold(text).core
        parts = _bracketed(text)
        if parts is not None:
            yield labels.fold(parts[0]).core


@cache
def _vocabulary() -> _Vocabulary:
    known = standard.indicators()
    rows: dict[str, dict[str, None]] = {}
    for row in known.table.rows:
        for label in (row.label, *row.aliases):
            for core in _cores(label):
                rows.setdefault(core, {})[row.key] = None
    heads: dict[str, str] = {}
    for role, texts in (
        (LABEL, known.label_heads),
        (UNIT, known.unit_heads),
        (CODE, known.code_heads),
        (OTHER, known.other_heads),
        *((c.key, (c.label, *c.aliases)) for c in known.table.columns),
    ):
        heads |= {labels.fold(text).core: role for text in texts}
    local: dict[str, int] = {}
    local_heads: dict[str, int] = {}
    for number, form in enumerate(known.local_forms):
        for label in form.labels:
            local |= dict.fromkeys(_cores(label), number)
        local_heads |= {labels.fold(head).core: number for head in form.heads}
    words = sorted({*rows, *local, *(labels.fold(h).core for h in known.label_heads)}, key=len)
    telling = "|".join(re.escape(word) for word in reversed(words) if len(word) >= 4)
    return _Vocabulary(
        {core: tuple(keys) for core, keys in rows.items()},
        heads,
        local,
        local_heads,
        re.compile(telling),
    )


def tells(texts: Iterable[str]) -> bool:
    """Whether any of these texts holds words of such a table; quick, for all of every page."""
    # Figures tell nothing, and without them the tables of most reports are alike.
    joined = _BETWEEN.join([text for text in texts if text and not text.isdecimal()])
    return _tells(joined) if len(joined) <= _TABLE else _tells.__wrapped__(joined)


def holds_table(text: str) -> bool:
    """Whether a line of text holds rows of such a table among other words."""
    if len(text) < _LINE or "|" in text or "\t" in text or not tells((text,)):
        return False
    return len({name(word).keys for word in text.split()} - {()}) >= _ROWS


@lru_cache(maxsize=256)
def _tells(joined: str) -> bool:
    if not any(word in joined for word in ("数", "标", "數", "標")):
        return False
    return _vocabulary().telling.search(han.plain("".join(joined.split()))) is not None


@lru_cache(maxsize=4096)
def head(text: str) -> str | None:
    """The column that a head names: a key of the form, `LABEL`, `UNIT`, `CODE` or `OTHER`."""
    if len(text) > _LONGEST:
        return None
    heads = _vocabulary().heads
    role = heads.get(labels.fold(text).core)
    if role is None and (parts := _bracketed(text)) is not None:
        role = heads.get(labels.fold(parts[0]).core)
    return role


@lru_cache(maxsize=4096)
def local(text: str) -> int | None:
    """The local form that a row label belongs to and the national form does not have."""
    if len(text) > _LONGEST:
        return None
    found = _vocabulary()
    return next((found.local[c] for c in _cores(text) if c in found.local), None)


@lru_cache(maxsize=1024)
def local_head(text: str) -> int | None:
    """The local form that a head belongs to."""
    return _vocabulary().local_heads.get(labels.fold(text).core) if len(text) <= _LONGEST else None


def unit(text: str) -> str | None:
    """The unit that a text is."""
    if not "".join(text.split()).isalpha():
        return None
    core = labels.fold(text).core
    return core if core in standard.indicators().units else None


@lru_cache(maxsize=8192)
def name(text: str) -> Name:
    """The row that a label names word for word; no keys for any other text."""
    if len(text) > _LONGEST:
        return NOTHING
    rows = _vocabulary().rows
    for core in dict.fromkeys((labels.fold(text).core, labels.fold(_without_which(text)).core)):
        if core in rows:
            return Name(rows[core], exact=True)
    parts = _bracketed(_without_which(text))
    if parts is not None:
        keys = rows.get(labels.fold(parts[0]).core)
        printed = unit(parts[1].strip().removeprefix("单位"))
        if keys is not None and printed is not None:
            return Name(keys, exact=True, unit=printed)
    return NOTHING


def ordinals(text: str) -> frozenset[str] | None:
    """The ordinals that the form prints before a label, word for word; None for other texts."""
    keys = name(text).keys
    if not keys:
        return None
    rows = standard.indicators().table
    printed = (labels.fold(rows.row(key).label).ordinal for key in keys)
    return frozenset(filter(None, printed))


@lru_cache(maxsize=8192)
def near(text: str) -> Name:
    """The row that a text is alike to, if it is alike to no other."""
    found = name(text)
    if found.keys or len(text) > _LONGEST:
        return found
    core = labels.fold(_without_which(text)).core
    rows = _vocabulary().rows
    if len(core) < _KEPT or local(text) is not None:
        return NOTHING
    whole = {keys for c, keys in rows.items() if _is_part(core, c)}
    if len(whole) == 1:
        return Name(whole.pop(), lost=True)
    if whole:
        return NOTHING
    best = process.extract(
        core, tuple(rows), scorer=fuzz.ratio, limit=5, score_cutoff=_LIKE - _MARGIN
    )
    if not best or best[0][1] < _LIKE:
        return NOTHING
    keys = rows[best[0][0]]
    rival = any(rows[c] != keys and score > best[0][1] - _MARGIN for c, score, _ in best[1:])
    return NOTHING if rival else Name(keys)


def _is_part(core: str, label: str) -> bool:
    """Whether a text is what is left of a label that lost characters."""
    if not _SHARE * len(label) <= len(core) < len(label):
        return False
    rest = iter(label)
    return all(ch in rest for ch in core)
