"""Lines of text in a picture: where they are, and what they say.

The models are those in the wheel of ``rapidocr`` (PP-OCRv6, Apache-2.0); they are opened by their
path, so that nothing is ever fetched.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
import rapidocr
from onnxruntime import InferenceSession, SessionOptions
from rapidocr import RapidOCR
from rapidocr.ch_ppocr_det import TextDetector

from parsers.documents.ocr_picture import Array
from parsers.documents.pdf_child import Box

_MODELS = Path(rapidocr.__file__).parent / "models"
_DETECT = "PP-OCRv6_det_small.onnx"
_RECOGNISE = "PP-OCRv6_rec_small.onnx"
_HEIGHT = 48
# Lines of like length are read together, so that little of what is read is padding; no more than
# so many pixels of length, for the memory that it takes.
_BATCH = 16
_MOST_WIDE = 2_400
_STEP = 32
_LONGEST = 3_200
# What a number is made of, and what is taken for it: 0 and the letter O are drawn alike.
_NUMERALS = "0123456789.,-+/%"
_ALIKE = frozenset("OoQDІIl|丨〇○。口□SZB!")
# Detection looks at type of this height, in pieces of the picture of no more pixels than this: it
# takes a kilobyte of memory for each two of them.
_DETECTED = 15
_WIDEST = 1_600
_PIECE = 700_000


@dataclass(slots=True)
class Reading:
    """What a line says.

    Attributes:
        text: without blanks at its ends.
        sure: how sure its least sure character is, 0 to 1.
        spots: where each character stands, 0 at the left of the line, 1 at its right.
    """

    text: str
    sure: float
    spots: list[float]


class Reader:
    """The two models."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._recognise = self._session(_RECOGNISE)
        self._input = self._recognise.get_inputs()[0].name
        known = self._recognise.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._characters = ["", *known, " "]
        self._numerals = np.array(
            [0, *(n for n, c in enumerate(self._characters) if c and c in _NUMERALS)]
        )

    def _session(self, model: str) -> InferenceSession:
        options = SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        # Threads that wait by turning round would take the time of other workers.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return InferenceSession(str(_MODELS / model), options, ["CPUExecutionProvider"])

    @cached_property
    def _detect(self) -> TextDetector:
        settings = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Det.model_path": str(_MODELS / _DETECT),
                # No piece is made larger, however low it is.
                "Det.limit_type": "max",
            }
        ).cfg
        settings.Det.engine_cfg = settings.EngineConfig.onnxruntime
        detector = TextDetector(settings.Det)
        detector.session.session = self._session(_DETECT)
        return detector

    def find(self, colour: Array, ink: Array, size: float) -> list[Box]:
        """Boxes of the lines of text of a picture, in its pixels.

        Args:
            colour: the picture.
            ink: where its ink is; elsewhere nothing is looked for.
            size: the height of its type.
        """
        scale = min(1.0, _DETECTED / size, _WIDEST / colour.shape[1])
        boxes: list[Box] = []
        for top, foot in _stretches(ink, round(1.5 * size)):
            part = colour[top:foot]
            if scale < 1.0:
                small = (max(1, round(part.shape[1] * scale)), max(1, round(len(part) * scale)))
                part = cv2.resize(part, small, interpolation=cv2.INTER_AREA)
            start = 0
            for end in _cuts(part):
                boxes += self._found(part[start:end], scale, top + start / scale)
                start = end
        return boxes

    def _found(self, colour: Array, scale: float, top: float) -> Iterator[Box]:
        found = self._detect(np.ascontiguousarray(colour[:, :, ::-1])).boxes
        for corners in found if found is not None else ():
            (x0, y0), (x1, y1) = np.min(corners, axis=0), np.max(corners, axis=0)
            x0, y0, x1, y1 = (float(side) / scale for side in (x0, y0, x1, y1))
            yield x0, y0 + top, x1, y1 + top

    def read(self, lines: Sequence[Array]) -> list[Reading]:
        """What lines say, each cut out of its picture as red, green and blue."""
        # Figures that a program drew are often the same to the pixel: each is read once.
        keys = [(line.shape, line.tobytes()) for line in lines]
        first = {key: n for n, key in reversed(list(enumerate(keys)))}
        shown = {n: _scaled(lines[n]) for n in first.values()}
        order = sorted(shown, key=lambda n: shown[n].shape[1])
        said: dict[int, Reading] = {}
        while order:
            # From the longest on: it says how many go together.
            wide = -(-shown[order[-1]].shape[1] // _STEP) * _STEP
            count = max(1, min(_BATCH, _MOST_WIDE // wide))
            part, order = order[-count:], order[:-count]
            batch = np.zeros((len(part), 3, _HEIGHT, wide), np.float32)
            for row, n in zip(batch, part, strict=True):
                # The model was taught with blue first.
                row[:, :, : shown[n].shape[1]] = (
                    shown[n][:, :, ::-1].transpose(2, 0, 1) / 127.5 - 1.0
                )
            chances = self._recognise.run(None, {self._input: batch})[0]
            for n, chance in zip(part, chances, strict=True):
                said[n] = self._understood(chance, shown[n].shape[1] / wide)
        return [said[first[key]] for key in keys]

    def _understood(self, chances: Array, filled: float) -> Reading:
        reading = self._decoded(chances, filled)
        folded = unicodedata.normalize("NFKC", reading.text)
        digits = any(ch.isdigit() for ch in folded)
        alike = all(ch in _NUMERALS or ch in _ALIKE or ch == " " for ch in folded)
        if folded and alike and (digits or (len(folded) == 1 and folded in _ALIKE)):
            # In a number no letter stands: how sure it is, is a question among numerals.
            known = chances[:, self._numerals]
            known = known / np.maximum(known.sum(axis=1, keepdims=True), 1e-9)
            return self._decoded(known, filled, self._numerals)
        return reading

    def _decoded(self, chances: Array, filled: float, names: Array | None = None) -> Reading:
        """The likeliest character at each step, repeated ones once; 0 stands between characters."""
        best, sure = chances.argmax(axis=1), chances.max(axis=1)
        text: list[str] = []
        surest: list[float] = []
        spots: list[float] = []
        before = 0
        for step, code in enumerate(best):
            if code and code != before:
                text.append(self._characters[int(names[code]) if names is not None else int(code)])
                surest.append(float(sure[step]))
                spots.append(min((step + 0.5) / len(best) / filled, 1.0))
            elif code:
                surest[-1] = max(surest[-1], float(sure[step]))
            before = code
        joined = "".join(text)
        lead = len(joined) - len(joined.lstrip())
        kept = joined.strip()
        return Reading(kept, min(surest) if kept else 0.0, spots[lead : lead + len(kept)])


def _stretches(ink: Array, gap: int) -> Iterator[tuple[int, int]]:
    """Stretches of rows with ink, with some paper around them; further apart than twice that."""
    rows = np.flatnonzero(ink.any(axis=1))
    if not rows.size:
        return
    breaks = np.flatnonzero(np.diff(rows) > 2 * gap)
    starts, ends = [rows[0], *rows[breaks + 1]], [*rows[breaks], rows[-1]]
    for start, end in zip(starts, ends, strict=True):
        yield max(0, int(start) - gap), min(len(ink), int(end) + gap)


def _cuts(colour: Array) -> list[int]:
    """Where a large picture may be cut between two lines: the ends of pieces, from the top."""
    ends: list[int] = []
    most = max(64, _PIECE // colour.shape[1])
    rows = colour.mean(axis=(1, 2))
    while len(colour) - (top := ends[-1] if ends else 0) > most:
        ends.append(top + most // 2 + int(rows[top + most // 2 : top + most].argmax()))
    return [*ends, len(colour)]


def _scaled(line: Array) -> Array:
    high, wide = line.shape[:2]
    size = (int(min(max(round(wide * _HEIGHT / high), 8), _LONGEST)), _HEIGHT)
    how = cv2.INTER_AREA if high > 1.5 * _HEIGHT else cv2.INTER_CUBIC
    return cv2.resize(line, size, interpolation=how).astype(np.float32)
