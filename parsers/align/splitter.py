"""Cells of text: lines cut at pipes, tabs and blanks, and joined where a cell runs over a line end."""

from __future__ import annotations

from collections.abc import Iterator

from parsers import labels, numbers
from parsers.align import lines
from parsers.align.cuts import behind_groups, behind_rest, cut_labels
from parsers.align.items import LONGEST_CELL, ORDINAL, Item, item
from parsers.align.loose import has_own_ordinal
from parsers.align.spots import Spot, pieces
from parsers.documents.blocks import Layout, Line
from parsers.numbers import Kind

# A line has fewer rows, and is no longer where it is part of a table.
_MOST_ROWS = 1000
_LONGEST_ROWS = 1000
_WHOLE = 100.0


class Splitter:
    """Cuts lines into cells. A pipe ends a cell; a line end ends one only where it must."""

    def __init__(self, texts: list[str], style: lines.Pipes) -> None:
        self._texts = texts
        self._style = style
        self._by_line = style.rows_by_line(texts)
        self._open: Item | None = None
        self._row: int | None = None  # of an opened row
        # Pipes that stand for spans follow the cell on its own line, never on one of theirs.
        self.pads_attached = not self._by_line and not any(
            text.count("|") > 1 and text[0] == "|" and not text.strip("| ") for text in texts
        )

    def split(self, zone: list[tuple[int, Line]]) -> Iterator[Item]:
        """The cells of a stretch of lines, in reading order."""
        for number, (_, line) in enumerate(zone):
            text = line.text
            if not self._by_line and self._style.opens(self._texts, number):
                yield from self._close()
                self._row = number
            elif "|" in text:
                yield from self._pipes(text, line.location, number)
            else:
                yield from self._loose(line, number)
        yield from self._close()

    def _close(self) -> Iterator[Item]:
        if self._open is not None:
            yield self._open
            self._open = None

    def _pipes(self, text: str, location: str, number: int) -> Iterator[Item]:
        cells = text.split("|")
        filled = sum(1 for c in cells if c.strip())
        row = number if self._by_line and (filled >= 2 or len(cells) > 2) else self._row
        if self._by_line and self._style.leading and not cells[0].strip() and len(cells) > 1:
            yield from self._close()
            cells = cells[1:]
        if self._by_line and self._style.separated and row is not None:
            cells.append("")
        attached = False
        indented = not self._by_line and text[0] == " "
        for place, cell in enumerate(cells):
            stripped = " ".join(cell.split())
            ended = place < len(cells) - 1
            col = place + 1 if self._by_line and row is not None else None
            if stripped:
                yield from self._add(item(stripped, location, row, col))
                attached = not self._by_line
            elif ended and self._open is None:
                yield Item("", location, row, col, printed=numbers.NOTHING, attached=attached)
                attached = attached or indented
            if ended:
                yield from self._close()
        if self._by_line:
            yield from self._close()

    def _loose(self, line: Line, number: int) -> Iterator[Item]:
        text, location, layout = line.text, line.location, line.layout
        if "\t" in text:
            yield from self._close()
            for col, cell in enumerate(text.split("\t"), start=1):
                yield item(" ".join(cell.split()), location, number, col)
            return
        parts = [] if labels.exact(text).roles else cut_labels(text, layout)
        if parts:
            yield from self._close()
            for part, spot in parts:
                yield item(part, location, number, spot=spot)
            return
        match = lines.row_line(text)
        inner = text if match is None else match["head"] or ""
        if _may_hold_rows(inner):
            rows = _rows_in(text)
            if len(rows) > (match is not None):
                yield from self._close()
                yield from _items_of(rows, location, number)
                return
        # A mark for nothing behind a label is no part of it: 行政处罚 -.
        if match is not None and (labels.exact(inner).is_row or not labels.exact(text).roles):
            figures = list(pieces(match["figures"], layout, match.start("figures")))
            head = match["head"]
            # A text that is like a label in spite of its figure would lose it.
            known = len(text) <= LONGEST_CELL or len(figures) > 1
            if known or any(labels.like(part).roles for part in (head or "", text)):
                yield from self._close()
                several = len(figures) > 1 or bool(head)
                row = number if several else None
                if head:
                    for part, spot in _row_labels(head, layout):
                        yield item(part, location, row, spot=spot)
                if not several:
                    # It may still be ended by a pipe on the next line.
                    self._open = item(figures[0][0], location, self._row, spot=figures[0][1])
                    return
                for figure, spot in figures:
                    yield item(figure, location, row, spot=spot)
                return
        spot = Spot(layout, layout.indent, layout.indent + len(text)) if layout else None
        yield from self._add(item(text, location, self._row, spot=spot))

    def _add(self, new: Item) -> Iterator[Item]:
        """A cell that runs over a line end is joined, if both parts are words of no label."""
        held = self._open
        if held is not None:
            joinable = (
                held.is_words
                and new.is_words
                and held.match.likeness < 100
                and new.match.likeness < 100
            )
            if joinable or (held.is_words and new.is_words and self._joins(held, new)):
                self._open = item(f"{held.text} {new.text}", held.location, held.row)
                return
            yield held
        self._open = new

    @staticmethod
    def _joins(held: Item, new: Item) -> bool:
        """Two pieces that only together are a label: 商业 + 企业; or an ordinal and its label."""
        whole = f"{held.text}{new.text}"
        match = labels.exact(whole)
        if match.likeness < _WHOLE or new.match.likeness < _WHOLE:
            return match.likeness == _WHOLE
        return has_own_ordinal(whole)


def _items_of(rows: list[tuple[str, list[str]]], location: str, number: int) -> Iterator[Item]:
    """The items of several rows on one line, each with a row number that no other line has."""
    for count, (label, figures) in enumerate(rows, start=1):
        row = -_MOST_ROWS * number - count
        for part, _ in _row_labels(label, None) if label else ():
            yield item(part, location, row)
        for figure in figures:
            yield item(figure, location, row)


def _may_hold_rows(text: str) -> bool:
    """Whether figures may stand among the words of a text that is no label."""
    if " " not in text or len(text) > _LONGEST_ROWS or not any(map(str.isdecimal, text)):
        return False
    return not labels.exact(text).roles


def _row_labels(head: str, layout: Layout | None) -> list[tuple[str, Spot | None]]:
    """The labels before a row's figures."""
    found = cut_labels(head, layout) or behind_rest(head, layout)
    if not found and not labels.like(head).roles:
        found = behind_groups(head, layout)
    return found or list(pieces(head, layout, whole=True))


def _rows_in(text: str) -> list[tuple[str, list[str]]]:
    """Labels and figures of a line that holds several rows, or one whose last cell has a note.

    A line end was lost, or figures run into the next label: a label like the form's would be found
    in the whole, and its row taken for blank.

    Returns:
        The rows; nothing if the line is anything else.
    """
    words = text.split()
    kinds = [Kind.WORDS if ORDINAL.match(word) else numbers.read(word).kind for word in words]
    rows: list[tuple[str, list[str]]] = []
    at = 0
    while at < len(words):
        figure = next((n for n in range(at, len(words)) if kinds[n] is not Kind.WORDS), len(words))
        end = next((n for n in range(figure, len(words)) if kinds[n] is Kind.WORDS), len(words))
        rows.append((" ".join(words[at:figure]), words[figure:end]))
        at = end
    if Kind.NUMBER not in kinds or not rows[0][0]:
        return []
    # One of the first two tells; a line made to break its reader has thousands.
    return rows if any(labels.like(row).of("row", "group") for row, _ in rows[:2]) else []
