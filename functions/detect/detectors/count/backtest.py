"""A recorded series in, each bucket judged as it would have been judged live out.

Each bucket is judged by what came before it and learnt afterwards, so no score depends
on what follows it. A bucket that is not in the series was not collected: it says
nothing, and above all not that nobody posted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from functions.detect.detectors.count.scoring import CountScore, begin, missed, step
from functions.detect.detectors.count.state import CountBucket
from functions.detect.stats.rates import learning_rates
from shared.domain.time import BUCKET_MS, minute_of_week


@dataclass(slots=True)
class BacktestBucket:
    """One bucket of the series: ``expected`` mentions, the ``score`` and whether it would have alerted.

    ``score`` is the return period as a decimal logarithm of buckets, 0.0 where nothing is
    new; ``fall`` says that it is that of a sudden fall.
    """

    start_ms: int
    count: int
    expected: float
    score: float
    alert: bool
    fall: bool = False


def backtest(
    series: Iterable[tuple[int, int]],
    *,
    false_alarms_per_week: float = 1.0,
    bucket_ms: int = BUCKET_MS,
    time_zone: str = "UTC",
) -> Iterator[BacktestBucket]:
    """Judge a series of (start of the bucket in epoch ms, count), oldest first, ``bucket_ms`` or more apart.

    ``time_zone`` is that by whose clock people post.
    """
    rates = learning_rates(bucket_ms)
    limit = rates.return_period(1.0 / false_alarms_per_week)
    state = None
    for start_ms, count in series:
        bucket = CountBucket(start_ms, count, minute_of_week(start_ms, time_zone))
        if state is None:
            state = begin(bucket, rates)
            yield BacktestBucket(start_ms, count, float(count), 0.0, alert=False)
            continue
        state = missed(state, start_ms, rates)
        score, state = step(state, bucket, rates)
        yield _judged(score, limit)


def _judged(score: CountScore, limit: float) -> BacktestBucket:
    rise = score.period if score.renotified or score.rises_beyond(limit) else 0.0
    fall = score.fall_period if score.fall_renotified else 0.0
    larger = max(rise, fall)
    return BacktestBucket(score.bucket_ms, score.observed, score.expected, larger, larger >= limit, fall > rise)
