"""The alarm: from which score on somebody is told, and below which it is calm again.

Everything is on one scale, the probability of a count. The threshold is the number
of false alarms a brand's team accepts, so it means the same for a quiet brand and a
loud one: with ``weeks`` between false alarms, a count must be expected only once in
that many buckets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from functions.detect.detectors.count.scoring import CountScore
from functions.detect.detectors.signal import LEAST, TRAITS, Signal
from functions.detect.stats.baseline import FLOOR
from functions.detect.stats.rates import BUCKET_RATES
from shared.domain.brand import Sensitivity


@dataclass(frozen=True, slots=True)
class Level:
    """How easily a brand is alarmed.

    ``weeks`` between false alarms, all signals together; ``least`` mentions of a signal
    beyond the expected, without which nothing is worth a call, however improbable.
    """

    weeks: float
    least: Mapping[Signal, int]


LEVELS: Mapping[Sensitivity, Level] = {
    Sensitivity.LOW: Level(4.0, LEAST[Sensitivity.LOW]),
    Sensitivity.STANDARD: Level(1.0, LEAST[Sensitivity.STANDARD]),
    Sensitivity.HIGH: Level(0.25, LEAST[Sensitivity.HIGH]),
}

NORMAL = 1.0
"""A bucket is calm again when as much is normal in one bucket of ten."""

CRITICAL = 3.0
"""During a moment, a bucket that is normal in less than one of a thousand is a relapse."""

WARM_UP = 6
"""Buckets (30 minutes) a new brand is only listened to: nothing is known to compare with."""

LEARNING_BUCKETS = round(BUCKET_RATES.day)
"""Buckets (a day) for which a new brand's normal counts as a guess."""

LEARNING_LEAST, LEARNING_RATIO = 10, 5.0
"""What must be seen to alarm while learning: this many mentions, and this many times the normal."""


def threshold(sensitivity: Sensitivity, signal: Signal = Signal.VOLUME) -> float:
    """The return period from which a signal alarms, as a decimal logarithm of buckets.

    The false alarms a brand's team accepts are shared out among the signals.

    >>> [round(threshold(level), 2) for level in Sensitivity], round(threshold(Sensitivity.LOW, Signal.PRAISES), 2)
    ([4.43, 3.83, 3.23], 5.3)
    """
    return BUCKET_RATES.once_in(LEVELS[sensitivity].weeks / TRAITS[signal].false_alarm_share)


def is_learning(score: CountScore) -> bool:
    """Whether the brand has been listened to for less than a day."""
    return score.heard <= LEARNING_BUCKETS


def is_alarm(score: CountScore, signal: Signal, sensitivity: Sensitivity) -> bool:
    """Whether this score is an alarm: improbable, news, and enough to matter."""
    least = LEVELS[sensitivity].least[signal]
    enough = max(score.observed - score.expected, score.excess) >= least - FLOOR
    return (
        score.heard > WARM_UP
        and enough
        and score.rises_beyond(threshold(sensitivity, signal))
        and (not is_learning(score) or _clear_even_so(score))
    )


def is_normal(score: CountScore) -> bool:
    """Whether a closed bucket is nothing special."""
    return score.abrupt < NORMAL


def is_critical(score: CountScore, signal: Signal, sensitivity: Sensitivity) -> bool:
    """Whether a bucket is far beyond normal, on its own."""
    return score.abrupt >= CRITICAL and score.observed >= LEVELS[sensitivity].least[signal]


def _clear_even_so(score: CountScore) -> bool:
    return score.observed >= max(LEARNING_LEAST, LEARNING_RATIO * score.expected)
