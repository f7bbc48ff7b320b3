"""A count's score in, whether it is an alarm, normal or critical out."""

from __future__ import annotations

from functions.detect.detectors.count.flood import LEARNING_DAYS, WARM_UP_DAYS, Flood
from functions.detect.detectors.count.score import CountScore
from functions.detect.detectors.count.state import CountState
from functions.detect.detectors.evaluation import NORMAL_SURPRISE
from functions.detect.detectors.signal import Signal, threshold
from functions.detect.stats.baseline import FLOOR
from functions.detect.stats.peaks import return_period
from functions.detect.stats.rates import BUCKET_RATES, DAY, LearningRates
from shared.domain.brand import Sensitivity

CRITICAL = 3.0
"""During a moment, a bucket that is normal in less than one of a thousand is a relapse."""

TREND_NORMAL = 0.6
"""What rose slowly is over when the smoothed count is normal in one case of four: nearer to the expected than what is
normal of a bucket, so that it lasts."""

LEARNING = DAY
"""Buckets for which a new brand's normal counts as a guess."""

LEARNING_LEAST, LEARNING_RATIO = 10, 5.0
"""What must be seen to alarm while learning: this many mentions, and this many times the normal."""


def is_learning(score: CountScore, rates: LearningRates = BUCKET_RATES) -> bool:
    """Whether the brand has been observed for less than a day."""
    return score.buckets <= LEARNING_DAYS * rates.day


def is_warm_up(score: CountScore, rates: LearningRates = BUCKET_RATES) -> bool:
    """Whether the brand has been observed for less than half an hour: there is nothing to compare with."""
    return score.buckets <= WARM_UP_DAYS * rates.day


def is_alarm(score: CountScore, signal: Signal, sensitivity: Sensitivity) -> bool:
    """Whether this score is an alarm: improbable, not yet notified, and enough to matter; or a flood."""
    return _has_risen(score, signal, sensitivity) or is_flood(score, signal)


def is_flood(score: CountScore, signal: Signal) -> bool:
    """Whether it is an alarm whatever is normal, of a brand of which little is known."""
    least = signal.definition.flood
    return score.flood is Flood.TOLD and 0 < least <= score.observed


def is_only_flood(score: CountScore, signal: Signal, sensitivity: Sensitivity) -> bool:
    """Whether it is an alarm by its number alone: too little is known to compare it with anything."""
    return is_flood(score, signal) and not _has_risen(score, signal, sensitivity)


def may_alarm(score: CountScore, signal: Signal, sensitivity: Sensitivity, rates: LearningRates = BUCKET_RATES) -> bool:
    """Whether enough is known, and enough was posted, for a rise to be an alarm, however improbable.

    Live and in a backtest, these are the gates that every rise must pass.
    """
    enough = max(score.observed - score.expected, score.excess) >= signal.least(sensitivity) - FLOOR
    return enough and not is_warm_up(score, rates) and (not is_learning(score, rates) or _is_clear(score))


def is_alarm_again(score: CountScore, before: CountState, signal: Signal, sensitivity: Sensitivity) -> bool:
    """Whether the bucket on its own is as rare as an alarm, though an episode of late was rarer."""
    period = return_period(before.rises, score.abrupt, before.baseline.buckets)
    rare = period >= threshold(sensitivity, signal)
    return rare and is_alarm(score._replace(renotified=True, period=period), signal, sensitivity)


def is_improbable(score: CountScore, signal: Signal, sensitivity: Sensitivity, limit: float | None = None) -> bool:
    """Whether it is as rare as an alarm by the law of counts alone, though the brand had as much of late.

    ``limit`` is that return period; without one, that of the signal.
    """
    if limit is None:
        limit = threshold(sensitivity, signal)
    rare = score.surprise >= limit > score.highest and score.observed > score.expected
    return rare and may_alarm(score, signal, sensitivity)


def is_normal(score: CountScore) -> bool:
    """Whether a closed bucket is nothing special."""
    return score.abrupt < NORMAL_SURPRISE and not score.flood


def is_trend_normal(score: CountScore) -> bool:
    """Whether the smoothed count is near to the expected."""
    return score.surprise < TREND_NORMAL


def is_critical(score: CountScore, signal: Signal, sensitivity: Sensitivity) -> bool:
    """Whether a bucket is far beyond normal, on its own."""
    return score.abrupt >= CRITICAL and score.observed >= signal.least(sensitivity)


def _has_risen(score: CountScore, signal: Signal, sensitivity: Sensitivity) -> bool:
    return score.rises_beyond(threshold(sensitivity, signal)) and may_alarm(score, signal, sensitivity)


def _is_clear(score: CountScore) -> bool:
    """Whether it is an alarm even though what is normal is a guess."""
    return score.observed >= max(LEARNING_LEAST, LEARNING_RATIO * score.expected)
