"""What pictures print, by OCR: runs as a process of its own, beside the one that asks.

Each request is a length (8 bytes, big endian) and a marshalled dict: ``content`` (the bytes of a
picture or a PDF) and, for a PDF, ``page`` (from 0) and ``box`` (a part of the page, in points from
its top left, or None). Each answer is a length and a marshalled dict, see `extract`.

Rules part the cells, in the geometry of `pdf_rules`; each cell is read for itself. Lines outside the
tables are looked for in what is left of the picture.
"""

from __future__ import annotations

import ctypes
import marshal
import re
import struct
import sys
from typing import Any, BinaryIO

import cv2
import numpy as np
import pypdfium2.raw as pdfium

from parsers.documents import ocr_picture, pdf_rules
from parsers.documents.ocr_cells import Surface, ink_of, is_bare
from parsers.documents.ocr_picture import Array, Picture
from parsers.documents.ocr_text import Reader
from parsers.documents.pdf_child import Box, TooMuchError, limit
from parsers.errors import DocumentError

# Dots per inch of a PDF's page: enough for 6 point type, and no more than scanners mostly give.
_DENSITY = 200
_THREADS = 2
# Pictures say nothing of their size on paper: as wide as a page, in points.
_PAGE_WIDTH = 595.0
# A table is no smaller than this, in heights of the type: rules within characters are none.
_LEAST_TABLE = (5.0, 1.2)
# Of a page outside its tables, the share of ink that may be lines of text.
_SOME_INK = 2e-4
_MOST_LINES = 3_000
_DIGIT_ENDS = re.compile(r"[\d,.]$")
_DIGIT_STARTS = re.compile(r"[\d,.]")


def extract(reader: Reader, asked: dict[str, Any]) -> dict[str, Any]:
    """All pages of a picture, or a page of a PDF.

    Args:
        reader: the models.
        asked: the request.

    Returns:
        ``pages``, each with ``size`` of the picture as given (pixels, or points of the PDF),
        ``scale`` (points for a pixel of the picture set straight), ``back`` (six numbers that lead
        from points of the straight picture to the given one), ``type`` (height of the type in
        points), ``tables`` and ``lines``; or ``error`` and ``said``.
    """
    try:
        if asked.get("page") is None:
            pages = [
                _page(reader, colour, None, pixels)
                for colour, pixels in ocr_picture.frames(asked["content"])
            ]
            if not pages:
                return {"error": "small", "said": ""}
        else:
            pages = [_rendered(reader, asked["content"], asked["page"], asked["box"])]
    except TooMuchError as error:
        return {"error": "large", "said": str(error)}
    except (OSError, cv2.error) as error:
        return {"error": "broken", "said": str(error)[:200]}
    except DocumentError as error:
        return {"error": "large", "said": error.message}
    return {"pages": pages}


def _rendered(reader: Reader, content: bytes, number: int, box: Box | None) -> dict[str, Any]:
    document = pdfium.FPDF_LoadMemDocument64(content, len(content), None)
    page = pdfium.FPDF_LoadPage(document, number) if document else None
    if not page:
        raise OSError("the page cannot be read")
    try:
        wide, high = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        scale = min(_DENSITY / 72, 3_600 / max(wide, high, 1.0))
        size = (max(1, round(wide * scale)), max(1, round(high * scale)))
        bitmap = pdfium.FPDFBitmap_Create(*size, 0)
        try:
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, *size, 0xFFFFFFFF)
            pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, *size, 0, pdfium.FPDF_ANNOT)
            stride = pdfium.FPDFBitmap_GetStride(bitmap)
            raw = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * size[1])
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)
    finally:
        pdfium.FPDF_ClosePage(page)
        pdfium.FPDF_CloseDocument(document)
    shown = np.frombuffer(raw, np.uint8).reshape(size[1], stride)[:, : size[0] * 4]
    colour = shown.reshape(size[1], size[0], 4)[:, :, 2::-1]
    left = top = 0.0
    if box is not None:
        x0, y0, x1, y1 = (max(0, round(side * scale)) for side in box)
        colour, left, top = colour[y0:y1, x0:x1], x0 / scale, y0 / scale
    made = _page(reader, np.ascontiguousarray(colour), 1 / scale, 1 / scale)
    _shift(made, left, top)
    made["size"] = (wide, high)
    return made


def _shift(made: dict[str, Any], left: float, top: float) -> None:
    """Puts what a part of a page prints to its place in the page."""
    a, b, c, d, e, f = made["back"]
    made["back"] = (
        a, b, c + left - a * left - b * top, d, e, f + top - d * left - e * top,
    )  # fmt: skip
    for table in made["tables"]:
        table["xs"] = [x + left for x in table["xs"]]
        for item in (table, *table["cells"]):
            item["box"] = _moved(item["box"], left, top)
    for line in made["lines"]:
        line["box"] = _moved(line["box"], left, top)


def _moved(box: Box, left: float, top: float) -> Box:
    return box[0] + left, box[1] + top, box[2] + left, box[3] + top


def _page(reader: Reader, colour: Array, scale: float | None, own: float) -> dict[str, Any]:
    """What a picture prints.

    Args:
        reader: the models.
        colour: its pixels.
        scale: points for each of its pixels; None if that is not known.
        own: what places are told in, for each of its pixels.
    """
    picture = Picture(colour)
    points = scale or _PAGE_WIDTH / picture.width
    size = picture.type_size * points
    rules = picture.rules()
    ruled, _ = pdf_rules.tables([_times(box, points) for box in rules], [])
    ruled = [
        table
        for table in ruled
        if table.box[2] - table.box[0] >= _LEAST_TABLE[0] * size
        and table.box[3] - table.box[1] >= _LEAST_TABLE[1] * size
    ]
    near = [_grown(_times(table.box, 1 / points), 0.5 * picture.type_size) for table in ruled]
    surface = Surface(picture, [r for r in rules if any(_within(r, box) for box in near)])
    tables = [_table(reader, surface, table, points) for table in ruled]
    back = picture.back * np.array([[own / points, own / points, own]])
    return {
        "size": (picture.width * own, picture.height * own),
        "scale": points,
        "back": tuple(float(v) for v in back.reshape(-1)),
        "type": size,
        "tables": tables,
        "lines": _outside(reader, surface, ruled, points),
    }


def _table(
    reader: Reader, surface: Surface, table: pdf_rules.Ruled, points: float
) -> dict[str, Any]:
    """A table: where its columns are parted, and its cells (see `_CELL`)."""
    areas = [surface.area(_times(place.box, 1 / points)) for place in table.places]
    # A stroke alone in its cell and far wider than high is no digit.
    dashes = [surface.is_dash(area) for area in areas]
    crops = [
        (n, row, surface.crop(line, area.box))
        for n, area in enumerate(areas)
        for row, line in enumerate(() if dashes[n] else area.lines)
    ]
    if len(crops) > _MOST_LINES:
        raise TooMuchError(f"a table has more than {_MOST_LINES} lines of text")
    texts = ["—" if dash else "" for dash in dashes]
    sure = [1.0] * len(areas)
    read = reader.read([crop for _, _, crop in crops])
    for (n, row, _), said in zip(crops, read, strict=True):
        # Digits on two lines are two numbers, unless the first line has no room for one more digit.
        digits = bool(_DIGIT_ENDS.search(texts[n]) and _DIGIT_STARTS.match(said.text))
        parted = digits and not surface.is_full(areas[n], row - 1)
        texts[n] += f" {said.text}" if parted else said.text
        low = surface.is_low(areas[n].lines[row]) and any(ch.isdigit() for ch in said.text)
        sure[n] = min(sure[n], 0.0 if low else said.sure)
    ink = ink_of(areas)
    cells = []
    for n, (place, area) in enumerate(zip(table.places, areas, strict=True)):
        room = 0.0
        if area.lines:
            room = place.box[2] - place.box[0] - (area.lines[-1][2] - area.lines[-1][0]) * points
        cells.append(
            {
                "box": place.box,
                "row": place.row,
                "rows": place.rows,
                "loose": place.loose,
                "outside": place.outside,
                "text": texts[n],
                "sure": sure[n],
                "touches": area.touches,
                "bare": is_bare(area, ink),
                "room": room,
            }
        )
    return {"box": table.box, "xs": table.xs, "rows": len(table.ys) - 1, "cells": cells}


def _outside(
    reader: Reader, surface: Surface, ruled: list[pdf_rules.Ruled], points: float
) -> list[dict[str, Any]]:
    """The lines of text outside the tables."""
    rest = surface.colour.copy()
    ink = surface.ink.copy()
    for table in ruled:
        x0, y0, x1, y1 = (round(side / points) for side in table.box)
        rest[max(y0, 0) : y1 + 1, max(x0, 0) : x1 + 1] = 255
        ink[max(y0, 0) : y1 + 1, max(x0, 0) : x1 + 1] = 0
    if ink.mean() < _SOME_INK:
        return []
    boxes = reader.find(rest, ink, surface.size)[:_MOST_LINES]
    made = []
    crops = [rest[round(y0) : round(y1), round(x0) : round(x1)] for x0, y0, x1, y1 in boxes]
    kept = [(box, crop) for box, crop in zip(boxes, crops, strict=True) if crop.size]
    for (box, _), said in zip(kept, reader.read([crop for _, crop in kept]), strict=True):
        if said.text:
            made.append(
                {
                    "box": _times(box, points),
                    "text": said.text,
                    "sure": said.sure,
                    "spots": said.spots,
                }
            )
    return made


def _grown(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _within(box: Box, other: Box) -> bool:
    return other[0] <= box[0] and other[1] <= box[1] and box[2] <= other[2] and box[3] <= other[3]


def _times(box: Box, factor: float) -> Box:
    return box[0] * factor, box[1] * factor, box[2] * factor, box[3] * factor


def main(requests: BinaryIO, answers: BinaryIO, seconds: int, memory: int) -> None:
    """Answers until the input ends."""
    cv2.setNumThreads(_THREADS)
    pdfium.FPDF_InitLibrary()
    reader = Reader(_THREADS)
    while len(head := requests.read(8)) == 8:
        asked = marshal.loads(requests.read(struct.unpack(">Q", head)[0]))  # noqa: S302 - ours
        limit(seconds, memory)
        try:
            answer = extract(reader, asked)
        except MemoryError:
            answer = {"error": "memory", "said": ""}
        del asked
        packed = marshal.dumps(answer)
        del answer
        answers.write(struct.pack(">Q", len(packed)))
        answers.write(packed)
        answers.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[1]), int(sys.argv[2]))
