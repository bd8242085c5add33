"""The version, and the name under which the crawler introduces itself."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path

# The product token that robots.txt rules are matched against (RFC 9309, 2.2.1).
PRODUCT = "gongkai"


@cache
def version() -> str:
    """The version of this package; in a checkout that is not installed, pyproject.toml's."""
    try:
        return metadata.version("gongkai")
    except metadata.PackageNotFoundError:
        project = Path(__file__).resolve().parent.parent / "pyproject.toml"
        try:
            return str(tomllib.loads(project.read_text("utf-8"))["project"]["version"])
        except (OSError, KeyError, tomllib.TOMLDecodeError):
            return "0+unknown"


def user_agent(contact: str | None) -> str:
    """``gongkai/VERSION (+contact)``; without a contact only the product."""
    words = " ".join((contact or "").split())
    # A header is Latin-1 on the wire; anything else would fail on every request.
    words = words.encode("ascii", "ignore").decode("ascii")
    return f"{PRODUCT}/{version()} (+{words})" if words else f"{PRODUCT}/{version()}"
