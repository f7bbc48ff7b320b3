"""Drills as the deployed functions play them: posts by ingest, mails and the end by notify, minute by minute."""

from __future__ import annotations

from typing import Any

import pytest

from shared.domain.moments.moment import Status
from shared.domain.time import iso
from shared.links.page_link import Scope, link_token, new_link
from shared.runtime.secrets import internal_key
from shared.scenario.posts import Play, posts
from shared.scenario.scenario import Scenario
from shared.store import moments
from tests.api_client import ask
from tests.integration import detect_stage, enrich_stage
from tests.integration.dead_letters import dead_letters
from tests.integration.detect_stage import at
from tests.integration.drills.played_drill import (
    OWN,
    SCORE_CARD,
    a_moment,
    baseline_of,
    everything_of,
    learnt,
    mentions_of,
    poll,
    shown,
    start,
    states_of,
    tick,
)
from tests.integration.notify_stage import NotifyRun, record, stream
from tests.unit.detect.simulated_brand import DAY
from tests.unit.notify.examples import surge

pytestmark = pytest.mark.usefixtures("known_brand")


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
    assert not dead_letters()


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
    assert "a real moment of Acme, SEV1, began at " in stage.published[0].text
    assert len(mentions_of(drill)) == before
    assert shown(drill, 6)["ended_at"] == iso(at(DAY + 3))
    assert moments.get(surge().id).status is Status.OPEN


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
