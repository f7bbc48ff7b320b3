"""The detectors that are compared: ours and its peers, each at the threshold a user would leave it at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import log10

from functions.detect.detectors.count.backtest import backtest
from tests.benchmarks.comparison import random_cut_forest
from tests.benchmarks.comparison.bursts import DAY, WEEK
from tests.benchmarks.comparison.peers import Gnip, HourBand, Huginn, MedianBand, Rule, Smoothed
from tests.benchmarks.comparison.streams import Series

Scores = list[tuple[int, float]]
"""(number of the bucket, score), oldest first, of every bucket that was collected and scored above 0."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """A detector: how it scores a series, from which score on it alarms by default.

    ``rest`` is how many buckets it stays silent after an alarm, by its own rules. A
    ``slow`` one takes part with the first seed only.
    """

    name: str
    threshold: float
    scored: Callable[[Series], Scores]
    rest: int = 0
    rule: Callable[[], Rule] | None = None
    slow: bool = False


def ours(series: Series) -> Scores:
    """Our detector's return periods; they do not depend on the promise.

    An alarm at a sudden fall where nothing happens is as false as one at a burst; it catches no burst.
    """
    found = (seen for seen in backtest(series.counted) if seen.score > 0.0 and not (seen.fall and series.bursts))
    return [(series.number(seen.start_ms), seen.score) for seen in found]


def theirs(rule: Callable[[], Rule], series: Series) -> Scores:
    """A rule's scores of a series."""
    run = rule()
    scored = ((series.number(at_ms), run.score(at_ms, count)) for at_ms, count in series.counted)
    return [(number, score) for number, score in scored if score > 0.0]


def _peer(name: str, threshold: float, rule: Callable[[], Rule], *, rest: int = 0, slow: bool = False) -> Contestant:
    return Contestant(name, threshold, partial(theirs, rule), rest, rule, slow)


OURS = Contestant("Foreshock", log10(WEEK), ours)

CONTESTANTS = (
    OURS,
    _peer("Huginn", 3.0, Huginn, rest=2 * DAY),
    _peer("EWMA z", 3.0, Smoothed),
    _peer("hour of day", 2.0, partial(HourBand, 24, 14)),
    _peer("hour of week", 2.0, partial(HourBand, 168, 6)),
    _peer("Gnip last", 1.0, partial(Gnip, hourly=False)),
    _peer("Gnip hourly", 1.0, partial(Gnip, hourly=True)),
    _peer("median/MAD", 3.5, MedianBand),
    *((_peer("RCF", 3.0, random_cut_forest.Forest, slow=True),) if random_cut_forest.INSTALLED else ()),
)
"""Our detector first."""
