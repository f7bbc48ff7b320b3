"""Erasures through the API: asked for, announced, waited for, cancelled, done part by part."""

from __future__ import annotations

import json
from typing import Any

import pytest

from functions.query import erasing
from shared.domain.erasure import COUNTED_MS, MOST_A_DAY, ErasureStatus
from shared.domain.errors import NotFound
from shared.domain.time import DAY_MS, HOUR_MS, iso
from shared.erasure.authors import pseudonyms_of
from shared.store import brands, mentions
from tests.api_client import ask
from tests.integration.erase.erasure_request import ANA, LATER_MS, Stage, get, post
from tests.integration.erase.erasure_stage import ACME, NOW_MS, everything, words_left
from tests.integration.erase.erasure_stage import post as stored_post


def test_an_author_is_erased_after_the_grace_time_and_the_record_says_not_whom(stage: Stage) -> None:
    asked = post(ANA)
    assert (asked.status, asked.json["status"], asked.headers["Location"]) == (202, "pending", asked.json["href"])
    assert (asked.json["starts_at"], asked.json["what"]) == (iso(LATER_MS), "author")
    stage.call()
    assert (stage.announced(), stage.again, words_left()) == (
        ["asked"],
        [(asked.json["id"], LATER_MS)],
        {1, 2, 3, 4, 5},
    )
    stage.now_ms = LATER_MS
    stage.call()
    done = get(asked.json["id"])
    assert (done["status"], done["ended_at"], done["asked_by"]) == ("done", iso(LATER_MS), "dora")
    assert done["erased"] == {"mentions": 2, "counters": 1, "moments": 1, "praise": 0}
    assert (words_left(), stage.announced()) == ({2, 4, 5}, ["asked", "done"])
    record = str([item for item in everything("STATE_TABLE") if item["pk"]["S"] == "erasures"])
    assert not [one for one in ("ana@a", *pseudonyms_of("ana@a.example")) if one in record]
    assert ask("GET", "/erasures").json["erasures"] == [done]


def test_the_same_request_is_the_same_erasure_until_it_has_ended(stage: Stage) -> None:
    first, again = post(ANA), post({**ANA, "author": "ana@a.example"}, now_ms=NOW_MS + 5)
    other = post({**ANA, "channel": "rss"}, now_ms=NOW_MS + 5)
    assert (first.json["id"], other.json["id"] != first.json["id"]) == (again.json["id"], True)
    assert stage.called == [first.json["id"], first.json["id"], other.json["id"]]
    stage.now_ms = LATER_MS
    stage.call(first.json["id"])
    stage.call(first.json["id"])
    assert stage.announced() == ["asked", "done"]
    assert post(ANA, now_ms=LATER_MS).json["id"] != first.json["id"]


def test_only_what_the_author_posted_on_a_channel_goes(stage: Stage) -> None:
    post({**ANA, "channel": "hackernews"})
    stage.now_ms = LATER_MS
    assert stage.call().mentions == 1
    assert words_left() == {1, 2, 4, 5}


def test_what_is_stored_shortly_before_it_begins_stays_for_its_quotes_may_not_be_counted_yet(stage: Stage) -> None:
    asked = post(ANA)
    until_ms = LATER_MS - COUNTED_MS
    late = [stored_post(n, "ana@a.example")._replace(collected_ms=until_ms - 1 + n % 2) for n in (10, 11)]
    mentions.put(late, {"acme": ACME.write_shards})
    stage.now_ms = LATER_MS
    assert stage.call(asked.json["id"]).mentions == 3
    kept = {item["t"]["S"] for item in everything("MENTIONS_TABLE") if item["pk"]["S"].startswith("acme#")}
    assert kept == {"secret words 2", "secret words 4", "secret words 11"}


def test_whoever_is_on_call_cancels_what_has_not_begun(stage: Stage) -> None:
    first = post(ANA).json["id"]
    assert ask("DELETE", f"/erasures/{first}", by="ben", role="read").status == 403
    for _ in range(2):
        assert ask("DELETE", f"/erasures/{first}", by="ben", role="act", now_ms=NOW_MS + HOUR_MS).status == 204
    assert (get(first)["status"], get(first)["reason"]) == ("cancelled", "cancelled by ben")
    stage.now_ms = LATER_MS
    stage.call(first)
    assert (stage.announced(), words_left()) == (["asked", "cancelled"], {1, 2, 3, 4, 5})
    second = post(ANA, now_ms=LATER_MS).json["id"]
    refused = ask("DELETE", f"/erasures/{second}", by="ben", now_ms=LATER_MS + DAY_MS)
    assert (refused.status, "cannot be cancelled" in refused.json["detail"]) == (409, True)


def test_a_brand_is_deleted_at_once_and_erased_later(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ERASURE_GRACE_HOURS", "0")
    asked = ask("DELETE", "/brands/acme", mentions="erase", by="dora", now_ms=NOW_MS)
    assert (asked.status, asked.json["what"], asked.json["starts_at"]) == (202, "brand", iso(NOW_MS + HOUR_MS))
    assert ask("GET", "/brands/acme").status == 404
    again = ask("DELETE", "/brands/acme", mentions="erase", now_ms=NOW_MS + 5)
    also = post({"brand": "acme", "everything": True, "by": "dora"}, now_ms=NOW_MS + 5)
    assert asked.json["id"] == again.json["id"] == also.json["id"]
    stage.now_ms = NOW_MS + HOUR_MS
    assert stage.call().status is ErasureStatus.DONE
    assert words_left() == {5}
    assert {item["pk"]["S"] for item in everything("STATE_TABLE") if "acme" in str(item)} == {"erasures"}
    assert ask("DELETE", "/brands/acme", mentions="erase", now_ms=NOW_MS + DAY_MS).status == 404


def test_a_brand_that_is_watched_again_keeps_everything(stage: Stage) -> None:
    asked = ask("DELETE", "/brands/acme", mentions="erase", by="dora", now_ms=NOW_MS).json
    brands.put(ACME, expected_version=0)
    stage.now_ms = LATER_MS
    stage.call()
    assert (get(asked["id"])["reason"], words_left()) == ("the brand is watched again", {1, 2, 3, 4, 5})
    assert stage.announced() == ["asked", "cancelled"]


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({**ANA, "brand": "nobody"}, 404, "there is no brand"),
        ({"brand": "acme", "everything": True, "by": "dora"}, 409, "is still watched"),
        ({"brand": "acme", "by": "dora"}, 400, "give `author`"),
        ({**ANA, "everything": True}, 400, "give `author`"),
        ({**ANA, "author": "ana\u202e@a.example"}, 400, "hidden character"),
        ({**ANA, "author": "a" * 201}, 400, "200"),
        ({**ANA, "author": ""}, 400, "author"),
        ({**ANA, "brand": "../erasures#x"}, 400, "brand"),
        ({**ANA, "channel": "x#y"}, 400, "channel"),
        ({"brand": "acme", "author": "ana"}, 400, "by"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_in_words(
    body: dict[str, Any], status: int, says: str, stage: Stage
) -> None:
    refused = post(body)
    assert (refused.status, says in json.dumps(refused.json, ensure_ascii=False)) == (status, True), refused.body
    assert stage.called == []


@pytest.mark.parametrize("role", ["read", "act"])
def test_only_an_admin_asks_and_reads_the_record(role: str, stage: Stage) -> None:
    assert post(ANA, role=role).status == 403
    assert ask("DELETE", "/brands/acme", mentions="erase", role=role).status == 403
    assert ask("GET", "/erasures", role=role).status == 403
    assert stage.called == []


@pytest.mark.parametrize("erasure_id", ["none", "target#00ff", "1772373900000-00ff", "☃"])
def test_an_unknown_erasure_is_not_found(erasure_id: str, stage: Stage) -> None:
    assert ask("GET", f"/erasures/{erasure_id}").status == 404
    assert ask("DELETE", f"/erasures/{erasure_id}", by="ben").status == 404
    with pytest.raises(NotFound):
        stage.call(erasure_id)


def test_a_day_has_so_many_erasures_and_no_more(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "MOST_A_DAY", 2)
    for name in ("ana", "ben"):
        assert post({**ANA, "author": name}).status == 202
    refused = post({**ANA, "author": "cyd"})
    assert (refused.status, "within 24 hours" in refused.json["detail"]) == (409, True)
    assert post({**ANA, "author": "ben"}).status == 202
    assert post({**ANA, "author": "cyd"}, now_ms=LATER_MS + 1).status == 202
    assert (len(stage.called), MOST_A_DAY) == (4, 100)
