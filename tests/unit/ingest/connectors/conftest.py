"""Every channel of its own kind, behind a fake of its network."""

from __future__ import annotations

import pytest

from tests.unit.ingest.connectors.watcher import NAMES, Watcher
from tests.unit.shared.channels.fake_network import FakeNetwork


@pytest.fixture(params=list(NAMES), ids=list(NAMES.values()))
def watcher(request: pytest.FixtureRequest) -> Watcher:
    made: FakeNetwork = request.param()
    return Watcher(made)
