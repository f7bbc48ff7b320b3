"""POST /moments/{id}/ack: a person takes care of a moment, and everybody learns who was first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.domain.moment import Moment, Status
from shared.domain.time import MINUTE_MS
from shared.runtime.settings import setting
from shared.store import moments
from shared.store.dynamodb import dynamodb
from tests.api_client import ask
from tests.unit.notify.examples import START, surge

NOW_MS = START + 10 * MINUTE_MS


@pytest.fixture
def stored(aws: dict[str, str]) -> Moment:  # noqa: ARG001 - the tables must be there first
    moment = replace(surge(), version=1)
    dynamodb().put_item(TableName=setting("MOMENTS_TABLE"), Item=moments.to_item(moment))
    return moment


def test_an_acknowledgement_is_stored_with_who_when_and_from_where(stored: Moment) -> None:
    answer = ask("POST", f"/moments/{stored.id}/ack", body={"by": "Ana"}, now_ms=NOW_MS)
    assert answer.status == 200
    assert (answer.json["by"], answer.json["via"], answer.json["yours"]) == ("Ana", "api", True)
    after = moments.get(stored.id)
    assert (after.status, after.version) == (Status.ACKNOWLEDGED, 2)
    assert (after.timeline[-1].by, after.timeline[-1].at_ms) == ("Ana", NOW_MS)


def test_the_second_learns_who_was_first_and_changes_nothing(stored: Moment) -> None:
    first = ask("POST", f"/moments/{stored.id}/ack", body={"by": "Ana"})
    second = ask("POST", f"/moments/{stored.id}/ack", body={"by": "Ben"}, now_ms=NOW_MS + 60_000)
    assert (second.status, second.json) == (200, {**first.json, "yours": False})
    assert ask("POST", f"/moments/{stored.id}/ack", body={"by": "Ana"}).json == first.json
    assert moments.get(stored.id).version == 2


def test_who_acts_has_to_be_named(stored: Moment) -> None:
    for body in ({}, {"by": " "}, {"by": "x" * 81}, {"by": "An\u202ea"}, {"by": "Ana", "why": "so"}):
        assert ask("POST", f"/moments/{stored.id}/ack", body=body).status == 400


def test_a_moment_that_does_not_exist_is_404(stored: Moment) -> None:
    assert ask("POST", f"/moments/{stored.id[::-1]}/ack", body={"by": "Ana"}).status == 404
