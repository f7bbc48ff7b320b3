"""The player sends every item once, in batches that the intake accepts."""

from infra.cli.demo.player import BATCH, BODY_BYTES, _batches
from infra.scenario.deliveries import Delivery, all_deliveries


def test_batches_have_every_item_in_order_within_the_limits() -> None:
    deliveries = all_deliveries()
    batches = list(_batches(deliveries))
    assert [delivery for batch in batches for delivery in batch] == deliveries
    assert max(len(batch) for batch in batches) <= BATCH


def test_a_large_text_starts_a_new_batch() -> None:
    large = [Delivery(0, {"text": "x" * (BODY_BYTES - 10)}, 0) for _ in range(3)]
    assert [len(batch) for batch in _batches(large)] == [1, 1, 1]


def test_no_items_give_no_batch() -> None:
    assert list(_batches([])) == []
