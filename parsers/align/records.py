"""Records: labels with the cells that follow them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from parsers.align.items import Item, Run
from parsers.numbers import Kind


@dataclass(slots=True)
class Record:
    """One row as printed: its label pieces and the cells after them.

    `row_key` is the form's row, None while unknown; `likeness` says how like its label is;
    `depth` is how many label columns the form has to the right of its label; `torn` says that
    figures without a label stand right behind it, too few for a row of their own, or a part of its
    figures elsewhere; `leading`, that a figure stands before its label, or within it.
    """

    labels: list[Item] = field(default_factory=list)
    values: list[Item] = field(default_factory=list)
    run: Run | None = None
    row_key: str | None = None
    likeness: float = 0.0
    depth: int | None = None
    torn: bool = False
    leading: bool = False
    _figures: int | None = None

    @property
    def label(self) -> str:
        """The row's own label as printed (group heads left out)."""
        return self.labels[-1].text if self.labels else ""

    @property
    def own_labels(self) -> int:
        """How many of its labels stand in its printed row, heads above it left out."""
        own = min(len(self.labels), 1)
        for item in reversed(self.labels[:-1]):
            if item.match.of("column", "head", "anchor", "note", "corner"):
                break
            own += 1
        return own

    @property
    def in_text(self) -> bool:
        """Whether it stands in lines of text, not in a table with known rows and columns."""
        return self.run is not None and not self.run.grid

    @property
    def width(self) -> int:
        """Cells of its printed row: labels and the cells after them."""
        return self.own_labels + len(self.values)

    @property
    def figures(self) -> int:
        """How many of its cells print a number."""
        if self._figures is None:
            self._figures = len([v for v in self.values if v.printed.kind is Kind.NUMBER])
        return self._figures

    @property
    def filled(self) -> int:
        """How many of its cells print something."""
        return sum(1 for value in self.values if value.text)


def records(run: Run) -> Iterator[Record]:
    """Cuts a run into records."""
    chunk: list[Item] = []
    row: int | None = None
    for item in run.items:
        if item.row is None or item.row != row:
            if row is not None:
                yield from _known_row(chunk, run)
                chunk = []
            elif item.row is not None:
                yield from _stream(chunk, run)
                chunk = []
        row = item.row
        chunk.append(item)
    yield from _known_row(chunk, run) if row is not None else _stream(chunk, run)


def _is_row_label(item: Item) -> bool:
    return bool(item.match.roles) and item.match.is_row


def _known_row(items: list[Item], run: Run) -> Iterator[Record]:
    """One printed row: leading words are labels, the rest are cells."""
    plain = _plain_row(items)
    if plain:
        yield Record(items[:plain], items[plain:], run)
        return
    start = 0
    while start < len(items):
        end = start
        while end < len(items) and items[end].is_blank and items[end].text == "":
            end += 1
        if end < len(items) and not items[end].is_words:
            # No label: the blank cells are cells of the row, not room for a label.
            end = start
        while end < len(items) and items[end].is_words:
            end += 1
        # Blank cells of a span, or an ordinal in a cell of its own, may stand before the label.
        later = end
        for index in range(end, min(len(items), start + 6)):
            if _is_row_label(items[index]) and all(
                i.is_blank or _is_small(i) for i in items[end:index]
            ):
                later = index + 1
        end = _after_exact_label(items, start, later)
        nxt = next((i for i in range(end, len(items)) if _is_row_label(items[i])), len(items))
        if nxt < len(items) and not any(i.printed.kind is Kind.NUMBER for i in items[end:nxt]):
            nxt = len(items)
        words = [i for i in items[start:end] if i.is_words]
        if all(i.is_words or i.is_blank for i in items) and not any(
            _is_row_label(i) for i in words
        ):
            # A head row: every word of it is a head, blanks are pads.
            yield Record([i for i in items if i.is_words], [i for i in items if i.is_blank], run)
            return
        leading = any(i.printed.kind is Kind.NUMBER for i in items[start:end])
        yield Record(words, items[end:nxt], run, leading=leading)
        start = nxt


def _plain_row(items: list[Item]) -> int:
    """How many labels lead a row of labels and then figures; 0 for every other row."""
    end = 0
    for item in items:
        if item.printed.kind is not Kind.WORDS:
            break
        end += 1
    if not 0 < end < len(items) or _after_exact_label(items, 0, end) != end:
        return 0
    figures = False
    for item in items[end:]:
        kind = item.printed.kind
        if kind is Kind.WORDS:
            return 0
        figures = figures or kind is Kind.NUMBER
    return end if figures else 0


def _after_exact_label(items: list[Item], start: int, end: int) -> int:
    """Words after a label that is whole are a cell: 行政许可 | 五件."""
    for index in range(end - 1, start - 1, -1):
        if _is_row_label(items[index]) and items[index].match.likeness == 100:
            return index + 1
    return end


def _is_small(item: Item) -> bool:
    value = item.printed.value
    return value is not None and 0 < value < 30


def _stream(items: Iterable[Item], run: Run) -> Iterator[Record]:
    """Cells without known rows: a label opens a record, the cells until the next label fill it."""
    record = Record(run=run)
    for item in items:
        if item.is_words and not (item.is_ordinal and _ends_with_row(record)):
            if record.values or _is_complete(record, item):
                yield record
                record = Record(run=run)
            record.labels.append(item)
        elif item.text != "" or record.values or not _is_head(record):
            record.values.append(item)
    if record.labels or record.values:
        yield record


def _is_head(record: Record) -> bool:
    """Whether the last label is a head: empty cells after it are padding, not cells of a row."""
    return bool(record.labels) and bool(
        record.labels[-1].match.of("column", "head", "anchor", "note", "section")
    )


def _is_complete(record: Record, following: Item) -> bool:
    """A row's label without cells, before the next label: its cells were dropped as blank."""
    return (
        bool(following.match.roles)
        and _ends_with_row(record)
        and not record.labels[-1].match.of("group")
    )


def _ends_with_row(record: Record) -> bool:
    """Whether the last label is a row's, word for word."""
    if not record.labels:
        return False
    last = record.labels[-1]
    return _is_row_label(last) and last.match.likeness == 100
