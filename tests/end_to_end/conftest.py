"""The stack under test: brought up once, from the unmodified template, with roles enforced."""

from collections.abc import Iterator

import pytest

from infra.local.stack import Stack
from tests.end_to_end.relay import MINIATURE

# Code of functions, imported by the stack and not by the tests.
collect_ignore = ["miniature"]


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Foreshock itself, with its schedules at rest, shared by all tests."""
    with Stack.start(parameters={"ScheduleState": "DISABLED"}) as running:
        yield running


@pytest.fixture(scope="module")
def miniature() -> Iterator[Stack]:
    """A small template with the same kinds of resources, for tests of the stack itself."""
    with Stack.start(template=MINIATURE, parameters={"ScheduleState": "DISABLED"}) as running:
        yield running
