"""A request loads the routes of its group and no others, and every route is in the group of its path."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from functions.query.api import GROUPS, app_for, whole_app
from shared.http.app import allowed_methods

ROOT = Path(__file__).parents[3]


def rules() -> list[str]:
    app = whole_app()
    return [route.path for route in [*app._static_routes, *app._dynamic_routes]]


@pytest.mark.parametrize("path", rules())
def test_a_path_has_the_same_methods_in_its_group_as_in_the_whole(path: str) -> None:
    filled = path.replace("<", "").replace(">", "")
    assert allowed_methods(app_for(filled), filled) == allowed_methods(whole_app(), filled) != frozenset()


def test_a_path_of_no_group_has_no_route() -> None:
    assert allowed_methods(app_for("/nothing"), "/nothing") == frozenset()
    assert allowed_methods(app_for(""), "") == frozenset()


def test_every_module_of_routes_is_in_a_group() -> None:
    folder = ROOT / "functions" / "query" / "routes"
    modules = {file.stem for file in folder.glob("*.py") if "new_router()" in file.read_text("utf-8")}
    assert {name for names in GROUPS.values() for name in names} == modules


def test_the_start_of_the_function_loads_no_routes() -> None:
    code = "import functions.query.handler, sys; print([m for m in sys.modules if 'query.routes.' in m])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
