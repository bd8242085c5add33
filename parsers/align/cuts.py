"""Several labels on one line of text, each cut out with its place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

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
    cut: list[tuple[str, Spot | None]] = []
    for count in labels_in(text):
        label = [next(words) for _ in range(count)]
        first, last = label[0][1], label[-1][1]
        spot = Spot(first.layout, first.start, last.end) if first and last else None
        cut.append((" ".join(word for word, _ in label), spot))
    return cut


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
            first, last = words[start][1], words[-1][1]
            spot = Spot(first.layout, first.start, last.end) if first and last else None
            return [(label, spot)]
    return []


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
