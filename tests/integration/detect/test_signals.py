"""detect on the deployed tables: the stored states of all signals, channels that fail, and channels that go silent."""

# ruff: noqa: S311 - seeded, so that a series is the same every time

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest

from functions.detect.brand_evaluation import PollStatuses, evaluate_brand
from functions.detect.detectors.count.state import CountState
from functions.detect.detectors.count.state_document import CODEC
from functions.detect.detectors.signal import Signal
from functions.detect.detectors.silence.channels import ChannelStates
from functions.detect.moments.decision_types import Trigger
from functions.detect.storage import states
from shared.domain.brand import Brand, Query
from shared.domain.moments.moment import Kind
from shared.domain.time import BUCKET_MS, HOUR_MS, bucket_of
from shared.runtime.settings import setting
from shared.store import brands
from shared.store.collection import poll_statuses
from shared.store.counters.active_brands import active_in
from shared.store.dynamodb import dynamodb, number, text
from tests.integration.detect_stage import at, counted, stored
from tests.unit.detect.simulated_brand import DAY, SimulatedBrand, normal_posts

DAYS = 5
END = DAYS * DAY
BRAND = Brand("acme", "Acme", queries={"rss": (Query("https://a.example/feed"),)})


@pytest.fixture(autouse=True)
def _known_brand(aws: dict[str, str]) -> None:
    """A brand of one channel with the states of five days of ticks."""
    assert aws
    brands.put(BRAND)
    simulated = SimulatedBrand(BRAND, normal_posts(random.Random(1), range(END), 5.0))
    simulated.evaluate(at(END))
    learnt = {signal: known.state for signal, known in simulated.stored.items() if known.state}
    states.save_states("acme", learnt, states.load_states("acme"))
    counted(normal_posts(random.Random(1), range(END), 5.0)[-120:])


POLLED = {name: number(1) for name in ("attempt", "success", "errors", "not_before")}


def polled(success_min: float, errors: int = 0) -> None:
    """Store the status of a poll of the brand's feed as ingest does."""
    numbers = {"attempt": at(success_min), "success": at(success_min), "errors": errors, "not_before": 0}
    dynamodb().put_item(
        TableName=setting("STATE_TABLE"),
        Item={
            "pk": text("cursor#rss"),
            "sk": text("a"),
            "query": text("https://a.example/feed"),
            "cursor": text("{}"),
            **{name: number(value) for name, value in numbers.items()},
        },
    )


def evaluated(minutes: range) -> None:
    """The ticks of these minutes, also without mentions."""
    for minute in minutes:
        evaluate_brand("acme", at(minute), Trigger.TICK)


def volume() -> CountState:
    state = states.load_states("acme")[Signal.VOLUME].state
    assert isinstance(state, CountState)
    return state


def test_the_states_of_a_brand_stay_below_four_kilobytes() -> None:
    rich = normal_posts(random.Random(2), range(END, END + 60), 20.0)
    tags = {f"tag{number}": 1 for number in range(40)}
    rich = [replace(count, tally=count.tally._replace(hashtags=tags)) for count in rich]
    counted(rich)
    evaluated(range(END + 1, END + 90, 5))
    key = states.baseline_key("acme", states.STATES)
    found = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key)["Item"]
    assert {signal for signal, known in states.load_states("acme").items() if known.state} == set(Signal)
    assert len(bytes(found["states"]["B"])) < 4_000


def test_states_that_an_earlier_version_stored_are_read() -> None:
    kept = states.load_states("acme")[Signal.VOLUME].state
    assert isinstance(kept, CountState)
    dynamodb().delete_item(TableName=setting("STATE_TABLE"), Key=states.baseline_key("acme", states.STATES))
    dynamodb().put_item(
        TableName=setting("STATE_TABLE"),
        Item={
            **states.baseline_key("acme", "volume"),
            "state": text(json.dumps(CODEC.dump(kept))),
            "version": number(7),
        },
    )
    found = states.load_states("acme")
    assert found[Signal.VOLUME].state == kept
    assert found[Signal.NEGATIVE].state is None
    counted(normal_posts(random.Random(3), range(END, END + 5), 5.0))
    evaluated(range(END + 30, END + 31))
    assert states.load_states("acme")[Signal.NEGATIVE].state is not None


def test_a_channel_that_goes_silent_is_a_moment_when_the_brand_has_no_other_mentions() -> None:
    minute = END
    for _ in range(40):
        polled(minute)
        evaluated(range(minute, minute + 1))
        if stored():
            break
        minute += 5
    (moment,) = stored()
    assert (moment.kind, moment.evidence.subject) == (Kind.CHANNEL_SILENCE, "rss")


def test_a_brand_that_goes_silent_is_marked_to_be_evaluated_again() -> None:
    polled(END + 25)
    evaluated(range(END + 25, END + 26))
    channels = states.load_states("acme")[Signal.SILENCE].state
    assert isinstance(channels, ChannelStates)
    marked = [b for b in range(bucket_of(at(END + 25)), at(END + 180), BUCKET_MS) if "acme" in active_in(b)]
    assert marked


def test_a_channel_that_fails_is_no_silence_and_nothing_is_learnt_from_it() -> None:
    before = volume()
    polled(END, errors=4)
    evaluated(range(END, END + 180, 5))
    assert stored() == []
    after = volume()
    assert after.bucket_ms >= before.bucket_ms + 2 * HOUR_MS
    assert after.baseline.buckets <= before.baseline.buckets + 4
    polled(END + 180)
    backlog = normal_posts(random.Random(5), range(END, END + 180), 5.0)
    counted([replace(count, late=True) for count in backlog])
    counted(normal_posts(random.Random(4), range(END + 180, END + 240), 5.0))
    evaluated(range(END + 181, END + 240, 5))
    assert stored() == []
    assert volume().baseline.buckets > after.baseline.buckets


def test_a_poll_status_that_cannot_be_read_makes_no_channel_unreachable() -> None:
    for item in ({"query": text("b")}, {**POLLED, "query": text("c"), "cursor": text("no json")}):
        key = {"pk": text("cursor#rss"), "sk": item["query"]}
        dynamodb().put_item(TableName=setting("STATE_TABLE"), Item={**key, **item})
    polled(END)
    assert [poll.success_ms for poll in PollStatuses().of(BRAND)] == [at(END)]


def test_the_time_until_which_a_feed_stays_the_same_counts_as_polled() -> None:
    found = poll_statuses.from_item(
        "rss", {**POLLED, "query": text("a"), "cursor": text(json.dumps({"fresh_until_ms": 5}))}
    )
    assert found.fresh_until_ms == 5
