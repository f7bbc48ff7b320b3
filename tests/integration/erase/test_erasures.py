"""Erasures through the API: asked for, announced, waited for, done part by part; and what may go wrong meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.erase import run
from functions.erase.run import proceed
from functions.query import erasing
from shared.domain.brand import Brand
from shared.domain.erasure import COUNTED_MS, MOST_A_DAY, MOST_ATTEMPTS, Erasure, ErasureStatus
from shared.domain.errors import Conflict, NotFound
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS, iso
from shared.erasure import posts, quotes
from shared.erasure.authors import pseudonyms_of
from shared.runtime.settings import setting
from shared.store import brands, erasures, mentions
from shared.store.dynamodb import dynamodb, query_all
from tests.api_client import Answer, ask
from tests.integration.erase.erasure_stage import ACME, NOW_MS, everything, left, store_posts, words_left
from tests.integration.erase.erasure_stage import post as stored_post

ANA = {"brand": "acme", "author": "@ana@a.example", "by": "dora"}
LATER_MS = NOW_MS + DAY_MS
PLENTY = 900_000


class Stage:
    """The function that erases, with a clock of its own; ``again`` and ``told`` are what it asked for and said."""

    def __init__(self) -> None:
        self.now_ms, self.remaining_ms = NOW_MS, [PLENTY]
        self.called: list[str] = []
        self.again: list[tuple[str, int]] = []
        self.told: list[str] = []

    def call(self, erasure_id: str = "") -> Erasure:
        return proceed(
            erasure_id or self.called[-1],
            lambda: self.now_ms,
            lambda: self.remaining_ms.pop() if len(self.remaining_ms) > 1 else self.remaining_ms[0],
            lambda name, at_ms: self.again.append((name, at_ms)),
            lambda erasure, what: self.told.append(f"{erasure.id} {what}"),
        )

    def announced(self) -> list[str]:
        return [line.rpartition(" ")[2] for line in self.told]


@pytest.fixture
def stage(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Stage:  # noqa: ARG001 - the tables must be there first
    monkeypatch.setenv("ERASURE_GRACE_HOURS", "24")
    made = Stage()
    monkeypatch.setattr(erasing, "call", made.called.append)
    store_posts()
    return made


def post(body: dict[str, Any], **options: Any) -> Answer:
    return ask("POST", "/erasures", body=body, now_ms=options.pop("now_ms", NOW_MS), **options)


def get(erasure_id: str) -> Any:
    return ask("GET", f"/erasures/{erasure_id}").json


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


def test_a_counter_that_changes_meanwhile_is_tried_a_minute_later(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(ANA)
    stage.now_ms = LATER_MS
    real = query_all

    def changes(**request: Any) -> Iterator[Any]:
        for item in real(**request):
            yield {**item, "ex": {"S": item["ex"]["S"].replace("words 2", "words 7")}}

    with monkeypatch.context() as changing:
        changing.setattr(quotes, "query_all", changes)
        assert stage.call().reason == "Conflict"
    assert stage.call().status is ErasureStatus.DONE


def test_a_call_without_time_stops_between_two_hours_and_the_next_one_goes_on(stage: Stage) -> None:
    post(ANA)
    stage.now_ms = LATER_MS
    stage.remaining_ms = [run.STOP_MS - 1, PLENTY]
    stopped = stage.call()
    assert (stopped.status, stopped.mentions, stopped.before != "") == (ErasureStatus.RUNNING, 2, True)
    assert stage.again[-1] == (stopped.id, LATER_MS + MINUTE_MS)
    stage.remaining_ms = [PLENTY]
    stage.now_ms += MINUTE_MS
    done = stage.call()
    assert (done.status, done.mentions, words_left()) == (ErasureStatus.DONE, 2, {2, 4, 5})


def test_a_call_that_dies_is_followed_by_the_one_it_arranged(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    post(ANA)
    stage.now_ms = LATER_MS

    def dies(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(posts, "erase_from_counters", dies)
        with pytest.raises(SystemExit):
            stage.call()
    name, at_ms = stage.again[-1]
    busy = stage.call()
    assert (busy.status, busy.mentions, words_left()) == (ErasureStatus.RUNNING, 0, {1, 2, 3, 4, 5})
    stage.now_ms = at_ms
    assert stage.call(name).status is ErasureStatus.DONE
    assert words_left() == {2, 4, 5}


def test_what_fails_again_and_again_is_given_up_and_a_repeated_request_takes_it_up(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = post(ANA).json
    stage.now_ms = LATER_MS
    denied = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "secret words"}}, "Query")

    def fails(*_: object) -> None:
        raise denied

    with monkeypatch.context() as failing:
        failing.setattr(posts, "erase_from_counters", fails)
        for _ in range(MOST_ATTEMPTS):
            with pytest.raises(ClientError):
                stage.call()
    found = get(asked["id"])
    assert (found["status"], found["reason"], len(stage.again)) == ("failed", "ClientError", MOST_ATTEMPTS - 1)
    assert post(ANA, now_ms=LATER_MS).json["id"] == asked["id"]
    assert stage.call().status is ErasureStatus.DONE


def test_a_moment_that_changes_meanwhile_is_tried_a_minute_later(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    post(ANA)
    stage.now_ms = LATER_MS

    def changed(*_: object) -> None:
        raise Conflict("changed")

    with monkeypatch.context() as changing:
        changing.setattr(posts, "erase_from_moments", changed)
        assert stage.call().reason == "Conflict"
    assert stage.again[-1][1] == LATER_MS + MINUTE_MS
    assert stage.call().status is ErasureStatus.DONE


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


def test_a_function_that_is_not_called_is_called_by_the_same_request_again(
    aws: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert aws
    monkeypatch.setenv("ERASURE_GRACE_HOURS", "24")
    monkeypatch.setenv("ERASE_FUNCTION", "nobody")
    brands.put(Brand("acme", "Acme"))
    assert post(ANA).status == 503
    (stored,) = erasures.since(0, 9)
    called: list[str] = []
    monkeypatch.setattr(erasing, "call", called.append)
    assert (post(ANA).status, called) == (202, [stored.id])


def test_an_erasure_that_a_later_version_wrote_is_read(stage: Stage) -> None:
    asked = post(ANA).json["id"]
    (item,) = [one for one in everything("STATE_TABLE") if one["sk"]["S"] == asked]
    doc = {**json.loads(item["doc"]["S"]), "what_comes": [1]}
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item={**item, "doc": {"S": json.dumps(doc)}})
    assert (get(asked)["status"], left().count("what_comes"), stage.called) == ("pending", 1, [asked])
