"""A known brand that drills are played of, and what notify publishes meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from functions.ingest import handler as ingest
from shared.runtime.settings import setting
from shared.store import brands
from shared.store.dynamodb import number, text, write_all
from tests.integration.drills.played_drill import ACME
from tests.integration.notify_stage import NotifyRun, staged


@pytest.fixture
def known_brand(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - the tables must be there first
    """A brand that something is learnt of; what that is only matters to detect. No channel is asked."""
    brands.put(ACME)
    write_all(setting("STATE_TABLE"), [{"pk": text("baseline#acme"), "sk": text("states"), "version": number(1)}])
    monkeypatch.setattr(ingest, "_used", lambda _brands, _asked: [])


@pytest.fixture
def stage(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[NotifyRun]:
    yield from staged(aws, monkeypatch)
