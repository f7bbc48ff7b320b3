"""Answers of readers: counted, scored as mentions without an author, and bounded."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from functions.intake.handler import handler
from functions.intake.item_results import ItemResult
from shared.domain.brand import Brand
from shared.domain.errors import StorageBusy
from shared.domain.response.feedback import PER_ADDRESS, PER_PAGE, FeedbackTally
from shared.domain.response.publication import Publication
from shared.domain.time import HOUR_MS
from shared.runtime.settings import setting
from shared.store import brands
from shared.store.dynamodb import dynamodb, number, text
from shared.store.response import feedback, publications
from tests.api_client import Answer, check
from tests.integration.intake_stage import NOW, stored
from tests.lambda_context import Context

PUBLISHED = Publication("acme", "Acme", "c1", "Some kettles overheat", "ana", NOW, NOW)
OURS = {"Sec-Fetch-Site": "same-origin", "Host": "api.example", "Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(autouse=True)
def _a_page(aws: dict[str, str]) -> None:  # noqa: ARG001 - the tables must be there first
    brands.put(Brand("acme", "Acme"))
    show(PUBLISHED)


def show(publication: Publication) -> None:
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=publications.write(publication)["Put"]["Item"])


def send(
    body: str | None = None,
    *,
    brand: str = "acme",
    address: str = "192.0.2.1",
    now_ms: int = NOW,
    headers: dict[str, str] | None = None,
    **fields: str,
) -> Answer:
    """Post the form as a browser does; the answer must be one that the document allows."""
    path = f"/status/{brand}/feedback"
    event = {
        "path": path,
        "httpMethod": "POST",
        "headers": OURS if headers is None else headers,
        "body": urlencode({"crisis": "c1", "helped": "yes", **fields}) if body is None else body,
        "isBase64Encoded": False,
        "requestContext": {"requestTimeEpoch": now_ms, "requestId": "r1", "identity": {"sourceIp": address}},
    }
    given = handler(event, Context())
    answer = Answer(given["statusCode"], given["headers"], given["body"])
    check("POST", path, answer)
    return answer


def tally() -> FeedbackTally:
    return feedback.tally("c1")


def test_an_answer_is_counted_and_its_text_is_a_mention_of_the_crisis_without_an_author() -> None:
    assert "Thank you" in send(text="Which  models?\r\nMine is a K2.").body
    assert "Thank you" in send(helped="no").body
    assert tally() == FeedbackTally(yes=1, no=1, texts=1)
    (mention,) = stored()
    assert (mention.channel, mention.text, mention.author) == ("feedback", "Which  models?\nMine is a K2.", "")
    assert mention.key.startswith("c1/")
    assert mention.published_ms == NOW
    assert not mention.late


def test_the_same_words_of_the_same_reader_are_one_mention_and_of_two_readers_two() -> None:
    for address, later in (("192.0.2.1", 0), ("192.0.2.1", 9_000), ("192.0.2.2", 9_000)):
        send(text="It melted", address=address, now_ms=NOW + later)
    assert len(stored()) == 2


def test_an_answer_that_cannot_be_stored_is_not_counted_until_it_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_items: object) -> list[ItemResult]:
        raise StorageBusy("the table does not take it now")

    with monkeypatch.context() as patch:
        patch.setattr("functions.intake.feedback.receive.store_items", busy)
        assert send(text="It melted").status == 503
    send(text="It melted")
    assert (len(stored()), tally()) == (1, FeedbackTally(yes=1, texts=1))


def test_a_crash_between_the_mention_and_the_count_loses_nothing_when_it_is_sent_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = feedback.add

    def crash(*_args: object, **_counts: int) -> None:
        raise ConnectionError

    monkeypatch.setattr(feedback, "add", crash)
    with pytest.raises(ConnectionError):
        send(text="It melted")
    monkeypatch.setattr(feedback, "add", real)
    send(text="It melted")
    assert (len(stored()), tally()) == (1, FeedbackTally(yes=1, texts=1))


def test_no_address_is_kept_anywhere() -> None:
    send(text="It melted", address="192.0.2.77")
    kept = [dynamodb().scan(TableName=setting(name))["Items"] for name in ("STATE_TABLE", "MENTIONS_TABLE")]
    assert "192.0.2.77" not in str(kept)
    assert "from#" in str(kept)


def test_one_address_cannot_answer_without_end_and_is_told_when_it_can_again() -> None:
    lines = [f"2001:db8::{number:x}" for number in range(PER_ADDRESS)]  # all of one IPv6 line
    assert {send(address=line).status for line in lines} == {200}
    answer = send(address="2001:db8::ffff", text="one more")
    assert (answer.status, answer.headers["Retry-After"]) == (429, str((HOUR_MS - NOW % HOUR_MS) // 1000 + 1))
    assert tally() == FeedbackTally(yes=PER_ADDRESS, refused=1)
    assert stored() == []
    assert send(address="2001:db8:1::1").status == 200
    assert send(address="2001:db8::1", now_ms=NOW + HOUR_MS).status == 200


def test_many_addresses_cannot_flood_a_page() -> None:
    hour = {"pk": text("feedback#c1"), "sk": text("hour#2026030114"), "given": number(PER_PAGE - 1)}
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=hour)
    assert [send(address=f"198.51.100.{last}").status for last in range(3)] == [200, 429, 429]
    assert tally() == FeedbackTally(yes=1, refused=2)


def test_what_is_no_answer_is_refused_with_a_reason_and_changes_nothing() -> None:
    foreign: list[dict[str, str]] = [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example", "Host": "api.example"},
    ]
    wanted: list[tuple[dict[str, Any], int, str]] = [
        ({"text": "<b>bold</b>"}, 400, "has HTML (&lt;b"),
        ({"text": "x" * 1_000_000}, 413, "too long"),
        ({"crisis": "c2"}, 404, "takes no answers"),
        ({"brand": "other"}, 404, "takes no answers"),
        *(({"headers": headers}, 403, "Another site") for headers in foreign),
    ]
    for request, status, words in wanted:
        answer = send(**request)
        assert (answer.status, words in answer.body) == (status, True), answer.body
    assert (tally(), stored()) == (FeedbackTally(), [])


def test_a_page_that_asks_nothing_or_is_off_and_a_brand_that_is_gone_take_nothing() -> None:
    show(PUBLISHED._replace(feedback=False))
    assert send().status == 404
    show(PUBLISHED._replace(brand="gone"))
    assert send(brand="gone", text="hello").status == 404
    assert (tally(), stored()) == (FeedbackTally(), [])
