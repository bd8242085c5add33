"""A picture of a page: decoded, made even, set straight; its rules and its ink.

Runs in the process of `ocr_child` only: NumPy, OpenCV and Pillow come with the extra ``ocr``.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageOps

from parsers.documents.pdf_child import Box, TooMuchError

Array = np.ndarray[Any, Any]

# No page is larger; the pixels of more would need more memory than there is for it.
MOST_PIXELS = 40_000_000
MOST_SIDE = 30_000
MOST_FRAMES = 40
# Larger pictures are made smaller: 10 point type is clear at this size of an A4 page (300 dpi).
_LONGEST = 3_600
# Of tall pictures (a report in one strip) the width counts.
_WIDEST = 2_600
_LEAST = 24
# A page may be turned by so many degrees on the scanner.
_MOST_SKEW = 4.0
_LEVEL = 0.04
# Fewer dots are no dotted rules.
_SOME_DASHES = 60
# Darkness that is ink beyond doubt, 0 to 255.
_INK = 60


class Picture:
    """A page as pixels, set straight.

    Attributes:
        colour: red, green and blue, set straight.
        dark: how dark each pixel is against the paper around it, 0 to 255.
        skew: by how many degrees it was turned back.
        back: two rows of numbers that lead from its pixels to those of the picture as given.
    """

    def __init__(self, colour: Array) -> None:
        dark = _dark(colour)
        self.skew = _skew(dark)
        self.back: Array = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
        if abs(self.skew) >= _LEVEL:
            colour, self.back = _turned(colour, self.skew)
            dark = _dark(colour)
        self.colour = colour
        self.dark = dark

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.colour.shape[1])

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self.colour.shape[0])

    @cached_property
    def type_size(self) -> float:
        """The height of its characters, in pixels."""
        ink = (self.dark > _INK).astype(np.uint8)
        _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
        wide, high = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
        likely = (high >= 6) & (high <= 90) & (wide <= 1.6 * high) & (wide * 4 >= high)
        if int(likely.sum()) < 8:
            return max(12.0, self.width / 60)
        # Most parts of characters are smaller than the characters.
        return float(np.percentile(high[likely], 75)) * 1.1

    @cached_property
    def noise(self) -> float:
        """How dark bare paper gets by chance: the spread of most pixels around their neighbours."""
        step = self.dark.astype(np.int16)
        change = np.abs(step[:, 1:] - step[:, :-1])
        return float(np.percentile(change, 60)) / 1.2

    def rules(self) -> list[Box]:
        """Its straight lines: longer than any stroke of its type, and meeting one another."""
        size = self.type_size
        ink = (self.dark > max(_INK * 0.7, 4 * self.noise)).astype(np.uint8)
        dashes = _dashes(ink, size)
        level = _lines(ink | dashes[0], round(1.5 * size), round(size), upright=False)
        upright = _lines(ink | dashes[1], round(1.35 * size), round(size), upright=True)
        reach = max(5.0, 0.3 * size)
        while True:
            met = [r for r in level if any(_meet(r, other, reach) for other in upright)]
            held = [r for r in upright if any(_meet(other, r, reach) for other in met)]
            if len(met) == len(level) and len(held) == len(upright):
                return [*level, *upright]
            level, upright = met, held


def _meet(level: Box, upright: Box, reach: float) -> bool:
    return (
        level[0] - reach <= upright[2]
        and upright[0] <= level[2] + reach
        and upright[1] - reach <= level[3]
        and level[1] <= upright[3] + reach
    )


def _dashes(ink: Array, size: float) -> tuple[Array, Array]:
    """Dots and dashes with the gaps between them filled, level and upright."""
    _, names, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    small = (np.minimum(wide, high) <= max(3, 0.16 * size)) & (np.maximum(wide, high) <= size)
    small[0] = False
    if int(small.sum()) < _SOME_DASHES:
        return np.zeros_like(ink), np.zeros_like(ink)
    dots = small.astype(np.uint8)[names]
    gap = max(3, round(0.4 * size))
    level = cv2.morphologyEx(dots, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    upright = cv2.morphologyEx(dots, cv2.MORPH_CLOSE, np.ones((gap, 1), np.uint8))
    return level, upright


def _lines(ink: Array, length: int, size: int, *, upright: bool) -> list[Box]:
    """Long straight runs of ink in one direction, as boxes.

    What is left of the skew moves a line by a pixel; a bad print leaves gaps in it.
    """
    if upright:
        ink = ink.T
    ink = np.ascontiguousarray(ink)
    grown = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    length = max(length, 12)
    found = cv2.morphologyEx(grown, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    # Pieces of one line, with the gaps of a bad print between them.
    found = cv2.morphologyEx(found, cv2.MORPH_CLOSE, np.ones((1, max(3, size // 3)), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(found, connectivity=8)
    boxes: list[Box] = []
    for number in range(1, count):
        x, y, wide, high, area = (int(v) for v in stats[number])
        thick = max(area / wide - 2, 1.0)
        if thick > max(0.45 * size, 8) or wide < length:
            continue  # a bar, or what is filled
        middle = y + high / 2
        y0, y1 = middle - max(thick, high - 2) / 2, middle + max(thick, high - 2) / 2
        boxes.append((float(x), y0, float(x + wide), y1))
    return [(y0, x0, y1, x1) for x0, y0, x1, y1 in boxes] if upright else boxes


def frames(content: bytes) -> Iterator[tuple[Array, float]]:
    """The pages of a picture file, each as red, green and blue on white paper.

    Yields:
        The pixels, and how many of those of the file one of them is wide.

    Raises:
        TooMuchError: more pixels or frames than a report has.
        OSError: it cannot be decoded.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            # Only the head of the file is read here.
            image = Image.open(io.BytesIO(content))
            count = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
            if count > MOST_FRAMES:
                raise TooMuchError(f"it has {count} pages")
            for number in range(count):
                image.seek(number)
                wide, high = image.size
                if wide * high > MOST_PIXELS or max(wide, high) > MOST_SIDE:
                    raise TooMuchError(f"it has {wide} times {high} pixels")
                if min(wide, high) < _LEAST:
                    continue
                given = _on_white(image)
                fitting = _fitting(given)
                yield fitting, given.shape[1] / fitting.shape[1]
        except (
            ValueError,
            EOFError,
            SyntaxError,
            KeyError,
            TypeError,
        ) as error:
            raise OSError(str(error)) from error
        except Image.DecompressionBombError as error:
            raise TooMuchError(str(error)) from error


def _on_white(image: Image.Image) -> Array:
    shown = ImageOps.exif_transpose(image)
    if shown.mode in ("RGBA", "LA", "PA") or "transparency" in shown.info:
        shown = shown.convert("RGBA")
        paper = Image.new("RGBA", shown.size, (255, 255, 255, 255))
        shown = Image.alpha_composite(paper, shown)
    elif shown.mode.startswith("I") or shown.mode == "F":
        grey = np.asarray(shown, dtype=np.float64)
        grey = grey * (255.0 / max(float(grey.max()), 255.0))
        shown = Image.fromarray(grey.astype(np.uint8))
    return np.asarray(shown.convert("RGB"))


def _fitting(colour: Array) -> Array:
    high, wide = colour.shape[:2]
    scale = min(1.0, max(_LONGEST / max(high, wide), _WIDEST / wide))
    if scale < 1.0:
        size = (max(1, round(wide * scale)), max(1, round(high * scale)))
        return cv2.resize(colour, size, interpolation=cv2.INTER_AREA)
    return colour


def _dark(colour: Array) -> Array:
    """How much darker each pixel is than the paper around it; coloured ink counts as dark ink."""
    value = colour.min(axis=2)
    high, wide = value.shape
    scale = min(1.0, 700 / max(high, wide))
    size = (max(1, round(wide * scale)), max(1, round(high * scale)))
    small = cv2.resize(value, size, interpolation=cv2.INTER_AREA)
    span = max(9, (max(size) // 40) | 1)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((span, span), np.uint8)), min(span | 1, 255))
    paper = cv2.resize(paper, (wide, high), interpolation=cv2.INTER_LINEAR)
    paper = np.maximum(paper, 40).astype(np.float32)
    even = np.minimum(value.astype(np.float32) / paper, 1.0)
    dark: Array = (255 - 255 * even).astype(np.uint8)
    return dark


def _skew(dark: Array) -> float:
    """By how many degrees the page is turned: the angle at which its rows of ink part best."""
    high, wide = dark.shape
    best = 0.0
    for side, reach, step in ((400, _MOST_SKEW, 0.5), (900, 0.375, 0.125), (1600, 0.0625, 0.03125)):
        scale = min(1.0, side / max(high, wide))
        size = (max(1, round(wide * scale)), max(1, round(high * scale)))
        small = cv2.resize(dark, size, interpolation=cv2.INTER_AREA)
        angles = [best + float(a) for a in np.arange(-reach, reach + step / 2, step)]
        best = max(angles, key=lambda angle: _parts(small, angle))
    return best if _parts(small, best) > 1.02 * _parts(small, 0.0) else 0.0


def _parts(dark: Array, angle: float) -> float:
    """How sharply the rows of a picture part from one another when it is turned."""
    high, wide = dark.shape
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1.0)
    rows = cv2.warpAffine(dark, turn, (wide, high)).sum(axis=1, dtype=np.float64)
    return float(((rows[1:] - rows[:-1]) ** 2).sum())


def _turned(colour: Array, angle: float) -> tuple[Array, Array]:
    high, wide = colour.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1.0)
    white = (255, 255, 255)
    made = cv2.warpAffine(
        colour, turn, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT,
        borderValue=white,
    )  # fmt: skip
    return made, cv2.invertAffineTransform(turn)
