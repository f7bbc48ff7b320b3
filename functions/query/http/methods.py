"""Addresses: which methods each has, so that a wrong method is told from a wrong address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from functions.query.http.problem import SHOWN, Problem

READ = frozenset({"GET"})
METHODS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "/moments": READ,
        "/moments/{id}": READ,
        "/moments/{id}/chart.svg": READ,
        "/m/{token}": READ,
        "/brands": READ,
        "/brands/{brand}": frozenset({"GET", "PUT", "DELETE"}),
        "/brands/{brand}/pulse": READ,
        "/brands/{brand}/mentions": READ,
        "/brands/{brand}/mentions/{id}/label": frozenset({"POST"}),
        "/channels": READ,
        "/openapi.json": READ,
    }
)
"""What each address can do."""


def nothing_at(method: str, path: str) -> Problem:
    """The refusal of a request that no route takes: 405 where the address exists, else 404.

    >>> nothing_at("POST", "/brands/acme").headers, int(nothing_at("GET", "/brnads").status)
    ({'Allow': 'DELETE, GET, PUT'}, 404)
    """
    allowed = methods_of(path)
    if not allowed:
        return Problem(HTTPStatus.NOT_FOUND, "there is nothing at this address; GET /openapi.json lists what is")
    names = ", ".join(sorted(allowed))
    detail = f"{method} is not possible on {path[:SHOWN]}; allowed: {names}"
    return Problem(HTTPStatus.METHOD_NOT_ALLOWED, detail, headers={"Allow": names})


def methods_of(path: str) -> frozenset[str]:
    """The methods of the address that ``path`` is, none where there is no such address."""
    bare = path.rstrip("/")
    fitting = (methods for address, methods in METHODS.items() if re.fullmatch(_pattern(address), bare))
    return next(fitting, frozenset())


def _pattern(address: str) -> str:
    return re.sub(r"\\{\w+\\}", "[^/]+", re.escape(address))
