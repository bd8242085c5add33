"""Lines of a stretch of text, made whole before they are cut into cells.

What a drawn, printed or wrapped table spreads over several lines is put on one line again, and the
use that a text makes of its pipes is found out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsers import labels
from parsers.documents.blocks import Line

Zone = list[tuple[int, Line]]

# A rule is drawn with dashes, or with box characters alone.
_RULE = re.compile(
    r"[\s|:+=\-]*-{3,}[\s|:+=\-]*|[\s|\u2500-\u257f]*[\u2500-\u257f]{3}[\s|\u2500-\u257f]*"
)
# The rule of a Markdown table whose pipes stand between the cells only.
_BETWEEN = re.compile(r"\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+")
# Where it stops at a cell that spans several rows.
_STOPS = re.compile(r"\|\s+[|+]|\+\s+\|")
# A line between the rows of a table drawn with +---+.
_BOX_RULE = re.compile(r"[|\s]*\+[-=+|\s]*[-=]{3,}[-=+|\s]*")
_FIGURE = r"(?:[+\-−]?\d[\d,，]*(?:\.\d+)?(?:件|项|万元|元)?|/|-|—|——|无)"
_ROW_LINE = re.compile(rf"^(?P<head>.*?\S)??(?P<figures>(?:(?:^|\s+){_FIGURE})+)\s*$")
_FIGURE_LINE = re.compile(r"\d[\d,，.]*\s*\|?\s*")
_HALVES = re.compile(r"\d[\d,，.]*\s+\d[\d,，.]*")
# A number before the words of a label, or before its ordinal: 50 （五）不予处理.
_BEFORE_LABEL = re.compile(r"(?P<number>\d[\d,，]*)\s+(?=[^\W\d]|[(（]|\d{1,2}[.、])")
_WHOLE = 100.0
# So few figures without a pipe are no habit of the text.
_FEW = 0.1
_LAST = frozenset("件项元/-—无,，")
# Longer lines are prose; a row of the forms has at most fifteen figures and a label.
_LONGEST_ROW = 1000
# A printed label has at most this many lines above, and below, the line of its figures.
_MOST_LINES = 4
# Rows that open with a lone pipe do so almost always.
_ALMOST = 0.8
_SOME = 3


def is_rule(text: str) -> bool:
    """Whether a line is drawn between rows and prints nothing."""
    return _RULE.fullmatch(text) is not None


def parts_cells(texts: Iterable[str]) -> bool:
    """Whether the rule of a Markdown table says that pipes stand between its cells only."""
    return any("-|" in text and _BETWEEN.fullmatch(text) for text in texts)


def is_box_rule(text: str) -> bool:
    """Whether a line is a rule of a table drawn with ``+---+``."""
    return _BOX_RULE.fullmatch(text) is not None


def draws_spans(texts: Iterable[str]) -> bool:
    """Whether rules between rows stop at cells of several rows: ``|    +-----+``.

    Where spans are drawn, nothing is filled up for them: an empty cell is one of the source's.
    """
    return any("|" in text and is_box_rule(text) and _STOPS.search(text) for text in texts)


def row_line(text: str) -> re.Match[str] | None:
    """A label and its figures on one line, or figures alone: groups ``head`` and ``figures``."""
    # Blanks fill up the lines of a wide table; what they print is no longer for it.
    if len(text) > _LONGEST_ROW and len(" ".join(text.split())) > _LONGEST_ROW:
        return None
    last = text.rstrip()[-1:]
    # Most lines of a report end in a word: they need no closer look.
    return _ROW_LINE.match(text) if last in _LAST or last.isdecimal() else None


def join(zone: Zone, style: Pipes) -> Zone:
    """Puts on one line what a drawn or a printed table spreads over several."""
    if not any("|" in line.text for _, line in zone):
        return _join_printed(zone)
    ruled = join_ruled(zone)
    if ruled is not zone:
        return ruled
    return _join_separated(zone) if style.separated else zone


def join_ruled(zone: Zone) -> Zone:
    """Joins the lines of one row where +---+ stands between rows: cells may have several lines.

    Gives the same lines where no such rule is drawn.
    """
    if not any(is_box_rule(line.text) for _, line in zone):
        return zone
    rows: Zone = []
    inside = False
    for index, line in zone:
        if is_box_rule(line.text):
            inside = False
            continue
        cells = line.text.split("|")
        above = rows[-1][1].text.split("|") if inside else []
        if len(above) == len(cells) > 1:
            joined = "|".join(f"{a.strip()} {b.strip()}" for a, b in zip(above, cells, strict=True))
            rows[-1] = (index, Line(joined, rows[-1][1].location))
        else:
            rows.append((index, line))
        inside = "|" in line.text
    return rows


def _join_separated(zone: Zone) -> Zone:
    """Joins the lines of one row where pipes stand between cells that may have several lines."""
    rows: Zone = []
    last: int | None = None
    for index, line in zone:
        number = _number(line.location)
        following = number is not None and last is not None and number == last + 1
        if rows and following and line.text.startswith("|") and rows[-1][1].text.endswith("|"):
            # The line end stands within the cell that the pipe above opens.
            above = rows[-1][1]
            rows[-1] = (index, Line(f"{above.text} {line.text}", above.location))
        else:
            rows.append((index, line))
        last = number
    return rows


def torn(zone: Sequence[Line]) -> Iterator[str]:
    """Locations of figures that may be one.

    Where all others have a pipe behind them, one that has none goes on in the next line; where all
    others stand on a line of their own, two on one line are the halves of one; where no other row
    has a number before its label, such a number may be the rest of the figure above.

    Args:
        zone: lines that follow one another, one cell a line.

    Yields:
        The locations of their lines.
    """
    if not any("|" in line.text for line in zone):
        alone = sum(_FIGURE_LINE.fullmatch(line.text) is not None for line in zone)
        halves = [line.location for line in zone if _HALVES.fullmatch(line.text)]
        if len(halves) <= _FEW * alone:
            yield from halves
        yield from _carried_over(zone)
        return
    # Whether a line is a figure with a pipe behind it; None for all that is no figure.
    piped = ["|" in one.text if _FIGURE_LINE.fullmatch(one.text) else None for one in zone]
    bare, closed = piped.count(False), piped.count(True)
    if bare > _FEW * (bare + closed):
        return
    for above, below in pairwise(range(len(zone))):
        if piped[above] is False and piped[below]:
            yield zone[above].location
            yield zone[below].location


def _carried_over(zone: Sequence[Line]) -> Iterator[str]:
    """Locations of rows of which the first ends, and the second begins, with half a figure."""
    numbered = [n for n, line in enumerate(zone) if n and _BEFORE_LABEL.match(line.text)]
    found = []
    for n in numbered:
        above, row = row_line(zone[n - 1].text), row_line(zone[n].text)
        if above is not None and row is not None and _has_loose_number(row["head"] or ""):
            found.append(n)
    # Where many rows have one, they are numbered.
    if found and len(found) <= max(1, _FEW * sum(bool(row_line(line.text)) for line in zone)):
        for n in found:
            yield zone[n - 1].location
            yield zone[n].location


def _has_loose_number(head: str) -> bool:
    """Whether a number that is not its ordinal stands before a label."""
    number = _BEFORE_LABEL.match(head)
    if number is None:
        return False
    found = labels.like(head)
    whole = found.likeness == _WHOLE and any(r.ordinal == number["number"] for r in found.roles)
    return not whole


def _number(location: str) -> int | None:
    """The line number of a location in a text."""
    _, _, number = location.rpartition(":L")
    return int(number) if number.isdecimal() else None


def _join_printed(zone: Zone) -> Zone:
    """Joins labels that are printed around the line of their figures.

    A printer centres the figures beside a label of several lines. The pieces above and below are
    joined with what stands before the figures only if they then are the label of one row, word for
    word.
    """
    rows = [row_line(line.text) for _, line in zone]
    if not any(rows):
        return zone
    result: Zone = []
    loose = at = 0  # how many lines without figures end the result
    while at < len(zone):
        index, line = zone[at]
        row = rows[at]
        at += 1
        if row is None:
            result.append((index, line))
            loose += 1
            continue
        head = row["head"] or ""
        # A figure alone on its line may be one cell of several.
        if (head or len(row["figures"].split()) > 1) and not labels.exact(head).of("row"):
            after = at
            while after < min(len(zone), at + _MOST_LINES) and rows[after] is None:
                after += 1
            above = [held.text for _, held in result[len(result) - min(loose, _MOST_LINES) :]]
            found = _label(above, head, [z.text for _, z in zone[at:after]])
            if found is not None:
                before, behind, label = found
                pieces = [
                    held for _, held in (*result[len(result) - before :], *zone[at : at + behind])
                ]
                del result[len(result) - before :]
                line = _labelled(line, label, row, pieces)
                at += behind
        result.append((index, line))
        loose = 0
    return result


def _labelled(line: Line, label: str, row: re.Match[str], pieces: Sequence[Line]) -> Line:
    """The line with another label before its figures, which stay where they stand.

    Args:
        line: of the figures.
        label: of all the lines.
        row: label and figures of the line.
        pieces: the other lines.
    """
    text = f"{label} {row['figures'].strip()}"
    if line.layout is None:
        return Line(text, line.location)
    spans = [(_indent(one), _indent(one) + len(one.text)) for one in pieces]
    if head := row["head"]:
        spans.append((line.layout.indent, line.layout.indent + len(head)))
    start, end = min(start for start, _ in spans), max(end for _, end in spans)
    shift = len(line.text) - len(text)
    layout = replace(line.layout, shift=shift, label=(len(label), start, end))
    return Line(text, line.location, layout)


def _indent(line: Line) -> int:
    return line.layout.indent if line.layout is not None else 0


def _label(above: Sequence[str], head: str, below: Sequence[str]) -> tuple[int, int, str] | None:
    """How many lines above and below belong to a row's label, and the label; None if unclear."""
    found: dict[tuple[str, str], tuple[int, int, str]] = {}
    for before in range(len(above) + 1):
        for behind in range(len(below) + 1):
            if not before and not behind:
                continue
            text = "".join((*above[len(above) - before :], head, *below[:behind]))
            match = labels.exact(text)
            for role in match.of("row") if match.is_row else ():
                found[role.table_id, role.key] = (before, behind, text)
    return next(iter(found.values())) if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Pipes:
    """What pipes are for in a document.

    Attributes:
        opened: a lone pipe opens each row.
        indented: empty cells are indented pipes, so that no other lone pipe is one.
        separated: pipes stand between cells only; where a line ends with one, its last cell is
            empty.
        leading: a pipe stands before the first cell of a line; where none does, a line that
            starts with one starts with an empty cell.
        by_line: lines hold whole rows: several cells on most of them.
    """

    opened: bool = False
    indented: bool = False
    separated: bool = False
    leading: bool = True
    by_line: bool = False

    def rows_by_line(self, texts: Sequence[str]) -> bool:
        """Whether the lines of a stretch hold whole rows; the document tells where it does not."""
        several, single = _filled(texts)
        return several > 2 * single or (self.by_line and several >= single)

    def opens(self, texts: Sequence[str], number: int) -> bool:
        """Whether a line opens a row: it is a lone pipe and no empty cell."""
        if not self.opened or texts[number] != "|" or number + 1 == len(texts):
            return False
        return (
            self.indented
            or _is_words(texts[number + 1].strip("| "))
            or _is_head(texts[number - 1].strip("| "))
        )


def pipes(texts: Sequence[str]) -> Pipes:
    """Finds out what a document's pipes are for.

    Rows open with a lone pipe if almost every label of a row stands below one. Pipes only part
    cells if most lines above a row's label end without one.
    """
    opened = closed = ended = unended = leading = 0
    indented = False
    before = ""
    for text in texts:
        if "|" in text:
            cell = text.strip("| ").partition("|")[0]
            if not cell:
                indented = indented or text[0] == " "
            elif labels.exact(cell).is_row:
                leading += 1 if text[0] == "|" else -1
                if before == "|":
                    opened += 1
                # The second label of a row stands right below the first.
                elif not labels.exact(before.strip("| ")).of("group"):
                    closed += 1
                if "|" in before and text[0] != "|":
                    ended += before.endswith("|")
                    unended += not before.endswith("|")
        before = text
    return Pipes(
        opened=opened >= _SOME and opened >= _ALMOST * (opened + closed),
        indented=indented,
        separated=(unended >= _SOME and unended > ended) or parts_cells(texts),
        leading=leading >= 0,
        by_line=rows_by_line(texts),
    )


def rows_by_line(texts: Sequence[str]) -> bool:
    """Whether pipe lines hold whole rows: several cells on most of them."""
    several, single = _filled(texts)
    return several > 2 * single


def _filled(texts: Sequence[str]) -> tuple[int, int]:
    """How many pipe lines hold several cells, and how many one."""
    several = single = 0
    for text in texts:
        if "|" not in text:
            continue
        cells = text.split("|")
        filled = sum(1 for cell in cells if cell.strip())
        several += filled >= 2
        single += filled == 1 and len(cells) == 2
    return several, single


def _is_head(text: str) -> bool:
    match = labels.exact(text)
    return bool(match.of("column", "head")) and not labels.fold(text).ordinal


def _is_words(text: str) -> bool:
    return bool(text) and row_line(text) is None
