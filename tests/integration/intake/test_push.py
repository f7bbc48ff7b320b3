"""POST /mentions: a result for every item, bad ones stop no other, and what is stored of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import boto3
import pytest

from functions.intake.handler import handler
from shared.domain.brand import Brand
from shared.store import brands
from tests.integration.intake_stage import NOW, item, outcomes, push, reply, stored
from tests.lambda_context import Context

pytestmark = pytest.mark.usefixtures("acme")


RECORDED = Path(__file__).parents[4] / "shared" / "data" / "channels"


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


def test_a_brand_that_was_just_created_is_known_at_once() -> None:
    assert outcomes(push([item(1, brand="zen")])) == ["rejected"]
    brands.put(Brand("zen", "Zen"))
    assert outcomes(push([item(1, brand="zen")], key="batch-2")) == ["accepted"]


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
