"""A drill is played with a stand-in: the same functions see it, and nothing of the brand itself is touched."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from shared.domain.brand import Brand, Query
from shared.domain.drill import drilled_brand
from shared.domain.mentions.from_post import mention_from_post
from shared.domain.mentions.mention import Post
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.moments.moment import Severity, Status, Transition
from shared.domain.people.oncall import OnCall
from shared.domain.time import MINUTE_MS, iso
from shared.runtime.settings import setting
from shared.store import brands, mentions
from shared.store.drill.drill_end import EARLIER
from shared.store.dynamodb import dynamodb, number, text, write_all
from tests.api_client import Answer, ask
from tests.integration.detect_stage import at
from tests.integration.stored_crisis import put_moment
from tests.unit.detect.simulated_brand import DAY
from tests.unit.notify.examples import surge

ACME = Brand("acme", "Acme", aliases=("@acme",), queries={"rss": (Query("https://a.example/feed"),)}, oncall=OnCall())
BEGAN = at(DAY)


@pytest.fixture(autouse=True)
def _a_known_brand(aws: dict[str, str]) -> None:  # noqa: ARG001 - the tables must be there first
    """A brand that something is learnt of; what that is only matters to detect."""
    brands.put(ACME)
    states = {"pk": text("baseline#acme"), "sk": text("states"), "version": number(1)}
    write_all(setting("STATE_TABLE"), [states])


def start(minute: float = 0, **changes: Any) -> Answer:
    body = {"brand": "acme", "minutes": 60, "by": "ana"} | changes
    return ask("POST", "/drills", body=body, now_ms=at(DAY + minute))


def shown(drill: str, minute: float = 0) -> Any:
    return ask("GET", f"/drills/{drill}", now_ms=at(DAY + minute)).json


def end(drill: str, minute: float = 30, **changes: Any) -> Answer:
    return ask("POST", f"/drills/{drill}/end", body={"by": "ben", **changes}, now_ms=at(DAY + minute))


def state_items() -> list[Any]:
    return dynamodb().scan(TableName=setting("STATE_TABLE"))["Items"]


def a_moment(minute: float, **changes: Any) -> None:
    """A real moment of the brand opens."""
    opened = at(DAY + minute)
    real = surge()._replace(brand="acme", opened_ms=opened, detected_ms=opened, updated_ms=opened, version=1, **changes)
    put_moment(real)


def a_detected_crisis(drill: str) -> str:
    """The drill was detected after six minutes, and Cleo was there after eight."""
    acted = (
        surge().timeline[0]._replace(at_ms=BEGAN + 6 * MINUTE_MS),
        surge().timeline[0]._replace(at_ms=BEGAN + 8 * MINUTE_MS, change=Transition.ACKNOWLEDGED, by="cleo"),
    )
    opened = BEGAN + 2 * MINUTE_MS
    played = surge()._replace(
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
    put_moment(played)
    return played.id


def a_post(drill: str) -> str:
    """The id of a post about the stand-in."""
    post = Post("mastodon", "1", "1", "DRILL My DRILL Acme kettle burns!", BEGAN, author="kim")
    told = mention_from_post(post, brand=drill, collected_ms=BEGAN, published_ms=BEGAN, salt=b"salt")
    mentions.put([told], {drill: brands.get(drill).write_shards})
    return public_id_of(told)


def test_a_stand_in_is_the_brand_in_all_but_its_name_and_its_queries() -> None:
    drill = start().json
    found = brands.get(drill["id"])
    assert (drilled_brand(found.id), found.name, found.queries) == ("acme", "DRILL Acme", {})
    assert (found.oncall, found.sensitivity, found.time_zone) == (ACME.oncall, ACME.sensitivity, ACME.time_zone)
    assert found.named_in("acme did it again")


def test_the_score_tells_whether_the_right_plan_was_begun_and_how_drafts_went() -> None:
    drill = start(case="united-3411", speed=120).json
    crisis = a_detected_crisis(drill["id"])
    assert (drill["score"]["wanted_plan"], drill["score"]["right_plan"]) == ("negative-surge-urgent", False)
    path = f"/moments/{crisis}/drafts/{a_post(drill['id'])}/approve"
    for wording in (
        "It is our fault, and it will be solved in ten minutes.",
        "We are sorry to read that. Please unplug it.",
    ):
        ask("POST", path, body={"by": "dora", "text": wording}, now_ms=at(DAY + 9))
    ask("POST", f"/moments/{crisis}/steps/2", body={"by": "cleo"}, now_ms=at(DAY + 9))
    score = shown(drill["id"], 10)["score"]
    assert (score["plan"], score["right_plan"]) == ("negative-surge-urgent", True)
    assert (score["drafts_approved"], score["drafts_refused"]) == (1, 1)


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
        "ended by hand",
        "ben ended it: ended by hand",
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
    stopped = start(20).json
    assert len(stopped["earlier"]) == EARLIER
    end(stopped["id"], 21, why="a real moment of Acme, SEV1, began at 14:05 UTC on 1 March 2026")
    assert start(22).json["earlier"] == stopped["earlier"], "a drill that gave way says nothing of the team"


def test_a_drill_started_twice_is_refused_with_who_was_first() -> None:
    first = start().json["id"]
    refused = start(3, by="ben")
    assert refused.status == 409
    assert all(words in refused.json["detail"] for words in ("ana started a drill of acme", first, iso(at(DAY + 60))))
    assert start(61, by="ben").status == 201


def test_of_two_who_start_one_at_once_one_is_first_and_the_other_is_told_who() -> None:
    with ThreadPoolExecutor(2) as pool:
        answers = [call.result() for call in [pool.submit(start, by=by) for by in ("ana", "ben")]]
    won, lost = sorted(answers, key=lambda answer: answer.status)
    assert (won.status, lost.status) == (201, 409)
    assert won.json["started_by"] in lost.json["detail"]
    assert [brand.id for brand in brands.every()] == ["acme", won.json["id"]]


def test_none_begins_while_something_real_goes_on_and_one_that_runs_must_stop() -> None:
    drill = start().json["id"]
    assert shown(drill, 1)["must_stop"] is None
    a_moment(5)
    assert "a real moment of Acme, SEV1, began at " in shown(drill, 6)["must_stop"]
    end(drill, 7, why="something real")
    refused = start(8)
    assert (refused.status, "a real moment of Acme" in refused.json["detail"]) == (409, True)


def test_a_brand_that_is_still_learnt_has_no_drill() -> None:
    brands.put(Brand("fresh", "Fresh"))
    refused = start(brand="fresh")
    assert (refused.status, "still being learnt" in refused.json["detail"]) == (409, True)


def test_its_time_ends_it() -> None:
    assert shown(start().json["id"], 60)["must_stop"] == "played to its end"


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
    assert ask("POST", "/drills", body={"brand": "acme", "by": "ana"}, role="read").status == 403
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
