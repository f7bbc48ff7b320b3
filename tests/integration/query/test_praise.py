"""Praise through the API: what an author allows, who recorded it first, and what is exported and erased."""

from __future__ import annotations

import csv
import io
from threading import Thread
from typing import Any

import pytest

from infra.cli.app import imported
from shared.domain.brand import Brand
from shared.domain.errors import Conflict
from shared.domain.mentions.mention import Form, Mention
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.response.praise import Praise
from shared.domain.text import pseudonym
from shared.domain.time import DAY_MS, MINUTE_MS, iso
from shared.runtime.secrets import internal_key
from shared.runtime.settings import setting
from shared.store import brands, mentions
from shared.store.dynamodb import dynamodb, text
from shared.store.response import praises
from tests.api_client import NOW_MS, Answer, ask

UNTIL_MS = NOW_MS + 90 * DAY_MS
GRANT: dict[str, Any] = {"places": ["website", "shop"], "until": iso(UNTIL_MS), "note": "sure, go ahead"}


def post(number: int = 1, words: str = "I love my kettle", author: str = "ana@a.example") -> Mention:
    at_ms, name = NOW_MS - number * MINUTE_MS, pseudonym(author, internal_key("author"))
    return Mention("acme", "x", f"post-{number}", words, at_ms, at_ms, author=name, url=f"https://x.example/{number}")


@pytest.fixture
def love(aws: dict[str, str]) -> Mention:  # noqa: ARG001 - the tables must be there first
    brands.put(Brand("acme", "Acme", created_ms=NOW_MS, updated_ms=NOW_MS))
    mentions.put([post()], {})
    return post()


def record(mention: Mention, act: str, by: str = "ana", now_ms: int = NOW_MS, **given: Any) -> Answer:
    return ask("POST", f"/brands/acme/praise/{public_id_of(mention)}/{act}", body={"by": by, **given}, now_ms=now_ms)


def expire(mention: Mention) -> None:
    item = mentions.to_item(mention)
    dynamodb().delete_item(TableName=setting("MENTIONS_TABLE"), Key={"pk": item["pk"], "sk": item["sk"]})


def listed(now_ms: int = NOW_MS, **query: Any) -> list[dict[str, Any]]:
    return list(ask("GET", "/brands/acme/praise", now_ms=now_ms, **query).json["praise"])


def exported(now_ms: int = NOW_MS, **query: Any) -> list[dict[str, str]]:
    body = ask("GET", "/brands/acme/praise", now_ms=now_ms, format="csv", **query).body
    return list(csv.DictReader(io.StringIO(body)))


def test_a_post_is_exported_only_while_and_where_its_author_allows_it(love: Mention) -> None:
    assert record(love, "ask").json["state"] == "asked"
    assert exported() == []
    assert record(love, "use", place="website").status == 409
    granted = record(love, "grant", **GRANT).json
    assert (granted["state"], granted["places"], granted["until"]) == ("granted", ["website", "shop"], iso(UNTIL_MS))
    assert [row["text"] for row in exported(place="shop")] == ["I love my kettle"]
    assert exported(place="poster") == []
    used = record(love, "use", place="website", url="https://acme.example/fans").json
    assert (used["state"], used["take_down"]) == ("used", [])
    assert [row["id"] for row in exported(UNTIL_MS - 1)] == [public_id_of(love)]
    assert exported(UNTIL_MS) == []
    assert exported(UNTIL_MS, state="expired") == []
    (late,) = listed(UNTIL_MS)
    assert (late["state"], late["places"], late["take_down"]) == ("expired", [], ["website"])
    assert [step["act"] for step in late["history"]] == ["ask", "grant", "use"]


def test_a_withdrawal_is_kept_and_says_where_to_take_the_post_down(love: Mention) -> None:
    record(love, "ask")
    record(love, "grant", **GRANT)
    record(love, "use", place="shop")
    gone = record(love, "refuse", by="ben", note="changed her mind").json
    assert (gone["state"], gone["take_down"], gone["by"]) == ("withdrawn", ["shop"], "ben")
    assert exported() == []
    assert [one["state"] for one in listed(state=["withdrawn", "refused"])] == ["withdrawn"]
    refused = record(love, "use", place="shop")
    assert (refused.status, "ben recorded" in refused.json["detail"]) == (409, True)


def test_a_record_is_kept_for_400_days_after_the_consent_or_the_last_entry(love: Mention) -> None:
    for act, given, last_ms in (("ask", {}, NOW_MS), ("grant", GRANT, UNTIL_MS)):
        record(love, act, **given)
        (item,) = dynamodb().scan(TableName=setting("STATE_TABLE"), FilterExpression="attribute_exists(v)")["Items"]
        assert int(item["x"]["N"]) == last_ms // 1_000 + 400 * 86_400


def test_to_repeat_changes_nothing_and_the_first_is_named(love: Mention) -> None:
    for act, given in (("ask", {}), ("grant", GRANT), ("use", {"place": "shop"}), ("refuse", {})):
        first = record(love, act, **given).json
        again = record(love, act, by="ben", now_ms=NOW_MS + 1, **given).json
        assert (first["by"], first["yours"], again["by"], again["yours"]) == ("ana", True, "ana", False)
        assert again["version"] == first["version"]


def test_of_two_at_once_one_wins_and_the_other_is_told_who(love: Mention, monkeypatch: pytest.MonkeyPatch) -> None:
    record(love, "ask")
    real, others = praises.put, [{"by": "ben", **GRANT, "places": ["poster"]}]

    def put(praise: Praise, before: int) -> None:
        if others:
            given = others.pop()
            done = Thread(target=lambda: record(love, "grant", **given))
            done.start()
            done.join()
        real(praise, before)

    monkeypatch.setattr(praises, "put", put)
    lost = record(love, "grant", **GRANT)
    assert lost.status == 409
    assert "ben recorded a consent" in lost.json["detail"]
    assert [one["places"] for one in listed()] == [["poster"]]
    assert record(love, "grant", version=2, **GRANT).json["places"] == ["website", "shop"]


def test_others_who_are_always_first_are_told_as_busy(love: Mention, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(praise: Praise, before: int) -> None:
        raise Conflict(f"{praise.id} {before}")

    monkeypatch.setattr(praises, "put", lose)
    assert record(love, "ask").status == 503


def test_a_consent_outlives_the_mention_and_a_refusal_forgets_the_words(love: Mention) -> None:
    record(love, "ask")
    dynamodb().delete_item(
        TableName=setting("MENTIONS_TABLE"), Key={k: mentions.to_item(love)[k] for k in ("pk", "sk")}
    )
    assert record(love, "grant", **GRANT).json["text"] == "I love my kettle"
    assert record(love, "refuse").json["text"] == ""
    assert "love my" not in str(dynamodb().scan(TableName=setting("STATE_TABLE"))["Items"])
    assert record(love, "ask", version=3).status == 404


def test_what_is_wrong_is_named(love: Mention) -> None:
    wrong: list[tuple[str, dict[str, Any], str]] = [
        ("grant", {**GRANT, "until": "soon"}, "until"),
        ("grant", {**GRANT, "until": iso(NOW_MS)}, "until"),
        ("grant", {**GRANT, "until": "2099-01-01"}, "until"),
        ("grant", {**GRANT, "places": []}, "places"),
        ("grant", {**GRANT, "places": ["Our Site"]}, "places[0]"),
        ("grant", {"places": ["shop"], "until": iso(UNTIL_MS)}, "note"),
        ("grant", {**GRANT, "version": "2"}, "version"),
        ("use", {"place": "shop", "url": "javascript:alert(1)"}, "url"),
        ("use", {}, "place"),
        ("refuse", {"because": "x"}, "because"),
    ]
    record(love, "ask")
    for act, given, field in wrong:
        refused = record(love, act, **given)
        assert (refused.status, [error["field"] for error in refused.json["errors"]]) == (400, [field])
    assert [one["state"] for one in listed()] == ["asked"]


def test_only_a_post_that_is_there_and_is_its_authors_own(love: Mention) -> None:
    shared = post(2)._replace(form=Form.REPOST)
    mentions.put([shared], {})
    assert record(shared, "ask").status == 400
    assert record(post(3), "ask").status == 404
    assert record(love, "grant", **GRANT).status == 404
    assert ask("POST", "/brands/acme/praise/no-id/ask", body={}).status == 404
    path = f"/brands/other/praise/{public_id_of(love)}/ask"
    assert ask("POST", path, body={}).status == 404
    assert ask("POST", path, body={}, role="read").status == 403


def test_pages_hold_each_post_once_and_a_formula_stays_text(love: Mention) -> None:
    many = [love, *(post(n, "=HYPERLINK(1)") for n in range(2, 8))]
    mentions.put(many, {})
    for one in many:
        record(one, "ask")
        record(one, "grant", **GRANT)
    found: list[str] = []
    answer = ask("GET", "/brands/acme/praise", limit=3)
    while True:
        found += [one["id"] for one in answer.json["praise"]]
        if not (cursor := answer.json["next_cursor"]):
            break
        answer = ask("GET", "/brands/acme/praise", limit=3, cursor=cursor)
    assert found == [public_id_of(one) for one in many]
    assert {row["text"] for row in exported()} == {"I love my kettle", "'=HYPERLINK(1)"}


def test_praise_that_nobody_has_asked_for_is_suggested(love: Mention) -> None:
    words = "I love my Acme kettle, the best present ever, thank you!"
    loved = post(2, words, "ben")._replace(language="en", reach=990)
    angry = post(3, "Acme is the worst, my kettle melted!", "cleo")._replace(language="en")
    mentions.put([loved, angry, loved._replace(brand="acme", key="again", published_ms=NOW_MS - 1, author="e5")], {})
    found = ask("GET", "/brands/acme/praise/suggestions", now_ms=NOW_MS).json
    assert [(one["id"], one["text"], one["reach"]) for one in found["suggestions"] if one["reach"]] == [
        (public_id_of(loved), words, 990)
    ]
    assert (found["posts_read"], found["complete"]) == (4, True)
    for one in (loved, love):
        record(one, "ask")
    assert ask("GET", "/brands/acme/praise/suggestions", now_ms=NOW_MS).json["suggestions"] == []
    assert ask("GET", "/brands/acme/praise/suggestions", since="2026-01-01").status == 400


def test_what_cannot_be_read_is_not_shown_and_not_overwritten(love: Mention) -> None:
    record(love, "ask")
    key = {"pk": text("praise#acme"), "sk": text(mentions.sort_key(love))}
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item={**key, "doc": text("{")})
    assert listed() == []
    assert record(love, "grant", **GRANT).status == 500
    assert dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key)["Item"]["doc"] == text("{")


def test_an_author_is_erased_also_when_the_mention_is_gone(love: Mention, capsys: pytest.CaptureFixture[str]) -> None:
    other = post(2, "mine too", "ben")
    mentions.put([other], {})
    for one in (love, other):
        record(one, "ask")
        record(one, "grant", **GRANT)
    record(love, "use", place="website", url="https://acme.example/fans")
    dynamodb().delete_item(
        TableName=setting("MENTIONS_TABLE"), Key={k: mentions.to_item(love)[k] for k in ("pk", "sk")}
    )
    asked = ["acme", "--author", "ana@a.example"]
    imported("purge")([*asked, "--dry-run"], standalone_mode=False)
    assert "1 posts with a consent would go" in capsys.readouterr().out
    assert len(listed()) == 2
    imported("purge")([*asked, "--yes"], standalone_mode=False)
    assert "to be taken down: website https://acme.example/fans." in capsys.readouterr().out
    assert [one["text"] for one in listed()] == ["mine too"]
    assert record(love, "use", place="shop").status == 404
