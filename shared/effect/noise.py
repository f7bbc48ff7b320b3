"""How much a crisis that nobody answers varies by itself: covariances between the logarithms of its counts.

Two things vary. The *volume* of all its posts goes up and down like a random walk on a slope
that nobody knows. The *mix* of negative and other posts hardly drifts, but posts of the same
quarter of an hour are alike, because people answer one another. The figures are from recorded
posts about four airlines in a surge of two days (3,557 posts, logistic state-space likelihood):
the mix drifts by 0.06 a square root of an hour (0.17 is excluded, its log likelihood is lower by 5:
``python -m tests.benchmarks mix_drift``), and beside that has a memory of 5 to 30 minutes, with a
variance of 0.04 + 1.5 / (posts an hour);
the volume walks by 0.6 a square root of an hour, and by 1.0 in busy hours of five large brands.
"""

from __future__ import annotations

import math
from functools import lru_cache

VOLUME_WALK = 0.8
"""Standard deviation of the log volume after one hour."""

VOLUME_SLOPE = 1.0
"""Standard deviation of the slope of the log volume an hour: it halves or doubles in 40 minutes at times."""

CLUSTER_VARIANCE, CLUSTER_MINUTES = 0.1, 5
"""Posts of all kinds come in clusters: the variance of the log volume of so many minutes."""

MIX_DRIFT = 0.06
"""Standard deviation of the log ratio of negative to other posts after one hour."""

MIX_VARIANCE, MIX_VARIANCE_OF_ONE = 0.04, 1.5
"""Variance of the log ratio within its memory, and what one post an hour adds to it."""

MIX_MEMORY = 15.0
"""Minutes until what posts have in common has faded by e."""

ORIGIN = -60.0
"""Where the walks begin, in minutes after the statement."""

Minutes = tuple[float, float]
"""A span from the first to the second, in minutes after the statement."""


@lru_cache(maxsize=2_048)
def volume_covariance(one: Minutes, other: Minutes) -> float:
    """The covariance of the log volumes of two spans, which are the same or do not overlap.

    >>> round(volume_covariance((-60, 0), (-60, 0)), 2), round(volume_covariance((-30, 0), (0, 30)), 2)
    (0.47, 0.42)
    """
    clusters = CLUSTER_VARIANCE * CLUSTER_MINUTES / max(CLUSTER_MINUTES, one[1] - one[0]) if one == other else 0.0
    slope = VOLUME_SLOPE**2 * sum(one) * sum(other) / 4 / 3600
    return VOLUME_WALK**2 * _walk(one, other) + slope + clusters


def mix_covariance(one: Minutes, other: Minutes, posts_an_hour: float) -> float:
    """The covariance of the log ratios of negative to other posts of two spans.

    >>> [round(mix_covariance((-60, 0), span, 600), 4) for span in ((-60, 0), (0, 60), (60, 180))]
    [0.0172, 0.0044, 0.0018]
    """
    variance = MIX_VARIANCE + MIX_VARIANCE_OF_ONE / max(posts_an_hour, 1.0)
    return variance * _memory(one, other) + MIX_DRIFT**2 * _walk(one, other)


@lru_cache(maxsize=2_048)
def _walk(one: Minutes, other: Minutes) -> float:
    """The covariance of the means of a random walk of variance 1 after one hour."""
    first, second = sorted((one, other))
    middle = (first[0] + first[1]) / 2 if first != second else first[0] + (first[1] - first[0]) / 3
    return (middle - ORIGIN) / 60


@lru_cache(maxsize=2_048)
def _memory(one: Minutes, other: Minutes) -> float:
    """The covariance of the means of a process of variance 1 that forgets exponentially."""
    first, second = sorted((one, other))
    lengths = [(span[1] - span[0]) / MIX_MEMORY for span in (first, second)]
    kept = [(1 - math.exp(-length)) / length for length in lengths]
    if first == second:
        return 2 / lengths[0] * (1 - kept[0])
    return kept[0] * kept[1] * math.exp(-(second[0] - first[1]) / MIX_MEMORY)
