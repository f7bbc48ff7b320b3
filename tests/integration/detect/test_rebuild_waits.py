"""When a past that came late is learnt again, and when it is not worth it; an open moment stays as it is."""

# ruff: noqa: S311 - seeded, so that a series is the same every time

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.detect.handler import handler
from shared.domain.moments.lifecycle import acknowledge, next_version
from shared.domain.moments.moment import Kind, Status
from shared.domain.moments.transitions import Action
from shared.domain.time import iso
from shared.store import moments
from shared.store.counters import rebuilds
from tests.integration.detect.late_past import asked, done, past, pushed, run, volume
from tests.integration.detect_stage import at, counted, crisis, item, stored, streamed, tick
from tests.lambda_context import Context
from tests.unit.detect.simulated_brand import DAY, normal_posts

pytestmark = pytest.mark.usefixtures("calls")


class TestLittleThatCameLate:
    def test_is_not_worth_it(self) -> None:
        pushed(past()[:5], DAY)
        assert not rebuilds.due(at(DAY + 60))

    def test_is_learnt_once_a_day_where_the_brand_is_known(self) -> None:
        pushed(past(), DAY)
        run(DAY + 2)
        pushed(past(seed=2)[:50], DAY + 10)
        assert not rebuilds.due(at(2 * DAY))
        assert rebuilds.due(at(2 * DAY + 5)) == ["acme"]

    def test_does_not_wait_for_ever_for_the_end_of_a_long_backfill(self) -> None:
        for minutes in range(DAY, DAY + 31):
            pushed(past()[:20], minutes)
        assert rebuilds.due(at(DAY + 30)) == ["acme"]

    def test_of_the_last_hour_is_no_past(self) -> None:
        pushed(normal_posts(random.Random(1), range(DAY - 50, DAY), 30.0), DAY)
        assert rebuilds.get("acme") is None


class TestAnOpenMoment:
    """A crisis goes on while the past of its brand is pushed."""

    @pytest.fixture(autouse=True)
    def open_moment(self, calls: list[dict[str, Any]]) -> None:  # noqa: ARG002 - the brand must be there first
        counted(normal_posts(random.Random(1), range(DAY - 360, DAY)))
        tick(DAY)
        counted(crisis(range(DAY, DAY + 40)))
        for minutes in (5, 10, 20, 30, 40):
            tick(DAY + minutes)
        pushed(past(1.5, 3)[:-100], DAY + 40)

    def test_is_neither_lost_nor_changed(self) -> None:
        before = stored()
        assert {moment.kind for moment in before} >= {Kind.VOLUME_BURST, Kind.NEGATIVE_SURGE}
        asked(DAY + 40)
        run(DAY + 40)
        assert stored() == before
        tick(DAY + 40)
        assert [(one.id, one.status, one.severity, one.mentions) for one in stored()] == [
            (one.id, one.status, one.severity, one.mentions) for one in before
        ]
        tick(DAY + 80)
        assert {moment.status for moment in stored()} == {Status.RESOLVED}

    def test_that_is_confirmed_afterwards_has_the_past_learnt_once_more(self) -> None:
        run(DAY + 42)
        rebuilt = volume()
        (burst,) = (moment for moment in stored() if moment.kind is Kind.VOLUME_BURST)
        action = Action(at(DAY + 43), by="anna")
        moments.put_change(next_version(burst, acknowledge(burst, action), action.at_ms), burst.version)
        tick(DAY + 43)
        assert volume().buckets >= rebuilt.buckets, "it knows no less meanwhile"
        assert rebuilds.due(at(DAY + 45)) == ["acme"]
        run(DAY + 45)
        assert done()
        tick(DAY + 46)
        assert done()
        assert max(volume().rises.surprises) <= max(rebuilt.rises.surprises)


def test_a_brand_that_was_deleted_is_not_learnt() -> None:
    rebuilds.ask("nobody", at(DAY))
    handler({"trigger": "rebuild", "time": iso(at(DAY)), "brand": "nobody"}, Context())
    assert not rebuilds.due(at(DAY + 60))


def test_late_changes_that_cannot_be_noted_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    late = [replace(count, late=True) for count in past()[:3]]

    def busy(*_: object) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow down"}}, "UpdateItem")

    monkeypatch.setattr(rebuilds, "note_changes", busy)
    answer = streamed([{**item(count), "seen": {"N": str(at(DAY))}} for count in late])
    assert answer == {"batchItemFailures": [{"itemIdentifier": "1000"}]}
