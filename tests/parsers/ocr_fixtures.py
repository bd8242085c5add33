"""Makes the synthetic pictures of ``fixtures/pictures`` from the synthetic PDFs of ``fixtures/pdf``.

``python -m tests.parsers.ocr_fixtures`` needs the extra ``ocr``. What they print stands beside the
PDFs; every figure is made up.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image

from accuracy.scans import Look, photographed
from parsers.documents import pdf_process, pdf_rules

ROOT = Path(__file__).parents[2] / "fixtures"
FOLDER = ROOT / "pictures"


def pages(name: str, density: int) -> list[Image.Image]:
    """The pages of a PDF of the fixtures, in greys."""
    document = pypdfium2.PdfDocument(ROOT / "pdf" / f"{name}.pdf")
    return [page.render(scale=density / 72).to_pil().convert("L") for page in document]


def scan(name: str, density: int, look: Look, seed: int) -> bytes:
    """A PDF whose pages are pictures."""
    rng = random.Random(seed)
    shown = [photographed(page, look, rng) for page in pages(name, density)]
    out = io.BytesIO()
    shown[0].save(
        out, "PDF", save_all=True, append_images=shown[1:], resolution=density, quality=60
    )
    return out.getvalue()


def tables(name: str, density: int) -> Iterator[Image.Image]:
    """The ruled tables of a PDF of the fixtures, page by page, as a page shows them as pictures."""
    content = (ROOT / "pdf" / f"{name}.pdf").read_bytes()
    scale = density / 72
    for page, drawn in zip(pages(name, density), pdf_process.pages(content)["pages"], strict=True):
        for table in pdf_rules.tables(drawn["rules"], drawn["areas"])[0]:
            x0, y0, x1, y1 = (round(side * scale) for side in table.box)
            yield page.crop((x0 - 4, y0 - 4, x1 + 4, y1 + 4))


def main() -> None:
    """Writes them all."""
    FOLDER.mkdir(exist_ok=True)
    rough = Look(skew=1.2, noise=7.0, blur=0.5, quality=60)
    (FOLDER / "scan-rough.pdf").write_bytes(scan("libreoffice", 130, rough, 2))
    for number, table in enumerate(tables("libreoffice", 130), start=1):
        table.quantize(16).save(FOLDER / f"table-{number}.png", optimize=True)


if __name__ == "__main__":
    main()
