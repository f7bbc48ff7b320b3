"""The miniature stack under test: a small template with the same kinds of resources."""

from collections.abc import Iterator

import pytest

from infra.local.stack import Stack
from tests.end_to_end.local_stack.miniature_client import MINIATURE

# Code of functions, which the stack imports and the tests do not.
collect_ignore = ["miniature"]


@pytest.fixture(scope="module")
def miniature() -> Iterator[Stack]:
    """A small template with the same kinds of resources, for tests of the stack itself."""
    with Stack.start(template=MINIATURE, parameters={"ScheduleState": "DISABLED"}) as running:
        yield running
