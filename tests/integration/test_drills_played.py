"""Drills as the deployed functions play them: posts by ingest, mails and the end by notify, minute by minute."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from functions.ingest import handler as ingest
from functions.notify.handler import handler as notify
from shared.domain.brand import Brand, Query
from shared.domain.moments.moment import Moment, Status
from shared.domain.people.oncall import OnCall
from shared.domain.time import iso
from shared.links.page_link import Scope, link_token, new_link
from shared.runtime.secrets import internal_key
from shared.runtime.settings import setting
from shared.scenario.posts import Play, posts
from shared.scenario.scenario import Scenario
from shared.store import brands, moments
from shared.store.dynamodb import dynamodb, number, text, write_all
from tests.api_client import ask
from tests.integration import detect_stage, enrich_stage
from tests.integration.detect_stage import at
from tests.integration.notify_stage import Context, NotifyRun, record, staged, stream
from tests.unit.detect.simulated_brand import DAY, normal_posts
from tests.unit.notify.examples import surge

ACME = Brand("acme", "Acme", aliases=("@acme",), queries={"rss": (Query("https://a.example/feed"),)}, oncall=OnCall())
OWN = {
    "speed": 60,
    "channels": {"mastodon": 1},
    "stages": [{"until": 10, "times": 20, "topics": {"smoke": 1}}],
    "posts": {"smoke": ["Smoke comes out of my {brand} kettle.", "{brand} burnt my kitchen."]},
}
"""A scenario of a team: ten minutes of smoke."""

SCORE_CARD = "DRILL Acme - it is over, your score card"


@pytest.fixture(autouse=True)
def _a_known_brand(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - the tables must be there first
    """A brand that something is learnt of; what that is only matters to detect. No channel is asked."""
    brands.put(ACME)
    write_all(setting("STATE_TABLE"), [{"pk": text("baseline#acme"), "sk": text("states"), "version": number(1)}])
    monkeypatch.setattr(ingest, "_used", lambda _brands, _asked: [])


@pytest.fixture
def stage(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[NotifyRun]:
    yield from staged(aws, monkeypatch)


def learnt() -> None:
    """Hours of the brand, and the same hours of a twin that nobody practises with; learning is over for both."""
    brands.put(ACME._replace(id="twin"))
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
    return baseline_of(brand)["states"]


def baseline_of(brand: str) -> dict[str, Any]:
    """The item of what is learnt of a brand."""
    key = {"pk": text(f"baseline#{brand}"), "sk": text("states")}
    return dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key)["Item"]


def everything_of(brand: str) -> list[Any]:
    """The settings of the brand, and every item of the tables of mentions, counters and moments that is about it."""
    found = [brands.to_item(brands.get(brand))]
    for table in ("COUNTS_TABLE", "MOMENTS_TABLE", "MENTIONS_TABLE"):
        for page in boto3.client("dynamodb").get_paginator("scan").paginate(TableName=setting(table)):
            found += [item for item in page["Items"] if item["pk"]["S"].split("#")[0] == brand]
    return found


def start(**body: Any) -> str:
    answer = ask("POST", "/drills", body={"brand": "acme", "by": "ana", **body}, now_ms=at(DAY))
    assert answer.status == 201, answer.body
    drill: str = answer.json["id"]
    return drill


def shown(drill: str, minute: float) -> Any:
    return ask("GET", f"/drills/{drill}", now_ms=at(DAY + minute)).json


def poll(minute: float) -> None:
    ingest.handler({"time": iso(at(DAY + minute))}, Context())


def tick(minute: float) -> None:
    notify({"trigger": "tick", "time": iso(at(DAY + minute))}, Context())


def mentions_of(drill: str) -> list[Any]:
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=setting("MENTIONS_TABLE"))
    return [item for page in pages for item in page["Items"] if item["pk"]["S"].startswith(f"{drill}#")]


def a_moment(minute: float, brand: str = "acme", **changes: Any) -> Moment:
    """A moment of the brand opens."""
    opened = at(DAY + minute)
    new = surge()._replace(brand=brand, opened_ms=opened, detected_ms=opened, updated_ms=opened, version=1, **changes)
    dynamodb().put_item(TableName=setting("MOMENTS_TABLE"), Item=moments.to_item(new))
    return new


def test_the_same_functions_play_and_detect_it_and_nothing_of_the_brand_changes(stage: NotifyRun) -> None:
    """Counters, moments, mentions and settings are the same before and after, and what is learnt is as of the twin."""
    learnt()
    before = everything_of("acme")
    drill = start(case="united-3411", speed=120)
    assert "quieted" in baseline_of(drill), "detect leaves out what was unusual of late"
    for minute in range(1, 14):
        poll(minute)
    counted = (enrich_stage.raw(place, {**entry}) for place, entry in enumerate(mentions_of(drill), start=1))
    enrich_stage.deliver(counted)
    for minute in (5, 10, 15, 21):
        detect_stage.tick(DAY + minute)
    assert "quieted" not in baseline_of(drill), "it is left out once, from what was copied"
    found = detect_stage.stored(drill)
    assert found, "the drill was not detected"
    assert {moment.brand_name for moment in found} == {"DRILL Acme"}
    stream(*(record(moment) for moment in found))
    tick(50)
    assert shown(drill, 50)["ended_by"] == "foreshock"
    detect_stage.tick(DAY + 51)
    after = detect_stage.stored(drill)
    stream(*(record(ended, began) for began, ended in zip(found, after, strict=True)))
    assert stage.mails[-1] == SCORE_CARD, "the score card says that it is over, and nothing says so again"
    assert {(moment.status, moment.timeline[-1].note) for moment in after} == {(Status.RESOLVED, "the drill is over")}
    assert everything_of("acme") == before
    assert states_of("acme") == states_of("twin")
    assert {message.audience for message in stage.published} <= {"page", "alert"}
    assert all("DRILL Acme" in subject for subject in stage.mails)
    for message in stage.published:
        assert (message.attributes["drill"], message.attributes["brand"]) == ("true", "acme")
        assert "DRILL Acme" in message.text
    assert not enrich_stage.letters()


def test_runs_that_are_lost_or_come_twice_leave_nothing_out_and_store_nothing_twice() -> None:
    drill = start(scenario=OWN)
    for minute in (0.5, 1, 1, 3, 9, 14):
        poll(minute)
    expected = posts("own", Scenario.model_validate(OWN), Play("Acme", 0.4, 60, 0, "DRILL"))
    found = sorted(item["sk"]["S"] for item in mentions_of(drill))
    assert len(found) == len(list(expected)) > 40
    poll(20)
    assert sorted(item["sk"]["S"] for item in mentions_of(drill)) == found


def test_a_drill_that_cannot_be_played_stops_no_poll(monkeypatch: pytest.MonkeyPatch) -> None:
    drill = start(scenario=OWN)
    monkeypatch.setattr("functions.ingest.drills.Scenario.model_validate", lambda _found: 1 / 0)
    poll(2)
    assert not mentions_of(drill)
    monkeypatch.undo()


def test_injects_are_mailed_at_their_minutes_to_volunteers_whatever_else_they_filter_by(stage: NotifyRun) -> None:
    injects = [{"minute": 3, "who": "A journalist", "text": "calls: is it true?\nBcc: all@example.com"}]
    refused = ask("POST", "/drills", body={"brand": "acme", "by": "ana", "injects": injects}, now_ms=at(DAY))
    assert (refused.status, "text" in refused.body) == (400, True)
    injects[0]["text"] = "calls: is it true?"
    drill = start(scenario=OWN, injects=injects)
    a_moment(-1, drill, id="d" * 12, crisis="d" * 12, brand_name="DRILL Acme")  # its bucket began before the drill
    for minute in (2, 3, 3, 4):
        tick(minute)
    (mail,) = stage.published
    assert f"/m/{'d' * 12}" in mail.text
    assert mail.subject == "DRILL Acme - a journalist calls (minute 3 of 15)"
    assert mail.text.startswith("DRILL Acme: a journalist calls: is it true?")
    assert (mail.audience, mail.attributes["drill"], mail.attributes["brand"]) == ("alert", "true", "acme")
    assert set(mail.attributes["severity"]) == {"SEV1", "SEV2", "SEV3", "SEV4"}


def test_an_inject_that_comes_far_too_late_is_left_out(stage: NotifyRun) -> None:
    start(minutes=60, injects=[{"minute": 3, "who": "A rumour", "text": "goes round."}])
    tick(30)
    assert not stage.published


def test_the_end_is_told_once_with_the_score_card_also_where_somebody_ends_it(stage: NotifyRun) -> None:
    drill = start(scenario=OWN, injects=[])
    a_moment(4, drill, id="d" * 12, crisis="d" * 12, brand_name="DRILL Acme")
    ask("POST", f"/drills/{drill}/end", body={"by": "ben"}, now_ms=at(DAY + 9))
    for minute in (9, 10, 20):
        tick(minute)
    (mail,) = stage.published
    assert mail.subject == SCORE_CARD
    told = (
        "ended by hand",
        "a scenario of your own, led by ana",
        "detected      after 4 minutes",
        "no answer to a post",
    )
    assert all(words in mail.text for words in told)
    assert [brand.id for brand in brands.every()] == ["acme"]


def test_what_happens_in_a_drill_stands_on_the_timeline_while_it_is_played_and_is_never_stored_there() -> None:
    drill = start(scenario=OWN, injects=[{"minute": minute, "who": "A shop", "text": "asks."} for minute in (5, 14)])
    moment, real = a_moment(4, drill, id="d" * 12, crisis="d" * 12, brand_name="DRILL Acme"), a_moment(4, "acme")
    ask("POST", f"/moments/{moment.id}/ack", body={"by": "cleo"}, now_ms=at(DAY + 6))
    case = ask("GET", f"/moments/{moment.id}/case", now_ms=at(DAY + 10)).json
    told = [(entry["who"], entry["what"]) for entry in case["timeline"] if entry["who"] != "Foreshock"]
    assert told == [("A shop", "DRILL: asks."), ("person 1", "is on it")]
    by_minute = [ask("GET", f"/moments/{moment.id}", now_ms=at(DAY + minute)).json["timeline"] for minute in (4, 10)]
    assert [[(step["by"], step["note"]) for step in steps if step["via"] == "drill"] for steps in by_minute] == [
        [],
        [("A shop", "DRILL: asks.")],
    ]
    pages = [f"/m/{link_token(new_link(m.id, Scope.READ, 1, at(DAY)), internal_key('link'))}" for m in (moment, real)]
    shown = [ask("GET", page, now_ms=at(DAY + 10), role="").body for page in pages]
    assert ["<bdi>DRILL: a shop asks.</bdi>" in page for page in shown] == [True, False]
    assert [entry.note for entry in moments.get(moment.id).timeline] == ["", ""], "only what was detected and done"


def test_it_gives_way_by_itself_when_something_real_opens_and_says_so(stage: NotifyRun) -> None:
    drill = start(scenario=OWN, injects=[])
    poll(2)
    a_moment(2)
    tick(3)
    before = len(mentions_of(drill))
    poll(6)
    assert stage.mails == ["DRILL Acme - STOPPED for something real"]
    assert "a real moment of acme is going on since" in stage.published[0].text
    assert len(mentions_of(drill)) == before
    assert shown(drill, 6)["ended_at"] == iso(at(DAY + 3))
    assert moments.get(surge().id).status is Status.OPEN


def test_a_crash_between_the_mail_and_the_end_tells_nothing_twice(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    drill = start(scenario=OWN, injects=[])
    with monkeypatch.context() as broken:
        broken.setattr("shared.store.drill.drill_end.close", lambda *_args, **_names: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tick(15)
    tick(16)
    assert stage.mails == [SCORE_CARD]
    assert shown(drill, 17)["why"] == "played to its end"


def test_a_plan_alone_is_a_table_top_exercise_by_mail_without_a_stand_in(stage: NotifyRun) -> None:
    start(plan="111", injects=[])
    assert [brand.id for brand in brands.every()] == ["acme"]
    for minute in (0.1, 1, 5, 10, 15, 30, 50):
        tick(minute)
    assert stage.mails == [
        "DRILL Acme - table-top exercise of plan 111 begins",
        "DRILL Acme - due now: first word (minute 5 of 60)",
        "DRILL Acme - due now: scope (minute 10 of 60)",
        "DRILL Acme - due now: pause (minute 15 of 60)",
        "DRILL Acme - due now: updates (minute 30 of 60)",
        "DRILL Acme - due now: update (minute 50 of 60)",
    ]
    assert "--brand acme --step NUMBER" in stage.published[0].text
    assert "step 1, lead" in stage.published[1].text


def test_the_steps_and_words_of_a_table_top_exercise_make_its_score(stage: NotifyRun) -> None:
    drill = start(plan="negative-surge-urgent")
    for minute, path in ((1, "steps/1"), (4, "steps/4"), (12, "steps/5"), (29, "steps/7"), (49, "words")):
        answer = ask("POST", f"/drills/{drill}/{path}", body={"by": "cleo"}, now_ms=at(DAY + minute))
        assert answer.status == 200
    again = ask("POST", f"/drills/{drill}/steps/4", body={"by": "dora"}, now_ms=at(DAY + 50)).json
    assert (again["steps"][3]["done_by"], again["steps"][5]["done_by"]) == ("cleo", None)
    tick(60)
    score = shown(drill, 61)["score"]
    assert (score["acknowledged"], score["first_word"], score["steps_done"]) == (1, 4, 4)
    assert (score["words_in_time"], score["words_due"]) == (3, 4)
    assert "detected" not in stage.published[-1].text
    late = ask("POST", f"/drills/{drill}/steps/2", body={"by": "cleo"}, now_ms=at(DAY + 62))
    assert (late.status, late.json["detail"]) == (409, "this exercise is over; its page has the score card")


REFUSED: tuple[tuple[dict[str, Any], int, str], ...] = (
    ({"case": "nothing-like-it"}, 404, "united-3411"),
    ({"plan": "9999"}, 404, "GET /plans"),
    ({"case": "united-3411", "plan": "111"}, 400, "one of case, scenario and plan"),
    ({"case": "equifax-breach", "speed": 1}, 400, "play it faster"),
    ({"scenario": {**OWN, "stages": []}}, 400, "stages"),
    ({"scenario": {**OWN, "channels": {"letters": 1}}}, 400, "letters"),
    ({"scenario": {**OWN, "posts": {"smoke": ["lone \ud800"]}}}, 400, "scenario"),
    ({"injects": [{"minute": 200, "who": "A", "text": "b"}]}, 400, "after its end"),
    ({"injects": [{"minute": -1, "who": "A", "text": "b"}]}, 400, "minute"),
)


def test_what_cannot_be_played_is_refused_with_the_reason() -> None:
    for body, status, words in REFUSED:
        refused = ask("POST", "/drills", body={"brand": "acme", "by": "ana", **body}, now_ms=at(DAY))
        assert (refused.status, words in refused.body) == (status, True), refused.body


def test_a_drill_whose_end_no_tick_has_made_yet_holds_up_no_other() -> None:
    first = start(scenario=OWN)
    again = ask("POST", "/drills", body={"brand": "acme", "by": "ben"}, now_ms=at(DAY + 16))
    assert again.status == 201
    assert shown(first, 17)["why"] == "played to its end"
