"""The command ``gongkai``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code; never raises."""
    try:
        # Imported here: Ctrl-C while the libraries load ends as cleanly as later.
        from gongkai.cli.app import run, without_pandas  # noqa: PLC0415

        if argv is None:
            with without_pandas():
                code = run(sys.argv[1:])
        else:
            code = run(list(argv))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has seen enough (`gongkai show … | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code
