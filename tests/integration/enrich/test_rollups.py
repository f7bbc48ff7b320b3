"""Roll-ups: a pulse of a month is read fast, and is exactly what the minutes add up to."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.enrich import rollup
from functions.enrich.rollup import roll_up, roll_up_due_hours
from functions.query.reads import bucket_counts, minute_counts
from functions.query.schemas.mention.pulse import Step, pulse_series
from shared.domain.brand import Brand
from shared.domain.mentions.mention import Mention
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS
from shared.runtime.settings import setting
from shared.store import brands
from shared.store.counters import counts, rollups
from shared.store.dynamodb import dynamodb
from tests.api_client import NOW_MS, ask
from tests.integration.enrich_stage import Crash, Record, deliver, record

pytestmark = pytest.mark.usefixtures("aws")

FIRST_MS = NOW_MS - NOW_MS % DAY_MS - DAY_MS
SPAN = FIRST_MS, FIRST_MS + DAY_MS
TEXTS = ("The lid is awful and support is useless", "Love my kettle!", "Is it safe?")


class Clock:
    """The clock of the machines that count."""

    def __init__(self, now_ms: int) -> None:
        self.now_ms = now_ms

    def time(self) -> float:
        return self.now_ms / 1_000


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock(FIRST_MS)
    for module in ("functions.enrich.batch.time", "functions.enrich.handler.time"):
        monkeypatch.setattr(module, SimpleNamespace(time=made.time, monotonic=time.monotonic))
    return made


def post(number: int, published_ms: int) -> Record:
    tags = ("fail", f"tag{number % 3}")
    mention = Mention("acme", "rss", f"{number}", TEXTS[number % 3], published_ms, published_ms, hashtags=tags)
    return record(number, mention)


def pulse(step: Step = "1h", *, from_minutes: bool = False) -> dict[str, Any]:
    read = minute_counts if from_minutes else bucket_counts
    return dict(pulse_series("acme", read("acme", *SPAN), SPAN, step))


def assert_exact(mentions: int) -> None:
    for step in ("5m", "1h", "1d"):
        assert pulse(step) == pulse(step, from_minutes=True)
    assert pulse()["totals"]["mentions"] == mentions


@contextmanager
def no_minutes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever reads a counter within the span fails."""

    def refuse(*span: object) -> list[Any]:
        raise AssertionError(f"minutes were read: {span}")

    with monkeypatch.context() as patched:
        patched.setattr(counts, "between", refuse)
        yield


def test_an_hour_is_rolled_up_once_it_is_closed_and_its_minutes_are_read_no_more(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver([post(n, FIRST_MS + n * 20 * MINUTE_MS) for n in range(6)])
    clock.now_ms = FIRST_MS + HOUR_MS + rollup.ROLLED_UP_MS - MINUTE_MS
    roll_up_due_hours(clock.now_ms)
    assert rollups.generation("acme", FIRST_MS) is None
    clock.now_ms += 2 * MINUTE_MS
    assert_exact(6)
    roll_up_due_hours(clock.now_ms)
    assert rollups.generation("acme", FIRST_MS) == 0
    roll_up("acme", FIRST_MS + HOUR_MS, clock.now_ms)
    wanted = list(rollups.counted_between("acme", FIRST_MS, FIRST_MS + 2 * HOUR_MS))
    with no_minutes(monkeypatch):
        assert list(rollups.counted_between("acme", FIRST_MS, FIRST_MS + 2 * HOUR_MS)) == wanted
    assert sum(tally.mentions for _, tally in wanted) == 6
    assert_exact(6)


def test_the_heartbeat_rolls_up_what_is_due(clock: Clock) -> None:
    deliver([post(1, FIRST_MS)])
    clock.now_ms = FIRST_MS + HOUR_MS + rollup.ROLLED_UP_MS + MINUTE_MS
    beat = {"pk": {"S": "#heartbeat"}, "sk": {"S": "1"}}
    change = {"SequenceNumber": "9", "ApproximateCreationDateTime": clock.time(), "NewImage": beat}
    deliver([{"eventName": "INSERT", "dynamodb": change}])
    assert rollups.generation("acme", FIRST_MS) == 0


def test_hours_of_an_earlier_version_are_rolled_up_one_after_the_other_into_the_past(clock: Clock) -> None:
    clock.now_ms = SPAN[1]
    for hour in (20, 21):
        counts_of_old(FIRST_MS + hour * HOUR_MS)
    assert_exact(2)
    roll_up("acme", FIRST_MS + 21 * HOUR_MS, clock.now_ms)
    for _ in range(2):
        clock.now_ms += MINUTE_MS
        roll_up_due_hours(clock.now_ms)
    assert [rollups.generation("acme", FIRST_MS + hour * HOUR_MS) for hour in (18, 19, 20, 21)] == [None, 0, 0, 0]
    assert_exact(2)


def counts_of_old(hour_ms: int) -> None:
    """A counter as a version without roll-ups leaves it."""
    item = {**counts.counter_key("acme", hour_ms, "0"), "n": {"N": "1"}, "seen": {"N": "1"}, "wm": {"S": "1"}}
    dynamodb().put_item(TableName=setting("COUNTS_TABLE"), Item=item)


def test_a_late_mention_counts_at_once_and_is_rolled_up_again(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver([post(1, FIRST_MS)])
    clock.now_ms = SPAN[1]
    roll_up("acme", FIRST_MS, clock.now_ms)
    deliver([post(2, FIRST_MS + MINUTE_MS)])
    assert_exact(2)
    clock.now_ms += 3 * rollup.SETTLING_MS
    roll_up_due_hours(clock.now_ms)
    assert_exact(2)
    with no_minutes(monkeypatch):
        assert dict(rollups.counted_between("acme", FIRST_MS, FIRST_MS + HOUR_MS))[FIRST_MS].mentions == 2


def test_a_crash_between_the_counter_and_its_hour_is_made_good_when_the_batch_comes_again(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The counter then has nothing new, and the hour is still told that its roll-up lacks something."""
    deliver([post(1, FIRST_MS)])
    clock.now_ms = SPAN[1]
    roll_up("acme", FIRST_MS, clock.now_ms)

    def crash(*_: object) -> None:
        raise Crash

    with monkeypatch.context() as dying:
        dying.setattr(rollups, "counted_late", crash)
        with pytest.raises(Crash):
            deliver([post(2, FIRST_MS + MINUTE_MS)])
    deliver([post(2, FIRST_MS + MINUTE_MS)])
    assert_exact(2)


def test_an_hour_that_cannot_be_noted_makes_its_records_come_again(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.now_ms = SPAN[1]

    def busy(*_: object) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException"}}, "UpdateItem")

    with monkeypatch.context() as throttled:
        throttled.setattr(rollups, "counted_late", busy)
        assert deliver([post(1, FIRST_MS)])["batchItemFailures"]
    assert deliver([post(1, FIRST_MS)])["batchItemFailures"] == []
    assert_exact(1)


@pytest.mark.parametrize("counted_before", ["the minutes are read", "the roll-up is written"])
def test_a_mention_that_is_counted_while_its_hour_is_rolled_up_is_not_lost(
    counted_before: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver([post(1, FIRST_MS)])
    clock.now_ms = SPAN[1]
    between = counts.between

    def meanwhile(*span: Any) -> Any:
        early = [] if counted_before == "the minutes are read" else between(*span)
        deliver([post(2, FIRST_MS + MINUTE_MS)])
        return early or between(*span)

    with monkeypatch.context() as racing:
        racing.setattr(counts, "between", meanwhile)
        roll_up("acme", FIRST_MS, clock.now_ms)
    assert_exact(2)


def test_a_roll_up_that_cannot_be_read_costs_nothing_but_time(clock: Clock) -> None:
    deliver([post(1, FIRST_MS)])
    clock.now_ms = SPAN[1]
    roll_up("acme", FIRST_MS, clock.now_ms)
    dynamodb().update_item(
        TableName=setting("STATE_TABLE"),
        Key=rollups._key("acme", FIRST_MS),
        UpdateExpression="SET d = :junk",
        ExpressionAttributeValues={":junk": {"B": b"junk"}},
    )
    assert_exact(1)


def test_whatever_the_order_of_counting_crashes_and_roll_ups_the_pulse_is_exact(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(1)  # noqa: S311 - seeded
    waiting: list[Record] = []
    real = rollups.counted_late

    def dies(*hour: Any) -> None:
        if chance.random() < 0.3:
            raise Crash
        real(*hour)

    monkeypatch.setattr(rollups, "counted_late", dies)
    monkeypatch.setattr(rollup, "LOOK_BACK_MS", 0)
    for number in range(20):
        clock.now_ms = FIRST_MS + number * DAY_MS // 10
        waiting.append(post(number, min(clock.now_ms, SPAN[1] - 1) - chance.randrange(min(number, 20) + 1) * HOUR_MS))
        if chance.random() < 0.6:
            try:
                deliver(waiting)
                waiting.clear()
            except Crash:
                pass
        if chance.random() < 0.4:
            roll_up_due_hours(clock.now_ms)
    monkeypatch.setattr(rollups, "counted_late", real)
    deliver(waiting)
    wanted = pulse("5m", from_minutes=True)
    assert pulse("5m") == wanted
    assert wanted["totals"]["mentions"] > 15


def test_the_pulse_of_the_api_reads_roll_ups(clock: Clock) -> None:
    brands.put(Brand("acme", "Acme"))
    deliver([post(1, FIRST_MS)])
    clock.now_ms = SPAN[1]
    roll_up("acme", FIRST_MS, clock.now_ms)
    for step in ("5m", "1h", "1d"):
        answer = ask("GET", "/brands/acme/pulse", step=step, since=SPAN[0] // 1_000, until=SPAN[1] // 1_000).json
        assert (answer["totals"]["mentions"], answer["totals"]["hashtags"]) == (1, {"fail": 1, "tag1": 1})
