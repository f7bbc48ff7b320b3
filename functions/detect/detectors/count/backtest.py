"""A trace: a recorded series judged bucket by bucket, as it would have been judged live.

Each bucket is judged by what came before it and learnt afterwards, so no score depends
on what follows it. A bucket that is not in the series was not collected: it says
nothing, and above all not that nobody spoke.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from functions.detect.detectors.count.scoring import CountBucket, CountScore, begin, missed, step
from functions.detect.stats.rates import LearningRates
from shared.domain.time import BUCKET_MS


@dataclass(slots=True)
class BacktestBucket:
    """One bucket of the series: ``expected`` mentions, the ``score`` and whether it would have alerted.

    ``score`` is the return period as a decimal logarithm of buckets, 0.0 where nothing is
    new; ``fall`` says that it is that of a sudden silence.
    """

    start_ms: int
    count: int
    expected: float
    score: float
    alert: bool
    fall: bool = False


def backtest(
    series: Iterable[tuple[int, int]], *, false_alarms_per_week: float = 1.0, bucket_ms: int = BUCKET_MS
) -> Iterator[BacktestBucket]:
    """Judge a series of (start of the bucket in epoch ms, count), oldest first, ``bucket_ms`` or more apart."""
    pace = LearningRates(bucket_ms)
    limit = pace.once_in(1.0 / false_alarms_per_week)
    state = None
    for start_ms, count in series:
        bucket = CountBucket(start_ms, count)
        if state is None:
            state = begin(bucket, pace)
            yield BacktestBucket(start_ms, count, float(count), 0.0, alert=False)
            continue
        state = missed(state, start_ms, pace)
        score, state = step(state, bucket, pace)
        yield _told(score, limit)


def _told(score: CountScore, limit: float) -> BacktestBucket:
    told = score.news or score.rises_beyond(limit)
    rise, fall = score.period if told else 0.0, score.fall if score.fall_news else 0.0
    news = max(rise, fall)
    return BacktestBucket(score.bucket_ms, score.observed, score.expected, news, alert=news >= limit, fall=fall > rise)
