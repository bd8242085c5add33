"""Values of settings, read from what a person wrote; each says what is wrong by a ValueError."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

FIRST_YEAR, LAST_YEAR = 2008, 2100


def years(value: object) -> tuple[int, int]:
    """Report years: ``2021-2025``, ``2023`` or the number 2023.

    Raises:
        ValueError: what is wrong with it.
    """
    match = re.fullmatch(r"\s*(\d{4})\s*(?:[-–—]\s*(\d{4})\s*)?", str(value))
    if not match:
        raise ValueError("not a year or a range of years like 2021-2025")
    first, last = int(match[1]), int(match[2] or match[1])
    if first > last:
        raise ValueError(f"the range ends before it begins; did you mean {last}-{first}?")
    if not FIRST_YEAR <= first <= last <= LAST_YEAR:
        raise ValueError(f"no such report year; the reports begin with {FIRST_YEAR}")
    return first, last


def number(kind: type[int] | type[float], least: float) -> Callable[[object], Any]:
    """A number of a kind, at least so large."""

    def read(value: object) -> int | float:
        if isinstance(value, bool):
            raise ValueError("not a number")  # noqa: TRY004 - one kind of error for all readers
        try:
            found = kind(str(value))
        except ValueError:
            name = "whole number" if kind is int else "number"
            raise ValueError(f"not a {name}") from None
        if not least <= found < 1e6:
            raise ValueError(f"must be at least {least:g}")
        return found

    return read


def words(value: object) -> tuple[str, ...]:
    """Words parted by commas or blanks, or a list of them."""
    items = value if isinstance(value, list) else re.split(r"[,;，；\s]+", str(value))
    if not all(isinstance(item, str | int) and not isinstance(item, bool) for item in items):
        raise ValueError("not a list of words")
    return tuple(str(item).strip() for item in items if str(item).strip())


def flag(value: object) -> bool:
    """True or false, in any of their spellings."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("not true or false")


def text(value: object) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("not a text")
    return value.strip()


def path(value: object) -> Path:
    """A path; ``~`` is the home directory."""
    return Path(text(value) if isinstance(value, str) else str(value)).expanduser()


_UNITS = {"s": 1, "": 1, "min": 60, "m": 60, "h": 3600, "d": 86400}
_SIZES = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}


def _amount(units: Mapping[str, int], example: str) -> Callable[[object], float]:
    pattern = re.compile(rf"\s*(\d+(?:\.\d+)?)\s*({'|'.join(units)})b?\s*", re.I)

    def read(value: object) -> float:
        found = None if isinstance(value, bool) else pattern.fullmatch(str(value))
        if not found:
            raise ValueError(f"not an amount like {example}")
        return float(found[1]) * units[found[2].lower()]

    return read


def seconds(value: object) -> float:
    """An amount of time in seconds: ``90min``, ``6h``."""
    found = _amount(_UNITS, '"90min" or "6h"')(value)
    if found <= 0:
        raise ValueError("must be more than 0 seconds")
    return found


def size(value: object) -> int:
    """An amount of bytes: ``2G``."""
    return round(_amount(_SIZES, '"2G"')(value))


def hours(value: object) -> tuple[int, int]:
    """First and last minute of hours of the day: ``22:00-06:30``."""
    found = re.fullmatch(r"\s*(\d{1,2}):(\d{2})\s*[-–—]\s*(\d{1,2}):(\d{2})\s*", str(value))
    if not found:
        raise ValueError('not hours of the day like "22:00-06:30"')
    first, last = (int(found[n]) * 60 + int(found[n + 1]) for n in (1, 3))
    if first == last or max(first, last) > 24 * 60 or int(found[2]) > 59 or int(found[4]) > 59:
        raise ValueError('not hours of the day like "22:00-06:30"')
    return first, last


def shard(value: object) -> tuple[int, int]:
    """Number of a shard and how many there are: ``2/3``."""
    found = re.fullmatch(r"\s*(\d{1,4})\s*/\s*(\d{1,4})\s*", str(value))
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise ValueError("not a shard like 2/3, the second of three")
    return int(found[1]), int(found[2])


def day(value: object) -> datetime.date:
    """A day: ``2026-12-31``."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        raise ValueError("not a day like 2026-12-31") from None
