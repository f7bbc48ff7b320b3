"""The stack under test: started once, from the unmodified template, with enforced roles."""

from collections.abc import Iterator

import pytest

from infra.local.stack import Stack

ALLOWED_ORIGIN = "https://desk.example"
"""Whose pages may call the API of the stack."""


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Foreshock itself with its schedules turned off, shared by all tests."""
    with Stack.start(parameters={"ScheduleState": "DISABLED", "AllowedOrigin": ALLOWED_ORIGIN}) as running:
        yield running
