"""POST /brands/{brand}/mentions/{id}/label: people's labels, stored beside the computed sentiment."""

from __future__ import annotations

from typing import Any

import pytest

from functions.intake.body import parse_items
from functions.intake.item_results import ItemValidator
from shared.domain.brand import Brand
from shared.domain.errors import Conflict
from shared.domain.mentions.correction import Correction
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS
from shared.domain.write_shards import WriteShards
from shared.runtime.settings import setting
from shared.store import brands, labels, mentions
from shared.store.dynamodb import dynamodb
from tests.api_client import NOW_MS, Answer, ask

ACME = Brand("acme", "Acme", created_ms=NOW_MS, updated_ms=NOW_MS)


@pytest.fixture(autouse=True)
def _acme(aws: dict[str, str]) -> None:  # noqa: ARG001 - the tables must be there first
    brands.put(ACME)


def mention(number: int = 1, ago_ms: int = MINUTE_MS, text: str = "the kettle sings") -> Mention:
    at = NOW_MS - ago_ms
    return Mention("acme", "webhook", f"post-{number}", text, at, at + 1_000, language="en")


def listed(**query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask("GET", "/brands/acme/mentions", **query).json["mentions"]
    return found


def label_mention(name: str, now_ms: int = NOW_MS, **body: Any) -> Answer:
    return ask("POST", f"/brands/acme/mentions/{name}/label", body=body, now_ms=now_ms)


def test_a_label_is_given_by_the_listed_id_and_shown_in_the_list() -> None:
    mentions.put([mention(number, number * 50 * MINUTE_MS) for number in range(1, 6)], {})
    shown = listed()
    assert {one["corrected"] for one in shown} == {None}
    answer = label_mention(shown[2]["id"], label="negative", intent="complaint", by="Ana")
    assert answer.status == 200
    assert answer.json == {
        "brand": "acme",
        "mention": shown[2]["id"],
        "label": "negative",
        "intent": "complaint",
        "by": "Ana",
        "corrected_at": "2026-03-01T14:05:00Z",
        "version": 1,
    }
    assert [one["corrected"] for one in listed()] == [None, None, "negative", None, None]
    assert [one["corrected"] for one in listed(limit=1, until=shown[1]["published_at"])] == ["negative"]


def test_who_may_only_read_gives_no_label() -> None:
    mentions.put([mention()], {})
    path = f"/brands/acme/mentions/{listed()[0]['id']}/label"
    assert ask("POST", path, body={"label": "negative"}, role="read").status == 403
    assert ask("POST", path, body={"label": "negative"}, role="act").status == 200


def test_the_computed_sentiment_stays_beside_the_label() -> None:
    mentions.put([mention(text="Terrible, it broke at once!")], {})
    before = listed()[0]
    label_mention(before["id"], label="positive")
    assert listed()[0] == before | {"corrected": "positive"}


def test_a_later_label_replaces_the_whole_earlier_one() -> None:
    mentions.put([mention()], {})
    name = listed()[0]["id"]
    label_mention(name, label="negative", intent="complaint", by="Ana")
    later = label_mention(name, NOW_MS + HOUR_MS, label="neutral").json
    assert (later["label"], later["intent"], later["by"], later["version"]) == ("neutral", None, None, 2)
    assert later["corrected_at"] == "2026-03-01T15:05:00Z"
    assert listed()[0]["corrected"] == "neutral"
    assert len(list(labels.of_brand("acme"))) == 1


def test_the_same_label_again_changes_nothing() -> None:
    mentions.put([mention()], {})
    name = listed()[0]["id"]
    first = label_mention(name, label="negative", by="Ana")
    again = label_mention(name, NOW_MS + DAY_MS, label="negative", by="Ana")
    assert (again.status, again.body) == (first.status, first.body)


def test_the_text_is_kept_for_400_days_and_outlives_the_mention() -> None:
    mentions.put([mention(text="Qualité horrible \U0001f621")], {})
    name = listed()[0]["id"]
    label_mention(name, label="negative")
    (item,) = dynamodb().query(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "label#acme"}},
    )["Items"]
    assert int(item["x"]["N"]) == NOW_MS // 1_000 + 400 * 86_400
    assert next(labels.of_brand("acme")) == Correction(
        "acme", name, "negative", "Qualité horrible \U0001f621", language="en", at_ms=NOW_MS
    )


@pytest.mark.parametrize("shards", [1, 4])
def test_a_mention_is_found_in_any_shard_also_if_it_is_older_than_the_shards(shards: int) -> None:
    mentions.put([mention(number) for number in range(12)], {"acme": WriteShards(shards)})
    brands.put(ACME._replace(shards=4))
    for one in listed():
        assert label_mention(one["id"], label="neutral").status == 200
    assert {one["corrected"] for one in listed()} == {"neutral"}


@pytest.mark.parametrize(
    "name",
    ["nothing", "0123456789abcdef012345", "1772373840000-0123456789abcdef012345", "999999999999999-" + "0" * 22],
)
def test_an_unknown_mention_is_404_and_the_message_says_where_ids_come_from(name: str) -> None:
    mentions.put([mention()], {})
    answer = label_mention(name, label="negative")
    assert (answer.status, answer.json["errors"][0]["field"]) == (404, "id")
    assert "GET /brands/acme/mentions" in answer.json["detail"]
    assert list(labels.of_brand("acme")) == []


def test_a_mention_of_another_brand_and_an_unknown_brand_are_404() -> None:
    mentions.put([mention()], {})
    brands.put(ACME._replace(id="other"))
    name = listed()[0]["id"]
    body = {"label": "negative"}
    assert ask("POST", f"/brands/other/mentions/{name}/label", body=body).json["errors"][0]["field"] == "id"
    assert ask("POST", f"/brands/nobody/mentions/{name}/label", body=body).json["errors"][0]["field"] == "brand"


def test_a_wrong_label_is_refused_and_not_stored() -> None:
    mentions.put([mention()], {})
    answer = label_mention(listed()[0]["id"], label="furious")
    assert (answer.status, answer.json["errors"][0]["field"]) == (400, "label")
    assert list(labels.of_brand("acme")) == []


def test_the_answer_to_a_push_has_the_same_ids_as_the_list() -> None:
    validator = ItemValidator(
        {"acme": ACME}, b"salt", NOW_MS, lambda posts: [post.published_ms or NOW_MS for post, _ in posts]
    )
    (result,) = validator.validate(parse_items(b'{"brand": "acme", "id": "1", "text": "the kettle sings"}'))
    assert result.mention is not None
    mentions.put([result.mention], {})
    assert result.as_json()["id"] == listed()[0]["id"]


def correction(label: str) -> Correction:
    return Correction("acme", public_id_of(mention()), label, "the kettle sings", at_ms=NOW_MS)


def test_two_labels_at_once_are_stored_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second request reads before the first has written, is refused by the table, and reads again."""
    stale = [None]
    real = labels._stored
    labels.put(correction("negative"))
    monkeypatch.setattr(labels, "_stored", lambda wanted: stale.pop() if stale else real(wanted))
    assert labels.put(correction("positive")).version == 2
    assert [found.label for found in labels.of_brand("acme")] == ["positive"]


def test_a_label_that_always_loses_against_others_is_a_conflict(monkeypatch: pytest.MonkeyPatch) -> None:
    labels.put(correction("negative"))
    monkeypatch.setattr(labels, "_stored", lambda _: None)
    with pytest.raises(Conflict):
        labels.put(correction("positive"))
    mentions.put([mention()], {})
    assert label_mention(listed()[0]["id"], label="positive").status == 409
