"""POST /mentions: the same batch, item or post again, after a crash or a busy table, is one mention."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from shared.domain.time import DAY_MS, MINUTE_MS
from shared.store import dynamodb, mentions
from tests.integration.intake_stage import NOW, item, outcomes, push, stored

pytestmark = pytest.mark.usefixtures("acme")


def test_the_same_batch_again_is_harmless() -> None:
    """A sender that got no response may send again, with a new signature."""
    assert push([item(1)]).headers["Idempotency-Replayed"] == "false"
    again = push([item(1)], at_ms=NOW + MINUTE_MS)
    assert (again.status, outcomes(again), again.headers["Idempotency-Replayed"]) == (200, ["duplicate"], "true")
    assert len(stored()) == 1


def test_one_key_for_two_bodies_is_a_conflict_and_stores_nothing() -> None:
    push([item(1)])
    answer = push([item(2)])
    assert (answer.status, answer.json["errors"][0]["field"]) == (409, "idempotency-key")
    assert len(stored()) == 1


def test_a_key_may_name_another_batch_once_it_is_forgotten() -> None:
    """DynamoDB deletes an expired key some day; from its expiry on it no longer counts."""
    push([item(1)])
    assert push([item(2)], at_ms=NOW + 2 * DAY_MS).status == 200


def test_the_same_items_under_another_key_are_duplicates() -> None:
    push([item(1)])
    assert outcomes(push([item(1), item(2)], key="batch-2")) == ["duplicate", "accepted"]


def test_the_same_id_on_two_channels_is_two_mentions() -> None:
    """In one batch as well as in two."""
    assert outcomes(push([item(1, channel="forum"), item(1, channel="app")])) == ["accepted", "accepted"]
    assert outcomes(push([item(1, channel="shop")], key="batch-2")) == ["accepted"]
    assert len(stored()) == 3


def test_a_body_that_cannot_be_read_does_not_use_up_its_key() -> None:
    assert push(b"<html>").status == 400
    assert push([item(1)]).status == 200


def test_a_batch_whose_first_response_was_lost_in_a_crash_is_stored_when_it_is_sent_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The key is claimed before anything is stored; the claim must not lose the batch."""

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(mentions, "put", crash)
        with pytest.raises(KeyboardInterrupt):
            push([item(1)])
    assert outcomes(push([item(1)])) == ["accepted"]


def test_a_store_that_stays_busy_is_a_503_and_the_batch_may_be_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dynamodb, "ATTEMPTS", 2)
    client = dynamodb.dynamodb()
    with monkeypatch.context() as busy:
        busy.setattr(client, "batch_write_item", lambda **request: {"UnprocessedItems": request["RequestItems"]})
        answer = push([item(1)])
        assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
    assert outcomes(push([item(1)])) == ["accepted"]


@pytest.mark.parametrize("call", ["batch_write_item", "batch_get_item", "put_item"])
def test_throttling_is_a_503_whatever_is_throttled(call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def throttled(**_: object) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow down"}}, call)

    push([item(1)])
    with monkeypatch.context() as busy:
        busy.setattr(dynamodb.dynamodb(), call, throttled)
        assert push([item(2)], key="batch-2").status == 503
    assert outcomes(push([item(2)], key="batch-2")) == ["accepted"]
