"""Labels match by likeness: spaces, width, quotes, ordinals and lost characters do not matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from parsers import han, standard

# Below this likeness a text is no label; the second best must be this much further away.
_LIKE = 78.0
_MARGIN = 12.0
_LONGEST = 80
# A label cut short must keep at least this many characters.
_PREFIX = 5

_ORDINAL = re.compile(
    r"^(?:[(]([一二三四五六七八九十]{1,3})[)]|([一二三四五六七八九十]{1,3})[、.,:]|[(]?(\d{1,2})(?:[.、,):]|(?=[^\d.,%])))"
)
# Where an ordinal may begin within a text.
_INNER = re.compile(r"[(（]|(?<!\d)\d|(?<![(（一二三四五六七八九十])[一二三四五六七八九十]")
_DROP = re.compile(r"[^\w/]|_", re.UNICODE)


@cache
def _folding() -> dict[int, str]:
    return {ord("它"): "他", ord("〇"): "0", **han.table()}


@dataclass(frozen=True, slots=True)
class Folded:
    """A label without what varies: its ordinal apart, its core without blanks and punctuation."""

    ordinal: str
    core: str


@lru_cache(maxsize=8192)
def fold(text: str) -> Folded:
    """Folds a label: NFKC, no blanks, no punctuation, 其它 as 其他, ordinal apart."""
    compact = "".join(unicodedata.normalize("NFKC", text).split()).translate(_folding())
    if "(" in compact:
        compact = han.SOUND.sub("", compact)
    match = _ORDINAL.match(compact)
    ordinal = ""
    if match is not None and match.end() < len(compact):
        ordinal = next(group for group in match.groups() if group)
        compact = compact[match.end() :]
    return Folded(ordinal, _DROP.sub("", compact))


class _Even(dict[int, str]):
    """Characters folded to one character each, found out as they are met."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code))
        one = folded if len(folded) == 1 else chr(code)
        self[code] = _folding().get(ord(one), one)
        return self[code]


_EVEN = _Even()


def even(text: str) -> str:
    """A text folded character by character: it stays as long, blanks and punctuation stay."""
    return text.translate(_EVEN)


@dataclass(frozen=True, slots=True)
class Role:
    """What a label can be in the forms.

    Attributes:
        kind: row / group / column / head / foreign / anchor / corner / note.
        table_id: the table; a row of two forms gives one role.
        key: row or column key; empty for heads, anchors, corners and notes.
        ordinal: the ordinal that the form prints before a row's label, folded.
    """

    kind: str
    table_id: str
    key: str = ""
    ordinal: str = ""


class Match:
    """Roles that a text can play, and how like it is (100 = the same words).

    Attributes:
        roles: what it can be in the forms.
        likeness: how like the words are, 0 to 100.
        is_row: whether it is the label of a row and of no column.
    """

    __slots__ = ("_by_kind", "is_row", "likeness", "roles")

    def __init__(self, roles: tuple[Role, ...], likeness: float) -> None:
        self.roles = roles
        self.likeness = likeness
        kinds = {role.kind for role in roles}
        self.is_row = "row" in kinds and "column" not in kinds
        # Matches are shared by all equal texts, so each question is answered once.
        self._by_kind: dict[tuple[str, ...], tuple[Role, ...]] = {}

    def of(self, *kinds: str) -> tuple[Role, ...]:
        """The roles of these kinds."""
        found = self._by_kind.get(kinds)
        if found is None:
            found = tuple(role for role in self.roles if role.kind in kinds)
            self._by_kind[kinds] = found
        return found


_NO_MATCH = Match((), 0.0)


@dataclass(frozen=True)
class _Vocabulary:
    exact: dict[str, tuple[Role, ...]]
    contained: tuple[tuple[str, Role, int], ...]
    choices: tuple[str, ...]


@cache
def _vocabulary() -> _Vocabulary:
    exact: dict[str, dict[Role, None]] = {}
    contained: dict[tuple[str, Role, int], None] = {}

    def add(text: str, kind: str, table_id: str, key: str = "", ordinal: str | None = None) -> None:
        folded = fold(text)
        if not folded.core:
            return
        role = Role(kind, table_id, key, folded.ordinal if ordinal is None else ordinal)
        exact.setdefault(folded.core, {})[role] = None

    # Indicators have a vocabulary of their own: many of them are worded like rows of the reports.
    for form in standard.annual_forms():
        for table in form.tables.values():
            for anchor in table.anchors:
                add(anchor, "anchor", table.id, ordinal="")
            if table.corner:
                add(table.corner, "corner", "", ordinal="")
            if table.note:
                add(table.note, "note", table.id, ordinal="")
            for head in table.heads:
                add(head, "head", table.id, ordinal="")
            for head in table.foreign_heads:
                add(head, "foreign", table.id, ordinal="")
            for column in table.columns:
                for text in (column.label, *column.aliases):
                    add(text, "column", table.id, column.key, "")
            for row in table.rows:
                if not row.label:
                    continue
                kind = "row" if row.has_data else "group"
                ordinal = fold(row.label).ordinal
                for text in (row.label, *row.aliases):
                    add(text, kind, table.id, row.key, ordinal)
                # A label may have lost characters or gained a few, a sentence is no label.
                longest = len(fold(row.label).core) + 6
                for text in row.contains:
                    role = Role(kind, table.id, row.key, ordinal)
                    contained[fold(text).core, role, longest] = None
    return _Vocabulary(
        exact={core: tuple(roles) for core, roles in exact.items()},
        contained=tuple(contained),
        choices=tuple(core for core in exact if len(core) >= 4),
    )


def words() -> Iterable[str]:
    """The labels of the forms, folded, without their ordinals."""
    return _vocabulary().exact


@lru_cache(maxsize=16384)
def exact(text: str) -> Match:
    """The roles of a text that is a label of the forms word for word (folded)."""
    if len(text) > _LONGEST * 3:
        return _NO_MATCH
    folded = fold(text)
    roles = _vocabulary().exact.get(folded.core)
    if roles is None:
        return _NO_MATCH
    if folded.ordinal:
        # （六）其他 is a group of one form, 3.其他 a row of the other.
        same = tuple(r for r in roles if r.ordinal == folded.ordinal)
        roles = same or roles
    return Match(roles, 100.0)


@cache
def section_titles() -> dict[str, str]:
    """Folded titles of sections, without their ordinals, to section keys."""
    return {
        fold(text).core: section.key
        for section in standard.sections()
        for text in (section.title, *section.aliases)
    }


@cache
def _remark() -> re.Pattern[str]:
    words = "|".join(map(re.escape, standard.values().remarks))
    return re.compile(rf"\W*(?:{words})\s*(?:\d{{0,2}}\s*[:：.．、]|$)")


def is_remark(text: str) -> bool:
    """Whether a text opens as a remark on a table does (``注：``); what it says names no row."""
    return _remark().match(text) is not None


@lru_cache(maxsize=16384)
def like(text: str) -> Match:
    """The roles of a text that is, or is most like, a label of the forms.

    A text that is alike to two labels of different meaning is none.

    Args:
        text: as printed, at most a few lines.

    Returns:
        The match; no roles if nothing is like it.
    """
    found = exact(text)
    if found.roles or len(text) > _LONGEST * 3:
        return found
    found = _most_like(text)
    if found.of("row") and _is_two_rows(text):
        return _NO_MATCH
    if found.roles and is_remark(text):
        # It may be the note that the forms print themselves, but it names rows of other places.
        roles = found.of("anchor", "note")
        return Match(roles, found.likeness) if roles else _NO_MATCH
    return found


def _is_two_rows(text: str) -> bool:
    """Whether the labels of two rows ran together; what stands behind them may be either's."""
    for inner in _INNER.finditer(text, 1):
        above = exact(text[: inner.start()])
        if above.of("row") and not above.of("group") and exact(text[inner.start() :]).of("row"):
            return True
    return False


def _most_like(text: str) -> Match:
    folded = fold(text)
    core = folded.core
    if len(core) < 2 or len(core) > _LONGEST or core.isdigit():
        return _NO_MATCH
    vocabulary = _vocabulary()
    hits = {
        role
        for word, role, longest in vocabulary.contained
        if word in core and len(core) <= longest
    }
    if folded.ordinal and len({r.key for r in hits}) > 1:
        hits = {r for r in hits if r.ordinal == folded.ordinal} or hits
    if hits:
        one = len({(r.table_id, r.key) for r in hits}) == 1
        return Match(tuple(sorted(hits, key=str)), 90.0) if one else _NO_MATCH
    if len(core) < 4:
        return _NO_MATCH
    if len(core) >= _PREFIX:
        longer = [vocabulary.exact[c] for c in vocabulary.choices if c.startswith(core)]
        meanings = {(r.kind, r.table_id, r.key) for roles in longer for r in roles}
        if len(meanings) == 1:
            return Match(longer[0], 85.0)
    best = process.extract(
        core, vocabulary.choices, scorer=fuzz.ratio, limit=4, score_cutoff=_LIKE - _MARGIN
    )
    if not best or best[0][1] < _LIKE:
        return _NO_MATCH
    roles = vocabulary.exact[best[0][0]]
    meaning = {(r.kind, r.table_id, r.key) for r in roles}
    for other, score, _ in best[1:]:
        others = {(r.kind, r.table_id, r.key) for r in vocabulary.exact[other]}
        if score > best[0][1] - _MARGIN and not others & meaning:
            return _NO_MATCH
    return Match(roles, best[0][1])
