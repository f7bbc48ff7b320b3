"""detect on the deployed tables: the memory of all signals, channels that fail, and channels that fall silent."""

# ruff: noqa: S311 - seeded chance, so that a series is the same every time

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest

from functions.detect.brand_evaluation import PollStatuses, evaluate_brand
from functions.detect.detectors.count import state as state_codec
from functions.detect.detectors.count.scoring import CountState
from functions.detect.detectors.signal import Signal
from functions.detect.detectors.silence.channels import ChannelStates
from functions.detect.moments.decision_types import Trigger
from functions.detect.storage import states
from shared.domain.brand import Brand, Query
from shared.domain.moment import Kind
from shared.domain.time import HOUR_MS, MINUTE_MS, bucket_of
from shared.runtime.settings import setting
from shared.store import brands, poll_statuses
from shared.store.active_brands import active_in
from shared.store.dynamodb import dynamodb, number, text
from tests.integration.detect_stage import DAY, at, counted, stored
from tests.unit.detect.stage import Stage, talk

DAYS = 5
END = DAYS * DAY
BRAND = Brand("acme", "Acme", queries={"rss": (Query("https://a.example/feed"),)})


@pytest.fixture(autouse=True)
def _known_brand(aws: dict[str, str]) -> None:
    """A brand of one channel with five days behind it, remembered as by the ticks of those days."""
    assert aws
    brands.put(BRAND)
    stage = Stage(BRAND, talk(random.Random(1), range(END), 5.0))
    stage.play(at(END))
    learnt = {signal: known.state for signal, known in stage.stored.items() if known.state}
    states.save_states("acme", learnt, states.load_states("acme"))
    counted(talk(random.Random(1), range(END), 5.0)[-120:])


POLLED = {name: number(1) for name in ("attempt", "success", "errors", "not_before")}


def polled(success_min: float, errors: int = 0) -> None:
    """Note a poll of the brand's feed as ingest does."""
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


def judged(minutes: range) -> None:
    """The tick, whether or not anybody speaks of the brand."""
    for minute in minutes:
        evaluate_brand("acme", at(minute), Trigger.TICK)


def volume() -> CountState:
    state = states.load_states("acme")[Signal.VOLUME].state
    assert isinstance(state, CountState)
    return state


def test_what_is_remembered_of_a_brand_stays_below_four_kilobytes() -> None:
    rich = talk(random.Random(2), range(END, END + 60), 20.0)
    tags = {f"tag{number}": 1 for number in range(40)}
    rich = [replace(count, tally=replace(count.tally, hashtags=tags)) for count in rich]
    counted(rich)
    judged(range(END + 1, END + 90, 5))
    key = states.baseline_key("acme", states.STATES)
    found = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key)["Item"]
    assert {signal for signal, known in states.load_states("acme").items() if known.state} == set(Signal)
    assert len(bytes(found["states"]["B"])) < 4_000


def test_memories_that_were_kept_apart_are_brought_forward() -> None:
    kept = states.load_states("acme")[Signal.VOLUME].state
    assert isinstance(kept, CountState)
    dynamodb().delete_item(TableName=setting("STATE_TABLE"), Key=states.baseline_key("acme", states.STATES))
    dynamodb().put_item(
        TableName=setting("STATE_TABLE"),
        Item={**states.baseline_key("acme", "volume"), "state": text(state_codec.written(kept)), "version": number(7)},
    )
    found = states.load_states("acme")
    assert found[Signal.VOLUME].state == kept
    assert found[Signal.NEGATIVE].state is None
    counted(talk(random.Random(3), range(END, END + 5), 5.0))
    judged(range(END + 30, END + 31))
    assert states.load_states("acme")[Signal.NEGATIVE].state is not None


def test_a_channel_that_falls_silent_is_told_though_nobody_speaks_of_the_brand_any_more() -> None:
    minute = END
    for _ in range(40):
        polled(minute)
        judged(range(minute, minute + 1))
        if stored():
            break
        minute += 5
    (moment,) = stored()
    assert (moment.kind, moment.evidence.subject) == (Kind.CHANNEL_SILENCE, "rss")


def test_a_brand_that_falls_silent_is_marked_to_be_looked_at_again() -> None:
    polled(END + 25)
    judged(range(END + 25, END + 26))
    channels = states.load_states("acme")[Signal.SILENCE].state
    assert isinstance(channels, ChannelStates)
    marked = [b for b in range(bucket_of(at(END + 25)), at(END + 180), 5 * MINUTE_MS) if "acme" in active_in(b)]
    assert marked


def test_a_channel_that_fails_is_no_silence_and_teaches_nothing() -> None:
    before = volume()
    polled(END, errors=4)
    judged(range(END, END + 180, 5))
    assert stored() == []
    after = volume()
    assert after.bucket_ms >= before.bucket_ms + 2 * HOUR_MS
    assert after.baseline.buckets <= before.baseline.buckets + 4
    polled(END + 180)
    backlog = talk(random.Random(5), range(END, END + 180), 5.0)
    counted([replace(count, late=True) for count in backlog])
    counted(talk(random.Random(4), range(END + 180, END + 240), 5.0))
    judged(range(END + 181, END + 240, 5))
    assert stored() == []
    assert volume().baseline.buckets > after.baseline.buckets


def test_a_poll_status_that_cannot_be_read_makes_no_channel_unreachable() -> None:
    for item in ({"query": text("b")}, {**POLLED, "query": text("c"), "cursor": text("no json")}):
        key = {"pk": text("cursor#rss"), "sk": item["query"]}
        dynamodb().put_item(TableName=setting("STATE_TABLE"), Item={**key, **item})
    polled(END)
    assert [poll.success_ms for poll in PollStatuses().of(BRAND)] == [at(END)]


def test_the_time_until_which_a_feed_stays_the_same_counts_as_heard() -> None:
    found = poll_statuses.from_item(
        "rss", {**POLLED, "query": text("a"), "cursor": text(json.dumps({"fresh_until_ms": 5}))}
    )
    assert found.fresh_until_ms == 5
