"""Printed reports as a scanner, a photograph or a screenshot shows them: PDFs of pictures."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass

import pypdfium2


@dataclass(frozen=True)
class Look:
    """What a scanner does to a page.

    Attributes:
        skew: the most degrees that the page is turned by.
        noise: spread of the noise, of 255 greys.
        blur: radius of the blur, in pixels.
        quality: of JPEG; None without it.
    """

    skew: float = 0.0
    noise: float = 0.0
    blur: float = 0.0
    quality: int | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of scan: dots per inch, and looks to choose from."""

    density: tuple[int, ...]
    look: Callable[[random.Random], Look]


def _clean(_: random.Random) -> Look:
    return Look()


def _rough(rng: random.Random) -> Look:
    return Look(
        skew=2.0 if rng.random() < 0.7 else 0.0,
        noise=rng.choice([0.0, 4.0, 8.0, 14.0]),
        blur=rng.choice([0.0, 0.4, 0.8]),
        quality=rng.choice([None, 30, 50, 70]),
    )


KINDS = {
    "scan, clean, 200 dpi": Kind((200,), _clean),
    "scan, clean, 100 to 300 dpi": Kind((100, 120, 150, 300), _clean),
    "scan, rough, 150 to 300 dpi": Kind((150, 200, 300), _rough),
    "scan, rough, 100 dpi": Kind((100,), _rough),
}


def photographed(page, look: Look, rng: random.Random):  # type: ignore[no-untyped-def]
    """A page, as Pillow has it, the way a scanner leaves it."""
    import numpy as np  # noqa: PLC0415 - with the extra ocr
    from PIL import Image, ImageFilter  # noqa: PLC0415

    paper = 255 if page.mode == "L" else (255, 255, 255)
    if look.skew:
        angle = rng.uniform(-look.skew, look.skew)
        page = page.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=paper)
    if look.blur:
        page = page.filter(ImageFilter.GaussianBlur(look.blur))
    if look.noise:
        grain = np.random.default_rng(rng.randrange(1 << 30))
        greys = np.asarray(page).astype(float)
        spread = grain.normal(0.0, look.noise, greys.shape[:2])
        greys += spread if greys.ndim == 2 else spread[..., None]
        page = Image.fromarray(greys.clip(0, 255).astype("uint8"))
    if look.quality is not None:
        packed = io.BytesIO()
        page.save(packed, "JPEG", quality=look.quality)
        page = Image.open(packed)
    return page


def scanned(pdf: bytes, kind: str, rng: random.Random) -> bytes:
    """A printed PDF as a PDF of pictures."""
    density = rng.choice(KINDS[kind].density)
    look = KINDS[kind].look(rng)
    document = pypdfium2.PdfDocument(pdf)
    scale = density / 72
    shown = [
        photographed(page.render(scale=scale).to_pil().convert("RGB"), look, rng)
        for page in document
    ]
    out = io.BytesIO()
    shown[0].save(
        out, "PDF", save_all=True, append_images=shown[1:], resolution=density, quality=92
    )
    return out.getvalue()
