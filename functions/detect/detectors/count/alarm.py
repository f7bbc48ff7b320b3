"""A count's score in, whether it is an alarm, normal or critical out."""

from __future__ import annotations

from functions.detect.detectors.count.scoring import CountScore
from functions.detect.detectors.count.state import CountState
from functions.detect.detectors.evaluation import NORMAL_SURPRISE
from functions.detect.detectors.signal import Signal, threshold
from functions.detect.stats.baseline import FLOOR
from functions.detect.stats.peaks import return_period
from functions.detect.stats.rates import DAY, HALF_HOUR
from shared.domain.brand import Sensitivity

CRITICAL = 3.0
"""During a moment, a bucket that is normal in less than one of a thousand is a relapse."""

TREND_NORMAL = 0.6
"""What rose slowly is over when the smoothed count is normal in one case of four: nearer to the expected than what is
normal of a bucket, so that it lasts."""

WARM_UP = HALF_HOUR
"""Buckets for which a new brand is only observed: nothing is known to compare with."""

LEARNING = DAY
"""Buckets for which a new brand's normal counts as a guess."""

LEARNING_LEAST, LEARNING_RATIO = 10, 5.0
"""What must be seen to alarm while learning: this many mentions, and this many times the normal."""


def is_learning(score: CountScore) -> bool:
    """Whether the brand has been observed for less than a day."""
    return score.buckets <= LEARNING


def is_alarm(score: CountScore, signal: Signal, sensitivity: Sensitivity) -> bool:
    """Whether this score is an alarm: improbable, not yet notified, and enough to matter."""
    least = signal.least(sensitivity)
    enough = max(score.observed - score.expected, score.excess) >= least - FLOOR
    return (
        score.buckets > WARM_UP
        and enough
        and score.rises_beyond(threshold(sensitivity, signal))
        and (not is_learning(score) or _is_clear(score))
    )


def is_alarm_again(score: CountScore, before: CountState, signal: Signal, sensitivity: Sensitivity) -> bool:
    """Whether the bucket on its own is as rare as an alarm, though an episode of late was rarer."""
    period = return_period(before.rises, score.abrupt, before.baseline.buckets)
    rare = period >= threshold(sensitivity, signal)
    return rare and is_alarm(score._replace(renotified=True, period=period), signal, sensitivity)


def is_normal(score: CountScore) -> bool:
    """Whether a closed bucket is nothing special."""
    return score.abrupt < NORMAL_SURPRISE


def is_trend_normal(score: CountScore) -> bool:
    """Whether the smoothed count is near to the expected."""
    return score.surprise < TREND_NORMAL


def is_critical(score: CountScore, signal: Signal, sensitivity: Sensitivity) -> bool:
    """Whether a bucket is far beyond normal, on its own."""
    return score.abrupt >= CRITICAL and score.observed >= signal.least(sensitivity)


def _is_clear(score: CountScore) -> bool:
    """Whether it is an alarm even though what is normal is a guess."""
    return score.observed >= max(LEARNING_LEAST, LEARNING_RATIO * score.expected)
