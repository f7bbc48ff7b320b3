"""A backtest in, the pages out that would be sent for their severity, though the brand had as much of late.

They need two buckets in a row of the highest severity. Where the series does not say how
many posts were negative, what is given is how many there would be if all were.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from functions.detect.moments.opening import SEVERE_APART_MS
from functions.detect.moments.overall_sentiment import SeverityInput
from functions.detect.moments.severity import severity
from infra.cli.backtest.run import Backtest, JudgedBucket
from shared.domain.moments.moment import Kind, Severity

PAGED = (Kind.VOLUME_BURST, Kind.NEGATIVE_SURGE)
"""The kinds of moment that may be of the highest severity by their counts."""


def says_sentiment(backtest: Backtest) -> bool:
    """Whether the series says how many of its posts are negative."""
    return any(bucket.bucket.scored for bucket in backtest.buckets)


def severe_pages(backtest: Backtest) -> list[JudgedBucket]:
    """The first bucket of each such page; none within three days of an alert or of another one."""
    found = list[JudgedBucket]()
    if backtest.settings.signal.kind not in PAGED:
        return found
    alerts = {alert.start_ms for alert in backtest.alarms}
    last_ms, normal, known = -SEVERE_APART_MS, _Posts(), says_sentiment(backtest)
    for bucket, following in pairwise(backtest.buckets):
        pair = (bucket, following)
        if bucket.start_ms in alerts:
            last_ms = bucket.start_ms
        elif bucket.start_ms - last_ms >= SEVERE_APART_MS and all(one.result.improbable for one in pair):
            now = _Posts().plus(bucket).plus(following) if known else _Posts(1, 1)
            if all(_is_severe(backtest, one, now, normal) for one in pair):
                found.append(bucket)
                last_ms = bucket.start_ms
        normal = normal.plus(bucket)
    return found


class _Posts(NamedTuple):
    """Posts that were scored, and how many of them are negative."""

    negative: int = 0
    scored: int = 0

    @property
    def share(self) -> float | None:
        return self.negative / self.scored if self.scored else None

    def plus(self, bucket: JudgedBucket) -> _Posts:
        return _Posts(self.negative + bucket.bucket.negative, self.scored + bucket.bucket.scored)


def _is_severe(backtest: Backtest, bucket: JudgedBucket, now: _Posts, normal: _Posts) -> bool:
    found = SeverityInput(
        kind=backtest.settings.signal.kind,
        observed=bucket.result.count,
        expected=bucket.result.expected,
        negative_share=now.share,
        normal_negative_share=normal.share,
        positive_share=None,
        scored_share=float(now.scored > 0),
        reach=0,
        scored=now.scored if normal.scored else 0,
    )
    return severity(found)[0] is Severity.SEV1
