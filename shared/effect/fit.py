"""The counts around a statement in, all values of its effect that are consistent with them out.

The model of the logarithms of the negative and the other posts of each span (an interrupted
time series with a control, Bernal et al. 2017)::

    log negative = level + volume + effect * read + noise
    log other    = level + volume + log(1 + posts that repeat the statement) + noise

``read`` goes from 0 to 1 while people read the statement. How many posts only repeat it is not
known, so a few answers are tried (a profile likelihood). They look like calm, but they come at
once and fade, while an effect comes slowly and stays.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from shared.effect.least_squares import LeastSquares, least_squares
from shared.effect.noise import mix_covariance, volume_covariance
from shared.effect.windows import Around, Posts, Span

READ_MINUTES = 15
"""Minutes until a statement has its full effect."""

ECHO_HALF_LIFE = 30
"""Minutes after which posts that repeat a statement have halved (Kwak et al. 2010: half of all reposts come within
an hour)."""

ECHOES = (0.0, 0.025, 0.05, 0.075, 0.1)
"""At first so many posts may repeat a statement, relative to the busiest quarter of an hour of the crisis."""

_ANY_LEVEL = 100.0
"""The variance of a level of which nothing is known."""


class Above(NamedTuple):
    """The posts of a span beyond what is normal at this time of day, and their standard deviation."""

    value: float
    deviation: float


class Fits(NamedTuple):
    """The best fit for each number of posts that only repeat the statement."""

    fits: Sequence[LeastSquares]

    @property
    def best(self) -> LeastSquares:
        """The best of all."""
        return min(self.fits, key=lambda fit: fit.least)

    def against(self, effect: float) -> float:
        """How many standard deviations the counts are away from ``effect``, negative where the best is below it.

        The signed root of the ratio of likelihoods.
        """
        gap = min(fit.misfit(effect) for fit in self.fits) - self.best.least
        return math.copysign(math.sqrt(max(0.0, gap)), self.best.best - effect)

    def interval(self, z: float) -> tuple[float, float]:
        """All effects that the counts are no more than ``z`` standard deviations away from."""
        found = [
            fit.best + sign * fit.error * math.sqrt(room)
            for fit in self.fits
            if (room := z**2 - (fit.least - self.best.least)) >= 0
            for sign in (-1, 1)
        ]
        return min(found), max(found)


def above_normal(posts: Posts, normal: Posts, *, negative: bool, echo: float = 0.0) -> Above:
    """The posts that the crisis adds, without an ``echo``; at least half a standard deviation (two Poisson counts)."""
    count, usual = (posts.negative, normal.negative) if negative else (posts.other, normal.other)
    times = posts.minutes / normal.minutes if normal.minutes else 0.0
    deviation = math.sqrt(max(count, 1) + usual * times**2)
    return Above(max(count - usual * times - echo, deviation / 2), deviation)


def fit(around: Around) -> Fits:
    """The effects on the log of the negative posts that are consistent with these counts; there must be some before."""
    negative, other = (above_normal(around.before, around.normal, negative=kind) for kind in (True, False))
    share = negative.value / (negative.value + other.value)
    posts_an_hour = 60 * (negative.value + other.value) / around.before.minutes
    shared = _covariance([(span.start, span.end) for span in around.spans], share, posts_an_hour)
    pattern = [read(span) for span in around.spans] + [0.0] * len(around.spans)
    return Fits([_fit(around, around.busiest * echo, shared, pattern) for echo in ECHOES])


def _fit(around: Around, echo: float, shared: Sequence[Sequence[float]], pattern: Sequence[float]) -> LeastSquares:
    found = [above_normal(span.posts, around.normal, negative=True) for span in around.spans]
    found += [
        above_normal(span.posts, around.normal, negative=False, echo=echo * _echoes(span)) for span in around.spans
    ]
    minutes = [span.posts.minutes for span in around.spans] * 2
    logs = [math.log(above.value / length) for above, length in zip(found, minutes, strict=True)]
    middle = sum(logs) / len(logs)
    covariance = [
        [*row[:place], row[place] + (above.deviation / above.value) ** 2, *row[place + 1 :]]
        for place, (row, above) in enumerate(zip(shared, found, strict=True))
    ]
    return least_squares([log - middle for log in logs], pattern, covariance)


def _covariance(spans: Sequence[tuple[float, float]], share: float, posts_an_hour: float) -> list[list[float]]:
    """Between the logs of all counts, negative ones first; more negative posts mean fewer others in one mix."""
    kinds = [(span, 1 - share, True) for span in spans] + [(span, -share, False) for span in spans]
    return [
        [
            volume_covariance(one, two)
            + weight * weight2 * mix_covariance(one, two, posts_an_hour)
            + _ANY_LEVEL * (kind is kind2)
            for two, weight2, kind2 in kinds
        ]
        for one, weight, kind in kinds
    ]


def read(span: Span) -> float:
    """The part of its effect that a statement has in a span: it rises for :data:`READ_MINUTES`.

    >>> [read(Span(start, end, Posts(10, 0, 0))) for start, end in ((-10, 0), (0, 15), (0, 30), (30, 60))]
    [0.0, 0.5, 0.75, 1.0]
    """
    if span.end <= 0:
        return 0.0
    rising = min(span.end, READ_MINUTES) - min(span.start, READ_MINUTES)
    half = (min(span.end, READ_MINUTES) + min(span.start, READ_MINUTES)) / 2 / READ_MINUTES
    return (rising * half + (span.end - span.start - rising)) / (span.end - span.start)


def _echoes(span: Span) -> float:
    """The posts of a span that repeat a statement, if it is one a minute at first.

    >>> [round(_echoes(Span(start, end, Posts(30, 0, 0))), 1) for start, end in ((-30, 0), (0, 30), (30, 60))]
    [0.0, 21.6, 10.8]
    """
    if span.end <= 0:
        return 0.0
    return float(
        ECHO_HALF_LIFE / math.log(2) * (0.5 ** (span.start / ECHO_HALF_LIFE) - 0.5 ** (span.end / ECHO_HALF_LIFE))
    )
