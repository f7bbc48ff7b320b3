"""The demo's scenario: realistic, varied, hostile in places, and the same every time."""

import hashlib
import json
from collections import Counter

import pytest

from infra.scenario import timeline
from infra.scenario.authors import ITEM_FIELDS, LANGUAGES
from infra.scenario.deliveries import BRAND, Delivery, Method, all_deliveries, expected
from infra.scenario.edge_cases import edge_cases
from infra.scenario.steps import steps
from infra.scenario.texts import lines
from shared.domain.time import DAY_MS, parse_time

START_MS = 20_000 * DAY_MS
TOPICS = sorted(
    {*timeline.EVERYDAY, *timeline.OUTBREAK, *timeline.HEIGHT, *timeline.AFTERMATH, "official"} - {"repost"},
)


@pytest.fixture(scope="module")
def told() -> list[Delivery]:
    return all_deliveries()


def test_the_same_seed_tells_the_same_story_to_the_byte(told: list[Delivery]) -> None:
    assert _sent(all_deliveries()) == _sent(told)


def test_the_story_that_ships_is_the_same_on_every_python(told: list[Delivery]) -> None:
    assert hashlib.sha256(_sent(told)).hexdigest()[:16] == "042ba2834bb7b59d"


def test_another_seed_tells_another_story(told: list[Delivery]) -> None:
    assert _sent(all_deliveries(seed=1)) != _sent(told)


def test_every_topic_has_lines_and_no_line_stands_in_two_topics() -> None:
    every = [line for topic in TOPICS for line in lines(topic)]
    assert all(lines(topic) for topic in TOPICS)
    assert len(every) == len(set(every)) >= 350


def test_the_talk_is_varied(told: list[Delivery]) -> None:
    """At least seven hundred different texts, five languages, six channels, four forms, all lengths."""
    assert len({delivery.item["text"] for delivery in told}) >= 700
    assert {delivery.item.get("language") for delivery in told} >= {"en", *LANGUAGES.values()}
    assert {delivery.item["channel"] for delivery in told} == set(ITEM_FIELDS)
    assert {delivery.item.get("form") for delivery in told} >= {"original", "reply", "repost", "quote"}


def test_no_braces_are_left_open(told: list[Delivery]) -> None:
    odd = {odd.item["id"] for odd in edge_cases()}
    texts = [d.item["text"] + d.item.get("title", "") for d in told if d.item["id"] not in odd]
    assert not [text for text in texts if "{" in text or "}" in text]


def test_the_crisis_is_twenty_to_forty_times_the_normal_talk(told: list[Delivery]) -> None:
    normal = _per_bucket(told, range(timeline.ONSET - 240, timeline.ONSET))
    height = _per_bucket(told, range(timeline.ONSET + 10, timeline.ONSET + timeline.HOLD))
    assert 1 <= normal <= 3
    assert 20 <= height / normal <= 40


def test_the_talk_is_normal_again_an_hour_after_the_height(told: list[Delivery]) -> None:
    assert _per_bucket(told, range(timeline.ONSET + timeline.FADE + 5, timeline.LENGTH)) <= 4


def test_an_item_is_published_before_it_is_handed_in(told: list[Delivery]) -> None:
    assert all(d.published_minute <= d.minute for d in told if d.published_minute is not None)


def test_ids_differ_except_where_an_item_is_handed_in_twice(told: list[Delivery]) -> None:
    times = Counter((d.item["channel"], d.item["id"]) for d in told)
    repeats = {(d.item["channel"], d.item["id"]) for d in told if d.repeated}
    assert {identity for identity, count in times.items() if count > 1} == repeats
    assert expected(told)["duplicate"] == len(repeats) >= 10


def test_a_repeat_comes_with_or_after_the_first(told: list[Delivery]) -> None:
    first = {d.item["id"]: index for index, d in reversed(list(enumerate(told)))}
    assert all(not told[first[d.item["id"]]].repeated for d in told if d.repeated)


def test_every_item_can_be_sent_as_json_and_says_when_it_was_published(told: list[Delivery]) -> None:
    payloads = [json.loads(json.dumps(d.payload(START_MS))) for d in told if not d.refused]
    believed = [p for p in payloads if p.get("published_at")]
    assert {p["brand"] for p in payloads} == {BRAND}
    assert all(parse_time(p["published_at"]) >= START_MS for p in believed)
    assert len(payloads) - len(believed) == 3


def test_the_junk_holds_what_breaks_programs() -> None:
    texts = "".join(odd.item["text"] for odd in edge_cases())
    assert all(mark in texts for mark in ("\x00", "\ud83d", "\u202e", "\r\n", "<script>", "🫖" * 4_000))
    assert max(len(odd.item["text"]) for odd in edge_cases()) > 100_000


def test_every_delivery_is_in_exactly_one_step_at_its_minute(told: list[Delivery]) -> None:
    played = steps(told)
    assert [d for step in played for d in (*step.pushed, *step.dropped)] == sorted(
        told, key=lambda d: (next(s.until for s in played if d.minute < s.until), d.door is Method.DROP)
    )
    assert played[-1].until == timeline.LENGTH
    assert max(len(step.pushed) for step in played) <= 500


def test_the_outbreak_is_played_minute_by_minute(told: list[Delivery]) -> None:
    ends = [step.until for step in steps(told)]
    assert set(range(timeline.ONSET + 1, timeline.ONSET + 2 * timeline.RISE + 1)) <= set(ends)


def _sent(told: list[Delivery]) -> bytes:
    return json.dumps([(d.minute, d.door, d.payload(START_MS)) for d in told]).encode()


def _per_bucket(told: list[Delivery], minutes: range) -> float:
    return 5 * sum(not d.repeated and d.published_minute in minutes for d in told) / len(minutes)
