"""The demo's scenario is realistic and varied, has hostile items, and is the same every time."""

import hashlib
import json
from collections import Counter

import pytest

from infra.scenario import timeline
from infra.scenario.authors import ITEM_FIELDS, LANGUAGES
from infra.scenario.deliveries import BRAND, Delivery, Method, all_deliveries, expected, steps
from infra.scenario.edge_cases import edge_cases
from infra.scenario.texts import lines
from shared.domain.time import DAY_MS, parse_time

START_MS = 20_000 * DAY_MS
TOPICS = sorted(
    {*timeline.EVERYDAY, *timeline.OUTBREAK, *timeline.HEIGHT, *timeline.AFTERMATH, "official"} - {"repost"},
)


@pytest.fixture(scope="module")
def deliveries() -> list[Delivery]:
    return all_deliveries()


def test_the_same_seed_gives_the_same_deliveries_to_the_byte(deliveries: list[Delivery]) -> None:
    assert _sent(all_deliveries()) == _sent(deliveries)


def test_the_deliveries_of_the_demo_are_the_same_on_every_python(deliveries: list[Delivery]) -> None:
    assert hashlib.sha256(_sent(deliveries)).hexdigest()[:16] == "042ba2834bb7b59d"


def test_another_seed_gives_other_deliveries(deliveries: list[Delivery]) -> None:
    assert _sent(all_deliveries(seed=1)) != _sent(deliveries)


def test_every_topic_has_lines_and_no_line_is_in_two_topics() -> None:
    every = [line for topic in TOPICS for line in lines(topic)]
    assert all(lines(topic) for topic in TOPICS)
    assert len(every) == len(set(every)) >= 350


def test_the_posts_are_varied(deliveries: list[Delivery]) -> None:
    """At least seven hundred different texts, five languages, six channels, four forms, all lengths."""
    assert len({delivery.item["text"] for delivery in deliveries}) >= 700
    assert {delivery.item.get("language") for delivery in deliveries} >= {"en", *LANGUAGES.values()}
    assert {delivery.item["channel"] for delivery in deliveries} == set(ITEM_FIELDS)
    assert {delivery.item.get("form") for delivery in deliveries} >= {"original", "reply", "repost", "quote"}


def test_every_placeholder_is_filled_in(deliveries: list[Delivery]) -> None:
    unusual = {case.item["id"] for case in edge_cases()}
    texts = [d.item["text"] + d.item.get("title", "") for d in deliveries if d.item["id"] not in unusual]
    assert not [text for text in texts if "{" in text or "}" in text]


def test_the_crisis_has_twenty_to_forty_times_the_normal_rate(deliveries: list[Delivery]) -> None:
    normal = _per_bucket(deliveries, range(timeline.ONSET - 240, timeline.ONSET))
    height = _per_bucket(deliveries, range(timeline.ONSET + 10, timeline.ONSET + timeline.HOLD))
    assert 1 <= normal <= 3
    assert 20 <= height / normal <= 40


def test_the_rate_is_normal_again_an_hour_after_the_height(deliveries: list[Delivery]) -> None:
    assert _per_bucket(deliveries, range(timeline.ONSET + timeline.FADE + 5, timeline.LENGTH)) <= 4


def test_an_item_is_published_before_it_is_delivered(deliveries: list[Delivery]) -> None:
    assert all(d.published_minute <= d.minute for d in deliveries if d.published_minute is not None)


def test_ids_differ_except_for_duplicates(deliveries: list[Delivery]) -> None:
    times = Counter((d.item["channel"], d.item["id"]) for d in deliveries)
    duplicates = {(d.item["channel"], d.item["id"]) for d in deliveries if d.duplicate}
    assert {identity for identity, count in times.items() if count > 1} == duplicates
    assert expected(deliveries)["duplicate"] == len(duplicates) >= 10


def test_a_duplicate_is_not_delivered_before_the_original(deliveries: list[Delivery]) -> None:
    first = {d.item["id"]: index for index, d in reversed(list(enumerate(deliveries)))}
    assert all(not deliveries[first[d.item["id"]]].duplicate for d in deliveries if d.duplicate)


def test_every_item_can_be_sent_as_json_and_nearly_all_have_a_date(deliveries: list[Delivery]) -> None:
    payloads = [json.loads(json.dumps(d.payload(START_MS))) for d in deliveries if not d.rejected]
    dated = [p for p in payloads if p.get("published_at")]
    assert {p["brand"] for p in payloads} == {BRAND}
    assert all(parse_time(p["published_at"]) >= START_MS for p in dated)
    assert len(payloads) - len(dated) == 3


def test_the_edge_cases_have_what_breaks_programs() -> None:
    texts = "".join(case.item["text"] for case in edge_cases())
    assert all(mark in texts for mark in ("\x00", "\ud83d", "\u202e", "\r\n", "<script>", "🫖" * 4_000))
    assert max(len(case.item["text"]) for case in edge_cases()) > 100_000


def test_every_delivery_is_in_exactly_one_step_at_its_minute(deliveries: list[Delivery]) -> None:
    played = steps(deliveries)
    assert [d for step in played for d in (*step.pushed, *step.dropped)] == sorted(
        deliveries, key=lambda d: (next(s.until for s in played if d.minute < s.until), d.method is Method.DROP)
    )
    assert played[-1].until == timeline.LENGTH
    assert max(len(step.pushed) for step in played) <= 500


def test_the_outbreak_is_played_minute_by_minute(deliveries: list[Delivery]) -> None:
    ends = [step.until for step in steps(deliveries)]
    assert set(range(timeline.ONSET + 1, timeline.ONSET + 2 * timeline.RISE + 1)) <= set(ends)


def _sent(deliveries: list[Delivery]) -> bytes:
    return json.dumps([(d.minute, d.method, d.payload(START_MS)) for d in deliveries]).encode()


def _per_bucket(deliveries: list[Delivery], minutes: range) -> float:
    return 5 * sum(not d.duplicate and d.published_minute in minutes for d in deliveries) / len(minutes)
