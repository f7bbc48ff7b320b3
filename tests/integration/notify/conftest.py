"""notify, with everything kept that it publishes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.notify_stage import NotifyRun, staged


@pytest.fixture
def stage(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[NotifyRun]:
    yield from staged(aws, monkeypatch)
