"""Hits among trials in, the surprise of so many of so many out; it holds for few trials as well.

Posts resemble one another: one quarrel makes twenty critical ones. A binomial takes
them as independent and raises false alarms. The beta-binomial lets the share itself
vary, by an intra-class correlation from 0 for independent posts to 1 for one opinion.
"""

from __future__ import annotations

from math import erfc, exp, inf, lgamma, log, pi, sqrt
from typing import NamedTuple

_ADDED = 16
"""Terms of a tail that are added one by one; the rest is taken from its slope and bend there."""

_MOST = 100_000
"""Trials beyond which more of them change nothing: only the variation of the share itself is left."""

_LEAST = 1e-5
"""The part of the sum below which a term is the last one."""

_STEEP = 6.0
"""From how many of its own deviations on the tail of a bell curve is as good as a geometric series."""


class BetaBinomial(NamedTuple):
    """A beta-binomial: ``trials`` posts, each of which hits with probability ``share``, and their ``correlation``.

    ``share`` and ``correlation`` lie between 0 and 1, exclusive.
    """

    trials: int
    share: float
    correlation: float

    @property
    def shapes(self) -> tuple[float, float]:
        """The two parameters of the beta; the correlation is bounded so that its tail does not rise again."""
        posts = max(1.0 / self.correlation - 1.0, 1.0 / (1.0 - self.share))
        return self.share * posts, (1.0 - self.share) * posts

    @property
    def deviation(self) -> float:
        """The standard deviation of the hits (Skellam, J. R. Stat. Soc. B 10, 1948).

        >>> round(BetaBinomial(80, 0.2, 0.01).deviation, 2)
        4.79
        """
        spread = self.trials * self.share * (1.0 - self.share)
        return sqrt(spread * (1.0 + (self.trials - 1) * self.correlation))


def share_surprise(hits: int, law: BetaBinomial) -> float:
    """How surprising it is to see ``hits`` or more: 3 means once in a thousand.

    The upper tail of the beta-binomial, from its mass at ``hits`` on by the ratio of
    neighbours. Hits up to the expected number surprise by 0.

    >>> round(share_surprise(36, BetaBinomial(80, 0.2, 0.01)), 3)   # 45 % of 80 where 20 % is normal
    3.727
    >>> round(share_surprise(4, BetaBinomial(9, 0.2, 0.01)), 3)     # nearly the same share, of 9
    1.024
    >>> share_surprise(16, BetaBinomial(80, 0.2, 0.01)), share_surprise(0, BetaBinomial(0, 0.2, 0.01))
    (0.0, 0.0)
    """
    if hits <= law.trials * law.share or hits > law.trials:
        return 0.0
    if law.trials > _MOST:
        return share_surprise(hits * _MOST // law.trials, law._replace(trials=_MOST))
    alpha, beta = law.shapes
    mass = _log_mass(hits, law.trials - hits, alpha, beta)
    return max(0.0, -(mass + log(_tail(hits, law.trials - hits, alpha, beta))) / log(10.0))


def _log_mass(hits: int, misses: int, alpha: float, beta: float) -> float:
    trials, posts = hits + misses, alpha + beta
    ways = lgamma(trials + 1.0) - lgamma(hits + 1.0) - lgamma(misses + 1.0)
    drawn = lgamma(hits + alpha) + lgamma(misses + beta) - lgamma(trials + posts)
    return ways + drawn - lgamma(alpha) - lgamma(beta) + lgamma(posts)


def _tail(hits: int, misses: int, alpha: float, beta: float) -> float:
    """The mass from ``hits`` on, by that at ``hits`` itself."""
    term = total = 1.0
    for hit, miss in zip(range(hits, hits + _ADDED), range(misses, 0, -1), strict=False):
        term *= miss * (hit + alpha) / ((hit + 1.0) * (miss - 1.0 + beta))
        total += term
        if term < _LEAST * total:
            return total
    end, left = hits + _ADDED, misses - _ADDED
    if left < 2:  # noqa: PLR2004 - no two ratios are left to compute a bend from
        return total + term * max(left, 0)
    rest = _rest(_ratio(end, left, alpha, beta), _ratio(end + 1, left - 1, alpha, beta))
    return total + term * min(rest, left)


def _ratio(hits: int, misses: int, alpha: float, beta: float) -> float:
    """The mass at one hit more, and one miss less, by that at these."""
    return misses * (hits + alpha) / ((hits + 1.0) * (misses - 1.0 + beta))


def _rest(first: float, second: float) -> float:
    """All further terms by the last one, from the next two ratios: a tail like a bell curve, or geometric."""
    bend = log(first / second)
    slope = -log(first) - bend / 2.0
    if bend <= 0.0 or slope > _STEEP * sqrt(bend):
        return first / (1.0 - first) if first < 1.0 else inf
    far = max((slope + bend / 2.0) / sqrt(bend), -_STEEP)
    return exp(far * far / 2.0 - slope / 2.0 - bend / 8.0) * 0.5 * erfc(far / sqrt(2.0)) * sqrt(2.0 * pi / bend)
