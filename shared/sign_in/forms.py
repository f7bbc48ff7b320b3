"""Forms of our own pages: a request in, its fields out; a form that another site sends is refused."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from shared.domain.errors import Forbidden, InvalidInput

MAX_FIELDS, MAX_BYTES = 400, 200_000


def form_fields(event: Mapping[str, Any]) -> dict[str, list[str]]:
    """The fields of a posted form, each with all its values, by an event of API Gateway.

    Raises:
        Forbidden: another site sent it.
        InvalidInput: it is no form.

    >>> form_fields({"headers": {}, "body": "name=Ana+B&kind=a&kind=b", "isBase64Encoded": False})
    {'name': ['Ana B'], 'kind': ['a', 'b']}
    """
    check_own_site(event)
    body = event.get("body") or ""
    try:
        text = base64.b64decode(body, validate=True).decode() if event.get("isBase64Encoded") else body
        pairs = parse_qsl(text[: MAX_BYTES + 1], keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except (binascii.Error, ValueError) as error:
        raise InvalidInput("the form cannot be read; open the page again", field="body") from error
    if len(text) > MAX_BYTES:
        raise InvalidInput("the form is too long", field="body")
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def one(fields: Mapping[str, list[str]], name: str) -> str:
    """The value of a field, trimmed; empty if it is missing.

    >>> one({"name": [" Ana "]}, "name"), one({}, "name")
    ('Ana', '')
    """
    return fields.get(name, [""])[-1].strip()


def check_own_site(event: Mapping[str, Any]) -> None:
    """Refuse what the browser says another site has sent (Fetch Metadata; RFC 6454 section 7).

    A browser that says nothing is let through: every form has a token besides.

    Raises:
        Forbidden: another site sent it.
    """
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    site, origin = headers.get("sec-fetch-site", ""), headers.get("origin", "")
    foreign = site not in ("", "same-origin", "none")
    if not site and origin not in ("", "null"):
        foreign = urlsplit(origin).netloc != headers.get("host", "")
    if foreign:
        raise Forbidden("another site sent this form; open our own page")
