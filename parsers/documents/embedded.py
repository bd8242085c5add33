"""Articles that a page carries as data: HTML in a JSON answer, or in an object of a script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

import chompjs

# Objects of scripts in which platforms keep the article that the script then shows.
_HOLDER = re.compile(r"\b_CONFIG\s*=\s*(?=\{)")
_CONTENTS = ("content", "contentHtml", "contenthtml", "infocontent", "html")
_FIELDS = {
    "ArticleTitle": ("title", "realtitle", "infotitle"),
    "PubDate": ("display_publish_time", "publishedTimeStr", "pubDate", "infodate"),
    "ContentSource": ("publisher", "source"),
}
_DATE = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}")
_MARKUP = re.compile(r"<\s*(?:p|div|table|span|br)\b", re.I)
_SCRIPTS = re.compile(r"<script\b.*?</script\s*>", re.I | re.S)
_TAGS = re.compile(r"<[^>]*>|&\w+;|\s+")
_RUN = 24
_DEPTH = 6


def unwrap(text: str) -> str:
    """A document with the article that stands in its data, as HTML.

    Args:
        text: decoded.

    Returns:
        A page of the article if `text` is JSON that holds one; `text` with the article in its
        body if a script holds it and the body does not; otherwise `text` as it is.
    """
    if text[:1] in "{[" or text[:20].lstrip()[:1] in ("{", "["):
        try:
            found = _article(json.loads(text))
        except (ValueError, RecursionError):
            return text
        return (
            f"<!DOCTYPE html><html><head></head><body>{_html(found)}</body></html>"
            if found
            else text
        )
    if "_CONFIG" not in text:
        return text
    for holder in _HOLDER.finditer(text):
        try:
            found = _article(chompjs.parse_js_object(text[holder.end() :]))
        except (ValueError, RecursionError):
            continue
        if found and not _is_shown(found, text):
            end = text.lower().rfind("</body")
            end = len(text) if end < 0 else end
            return text[:end] + _html(found) + text[end:]
    return text


def _article(value: Any) -> dict[str, Any] | None:
    """The one object that has an article's body; objects in lists are entries of a list."""
    found = [item for item in _objects(value, _DEPTH) if _content(item)]
    return found[0] if len(found) == 1 else None


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict) and depth:
        yield value
        for inner in value.values():
            yield from _objects(inner, depth - 1)


def _content(item: dict[str, Any]) -> str:
    for name in _CONTENTS:
        value = item.get(name)
        if isinstance(value, str) and _MARKUP.search(value):
            return value
    return ""


def _is_shown(item: dict[str, Any], text: str) -> bool:
    """Whether the page's own body has the article as well."""
    words = _TAGS.sub("", _content(item))
    middle = len(words) // 2
    return words[middle : middle + _RUN] in _TAGS.sub("", _SCRIPTS.sub("", text))


def _html(item: dict[str, Any]) -> str:
    said = {
        meta: next((str(item[name]) for name in names if item.get(name)), "")
        for meta, names in _FIELDS.items()
    }
    if not _DATE.search(said["PubDate"]):
        del said["PubDate"]
    metas = "".join(
        f'<meta name="{name}" content="{escape(words)}">' for name, words in said.items() if words
    )
    title = said["ArticleTitle"]
    headline = f"<h1>{escape(title)}</h1>" if title else ""
    return f'{metas}{headline}<div class="article-content" id="zoom">{_content(item)}</div>'
