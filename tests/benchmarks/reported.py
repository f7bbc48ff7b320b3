"""Inputs that users of such tools reported as wrong, by kind: how many there are, and how many are right."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from rich.table import Table

from tests.reported.kinds import KINDS

ROOT = Path(__file__).parents[2]


class Outcomes:
    """A pytest plugin that counts, for each test function, how many of its inputs passed and which failed."""

    def __init__(self) -> None:
        self.passed = Counter[str]()
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """An input that cannot be set up is wrong like one that is judged wrong."""
        if report.failed:
            self.failed.append(report.nodeid)
        elif report.when == "call" and report.passed:
            self.passed[function_of(report.nodeid)] += 1


def table() -> Table:
    """Kind, inputs, right and failed, and the names of those that failed."""
    found = outcomes(test for tests in KINDS.values() for test in tests)
    shown = Table("kind", "inputs", "right now", "failed")
    totals = [0, 0]
    for kind, tests in KINDS.items():
        right = sum(found.passed[test] for test in tests)
        failed = sorted(one for one in set(found.failed) if function_of(one) in tests)
        totals = [totals[0] + right, totals[1] + len(failed)]
        names = "".join(f"\n{one.rpartition('::')[2]}" for one in failed)
        shown.add_row(kind, str(right + len(failed)), str(right), f"{len(failed)}{names}")
    shown.add_row("all", str(sum(totals)), str(totals[0]), str(totals[1]), style="bold")
    return shown


def outcomes(tests: Iterable[str]) -> Outcomes:
    """What became of the tests of these names."""
    found = Outcomes()
    with redirect_stdout(io.StringIO()):
        pytest.main(["-q", "-p", "no:cacheprovider", f"--rootdir={ROOT}", *tests], plugins=[found])
    return found


def function_of(name: str) -> str:
    """The test function of one input.

    >>> function_of("tests/unit/test_a.py::test_b[c::d]")
    'tests/unit/test_a.py::test_b'
    """
    return name.partition("[")[0]
