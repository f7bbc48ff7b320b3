"""detect on the deployed tables: two triggers, one moment for an episode."""

# ruff: noqa: S311 - seeded, so that a series is the same every time

from __future__ import annotations

import json
import random
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.detect import brand_evaluation, dispatch
from functions.detect.brand_evaluation import PollStatuses
from functions.detect.detectors.count.state import CountState
from functions.detect.detectors.signal import Signal
from functions.detect.handler import handler
from functions.detect.moments.decision_types import OpenEpisode, StoredSignal, Trigger
from functions.detect.storage import states
from shared.domain.brand import Brand
from shared.domain.moments.lifecycle import acknowledge, dismiss, next_version
from shared.domain.moments.moment import Kind, Status, Transition
from shared.domain.moments.transitions import Action
from shared.domain.time import DAY_MS, MINUTE_MS, iso
from shared.runtime.settings import setting
from shared.store import brands, moments
from shared.store.counters.active_brands import mark_active
from shared.store.dynamodb import dynamodb, text
from tests.integration.dead_letters import dead_letters
from tests.integration.detect_stage import a_normal_morning, at, counted, crisis, item, stored, streamed, tick
from tests.lambda_context import Context
from tests.unit.detect.simulated_brand import DAY, MinuteCount, normal_posts


@pytest.fixture(autouse=True)
def _calm(aws: dict[str, str]) -> None:
    assert aws
    a_normal_morning()


class TestACrisis:
    def test_the_stream_opens_one_moment_a_kind_in_one_crisis(self) -> None:
        counted(found := crisis(range(DAY, DAY + 5)))
        assert streamed([item(count) for count in found]) == {"batchItemFailures": []}
        assert {moment.kind for moment in stored()} == {Kind.VOLUME_BURST, Kind.NEGATIVE_SURGE}
        assert len({moment.crisis for moment in stored()}) == 1
        assert {moment.detected_ms for moment in stored()} == {found[-1].minute_ms + 20_000}

    def test_how_late_its_posts_come_is_kept_with_what_it_has_learnt(self) -> None:
        found = normal_posts(random.Random(3), range(DAY, DAY + 60), per_bucket=5.0)
        counted([replace(one, tally=one.tally._replace(delays={10: one.tally.mentions})) for one in found])
        tick(DAY + 70)
        assert {stored.lag_ms for stored in states.load_states("acme").values()} == {10 * MINUTE_MS}

    def test_delivering_the_batch_again_changes_nothing(self) -> None:
        counted(found := crisis(range(DAY, DAY + 5)))
        images = [item(count) for count in found]
        streamed(images)
        before = stored()
        streamed(images)
        streamed(images[::-1])
        assert stored() == before

    def test_it_is_followed_to_its_end_and_reported_once(self) -> None:
        counted([*crisis(range(DAY, DAY + 15)), *normal_posts(random.Random(7), range(DAY + 15, DAY + 60))])
        for minute in range(DAY + 1, DAY + 55, 3):
            tick(minute)
        for moment in stored():
            changes = [step.change for step in moment.timeline]
            assert moment.status is Status.RESOLVED
            assert changes.count(Transition.OPENED) == changes.count(Transition.RESOLVED) == 1
        assert all(found.episode is None for found in states.load_states("acme").values())
        assert not moments.brands_with_ongoing()

    def test_the_moments_of_a_deleted_brand_are_dismissed(self) -> None:
        counted(crisis(range(DAY, DAY + 5)))
        tick(DAY + 5)
        assert stored()
        brands.delete("acme")
        assert streamed([item(count) for count in crisis(range(DAY + 5, DAY + 6))]) == {"batchItemFailures": []}
        tick(DAY + 6)
        assert {moment.status for moment in stored()} == {Status.DISMISSED}
        tick(DAY + 7)
        assert {moment.version for moment in stored()} == {2}

    def test_late_counters_open_no_moment(self) -> None:
        found = [MinuteCount(count.minute_ms, count.tally, late=True) for count in crisis(range(DAY, DAY + 5))]
        counted(found)
        streamed([item(count) for count in found])
        tick(DAY + 5)
        assert not stored()

    def test_a_poison_record_becomes_a_dead_letter_and_the_others_are_evaluated(self) -> None:
        counted(found := crisis(range(DAY, DAY + 5)))
        answer = streamed([{"pk": text("no counter")}, *[item(count) for count in found], {}])
        assert answer == {"batchItemFailures": []}
        assert len(stored()) == 2
        letters = dead_letters()
        assert len(letters) == 2
        assert all("not a counter" in letter["reason"] for letter in letters)

    def test_one_failing_brand_does_not_stop_the_others(self, monkeypatch: pytest.MonkeyPatch) -> None:
        brands.put(Brand("aaa", "Aaa"))
        counted(crisis(range(DAY, DAY + 5)))
        counted(other := crisis(range(DAY, DAY + 5)), "aaa")
        evaluate = brand_evaluation._evaluate_once

        def failing(brand_id: str, now_ms: int, trigger: Trigger, statuses: PollStatuses) -> None:
            if brand_id == "aaa":
                raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow down"}}, "Query")
            evaluate(brand_id, now_ms, trigger, statuses)

        monkeypatch.setattr(brand_evaluation, "_evaluate_once", failing)
        images = [item(count, "aaa") for count in other] + [item(count) for count in other]
        assert streamed(images) == {"batchItemFailures": [{"itemIdentifier": "1000"}]}
        tick(DAY + 5)
        assert len(stored()) == 2

    def test_states_that_cannot_be_read_are_learnt_again(self) -> None:
        dynamodb().update_item(
            TableName=setting("STATE_TABLE"),
            Key=states.baseline_key("acme", states.STATES),
            UpdateExpression="SET #s = :s",
            ExpressionAttributeNames={"#s": "states"},
            ExpressionAttributeValues={":s": {"B": b"no states"}},
        )
        counted(crisis(range(DAY, DAY + 5)))
        tick(DAY + 5)
        assert len(stored()) == 2
        assert states.load_states("acme")[Signal.VOLUME].state is not None

    def test_an_open_episode_leads_to_its_moment_however_old_it_is(self) -> None:
        """Without one the last week is read, never the whole of a brand's history."""
        old = StoredSignal(episode=OpenEpisode("ab12", 5))
        assert brand_evaluation._oldest_ms([StoredSignal(), old], 30 * DAY_MS) == 5
        assert brand_evaluation._oldest_ms([StoredSignal(), StoredSignal()], 30 * DAY_MS) == 23 * DAY_MS


class TestANewBrand:
    """Its past is pushed an hour and a half after its first posts, and counted late."""

    def test_learns_what_was_pushed_after_its_first_live_posts(self) -> None:
        brands.put(Brand("other", "Other"))
        counted(normal_posts(random.Random(1), range(DAY, DAY + 90)), "other")
        tick(DAY + 88)
        assert _learning("other")
        counted(
            [replace(count, late=True) for count in normal_posts(random.Random(2), range(DAY - 2500, DAY))], "other"
        )
        tick(DAY + 90)
        assert not _learning("other")

    def test_is_told_of_a_flood_in_its_first_minutes(self) -> None:
        brands.put(Brand("other", "Other"))
        posts = normal_posts(random.Random(2), range(DAY, DAY + 4), 68.0, 0.75)
        counted(posts, "other")
        streamed([item(count, "other") for count in posts])
        assert {moment.kind for moment in stored("other")} >= {Kind.NEGATIVE_SURGE}


def _learning(brand: str) -> bool:
    found = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=states.baseline_key(brand, states.STATES))
    return "learning_until" in found["Item"]


def test_a_chunk_that_is_handed_over_is_an_event_for_another_call_and_its_brands_are_evaluated_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted(crisis(range(DAY, DAY + 5)))
    mark_active("another", at(DAY))
    sent = list[dict[str, Any]]()
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "detect")
    monkeypatch.setattr(dispatch, "CHUNK", 1)
    monkeypatch.setattr(dispatch, "_lambda", lambda: SimpleNamespace(invoke=lambda **call: sent.append(call)))
    minute = next(found for found in range(DAY + 5, DAY + 8) if tick(found) and not stored())
    event = json.loads(sent[-1]["Payload"])
    assert (sent[-1]["FunctionName"], sent[-1]["InvocationType"]) == ("detect", "Event")
    assert event == {"trigger": "chunk", "time": iso(at(minute)), "brands": ["acme"]}
    handler(event, Context(left_ms=1_000))
    assert not stored()
    handler(event, Context())
    assert stored()


def test_what_a_person_acknowledged_leaves_the_stored_states_and_comes_back_when_it_is_dismissed() -> None:
    counted(crisis(range(DAY, DAY + 60)))
    for passed in (5, 45):
        tick(DAY + passed)
    (burst,) = (moment for moment in stored() if moment.kind is Kind.VOLUME_BURST)
    assert known_peak() > 10.0
    for change, confirmed in ((acknowledge, True), (dismiss, False)):
        burst = moments.get(burst.id)
        after = next_version(burst, change(burst, Action(at(DAY + 45), by="anna")), at(DAY + 45))
        moments.put_change(after, burst.version)
        tick(DAY + 46)
        assert (known_peak() < 10.0) is confirmed


def known_peak() -> float:
    state = states.load_states("acme")[Signal.VOLUME].state
    assert isinstance(state, CountState)
    return max(state.rises.surprises)
