"""Erasures when counters change, time runs out, a call dies or fails again and again: done in the end, or told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.erase import run
from functions.query import erasing
from shared.domain.brand import Brand
from shared.domain.erasure import MOST_ATTEMPTS, ErasureStatus
from shared.domain.errors import Conflict
from shared.domain.time import MINUTE_MS
from shared.erasure import posts, quotes
from shared.runtime.settings import setting
from shared.store import brands, erasures
from shared.store.dynamodb import dynamodb, query_all
from tests.integration.erase.erasure_request import ANA, LATER_MS, PLENTY, Stage, get, post
from tests.integration.erase.erasure_stage import everything, left, words_left


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
