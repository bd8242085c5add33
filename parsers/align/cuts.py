"""Several labels on one line of text, each cut out with its place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from parsers import labels, standard
from parsers.align.spots import Spot, pieces
from parsers.documents.blocks import Layout
from parsers.labels import Role

# Heads of a table on one line, in words.
_MOST_WORDS = 24


@lru_cache(maxsize=1024)
def labels_in(text: str) -> tuple[int, ...]:
    """How many words each of several labels on one line has; empty if it is anything else."""
    words = text.split()
    if not 1 < len(words) <= _MOST_WORDS:
        return ()
    # best[n]: the fewest labels that the first n words are made of.
    best: list[tuple[int, ...] | None] = [()] + [None] * len(words)
    for end in range(1, len(words) + 1):
        for start in range(end):
            before = best[start]
            if before is not None and labels.exact(" ".join(words[start:end])).roles:
                known = best[end]
                if known is None or len(before) + 1 < len(known):
                    best[end] = (*before, end - start)
    found = best[-1] or ()
    return found if len(found) > 1 else ()


def cut_labels(text: str, layout: Layout | None) -> list[tuple[str, Spot | None]]:
    """Several labels on one line, each with its place; empty if it is anything else."""
    if layout is not None and "  " in text:
        # Blanks may stand within the heads, and more between them.
        parts = list(pieces(text, layout, whole=True))
        if len(parts) > 1 and all(labels.exact(part).roles for part, _ in parts):
            return parts
    words = iter(pieces(text, layout))
    return [_over([next(words) for _ in range(count)]) for count in labels_in(text)]


def behind_groups(text: str, layout: Layout | None) -> list[tuple[str, Spot | None]]:
    """A row's label behind pieces of the labels of its groups.

    A group's cell stands beside all of its rows, so that each line of its wrapped label lies on the
    line of some row: ``理结果 予公开 2.其他法律行政法规禁止公开``. The pieces say nothing of the row.

    Args:
        text: what stands before a row's figures.
        layout: how its line lies.

    Returns:
        The label alone, word for word the form's, with its place; empty if anything but pieces of
        its own groups stands before it.
    """
    words = list(pieces(text, layout))
    for start in range(1, len(words) if len(words) <= _MOST_WORDS else 0):
        label = " ".join(word for word, _ in words[start:])
        match = labels.exact(label)
        if match.is_row:
            before = [_letters(word) for word, _ in words[:start]]
            if not any(_are_pieces(before, role) for role in match.of("row")):
                return []
            return [_over(words[start:])]
    return []


def behind_rest(text: str, layout: Layout | None) -> list[tuple[str, Spot | None]]:
    """A row's label behind the end of the label above: ``或重新出具已获取信息 （六）其他处理``.

    Args:
        text: what stands before a row's figures.
        layout: how its line lies.

    Returns:
        That end and the label, each with its place; empty if the text is anything else.
    """
    if " " not in text or labels.exact(text).roles:
        return []
    words = list(pieces(text, layout))
    for start in range(1, len(words) if len(words) <= _MOST_WORDS else 0):
        label = " ".join(word for word, _ in words[start:])
        roles = labels.exact(label).of("row", "group") if labels.fold(label).ordinal else ()
        rest = labels.fold("".join(word for word, _ in words[:start])).core
        if len(rest) > 1 and any(above.endswith(rest) for r in roles for above in _above(r)):
            return [_over(words[:start]), _over(words[start:])]
    return []


@lru_cache(maxsize=128)
def _above(role: Role) -> tuple[str, ...]:
    """The labels of the row above a row or group in the forms, folded."""
    found: list[str] = []
    for form in standard.annual_forms():
        table = form.tables.get(role.table_id)
        for above, row in pairwise(table.rows if table else ()):
            if row.key == role.key:
                found += [labels.fold(label).core for label in (above.label, *above.aliases)]
    return tuple(found)


def _over(words: Sequence[tuple[str, Spot | None]]) -> tuple[str, Spot | None]:
    """Words that follow one another, with the place of them all."""
    first, last = words[0][1], words[-1][1]
    spot = Spot(first.layout, first.start, last.end) if first and last else None
    return " ".join(word for word, _ in words), spot


def _are_pieces(words: Sequence[str], role: Role) -> bool:
    """Whether words are pieces of the labels of a row's groups, the outer ones first."""
    for form in standard.annual_forms():
        table = form.tables.get(role.table_id)
        rows = {row.key: row for row in table.rows} if table else {}
        groups: list[str] = []
        above = rows[role.key].group if role.key in rows else None
        while above is not None:
            groups.insert(0, _letters(rows[above].label))
            above = rows[above].group
        at = 0
        for word in words:
            while at < len(groups) and word not in groups[at]:
                at += 1
        if at < len(groups):
            return True
    return False


def _letters(text: str) -> str:
    folded = labels.fold(text)
    return folded.ordinal + folded.core
