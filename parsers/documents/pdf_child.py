"""What a PDF draws, page by page: runs as a process of its own, beside the one that asks.

``python pdf_child.py`` answers requests until its input ends. Each is a length (8 bytes, big
endian) and the bytes of a PDF; each answer is a length and a marshalled dict. Only the standard
library and pypdfium2 are imported, so that it starts in a tenth of a second.

PDFium was chosen over pdfplumber (pdfminer.six) for these reasons: it is what a browser shows, so
fonts without ToUnicode and odd encodings come out as a reader sees them, and it says which glyphs
it cannot name; it is ten times faster; its licence (Apache-2.0, BSD-3-Clause) suits ours. It is
native code, though, and a hostile document may crash it: hence the process.
"""

from __future__ import annotations

import ctypes
import itertools
import marshal
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from ctypes import byref, c_double, c_float, c_uint
from typing import TYPE_CHECKING, Any, BinaryIO

# The process that asks imports what is said here of glyphs, and has no need of PDFium.
if TYPE_CHECKING or __name__ == "__main__":
    import pypdfium2.raw as pdfium

MOST_PAGES = 500
MOST_GLYPHS = 400_000
MOST_OBJECTS = 400_000
# A rule is thinner than this, in points.
_THIN = 3.0
_LONGEST_PATH = 2_000
_DEEPEST_FORM = 8

# What is known of a glyph beside its place.
UNREADABLE = 1
INVISIBLE = 2
HIDDEN = 4
PARTLY = 8
TURNED = 16  # times 1, 2, 3 for quarter turns, 4 for anything else: three bits
OUTSIDE = 128

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_ERRORS = {2: "broken", 3: "broken", 4: "encrypted", 5: "encrypted"}


class _Drawn:
    """What the objects of one page draw: rules, areas, pictures and other marks, in page space."""

    def __init__(self) -> None:
        self.rules: list[Box] = []
        # Filled areas with colour and place in the order of drawing; a picture's colour is None.
        self.areas: list[tuple[Box, tuple[int, int, int] | None, int]] = []
        self.dots: list[Box] = []
        self.pictures: list[Box] = []
        self.marks: list[Box] = []
        # Of text objects: place in the order of drawing, render mode, what they are clipped to.
        self.texts: dict[int, tuple[int, int, Box | None]] = {}
        # Those in fonts that are not in the document, with where they begin.
        self.foreign: dict[int, tuple[float, float]] = {}
        self.count = 0


def _objects(page: Any) -> Iterator[tuple[Any, Matrix, int]]:
    """The objects of a page and of the forms in it, in the order of drawing."""

    def walk(holder: Any, count: int, get: Any, matrix: Matrix, depth: int) -> Iterator[Any]:
        for index in range(count):
            item = get(holder, index)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_FORM:
                if depth < _DEEPEST_FORM:
                    inner = pdfium.FPDFFormObj_CountObjects(item)
                    own = _times(_matrix(item), matrix)
                    yield from walk(item, inner, _form_object, own, depth + 1)
            else:
                yield item, matrix, kind

    yield from walk(page, pdfium.FPDFPage_CountObjects(page), pdfium.FPDFPage_GetObject, _UNIT, 0)


def _form_object(form: Any, index: int) -> Any:
    return pdfium.FPDFFormObj_GetObject(form, index)


def _matrix(item: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return _UNIT
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(one: Matrix, two: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _draw(page: Any) -> _Drawn:
    drawn = _Drawn()
    for item, matrix, kind in _objects(page):
        drawn.count += 1
        if drawn.count > MOST_OBJECTS:
            raise TooMuchError(f"a page draws more than {MOST_OBJECTS} things")
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            mode = pdfium.FPDFTextObj_GetTextRenderMode(item)
            address = ctypes.cast(item, ctypes.c_void_p).value or 0
            drawn.texts[address] = (drawn.count, mode, _clip(item, matrix))
            if pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(item)) != 1:
                drawn.foreign[address] = _at(_times(_matrix(item), matrix), 0.0, 0.0)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            _path(item, matrix, drawn)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            box = _bounds(item, matrix)
            clip = _clip(item, matrix)
            if clip is not None:
                box = _within(box, clip)
            if box[2] > box[0] and box[3] > box[1]:
                drawn.pictures.append(box)
                drawn.areas.append((box, None, drawn.count))
    return drawn


def _within(one: Box, two: Box) -> Box:
    return max(one[0], two[0]), max(one[1], two[1]), min(one[2], two[2]), min(one[3], two[3])


def _bounds(item: Any, matrix: Matrix) -> Box:
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    xs, ys = zip(
        *(_at(matrix, x.value, y.value) for x in (left, right) for y in (bottom, top)), strict=True
    )
    return min(xs), min(ys), max(xs), max(ys)


def _clip(item: Any, matrix: Matrix) -> Box | None:
    clip = pdfium.FPDFPageObj_GetClipPath(item)
    count = pdfium.FPDFClipPath_CountPaths(clip) if clip else 0
    box: Box | None = None
    x, y = c_float(), c_float()
    for number in range(min(max(count, 0), 16)):
        points = []
        segments = pdfium.FPDFClipPath_CountPathSegments(clip, number)
        for place in range(min(max(segments, 0), _LONGEST_PATH)):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, number, place)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            points.append(_at(matrix, x.value, y.value))
        if points:
            xs, ys = zip(*points, strict=True)
            own = (min(xs), min(ys), max(xs), max(ys))
            box = own if box is None else _within(box, own)
    return box


def _path(item: Any, matrix: Matrix, drawn: _Drawn) -> None:
    fill, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
    pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
    filled = bool(fill.value)
    stroked = bool(stroke.value) and _colour(item, pdfium.FPDFPageObj_GetStrokeColor) is not None
    colour = _colour(item, pdfium.FPDFPageObj_GetFillColor) if filled else None
    if colour is None and not stroked:
        return
    count = pdfium.FPDFPath_CountSegments(item)
    if count > _LONGEST_PATH:
        drawn.marks.append(_bounds(item, matrix))
        return
    own = _times(_matrix(item), matrix)
    clip = _clip(item, matrix)
    x, y = c_float(), c_float()
    parts: list[list[tuple[float, float]]] = []
    curved = False
    for place in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, place)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = _at(own, x.value, y.value)
        if kind == pdfium.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([point])
        else:
            curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
            parts[-1].append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            parts[-1].append(parts[-1][0])
    for points in parts:
        xs, ys = zip(*points, strict=True)
        box = (min(xs), min(ys), max(xs), max(ys))
        if clip is not None:
            box = _within(box, clip)
            if box[0] > box[2] or box[1] > box[3]:
                continue
        straight = not curved and all(
            abs(a[0] - b[0]) < 0.5 or abs(a[1] - b[1]) < 0.5 for a, b in itertools.pairwise(points)
        )
        if colour is not None:
            corners = {(round(px, 1), round(py, 1)) for px, py in points}
            _area(box, colour, drawn, straight=straight, corners=len(corners))
        if stroked and straight:
            for a, b in itertools.pairwise(points):
                side = (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
                side = _within(side, clip) if clip is not None else side
                if side[0] <= side[2] and side[1] <= side[3]:
                    drawn.rules.append(side)
        elif curved and not filled:
            drawn.marks.append(box)


def _area(
    box: Box, colour: tuple[int, int, int], drawn: _Drawn, *, straight: bool, corners: int
) -> None:
    """A filled part of a path: a rule if it is thin, an area if it is large, else a mark."""
    width, height = box[2] - box[0], box[3] - box[1]
    if max(width, height) <= _THIN:
        if min(colour) < 250:
            drawn.dots.append(box)
    elif min(width, height) < _THIN and max(width, height) >= 2 * min(width, height):
        if min(colour) < 250:
            drawn.rules.append(box)
    elif straight and corners <= 4:
        drawn.areas.append((box, colour, drawn.count))
    else:
        drawn.marks.append(box)


def _colour(item: Any, get: Any) -> tuple[int, int, int] | None:
    """Red, green and blue; None for what cannot be seen through."""
    red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
    if not get(item, red, green, blue, alpha):
        return 0, 0, 0  # a pattern
    return (red.value, green.value, blue.value) if alpha.value > 12 else None


def _dotted(dots: list[Box]) -> Iterator[Box]:
    """Dotted rules: dots in one line, each no further from the next than a few of its size."""
    for level in (True, False):
        low, high, across = (0, 2, 1) if level else (1, 3, 0)
        lines: dict[int, list[Box]] = {}
        for dot in dots:
            lines.setdefault(round(2 * (dot[across] + dot[across + 2])), []).append(dot)
        for line in lines.values():
            line.sort(key=lambda dot: dot[low])
            run = [line[0]]
            for dot in line[1:]:
                if dot[low] - run[-1][high] <= 3 * _THIN:
                    run.append(dot)
                    continue
                yield from _run(run)
                run = [dot]
            yield from _run(run)


def _run(dots: list[Box]) -> Iterator[Box]:
    if len(dots) > 3:
        yield dots[0][0], dots[0][1], dots[-1][2], dots[-1][3]


class TooMuchError(Exception):
    """The document is larger than any report."""


class _Frame:
    """From page space to what is shown: origin top left, y down, the page turned as it says."""

    def __init__(self, page: Any) -> None:
        left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
        for get in (pdfium.FPDFPage_GetCropBox, pdfium.FPDFPage_GetMediaBox):
            if get(page, left, bottom, right, top) and right.value != left.value:
                break
        else:
            right.value, top.value = (
                pdfium.FPDF_GetPageWidthF(page),
                pdfium.FPDF_GetPageHeightF(page),
            )
        self.left, self.right = sorted((left.value, right.value))
        self.bottom, self.top = sorted((bottom.value, top.value))
        self.turn = pdfium.FPDFPage_GetRotation(page) % 4
        wide, high = self.right - self.left, self.top - self.bottom
        self.width, self.height = (high, wide) if self.turn % 2 else (wide, high)

    def at(self, x: float, y: float) -> tuple[float, float]:
        if self.turn == 1:
            return y - self.bottom, x - self.left
        if self.turn == 2:
            return self.right - x, y - self.bottom
        if self.turn == 3:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(self, box: Box) -> Box:
        (a, b), (c, d) = self.at(box[0], box[1]), self.at(box[2], box[3])
        return min(a, c), min(b, d), max(a, c), max(b, d)


def _quarter(matrix: Any, turn: int) -> int:
    """How a glyph stands on the shown page: 0 upright, 1 to 3 quarter turns, 4 anything else."""
    a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
    size = max(abs(a), abs(b), abs(c), abs(d)) or 1.0
    if abs(b) < 0.05 * size and d:
        own = 0 if d > 0 and a >= 0 else 2 if d < 0 and a <= 0 else 4
    elif abs(a) < 0.05 * size and abs(d) < 0.05 * size:
        own = 1 if b > 0 else 3  # counterclockwise
    else:
        return 4
    if own == 4:
        return 4
    return (own - turn) % 4


_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}


def _glyphs(page: Any, frame: _Frame, drawn: _Drawn) -> list[tuple[Any, ...]]:
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return []
    try:
        return _glyphs_of(text_page, frame, drawn)
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _glyphs_of(text_page: Any, frame: _Frame, drawn: _Drawn) -> list[tuple[Any, ...]]:
    count = pdfium.FPDFText_CountChars(text_page)
    if count > MOST_GLYPHS:
        raise TooMuchError(f"a page prints more than {MOST_GLYPHS} characters")
    covers = _Covers(drawn)
    made: list[tuple[Any, ...]] = []
    loose, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = c_double(), c_double()
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    known: dict[int, tuple[float, int, int, Any, Box | None, int]] = {}
    said: set[int] = set()
    box_ref, x_ref, y_ref = byref(loose), byref(x), byref(y)
    get_code, is_generated = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_IsGenerated
    get_box, get_origin = pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetCharOrigin
    get_object, is_unknown = pdfium.FPDFText_GetTextObject, pdfium.FPDFText_HasUnicodeMapError
    for index in range(count):
        if is_generated(text_page, index) == 1:
            continue
        code = get_code(text_page, index)
        item = get_object(text_page, index)
        address = ctypes.cast(item, ctypes.c_void_p).value or 0
        said.add(address)
        if code in (32, 10, 13, 9, 0xA0, 0x3000, 0xAD):
            continue
        about = known.get(address)
        if about is None:
            pdfium.FPDFText_GetMatrix(text_page, index, matrix)
            size = pdfium.FPDFText_GetFontSize(text_page, index)
            size *= max((matrix.c**2 + matrix.d**2) ** 0.5, 1e-6)
            order, mode, clip = drawn.texts.get(address, (0, 0, None))
            red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
            seen = pdfium.FPDFText_GetFillColor(text_page, index, red, green, blue, alpha)
            flags = TURNED * _quarter(matrix, frame.turn)
            colour = (red.value, green.value, blue.value) if seen else (0, 0, 0)
            if mode in (3, 7) or (seen and alpha.value < 13 and mode in (0, 4)):
                flags |= INVISIBLE
            about = known[address] = (size, flags, order, colour, clip, mode)
        size, flags, order, colour, clip, mode = about
        if (code < 32 and code != 2) or is_unknown(text_page, index) == 1 or _is_private(code):
            flags |= UNREADABLE
        get_box(text_page, index, box_ref)
        get_origin(text_page, index, x_ref, y_ref)
        box = (loose.left, loose.bottom, loose.right, loose.top)
        if box[2] - box[0] > 3 * size or box[3] - box[1] > 3 * size:
            # Of glyphs that are set downwards only the ink's own box is right.
            pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
            box = (left.value, bottom.value, right.value, top.value)
        middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        if clip is not None:
            if not (clip[0] <= box[2] and box[0] <= clip[2] and clip[1] <= middle[1] <= clip[3]):
                flags |= HIDDEN
            elif box[0] < clip[0] - 0.25 * size or box[2] > clip[2] + 0.25 * size:
                flags |= PARTLY
        if covers.any and not flags & INVISIBLE:
            flags |= covers.of(middle, box, order, colour if mode in (0, 4) else None)
        elif min(colour) > 242 and mode in (0, 4):
            flags |= HIDDEN
        shown = frame.box(box)
        across, down = frame.at(x.value, y.value)
        if not flags & (7 * TURNED) and not shown[1] <= down <= shown[3] + 0.2 * size:
            down = shown[3]
        mx, my = (shown[0] + shown[2]) / 2, (shown[1] + shown[3]) / 2
        if not (-1 <= mx <= frame.width + 1 and -1 <= my <= frame.height + 1):
            flags |= OUTSIDE
        text = _LIGATURES.get(code) or ("-" if code == 2 else _character(code))
        made.append((text, *shown, across, down, size, flags))
    made += _unsaid(frame, drawn, said, made)
    return made


def _unsaid(
    frame: _Frame, drawn: _Drawn, said: set[int], made: list[tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    """Text that PDFium leaves out: a single character of a font that neither it nor we have.

    It may be a digit or a blank. What is drawn a second time at one place is left out as well.
    """
    there = {(round(g[5] / 4), round(g[6] / 4)) for g in made}
    for address, place in drawn.foreign.items():
        if address in said:
            continue
        x, y = frame.at(*place)
        cell = (round(x / 4), round(y / 4))
        near = ((cell[0] + a, cell[1] + b) for a in (-1, 0, 1) for b in (-1, 0, 1))
        if not any(other in there for other in near):
            yield ("\ufffd", x, y - 7.0, x + 4.0, y + 1.0, x, y, 8.0, UNREADABLE)


def _is_private(code: int) -> bool:
    return (
        code in (0, 0xFFFD, 0xFFFE, 0xFFFF)
        or 0xE000 <= code <= 0xF8FF
        or 0xD800 <= code <= 0xDFFF
        or code >= 0xF0000
    )


def _character(code: int) -> str:
    if 0xD800 <= code <= 0xDFFF or code < 32 or code > 0x10FFFF:
        return "\ufffd"
    return chr(code)


class _Covers:
    """Which areas lie under and over a place."""

    _BAND = 24

    def __init__(self, drawn: _Drawn) -> None:
        self._bands: dict[int, list[tuple[Box, tuple[int, int, int] | None, int]]] = {}
        for area in drawn.areas:
            box = area[0]
            low, high = int(box[1] // self._BAND), int(box[3] // self._BAND)
            for band in range(low, min(high, low + 400) + 1):
                self._bands.setdefault(band, []).append(area)
        self.any = bool(self._bands)

    def of(
        self, middle: tuple[float, float], box: Box, order: int, colour: tuple[int, int, int] | None
    ) -> int:
        x, y = middle
        ground: tuple[int, int, int] | None = (255, 255, 255)
        for area, fill, place in self._bands.get(int(y // self._BAND), ()):
            if not (area[0] <= x <= area[2] and area[1] <= y <= area[3]):
                continue
            if place > order:
                # A picture may be a seal that lets the text show through.
                return HIDDEN if fill is not None else PARTLY
            ground = fill
        if colour is None or ground is None:
            return 0
        near = all(abs(a - b) <= 12 for a, b in zip(colour, ground, strict=True))
        return HIDDEN if near else 0


def _page(document: Any, number: int) -> dict[str, Any]:
    page = pdfium.FPDF_LoadPage(document, number)
    if not page:
        return {"broken": True}
    try:
        if _annotated(page) and pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == 1:
            # What stands in form fields and notes is printed too.
            pdfium.FPDF_ClosePage(page)
            page = pdfium.FPDF_LoadPage(document, number)
        frame = _Frame(page)
        drawn = _draw(page)
        return {
            "width": frame.width,
            "height": frame.height,
            "glyphs": _glyphs(page, frame, drawn),
            "rules": [frame.box(rule) for rule in (*drawn.rules, *_dotted(drawn.dots))],
            "areas": [frame.box(box) for box, colour, _ in drawn.areas if _is_seen(colour)],
            "pictures": [frame.box(box) for box in drawn.pictures],
            "marks": [frame.box(box) for box in drawn.marks],
        }
    finally:
        pdfium.FPDF_ClosePage(page)


def _is_seen(colour: tuple[int, int, int] | None) -> bool:
    return colour is not None and min(colour) < 250


def _annotated(page: Any) -> bool:
    """Whether notes or form fields stand on a page; links print nothing."""
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        pdfium.FPDFPage_CloseAnnot(note)
        if kind not in (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP):
            return True
    return False


def extract(content: bytes) -> dict[str, Any]:
    """All pages of a document, or what is wrong with it (``error``: a word, ``said``: more)."""
    document = pdfium.FPDF_LoadMemDocument64(content, len(content), None)
    if not document:
        code = pdfium.FPDF_GetLastError()
        return {"error": _ERRORS.get(code, "broken"), "said": f"PDFium error {code}"}
    try:
        count = pdfium.FPDF_GetPageCount(document)
        if count > MOST_PAGES:
            return {"error": "large", "said": f"it has {count} pages"}
        pages, glyphs = [], 0
        for number in range(count):
            pages.append(_page(document, number))
            glyphs += len(pages[-1].get("glyphs", ()))
            if glyphs > MOST_GLYPHS:
                return {"error": "large", "said": f"it prints more than {MOST_GLYPHS} characters"}
    except TooMuchError as error:
        return {"error": "large", "said": str(error)}
    finally:
        pdfium.FPDF_CloseDocument(document)
    return {"pages": pages}


def limit(seconds: int, memory: int) -> None:
    """So much processor time from now on, and so much memory, where the system can hold us to it."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on Windows

        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        soft = int(used.ru_utime + used.ru_stime) + seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(requests: BinaryIO, answers: BinaryIO, seconds: int, memory: int) -> None:
    """Answers until the input ends."""
    pdfium.FPDF_InitLibrary()
    while len(head := requests.read(8)) == 8:
        content = requests.read(struct.unpack(">Q", head)[0])
        limit(seconds, memory)
        try:
            answer = extract(content)
        except MemoryError:
            answer = {"error": "memory", "said": ""}
        del content
        packed = marshal.dumps(answer)
        del answer
        answers.write(struct.pack(">Q", len(packed)))
        answers.write(packed)
        answers.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[1]), int(sys.argv[2]))
