"""Addresses: which methods each has, so that a wrong method is told from a wrong address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from functions.query.http.problem import MAX_QUOTED_LENGTH, Problem

GET_ONLY = frozenset({"GET"})
METHODS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "/moments": GET_ONLY,
        "/moments/{id}": GET_ONLY,
        "/moments/{id}/chart.svg": GET_ONLY,
        "/m/{token}": GET_ONLY,
        "/brands": GET_ONLY,
        "/brands/{brand}": frozenset({"GET", "PUT", "DELETE"}),
        "/brands/{brand}/pulse": GET_ONLY,
        "/brands/{brand}/mentions": GET_ONLY,
        "/brands/{brand}/mentions/{id}/label": frozenset({"POST"}),
        "/channels": GET_ONLY,
        "/openapi.json": GET_ONLY,
    }
)
"""What each address can do."""


def no_route_problem(method: str, path: str) -> Problem:
    """The refusal of a request that no route takes: 405 where the address exists, else 404.

    >>> no_route_problem("POST", "/brands/acme").headers, int(no_route_problem("GET", "/brnads").status)
    ({'Allow': 'DELETE, GET, PUT'}, 404)
    """
    allowed = allowed_methods(path)
    if not allowed:
        return Problem(HTTPStatus.NOT_FOUND, "there is nothing at this address; GET /openapi.json lists what is")
    names = ", ".join(sorted(allowed))
    detail = f"{method} is not possible on {path[:MAX_QUOTED_LENGTH]}; allowed: {names}"
    return Problem(HTTPStatus.METHOD_NOT_ALLOWED, detail, headers={"Allow": names})


def allowed_methods(path: str) -> frozenset[str]:
    """The methods of the address that ``path`` is, none where there is no such address."""
    bare = path.rstrip("/")
    fitting = (methods for address, methods in METHODS.items() if re.fullmatch(_pattern(address), bare))
    return next(fitting, frozenset())


def _pattern(address: str) -> str:
    return re.sub(r"\\{\w+\\}", "[^/]+", re.escape(address))
