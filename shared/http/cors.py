"""Cross-origin requests (the Fetch standard, section 3.2): pages of one other origin may call the API, if it is named.

The parameter AllowedOrigin of the template names the origin, and comes as a variable of the API's stage with
every request. Cookies are never allowed along, so a page acts with the API key that its user gave it, or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from shared.domain.problem import Problem

METHODS = "GET, POST, PUT, DELETE"
REQUEST_HEADERS = "Content-Type, X-Api-Key, Accept, If-Match, If-None-Match"
ANSWER_HEADERS = "ETag, Link, Retry-After, X-Foreshock-Unreadable"
MAX_AGE_SECONDS = 600
"""How long a browser may remember the answer to a preflight request."""


def allowed_origin(event: Mapping[str, Any]) -> str:
    """The origin whose pages may call the API; empty if there is none."""
    return str((event.get("stageVariables") or {}).get("AllowedOrigin") or "")


def cors_headers(event: Mapping[str, Any]) -> dict[str, list[str]]:
    """The headers with which a browser lets a page of the allowed origin read an answer; none without an origin.

    >>> cors_headers({"stageVariables": {"AllowedOrigin": "https://desk.example"}})["Access-Control-Allow-Origin"]
    ['https://desk.example']
    >>> cors_headers({"stageVariables": None})
    {}
    """
    origin = allowed_origin(event)
    if not origin:
        return {}
    return {
        "Access-Control-Allow-Origin": [origin],
        "Access-Control-Expose-Headers": [ANSWER_HEADERS],
        "Vary": ["Origin"],
    }


def with_cors(headers: Mapping[str, list[str]], event: Mapping[str, Any]) -> dict[str, list[str]]:
    """The headers of an answer with those of :func:`cors_headers`; the answer varies by what either says."""
    added = cors_headers(event)
    varies = [*headers.get("Vary", []), *added.get("Vary", [])]
    return {**headers, **added, **({"Vary": [", ".join(varies)]} if varies else {})}


def preflight(event: Mapping[str, Any], origin: str) -> Problem | dict[str, list[str]]:
    """The headers of the answer to a preflight request of a page of ``origin``, or why it is refused.

    >>> request = {"stageVariables": {"AllowedOrigin": "https://desk.example"}}
    >>> preflight(request, "https://desk.example")["Access-Control-Allow-Methods"]
    ['GET, POST, PUT, DELETE']
    >>> preflight(request, "https://evil.example").status.value
    403
    """
    if not origin or origin != allowed_origin(event):
        return Problem(HTTPStatus.FORBIDDEN, "pages of this origin may not call the API; see AllowedOrigin")
    return cors_headers(event) | {
        "Access-Control-Allow-Methods": [METHODS],
        "Access-Control-Allow-Headers": [REQUEST_HEADERS],
        "Access-Control-Max-Age": [str(MAX_AGE_SECONDS)],
    }
