"""The brand that senders push mentions of."""

from __future__ import annotations

import pytest

from shared.domain.brand import Brand
from shared.store import brands


@pytest.fixture
def acme(aws: dict[str, str]) -> None:  # noqa: ARG001 - the tables must be there
    brands.put(Brand("acme", "Acme"))
