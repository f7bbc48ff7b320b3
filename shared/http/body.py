"""What the body of a request may be: JSON in UTF-8, not compressed, neither too long nor too deep.

The router would read a form or a compressed body as well as it can, and then complain about fields.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.message import Message
from http import HTTPStatus
from typing import Any

from shared.domain.problem import FieldError, Problem

MAX_LENGTH = 256 * 1024
"""Characters of the longest body: all settings of a brand take a fifth of it."""

MAX_DEPTH = 50
"""Levels of the deepest JSON value; the router's parser fails at about a thousand."""

FORM_PATHS = ("/a/", "/hooks/", "/pages/", "/settings/", "/exercises/")
"""Where pages send forms and other services send what they like; these routes check their bodies themselves."""

_JSON_PART = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


def body_problem(event: Mapping[str, Any]) -> Problem | None:
    """Why the body of this request of API Gateway is not taken; ``None`` if it is, or if there is none.

    >>> request = {"path": "/brands/acme", "body": "{}", "headers": {"Content-Type": "text/plain"}}
    >>> body_problem(request).detail
    'the body is text/plain; send JSON in UTF-8, with Content-Type: application/json'
    >>> body_problem({**request, "headers": {"content-type": "application/json; charset=UTF-8"}})
    """
    body = event.get("body")
    if not body or str(event["path"]).startswith(FORM_PATHS):
        return None
    if len(body) > MAX_LENGTH:
        detail = f"the body has {len(body):,} characters; at most {MAX_LENGTH:,} are allowed"
        return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
    headers = {name.lower(): str(value) for name, value in (event.get("headers") or {}).items()}
    cause = _wrong_encoding(headers.get("content-encoding", "")) or _wrong_type(headers.get("content-type", ""))
    if cause:
        detail = f"the body is {cause}; send JSON in UTF-8, with Content-Type: application/json"
        return Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)
    if _depth(body) > MAX_DEPTH:
        error = FieldError("body", f"is nested more than {MAX_DEPTH} levels deep")
        return Problem(HTTPStatus.BAD_REQUEST, f"{error.field} {error.detail}", (error,))
    return None


def _wrong_encoding(encoding: str) -> str:
    return "" if encoding.strip().lower() in ("", "identity") else f"compressed ({encoding[:40]})"


def _wrong_type(content_type: str) -> str:
    """What the body is, where it is not JSON in UTF-8; without a Content-Type it is taken for JSON."""
    if not content_type.strip():
        return ""
    parsed = Message()
    parsed["Content-Type"] = content_type
    kind, charset = parsed.get_content_type(), parsed.get_content_charset("utf-8")
    if kind != "application/json" or "/" not in content_type:
        return content_type.partition(";")[0][:40]
    return "" if charset in ("utf-8", "utf8", "us-ascii") else f"in {charset[:40]}"


def _depth(body: str) -> int:
    """The levels of the deepest value, whether or not the body is JSON."""
    depth = deepest = 0
    for part in _JSON_PART.finditer(body):
        if part[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif part[0] in "]}":
            depth -= 1
    return deepest
