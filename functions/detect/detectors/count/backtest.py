"""A recorded series in, each bucket judged as it would have been judged live out.

Each bucket is judged by what came before it and learnt afterwards, so no score depends
on what follows it. A bucket that is not in the series was not collected: it says
nothing, and above all not that nobody posted. A rise passes the same gates as live.

People can confirm only what they were told. So what was reported in a confirmed window teaches
nothing from the alert on, as live, and what was not reported there counts like anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from functions.detect.detectors.confirmed import Confirmed, Part
from functions.detect.detectors.count.alarm import is_flood, is_improbable, is_learning, is_normal, may_alarm
from functions.detect.detectors.count.score import CountScore
from functions.detect.detectors.count.scoring import missed, step, unknown
from functions.detect.detectors.count.state import CountBucket
from functions.detect.detectors.evaluation import QUIET_BUCKETS
from functions.detect.detectors.signal import Signal
from functions.detect.stats.rates import LearningRates, learning_rates
from shared.domain.brand import Sensitivity
from shared.domain.time import BUCKET_MS, minute_of_week


@dataclass(slots=True)
class BacktestBucket:
    """One bucket of the series: ``expected`` mentions, the ``score`` and whether it would have alerted.

    ``score`` is the return period as a decimal logarithm of buckets, 0.0 where nothing is
    new, or too little is known or was posted for an alarm; ``fall`` says that it is that of a
    sudden fall. A flood of a brand that is not known yet alerts with the score of the limit.
    ``improbable``: it is no alert only because the brand had as much of late.
    """

    start_ms: int
    count: int
    expected: float
    score: float
    alert: bool
    fall: bool = False
    improbable: bool = False


@dataclass(frozen=True, slots=True)
class Gates:
    """What an alert of a backtest must pass: the same as live, with a limit of its own."""

    limit: float
    signal: Signal
    sensitivity: Sensitivity
    rates: LearningRates

    def judged(self, score: CountScore) -> BacktestBucket:
        """The bucket with this score."""
        rise = fall = 0.0
        new = score.renotified or score.rises_beyond(self.limit)
        if new and may_alarm(score, self.signal, self.sensitivity, self.rates):
            rise = score.period
        if score.flood and is_flood(score, self.signal):
            rise = max(rise, self.limit)
        if score.fall_renotified and not is_learning(score, self.rates):
            fall = score.fall_period
        larger = max(rise, fall)
        alert = larger >= self.limit
        likely = alert or score.surprise < self.limit
        improbable = not likely and is_improbable(score, self.signal, self.sensitivity, self.limit)
        return BacktestBucket(score.bucket_ms, score.observed, score.expected, larger, alert, fall > rise, improbable)


def backtest(
    series: Iterable[tuple[int, int] | tuple[int, int, int, int]],
    *,
    false_alarms_per_week: float = 1.0,
    bucket_ms: int = BUCKET_MS,
    time_zone: str = "UTC",
    signal: Signal = Signal.VOLUME,
    sensitivity: Sensitivity = Sensitivity.STANDARD,
    confirmed: Sequence[Confirmed] = (),
) -> Iterator[BacktestBucket]:
    """Judge a series of (start of the bucket in epoch ms, count), oldest first, ``bucket_ms`` or more apart.

    The brand's negative and scored posts may follow each count. ``time_zone`` is that by whose
    clock people post; ``signal`` and ``sensitivity`` say how many posts an alarm needs. What is
    told of a burst in a ``confirmed`` window counts as confirmed at once.
    """
    rates = learning_rates(bucket_ms)
    gates = Gates(rates.return_period(1.0 / false_alarms_per_week), signal, sensitivity, rates)
    state, told = None, _Told(confirmed)
    for start_ms, count, *mood in series:
        bucket = CountBucket(start_ms, count, minute_of_week(start_ms, time_zone))
        if mood:
            bucket = bucket._replace(negative=mood[0], scored=mood[1])
        before = missed(state, start_ms, rates) if state else unknown(bucket, rates)
        score, state = step(before, bucket, rates)
        judged = gates.judged(score)
        if confirmed and (part := told.part(judged, score)):
            state = step(before, bucket._replace(confirmed=part), rates)[1]
        yield judged


class _Told:
    """What was told in windows that people confirmed: an episode, as live, from its alert to three normal buckets."""

    def __init__(self, windows: Sequence[Confirmed]) -> None:
        self._windows = windows
        self._episode: Confirmed | None = None
        self._normal = 0

    def part(self, judged: BacktestBucket, score: CountScore) -> Part:
        """What the bucket is of a confirmed episode; an alert of a burst in a window begins one."""
        if self._episode and self._normal < QUIET_BUCKETS:
            self._normal = self._normal + 1 if is_normal(score) else 0
            self._episode = self._episode._replace(end_ms=judged.start_ms)
        part = self._episode.part(judged.start_ms) if self._episode else Part.NONE
        if part is not Part.EPISODE and judged.alert and not judged.fall and self._in_window(judged.start_ms):
            self._episode, self._normal, part = Confirmed(judged.start_ms, judged.start_ms), 0, Part.EPISODE
        return part

    def _in_window(self, start_ms: int) -> bool:
        return any(window.first_ms <= start_ms <= window.end_ms for window in self._windows)
