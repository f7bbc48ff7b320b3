"""Lambda's rules for a batch that fails, checked with random failures."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.streams.batches import (
    FOREVER,
    PAYLOAD_BYTES,
    Batch,
    Condition,
    Policy,
    backoff_ms,
    expire,
    handled_count,
    outcome,
    take,
)
from infra.local.streams.records import StreamRecord


def record(number: int, created_ms: int = 0, text: str = "") -> StreamRecord:
    return StreamRecord(f"{number:030d}", created_ms, {"number": number, "text": text})


def batch_of(count: int) -> Batch:
    return Batch(tuple(record(number) for number in range(count)))


@dataclass
class Function:
    """A fake function: it always fails on poison records, and crashes in the planned invocations."""

    poison: frozenset[int]
    crashes: list[bool]
    reports: bool
    handled: list[int] = field(default_factory=list)
    deliveries: dict[int, int] = field(default_factory=dict)
    failures: dict[int, int] = field(default_factory=dict)

    def run(self, batch: Batch, policy: Policy) -> int:
        numbers = [entry.event["number"] for entry in batch.records]
        for number in numbers:
            self.deliveries[number] = self.deliveries.get(number, 0) + 1
        done = self._done(batch, numbers, policy)
        self.handled += numbers[:done]
        for number in numbers[done:]:
            self.failures[number] = self.failures.get(number, 0) + 1
        return done

    def _done(self, batch: Batch, numbers: list[int], policy: Policy) -> int:
        if self.crashes and self.crashes.pop():
            return 0
        bad = next((entry for entry in batch.records if entry.event["number"] in self.poison), None)
        if bad is None:
            return len(numbers)
        if not (self.reports and policy.partial):
            return 0
        return handled_count(batch, {"batchItemFailures": [{"itemIdentifier": bad.sequence}]}, policy)


def deliver(whole: Batch, function: Function, policy: Policy) -> list[Batch]:
    """Deliver a batch as a shard worker does, one invocation at a time; return the discarded batches."""
    pending, discarded = [whole], []
    while pending:
        head, *rest = pending
        result = outcome(head, function.run(head, policy), policy)
        discarded += [result.discarded] if result.discarded else []
        pending = [*result.retry, *rest]
    return discarded


policies = st.builds(
    Policy, retries=st.integers(0, 4), max_age_ms=st.just(FOREVER), bisect=st.booleans(), partial=st.booleans()
)
functions = st.builds(
    Function,
    poison=st.frozensets(st.integers(0, 19), max_size=4),
    crashes=st.lists(st.booleans(), max_size=12),
    reports=st.booleans(),
)


@given(st.integers(1, 20), functions, policies)
def test_every_record_is_handled_once_or_discarded_once(count: int, function: Function, policy: Policy) -> None:
    discarded = [entry.event["number"] for lost in deliver(batch_of(count), function, policy) for entry in lost.records]
    assert sorted(function.handled + discarded) == list(range(count))


@given(st.integers(1, 20), functions, policies)
def test_records_are_handled_in_the_order_of_the_shard(count: int, function: Function, policy: Policy) -> None:
    deliver(batch_of(count), function, policy)
    assert function.handled == sorted(function.handled)


@given(st.integers(1, 20), functions, policies)
def test_a_record_is_delivered_again_only_after_a_failure(count: int, function: Function, policy: Policy) -> None:
    deliver(batch_of(count), function, policy)
    handled = set(function.handled)
    for number, deliveries in function.deliveries.items():
        assert deliveries == function.failures.get(number, 0) + (number in handled)


@given(st.integers(1, 20), functions, st.integers(0, 4), st.booleans())
def test_bisection_discards_only_poison_when_nothing_crashes(
    count: int, function: Function, retries: int, partial: bool
) -> None:
    function.crashes = []
    discarded = deliver(batch_of(count), function, Policy(retries=retries, bisect=True, partial=partial))
    assert {entry.event["number"] for lost in discarded for entry in lost.records} == function.poison & set(
        range(count)
    )
    assert all(len(lost.records) == 1 for lost in discarded)


@given(st.integers(1, 20), functions, policies)
def test_a_discarded_batch_was_attempted_once_more_than_the_retries(
    count: int, function: Function, policy: Policy
) -> None:
    assert all(lost.failures == policy.retries + 1 for lost in deliver(batch_of(count), function, policy))


def test_poison_alone_in_a_batch_is_attempted_once_and_then_retried_as_often_as_allowed() -> None:
    function = Function(frozenset({0}), [], reports=True)
    deliver(batch_of(1), function, Policy(retries=3, bisect=True, partial=True))
    assert function.deliveries == {0: 4}


def test_without_bisection_the_records_after_the_poison_are_discarded_with_it() -> None:
    function = Function(frozenset({2}), [], reports=True)
    discarded = deliver(batch_of(5), function, Policy(retries=1, partial=True))
    assert function.handled == [0, 1]
    assert [[entry.event["number"] for entry in lost.records] for lost in discarded] == [[2, 3, 4]]


def test_without_a_limit_a_failing_batch_stays_whole_and_is_retried() -> None:
    failed = Batch(batch_of(3).records, failures=500)
    assert outcome(failed, 0, Policy()).retry == (Batch(failed.records, 501),)


PARTIAL = Policy(partial=True)


@pytest.mark.parametrize("reply", [None, {}, {"batchItemFailures": []}, {"batchItemFailures": None}, "done", [], 7])
def test_a_reply_without_failures_means_that_all_records_were_handled(reply: object) -> None:
    assert handled_count(batch_of(3), reply, PARTIAL) == 3


@pytest.mark.parametrize(
    "failure",
    [{"itemIdentifier": ""}, {"itemIdentifier": None}, {"wrongKey": "1"}, {"itemIdentifier": "no such"}, {}, None, "x"],
)
def test_a_failure_that_names_no_record_of_the_batch_fails_the_whole_batch(failure: object) -> None:
    assert handled_count(batch_of(3), {"batchItemFailures": [failure]}, PARTIAL) == 0


def test_the_lowest_of_several_failures_is_the_checkpoint() -> None:
    whole = batch_of(4)
    failures = [{"itemIdentifier": whole.records[place].sequence} for place in (3, 1, 2)]
    assert handled_count(whole, {"batchItemFailures": failures}, PARTIAL) == 1


def test_reported_failures_are_ignored_unless_the_mapping_asks_for_them() -> None:
    failures = [{"itemIdentifier": batch_of(2).records[0].sequence}]
    assert handled_count(batch_of(2), {"batchItemFailures": failures}, Policy()) == 2


@given(st.lists(st.integers(0, 100), min_size=1, max_size=20).map(sorted), st.integers(0, 120), st.integers(0, 120))
def test_exactly_the_records_that_are_too_old_expire(written: list[int], age: int, now: int) -> None:
    whole = Batch(tuple(record(place, created_ms) for place, created_ms in enumerate(written)))
    result = expire(whole, Policy(max_age_ms=age), now)
    old = result.discarded.records if result.discarded else ()
    assert tuple(entry for entry in whole.records if now - entry.created_ms > age) == old
    assert old + tuple(entry for kept in result.retry for entry in kept.records) == whole.records


def test_without_an_age_limit_nothing_expires() -> None:
    assert expire(batch_of(2), Policy(), now=10**15).discarded is None


@given(st.integers(1, 30), st.integers(1, 10))
def test_a_batch_is_taken_from_the_front_and_has_at_most_the_batch_size(count: int, size: int) -> None:
    records = list(batch_of(count).records)
    head, rest = take(records, size)
    assert list(head.records) + rest == records
    assert len(head.records) == min(count, size)


def test_a_batch_never_exceeds_the_largest_payload_of_an_invocation() -> None:
    large = [record(number, text="x" * (PAYLOAD_BYTES // 2)) for number in range(3)]
    head, rest = take(large, 3)
    assert (len(head.records), len(rest)) == (1, 2)


def test_a_single_record_is_delivered_even_if_it_is_too_large() -> None:
    head, rest = take([record(0, text="x" * (PAYLOAD_BYTES + 1))], 10)
    assert (len(head.records), rest) == (1, [])


@given(st.integers(1, 10_000))
def test_the_wait_before_a_retry_grows_and_is_never_longer_than_five_seconds(failures: int) -> None:
    assert 0 < backoff_ms(failures) <= backoff_ms(failures + 1) <= 5_000


def test_the_conditions_have_the_same_names_as_in_lambda() -> None:
    assert [str(condition) for condition in Condition] == ["RetryAttemptsExhausted", "RecordAgeExceeded"]
