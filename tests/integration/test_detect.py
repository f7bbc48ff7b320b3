"""detect on the deployed tables: two doors, one moment an episode, whatever fails when."""

# ruff: noqa: S311 - seeded chance, so that a day is the same every day

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from functions.detect import memory, watch
from functions.detect.alarm import Signal
from functions.detect.handler import handler
from functions.detect.judgement import Door, Release
from shared.brand import Brand
from shared.bucket import MINUTE_MS, bucket_of, iso
from shared.errors import Conflict
from shared.moment import Change, Kind, Moment, Status
from shared.settings import setting
from shared.store import brands, counts, moments
from shared.store.active import mark_active
from shared.store.table import Item, dynamodb, number, text, write_all
from tests.unit.detect.stage import START, Count, talk

DAY = 1440


@dataclass
class Context:
    function_name: str = "detect"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:eu-west-1:123456789012:function:detect"
    aws_request_id: str = "request"


def at(minutes: float) -> int:
    return START + int(minutes * MINUTE_MS)


def item(count: Count, brand: str = "acme") -> Item:
    tally = count.tally
    return {
        **counts.key(brand, count.minute_ms, "0~late" if count.late else "0"),
        "n": number(tally.mentions),
        "sc": number(tally.scored),
        "ng": number(tally.negative),
        "seen": number(count.minute_ms + 20_000),
        "c:rss": number(tally.mentions),
        "ex": text(json.dumps([{"text": s.text, "channel": "rss", "compound": s.compound} for s in tally.samples])),
    }


def counted(found: list[Count], brand: str = "acme") -> None:
    """Write the counters as enrich does."""
    write_all(setting("COUNTS_TABLE"), [item(count, brand) for count in found])
    for bucket in {bucket_of(count.minute_ms) for count in found[-200:] if not count.late}:
        mark_active(brand, bucket)


def tick(minutes: float) -> dict[str, Any]:
    answer: dict[str, Any] = handler({"door": "tick", "time": iso(at(minutes))}, Context())
    return answer


def streamed(found: list[Item]) -> dict[str, Any]:
    records = [
        {"eventName": "INSERT", "dynamodb": {"SequenceNumber": str(1000 + n), "NewImage": image}}
        for n, image in enumerate(found)
    ]
    answer: dict[str, Any] = handler({"Records": records}, Context())
    return answer


def stored(brand: str = "acme") -> list[Moment]:
    answer = dynamodb().query(
        TableName=setting("MOMENTS_TABLE"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": text(brand)},
    )
    return [moments.from_item(found) for found in answer["Items"]]


def dead_letters() -> list[Any]:
    answer = boto3.client("sqs").receive_message(QueueUrl=setting("DEAD_LETTERS_URL"), MaxNumberOfMessages=10)
    return [json.loads(message["Body"]) for message in answer.get("Messages", [])]


def crisis(minutes: range, seed: int = 2) -> list[Count]:
    return talk(random.Random(seed), minutes, 30.0, 0.75)


@pytest.fixture
def calm(aws: dict[str, str]) -> None:
    """A brand with six normal hours behind it."""
    assert aws
    brands.put(Brand("acme", "Acme"))
    counted(talk(random.Random(1), range(DAY - 360, DAY)))
    tick(DAY)
    assert not stored()


@pytest.mark.usefixtures("calm")
class TestACrisis:
    def test_the_fast_door_opens_one_moment_a_kind_in_one_crisis(self) -> None:
        counted(found := crisis(range(DAY, DAY + 5)))
        assert streamed([item(count) for count in found]) == {"batchItemFailures": []}
        assert {moment.kind for moment in stored()} == set(Kind)
        assert len({moment.crisis for moment in stored()}) == 1
        assert {moment.detected_ms for moment in stored()} == {found[-1].minute_ms + 20_000}

    def test_delivering_the_batch_again_changes_nothing(self) -> None:
        counted(found := crisis(range(DAY, DAY + 5)))
        images = [item(count) for count in found]
        streamed(images)
        before = stored()
        streamed(images)
        streamed(images[::-1])
        assert stored() == before

    def test_it_is_followed_to_its_end_and_told_once(self) -> None:
        counted([*crisis(range(DAY, DAY + 15)), *talk(random.Random(7), range(DAY + 15, DAY + 60))])
        for minute in range(DAY + 1, DAY + 55, 3):
            tick(minute)
        for moment in stored():
            changes = [step.change for step in moment.timeline]
            assert moment.status is Status.RESOLVED
            assert changes.count(Change.OPENED) == changes.count(Change.RESOLVED) == 1
        assert all(found.lock is None for found in memory.recall("acme").values())
        assert not watch._with_moments()

    def test_a_brand_deleted_meanwhile_is_let_go(self) -> None:
        counted(crisis(range(DAY, DAY + 5)))
        tick(DAY + 5)
        assert stored()
        brands.delete("acme")
        assert streamed([item(count) for count in crisis(range(DAY + 5, DAY + 6))]) == {"batchItemFailures": []}
        tick(DAY + 6)
        assert {moment.status for moment in stored()} == {Status.DISMISSED}
        tick(DAY + 7)
        assert {moment.version for moment in stored()} == {2}

    def test_late_counters_wake_nobody(self) -> None:
        found = [Count(count.minute_ms, count.tally, late=True) for count in crisis(range(DAY, DAY + 5))]
        counted(found)
        streamed([item(count) for count in found])
        tick(DAY + 5)
        assert not stored()

    def test_a_poison_record_is_set_apart_and_its_neighbours_are_judged(self) -> None:
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
        judge = watch._judge_once

        def failing(brand_id: str, now_ms: int, door: Door) -> None:
            if brand_id == "aaa":
                raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow down"}}, "Query")
            judge(brand_id, now_ms, door)

        monkeypatch.setattr(watch, "_judge_once", failing)
        images = [item(count, "aaa") for count in other] + [item(count) for count in other]
        assert streamed(images) == {"batchItemFailures": [{"itemIdentifier": "1000"}]}
        tick(DAY + 5)
        assert len(stored()) == 2

    def test_a_baseline_that_cannot_be_read_is_learnt_anew(self) -> None:
        dynamodb().update_item(
            TableName=setting("STATE_TABLE"),
            Key=memory._baseline("acme", Signal.VOLUME),
            UpdateExpression="SET #s = :s",
            ExpressionAttributeNames={"#s": "state"},
            ExpressionAttributeValues={":s": text('{"v": 99}')},
        )
        counted(crisis(range(DAY, DAY + 5)))
        tick(DAY + 5)
        assert len(stored()) == 2
        assert memory.recall("acme")[Signal.VOLUME].state is not None


@pytest.mark.usefixtures("calm")
class TestRaces:
    @pytest.mark.parametrize("late_door", list(Door))
    @pytest.mark.parametrize("other_minute", [DAY + 5, DAY + 6])
    def test_both_doors_at_once_open_each_episode_once(
        self, monkeypatch: pytest.MonkeyPatch, late_door: Door, other_minute: int
    ) -> None:
        """One door has judged and is about to write when the other one does it all."""
        counted(crisis(range(DAY, DAY + 6)))
        other = Door.TICK if late_door is Door.STREAM else Door.STREAM
        _before(monkeypatch, "open_moments", lambda: watch.judge_brand("acme", at(other_minute), other))
        watch.judge_brand("acme", at(DAY + 5), late_door)
        assert sorted(moment.kind for moment in stored()) == sorted(Kind)
        assert len({moment.crisis for moment in stored()}) == 1

    def test_two_kinds_opened_by_two_doors_share_one_crisis(self, monkeypatch: pytest.MonkeyPatch) -> None:
        counted(crisis(range(DAY, DAY + 5)))
        wanted = Signal.VOLUME

        def one_kind(openings: Any, ongoing: Any, turn: int) -> None:
            memory.open_moments([found for found in openings if found[0] is wanted], ongoing, turn)

        def the_other_kind() -> None:
            nonlocal wanted
            wanted = Signal.NEGATIVE
            watch.judge_brand("acme", at(DAY + 5), Door.STREAM)
            wanted = Signal.VOLUME

        monkeypatch.setattr(watch, "open_moments", one_kind)
        _before(monkeypatch, "open_moments", the_other_kind)
        watch.judge_brand("acme", at(DAY + 5), Door.STREAM)
        assert sorted(moment.kind for moment in stored()) == sorted(Kind)
        assert len({moment.crisis for moment in stored()}) == 1

    def test_no_episode_opens_while_another_is_locked_or_where_one_has_ended(self) -> None:
        counted(crisis(range(DAY, DAY + 5)))
        tick(DAY + 5)
        first = next(moment for moment in stored() if moment.kind is Kind.VOLUME_BURST)
        again = replace(first, id="another", opened_ms=at(DAY + 5))
        with pytest.raises(Conflict):
            memory.open_moments([(Signal.VOLUME, again)], [], memory.turn_of("acme"))
        memory.end_episode("acme", Release(Signal.VOLUME, first.id, at(DAY + 5)))
        with pytest.raises(Conflict):
            memory.open_moments([(Signal.VOLUME, again)], [], memory.turn_of("acme"))
        later = replace(again, opened_ms=at(DAY + 10))
        memory.open_moments([(Signal.VOLUME, later)], [], memory.turn_of("acme"))
        assert len(stored()) == 3

    def test_an_acknowledgement_between_reading_and_writing_is_kept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        counted(crisis(range(DAY, DAY + 12)))
        tick(DAY + 5)

        def acknowledge() -> None:
            for moment in stored():
                moments.put_change(
                    replace(moment, status=Status.ACKNOWLEDGED, version=moment.version + 1), moment.version
                )

        _before(monkeypatch, "open_moments", acknowledge)
        watch.judge_brand("acme", at(DAY + 10), Door.TICK)
        assert {moment.status for moment in stored()} == {Status.ACKNOWLEDGED}
        assert all(moment.mentions > 0 and moment.version > 2 for moment in stored())


def _before(monkeypatch: pytest.MonkeyPatch, name: str, happening: Callable[[], None]) -> None:
    """Let something happen once, just before ``watch`` calls ``name`` for the first time."""
    original = getattr(watch, name)
    happened: list[bool] = []

    def called(*args: Any) -> Any:
        if not happened:
            happened.append(True)
            happening()
        return original(*args)

    monkeypatch.setattr(watch, name, called)


class Breaking:
    """The DynamoDB client, breaking at its n-th write, before or after it is done."""

    def __init__(self, at_write: int, *, after: bool) -> None:
        self.left, self.after, self.real = at_write, after, dynamodb()

    def __getattr__(self, name: str) -> Any:
        real = getattr(self.real, name)
        return self._breaking(real) if name in {"transact_write_items", "update_item", "put_item"} else real

    def _breaking(self, write: Any) -> Any:
        def called(**request: Any) -> Any:
            self.left -= 1
            if self.left == 0 and not self.after:
                raise ConnectionError("cut before the write")
            answer = write(**request)
            if self.left == 0:
                raise ConnectionError("cut after the write")
            return answer

        return called


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("write", range(1, 9))
def test_a_cut_at_any_write_leaves_what_an_uncut_run_leaves(
    monkeypatch: pytest.MonkeyPatch, write: int, *, after: bool
) -> None:
    """Through opening and through recovery, with the tick repeated after the cut."""
    counted([*crisis(range(DAY, DAY + 15)), *talk(random.Random(7), range(DAY + 15, DAY + 60))])
    broken = Breaking(write, after=after)
    for module in (memory, moments):
        monkeypatch.setattr(module, "dynamodb", lambda: broken)
    for minute in (DAY + 5, DAY + 5, DAY + 10, DAY + 40, DAY + 40, DAY + 41):
        tick(minute)
    assert sorted(moment.kind for moment in stored()) == sorted(Kind)
    assert len({moment.crisis for moment in stored()}) == 1
    for moment in stored():
        changes = [step.change for step in moment.timeline]
        assert changes.count(Change.OPENED) == changes.count(Change.RESOLVED) == 1
    assert all(found.lock is None for found in memory.recall("acme").values())
    states = [found.state for found in memory.recall("acme").values()]
    assert all(state is not None and state.bucket_ms == at(DAY + 20) for state in states)
