"""The case file of a crisis, from what is stored of it to JSON and Markdown."""

from __future__ import annotations

from typing import Any

import pytest

from shared.domain.mentions.tally import Tally
from shared.domain.moments.moment import Moment, Severity, Status, Transition
from shared.domain.time import DAY_MS, MINUTE_MS, hour_of, iso
from shared.runtime.settings import setting
from shared.store.counters import counts, rollups
from shared.store.dynamodb import dynamodb, number
from tests.api_client import Answer, ask
from tests.integration.stored_crisis import put_moment
from tests.unit.notify.examples import START, burst, resolved_surge, step

OVER_MS = START + 240 * MINUTE_MS


@pytest.fixture
def crisis(aws: dict[str, str]) -> list[Moment]:  # noqa: ARG001 - the tables must be there first
    """A crisis of an hour: 3 negative posts a minute at first, 12 at its peak, then fewer and fewer."""
    first = resolved_surge()._replace(version=1)
    second = burst(
        status=Status.RESOLVED,
        ended_ms=first.ended_ms,
        timeline=(
            step(Transition.OPENED, Severity.SEV2, 3),
            step(Transition.ACKNOWLEDGED, Severity.SEV2, 6)._replace(by="ana"),
            step(Transition.NOTED, Severity.SEV2, 9)._replace(by="ben", note="ana called <b>the|factory</b>"),
        ),
    )
    found = [first, second._replace(crisis=first.id, version=1)]
    for moment in found:
        put_moment(moment)
    for minute in range(-60, 120):
        negative = 0 if minute < 0 else 3 if minute < 20 else 12 if minute < 25 else 4 if minute < 55 else 0
        sums = {"n": negative + 2, "sc": negative + 2, "ng": negative, "seen": START}
        item = counts.counter_key("acme", START + minute * MINUTE_MS, "0") | {k: number(v) for k, v in sums.items()}
        dynamodb().put_item(TableName=setting("COUNTS_TABLE"), Item=item)
    return found


def act(path: str, **body: Any) -> Answer:
    return ask("POST", path, body=body, now_ms=OVER_MS)


def case(moment: Moment) -> Any:
    return ask("GET", f"/moments/{moment.id}/case", now_ms=OVER_MS).json


def rolled_up(day: float, negative: int, of: int) -> None:
    hour_ms = hour_of(START + round(day * DAY_MS))
    assert rollups.put("acme", hour_ms, [(hour_ms, Tally(mentions=of, scored=of, negative=negative))], 0)


def test_trust_is_the_share_of_the_week_after_against_the_four_weeks_before(crisis: list[Moment]) -> None:
    rolled_up(-29, 900, 1_000)
    rolled_up(-27.9, 10, 100)
    rolled_up(-1, 10, 100)
    rolled_up(0, 400, 500)
    rolled_up(1, 20, 80)
    rolled_up(6, 4, 20)
    rolled_up(8, 900, 1_000)
    path = f"/moments/{crisis[0].id}/case"
    assert ask("GET", path, now_ms=OVER_MS).json["trust"] is None, "too few posts yet"
    two_days = ask("GET", path, now_ms=START + 2 * DAY_MS).json["trust"]
    assert (two_days["after_posts"], two_days["after_share"], two_days["after_days"]) == (80, 0.25, 1.9)
    found = ask("GET", path, now_ms=START + 30 * DAY_MS).json["trust"]
    assert found == {
        "before_share": 0.1,
        "after_share": 0.24,
        "before_posts": 200,
        "after_posts": 100,
        "after_days": 7,
        "text": "Trust: 24% negative in the 7 days after it, 10% in the 28 days before.",
    }
    assert found["text"] in ask("GET", f"{path}.md", now_ms=START + 30 * DAY_MS).body


def test_the_course_of_the_crisis_is_measured_from_its_beginning(crisis: list[Moment]) -> None:
    assert case(crisis[1])["course"] == {
        "detected": 3,
        "acknowledged": 6,
        "first_word": None,
        "peak": 20,
        "peak_negative": 60,
        "half_life": 5,
        "recovered": 55,
    }
    assert case(crisis[0])["negative_posts"] == 3 * 20 + 12 * 5 + 4 * 30


def test_people_have_numbers_instead_of_names_everywhere(crisis: list[Moment]) -> None:
    act(f"/moments/{crisis[0].id}/statements", text="We look into it.", channel="press", by="cleo")
    found = case(crisis[0])
    assert {entry["who"] for entry in found["timeline"]} == {"Foreshock", "person 1", "person 2", "person 3"}
    assert "person 1 called <b>the|factory</b>" in [entry["what"] for entry in found["timeline"]]
    assert found["statements"][0]["recorded_by"] == "person 3"
    assert not [name for name in ("ana", "ben", "cleo") if f'"{name}' in str(found) or f"'{name}" in str(found)]


def test_the_clock_says_which_public_word_was_kept_and_which_was_missed(crisis: list[Moment]) -> None:
    for minute, text in ((7, "We look into it."), (12, "Unplug it."), (30, "More soon.")):
        act(
            f"/moments/{crisis[0].id}/statements",
            text=text,
            channel="press",
            by="cleo",
            published_at=iso(START + minute * MINUTE_MS),
        )
    found = case(crisis[0])
    assert [(word["what"], word["late_minutes"]) for word in found["clock"]] == [
        ("first word", 0),
        ("scope", 0),
        ("update 1", 0),
        ("update 2", 2),
    ]
    assert "In time: first word, scope, update 1 (3 of 4 public words)." in found["what_worked"]
    assert {"text": "Update 2: never said.", "owner": "communications"} in found["actions"]
    steps = {step["id"]: (step["done_at"], step["late_minutes"]) for step in found["steps"]}
    assert steps["updates"] == (iso(START + 30 * MINUTE_MS), 0), "it was said, though nobody ticked it off"


def test_a_late_first_word_is_the_first_word_alone_and_the_next_update_is_promised_from_it(
    crisis: list[Moment],
) -> None:
    at = iso(START + 28 * MINUTE_MS)
    act(f"/moments/{crisis[0].id}/statements", text="We look into it.", channel="press", by="cleo", published_at=at)
    found = case(crisis[0])
    assert [(word["what"], word["due_at"], word["late_minutes"]) for word in found["clock"]] == [
        ("first word", iso(START + 8 * MINUTE_MS), 20),
        ("scope", iso(START + 13 * MINUTE_MS), 42),
        ("update 1", iso(START + 48 * MINUTE_MS), 7),
    ]
    said = {"at": at, "who": "person 3", "what": "Statement on press: “We look into it.”, recorded at 18:05 UTC"}
    (told,) = [entry for entry in found["timeline"] if "Statement" in entry["what"]]
    assert told == {**said, "moment": crisis[0].id}
    assert found["timeline"].index(told) < len(found["timeline"]) - 1, "it stands where it was said, before the end"


def test_what_nobody_did_becomes_an_action_with_its_owner(crisis: list[Moment]) -> None:
    actions = case(crisis[0])["actions"]
    assert {"text": "First word: never said.", "owner": "communications"} in actions
    assert {"text": "Updates 1 to 2: never said.", "owner": "communications"} in actions, "on one line"
    owners = {action["owner"] for action in actions if "Nobody said that this was done" in action["text"]}
    assert owners == {"lead", "communications"}


def test_the_document_shows_the_same_and_nobody_can_write_markdown_into_it(crisis: list[Moment]) -> None:
    hostile = "[free](https://evil.example) | <script>alert(1)</script>\n# heading"
    act(f"/moments/{crisis[0].id}/statements", text=hostile, channel="press", by="cleo")
    answer = ask("GET", f"/moments/{crisis[0].id}/case.md", now_ms=OVER_MS)
    assert answer.headers["Content-Type"].startswith("text/markdown")
    assert answer.body.startswith(r"# Acme - ")
    assert "## What to do better" in answer.body
    assert r"\[free\](https://evil.example) \| \<script\>alert(1)\</script\> # heading" in answer.body
    assert r"person 1 called \<b\>the\|factory\</b\>" in answer.body
    rows = [line for line in answer.body.splitlines() if line.startswith("|")]
    assert {len(row.replace(r"\|", "").split("|")) for row in rows} <= {4, 5, 6, 7}


def test_there_is_no_case_of_what_does_not_exist(aws: dict[str, str]) -> None:  # noqa: ARG001 - the tables
    for path in ("case", "case.md"):
        assert ask("GET", f"/moments/nothing/{path}").status == 404
