"""The routes of an HTTP function in groups, by the first and the third part of their path.

A cold start is one request, so it loads only the routes of its group: all routes and the
schemas of their answers together take a fifth to a third more instructions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.router import APIGatewayRouter

from shared.http.app import PageOf, new_app


class RouteGroups:
    """Applications with the routes of a group each.

    ``groups`` has the first part of a path, or the first and the third (``moments/case`` for
    ``/moments/{id}/case``), and the modules of ``package`` whose ``router`` has its routes;
    ``others`` are routers by the first part of their path.
    """

    def __init__(
        self,
        package: str,
        groups: Mapping[str, tuple[str, ...]],
        error_page: PageOf,
        others: Mapping[str, APIGatewayRouter] | None = None,
    ) -> None:
        self.groups = groups
        self._package = package
        self._error_page = error_page
        self._others = others or {}
        self._app = cache(self._new_app)

    def app_for(self, path: str) -> APIGatewayRestResolver:
        """The application for ``path``; one without routes where no group has it."""
        first, _, *rest = [*path.strip("/").split("/"), ""]
        names = (f"{first}/{rest[0]}" if rest else first, first)
        return self._app(next((name for name in names if name in self.groups or name in self._others), ""))

    def whole_app(self) -> APIGatewayRestResolver:
        """The application with all routes, for the document of the API."""
        modules = dict.fromkeys(name for names in self.groups.values() for name in names)
        return self._app_of(modules, self._others.values())

    def _new_app(self, first: str) -> APIGatewayRestResolver:
        others = [self._others[first]] if first in self._others else []
        return self._app_of(self.groups.get(first, ()), others)

    def _app_of(self, modules: Iterable[str], others: Iterable[APIGatewayRouter]) -> APIGatewayRestResolver:
        routers = [import_module(f"{self._package}.{name}").router for name in modules]
        return new_app([*routers, *others], self._error_page)
