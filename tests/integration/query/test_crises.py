"""GET /crises and GET /crises/{id}: the moments of a brand that are open together, told as one."""

from __future__ import annotations

import pytest

from shared.domain.moments.moment import Kind, Moment, Severity, Status
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS
from shared.runtime.settings import setting
from shared.store.counters import counts
from shared.store.dynamodb import dynamodb, number
from tests.api_client import Answer, ask
from tests.integration.stored_crisis import put_moment
from tests.unit.notify.examples import EVIDENCE, START, burst, surge

pytestmark = pytest.mark.usefixtures("aws")

NOW = START + 30 * MINUTE_MS
SURGE = surge(evidence=EVIDENCE._replace(themes={"safety": 20}))


def put(*found: Moment) -> None:
    for one in found:
        put_moment(one)


def count(minute_ms: int, mentions: int, negative: int) -> None:
    sums = {"n": mentions, "sc": mentions, "ng": negative, "r": 10 * mentions, "seen": minute_ms}
    item = counts.counter_key("acme", minute_ms, "0") | {name: number(value) for name, value in sums.items()}
    dynamodb().put_item(TableName=setting("COUNTS_TABLE"), Item=item)


def other_crisis(began_ms: int, name: str, *, over: bool = True) -> Moment:
    ended = began_ms + HOUR_MS if over else None
    status = Status.RESOLVED if over else Status.OPEN
    return burst(id=name, crisis=name, opened_ms=began_ms, ended_ms=ended, status=status)


def listed(answer: Answer) -> list[str]:
    return [crisis["id"] for crisis in answer.json["crises"]]


def test_a_crisis_has_all_its_moments_and_no_others() -> None:
    early = burst(opened_ms=START - 10 * MINUTE_MS)
    later = burst(id="222200001111", kind=Kind.QUESTION_WAVE, severity=Severity.SEV3, opened_ms=START + HOUR_MS)
    put(SURGE, early, later, other_crisis(START - DAY_MS, "aaaa"), other_crisis(START + DAY_MS, "bbbb"))
    put(SURGE._replace(brand="other", id="0" * 12, crisis="0" * 12))
    count(START - HOUR_MS, 3, 1)
    count(START, 30, 20)
    found = ask("GET", "/crises/a1b2c3d4e5f6", now_ms=NOW).json
    assert [moment["id"] for moment in found["moments"]] == [early.id, SURGE.id, later.id]
    assert found["kinds"] == ["volume_burst", "negative_surge", "question_wave"]
    assert found["headline"] == "Fires reported: 48 negative posts in 5 min, 12x normal"
    assert (found["since"], found["minutes"], found["lead"]) == ("2026-03-01T13:55:00Z", 40, SURGE.id)
    assert (found["posts"], found["negative_posts"], found["reach"]) == (30, 20, 120_000)
    assert found["quotes"][0]["text"] == "the cord of my kettle MELTED and caught fire!!"
    assert found["next_action"].startswith("Take the lead and tell your team.")


def test_the_id_of_a_moment_that_is_not_its_crisis_is_404_and_says_which_crisis_it_belongs_to() -> None:
    put(SURGE, burst())
    answer = ask("GET", f"/crises/{burst().id}")
    assert (answer.status, answer.json["detail"]) == (
        404,
        "there is no crisis 'ffff00001111'; the moment of this id belongs to the crisis 'a1b2c3d4e5f6'",
    )
    assert ask("GET", "/crises/000000000000").status == 404


def test_crises_are_listed_newest_first_and_filtered_by_what_they_are_as_a_whole() -> None:
    put(SURGE, burst(), other_crisis(START - DAY_MS, "aaaa"), other_crisis(START - HOUR_MS, "bbbb"))
    whole = ask("GET", "/crises", brand="acme", now_ms=NOW)
    assert listed(whole) == [SURGE.crisis, "bbbb", "aaaa"]
    assert whole.json["crises"][0]["severity"] == "SEV1"
    assert whole.json["crises"][0]["kinds"] == ["negative_surge", "volume_burst"]
    assert listed(ask("GET", "/crises", status="resolved", now_ms=NOW)) == ["bbbb", "aaaa"]
    assert listed(ask("GET", "/crises", severity="SEV1", now_ms=NOW)) == [SURGE.crisis]
    first = ask("GET", "/crises", limit=2, now_ms=NOW)
    rest = ask("GET", "/crises", limit=2, cursor=first.json["next_cursor"], now_ms=NOW)
    assert listed(first) + listed(rest) == listed(whole)


def test_a_list_and_the_crisis_itself_say_the_same() -> None:
    put(SURGE, burst())
    count(START, 30, 20)
    (summary,) = ask("GET", "/crises", now_ms=NOW).json["crises"]
    whole = ask("GET", f"/crises/{SURGE.crisis}", now_ms=NOW).json
    assert {name: whole[name] for name in summary} == summary
