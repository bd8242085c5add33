"""The process that reads pictures: whether it can be had, what it may take, what its end means."""

from __future__ import annotations

import marshal
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from parsers.documents.child import Died, Reader
from parsers.documents.pdf_child import Box
from parsers.errors import DocumentError

# Seconds for one picture or page, by the clock and of processor time (of two threads).
SECONDS = 60
# Address space: libraries and models take a gigabyte of it, a third of that in memory.
MEMORY = 3_000_000_000
INSTALL = 'pip install "gongkai[ocr]"'
_NEEDED = ("rapidocr", "onnxruntime", "cv2", "numpy", "PIL")
_ROOT = str(Path(__file__).resolve().parents[2])
_RUN = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from parsers.documents import ocr_child; "
    "ocr_child.main(sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[2]), int(sys.argv[3]))"
)
_READER = Reader(["-c", _RUN, _ROOT])


@cache
def missing() -> str:
    """What of the extra ``ocr`` is not installed; empty if nothing is missing."""
    return ", ".join(name for name in _NEEDED if find_spec(name) is None)


def picture(
    content: bytes, *, seconds: int = SECONDS, memory: int = MEMORY
) -> list[dict[str, Any]]:
    """What the pages of a picture file print, as `ocr_child` says it.

    Raises:
        DocumentError: ``broken_file``, ``too_large``, ``too_slow``, ``out_of_memory``,
            ``crashes_reader``, or ``ocr_missing`` without the extra.
    """
    return _asked({"content": content}, seconds, memory)


def pdf_page(
    content: bytes,
    page: int,
    box: Box | None = None,
    *,
    seconds: int = SECONDS,
    memory: int = MEMORY,
) -> dict[str, Any]:
    """What a page of a PDF shows, or a part of it.

    Args:
        content: the PDF.
        page: its number, from 1.
        box: the part, in points from the top left of the page.
        seconds: that it may take.
        memory: bytes of address space that it may take.

    Raises:
        DocumentError: as `picture` does.
    """
    return _asked({"content": content, "page": page - 1, "box": box}, seconds, memory)[0]


def close() -> None:
    """Ends the process, if this process has started one."""
    _READER.close()


def _asked(request: dict[str, Any], seconds: int, memory: int) -> list[dict[str, Any]]:
    lacking = missing()
    if lacking:
        raise DocumentError(
            f"pictures are not read, {lacking} is not installed",
            code="ocr_missing",
            action=f"{INSTALL}, and parse it again",
        )
    answer = _READER.ask(marshal.dumps(request), seconds=seconds, memory=memory)
    if isinstance(answer, Died):
        raise _died(answer, seconds)
    if "error" in answer:
        raise _refused(answer["error"], answer["said"])
    pages: list[dict[str, Any]] = answer["pages"]
    return pages


def _died(how: Died, seconds: int) -> DocumentError:
    # 24 is SIGXCPU: it had its processor time.
    if how.late or how.code == -24:
        return DocumentError(
            f"the picture was not read within {seconds} seconds",
            code="too_slow",
            action="cut out the report's tables and parse those",
        )
    return DocumentError(
        f"the picture ends the program that reads it (code {how.code})",
        code="crashes_reader",
        action="save it as PNG and parse that",
    )


def _refused(error: str, said: str) -> DocumentError:
    if error == "small":
        return DocumentError("the picture is too small to be a report", code="picture_too_small")
    if error == "large":
        return DocumentError(
            f"the picture is no report: {said}",
            code="too_large",
            action="cut out the report's tables and parse those",
        )
    if error == "memory":
        return DocumentError(
            "the picture needs more memory than a report does",
            code="out_of_memory",
            action="make it smaller and parse that",
        )
    return DocumentError(
        f"the picture is damaged ({said})", code="broken_file", action="download it again"
    )
