"""The process that opens PDFs: what it may take, and what its end means."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from parsers.documents.child import Died, Reader
from parsers.errors import DocumentError

# Seconds for one document, by the clock and of processor time; below the limit of a whole document.
SECONDS = 20
# Address space of the process: Python and PDFium take 150 MB of it before they read anything.
MEMORY = 700_000_000
_READER = Reader([str(Path(__file__).with_name("pdf_child.py"))])


def pages(content: bytes, *, seconds: int = SECONDS, memory: int = MEMORY) -> dict[str, Any]:
    """What every page of a PDF draws, as `pdf_child` says it.

    Args:
        content: the PDF.
        seconds: that it may take.
        memory: bytes of address space that it may take.

    Raises:
        DocumentError: ``encrypted``, ``broken_file``, ``too_large``, ``too_slow``,
            ``out_of_memory`` or ``crashes_reader``.
    """
    answer = _READER.ask(content, seconds=seconds, memory=memory)
    if isinstance(answer, Died):
        raise _died(answer.code, seconds, late=answer.late)
    if "error" in answer:
        raise _refused(answer["error"], answer["said"])
    return answer


def close() -> None:
    """Ends the process, if this process has started one."""
    _READER.close()


def _died(code: int, seconds: int, *, late: bool) -> DocumentError:
    # 24 is SIGXCPU: it had its processor time.
    if late or code == -24:
        return DocumentError(
            f"the PDF was not read within {seconds} seconds",
            code="too_slow",
            action="print it to a new PDF, or parse the page that links to it",
        )
    return DocumentError(
        f"the PDF ends the program that reads it (code {code})",
        code="crashes_reader",
        action="print it to a new PDF and parse that",
    )


def _refused(error: str, said: str) -> DocumentError:
    if error == "encrypted":
        return DocumentError(
            "the PDF asks for a password",
            code="encrypted",
            action="ask the organ for a copy without one, or print it to a new PDF",
        )
    if error == "large":
        return DocumentError(
            f"the PDF is no report: {said}",
            code="too_large",
            action="cut out the report's pages and parse those",
        )
    if error == "memory":
        return DocumentError(
            "the PDF needs more memory than a report does",
            code="out_of_memory",
            action="print it to a new PDF and parse that",
        )
    return DocumentError(
        f"the PDF is damaged ({said})", code="broken_file", action="download it again"
    )
