"""A request loads the routes of its group and no others, and every route is in the group of its path."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from functions.query.api import ROUTES as READING
from functions.respond.api import ROUTES as ACTING
from shared.http.app import allowed_methods
from shared.http.route_groups import RouteGroups

ROOT = Path(__file__).parents[3]
FUNCTIONS = {"query": READING, "respond": ACTING}


def paths() -> list[tuple[str, str]]:
    """Every path of both functions, with a value for each parameter."""
    found = []
    for name, routes in FUNCTIONS.items():
        app = routes.whole_app()
        rules = [route.path for route in [*app._static_routes, *app._dynamic_routes]]
        found += [(name, rule.replace("<", "").replace(">", "")) for rule in rules]
    return found


@pytest.mark.parametrize(("function", "path"), paths())
def test_a_path_has_the_same_methods_in_its_group_as_in_the_whole(function: str, path: str) -> None:
    routes = FUNCTIONS[function]
    assert allowed_methods(routes.app_for(path), path) == allowed_methods(routes.whole_app(), path) != frozenset()


@pytest.mark.parametrize("routes", FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_path_of_no_group_has_no_route(routes: RouteGroups) -> None:
    for path in ("/nothing", "", "/"):
        assert allowed_methods(routes.app_for(path), path) == frozenset()


@pytest.mark.parametrize(("function", "routes"), FUNCTIONS.items())
def test_every_module_of_routes_is_in_a_group(function: str, routes: RouteGroups) -> None:
    folder = ROOT / "functions" / function / "routes"
    found = [file for file in folder.rglob("*.py") if "new_router()" in file.read_text("utf-8")]
    modules = {".".join(file.relative_to(folder).with_suffix("").parts) for file in found}
    assert {name for names in routes.groups.values() for name in names} == modules


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_start_of_a_function_loads_no_routes(function: str) -> None:
    code = f"import functions.{function}.handler, sys; print([m for m in sys.modules if '{function}.routes.' in m])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
