"""What the pages behind the sign-in have to show, and a crisis for the page behind a link."""

from __future__ import annotations

import pytest

from shared.domain.brand import Brand, Query
from shared.domain.moments.moment import Moment
from shared.domain.people.role import Role
from shared.domain.people.silence import Silence
from shared.domain.people.subscriber import Subscriber
from shared.domain.time import DAY_MS
from shared.store import brands
from shared.store.people import silences, subscribers
from shared.store.people.subscribers import Stored
from tests.integration.pages.pages_stage import NOW_MS
from tests.integration.stored_crisis import put_moment, stored_crisis
from tests.unit.notify.examples import START, surge


@pytest.fixture
def acme(aws: dict[str, str]) -> None:  # noqa: ARG001 - the tables must be there first
    """A brand with a surge, a silence and an admin."""
    brands.put(Brand("acme", "Acme", queries={"mastodon": (Query("#acme"),)}, created_ms=START, updated_ms=START))
    put_moment(surge()._replace(version=1))
    silences.put(Silence("known", NOW_MS + DAY_MS, "ben", "campaign", START, brand="acme", even_sev1=True))
    ana = Subscriber("ana", "Ana", "ana@acme.example", "+491701234567", role=Role.ADMIN, created_ms=START)
    subscribers.put(Stored(ana), 0)


@pytest.fixture
def crisis(aws: dict[str, str]) -> list[Moment]:  # noqa: ARG001 - the tables must be there first
    """A crisis of two moments; its id is that of the first."""
    return stored_crisis()
