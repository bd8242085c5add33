"""The command ``gongkai``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from gongkai.cli.main import run

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code; never raises."""
    code = run(sys.argv[1:] if argv is None else list(argv))
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has seen enough (`gongkai show … | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code
