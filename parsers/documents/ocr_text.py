"""Lines of text in a picture: where they are, and what they say.

The models are those in the wheel of ``rapidocr`` (PP-OCRv6, Apache-2.0); they are opened by their
path, so that nothing is ever fetched.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
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
# Lines of like length are read together, so that little of what is read is padding.
_BATCH = 16
_STEP = 32
_LONGEST = 3_200
# What a number is made of, and what is taken for it: 0 and the letter O are drawn alike.
_NUMERALS = "0123456789.,-+/%"
_ALIKE = frozenset("OoQDІIl|丨〇○。口□SZB!")
# Detection looks at type of this height, in pieces of the picture no higher and no wider than this.
_DETECTED = 15
_WIDEST = 1_600
_BAND = 1_280


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
            params={"Global.log_level": "critical", "Det.model_path": str(_MODELS / _DETECT)}
        ).cfg
        settings.Det.engine_cfg = settings.EngineConfig.onnxruntime
        detector = TextDetector(settings.Det)
        detector.session.session = self._session(_DETECT)
        return detector

    def find(self, colour: Array, size: float) -> list[Box]:
        """Boxes of the lines of text of a picture, in its pixels.

        Args:
            colour: the picture.
            size: the height of its type.
        """
        high, wide = colour.shape[:2]
        scale = min(1.0, _DETECTED / size, _WIDEST / wide)
        if scale < 1.0:
            small = (max(1, round(wide * scale)), max(1, round(high * scale)))
            colour = cv2.resize(colour, small, interpolation=cv2.INTER_AREA)
        boxes: list[Box] = []
        top = 0
        for foot in _bands(colour):
            found = self._detect(np.ascontiguousarray(colour[top:foot, :, ::-1])).boxes
            for corners in found if found is not None else ():
                (x0, y0), (x1, y1) = np.min(corners, axis=0), np.max(corners, axis=0)
                x0, y0, x1, y1 = (float(v) / scale for v in (x0, y0 + top, x1, y1 + top))
                boxes.append((x0, y0, x1, y1))
            top = foot
        return boxes

    def read(self, lines: Sequence[Array]) -> list[Reading]:
        """What lines say, each cut out of its picture as red, green and blue."""
        shown = [_scaled(line) for line in lines]
        order = sorted(range(len(shown)), key=lambda n: shown[n].shape[1])
        said: dict[int, Reading] = {}
        for start in range(0, len(order), _BATCH):
            part = order[start : start + _BATCH]
            wide = -(-max(shown[n].shape[1] for n in part) // _STEP) * _STEP
            batch = np.zeros((len(part), 3, _HEIGHT, wide), np.float32)
            for row, n in zip(batch, part, strict=True):
                # The model was taught with blue first.
                row[:, :, : shown[n].shape[1]] = (
                    shown[n][:, :, ::-1].transpose(2, 0, 1) / 127.5 - 1.0
                )
            chances = self._recognise.run(None, {self._input: batch})[0]
            for n, chance in zip(part, chances, strict=True):
                said[n] = self._understood(chance, shown[n].shape[1] / wide)
        return [said[n] for n in range(len(lines))]

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


def _bands(colour: Array) -> list[int]:
    """Where a tall picture may be cut between two lines: the ends of pieces, from the top."""
    ends: list[int] = []
    rows = colour.min(axis=(1, 2)).astype(np.int16) if len(colour) > _BAND else None
    while rows is not None and len(colour) - (top := ends[-1] if ends else 0) > _BAND:
        part = rows[top + _BAND // 2 : top + _BAND]
        ends.append(top + _BAND // 2 + int(part.argmax()))
    return [*ends, len(colour)]


def _scaled(line: Array) -> Array:
    high, wide = line.shape[:2]
    size = (int(min(max(round(wide * _HEIGHT / high), 8), _LONGEST)), _HEIGHT)
    how = cv2.INTER_AREA if high > 1.5 * _HEIGHT else cv2.INTER_CUBIC
    return cv2.resize(line, size, interpolation=how).astype(np.float32)
