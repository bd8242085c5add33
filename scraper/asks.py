"""Addresses that are asked by POST, written as one address each.

State and archive know every request by its address. What a POST sends stands in the address's
fragment, which is never sent to a server, so two requests to one address stay two.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode

_FORM = "#post-form:"
_JSON = "#post-json:"
_FORM_TYPE = "application/x-www-form-urlencoded; charset=UTF-8"
_JSON_TYPE = "application/json; charset=UTF-8"
_MAX_BODY = 4000


@dataclass(frozen=True, slots=True)
class Ask:
    """A request.

    Attributes:
        url: as the server sees it.
        body: what is sent by POST, None for a GET.
        media_type: of the body.
    """

    url: str
    body: bytes | None = None
    media_type: str | None = None

    @property
    def form(self) -> dict[str, str]:
        """The fields of the form that is sent; empty if none is."""
        if self.body is None or self.media_type != _FORM_TYPE:
            return {}
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


def post_form(url: str, fields: Mapping[str, str]) -> str:
    """The address of a form sent by POST.

    Args:
        url: canonical.
        fields: of the form.

    Raises:
        ValueError: the form is longer than a list's request ever is.
    """
    return _address(url, _FORM, urlencode(fields))


def post_json(url: str, value: object) -> str:
    """The address of a JSON value sent by POST; see `post_form`."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _address(url, _JSON, quote(body, safe=""))


def _address(url: str, mark: str, body: str) -> str:
    if len(body) > _MAX_BODY:
        raise ValueError(f"a request of more than {_MAX_BODY} characters is not sent")
    return url + mark + body


def ask_of(address: str) -> Ask:
    """The request that an address stands for."""
    for mark, media_type in ((_FORM, _FORM_TYPE), (_JSON, _JSON_TYPE)):
        url, found, body = address.partition(mark)
        if found:
            sent = body if mark == _FORM else unquote(body)
            return Ask(url, sent.encode(), media_type)
    return Ask(address)
