"""The public page: published by a person alone, with nothing but what they chose, for anybody, and off again."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import feedparser

from shared.domain.moments.moment import Moment, Transition
from shared.domain.moments.transitions import PEOPLE_LIMIT
from shared.domain.response.publication import Publication, PublicStep, from_document, to_document
from shared.domain.time import MINUTE_MS, iso
from shared.links.page_link import Scope, link_token, new_link
from shared.runtime.secrets import internal_key
from shared.runtime.settings import setting
from shared.store import moments
from shared.store.dynamodb import dynamodb, text
from shared.store.response import feedback
from tests.api_client import Answer, ask
from tests.integration.stored_crisis import put_moment
from tests.unit.notify.examples import START

NOW_MS = START + 30 * MINUTE_MS
PUBLISHED = {
    "headline": "Some kettles <overheat>",
    "known": "The K2 of 2025 may overheat.\nNobody was hurt.",
    "steps": [
        {"text": "We have stopped the sale.", "at": iso(NOW_MS - 5 * MINUTE_MS), "done": True},
        {"text": "We test the switch.", "at": iso(NOW_MS + 60 * MINUTE_MS)},
    ],
    "next_update_at": iso(NOW_MS + 20 * MINUTE_MS),
    "by": "Ana Internal",
}


def publish(crisis: list[Moment], role: str = "act", now_ms: int = NOW_MS, **change: Any) -> Answer:
    body = {name: value for name, value in {**PUBLISHED, **change}.items() if value is not None}
    return ask("PUT", f"/crises/{crisis[0].id}/public", body=body, now_ms=now_ms, role=role)


def page(crisis: list[Moment], part: str = "", **request: Any) -> Answer:
    return ask("GET", f"/status/{crisis[0].brand}{part}", now_ms=NOW_MS + MINUTE_MS, role="", **request)


def notes(moment: Moment) -> list[str]:
    return [entry.note for entry in moments.get(moment.id).timeline if entry.change is Transition.NOTED]


def test_nothing_is_public_until_somebody_publishes_it_and_nothing_is_after_it_was_taken_off(
    crisis: list[Moment],
) -> None:
    assert (page(crisis).status, page(crisis, "/feed.atom").status) == (404, 404)
    answer = publish(crisis)
    assert (answer.status, answer.json["address"].endswith(f"/status/{crisis[0].brand}")) == (200, True)
    assert ask("GET", f"/crises/{crisis[0].id}/public").json == answer.json
    assert (page(crisis).status, page(crisis, "/feed.atom").status) == (200, 200)
    assert ask("DELETE", f"/crises/{crisis[0].id}/public", by="ben", role="act", now_ms=NOW_MS).status == 204
    assert (page(crisis).status, page(crisis, "/feed.atom").status) == (404, 404)
    assert ask("GET", f"/crises/{crisis[0].id}/public").status == 404
    told = "The K2 of 2025 may overheat. Nobody was hurt. We have stopped the sale. We test the switch."
    assert notes(crisis[0]) == [
        f"On the public page from 14:35 UTC: “Some kettles <overheat>”, “{told}”",
        "Off the public page from 14:35 UTC",
    ]


def test_what_it_says_anew_is_a_word_of_the_clock_and_what_says_nothing_new_is_none(crisis: list[Moment]) -> None:
    minutes: dict[int, dict[str, Any]] = {
        0: {},
        5: {"feedback": False},
        15: {"known": "It is the K2."},
        16: {"known": "It is the K2."},
        35: {"headline": "Over", "next_update_at": None},
    }
    for minute, change in minutes.items():
        assert publish(crisis, now_ms=NOW_MS + minute * MINUTE_MS, **change).status == 200
    assert ask("DELETE", f"/crises/{crisis[0].id}/public", role="act", now_ms=NOW_MS + 40 * MINUTE_MS).status == 204
    entries = [entry for entry in moments.get(crisis[0].id).timeline if entry.step]
    assert [((e.at_ms - NOW_MS) // MINUTE_MS, e.step) for e in entries] == [
        (0, "first-word"),
        (15, "public-page"),
        (35, "public-page"),
    ]
    shown = ask("GET", f"/crises/{crisis[0].id}", now_ms=NOW_MS + 41 * MINUTE_MS).json["plan"]["clock"]["record"]
    assert [word["said_at"] for word in shown][:2] == [iso(NOW_MS), iso(NOW_MS + 15 * MINUTE_MS)]


def test_a_statement_that_the_page_repeats_within_minutes_is_one_word_of_the_clock(crisis: list[Moment]) -> None:
    said = {"text": "The K2 of 2025 may overheat. Nobody was hurt. Please unplug it.", "channel": "x", "by": "ben"}
    ask("POST", f"/moments/{crisis[0].id}/statements", body=said, now_ms=NOW_MS, role="act")
    record = []
    for minute, change in ((2, {"steps": []}), (4, {"steps": [], "known": "Call us, it is free."})):
        now_ms = NOW_MS + minute * MINUTE_MS
        assert publish(crisis, now_ms=now_ms, **change).status == 200
        record.append(ask("GET", f"/crises/{crisis[0].id}", now_ms=now_ms).json["plan"]["clock"]["record"])
    assert [words[0]["said_at"] for words in record] == [iso(NOW_MS)] * 2
    assert [words[1]["said_at"] for words in record] == [None, iso(NOW_MS + 4 * MINUTE_MS)], "something new, at last"


def test_the_page_has_what_was_chosen_and_nothing_else(crisis: list[Moment]) -> None:
    publish(crisis)
    said = {"text": "Unplug your <b>kettle</b>.", "channel": "website", "by": "Ben Internal"}
    ask("POST", f"/moments/{crisis[1].id}/statements", body=said, now_ms=NOW_MS, role="act")
    shown = page(crisis).body
    for words in (
        "Some kettles &lt;overheat&gt;",
        "Nobody was hurt.",
        "We have stopped the sale.",
        "Next update by",
        "14:55 UTC",
        "Unplug your &lt;b&gt;kettle&lt;/b&gt;.",
        "Did this help?",
    ):
        assert words in shown
    figures = ask("GET", f"/crises/{crisis[0].id}", now_ms=NOW_MS).json
    internal = ["Internal", "SEV", figures["headline"], *(quote["text"] for quote in figures["quotes"])]
    assert [words for words in internal if words in shown] == []
    assert "<script" not in shown
    assert f'<link rel="alternate" type="application/atom+xml" href="{crisis[0].brand}/feed.atom">' in shown


def test_the_team_chooses_which_statements_are_shown(crisis: list[Moment]) -> None:
    said = [
        ask(
            "POST",
            f"/moments/{crisis[0].id}/statements",
            body={"text": words, "channel": "press", "by": "ana"},
            now_ms=NOW_MS,
            role="act",
        ).json["id"]
        for words in ("For everybody.", "For the trade.")
    ]
    publish(crisis, statements=said[:1])
    assert ("For everybody." in page(crisis).body, "For the trade." in page(crisis).body) == (True, False)
    refused = publish(crisis, statements=["nothing"])
    assert (refused.status, refused.json["errors"][0]["field"]) == (400, "statements")


def test_the_same_again_changes_nothing_and_a_change_keeps_when_it_was_published(crisis: list[Moment]) -> None:
    first, again = publish(crisis), publish(crisis, now_ms=NOW_MS + MINUTE_MS, by="ben")
    assert again.json == first.json
    changed = publish(crisis, now_ms=NOW_MS + 2 * MINUTE_MS, headline="It is over").json
    assert (changed["published_at"], changed["updated_at"]) == (iso(NOW_MS), iso(NOW_MS + 2 * MINUTE_MS))
    assert notes(crisis[0])[1:] == ["Public page changed at 14:37 UTC: “It is over”"]


def test_browsers_and_proxies_may_keep_it_for_half_a_minute_and_ask_whether_it_changed(crisis: list[Moment]) -> None:
    publish(crisis)
    first = page(crisis)
    assert first.headers["Cache-Control"] == "public, max-age=30, stale-if-error=600"
    policy = first.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert page(crisis, headers={"If-None-Match": first.headers["ETag"]}).status == 304
    assert page(crisis, headers={}, utm_source="a") == first


def test_the_feed_is_atom_with_ids_that_stay_and_an_entry_for_each_statement(crisis: list[Moment]) -> None:
    publish(crisis, known="a\ufffeb & <c>")
    text = f"Unplug <it> & wait.{' Please' * 20}"
    ask(
        "POST",
        f"/moments/{crisis[0].id}/statements",
        body={"text": text, "channel": "press", "by": "ana", "url": "https://kestro.example/1"},
        now_ms=NOW_MS + MINUTE_MS,
        role="act",
    )
    answer = page(crisis, "/feed.atom")
    feed = feedparser.parse(answer.body)
    assert not feed.bozo, feed.get("bozo_exception")
    assert (feed.version, [entry.title for entry in feed.entries]) == (
        "atom10",
        ["Some kettles <overheat>", f"Unplug <it> & wait.{' Please' * 11}…"],
    )
    assert feed.feed.updated == iso(NOW_MS + MINUTE_MS)
    assert "ab &amp; &lt;c&gt;" in feed.entries[0].content[0].value
    publish(crisis, headline="It is over", now_ms=NOW_MS + 3 * MINUTE_MS)
    again = feedparser.parse(page(crisis, "/feed.atom").body)
    assert {entry.id for entry in again.entries} == {entry.id for entry in feed.entries}
    assert ET.fromstring(answer.body).tag == "{http://www.w3.org/2005/Atom}feed"  # noqa: S314 - our own document


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"headline": None}, "headline", "required"),
    ({"headline": " "}, "headline", "empty"),
    ({"headline": "x" * 121}, "headline", "120"),
    ({"headline": "a\nb"}, "headline", "hidden character"),
    ({"known": "a\u202eb"}, "known", "hidden character"),
    ({"known": "x" * 4_001}, "known", "4000"),
    ({"steps": [{"text": "a"}] * 21}, "steps", "20"),
    ({"steps": [{"text": "a", "at": "soon"}]}, "steps[0].at", "ISO 8601"),
    ({"steps": [{"text": "a", "at": iso(NOW_MS + 9 * MINUTE_MS), "done": True}]}, "steps[0].at", "future"),
    ({"next_update_at": iso(NOW_MS)}, "next_update_at", "not in the future"),
    ({"figures": True}, "figures", "not a known field"),
]


def test_what_cannot_be_published_is_refused_with_the_field_and_changes_nothing(crisis: list[Moment]) -> None:
    for change, field, words in REFUSED:
        answer = publish(crisis, **change)
        assert (answer.status, answer.json["errors"][0]["field"]) == (400, field)
        assert words in answer.json["detail"]
    assert (page(crisis).status, notes(crisis[0])) == (404, [])


def test_a_key_that_may_only_read_and_an_unknown_crisis_are_refused(crisis: list[Moment]) -> None:
    assert publish(crisis, role="read").status == 403
    assert ask("DELETE", f"/crises/{crisis[0].id}/public", role="read").status == 403
    assert publish([crisis[0]._replace(id="nothing")]).status == 404


def test_it_can_be_taken_off_when_the_timeline_is_full_and_twice(crisis: list[Moment]) -> None:
    publish(crisis)
    stored = moments.get(crisis[0].id)
    full = stored._replace(timeline=stored.timeline * PEOPLE_LIMIT)
    put_moment(full)
    for _ in range(2):
        assert ask("DELETE", f"/crises/{crisis[0].id}/public", by="ben", role="act", now_ms=NOW_MS).status == 204
    assert page(crisis).status == 404


def test_a_publication_that_cannot_be_read_costs_only_itself(crisis: list[Moment]) -> None:
    publish(crisis)
    broken = {"pk": text(f"public#{crisis[0].brand}"), "sk": text("broken"), "doc": text("{")}
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=broken)
    assert page(crisis).status == 200


def test_a_document_of_a_later_version_is_read() -> None:
    published = Publication("acme", "Acme", "c1", "h", "ana", 1, 2, steps=(PublicStep("s", 3, done=True),))
    assert from_document({**to_document(published), "mood": "calm"}) == published


def test_the_team_sees_on_its_own_page_what_the_public_reads_and_what_readers_answered(crisis: list[Moment]) -> None:
    token = link_token(new_link(crisis[0].id, Scope.READ, 1, START), internal_key("link"))
    assert "On the public page" not in ask("GET", f"/m/{token}", now_ms=NOW_MS).body
    publish(crisis)
    feedback.add(crisis[0].id, yes=3, no=1, texts=2, refused=5)
    shown = ask("GET", f"/m/{token}", now_ms=NOW_MS).body
    for words in (
        "“Some kettles &lt;overheat&gt;”",
        "Did it help? Yes: 3, no: 1",
        "Not taken",
        "Next update promised by",
    ):
        assert words in shown
    assert "is overdue" in ask("GET", f"/m/{token}", now_ms=NOW_MS + 21 * MINUTE_MS).body
    told = ask("GET", f"/crises/{crisis[0].id}", now_ms=NOW_MS).json
    assert (told["published"], told["feedback"]) == (True, {"yes": 3, "no": 1, "texts": 2, "refused": 5})
