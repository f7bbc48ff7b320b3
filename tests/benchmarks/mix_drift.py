"""How much the mix of a crisis drifts that nobody answers: ``python -m tests.benchmarks mix_drift``.

From recorded posts of a surge at airlines, where they lie beside this checkout. With 18 posts an hour, most of
what changes from hour to hour is the noise of counting. A state-space model keeps it apart: the log odds
of a negative post walk from one quarter of an hour to the next, what posts of the same quarter have
in common is added to each, and the negative ones are binomial. The likelihood is exact but for its grid.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache

from shared.domain.time import HOUR_MS
from tests.benchmarks.__main__ import Figure
from tests.benchmarks.replays.recorded_brands import minute_counts, recordings

QUARTER_MS = HOUR_MS // 4
DRIFTS = (0.0, 0.06, 0.1, 0.17)
"""Standard deviations of the log odds after one hour that are compared."""

ALIKE = (0.0, 0.3, 0.4)
"""Standard deviations of the log odds of one quarter of an hour that are tried."""

STEP = 0.03
GRID = [STEP * place for place in range(-100, 101)]
NODES = ((-1.7320508, 1 / 6), (0.0, 2 / 3), (1.7320508, 1 / 6))
"""Three points with weights that stand for a normal distribution (Gauss and Hermite)."""

Quarters = Sequence[tuple[int, int, int]]
"""Quarters of an hour with posts: their number, the negative posts and all scored ones."""


def figures() -> list[Figure]:
    """The log likelihood of each drift below that of the best."""
    series = list(_series())
    found = {drift: max(_likelihood(series, drift, alike) for alike in ALIKE) for drift in DRIFTS} if series else {}
    best = max(found.values(), default=0.0)
    return [(f"drift of {drift} an hour: log likelihood", value - best, "", None) for drift, value in found.items()]


def _series() -> Iterator[Quarters]:
    """Of each airline, the quarters of an hour of its surge."""
    for recording in recordings().values():
        sums: dict[int, tuple[int, int]] = {}
        for count in minute_counts(recording.mentions):
            if count.minute_ms in recording.surge:
                place = (count.minute_ms - recording.surge.start) // QUARTER_MS
                negative, scored = sums.get(place, (0, 0))
                sums[place] = negative + count.tally.negative, scored + count.tally.scored
        if sums:
            yield [(place, *sums[place]) for place in sorted(sums)]


def _likelihood(series: Sequence[Quarters], drift: float, alike: float) -> float:
    return sum(_likelihood_of_one(quarters, drift, alike) for quarters in series)


def _likelihood_of_one(quarters: Quarters, drift: float, alike: float) -> float:
    belief: Sequence[float] = [1 / len(GRID)] * len(GRID)
    found, last = 0.0, quarters[0][0]
    for place, negative, scored in quarters:
        belief = _walked(belief, drift * math.sqrt((place - last) / 4))
        belief = [one * other for one, other in zip(belief, _seen(negative, scored, alike), strict=True)]
        evidence = sum(belief)
        found, last = found + math.log(evidence), place
        belief = [one / evidence for one in belief]
    return found


def _walked(belief: Sequence[float], deviation: float) -> Sequence[float]:
    reach = math.ceil(4 * deviation / STEP)
    if not reach:
        return belief
    weights = [math.exp(-((STEP * place / deviation) ** 2) / 2) for place in range(-reach, reach + 1)]
    whole = sum(weights)
    padded = [0.0] * reach + list(belief) + [0.0] * reach
    windows = (padded[place : place + len(weights)] for place in range(len(belief)))
    return [sum(map(float.__mul__, window, weights)) / whole for window in windows]


@cache
def _seen(negative: int, scored: int, alike: float) -> Sequence[float]:
    """The likelihood of these posts for each value of the grid."""
    return [sum(weight * _binomial(negative, scored, odds + alike * node) for node, weight in NODES) for odds in GRID]


def _binomial(negative: int, scored: int, odds: float) -> float:
    share = 1 / (1 + math.exp(-odds))
    return math.comb(scored, negative) * share**negative * (1 - share) ** (scored - negative)
