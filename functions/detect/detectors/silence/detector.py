"""The reading of a brand's channels: one that always talks of it, and does so no longer.

Only the channels that speak most are remembered, a handful; the others are too quiet
for their silence to mean anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from functions.detect.detectors.evaluation import EvaluatedBucket, SignalEvaluation
from functions.detect.detectors.series import BrandSeries, Buckets, closed
from functions.detect.detectors.signal import Signal
from functions.detect.detectors.silence import scoring
from functions.detect.detectors.silence.channels import ChannelStates
from functions.detect.detectors.silence.scoring import LEARNING, LEAST, ChannelBucket, SilenceScore, SilenceState
from functions.detect.detectors.threshold import threshold
from shared.domain.brand import Brand, Sensitivity
from shared.domain.time import BUCKET_MS, DAY_MS, MINUTE_MS, bucket_of

VERSION = 1
"""The version of these rules, kept in every decision record."""

ROOM = 6
"""Channels remembered."""


LOOKS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
"""How many times the posts that make a silence worth a call must be missing at each further look."""


class ChannelJudgement(NamedTuple):
    """One channel judged in one bucket, and the state it was judged by."""

    channel: str
    bucket: ChannelBucket
    score: SilenceScore
    before: SilenceState


def evaluate_channels(
    state: ChannelStates | None, heard: BrandSeries, brand: Brand, sensitivity: Sensitivity
) -> SignalEvaluation:
    """The reading of the channels from what is remembered of them and what was heard after it."""
    known = _settled(state, heard)
    recent: list[EvaluatedBucket] = []
    states = dict(known.states) if known else {}
    for start_ms in range(heard.until_ms + BUCKET_MS, bucket_of(heard.now_ms) + 1, BUCKET_MS):
        if states and closed(start_ms, heard.now_ms):
            looks = list(_looks(states, heard, heard.unsettled_with_late, start_ms))
            recent.append(_judged(looks, start_ms, brand, sensitivity))
            states = {look.channel: scoring.learn(look.before, look.bucket, look.score) for look in looks}
    return SignalEvaluation(Signal.SILENCE, heard.now_ms, known, tuple(recent))


def next_check_ms(state: ChannelStates, now_ms: int) -> int | None:
    """When a silence that goes on from now would be worth another look; ``None``: not within a day.

    A brand of which nobody speaks is not looked at by itself, and a silence is just that.
    """
    found = []
    for channel in state.states.values():
        if channel.heard >= LEARNING and channel.habit.level > 0.0:
            apart_ms = LEAST / channel.habit.level * BUCKET_MS
            looks = (channel.since_ms + times * apart_ms for times in LOOKS)
            found += [look for look in looks if now_ms < look <= now_ms + DAY_MS][:1]
    return bucket_of(int(min(found))) + BUCKET_MS if found else None


def decision(look: ChannelJudgement, sensitivity: Sensitivity) -> dict[str, Any]:
    """All that an alarm was decided by, as JSON values: enough to compute it again, bit for bit."""
    return {
        "detector": VERSION,
        "signal": Signal.SILENCE.value,
        **look.score._asdict(),
        "channel": look.channel,
        "bucket": {"posts": look.bucket.posts, "collected": look.bucket.collected},
        "observed": look.score.seen,
        "threshold": threshold(sensitivity, Signal.SILENCE),
        "sensitivity": sensitivity.value,
        "learning": False,
        "state": scoring.document(look.before),
    }


def _settled(state: ChannelStates | None, heard: BrandSeries) -> ChannelStates | None:
    """The memory with the settled buckets learnt; of a pause of more than a day only its last day."""
    rows = heard.settled.rows
    begun_ms = state.bucket_ms if state else min(rows, default=heard.until_ms + BUCKET_MS) - BUCKET_MS
    states = dict(state.states) if state else {}
    last_day_ms = heard.until_ms - DAY_MS + BUCKET_MS
    spoken_ms = min((at for at in rows if at > begun_ms), default=heard.until_ms + BUCKET_MS)
    for start_ms in range(max(begun_ms + BUCKET_MS, min(last_day_ms, spoken_ms)), heard.until_ms + 1, BUCKET_MS):
        looks = _looks(states, heard, heard.settled, start_ms)
        states = {look.channel: scoring.learn(look.before, look.bucket, look.score) for look in looks}
        _admit(states, heard.settled, start_ms)
    return ChannelStates(max(begun_ms, heard.until_ms), states) if state or rows else None


def _admit(states: dict[str, SilenceState], older: Buckets, start_ms: int) -> None:
    """Begin to remember the channels that are new; without room, in the place of the quietest if that is quieter."""
    for name, count in older.channels(start_ms).items():
        if name not in states:
            quietest = min(states, key=lambda known: (states[known].habit.level, known)) if len(states) >= ROOM else ""
            if quietest and states[quietest].habit.level * DAY_MS / BUCKET_MS >= count:
                continue
            states.pop(quietest, None)
            states[name] = scoring.begin(ChannelBucket(start_ms, count))


def _looks(
    states: Mapping[str, SilenceState], heard: BrandSeries, table: Buckets, start_ms: int
) -> Iterator[ChannelJudgement]:
    counts = table.channels(start_ms)
    for name, state in states.items():
        bucket = ChannelBucket(start_ms, counts.get(name, 0), heard.collected_from(name, start_ms))
        yield ChannelJudgement(name, bucket, scoring.judge(state, bucket), state)


def _judged(looks: list[ChannelJudgement], start_ms: int, brand: Brand, sensitivity: Sensitivity) -> EvaluatedBucket:
    """The bucket in the words of its most unusual channel; it is calm when they all are."""
    limit = threshold(sensitivity, Signal.SILENCE)
    ringing = [
        look for look in looks if scoring.is_alarm(look.score, limit) and look.score.since_ms >= brand.updated_ms
    ]
    first = max(ringing or looks, key=lambda look: (look.score.period, look.score.surprise, look.channel))
    uneasy = any(look.score.expected >= LEAST and not scoring.is_normal(look.score) for look in looks)
    return EvaluatedBucket(
        start_ms=start_ms,
        count=0,
        observed=first.score.seen,
        expected=first.score.expected,
        alarm=bool(ringing),
        normal=not uneasy,
        critical=False,
        rank=(first.score.period, first.score.surprise),
        learning=False,
        record=partial(decision, first, sensitivity),
        minutes=max(5, first.score.silent_ms // MINUTE_MS),
        subject=first.channel,
    )
