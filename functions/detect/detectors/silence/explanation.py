"""The account of a decision about a channel: one that always talks has fallen silent."""

from __future__ import annotations

from collections.abc import Iterator

from functions.detect.detectors.explanation import (
    Explanation,
    Record,
    accepted_rate,
    differences,
    observed_for,
    once_in,
)
from functions.detect.detectors.signal import Signal
from functions.detect.detectors.silence import detector, scoring
from functions.detect.detectors.silence.detector import ChannelJudgement
from functions.detect.detectors.silence.scoring import ChannelBucket, SilenceScore
from shared.domain.brand import Sensitivity
from shared.messages.figures import count_noun
from shared.messages.phrases import date_and_time, duration, normal_count


def explain(decision: Record) -> Explanation:
    """The account of a decision about a channel that is silent."""
    sensitivity, state = Sensitivity(decision["sensitivity"]), scoring.restored(decision["state"])
    found, channel = decision["bucket"], str(decision["channel"])
    bucket = ChannelBucket(int(decision["bucket_ms"]), int(found["posts"]), bool(found["collected"]))
    score = scoring.judge(state, bucket)
    again = detector.decision(ChannelJudgement(channel, bucket, score, state), sensitivity)
    return Explanation(
        bucket_ms=bucket.start_ms,
        observed=bucket.posts,
        counts=count_noun(Signal.SILENCE.kind, channel),
        count_in=lambda tally: tally.channels.get(channel, 0),
        sentences=tuple(_sentences(channel, sensitivity, score, again)),
        recomputed=again,
        differs=differences(decision, again, rings=scoring.is_alarm(score, again["threshold"])),
        normal=state.habit.at,
    )


def _sentences(channel: str, sensitivity: Sensitivity, score: SilenceScore, again: Record) -> Iterator[str]:
    seen = f"{score.seen:,}" if score.seen else "no"
    counts = count_noun(Signal.SILENCE.kind, channel)
    yield f"Seen: {seen} {counts} in {duration(score.silent_ms)} since {date_and_time(score.since_ms)}."
    normal, learnt = normal_count(score.expected), observed_for(score.heard)
    yield f"Normal: {normal} in that time, learnt from {learnt} of this channel."
    yield "Heard: the channel was collected all the time, so nobody spoke, or what was said does not reach us."
    yield f"How rare: {once_in(score.period)}."
    yield f"Promise: {accepted_rate(sensitivity, Signal.SILENCE, again['threshold'])}."
