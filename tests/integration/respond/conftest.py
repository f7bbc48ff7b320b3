"""A crisis that people respond to."""

from __future__ import annotations

import pytest

from shared.domain.moments.moment import Moment
from tests.integration.stored_crisis import stored_crisis


@pytest.fixture
def crisis(aws: dict[str, str]) -> list[Moment]:  # noqa: ARG001 - the tables must be there first
    """Two moments; the crisis has the id of the first."""
    return stored_crisis()
