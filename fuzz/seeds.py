"""Documents to begin with: the fixtures, and made-up reports in every shape that is made here."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from accuracy import figures, forms, pages, texts
from accuracy.marked import Markers
from accuracy.shapes import draw_look, shapes
from accuracy.sheet import Layout, build
from accuracy.wording import wording

FIXTURES = Path(__file__).parents[1] / "fixtures" / "reports"
_PIECE = 60


def seeds() -> Iterator[bytes]:
    """The documents; the figures of those that are made here are invented."""
    for path in sorted(FIXTURES.iterdir()):
        if path.suffix != ".md" or path.name != "README.md":
            yield path.read_bytes()
    for number, shape in enumerate(s for s in shapes([]) if not s.office):
        for form in ("2021", "2019"):
            text = _report(random.Random(f"{number}/{form}"), shape.name, form)
            yield text.encode()
            lines = text.split("\n")
            # Pieces are quick to read, so many more changes of them can be tried.
            yield from (
                "\n".join(lines[n : n + _PIECE]).encode() for n in range(0, len(lines), _PIECE)
            )


def _report(rng: random.Random, name: str, form: str) -> str:
    shape = next(s for s in shapes([]) if s.name == name)
    tables = forms.mixed(form, form, form)
    how = figures.style(rng, rng.choice(figures.POLICIES))
    printed = figures.printed(rng, figures.numbers(rng, tables), tables, how)
    layout = (
        Layout(split_two=True, split_four=True) if shape.page == "split" else Layout(False, False)
    )
    sheet = build(rng, tables, printed, wording(rng), layout, 2020 if form == "2019" else 2023)
    markers = Markers()
    if shape.text:
        return markers.fill(texts.text(sheet, shape.text, markers))
    return markers.fill(pages.page(sheet, draw_look(rng, shape), markers))
