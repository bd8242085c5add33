"""The aligner: one mechanism that rebuilds the standard tables from any run of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parsers import labels, standard, totals
from parsers.align import indicators, lines
from parsers.align.assign import Assigner, Found
from parsers.align.build import absent, build
from parsers.align.gaps import ByGaps, Steps
from parsers.align.gaps import steps as gaps_of
from parsers.align.heads import Heads, read
from parsers.align.offsets import Offsets
from parsers.align.records import Record, records
from parsers.align.shape import Layout, Shape, has_gap, lacks_cells, lies_under, shape_of
from parsers.align.spans import Spans, of_document
from parsers.align.special import is_table, labels_alone, merge_blocks, text_deduplicated
from parsers.align.zones import runs
from parsers.confirm import confirm
from parsers.documents.blocks import Line, Page
from parsers.model import Cause, Cell, Finding, Status
from parsers.notes import note
from parsers.standard import Table


@dataclass(slots=True)
class Alignment:
    """What the aligner made of a page.

    Attributes:
        cells: one per slot of the decided forms, in form order.
        forms: form by table.
        findings: what was noticed.
        consumed: indexes of the page's blocks that are tables.
        figures: how many numbers the tables print; 0 for a page without tables.
        labels: how many rows of the forms were found by label.
    """

    cells: list[Cell] = field(default_factory=list)
    forms: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    consumed: set[int] = field(default_factory=set)
    figures: int = 0
    labels: int = 0


class Aligner:
    """Reads the tables of one page; the forms are decided once the report year is known."""

    def __init__(self, page: Page) -> None:
        self._assigner = Assigner()
        self._indicators = indicators.read(page)
        self.consumed: set[int] = set(self._indicators.blocks)
        for run in runs(page, self._indicators.blocks):
            self.consumed.update(run.blocks)
            for record in records(run):
                self._assigner.add(record)
        self._found = {
            table_id: found for table_id, found in self._assigner.found.items() if is_table(found)
        }
        if self._found and not self._prints_figures(page):
            # Where tables lost all their cells, one may have lost its heads, too.
            for table_id, found in self._assigner.found.items():
                if labels_alone(found, _candidates(table_id)):
                    self._found[table_id] = found

    def _prints_figures(self, page: Page) -> bool:
        """Whether a figure stands in a table or, with nothing else on its line, beside them."""
        held = (record for found in self._assigner.found.values() for record in found.records)
        if self.figures or any(r.figures for r in (*self._assigner.unplaced, *held)):
            return True
        rows = (lines.row_line(block.text) for block in page.blocks if isinstance(block, Line))
        return any(row is not None and not row["head"] for row in rows)

    @property
    def figures(self) -> int:
        """How many numbers the tables print."""
        printed = sum(r.figures for f in self._found.values() for r in f.records)
        return printed + self._indicators.figures

    @property
    def is_whole(self) -> bool:
        """Whether a table was found in each section that has any."""
        there = {t.section for key in self._found for t in _candidates(key)}
        form = next(iter(standard.annual_forms()))
        return bool(self._indicators.cells) or there >= {t.section for t in form.tables.values()}

    @property
    def labels(self) -> int:
        """How many rows of the forms were found by their label."""
        found = sum(1 for f in self._assigner.found.values() for r in f.records if r.row_key)
        return found + self._indicators.labels

    def align(self, report_year: int | None) -> Alignment:
        """Decides forms and cells.

        Args:
            report_year: the year reported on, None if unknown; it decides only where content
                does not.

        Returns:
            The alignment. Reports of years before the first form have no cells unless a
            table was found.
        """
        result = Alignment(consumed=self.consumed, figures=self.figures, labels=self.labels)
        default = standard.form_of_year(report_year)
        decided = self._decide(default)
        positional = self._positional(decided)
        spans = self._spans(decided)
        proven = self._proven(decided)
        if not decided and default is None:
            return self._finished(result)
        by_section = _forms_by_section(decided, default)
        gaps = any(
            has_gap(record, len(heads.table.columns))
            for table_id, heads in decided.items()
            for record in self._found[table_id].records
        )
        texts = [(self._found[t], heads.table) for t, heads in decided.items()]
        drops = any(
            lacks_cells(record, len(table.columns))
            for found, table in texts
            if table.rows[0].label
            for record in found.records
        )
        shifted = sum(f.is_shifted(len(table.columns)) for f, table in texts) >= _TABLES
        steps, offsets = gaps_of(texts), Offsets(texts)
        for table in _slots(decided, by_section):
            result.forms[table.id] = table.form
            heads = decided.get(table.id)
            if heads is None:
                result.cells.extend(absent(table, "the table is not in the source"))
                continue
            found = merge_blocks(
                self._found[table.id], table, keeps_blanks=positional or spans is not None
            )
            columns = len(table.columns)
            in_grid = all(r.run is not None and r.run.keeps_blanks for r in found.records)
            keeps = positional or (
                spans is not None and spans.in_place and not any(c.group for c in table.columns)
            )
            columns_at = heads.columns_at if in_grid or keeps else None
            shape = shape_of(
                found.records, columns, columns_at,
                positional=keeps, gaps=gaps, proven=proven, table=table, spans=spans,
                drops=drops,
            )  # fmt: skip
            shape = replace(shape, layout=_layout(found, table, shape, steps, offsets))
            if self._other_form(found, heads, decided):
                heads = replace(heads, doubt="rows have more figures than the form has columns")
            if heads.permuted and not (shape.columns_at and shape.confirmed):
                heads = replace(heads, doubt="the heads stand in another order than the form's")
            if found.is_shifted(columns) or (shifted and any(r.in_text for r in found.records)):
                heads = replace(heads, doubt=_SHIFTED)
            cells, findings = build(found, heads, shape)
            if not shape.keeps_blanks and text_deduplicated(found, columns):
                _refuse_deduplicated(table, cells, findings)
            elif not any(r.figures for r in found.records):
                findings.append(_without_figures(table))
            result.cells.extend(cells)
            result.findings.extend(findings)
        for record in self._assigner.unplaced:
            if record.figures >= _A_ROW:
                result.findings.append(_loose_figures(record))
        return self._finished(result)

    def _finished(self, result: Alignment) -> Alignment:
        """The table that is appended to reports, wherever it stands, comes after their own."""
        result.cells.extend(self._indicators.cells)
        result.findings.extend(self._indicators.findings)
        result.forms |= {cell.table_id: cell.form for cell in self._indicators.cells[:1]}
        confirm(result.cells, result.forms)
        totals.place(result.cells, result.forms)
        return result

    def _decide(self, default: str | None) -> dict[str, Heads]:
        """Heads by table; tables whose content does not tell follow their section, then the year."""
        newest = next(iter(standard.forms()))
        decided: dict[str, Heads] = {}
        for table_id, found in self._found.items():
            decided[table_id] = read(found, _candidates(table_id), default or newest)
        by_section = {h.table.section: h.table.form for h in decided.values() if h.certain}
        for table_id, heads in decided.items():
            section_form = by_section.get(heads.table.section)
            if not heads.certain and section_form and section_form != heads.table.form:
                decided[table_id] = read(self._found[table_id], _candidates(table_id), section_form)
        certain = {h.table.form for h in decided.values() if h.certain}
        for table_id, heads in decided.items():
            others = certain - {heads.table.form} or self._has_unnamed(table_id, heads)
            if not heads.certain and others and self._lacks_telling(heads):
                decided[table_id] = replace(
                    heads, doubt="the rows that tell the form were not found"
                )
        return decided

    def _has_unnamed(self, table_id: str, heads: Heads) -> bool:
        """Whether a whole row of a table has no label that is known."""
        columns = len(heads.table.columns)
        records = self._found[table_id].records
        unnamed = (r for r in records if r.row_key is None and not labels.is_remark(r.label))
        return any(r.figures and len(r.values) >= columns for r in unnamed)

    def _lacks_telling(self, heads: Heads) -> bool:
        """Whether forms differ in rows of a table that prints figures, and none of these was found."""
        keys = [frozenset(table.data_keys) for table in _candidates(heads.table.id)]
        telling = frozenset.union(*keys) - frozenset.intersection(*keys)
        records = self._found[heads.table.id].records
        figures = any(r.figures for r in records)
        return bool(telling) and figures and all(r.row_key not in telling for r in records)

    @staticmethod
    def _other_form(found: Found, heads: Heads, decided: dict[str, Heads]) -> bool:
        """Whether a table of one column may be another form's, whose other heads are lost."""
        if len(heads.table.columns) > 1 or all(r.figures <= 1 for r in found.records):
            return False
        section = [h.table for h in decided.values() if h.table.section == heads.table.section]
        return any(table.form != heads.table.form for table in section)

    def _spans(self, decided: dict[str, Heads]) -> Spans | None:
        """What the text prints for spans, judged from its rows of several cells."""
        return of_document(
            (record, heads.table)
            for table_id, heads in decided.items()
            for record in self._found[table_id].records
            if record.in_text and record.values and record.values[0].row is not None
        )

    def _proven(self, decided: dict[str, Heads]) -> set[tuple[int, ...]]:
        """Grid columns of heads under which a full row of some table lies."""
        return {
            heads.columns_at
            for table_id, heads in decided.items()
            if heads.columns_at is not None
            and any(lies_under(r, heads.columns_at) for r in self._found[table_id].records)
        }

    def _positional(self, decided: dict[str, Heads]) -> bool:
        """Whether text rows keep grid positions: heads of several rows do not overlap."""
        return any(
            heads.columns_at is not None and any(c.group for c in heads.table.columns)
            for heads in decided.values()
        )


_SHIFTED = "figures stand above the label of a first row: they may all be the row's below"
# So many tables with such figures tell of all tables of a text.
_TABLES = 2
# Loose figures are worth a word when they are as many as a row's.
_A_ROW = 5


def _layout(
    found: Found, table: Table, shape: Shape, steps: Steps | None, offsets: Offsets
) -> Layout | None:
    """What tells the columns of a text whose empty cells left room only."""
    if shape.keeps_blanks:
        return None
    return ByGaps(steps, found, table) if steps else offsets.of(found, table)


def _candidates(table_id: str) -> list[Table]:
    return [f.tables[table_id] for f in standard.forms().values() if table_id in f.tables]


def _forms_by_section(decided: dict[str, Heads], default: str | None) -> dict[int, str]:
    newest = next(iter(standard.forms()))
    chosen: dict[int, str] = {}
    for heads in decided.values():
        if heads.certain or heads.table.section not in chosen:
            chosen[heads.table.section] = heads.table.form
    sections = {t.section for form in standard.annual_forms() for t in form.tables.values()}
    return {s: chosen.get(s, default or newest) for s in sections}


def _slots(decided: dict[str, Heads], by_section: dict[int, str]) -> list[Table]:
    """The tables of the dataset for this report, in form order."""
    tables: dict[str, Table] = {}
    for form in standard.annual_forms():
        for table in form.tables.values():
            if table.id in decided:
                tables[table.id] = decided[table.id].table
            elif by_section[table.section] == form.key:
                tables.setdefault(table.id, table)
    order = list(dict.fromkeys(t for f in standard.forms().values() for t in f.tables))
    position = {t: (tables[t].section, t) for t in tables}
    return [tables[t] for t in sorted(tables, key=lambda t: (position[t][0], order.index(t)))]


def _refuse_deduplicated(table: Table, cells: Sequence[Cell], findings: list[Finding]) -> None:
    for cell in cells:
        if cell.status is Status.BLANK:
            cell.status = Status.ABSENT
            cell.reason = "lines that repeat were removed from the text"
        elif cell.status is Status.READ:
            cell.status = Status.DOUBTFUL
            cell.reason = "lines that repeat were removed from the text"
    findings.append(
        note(
            "text_deduplicated",
            "the labels stand here, but lines that repeat were removed: figures are lost",
            "文本中重复的行被删除，数字缺失",
            table=table,
        )
    )


def _without_figures(table: Table) -> Finding:
    return note(
        "table_without_figures",
        "the table prints no number at all",
        "表格中没有任何数字",
        table=table,
        cause=Cause.UNKNOWN,
    )


def _loose_figures(record: Record) -> Finding:
    return note(
        "figures_not_placed",
        "figures without label or table: " + " ".join(v.text for v in record.values),
        "有数字无法归位",
        location=record.values[0].location,
    )


__all__ = ["Aligner", "Alignment", "Shape"]
