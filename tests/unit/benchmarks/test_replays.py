"""What the benchmark of all kinds replays: days resampled from mentions, and what people would have been told."""

from __future__ import annotations

import random

import pytest

from functions.enrich.tally import ScoredMention
from shared.domain.brand import Brand
from shared.domain.mentions.mention import Mention
from shared.domain.moments.moment import Kind
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS
from shared.enrichment import enrich
from tests.benchmarks.all_kinds import interval
from tests.benchmarks.replays import events
from tests.benchmarks.replays.events import Event
from tests.benchmarks.replays.recorded_brands import RecordedMention, minute_counts
from tests.benchmarks.replays.replay import Replay
from tests.benchmarks.replays.resampled import resampled
from tests.unit.detect.simulated_brand import DAY, START, crisis_posts, normal_posts

pytestmark = pytest.mark.days


SOURCE, TARGET = range(4 * DAY_MS), range(100 * DAY_MS, 110 * DAY_MS)


def mention(minute_ms: int, text: str = "Where can I buy this lovely kettle?") -> RecordedMention:
    found = Mention("acme", "webhook", f"{minute_ms} {text}", text, minute_ms, minute_ms)
    return RecordedMention(minute_ms, ScoredMention("1", found, enrich(text)))


RECORDED = [mention(day * DAY_MS + hour * HOUR_MS) for day in range(4) for hour in (9, 12, 20)]


def test_resampled_days_keep_the_time_of_day() -> None:
    drawn = list(resampled(RECORDED, SOURCE, TARGET, seed=1))
    assert {found.minute_ms % DAY_MS // HOUR_MS for found in drawn} == {9, 12, 20}
    assert len(drawn) == 3 * 10


def test_resampled_days_are_in_order_and_within_the_target() -> None:
    times = [found.minute_ms for found in resampled(RECORDED, SOURCE, TARGET, seed=2)]
    assert times == sorted(times)
    assert times[0] in TARGET
    assert times[-1] in TARGET


def test_a_burst_stays_a_burst() -> None:
    burst = [mention(DAY_MS + 15 * HOUR_MS + minute * MINUTE_MS, f"post {minute}") for minute in range(20)]
    drawn = [found.minute_ms for found in resampled(sorted([*RECORDED, *burst], key=_time), SOURCE, TARGET, seed=3)]
    hours = [sum(at_ms // HOUR_MS == hour for at_ms in drawn) for hour in range(100 * 24, 110 * 24)]
    assert max(hours) == 20


def test_one_seed_gives_one_series() -> None:
    first, again, other = (list(resampled(RECORDED, SOURCE, TARGET, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert [found.record for found in first] != [found.record for found in other]


def test_a_minute_counts_its_mentions_with_their_intents() -> None:
    (count,) = minute_counts([mention(60_000), mention(60_000, "#kettle burnt me, awful!")])
    assert (count.minute_ms, count.tally.mentions, count.tally.questions, count.tally.negative) == (60_000, 2, 1, 1)


def test_a_crisis_is_told_and_the_time_before_it_is_not() -> None:
    rng, start = random.Random(1), 2 * DAY  # noqa: S311 - seeded
    counts = [*normal_posts(rng, range(start)), *crisis_posts(rng, range(start, start + 30))]
    crisis_ms, end_ms = START + start * MINUTE_MS, START + (start + 60) * MINUTE_MS
    replay = Replay(Brand("acme", "Acme"), counts, end_ms)
    before, told = replay.told(START, crisis_ms), replay.told(crisis_ms, end_ms)
    assert (before.moments.total(), before.alerts, before.pages, before.days) == (0, 0, 0, 2.0)
    assert told.moments[Kind.VOLUME_BURST] == 1
    assert told.alerts >= told.pages >= 1
    assert (before + told).moments == told.moments


def test_the_interval_holds_the_number_that_was_counted() -> None:
    for count in (0, 1, 8, 40):
        low, high = interval(count)
        assert low <= count < high


@pytest.mark.parametrize(("kind", "event"), list(events.events()))
def test_an_event_changes_nothing_before_it(kind: Kind, event: Event) -> None:
    texts = ("I love this kettle, thank you!", "I want to buy this kettle", "How does it work?", "awful, it burnt me")
    drawn = [mention(hour * HOUR_MS + minute * MINUTE_MS, texts[minute]) for hour in range(20) for minute in range(4)]
    changed = event(random.Random(1), drawn, 15 * HOUR_MS)  # noqa: S311 - seeded
    assert [found for found in changed if _time(found) < 15 * HOUR_MS] == drawn[:60]
    lengths = {
        Kind.SENTIMENT_SHIFT: 80,
        Kind.TRENDING_HASHTAG: 80,
        Kind.CHANNEL_SILENCE: 60,
        Kind.INFLUENTIAL_VOICE: 81,
    }
    assert len(changed) == lengths.get(kind, 80 + events.POSTS)


def test_there_is_an_event_of_every_kind() -> None:
    assert [kind for kind, _ in events.events()] == list(Kind)


def _time(found: RecordedMention) -> int:
    return found.minute_ms
