"""POST /mentions: a result for every item, nothing stored twice, and no push accepted without a good signature."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from functions.intake.handler import handler
from shared.domain.brand import Brand
from shared.domain.time import DAY_MS, HOUR_MS, MAX_CLOCK_SKEW_MS, MINUTE_MS
from shared.runtime import secrets
from shared.store import brands, dynamodb, mentions
from shared.store.collection import pushed_statuses
from tests.integration.intake_stage import NOW, SECRET, item, outcomes, push, reply, stored
from tests.lambda_context import Context

RECORDED = Path(__file__).parents[4] / "shared" / "data" / "channels"


@pytest.fixture(autouse=True)
def _acme(aws: dict[str, str]) -> None:  # noqa: ARG001 - the tables must be there
    brands.put(Brand("acme", "Acme"))


def test_a_batch_is_stored_and_every_item_has_its_result() -> None:
    answer = push([item(1), item(2, brand="nobody"), item(1), item(3, published_at="soon"), "text", item(4)])
    assert answer.status == 200
    assert outcomes(answer) == ["accepted", "rejected", "duplicate", "rejected", "rejected", "accepted"]
    assert [one.get("field") for one in answer.json["items"]] == [None, "brand", None, "published_at", "item", None]
    assert {name: answer.json[name] for name in ("accepted", "duplicate", "rejected")} == {
        "accepted": 2,
        "duplicate": 1,
        "rejected": 3,
    }
    assert [mention.key for mention in stored()] == ["1", "4"]


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


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"secret": "guessed"}, "x-foreshock-signature"),
        ({"signed_ms": NOW - 6 * MINUTE_MS}, "x-foreshock-timestamp"),
        ({"signed_ms": NOW + 6 * MINUTE_MS}, "x-foreshock-timestamp"),
        ({"headers": {}}, "x-foreshock-timestamp"),
        ({"headers": {"x-foreshock-timestamp": "1", "idempotency-key": "k"}}, "x-foreshock-signature"),
    ],
)
def test_a_push_without_a_fresh_signature_is_refused(sent: dict[str, Any], field: str) -> None:
    answer = push([item(1)], **sent)
    assert (answer.status, answer.json["errors"][0]["field"]) == (401, field)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert SECRET not in json.dumps(answer.json)
    assert stored() == []


def test_a_captured_push_cannot_be_altered() -> None:
    timestamp = str(NOW // 1000)
    genuine = {
        "X-Foreshock-Timestamp": timestamp,
        "Idempotency-Key": "batch-1",
        "X-Foreshock-Signature": "v1=" + "0" * 64,
    }
    assert push([item(1)], headers=genuine).status == 401


@pytest.mark.parametrize("key", ["", "two words", "k" * 129])
def test_a_wrong_idempotency_key_is_named(key: str) -> None:
    answer = push([item(1)], key=key)
    assert (answer.status, answer.json["errors"][0]["field"]) == (400, "idempotency-key")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"<html>",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"[" + b"1," * 1_000 + b"1]",
    ],
    ids=["empty", "no items", "html", "deep", "deep objects", "too many"],
)
def test_a_body_that_is_not_a_batch_is_a_400(body: bytes) -> None:
    answer = push(body)
    assert (answer.status, answer.json["errors"][0]["field"], answer.json["status"]) == (400, "body", 400)


def test_a_body_of_too_many_bytes_is_a_413() -> None:
    answer = push(b"x" * (5 * 1024 * 1024 + 1))
    assert (answer.status, answer.json["errors"][0]["field"], answer.json["status"]) == (413, "body", 413)


def test_bad_items_stop_no_other() -> None:
    start = b'{"brand": "acme", "id": "1", "text": "x", '
    wrong = {
        start + b'"reach": NaN}': "reach",
        start + b'"reach": 1e400}': "reach",
        start + b'"reach": ' + b"9" * 5_000 + b"}": "reach",
        start + b'"published_at": -Infinity}': "published_at",
        b'{"brand": ["acme"], "id": "1", "text": "x"}': "brand",
        b'{"brand": {"a": {}}, "id": "1", "text": "x"}': "brand",
        b'{"brand": null, "id": "1", "text": "x"}': "brand",
        b'{"id": "1", "text": "x"}': "brand",
        b'{"brand": "acme", "id": "1", "text": ' + b"[" * 500 + b"]" * 500 + b"}": "text",
    }
    answer = push(b"[" + b",".join([*wrong, json.dumps(item(2)).encode()]) + b"]")
    assert outcomes(answer) == ["rejected"] * len(wrong) + ["accepted"]
    assert [one["field"] for one in answer.json["items"][:-1]] == list(wrong.values())


def test_any_text_is_stored_shortened_and_clean() -> None:
    texts = ["x" * 100_000, "a\ud800b", "\x00\x00", "\u202eevil", "😡" * 4_000, "<script>", "", "ﷺ" * 9_000]
    answer = push([item(number, text=text) for number, text in enumerate(texts)])
    assert outcomes(answer) == ["accepted"] * len(texts)
    for mention in stored():
        assert len(mention.text.encode()) <= 820
        assert not {"\x00", "\ud800", "\u202e"} & set(mention.text)


def test_ndjson_and_base64_and_any_spelling_of_headers_are_the_same_batch() -> None:
    lines = "\n".join(json.dumps(item(number)) for number in range(3)).encode() + b'\n{"cut'
    answer = push(lines, packed=True)
    assert outcomes(answer) == ["accepted"] * 3 + ["rejected"]
    assert (answer.json["items"][3]["index"], answer.json["items"][3]["field"]) == (4, "line")


def test_a_body_that_is_said_to_be_base64_and_is_not_is_a_400() -> None:
    event = {"requestContext": {"requestTimeEpoch": NOW}, "headers": {}, "body": "***", "isBase64Encoded": True}
    assert reply(handler(event, Context())).status == 400


def test_a_new_key_is_known_as_soon_as_it_is_used_and_the_old_one_while_it_rotates(
    aws: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    push([item(1)])
    boto3.client("secretsmanager").put_secret_value(SecretId=aws["IntakeSecretArn"], SecretString="the next key")
    now[0] += 11
    assert push([item(2)], key="batch-2", secret="the next key").status == 200
    assert push([item(3)], key="batch-3").status == 200
    boto3.client("secretsmanager").put_secret_value(SecretId=aws["IntakeSecretArn"], SecretString="the third key")
    now[0] += 301
    assert push([item(4)], key="batch-4").status == 401


def test_guessing_signatures_does_not_ask_for_the_secret_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    push([item(1)])
    asked: list[str] = []
    client = secrets._secrets()
    real = client.get_secret_value

    def get_secret_value(**request: Any) -> Any:
        asked.append(request["VersionStage"])
        return real(**request)

    monkeypatch.setattr(client, "get_secret_value", get_secret_value)
    for _ in range(20):
        assert push([item(1)], secret="guessed").status == 401
    assert asked == []


def test_a_brand_that_was_just_created_is_known_at_once() -> None:
    assert outcomes(push([item(1, brand="zen")])) == ["rejected"]
    brands.put(Brand("zen", "Zen"))
    assert outcomes(push([item(1, brand="zen")], key="batch-2")) == ["accepted"]


def test_a_post_without_a_date_keeps_its_arrival_and_is_not_stored_twice() -> None:
    undated = item(1, published_at=None)
    assert outcomes(push([undated])) == ["accepted"]
    assert outcomes(push([undated], key="batch-2", at_ms=NOW + HOUR_MS)) == ["duplicate"]
    assert [mention.published_ms for mention in stored()] == [NOW]


def test_a_post_from_a_clock_that_runs_ahead_is_one_mention_before_its_date_and_after() -> None:
    """Dated by its arrival at first, it must not become another mention once its own date is plausible."""
    ahead = item(1, published_at=(NOW + HOUR_MS) // 1000)
    assert outcomes(push([ahead])) == ["accepted"]
    for number, later_ms in enumerate(
        (MAX_CLOCK_SKEW_MS, HOUR_MS - MAX_CLOCK_SKEW_MS, HOUR_MS, 3 * HOUR_MS, 20 * DAY_MS)
    ):
        assert outcomes(push([ahead], key=f"again-{number}", at_ms=NOW + later_ms)) == ["duplicate"]
    assert [mention.published_ms for mention in stored()] == [NOW]


def test_a_clock_barely_ahead_is_one_mention_too() -> None:
    """Two minutes are accepted; a post just beyond them is plausible a moment later."""
    ahead = item(1, published_at=NOW // 1000 + 121)
    assert outcomes(push([ahead])) == ["accepted"]
    assert outcomes(push([ahead], key="batch-2", at_ms=NOW + 5_000)) == ["duplicate"]


def test_a_backfill_is_marked_so_that_it_never_alerts() -> None:
    push([item(1, backfill=True), item(2)])
    assert [mention.late for mention in stored()] == [True, False]


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


def test_keys_that_are_not_read_at_once_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A big response comes in parts."""
    push([item(number) for number in range(5)])
    client, asked = dynamodb.dynamodb(), []
    real = client.batch_get_item

    def in_parts(**request: Any) -> Any:
        (name, wanted), asked_now = next(iter(request["RequestItems"].items())), []
        asked_now, left = wanted["Keys"][:2], wanted["Keys"][2:]
        asked.append(len(asked_now))
        answer = real(RequestItems={name: wanted | {"Keys": asked_now}})
        return answer | {"UnprocessedKeys": {name: wanted | {"Keys": left}} if left else {}}

    monkeypatch.setattr(client, "batch_get_item", in_parts)
    assert outcomes(push([item(number) for number in range(5)], key="batch-2")) == ["duplicate"] * 5
    assert asked == [2, 2, 1]


def test_an_author_is_kept_as_a_pseudonym_only(aws: dict[str, str]) -> None:
    push([item(1, author="ana@social.example")])
    everything = boto3.client("dynamodb").scan(TableName=aws["MentionsTable"])["Items"]
    assert "ana@" not in json.dumps(everything)
    assert len(stored()[0].author) == 16


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded payloads are not here")
def test_recorded_posts_are_accepted_and_stored() -> None:
    recorded: dict[tuple[str, str], Any] = {}
    for file in sorted(RECORDED.glob("*/*.expected.json")):
        channel = file.parent.name
        for one in json.loads(file.read_text())["items"]:
            recorded[channel, one["id"]] = one | {"brand": "acme", "channel": channel}
    answer = push(list(recorded.values()))
    assert answer.json["rejected"] == 0
    keys = {(channel, one.get("canonical_uri") or name) for (channel, name), one in recorded.items()}
    assert len(stored()) == answer.json["accepted"] == len(keys), "one post met on two servers is one mention"


def test_late_items_are_told_to_the_sender_and_shown_with_their_channel(capsys: pytest.CaptureFixture[str]) -> None:
    """Sixty posts of a slow exporter, 16 minutes old."""
    answer = push([item(number, channel="exporter", published_at=NOW // 1000 - 16 * 60) for number in range(60)])
    assert (answer.json["accepted"], answer.json["late"]) == (60, 60)
    assert "60 posts came too late to alert" in answer.json["hint"]
    assert '"PushesTooLate":[1.0]' in capsys.readouterr().out
    (status,) = pushed_statuses.load()
    assert (status.channel, status.received_ms, status.late) == ("exporter", NOW, True)
    assert (status.newest_lag_ms, status.median_lag_ms) == (16 * MINUTE_MS, 16 * MINUTE_MS)


def test_the_limit_is_the_brands_own() -> None:
    brands.put(Brand("slow", "Slow", late_after_ms=60 * MINUTE_MS))
    answer = push([item(1, brand="slow", published_at=NOW // 1000 - 40 * 60), item(2)])
    assert (answer.json["accepted"], answer.json["late"], "hint" in answer.json) == (2, 0, False)
    assert [mention.late for mention in stored()] == [False, False]
    assert stored()[0].late_after_ms == 60 * MINUTE_MS


def test_a_repeated_batch_makes_no_channel_late() -> None:
    push([item(1)])
    push([item(1)], at_ms=NOW + HOUR_MS)
    assert [(status.received_ms, status.late) for status in pushed_statuses.load()] == [(NOW, False)]


def test_a_push_is_stored_though_its_channels_status_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "PutItem")

    monkeypatch.setattr(pushed_statuses, "put", fail)
    assert push([item(1)]).json["accepted"] == 1
