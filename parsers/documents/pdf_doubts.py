"""What makes the rows of a table without rules unsure.

Figures on a line of their own may be those of the row above or below. Behind a page break, or where
one table was set as two, the columns may have other widths: a band of the page in which the figures
of both stand is then a column of neither.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Collection, Mapping, Sequence

from parsers import labels
from parsers.documents.pdf_rows import Atom, Row

NEAR_UNNAMED = "row_unnamed"
IN_WORDS = "words_in_row"
SHIFTED = "columns_shifted"

# In sizes of the type: figures set alike are no further out of line, drawn or seen in a picture.
_OUT_OF_LINE = 0.1
_OUT_OF_LINE_SEEN = 0.5
# Figures of one column are nobody else's.
_SEVERAL = 2

_EDGES: tuple[Callable[[Atom], float], ...] = (
    lambda atom: atom.x0,
    lambda atom: (atom.x0 + atom.x1) / 2,
    lambda atom: atom.x1,
)
# Where figures of a band lie, in order: their left edges, middles and right edges.
_Places = tuple[list[float], list[float], list[float]]


def doubts_of(
    rows: Sequence[Row],
    figures: Sequence[Mapping[int, Atom]],
    loose: Sequence[tuple[int, Atom]],
    worded: Collection[int],
) -> list[str]:
    """What makes each row unsure; empty if nothing does.

    Args:
        rows: of one table, from the top.
        figures: of each by their band.
        loose: words that belong to none, with the line that each stands on.
        worded: lines in which words stand in a band, which may be figures of a kind.
    """
    doubts = [
        d or (IN_WORDS if row.at in worded else "")
        for d, row in zip(_unnamed(rows), rows, strict=True)
    ]
    starts, headed = _parts(rows, loose)
    for n in _shifted(figures, starts, headed):
        doubts[n] = doubts[n] or SHIFTED
    return doubts


def _unnamed(rows: Sequence[Row]) -> list[str]:
    """What makes each row unsure.

    Figures on a line without a row's label may belong to the row above or below; and if there are
    any, a label without figures may be theirs.
    """
    unnamed = [n for n, row in enumerate(rows) if row.figures and not row.named]
    if not unnamed or len(rows) == 1:
        return [""] * len(rows)
    cut = _at_page_break(rows)
    local = len(unnamed) == 1 or all(cut & {n - 1, n, n + 1} for n in unnamed)
    if not local and not any(row.unit for row in rows):
        return [NEAR_UNNAMED] * len(rows)  # rows of this table do not stand on one line each
    near = {n + step for n in unnamed for step in (-2, -1, 0, 1, 2)}
    return [NEAR_UNNAMED if n in near or not row.figures else "" for n, row in enumerate(rows)]


def _at_page_break(rows: Sequence[Row]) -> set[int]:
    """The rows right before and behind a page break; it may have cut one, and its label from it."""
    return {n - step for n in _starts(rows) for step in (0, 1)}


def _starts(rows: Sequence[Row]) -> set[int]:
    """The first rows behind a page break."""
    pages = [row.printed.line.page if row.printed else 0 for row in rows]
    return {n for n, (one, two) in enumerate(itertools.pairwise(pages), 1) if one != two}


def _parts(rows: Sequence[Row], loose: Sequence[tuple[int, Atom]]) -> tuple[set[int], set[int]]:
    """The first rows behind page breaks or words that are no labels, and those below heads."""
    starts, headed = _starts(rows), set()
    lines = [at for at, _ in loose]
    for n, (one, two) in enumerate(itertools.pairwise(rows), 1):
        between = [a for _, a in loose[bisect_right(lines, one.at) : bisect_left(lines, two.at)]]
        if between:
            starts.add(n)
        if any(labels.exact(atom.text).of("column") for atom in between):
            headed.add(n)
    return starts, headed


def _shifted(
    rows: Sequence[Mapping[int, Atom]], starts: Collection[int], headed: Collection[int]
) -> set[int]:
    """The rows whose figures are out of line with those above them.

    Args:
        rows: the figures of each by their band.
        starts: rows before which a page ends, or other words stand; if one row of such a part is
            out of line, all are.
        headed: those of them below heads of columns: what stands above is another table.
    """
    out: set[int] = set()
    if len({band for row in rows for band in row}) < _SEVERAL:
        return out
    above: dict[int, _Places] = {}
    bounds = [*sorted({0, *starts}), len(rows)]
    for start, end in itertools.pairwise(bounds):
        part = range(start, end)
        if start in headed:
            above.clear()
        if start and any(_is_out(rows[n], above) for n in part):
            out.update(part)
            continue
        for n in part:
            if _is_out(rows[n], above):
                out.add(n)
            else:
                _add(above, rows[n])
    return out


def _add(above: dict[int, _Places], row: Mapping[int, Atom]) -> None:
    for band, atom in row.items():
        for places, edge in zip(above.setdefault(band, ([], [], [])), _EDGES, strict=True):
            insort(places, edge(atom))


def _is_out(row: Mapping[int, Atom], above: Mapping[int, _Places]) -> bool:
    return any(band in above and not _is_in_line(a, above[band]) for band, a in row.items())


def _is_in_line(atom: Atom, others: _Places) -> bool:
    """Whether a figure is set as the others of its band are: from the left, centred or to the right."""
    slack = (_OUT_OF_LINE_SEEN if atom.line.seen else _OUT_OF_LINE) * atom.size
    known = [(edge(atom), places) for edge, places in zip(_EDGES, others, strict=True)]
    common = [one for one in known if one[1][-1] - one[1][0] <= slack]
    return any(_is_near(place, places, slack) for place, places in common or known)


def _is_near(place: float, places: Sequence[float], slack: float) -> bool:
    """Whether one of some places, in order, is as near as that."""
    at = bisect_left(places, place)
    return any(abs(place - other) <= slack for other in places[max(at - 1, 0) : at + 1])
