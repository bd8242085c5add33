"""The cells of ruled tables in a picture: their lines of text, and whether there is ink in them.

Each cell is cut out along its rules and read for itself: a line that is looked for in the whole
page may run over a rule, and a lone 0 in a wide cell may be overlooked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from parsers.documents.ocr_picture import Array, Picture
from parsers.documents.pdf_child import Box

# In heights of the type.
_GAP = 0.16
_LOW = 0.42
_PAD = 0.18
_FAR = 1.1
_SPECK = 0.16
_FLAT = 0.25
# How wide a digit is, and how much room a cell keeps free at its sides, both together.
_DIGIT = 0.5
_LOWEST = 0.4
_PADDING = 1.1
# In heights of the stroke itself.
_WIDE = 1.8
# A cell is empty for certain if nothing in it is darker than its paper by this, of 255, nor by this
# share of how dark the palest figures of the table are. Both are measured after a blur as wide as a
# thin stroke: a digit outlasts it, the noise of a scan does not.
_BARE = 26
_BARE_SHARE = 0.2
_BLUR = 16


@dataclass(slots=True)
class Area:
    """A cell: what is in it.

    Attributes:
        box: in pixels of the picture set straight.
        lines: boxes of its lines of text, from the top.
        peak: how much darker than its paper its darkest place is, 0 to 255, after a blur.
        touches: ink runs into a rule, so that a part of it may be lost.
    """

    box: Box
    lines: list[Box] = field(default_factory=list)
    peak: float = 0.0
    touches: bool = False


class Surface:
    """A picture without its rules.

    Attributes:
        size: the height of its type, in pixels.
        colour: its pixels, the rules painted over.
        drawn: where they were.
        ink: where ink is, without the rules.
    """

    def __init__(self, picture: Picture, rules: Iterable[Box]) -> None:
        self.size = picture.type_size
        mask = np.zeros_like(picture.dark)
        for x0, y0, x1, y1 in rules:
            cv2.rectangle(mask, (int(x0), int(y0)), (int(x1) - 1, int(y1) - 1), 1, -1)
        grown = cv2.dilate(mask, np.ones((3, 3), np.uint8))
        self.drawn = grown
        dark = picture.dark
        # What a rule would spread into its cells is no ink of theirs.
        near = cv2.dilate(grown, np.ones((3, 3), np.uint8))
        plain = np.where(near > 0, np.uint8(np.median(dark)), dark)
        self._blurred = cv2.GaussianBlur(plain, (0, 0), max(0.8, self.size / _BLUR))
        self.ink = ((dark > max(_BARE * 2, 4 * picture.noise)) & (grown == 0)).astype(np.uint8)
        self.colour = picture.colour.copy()
        paper = np.percentile(picture.colour[::7, ::7].reshape(-1, 3), 80, axis=0)
        self.colour[grown > 0] = paper.astype(np.uint8)

    def area(self, box: Box) -> Area:
        """What is in a cell."""
        made = Area(box)
        x0, y0, x1, y1 = (round(side) for side in box)
        ink = self.ink[y0:y1, x0:x1]
        if not ink.size:
            made.touches = True
            return made
        blurred = self._blurred[y0:y1, x0:x1]
        made.peak = float(blurred.max()) - float(np.median(blurred))
        inside = _parts(ink, self.size)
        made.touches = self._touches(ink, (x0, y0, x1, y1))
        made.lines = [(x0 + a, y0 + b, x0 + c, y0 + d) for a, b, c, d in _lines(inside, self.size)]
        return made

    def _touches(self, ink: Array, box: tuple[int, int, int, int]) -> bool:
        """Whether a stroke of some size runs into a rule or out of the cell."""
        x0, y0, x1, y1 = box
        drawn = cv2.dilate(self.drawn[y0:y1, x0:x1], np.ones((3, 3), np.uint8))
        edge = drawn > 0
        edge[[0, -1], :] = True
        edge[:, [0, -1]] = True
        _, names, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
        least = _SPECK * self.size
        touching = set(np.unique(names[edge])) - {0}
        return any(
            max(stats[n][cv2.CC_STAT_WIDTH], stats[n][cv2.CC_STAT_HEIGHT]) > 2 * least
            and min(stats[n][cv2.CC_STAT_WIDTH], stats[n][cv2.CC_STAT_HEIGHT]) > least
            for n in touching
        )

    def is_dash(self, area: Area) -> bool:
        """Whether all that a cell has is one level stroke: a mark for nothing."""
        if len(area.lines) != 1 or area.touches:
            return False
        x0, y0, x1, y1 = area.lines[0]
        return y1 - y0 <= _FLAT * self.size and x1 - x0 >= _WIDE * (y1 - y0)

    def is_full(self, area: Area, number: int) -> bool:
        """Whether a line of a cell has no room for one more digit; as `pdf_text` knows it."""
        x0, _, x1, _ = area.lines[number]
        return x1 - x0 + _DIGIT * self.size > area.box[2] - area.box[0] - _PADDING * self.size

    def crop(self, line: Box, cell: Box) -> Array:
        """A line of text with some paper around it: as high as type is, or a dash looks like a 1."""
        pad = max(_PAD * (line[3] - line[1]), (self.size - (line[3] - line[1])) / 2)
        side = 1.5 * _PAD * max(line[3] - line[1], 0.7 * self.size)
        x0, y0 = max(line[0] - side, cell[0], 0), max(line[1] - pad, cell[1], 0)
        x1, y1 = min(line[2] + side, cell[2]), min(line[3] + pad, cell[3])
        made: Array = self.colour[round(y0) : round(y1), round(x0) : round(x1)]
        return made

    def is_low(self, line: Box) -> bool:
        """Whether a line is lower than any digit."""
        return line[3] - line[1] < _LOWEST * self.size


def is_bare(area: Area, ink: float) -> bool:
    """Whether a cell has no ink for certain.

    Args:
        area: the cell.
        ink: how dark the ink of other cells of the picture is.
    """
    return not area.lines and not area.touches and area.peak < min(_BARE, _BARE_SHARE * ink)


def ink_of(areas: Sequence[Area]) -> float:
    """How dark the palest of the cells with text are; 0 if none has any."""
    peaks = [area.peak for area in areas if area.lines]
    return float(np.percentile(peaks, 10)) if peaks else 0.0


def _parts(ink: Array, size: float) -> Array:
    """The ink of a cell without specks and without what is left of its rules."""
    count, names, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    high, wide = ink.shape
    keep = np.zeros(count, np.uint8)
    for n in range(1, count):
        x, y, w, h, _ = (int(v) for v in stats[n])
        if max(w, h) < _SPECK * size:
            continue
        at_side = x <= 2 or y <= 2 or x + w >= wide - 2 or y + h >= high - 2
        if at_side and min(w, h) <= _SPECK * size:
            continue
        keep[n] = 1
    made: Array = keep[names]
    return made


def _lines(ink: Array, size: float) -> list[tuple[int, int, int, int]]:
    """Lines of text: rows of ink with paper between them."""
    rows = np.flatnonzero(ink.any(axis=1))
    if not rows.size:
        return []
    gap = max(1, round(_GAP * size / 2))
    runs: list[list[int]] = []
    for row in rows:
        if runs and row - runs[-1][1] <= gap:
            runs[-1][1] = int(row)
        else:
            runs.append([int(row), int(row)])
    merged: list[list[int]] = []
    for run in runs:
        # The strokes of 三 or the dot of a character are no line of their own.
        if merged and (
            run[1] - merged[-1][0] < 1.25 * size
            and (run[1] - run[0] < _LOW * size or merged[-1][1] - merged[-1][0] < _LOW * size)
        ):
            merged[-1][1] = run[1]
        else:
            merged.append(run)
    made = []
    for top, foot in merged:
        columns = np.flatnonzero(ink[top : foot + 1].any(axis=0))
        made.append((int(columns[0]), top, int(columns[-1]) + 1, foot + 1))
    return made
