"""A server that fails as it is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.channel_server import Server, serving


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(lambda handler: handler.say(200, b"{}")) as running:
        yield running
