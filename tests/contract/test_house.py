"""The list of cores that may not reach AWS, the environment or a clock is whole."""

from __future__ import annotations

import tomllib

import grimp

from tests.contract.conftest import ROOT

ROOMS = ("functions.", "shared.")


def test_every_module_that_reaches_no_edge_is_held_to_it() -> None:
    """A module that is pure today is named in the contract, so that it stays so."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    contract = next(c for c in settings["contracts"] if c["type"] == "forbidden")
    named, forbidden = set(contract["source_modules"]), set(contract["forbidden_modules"])
    graph = grimp.build_graph("functions", "shared", include_external_packages=True, cache_dir=None)
    modules = {name for name in graph.modules if name.startswith(ROOMS) and not graph.find_children(name)}
    pure = {name for name in modules if not graph.find_upstream_modules(name) & forbidden}
    assert {name for name in pure if not _within(name, named)} == set()


def _within(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)
