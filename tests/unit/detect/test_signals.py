"""The signals that are no plain counts, in the judgement: mood, hashtags, and channels that fall silent."""

# ruff: noqa: S311 - seeded chance, so that a day is the same every day

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest

from functions.detect.detectors.count.scoring import CountState
from functions.detect.detectors.hashtag import scoring
from functions.detect.detectors.hashtag.scoring import TagBucket
from functions.detect.detectors.negative_share import scoring as share
from functions.detect.detectors.negative_share.scoring import ShareBucket
from functions.detect.detectors.outage import outage_start, unreachable_since
from functions.detect.detectors.signal import Signal
from functions.detect.detectors.silence import scoring as silence
from functions.detect.detectors.silence.scoring import ChannelBucket
from functions.detect.moments.decision_types import Trigger
from infra.cli.explain.accounts import explain_decision
from shared.domain.brand import Brand, Query
from shared.domain.moment import Kind, Moment, Severity, Status
from shared.domain.poll_status import PollStatus
from shared.domain.time import HOUR_MS, MINUTE_MS
from tests.unit.detect.stage import DAY, START, Count, Stage, play_out, talk

DAYS = 7
END = DAYS * DAY
UNSETTLED = 4


def on(counts: Sequence[Count], channel: str) -> list[Count]:
    return [replace(count, tally=replace(count.tally, channels={channel: count.tally.mentions})) for count in counts]


def tagged(rng: random.Random, counts: Sequence[Count], tag: str, part: float) -> list[Count]:
    """The same talk, a part of it with the hashtag."""
    found = []
    for count in counts:
        times = sum(rng.random() < part for _ in range(count.tally.mentions))
        tags = {**count.tally.hashtags, tag: times} if times else count.tally.hashtags
        found.append(replace(count, tally=replace(count.tally, hashtags=tags)))
    return found


@cache
def _week() -> Stage:
    """A brand with a week behind it, spoken of in two places, with a hashtag of its own."""
    rng = random.Random(3)
    counts = tagged(rng, on(talk(rng, range(END), 5.0), "mastodon"), "acme", 0.4)
    counts += on(talk(rng, range(END), 3.0), "rss")
    stage = Stage(counts=sorted(counts, key=lambda count: count.minute_ms))
    stage.play(START + END * MINUTE_MS)
    assert not stage.moments
    return stage


def week(brand: Brand | None = None) -> Stage:
    known = _week()
    return Stage(brand or Brand("acme", "Acme"), list(known.counts), dict(known.stored))


def lasting(minutes: int, per_bucket: float = 5.0, negative: float = 0.15, seed: int = 4) -> list[Count]:
    """The talk goes on, the same in one place and so much, so negative, in the other."""
    rng = random.Random(seed)
    more = on(talk(rng, range(END, END + minutes), per_bucket, negative), "mastodon")
    return [*more, *on(talk(rng, range(END, END + minutes), 3.0, negative), "rss")]


def only(stage: Stage) -> Moment:
    (moment,) = stage.moments.values()
    return moment


def after_opening(moment: Moment) -> float:
    return (moment.detected_ms - START) / MINUTE_MS - END


def test_a_turn_of_the_mood_without_more_talk_is_one_moment_that_wakes_nobody() -> None:
    stage = week()
    stage.counts += lasting(240, negative=0.45)
    play_out(stage, range(END, END + 240), streamed=False)
    moment = only(stage)
    assert moment.kind in (Kind.SENTIMENT_SHIFT, Kind.NEGATIVE_SURGE)
    assert after_opening(moment) <= 120


def test_a_hashtag_that_was_never_seen_is_told_by_name_and_its_own_is_not() -> None:
    stage = week()
    wave = tagged(random.Random(6), lasting(60), "kettlegate", 0.5)
    stage.counts += tagged(random.Random(7), wave, "acme", 0.4)
    play_out(stage, range(END, END + 75), streamed=False)
    moment = only(stage)
    assert (moment.kind, moment.evidence.subject) == (Kind.TRENDING_HASHTAG, "kettlegate")
    assert moment.severity >= Severity.SEV3
    assert after_opening(moment) <= 60


def test_a_channel_that_always_talks_and_falls_silent_is_told_and_ends_when_it_is_heard_again() -> None:
    stage = week()
    rng = random.Random(8)
    stage.counts += on(talk(rng, range(END, END + 360), 3.0), "rss")
    stage.counts += on(talk(rng, range(END + 180, END + 360), 5.0), "mastodon")
    play_out(stage, range(END, END + 180), streamed=False)
    moment = only(stage)
    assert (moment.kind, moment.evidence.subject, moment.severity) == (
        Kind.CHANNEL_SILENCE,
        "mastodon",
        Severity.SEV3,
    )
    assert moment.evidence.observed == 0
    assert moment.evidence.expected >= 10
    play_out(stage, range(END + 180, END + 240), streamed=False)
    assert only(stage).status is Status.RESOLVED


@pytest.mark.parametrize(("changed_minute", "moments"), [(0, 1), (END + 60, 0)], ids=["before it", "during it"])
def test_a_silence_that_began_before_the_settings_changed_is_no_moment(changed_minute: int, moments: int) -> None:
    """A new query or a removed one may be all that silenced the channel."""
    stage = week(Brand("acme", "Acme", updated_ms=START + changed_minute * MINUTE_MS))
    stage.counts += on(talk(random.Random(8), range(END, END + 180), 3.0), "rss")
    play_out(stage, range(END, END + 120), streamed=False)
    assert [moment.kind for moment in stage.moments.values()] == [Kind.CHANNEL_SILENCE] * moments


def test_what_was_not_collected_is_no_silence_and_teaches_nothing() -> None:
    """The channel's polls fail for three hours; the other one is heard as ever."""
    stage = week()
    stage.counts += on(talk(random.Random(8), range(END, END + 200), 3.0), "rss")
    volume = stage.stored[Signal.VOLUME].state
    for minute in range(END, END + 180):
        now_ms = START + (minute + 1) * MINUTE_MS
        stage.play(now_ms, unreachable={"mastodon": START + END * MINUTE_MS})
    assert not stage.moments
    state = stage.stored[Signal.VOLUME].state
    assert isinstance(volume, CountState)
    assert isinstance(state, CountState)
    assert state.bucket_ms > volume.bucket_ms + 2 * HOUR_MS
    assert state.baseline.buckets <= volume.baseline.buckets + UNSETTLED


def test_an_outage_is_no_recovery() -> None:
    stage = week()
    stage.counts += lasting(20, 80.0)
    stage.counts += on(talk(random.Random(9), range(END + 20, END + 80), 3.0), "rss")
    play_out(stage, range(END, END + 20), streamed=False)
    assert only(stage).status is Status.OPEN
    for minute in range(END + 20, END + 80):
        stage.play(START + (minute + 1) * MINUTE_MS, unreachable={"mastodon": START + (END + 20) * MINUTE_MS})
    assert only(stage).status is Status.OPEN


def test_a_brand_nobody_speaks_of_is_looked_at_again_when_its_silence_would_be_worth_it() -> None:
    stage = week()
    quiet_ms = START + (END + 25) * MINUTE_MS
    found = stage.play(quiet_ms)
    assert found.next_check_ms is not None
    assert quiet_ms < found.next_check_ms <= quiet_ms + 2 * HOUR_MS
    assert stage.play(quiet_ms, Trigger.STREAM).next_check_ms is None
    speaking = week()
    assert speaking.play(START + END * MINUTE_MS).next_check_ms is None


def test_their_decisions_are_computed_again_bit_for_bit() -> None:
    stage = week()
    stage.counts += tagged(random.Random(6), lasting(90, negative=0.6), "kettlegate", 0.5)
    play_out(stage, range(END, END + 90), streamed=False)
    records = {moment.decision["signal"]: moment.decision for moment in stage.moments.values()}
    assert not any(explain_decision(record).differs for record in records.values())
    tags = records["hashtag"]
    again = scoring.judge(scoring.restored(tags["state"]), TagBucket(tags["bucket_ms"], **tags["bucket"]))
    assert (again.period, again.posts, again.tag) == (tags["period"], tags["posts"], "kettlegate")
    if "mood" in records:
        mood = records["mood"]
        told = share.judge(share.restored(mood["state"]), ShareBucket(mood["bucket_ms"], **mood["bucket"]))
        assert (told.period, told.negative) == (mood["period"], mood["negative"])


def test_a_silence_is_computed_again_bit_for_bit() -> None:
    stage = week()
    stage.counts += on(talk(random.Random(8), range(END, END + 150), 3.0), "rss")
    play_out(stage, range(END, END + 150), streamed=False)
    record = only(stage).decision
    assert not explain_decision(record).differs
    again = silence.judge(silence.restored(record["state"]), ChannelBucket(record["bucket_ms"], **record["bucket"]))
    assert again._asdict() == {name: record[name] for name in again._asdict()}


BRAND = Brand("acme", "Acme", queries={"rss": (Query("a"), Query("b")), "mastodon": (Query("acme"),)})
NOW = 100 * HOUR_MS


@pytest.mark.parametrize(
    ("poll", "deaf"),
    [
        (PollStatus("rss", "a", NOW, NOW, 0), {}),
        (PollStatus("rss", "a", NOW, NOW - HOUR_MS, 3), {"rss": NOW - HOUR_MS}),
        (PollStatus("rss", "a", NOW, NOW - HOUR_MS, 0, NOW + 1), {"rss": NOW - HOUR_MS}),
        (PollStatus("rss", "a", NOW - HOUR_MS, NOW - HOUR_MS), {"rss": NOW - HOUR_MS}),
        (PollStatus("rss", "a", NOW - HOUR_MS, NOW - HOUR_MS, fresh_until_ms=NOW), {}),
        (PollStatus("rss", "other brand's", NOW, 0, 9), {}),
    ],
    ids=["heard", "failing", "told to wait", "not polled any more", "nothing new until then", "not ours"],
)
def test_a_channel_is_deaf_where_one_of_its_queries_is_not_heard(poll: PollStatus, deaf: dict[str, int]) -> None:
    assert unreachable_since(BRAND, [poll, PollStatus("mastodon", "acme", NOW, NOW)], NOW) == deaf


def test_what_was_never_polled_is_not_known_to_be_deaf() -> None:
    assert unreachable_since(BRAND, [], NOW) == {}


def test_an_outage_of_a_day_is_how_the_brand_is_heard_now() -> None:
    half = {"rss": 0.5, "mastodon": 0.5}
    assert outage_start({"rss": NOW - HOUR_MS}, half, NOW) == NOW - HOUR_MS
    assert outage_start({"rss": NOW - 24 * HOUR_MS}, half, NOW) is None
