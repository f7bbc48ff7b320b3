"""Statements: recorded once, told on the timeline, in the API, on the page and in its chart."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from functions.respond.statements import MAX_STATEMENTS
from shared.domain.mentions.fingerprint import channel_key
from shared.domain.moments.moment import Moment, Transition
from shared.domain.response.statement import Statement, from_document, to_document
from shared.domain.time import MINUTE_MS, iso
from shared.links.page_link import Scope, link_token, new_link
from shared.runtime.secrets import internal_key
from shared.runtime.settings import setting
from shared.store import moments
from shared.store.counters import counts
from shared.store.dynamodb import dynamodb, number, text
from shared.store.response import statements
from tests.api_client import Answer, ask
from tests.unit.notify.examples import START

NOW_MS = START + 30 * MINUTE_MS
SAID = {
    "text": "Unplug your <b>kettle</b>.",
    "channel": "website",
    "by": "ana",
    "published_at": iso(NOW_MS - MINUTE_MS),
}


def say(moment: Moment, role: str = "act", **change: Any) -> Answer:
    body = {name: value for name, value in {**SAID, **change}.items() if value is not None}
    return ask("POST", f"/moments/{moment.id}/statements", body=body, now_ms=NOW_MS, role=role)


def notes(moment: Moment) -> list[str]:
    return [entry.note for entry in moments.get(moment.id).timeline if entry.change is Transition.NOTED]


def test_a_statement_about_any_moment_counts_for_the_whole_crisis(crisis: list[Moment]) -> None:
    first, second = crisis
    answer = say(second, url="https://kestro.example/news/1")
    assert answer.status == 200
    assert answer.json["crisis"] == first.id
    assert answer.json["published_at"] == SAID["published_at"]
    assert notes(first) == ["Statement on website: “Unplug your <b>kettle</b>.”"]
    assert notes(second) == []
    listed = ask("GET", f"/crises/{first.id}/statements").json["statements"]
    early: dict[str, Any] = {"verdict": None, "effects": [], "next_statement_at": None, "recognisable_fall": None}
    assert listed == [{**answer.json, **early, "recognisable_text": listed[0]["recognisable_text"]}]
    assert listed[0]["recognisable_text"].startswith("With 0 posts in the 29 min before it, no effect is recognised")
    assert listed == ask("GET", f"/crises/{first.id}", now_ms=NOW_MS).json["statements"]


def test_the_same_words_on_the_same_channel_are_recorded_once_and_the_first_is_named(crisis: list[Moment]) -> None:
    first = say(crisis[0])
    again = say(crisis[1], by="ben", text="  unplug your <b>KETTLE</b>. ", published_at=None)
    assert again.json == first.json
    assert say(crisis[0], channel="press").json["id"] != first.json["id"]
    assert len(statements.of_crisis(crisis[0].id)) == len(notes(crisis[0])) == 2


def test_the_first_statement_is_the_first_word_of_the_plan_and_the_second_one_says_the_scope(
    crisis: list[Moment],
) -> None:
    for words in ("We look into it.", "All kettles of 2025.", "More soon."):
        say(crisis[1], text=words)
    steps = ask("GET", f"/crises/{crisis[0].id}", now_ms=NOW_MS).json["plan"]["steps"]
    assert {step["id"] for step in steps if step["done_by"] == "ana"} == {"first-word", "scope"}


def test_of_two_who_record_it_at_once_one_is_first(crisis: list[Moment]) -> None:
    with ThreadPoolExecutor() as both:
        answers = list(both.map(lambda by: say(crisis[0], by=by), ("ana", "ben")))
    assert answers[0].json == answers[1].json
    assert len(notes(crisis[0])) == 1


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"published_at": iso(START - MINUTE_MS)}, 400, "before the crisis began"),
        ({"published_at": iso(NOW_MS + 10 * MINUTE_MS)}, 400, "in the future"),
        ({"published_at": "yesterday"}, 400, "ISO 8601"),
        ({"text": " "}, 400, "is empty"),
        ({"text": None}, 400, "text"),
        ({"text": "a\x00b"}, 400, "hidden character"),
        ({"text": "x" * 5_001}, 400, "5000"),
        ({"channel": "my website"}, 400, "channel"),
        ({"url": "http://kestro.example"}, 400, "https"),
        ({"url": "https://ana:secret@kestro.example"}, 400, "user name"),
    ],
)
def test_what_cannot_be_a_statement_is_refused_with_the_field_and_changes_nothing(
    crisis: list[Moment], change: dict[str, Any], status: int, words: str
) -> None:
    answer = say(crisis[0], **change)
    assert (answer.status, next(iter(change)) in str(answer.json)) == (status, True)
    assert words in str(answer.json)
    assert (statements.of_crisis(crisis[0].id), notes(crisis[0])) == ([], [])


def test_an_unknown_moment_a_key_that_may_only_read_and_too_many_statements_are_refused(crisis: list[Moment]) -> None:
    assert say(crisis[0]._replace(id="nothing")).status == 404
    assert say(crisis[0], role="read").status == 403
    for place in range(MAX_STATEMENTS):
        known = Statement(str(place), "acme", crisis[0].id, "x", "press", START, "ana", NOW_MS)
        dynamodb().transact_write_items(TransactItems=[statements.first_write(known)])  # type: ignore[list-item]  # a plain dictionary
    answer = say(crisis[0])
    assert (answer.status, str(MAX_STATEMENTS) in answer.json["detail"]) == (409, True)


def test_a_statement_that_cannot_be_read_costs_only_itself(crisis: list[Moment]) -> None:
    say(crisis[0])
    key = {"pk": text(f"response#{crisis[0].id}"), "sk": text("statement#broken")}
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item={**key, "doc": text("{")})
    assert len(ask("GET", f"/crises/{crisis[0].id}/statements").json["statements"]) == 1


def test_a_document_of_a_later_version_is_read() -> None:
    statement = Statement("s1", "acme", "c1", "words", "press", 1, "ana", 2)
    assert from_document({**to_document(statement), "mood": "calm"}) == statement


def test_what_a_statement_changed_is_in_the_api_and_on_the_page(crisis: list[Moment]) -> None:
    first = crisis[0]
    for minute in range(-60, 120):
        negative, other = (0, 1) if minute < 0 else (10, 5) if minute < 30 else (4, 5)
        sums = {"n": negative + other, "sc": negative + other, "ng": negative, "seen": START}
        key = counts.counter_key("acme", START + minute * MINUTE_MS, "0")
        item = key | {name: number(value) for name, value in sums.items()}
        dynamodb().put_item(TableName=setting("COUNTS_TABLE"), Item=item)
    say(first, published_at=iso(NOW_MS))
    later_ms = NOW_MS + 61 * MINUTE_MS
    (answered,) = ask("GET", f"/crises/{first.id}/statements", now_ms=later_ms).json["statements"]
    assert answered["verdict"] == "helping"
    assert [effect["minutes"] for effect in answered["effects"]] == [30, 60]
    effect = answered["effects"][-1]
    assert effect["before"] == {"minutes": 30, "posts": 450, "negative": 300, "negative_share": 0.6667}
    assert effect["after"] == {"minutes": 50, "posts": 450, "negative": 200, "negative_share": 0.4444}
    assert effect["expected_negative"]["low"] > 200
    assert effect["change"] < -0.4
    assert effect["recognisable_fall"] is None
    assert 0.3 < answered["recognisable_fall"] < 0.7
    assert answered["recognisable_text"].startswith(
        "With 450 posts in the 30 min before it, a fall of the negative ones"
    )
    assert ask("GET", f"/crises/{first.id}", now_ms=later_ms).json["statements"] == [answered]
    token = link_token(new_link(first.id, Scope.READ, 1, START), internal_key("link"))
    page = ask("GET", f"/m/{token}", now_ms=later_ms).body
    assert "After 1 h: helping. 200 negative posts came" in page
    assert "said, helping, 14:35" in page


def test_a_statement_on_one_channel_is_shown_beside_the_channels_that_it_did_not_reach(crisis: list[Moment]) -> None:
    for minute in range(60):
        here = {"-" + channel_key("x"): 6 if minute < 30 else 3, "-" + channel_key("rss"): 4, "c:x": 10, "c:rss": 10}
        sums = {"n": 20, "sc": 20, "ng": 10, "seen": START, **here}
        key = counts.counter_key("acme", START + minute * MINUTE_MS, "0")
        dynamodb().put_item(
            TableName=setting("COUNTS_TABLE"), Item=key | {name: number(value) for name, value in sums.items()}
        )
    say(crisis[0], published_at=iso(NOW_MS), channel="x")
    (answered,) = ask("GET", f"/crises/{crisis[0].id}/statements", now_ms=NOW_MS + 31 * MINUTE_MS).json["statements"]
    (effect,) = answered["effects"]
    assert effect["channels"]["reached"] == {"before": 360.0, "after": 180.0}
    assert effect["channels"]["others"] == {"before": 240.0, "after": 240.0}
    assert "On the channels that it did not reach: 240 before, 240 after (+0%)." in effect["text"]
