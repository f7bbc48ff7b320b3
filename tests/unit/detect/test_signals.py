"""Decisions on the signals that are not plain counts: negative share, hashtags, and channels that go silent."""

# ruff: noqa: S311 - seeded, so that a day is the same every time

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest

from functions.detect.detectors.count.state import CountState
from functions.detect.detectors.hashtag import scoring
from functions.detect.detectors.hashtag.state import CODEC as TAG_CODEC
from functions.detect.detectors.hashtag.state import TagBucket
from functions.detect.detectors.negative_share import scoring as share
from functions.detect.detectors.negative_share.state import CODEC as SHARE_CODEC
from functions.detect.detectors.negative_share.state import ShareBucket
from functions.detect.detectors.outage import missed_times, outage_start, unreachable_since
from functions.detect.detectors.signal import Signal
from functions.detect.detectors.silence import scoring as silence
from functions.detect.detectors.silence.state import CODEC as CHANNEL_CODEC
from functions.detect.detectors.silence.state import ChannelBucket
from functions.detect.moments.decision import decide
from functions.detect.moments.decision_types import Trigger
from infra.cli.explain.decision import explain_decision
from shared.domain.brand import Brand, Query
from shared.domain.gaps import Gap, GapCause, key_of
from shared.domain.moments.moment import Kind, Moment, Severity, Status
from shared.domain.poll_status import PollStatus
from shared.domain.time import HOUR_MS, MINUTE_MS
from tests.unit.detect.simulated_brand import DAY, START, MinuteCount, SimulatedBrand, evaluate_minutes, normal_posts

pytestmark = pytest.mark.days


DAYS = 7
END = DAYS * DAY
UNSETTLED = 4


def on(counts: Sequence[MinuteCount], channel: str) -> list[MinuteCount]:
    return [replace(count, tally=count.tally._replace(channels={channel: count.tally.mentions})) for count in counts]


def tagged(rng: random.Random, counts: Sequence[MinuteCount], tag: str, part: float) -> list[MinuteCount]:
    """The same posts, a part of them with the hashtag."""
    found = []
    for count in counts:
        times = sum(rng.random() < part for _ in range(count.tally.mentions))
        tags = {**count.tally.hashtags, tag: times} if times else count.tally.hashtags
        found.append(replace(count, tally=count.tally._replace(hashtags=tags)))
    return found


@cache
def _week() -> SimulatedBrand:
    """A brand after a week of posts on two channels, with a hashtag of its own."""
    rng = random.Random(3)
    counts = tagged(rng, on(normal_posts(rng, range(END), 5.0), "mastodon"), "acme", 0.4)
    counts += on(normal_posts(rng, range(END), 3.0), "rss")
    simulated = SimulatedBrand(counts=sorted(counts, key=lambda count: count.minute_ms))
    simulated.evaluate(START + END * MINUTE_MS)
    assert not simulated.moments
    return simulated


def week(brand: Brand | None = None) -> SimulatedBrand:
    known = _week()
    return SimulatedBrand(brand or Brand("acme", "Acme"), list(known.counts), dict(known.stored))


def lasting(minutes: int, per_bucket: float = 5.0, negative: float = 0.15, seed: int = 4) -> list[MinuteCount]:
    """Normal posts on one channel, and posts at this rate and negative share on the other."""
    rng = random.Random(seed)
    more = on(normal_posts(rng, range(END, END + minutes), per_bucket, negative), "mastodon")
    return [*more, *on(normal_posts(rng, range(END, END + minutes), 3.0, negative), "rss")]


def only(simulated: SimulatedBrand) -> Moment:
    (moment,) = simulated.moments.values()
    return moment


def after_opening(moment: Moment) -> float:
    return (moment.detected_ms - START) / MINUTE_MS - END


def test_a_shift_of_sentiment_without_more_posts_is_one_moment_that_pages_nobody() -> None:
    simulated = week()
    simulated.counts += lasting(240, negative=0.45)
    evaluate_minutes(simulated, range(END, END + 240), streamed=False)
    moment = only(simulated)
    assert moment.kind in (Kind.SENTIMENT_SHIFT, Kind.NEGATIVE_SURGE)
    assert after_opening(moment) <= 120


def test_a_new_hashtag_is_reported_by_name_and_the_brands_own_is_not() -> None:
    simulated = week()
    wave = tagged(random.Random(6), lasting(60), "kettlegate", 0.5)
    simulated.counts += tagged(random.Random(7), wave, "acme", 0.4)
    evaluate_minutes(simulated, range(END, END + 75), streamed=False)
    moment = only(simulated)
    assert (moment.kind, moment.evidence.subject) == (Kind.TRENDING_HASHTAG, "kettlegate")
    assert moment.severity >= Severity.SEV3
    assert after_opening(moment) <= 60


def test_a_channel_that_goes_silent_is_a_moment_that_ends_when_posts_come_again() -> None:
    simulated = week()
    rng = random.Random(8)
    simulated.counts += on(normal_posts(rng, range(END, END + 360), 3.0), "rss")
    simulated.counts += on(normal_posts(rng, range(END + 180, END + 360), 5.0), "mastodon")
    evaluate_minutes(simulated, range(END, END + 180), streamed=False)
    moment = only(simulated)
    assert (moment.kind, moment.evidence.subject, moment.severity) == (
        Kind.CHANNEL_SILENCE,
        "mastodon",
        Severity.SEV3,
    )
    assert moment.evidence.observed == 0
    assert moment.evidence.expected >= 10
    evaluate_minutes(simulated, range(END + 180, END + 240), streamed=False)
    assert only(simulated).status is Status.RESOLVED


@pytest.mark.parametrize(("changed_minute", "moments"), [(0, 1), (END + 60, 0)], ids=["before it", "during it"])
def test_a_silence_that_began_before_the_settings_changed_is_no_moment(changed_minute: int, moments: int) -> None:
    """A new query, or a removed one, may be why the channel is silent."""
    simulated = week(Brand("acme", "Acme", updated_ms=START + changed_minute * MINUTE_MS))
    simulated.counts += on(normal_posts(random.Random(8), range(END, END + 180), 3.0), "rss")
    evaluate_minutes(simulated, range(END, END + 120), streamed=False)
    assert [moment.kind for moment in simulated.moments.values()] == [Kind.CHANNEL_SILENCE] * moments


def test_an_outage_is_no_silence_and_nothing_is_learnt_from_it() -> None:
    """The polls of one channel fail for three hours; the other one works."""
    simulated = week()
    simulated.counts += on(normal_posts(random.Random(8), range(END, END + 200), 3.0), "rss")
    volume = simulated.stored[Signal.VOLUME].state
    for minute in range(END, END + 180):
        now_ms = START + (minute + 1) * MINUTE_MS
        simulated.evaluate(now_ms, unreachable={"mastodon": START + END * MINUTE_MS})
    assert not simulated.moments
    state = simulated.stored[Signal.VOLUME].state
    assert isinstance(volume, CountState)
    assert isinstance(state, CountState)
    assert state.bucket_ms > volume.bucket_ms + 2 * HOUR_MS
    assert state.baseline.buckets <= volume.baseline.buckets + UNSETTLED


def test_an_outage_is_no_recovery() -> None:
    simulated = week()
    simulated.counts += lasting(20, 80.0)
    simulated.counts += on(normal_posts(random.Random(9), range(END + 20, END + 80), 3.0), "rss")
    evaluate_minutes(simulated, range(END, END + 20), streamed=False)
    assert only(simulated).status is Status.OPEN
    for minute in range(END + 20, END + 80):
        simulated.evaluate(START + (minute + 1) * MINUTE_MS, unreachable={"mastodon": START + (END + 20) * MINUTE_MS})
    assert only(simulated).status is Status.OPEN


def test_a_brand_without_mentions_is_evaluated_again_when_its_silence_would_be_an_alarm() -> None:
    simulated = week()
    quiet_ms = START + (END + 25) * MINUTE_MS
    found = simulated.evaluate(quiet_ms)
    assert found.next_check_ms is not None
    assert quiet_ms < found.next_check_ms <= quiet_ms + 2 * HOUR_MS
    assert simulated.evaluate(quiet_ms, Trigger.STREAM).next_check_ms is None
    speaking = week()
    assert speaking.evaluate(START + END * MINUTE_MS).next_check_ms is None


def test_their_decisions_are_recomputed_bit_for_bit() -> None:
    simulated = week()
    simulated.counts += tagged(random.Random(6), lasting(90, negative=0.6), "kettlegate", 0.5)
    evaluate_minutes(simulated, range(END, END + 90), streamed=False)
    records = {moment.decision["signal"]: moment.decision for moment in simulated.moments.values()}
    assert not any(explain_decision(record).differs for record in records.values())
    tags = records["hashtag"]
    again = scoring.judge(TAG_CODEC.load(tags["state"]), TagBucket(tags["bucket_ms"], **tags["bucket"]))
    assert (again.period, again.posts, again.tag) == (tags["period"], tags["posts"], "kettlegate")
    if "mood" in records:
        found = records["mood"]
        score = share.judge(SHARE_CODEC.load(found["state"]), ShareBucket(found["bucket_ms"], **found["bucket"]))
        assert (score.period, score.negative) == (found["period"], found["negative"])


def test_a_silence_is_recomputed_bit_for_bit() -> None:
    simulated = week()
    simulated.counts += on(normal_posts(random.Random(8), range(END, END + 150), 3.0), "rss")
    evaluate_minutes(simulated, range(END, END + 150), streamed=False)
    record = only(simulated).decision
    assert not explain_decision(record).differs
    again = silence.judge(CHANNEL_CODEC.load(record["state"]), ChannelBucket(record["bucket_ms"], **record["bucket"]))
    assert again.stored() == {name: record[name] for name in again.stored()}


BRAND = Brand("acme", "Acme", queries={"rss": (Query("a"), Query("b")), "mastodon": (Query("acme"),)})
NOW = 100 * HOUR_MS


@pytest.mark.parametrize(
    ("poll", "unreachable"),
    [
        (PollStatus("rss", "a", NOW, NOW, 0), {}),
        (PollStatus("rss", "a", NOW, NOW - HOUR_MS, 3), {"rss": NOW - HOUR_MS}),
        (PollStatus("rss", "a", NOW, NOW - HOUR_MS, 0, NOW + 1), {"rss": NOW - HOUR_MS}),
        (PollStatus("rss", "a", NOW - HOUR_MS, NOW - HOUR_MS), {"rss": NOW - HOUR_MS}),
        (PollStatus("rss", "a", NOW - HOUR_MS, NOW - HOUR_MS, fresh_until_ms=NOW), {}),
        (PollStatus("rss", "other brand's", NOW, 0, 9), {}),
    ],
    ids=["polled", "failing", "rate limited", "not polled any more", "nothing new until then", "not ours"],
)
def test_a_channel_is_unreachable_when_one_of_its_queries_is(poll: PollStatus, unreachable: dict[str, int]) -> None:
    assert unreachable_since(BRAND, [poll, PollStatus("mastodon", "acme", NOW, NOW)], NOW) == unreachable


def test_a_query_that_was_never_polled_is_not_unreachable() -> None:
    assert unreachable_since(BRAND, [], NOW) == {}


def test_an_outage_of_a_day_is_the_new_normal() -> None:
    half = {"rss": 0.5, "mastodon": 0.5}
    assert outage_start({"rss": NOW - HOUR_MS}, half, NOW) == NOW - HOUR_MS
    assert outage_start({"rss": NOW - 24 * HOUR_MS}, half, NOW) is None


def silent_mastodon() -> SimulatedBrand:
    """A brand that only the other channel talks of any more."""
    simulated = week()
    simulated.counts += on(normal_posts(random.Random(8), range(END, END + 120), 3.0), "rss")
    return simulated


@cache
def _first_alarm_ms() -> int:
    """When a tick a minute opens the moment."""
    simulated = silent_mastodon()
    times = (START + (minute + 1) * MINUTE_MS for minute in range(END, END + 120))
    return next(at_ms for at_ms in times if simulated.evaluate(at_ms).openings)


@pytest.mark.parametrize(
    ("channel", "opens"), [("mastodon", []), ("rss", [Kind.CHANNEL_SILENCE])], ids=["its own", "another channel's"]
)
def test_a_gap_that_was_not_read_afterwards_is_no_silence_though_it_is_over(channel: str, opens: list[Kind]) -> None:
    """Nobody looked at the brand during the gap; when they do, the channel works again."""
    now_ms = _first_alarm_ms()
    lost = Gap(START + END * MINUTE_MS, now_ms, GapCause.DROPPED, lost=True)
    given = silent_mastodon().decision_input(now_ms)._replace(missed={channel: [lost]})
    assert [moment.kind for _, moment in decide(given, Trigger.TICK).openings] == opens


def test_the_stream_opens_no_silence_as_it_does_not_know_what_was_collected() -> None:
    now_ms = _first_alarm_ms()
    assert not silent_mastodon().evaluate(now_ms, Trigger.STREAM).openings
    assert [moment.kind for _, moment in silent_mastodon().evaluate(now_ms).openings] == [Kind.CHANNEL_SILENCE]


def test_only_gaps_of_the_brands_own_queries_count_and_only_what_was_lost() -> None:
    lost, late = Gap(0, 5, GapCause.DROPPED, lost=True), Gap(5, 9, GapCause.FAILED)
    gaps = {key_of("rss", "a"): (lost, late), key_of("rss", "other"): (lost,)}
    assert missed_times(BRAND, gaps) == {"rss": [lost], "mastodon": []}


@pytest.mark.parametrize(("name", "says"), [("mastodon", "the channel was polled"), ("webhook", "pushed to us")])
def test_the_explanation_of_a_silence_says_how_the_channels_posts_come(name: str, says: str) -> None:
    simulated = week()
    simulated.counts += on(normal_posts(random.Random(8), range(END, END + 150), 3.0), "rss")
    evaluate_minutes(simulated, range(END, END + 150), streamed=False)
    explained = explain_decision({**only(simulated).decision, "channel": name})
    (said,) = (sentence for sentence in explained.sentences if sentence.startswith("Collection"))
    assert says in said
    assert any(name in sentence for sentence in explained.sentences), "it says which channel"
