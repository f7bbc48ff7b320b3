"""How tests are run: laws without a clock, the long tests first, and a time limit for each."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("foreshock", deadline=None)  # a law holds or not, however busy the machine is
settings.load_profile("foreshock")

STACK_TIMEOUT_S = 900
"""The time limit of a test that brings up the local stack and plays a day on it; about a minute on a quiet machine."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give stack tests their time limit, and start them first, so that no core waits for them at the end."""
    for item in items:
        if item.get_closest_marker("stack") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(STACK_TIMEOUT_S))
    items.sort(key=lambda item: item.get_closest_marker("stack") is None)
