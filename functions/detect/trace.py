"""A trace: a recorded series judged bucket by bucket, as it would have been judged live.

Each bucket is judged by what came before it and learnt afterwards, so no score depends
on what follows it. A bucket that is not in the series was not collected: it says
nothing, and above all not that nobody spoke.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import log10
from typing import NamedTuple

from functions.detect.alarm import NEWS
from functions.detect.detector import Bucket, begin, judge, learn
from shared.bucket import BUCKET_MS

WEEK_MS = 7 * 24 * 3_600_000


class Traced(NamedTuple):
    """One bucket of the series: ``expected`` mentions, the ``score`` and whether it would have alerted.

    ``score`` is the return period as a decimal logarithm of buckets, 0.0 where nothing is new.
    """

    start_ms: int
    count: int
    expected: float
    score: float
    alert: bool


def traced(
    series: Iterable[tuple[int, int]], *, false_alarms_per_week: float = 1.0, bucket_ms: int = BUCKET_MS
) -> Iterator[Traced]:
    """Judge a series of (start of the bucket in epoch ms, count), oldest first, starts on the grid of ``bucket_ms``."""
    limit = log10(WEEK_MS / bucket_ms / false_alarms_per_week)
    state = None
    for start_ms, count in series:
        bucket = Bucket(start_ms, count)
        if state is None:
            state = begin(bucket)
            yield Traced(start_ms, count, float(count), 0.0, alert=False)
            continue
        score = judge(state, bucket)
        fresh = score.period > NEWS * score.envelope
        news = score.period if fresh else 0.0
        yield Traced(start_ms, count, score.expected, news, news >= limit)
        state = learn(state, bucket, score)
