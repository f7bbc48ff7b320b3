"""The fake channels that need no account."""

from __future__ import annotations

import pytest

from tests.unit.shared.channels.fake_channels import FakeChannel, FakeFeed, FakeHackerNews, FakeMastodon


@pytest.fixture(params=[FakeHackerNews, FakeMastodon, FakeFeed])
def source(request: pytest.FixtureRequest) -> FakeChannel:
    made: FakeChannel = request.param()
    return made
