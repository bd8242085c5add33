"""``python -m gongkai.demo [PORT]``: serves the bundled portal until Ctrl-C, to look at it."""

from __future__ import annotations

import contextlib
import sys

from gongkai.demo.server import DEFAULT_PORT, bind


def main(arguments: list[str]) -> None:
    """Serves in the foreground; the only argument is the port."""
    with bind(int(arguments[0]) if arguments else DEFAULT_PORT) as server:
        print(f"{server.base_url}  (synthetic; Ctrl-C ends)", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])
