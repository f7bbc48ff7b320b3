"""A drill is played with a stand-in: the same functions see it, and nothing of the brand itself is touched."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest

from functions.query.routes.drills import EARLIER
from infra.scenario.cases import library
from infra.scenario.cases.replay import Play, posts
from shared.domain.brand import Brand, Query
from shared.domain.drill import drilled_brand
from shared.domain.moments.moment import Severity, Status, Transition
from shared.domain.people.oncall import OnCall
from shared.domain.time import MINUTE_MS, iso
from shared.runtime.settings import setting
from shared.store import brands, moments
from shared.store.dynamodb import dynamodb, number, text, write_all
from tests.api_client import Answer, ask
from tests.integration import detect_stage, enrich_stage, intake_stage
from tests.integration.detect_stage import at
from tests.integration.notify_stage import NotifyRun, record, staged, stream
from tests.unit.detect.simulated_brand import DAY, normal_posts
from tests.unit.notify.examples import surge

ACME = Brand("acme", "Acme", aliases=("@acme",), queries={"rss": (Query("https://a.example/feed"),)}, oncall=OnCall())
BEGAN = at(DAY)


@pytest.fixture(autouse=True)
def _a_known_brand(aws: dict[str, str]) -> None:  # noqa: ARG001 - the tables must be there first
    """A brand that something is learnt of; what that is only matters to detect."""
    brands.put(ACME)
    states = {"pk": text("baseline#acme"), "sk": text("states"), "version": number(1)}
    write_all(setting("STATE_TABLE"), [states])


def learnt() -> None:
    """Hours of the brand, and the same hours of a twin that nobody practises with; learning is over for both."""
    brands.put(replace(ACME, id="twin"))
    for brand in ("acme", "twin"):
        key = {"pk": text(f"baseline#{brand}"), "sk": text("states")}
        dynamodb().delete_item(TableName=setting("STATE_TABLE"), Key=key)
        detect_stage.counted(normal_posts(random.Random(1), range(DAY - 120, DAY)), brand)  # noqa: S311 - the same every time
    detect_stage.tick(DAY)
    known = "REMOVE learning_until, learning_reason"
    key = {"pk": text("baseline#acme"), "sk": text("states")}
    dynamodb().update_item(TableName=setting("STATE_TABLE"), Key=key, UpdateExpression=known)


def states_of(brand: str) -> Any:
    """What is learnt of a brand."""
    key = {"pk": text(f"baseline#{brand}"), "sk": text("states")}
    return dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key)["Item"]["states"]


@pytest.fixture
def stage(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[NotifyRun]:
    yield from staged(aws, monkeypatch)


def start(minute: float = 0, **changes: Any) -> Answer:
    body = {"brand": "acme", "case": "united-3411", "speed": 30, "minutes": 60, "by": "ana"} | changes
    return ask("POST", "/drills", body=body, now_ms=at(DAY + minute))


def shown(drill: str, minute: float = 0) -> Any:
    return ask("GET", f"/drills/{drill}", now_ms=at(DAY + minute)).json


def end(drill: str, minute: float = 30, **changes: Any) -> Answer:
    return ask("POST", f"/drills/{drill}/end", body={"by": "ben", **changes}, now_ms=at(DAY + minute))


def everything_of(brand: str) -> list[Any]:
    """The settings of the brand, and every item of the tables of mentions, counters and moments that is about it."""
    found = [brands.to_item(brands.get(brand))]
    for table in ("COUNTS_TABLE", "MOMENTS_TABLE", "MENTIONS_TABLE"):
        for page in boto3.client("dynamodb").get_paginator("scan").paginate(TableName=setting(table)):
            found += [item for item in page["Items"] if item["pk"]["S"].split("#")[0] == brand]
    return found


def state_items() -> list[Any]:
    return dynamodb().scan(TableName=setting("STATE_TABLE"))["Items"]


def a_moment(minute: float, **changes: Any) -> None:
    """A real moment of the brand opens."""
    opened = at(DAY + minute)
    real = replace(surge(), brand="acme", opened_ms=opened, detected_ms=opened, updated_ms=opened, version=1, **changes)
    dynamodb().put_item(TableName=setting("MOMENTS_TABLE"), Item=moments.to_item(real))


def a_detected_crisis(drill: str) -> str:
    """The drill was detected after six minutes, and Cleo was there after eight."""
    acted = (
        replace(surge().timeline[0], at_ms=BEGAN + 6 * MINUTE_MS),
        replace(surge().timeline[0], at_ms=BEGAN + 8 * MINUTE_MS, change=Transition.ACKNOWLEDGED, by="cleo"),
    )
    opened = BEGAN + 2 * MINUTE_MS
    played = replace(
        surge(),
        id="d" * 12,
        crisis="d" * 12,
        brand=drill,
        brand_name="DRILL Acme",
        severity=Severity.SEV2,
        status=Status.ACKNOWLEDGED,
        opened_ms=opened,
        detected_ms=BEGAN + 6 * MINUTE_MS,
        updated_ms=BEGAN + 8 * MINUTE_MS,
        timeline=acted,
        version=1,
    )
    dynamodb().put_item(TableName=setting("MOMENTS_TABLE"), Item=moments.to_item(played))
    return played.id


def play(drill: str, minutes: int) -> None:
    """Push the posts of the first minutes through intake, enrich and detect, as they come."""
    case = library.case("united-3411")
    how = Play("DRILL Acme", rate=0.8, speed=120, before=0, mark="DRILL")
    due = [each for each in posts(case, how) if each.minute < minutes]
    items = [
        {"brand": drill, "published_at": iso(BEGAN + each.minute * MINUTE_MS + 1_000), **each.item} for each in due
    ]
    answer = intake_stage.push(items, at_ms=at(DAY + minutes))
    assert answer.json.get("accepted") == len(items) > 60
    enrich_stage.deliver(
        enrich_stage.raw(place, {**entry}) for place, entry in enumerate(_stored_mentions(drill), start=1)
    )
    for minute in range(5, minutes + 6, 5):
        detect_stage.tick(DAY + minute)


def _stored_mentions(drill: str) -> list[Any]:
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=setting("MENTIONS_TABLE"))
    return [item for page in pages for item in page["Items"] if item["pk"]["S"].startswith(f"{drill}#")]


def test_a_stand_in_is_the_brand_in_all_but_its_name_and_its_queries() -> None:
    drill = start().json
    found = brands.get(drill["id"])
    assert (drilled_brand(found.id), found.name, found.queries) == ("acme", "DRILL Acme", {})
    assert (found.oncall, found.sensitivity, found.time_zone) == (ACME.oncall, ACME.sensitivity, ACME.time_zone)
    assert found.named_in("acme did it again")


def test_the_same_functions_detect_it_and_nothing_of_the_brand_changes(stage: NotifyRun) -> None:
    """Counters, moments, mentions and settings are the same before and after, and what is learnt is as of the twin."""
    learnt()
    before = everything_of("acme")
    drill = start().json["id"]
    play(drill, 13)
    found = detect_stage.stored(drill)
    assert found, "the drill was not detected"
    assert {moment.brand_name for moment in found} == {"DRILL Acme"}
    stream(*(record(moment) for moment in found))
    end(drill, 50)
    assert everything_of("acme") == before
    assert states_of("acme") == states_of("twin")
    assert {message.audience for message in stage.published} <= {"page", "alert"}
    assert stage.mails
    assert all("DRILL Acme" in subject for subject in stage.mails)
    for message in stage.published:
        assert (message.attributes["drill"], message.attributes["brand"]) == ("true", "acme")
        assert "DRILL Acme" in message.text
    assert not enrich_stage.letters()


def test_the_end_keeps_the_score_and_removes_the_stand_in() -> None:
    drill = start().json["id"]
    a_detected_crisis(drill)
    running = shown(drill, 20)["score"]
    assert (running["detected"], running["acknowledged"], running["first_word"]) == (6, 8, None)
    assert running["plan"] == "negative-surge-urgent"
    assert 0 < running["words_due"] == running["words_due"] - running["words_in_time"]
    ended = end(drill, 30).json
    assert (ended["ended_by"], ended["why"], ended["must_stop"]) == (
        "ben",
        "played to its end",
        "ben ended it: played to its end",
    )
    assert drill not in {brand.id for brand in brands.every()}
    assert not [item for item in state_items() if item["pk"]["S"] == f"baseline#{drill}"]
    assert end(drill, 40, by="cleo").json == ended
    again = start(45).json
    assert [one["detected"] for one in again["earlier"]] == [6]
    assert [one["id"] for one in ask("GET", "/drills").json["drills"]] == [again["id"], drill]


def test_only_the_last_few_earlier_drills_are_shown_beside_it() -> None:
    for place in range(EARLIER + 1):
        end(start(place).json["id"], place + 0.5)
    assert len(start(20).json["earlier"]) == EARLIER


def test_a_drill_started_twice_is_refused_with_who_was_first() -> None:
    first = start().json["id"]
    refused = start(3, by="ben")
    assert refused.status == 409
    assert all(words in refused.json["detail"] for words in ("ana started a drill of acme", first, iso(at(DAY + 60))))
    assert start(61, by="ben").status == 201


def test_none_begins_while_something_real_goes_on_and_one_that_runs_must_stop() -> None:
    drill = start().json["id"]
    assert shown(drill, 1)["must_stop"] is None
    a_moment(5)
    assert "a real moment of acme is going on" in shown(drill, 6)["must_stop"]
    end(drill, 7, why="something real")
    refused = start(8)
    assert (refused.status, "a real moment of acme" in refused.json["detail"]) == (409, True)


def test_a_brand_that_is_still_learnt_has_no_drill() -> None:
    brands.put(Brand("fresh", "Fresh"))
    refused = start(brand="fresh")
    assert (refused.status, "still being learnt" in refused.json["detail"]) == (409, True)


def test_its_time_ends_it() -> None:
    assert shown(start().json["id"], 60)["must_stop"] == "its time is over"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"brand": "A Brand"}, "brand"),
        ({"brand": "a" * 29}, "brand"),
        ({"speed": 0}, "speed"),
        ({"minutes": 2_000}, "minutes"),
        ({"by": " "}, "by"),
        ({"mood": "bad"}, "mood"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], field: str) -> None:
    refused = start(**changes)
    assert (refused.status, field in refused.body) == (400, True)


def test_unknown_ones_and_keys_that_may_not_act() -> None:
    assert start(brand="nobody").status == 404
    assert ask("GET", "/drills/drill-acme-000000").status == 404
    assert ask("POST", "/drills", body={"brand": "acme", "case": "own", "by": "ana"}, role="read").status == 403
    assert ask("POST", "/drills/drill-acme-000000/end", body={"by": "ana"}, role="read").status == 403


def test_nobody_makes_a_stand_in_by_hand() -> None:
    refused = ask("PUT", "/brands/drill-acme-0a1b2c", body={"name": "Acme"})
    assert (refused.status, "POST /drills" in refused.json["detail"]) == (400, True)
    assert ask("PUT", "/brands/drill-bits", body={"name": "Drill Bits"}).status == 201


def test_a_stand_in_has_no_drills_of_its_own() -> None:
    drill = start().json["id"]
    assert start(1, brand=drill).status == 400


def test_a_drill_reaches_nobody_outside_the_team() -> None:
    """Neither the public page nor the tool that posts approved answers."""
    crisis = a_detected_crisis(start().json["id"])
    published = ask("PUT", f"/crises/{crisis}/public", body={"by": "ana", "headline": "It burns"})
    handed = ask(
        "POST",
        f"/moments/{crisis}/drafts/1772373900000-2d99b06a7928a0175ce02d/approve",
        body={"by": "ana", "text": "We are sorry. Please unplug it.", "hand_over": True},
    )
    assert (published.status, "not published" in published.json["detail"]) == (409, True)
    assert (handed.status, "hands nothing over" in handed.json["detail"]) == (409, True)
