"""Makes the synthetic PDFs of ``fixtures/pdf`` with the tools that print reports.

``python -m tests.parsers.pdf_fixtures`` needs LibreOffice, Chromium and a Chinese font. Beside each
PDF stands what it prints, cell by cell; every figure is made up.
"""

from __future__ import annotations

import base64
import json
import random
from pathlib import Path

from accuracy import figures, forms, pages, prints
from accuracy.converters import Convert, chromium, libreoffice_pdf
from accuracy.marked import Markers, filled, plain
from accuracy.sheet import Layout, build
from accuracy.wording import Wording

FOLDER = Path(__file__).parents[2] / "fixtures" / "pdf"


def make(name: str, convert: Convert, form: str, kind: str, seed: int) -> None:
    """One report: its PDF, and its figures as JSON (null: nothing is printed)."""
    rng = random.Random(seed)
    tables = forms.mixed(form, form, form)
    printed = figures.printed(
        rng, figures.numbers(rng, tables), tables, figures.style(rng, "mixed")
    )
    sheet = build(rng, tables, printed, Wording(rng), Layout(), 2023)
    markers = Markers()
    page = prints.styled(pages.page(sheet, pages.Look(), markers), rng, kind)
    (made,) = convert([plain(filled(page, markers))])
    assert made is not None, f"{name} was not printed"
    (FOLDER / f"{name}.pdf").write_bytes(base64.b64decode(made))
    truth = {
        ".".join(key): None if figure.value is None else str(figure.value)
        for key, figure in sorted(sheet.figures.items())
    }
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    print_page = chromium()
    make("chromium", print_page, "2021", "ruled", 1)
    make("chromium-narrow", print_page, "2019", "narrow", 2)
    make("chromium-no-rules", print_page, "2021", "no rules", 3)
    make("libreoffice", libreoffice_pdf(), "2021", "ruled", 4)
