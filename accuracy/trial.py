"""Makes the reports of a batch, has the tools render them, breaks them, and judges the parser."""

from __future__ import annotations

import base64
import random
import re
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace

from accuracy import (
    break_indicators,
    break_sheet,
    break_text,
    figures,
    forms,
    indicator_sheet,
    office,
    pages,
    prints,
    texts,
)
from accuracy.break_sheet import ONLY_LOSSY, ONLY_PAGES
from accuracy.break_text import Rendered
from accuracy.judge import Verdict, forms_shown, judge, truths
from accuracy.marked import Markers, Text, filled, lockstep, plain
from accuracy.scans import scanned
from accuracy.shapes import SHEETS, TARGETS, Shape, draw_look
from accuracy.sheet import Layout, Sheet, build
from accuracy.tools import Running
from accuracy.wording import wording
from parsers import parse
from parsers.errors import GongkaiError
from parsers.model import Document, Dossier

CountKey = tuple[str, str, str, str, str]  # shape, form, mutation, policy, outcome
AS_PUBLISHED = "as published"
_FORMS = ("2021", "2019", "2021", "2014", "2019", "mixed")
_YEARS = {
    "2021": range(2021, 2026),
    "2019": range(2019, 2022),
    "mixed": range(2021, 2026),
    "2014": range(2014, 2019),
}
# A program that prints fills up a row that is short: then its figures stand under other heads.
ONLY_BEFORE_PRINT = frozenset({"code lost"})
_SLOW = 2.0
# Starting LibreOffice takes seconds: all reports of a batch in one of its shapes, now and then.
_BATCH = 10
_EVERY = 4
# Formats that the parser itself reads through LibreOffice.
_CONVERTED = frozenset(("doc", "rtf"))
# One report in so many is read as a picture.
_SCANS = 30
_GAVE_UP = "[TABLE]"
_DIVIDED = re.compile(r"[|│\t]")
_RUN = re.compile(r"(?<=\d)(?=\d)")


@dataclass(frozen=True)
class Case:
    """A document worth a look: where it was made, and what is wrong with its cells."""

    shape: str
    form: str
    mutation: str
    name: str
    lines: tuple[str, ...]
    source: bytes


@dataclass
class Tally:
    """What a batch gave: counts, and the documents worth a look."""

    counts: Counter[CountKey] = field(default_factory=Counter)
    silent: list[Case] = field(default_factory=list)
    weak: list[Case] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    unjudged: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Adds another batch."""
        self.counts += other.counts
        self.silent += other.silent
        self.weak += other.weak
        self.refused += other.refused
        self.unjudged += other.unjudged


@dataclass
class _Job:
    """A report in one shape: rendered once with markers, once with figures."""

    shape: Shape
    form: str
    policy: str
    mutation: str
    name: str
    sheet: Sheet
    markers: Markers
    template: str
    seed: str
    content: bytes | None = None


class Bench:
    """Judges batches; holds the tools' processes."""

    def __init__(self, shapes: list[Shape], mutations: int = 2) -> None:
        self._shapes = shapes
        self._running: dict[str, Running] = {}
        self._mutations = mutations

    def close(self) -> None:
        """Ends the tools."""
        for running in self._running.values():
            running.close()
        self._running.clear()

    def batch(self, seed: int, numbers: range) -> Tally:
        """Judges the reports with these numbers, each in several shapes."""
        tally = Tally()
        jobs = [job for number in numbers for job in self._jobs(seed, number)]
        for shape in self._shapes:
            mine = [job for job in jobs if job.shape is shape]
            if shape.print:
                self._printed(shape, mine, tally)
                continue
            for job, text in zip(mine, self._render(shape, mine), strict=True):
                if text is None:
                    tally.unjudged[shape.name] += 1
                else:
                    self._trial(job, text, tally)
        return tally

    def _jobs(self, seed: int, number: int) -> list[_Job]:
        rng = random.Random(f"{seed}/{number}")
        kinds = [
            [s for s in self._shapes if s.page and not s.print],
            [s for s in self._shapes if s.text],
            [s for s in self._shapes if s.tool and not s.office and not s.print],
            [s for s in self._shapes if s.office and not s.tool],
            [s for s in self._shapes if s.print and not s.scan],
            [s for s in self._shapes if s.scan],
        ]
        # OCR takes a hundred times as long as all other shapes of a report together.
        scans = 1 if not number % _SCANS or all(s.scan for s in self._shapes) else 0
        drawn: list[Shape] = self._started(seed, number)
        for shapes, count in zip(kinds, (2, 2, 3, 1, 2, scans), strict=True):
            pool = [s for s in shapes for _ in range(s.weight)]
            for _ in range(count):
                left = [s for s in pool if s not in drawn]
                if left:
                    drawn.append(rng.choice(left))
        jobs = []
        for shape in drawn:
            sheet, form, policy = self._sheet(random.Random(f"{seed}/{number}"), number, shape)
            kind = (form, policy)
            name = f"{seed}-{number:05d}"
            jobs.append(self._job(rng, shape, kind, AS_PUBLISHED, name, sheet))
            if shape.blanks == "glued" or (shape.tool and shape.office in _CONVERTED):
                continue
            known = (break_indicators if form == "2014" else break_sheet).MUTATIONS
            mutation = rng.choice([m for m in known if _suits(shape, m)])
            lossy = bool(shape.tool) or shape.lossy
            broken = break_sheet.mutate(rng, sheet, known[mutation], lossy=lossy)
            moved = broken is not None and shape.print and break_sheet.moves_figures(broken)
            if broken is not None and not moved:
                with suppress(office.OverlapError):
                    jobs.append(self._job(rng, shape, kind, mutation, name, broken))
        return jobs

    def _started(self, seed: int, number: int) -> list[Shape]:
        """The shape of LibreOffice that the reports of a batch are judged in, if any."""
        known = [s for s in self._shapes if s.tool and s.office]
        batch = number // _BATCH
        if not known or (len(known) < len(self._shapes) and batch % _EVERY):
            return []
        return [random.Random(f"{seed}/office/{batch}").choice(known)]

    def _sheet(self, rng: random.Random, number: int, shape: Shape) -> tuple[Sheet, str, str]:
        form = _FORMS[number % len(_FORMS)]
        if form == "2014":
            tables = indicator_sheet.tables(rng)
        elif form == "mixed":
            kinds = [("2021", "2019", "2021"), ("2019", "2019", "2021"), ("2021", "2021", "2019")]
            tables = forms.mixed(*rng.choice(kinds))
        else:
            tables = forms.mixed(form, form, form)
        policy = figures.POLICIES[(number // len(_FORMS)) % len(figures.POLICIES)]
        how = figures.style(rng, policy)
        printed = figures.printed(rng, figures.numbers(rng, tables), tables, how)
        words = wording(rng)
        year = rng.choice(_YEARS[form])
        if form == "2014":
            return indicator_sheet.build(rng, tables, printed, words, year), form, policy
        layout = Layout(rng.random() < 0.2, rng.random() < 0.15)
        if shape.page == "split":
            layout = Layout(split_two=True, split_four=True)
        return build(rng, tables, printed, words, layout, year), form, policy

    def _job(
        self,
        rng: random.Random,
        shape: Shape,
        kind: tuple[str, str],
        mutation: str,
        name: str,
        sheet: Sheet,
    ) -> _Job:
        markers = Markers()
        seed = f"{name}/{shape.name}/{mutation}"
        if shape.office and not shape.tool:
            content = office.write(random.Random(seed), sheet, shape.office)
            return _Job(shape, *kind, mutation, name, sheet, markers, "", seed, content)
        if shape.print:
            page = pages.page(sheet, pages.Look(paragraphs=rng.random() < 0.3), markers)
            template = prints.styled(page, rng, shape.print)
        elif shape.text:
            template = texts.text(sheet, shape.text, markers)
        else:
            template = pages.page(sheet, draw_look(rng, shape), markers)
        return _Job(shape, *kind, mutation, name, sheet, markers, template, seed)

    def _render(self, shape: Shape, jobs: list[_Job]) -> list[Text | None]:
        """The text of each job with its figures known, None where they cannot be."""
        if shape.office and not shape.tool:
            return [office.printed(j.sheet) for j in jobs]
        if shape.tool is None:
            sew = _sewn if shape.page == "word" else None
            return [filled(j.template, j.markers, sew) for j in jobs]
        if not jobs:
            return []
        if shape.tool.key not in self._running:
            self._running[shape.tool.key] = Running(shape.tool)
        running = self._running[shape.tool.key]
        if shape.office:
            return _render_documents(running, jobs)
        marked = [
            # A tool that gives up on a table prints nothing of it, not even its empty cells.
            None if text is None or _GAVE_UP in text else text
            for text in running.convert([job.template for job in jobs])
        ]
        real = running.convert([job.markers.fill(job.template) for job in jobs])
        return [
            None if template is None or text is None else lockstep(template, text, job.markers)
            for job, template, text in zip(jobs, marked, real, strict=True)
        ]

    def _printed(self, shape: Shape, jobs: list[_Job], tally: Tally) -> None:
        """Has a tool print reports, and judges what is read of each print."""
        assert shape.tool is not None
        if not jobs:
            return
        if shape.tool.key not in self._running:
            self._running[shape.tool.key] = Running(shape.tool)
        texts = [filled(job.template, job.markers) for job in jobs]
        made = self._running[shape.tool.key].convert([plain(text) for text in texts])
        for job, text, pdf in zip(jobs, texts, made, strict=True):
            if pdf is None:
                tally.unjudged[shape.name] += 1
                continue
            content = base64.b64decode(pdf)
            if shape.scan:
                content = scanned(content, shape.scan, random.Random(job.seed))
            self._judge(job, Rendered(text, job.sheet, shape.blanks), job.mutation, tally, content)

    def _trial(self, job: _Job, text: Text, tally: Tally) -> None:
        blanks = job.shape.blanks
        if blanks == "kept" and not job.content and not _DIVIDED.search(plain(text)):
            blanks = "lost"  # some tools give up on a table and print its cells one by one
        rendered = Rendered(text, job.sheet, blanks)
        self._judge(job, rendered, job.mutation, tally)
        blanks = job.shape.blanks
        if (
            job.mutation != AS_PUBLISHED
            or blanks in ("html", "glued")
            or job.shape.page
            or job.content
        ):
            return
        rng = random.Random(job.seed)
        for mutation in rng.sample(list(break_text.MUTATIONS), self._mutations):
            broken = break_text.mutate(rng, rendered, mutation)
            if broken is not None:
                self._judge(job, broken, mutation, tally)

    def _judge(
        self,
        job: _Job,
        rendered: Rendered,
        mutation: str,
        tally: Tally,
        pdf: bytes | None = None,
    ) -> None:
        shape = job.shape
        source = plain(rendered.text)
        html = shape.blanks == "html" or shape.page is not None or shape.office is not None
        # An empty row of a sheet looks as the room between two tables does.
        rows = html and shape.office not in SHEETS
        truth = truths(job.sheet, rendered.text, rendered.dropped, grid=rows)
        shown = forms_shown(job.sheet, truth)
        partial = set(job.sheet.figures) - set(truth)
        ending = "pdf" if pdf is not None else shape.office or ("html" if html else "txt")
        content = pdf or (source.encode() if job.content is None else job.content)
        document = Document(content, f"{job.name}.{ending}")
        started = time.perf_counter()
        verdict = Verdict()
        try:
            cells = parse(Dossier(document)).cells
        except GongkaiError as error:
            verdict = judge([], truth, shown)
            tally.refused[f"{shape.name}: {mutation}: {error.code}"] += 1
        except Exception as error:  # a crash is a result too
            verdict.counts["silent"] += 1
            verdict.silent.append(f"the parser failed: {type(error).__name__}: {error}")
        else:
            verdict = judge(cells, truth, shown, partial)
        converted = shape.office in _CONVERTED or shape.scan
        if time.perf_counter() - started > _SLOW and not converted:
            tally.refused[f"{shape.name}: {mutation}: slower than {_SLOW} s"] += 1
        for outcome, count in verdict.counts.items():
            tally.counts[shape.name, job.form, mutation, job.policy, outcome] += count
        case = Case(
            shape.name, job.form, mutation, document.source, tuple(verdict.silent), document.content
        )
        if verdict.silent:
            tally.silent.append(case)
        target = TARGETS.get(shape.blanks, 0)
        if mutation == AS_PUBLISHED and verdict.counts["right"] < target * verdict.cells:
            tally.weak.append(replace(case, lines=tuple(verdict.weak)))


def _render_documents(running: Running, jobs: list[_Job]) -> list[Text | None]:
    """What LibreOffice prints of the documents that it made; each job is given its document."""
    pages_of = [job.template for job in jobs] + [job.markers.fill(job.template) for job in jobs]
    answers = [None if a is None else a.partition("\n") for a in running.convert(pages_of)]
    texts_of: list[Text | None] = []
    for job, marked, real in zip(jobs, answers[: len(jobs)], answers[len(jobs) :], strict=True):
        if marked is None or real is None:
            texts_of.append(None)
            continue
        job.content = base64.b64decode(real[0])
        texts_of.append(lockstep(marked[2], real[2], job.markers))
    return texts_of


def _suits(shape: Shape, mutation: str) -> bool:
    """Whether a broken report would be broken in this shape, too; see `honest`."""
    if shape.office in SHEETS and not shape.tool:
        # A sheet has a cell at every place: a row cannot be short, only end in empty cells.
        return mutation not in ONLY_LOSSY and not (shape.office == "csv" and mutation in ONLY_PAGES)
    if shape.print and mutation in ONLY_BEFORE_PRINT:
        return False
    if shape.tool and shape.blanks != "lost":
        return mutation not in ONLY_PAGES | ONLY_LOSSY
    return bool(shape.page or shape.office) or mutation not in ONLY_PAGES


def _sewn(text: str) -> str:
    """A number as Word leaves it: cut into runs of one character format."""
    return _RUN.sub("</span><span lang=EN-US>", text, count=1)
