"""The player hands everything in, once and in batches the intake takes."""

from infra.cli.demo.player import BATCH, BODY_BYTES, _batches
from infra.scenario.deliveries import Delivery, all_deliveries


def test_batches_hold_everything_in_order_within_the_bounds() -> None:
    told = all_deliveries()
    cut = list(_batches(told))
    assert [delivery for batch in cut for delivery in batch] == told
    assert max(len(batch) for batch in cut) <= BATCH


def test_a_large_text_begins_a_batch_of_its_own_when_the_batch_is_full() -> None:
    large = [Delivery(0, {"text": "x" * (BODY_BYTES - 10)}, 0) for _ in range(3)]
    assert [len(batch) for batch in _batches(large)] == [1, 1, 1]


def test_nothing_is_nothing() -> None:
    assert list(_batches([])) == []
