"""The detector of silent channels: one that always talks of a brand, and does so no longer.

Only the channels with the most posts are known, a handful; the others are too quiet
for their silence to mean anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from functions.detect.detectors.evaluation import EvaluatedBucket, SignalEvaluation
from functions.detect.detectors.replay import settled_starts
from functions.detect.detectors.series import BrandSeries, Buckets, closed
from functions.detect.detectors.signal import Signal, threshold
from functions.detect.detectors.silence import scoring
from functions.detect.detectors.silence.channels import CODEC, ChannelStates
from functions.detect.detectors.silence.scoring import LEARNING, LEAST_EXPECTED, SilenceScore
from functions.detect.detectors.silence.state import CODEC as CHANNEL_CODEC
from functions.detect.detectors.silence.state import ChannelBucket, SilenceState, in_local_time
from shared.domain.brand import Brand, Sensitivity
from shared.domain.time import (
    BUCKET_MINUTES,
    BUCKET_MS,
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    MINUTES_PER_WEEK,
    bucket_of,
    minute_of_week,
)

VERSION = 2
"""The version of these rules, kept in every decision record."""

MOST_CHANNELS = 6
"""Channels remembered."""

CHECKS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
"""How many times the posts that make a silence worth an alarm must be missing at each further check."""

dump, load = CODEC.dump, CODEC.load


class ScoredChannel(NamedTuple):
    """One channel judged in one bucket, and the state it was judged by."""

    channel: str
    bucket: ChannelBucket
    score: SilenceScore
    before: SilenceState


def evaluate(signal: Signal, state: ChannelStates | None, series: BrandSeries, brand: Brand) -> SignalEvaluation:
    """The evaluation of the channels from what is stored of them and the series after it."""
    settled = _settled(_local(state, brand.time_zone), series, brand.time_zone)
    recent: list[EvaluatedBucket] = []
    states = settled.states if settled else {}
    for start_ms in series.unsettled_starts():
        if states and closed(start_ms, series.now_ms):
            scored_buckets = list(
                _scored_buckets(states, series, series.unsettled_with_late, start_ms, brand.time_zone)
            )
            recent.append(_evaluated(signal, scored_buckets, start_ms, brand))
            states = _learnt(scored_buckets)
    check_ms = next_check_ms(settled, series.now_ms) if settled else None
    return SignalEvaluation(signal, series.now_ms, settled, tuple(recent), next_check_ms=check_ms)


def next_check_ms(state: ChannelStates, now_ms: int) -> int | None:
    """When a silence that goes on from now would be worth another check; ``None``: not within a day.

    A brand that nobody mentions is not evaluated by itself, and a silence is just that.
    """
    found = []
    for channel in state.states.values():
        if channel.buckets >= LEARNING and channel.baseline.level > 0.0:
            apart_ms = LEAST_EXPECTED / channel.baseline.level * BUCKET_MS
            checks = (channel.since_ms + times * apart_ms for times in CHECKS)
            found += [check for check in checks if now_ms < check <= now_ms + DAY_MS][:1]
    return bucket_of(int(min(found))) + BUCKET_MS if found else None


def decision(signal: Signal, sensitivity: Sensitivity, scored_bucket: ScoredChannel) -> dict[str, Any]:
    """All that an alarm was decided by, as JSON values: enough to compute it again, bit for bit."""
    return {
        "detector": VERSION,
        "signal": signal.value,
        **scored_bucket.score.stored(),
        "channel": scored_bucket.channel,
        "bucket": _bucket_record(scored_bucket.bucket),
        "observed": scored_bucket.score.seen,
        "threshold": threshold(sensitivity, signal),
        "sensitivity": sensitivity.value,
        "learning": False,
        "state": CHANNEL_CODEC.dump(scored_bucket.before),
    }


def _bucket_record(bucket: ChannelBucket) -> dict[str, Any]:
    minute = {} if bucket.local_minute < 0 else {"minute": bucket.local_minute}
    return {"posts": bucket.posts, "collected": bucket.collected, **minute}


def _local(state: ChannelStates | None, time_zone: str) -> ChannelStates | None:
    """What is known, with the hours of states that an earlier version stored brought into the brand's time zone."""
    if state is None or all(channel.local for channel in state.states.values()):
        return state
    ahead = (minute_of_week(state.bucket_ms, time_zone) - minute_of_week(state.bucket_ms)) % MINUTES_PER_WEEK
    hours = round(ahead / (HOUR_MS // MINUTE_MS))
    return state._replace(
        states={name: one if one.local else in_local_time(one, hours) for name, one in state.states.items()}
    )


def _settled(state: ChannelStates | None, series: BrandSeries, time_zone: str) -> ChannelStates | None:
    """What is known with the settled buckets learnt."""
    counted = series.settled.sums
    begun_ms = state.bucket_ms if state else min(counted, default=series.until_ms + BUCKET_MS) - BUCKET_MS
    states = dict(state.states) if state else {}
    for start_ms in settled_starts(series, begun_ms):
        states = _learnt(_scored_buckets(states, series, series.settled, start_ms, time_zone))
        _admit(states, series.settled, start_ms)
    return ChannelStates(max(begun_ms, series.until_ms), states) if state or counted else None


def _admit(states: dict[str, SilenceState], buckets: Buckets, start_ms: int) -> None:
    """Begin to remember new channels; where there are too many, in place of the quietest if that is quieter."""
    for name, count in buckets.at(start_ms).channels.items():
        if name not in states:
            full = len(states) >= MOST_CHANNELS
            quietest = min(states, key=lambda known: (states[known].baseline.level, known)) if full else ""
            if quietest and states[quietest].baseline.level * DAY_MS / BUCKET_MS >= count:
                continue
            states.pop(quietest, None)
            states[name] = scoring.begin(ChannelBucket(start_ms, count))


def _scored_buckets(
    states: Mapping[str, SilenceState], series: BrandSeries, buckets: Buckets, start_ms: int, time_zone: str
) -> Iterator[ScoredChannel]:
    counts = buckets.at(start_ms).channels
    minute = -1 if time_zone == "UTC" else minute_of_week(start_ms, time_zone)
    for name, state in states.items():
        bucket = ChannelBucket(start_ms, counts.get(name, 0), series.collected_from(name, start_ms), minute)
        yield ScoredChannel(name, bucket, scoring.judge(state, bucket), state)


def _learnt(scored_buckets: Iterator[ScoredChannel] | list[ScoredChannel]) -> dict[str, SilenceState]:
    return {one.channel: scoring.learn(one.before, one.bucket, one.score) for one in scored_buckets}


def _evaluated(signal: Signal, scored_buckets: list[ScoredChannel], start_ms: int, brand: Brand) -> EvaluatedBucket:
    """The bucket as its most unusual channel has it; it is normal when all channels are."""
    sensitivity = signal.sensitivity(brand)
    limit = threshold(sensitivity, signal)
    alarms = [
        one for one in scored_buckets if scoring.is_alarm(one.score, limit) and one.score.since_ms >= brand.updated_ms
    ]
    first = max(alarms or scored_buckets, key=lambda one: (one.score.period, one.score.surprise, one.channel))
    return EvaluatedBucket(
        start_ms=start_ms,
        mentions=0,
        observed=first.score.seen,
        expected=first.score.expected,
        alarm=bool(alarms),
        normal=all(one.score.expected < LEAST_EXPECTED or scoring.is_normal(one.score) for one in scored_buckets),
        critical=False,
        rank=(first.score.period, first.score.surprise),
        learning=False,
        record=partial(decision, signal, sensitivity, first),
        minutes=max(BUCKET_MINUTES, first.score.silent_ms // MINUTE_MS),
        subject=first.channel,
    )
