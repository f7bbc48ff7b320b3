"""The stacks under test: started once, from the unmodified template, with enforced roles."""

from collections.abc import Iterator

import pytest

from infra.local.stack import Stack
from tests.end_to_end.miniature_client import MINIATURE

# Code of functions, which the stack imports and the tests do not.
collect_ignore = ["miniature"]

ALLOWED_ORIGIN = "https://desk.example"
"""Whose pages may call the API of the stack."""


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Foreshock itself with its schedules turned off, shared by all tests."""
    with Stack.start(parameters={"ScheduleState": "DISABLED", "AllowedOrigin": ALLOWED_ORIGIN}) as running:
        yield running


@pytest.fixture(scope="module")
def miniature() -> Iterator[Stack]:
    """A small template with the same kinds of resources, for tests of the stack itself."""
    with Stack.start(template=MINIATURE, parameters={"ScheduleState": "DISABLED"}) as running:
        yield running
