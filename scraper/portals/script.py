"""What a page's scripts say of the requests that they make: addresses, parameters, values.

Nothing is run. Strings joined with ``+``, variables with a plain value, and object literals are
understood; whatever depends on anything else is not made out, and then there is no request.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import chompjs

_COMMENTS = re.compile(r"/\*.*?(?:\*/|\Z)|(?<![:\"'\w])//[^\n]*", re.S)
_STRING = r"""(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
_TERM = rf"""(?:{_STRING}|[\w$]+(?:\.[\w$]+)*)"""
_SUM = re.compile(rf"{_TERM}(?:\s*\+\s*{_TERM})*")
_TERMS = re.compile(_TERM)
_VALUE = re.compile(rf"(:\s*)({_SUM.pattern})(?=\s*[,}}])")
_VARIABLE = re.compile(rf"(?<![\w$.])([\w$]+)\s*=\s*({_SUM.pattern})\s*(?:[;,\n]|$)")
_OBJECT = re.compile(r"(?<![\w$.])([\w$]+)\s*=\s*(?=\{)")
_STOPS = "\n;{(,?"
_METHOD = re.compile(r"""\b(?:type|method|ajaxType)["']?\s*:\s*["'](\w+)["']""", re.I)
_SHORT_CALL = re.compile(r"\.\s*(get|post|getJSON)\s*\(\s*$")
_DATA = re.compile(
    r"""\b(?:data|params|ajaxParam|parameter|param)["']?\s*:\s*(?:JSON\.stringify\s*\(\s*)?"""
)
_STRINGS = re.compile(_STRING)
# A value that is neither a plain one nor an object or array: a call, a sum, a choice.
_OPEN = re.compile(r":(?!\s*(?:[{\[]|(?:-?[\d.]+|true|false|null|undefined)\s*[,}\]]))")
_LITERALS = frozenset({"true", "false", "null", "undefined"})
_WINDOW = 3000


class UnresolvedError(ValueError):
    """A value depends on more than the scripts say."""


@dataclass(frozen=True)
class Request:
    """A request as a script makes it.

    Attributes:
        url: as written, with its query.
        fields: what is sent with it, by name; None if nothing is.
        post: it is sent by POST.
        is_json: the fields are sent as JSON.
    """

    url: str
    fields: dict[str, Any] | None = None
    post: bool = False
    is_json: bool = False


@dataclass
class Scripts:
    """The scripts of a page.

    Args:
        source: all of them, one after the other.
        known: variables that stand elsewhere in the page.
        free: variables that the caller gives a value itself, such as the page's number.
    """

    source: str
    known: dict[str, str] = field(default_factory=dict)
    free: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.source = _COMMENTS.sub("", self.source)
        for found in _OBJECT.finditer(self.source):
            value = literal(self.source[found.end() :])
            if isinstance(value, dict):
                for name, inner in value.items():
                    if isinstance(inner, str | int):
                        self.known.setdefault(f"{found.group(1)}.{name}", str(inner))
        given: dict[str, set[str]] = {}
        for found in _VARIABLE.finditer(self.source):
            try:
                given.setdefault(found.group(1), set()).add(self.value(found.group(2)))
            except UnresolvedError:
                continue
        # A variable that is given several values has none that can be told from here.
        for name, values in given.items():
            if len(values) == 1:
                self.known.setdefault(name, values.pop())

    def value(self, expression: str) -> str:
        """The text that a sum of strings and variables gives.

        Raises:
            UnresolvedError: a variable is not known.
        """
        return "".join(self._term(term) for term in _TERMS.findall(expression))

    def _term(self, term: str) -> str:
        if term[0] in "\"'":
            return re.sub(r"\\(.)", r"\1", term[1:-1])
        if term.isdigit() or term in _LITERALS:
            return term
        if term in self.known:
            return self.known[term]
        last = term.rsplit(".", 1)[-1]
        if term in self.free or last in self.free:
            return ""
        raise UnresolvedError(term)

    def object(self, source: str) -> dict[str, Any]:
        """An object literal at the start of a text, its variables replaced by their values.

        Raises:
            UnresolvedError: it cannot be read.
        """
        end = _end(source)
        resolved = _VALUE.sub(
            lambda found: found.group(1) + _quoted(found.group(2), self), source[:end]
        )
        value = literal(resolved)
        if not isinstance(value, dict) or _OPEN.search(_STRINGS.sub("0", resolved)):
            raise UnresolvedError(source[:40])
        return value

    def request(self, endpoint: re.Pattern[str]) -> Request | None:
        """The first request to an address in which `endpoint` is found; None if there is none.

        Raises:
            UnresolvedError: there is one, and it cannot be made out.
        """
        trouble: UnresolvedError | None = None
        for found in endpoint.finditer(self.source):
            try:
                return self._request(found.start())
            except UnresolvedError as error:
                trouble = trouble or error
        if trouble is not None:
            raise trouble
        return None

    def _request(self, at: int) -> Request:
        start = max(self.source.rfind(stop, 0, at) for stop in _STOPS) + 1
        head = re.match(
            r"""\s*(?:(?:var|let|const)\s+)?(?:["']?[\w$.]+["']?\s*[:=]\s*)?""",
            self.source[start:at],
        )
        start += head.end() if head else 0
        expression = _SUM.match(self.source, start)
        if expression is None or expression.end() <= at:
            raise UnresolvedError(self.source[start : at + 40])
        url = self.value(expression.group(0))
        call = _SHORT_CALL.search(self.source[max(0, start - 40) : start])
        if call is not None:
            rest = re.match(r"\s*,\s*(?=\{)", self.source[expression.end() :])
            fields = self.object(self.source[expression.end() + rest.end() :]) if rest else None
            return Request(url, fields, call.group(1) == "post")
        around = self._around(at)
        method = _METHOD.search(around)
        post = method is not None and method.group(1).lower() == "post"
        data = _DATA.search(around)
        if data is None:
            return Request(url, None, post)
        is_json = "stringify" in data.group(0) or "application/json" in around
        return Request(url, self._data(around[data.end() :]), post, is_json)

    def _data(self, source: str) -> dict[str, Any]:
        if source.startswith("{"):
            return self.object(source)
        expression = _SUM.match(source)
        if expression is None:
            raise UnresolvedError(source[:40])
        name = expression.group(0)
        declared = re.search(rf"(?<![\w$.]){re.escape(name)}\s*=\s*(?=\{{)", self.source)
        if declared is not None:
            return self.object(self.source[declared.end() :])
        return dict(parse_qsl(self.value(name), keep_blank_values=True))

    def _around(self, at: int) -> str:
        """The object literal in which a position lies, empty if it lies in none."""
        depth = 0
        for start in range(at, max(-1, at - _WINDOW), -1):
            character = self.source[start]
            depth += (character == "}") - (character == "{")
            if depth < 0:
                return self.source[start : start + _end(self.source[start:])]
        return ""


def literal(source: str) -> Any:
    """The object or array literal at the start of a text, None if there is none."""
    try:
        return chompjs.parse_js_object(source, loader_kwargs={"strict": False})
    except (ValueError, RecursionError):
        return None


def with_fields(url: str, **fields: object) -> str:
    """An address with fields of its query set; the others stay as they are, in order."""
    parts = urlsplit(url)
    values = dict(parse_qsl(parts.query, keep_blank_values=True))
    values |= {name: str(value) for name, value in fields.items()}
    return urlunsplit(parts._replace(query=urlencode(values)))


def field_of(url: str, name: str) -> str | None:
    """A field of an address's query, None if it has none of that name."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)).get(name)


def _quoted(expression: str, scripts: Scripts) -> str:
    if expression.isdigit() or expression in _LITERALS:
        return expression
    value = scripts.value(expression)
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _end(source: str) -> int:
    """Where the object at the start of a text ends; strings are stepped over."""
    depth, quote, at = 0, "", 0
    limit = min(len(source), _WINDOW * 4)
    while at < limit:
        character = source[at]
        if quote:
            at += character == "\\"
            quote = "" if character == quote else quote
        elif character in "\"'`":
            quote = character
        else:
            depth += (character in "{[") - (character in "}]")
            if depth == 0:
                return at + 1
        at += 1
    return limit
