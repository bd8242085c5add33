"""From the model's values to those of a column: exact, or null; never rounded but for rates."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext

DECIMAL_PRECISION, DECIMAL_SCALE = 24, 6
RATE_PRECISION, RATE_SCALE = 9, 6
INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1
_LIMIT = Decimal(10) ** (DECIMAL_PRECISION - DECIMAL_SCALE)
_WIDE = Context(prec=200)
_RATE_STEP = Decimal(1).scaleb(-RATE_SCALE)
# Control characters and lone surrogates: none can stand in every CSV and Parquet reader.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def text(value: str | None) -> str | None:
    """The text, with what no file can carry as U+FFFD; null for the empty text."""
    if not value:
        return None
    return _UNPRINTABLE.sub("�", value) if _UNPRINTABLE.search(value) else value


def joined(items: tuple[str, ...] | list[str]) -> str | None:
    """A list as one text, joined with ``;`` (a semicolon inside an item is written ``%3B``)."""
    return text(";".join(item.replace(";", "%3B") for item in items))


def split(value: str | None) -> tuple[str, ...]:
    """Undoes `joined`; a ``%3B`` stays, so that writing again gives the same."""
    return tuple(value.split(";")) if value else ()


def fits_decimal(value: Decimal) -> bool:
    """Whether decimal(24,6) holds the value exactly."""
    if not value.is_finite() or abs(value) >= _LIMIT:
        return False
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -DECIMAL_SCALE:
        exponent = value.normalize(_WIDE).as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -DECIMAL_SCALE


def exact(value: Decimal | None) -> Decimal | None:
    """The value if decimal(24,6) holds it exactly, else null."""
    return value if value is not None and fits_decimal(value) else None


def whole(value: Decimal) -> int | None:
    """The value as an int64, null if it is not whole or does not fit."""
    if not value.is_finite() or value.adjusted() > 18:
        return None
    number = int(value)
    return number if number == value and INT64_MIN <= number <= INT64_MAX else None


def rate(numerator: int, denominator: int) -> Decimal:
    """The quotient, half-even to six decimals.

    Raises:
        ZeroDivisionError: the denominator is zero.
    """
    if denominator == 0:
        raise ZeroDivisionError
    with localcontext() as context:
        context.prec = 60
        return (Decimal(numerator) / Decimal(denominator)).quantize(_RATE_STEP, ROUND_HALF_EVEN)


def day(value: str | None) -> date | None:
    """An ISO date, null if there is none or it is not one."""
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


def moment(value: str | None) -> datetime | None:
    """An ISO time as UTC; a time without zone is taken as UTC. Null if it is none."""
    try:
        parsed = datetime.fromisoformat(value) if value else None
    except ValueError:
        return None
    if parsed is None:
        return None
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def print_decimal(value: Decimal) -> str:
    """Without padding and without exponent: ``27.948692``, ``0``, ``-3``."""
    plain = format(value, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain in ("-0", "") else plain


def unpadded(value: Decimal) -> Decimal:
    """The same number without the zeros that a column's scale adds."""
    return Decimal(print_decimal(value))


def print_moment(value: datetime) -> str:
    """ISO time with ``Z``; fractions of a second only if there are some."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
