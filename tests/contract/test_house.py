"""The list of cores that may not reach AWS, the environment or a clock is whole; test files stay apart and short."""

from __future__ import annotations

import re
import tomllib

import grimp

from tests.contract.conftest import ROOT

ROOMS = ("functions.", "shared.")
FROM_A_TEST_FILE = re.compile(r"^\s*(?:from|import) tests\.(?:\w+\.)*(?:\w+ import )?test_\w+", re.MULTILINE)
LONGEST = 300
"""Lines of a test file; about half as many are usual."""


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


def test_what_test_files_share_stands_in_none_of_them() -> None:
    """So that a test file is moved, renamed or divided without another one noticing."""
    files = [path for path in (ROOT / "tests").rglob("*.py") if FROM_A_TEST_FILE.search(path.read_text("utf-8"))]
    assert [str(path.relative_to(ROOT)) for path in files] == []


def test_a_test_file_is_one_subject_long() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in (ROOT / "tests").rglob("test_*.py")}
    assert {str(path.relative_to(ROOT)): lines for path, lines in lengths.items() if lines > LONGEST} == {}
