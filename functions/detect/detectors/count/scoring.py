"""The detector: one signal's memory, what a bucket teaches it, and how it judges a count.

``settle`` learns a closed bucket and ``judge`` scores a count without learning it.
Both are pure and see nothing later than their bucket, so a replay is exact.

A rise is judged in three windows: the bucket alone, some minutes, some hours. Each may
surprise; the largest surprise counts, the narrowest window's after a deduction, because
it has many more chances to be high. A fall is judged over a quarter of an hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from functions.detect.stats import baseline as normal
from functions.detect.stats.baseline import Baseline, Outlook, belief
from functions.detect.stats.negative_binomial import fall_surprise
from functions.detect.stats.peaks import Peaks, initial_peaks, return_period, with_peak
from functions.detect.stats.rates import BUCKET_RATES, LearningRates
from functions.detect.stats.renotify import Envelope, after, aged, bar, highest, is_news, over
from functions.detect.stats.rounding import coarse
from functions.detect.stats.smoothing import unusual
from shared.domain.time import BUCKET_MS

DETECTOR = 2
"""The version of these rules, kept in every decision record."""

ABRUPT_HANDICAP = 1.0
"""What a single bucket's surprise is reduced by before it counts."""

RISE_HANDICAP, FALL_HANDICAP = 0.15, 1.0
"""What a return period is reduced by, because there are several windows and a fall besides a rise: so
nearly all the false alarms that are promised are spent on rises."""

NOISE = 2.5
"""Scales beyond its record from which an episode is none of a brand's noise. It does not teach how wild that is:
else a brand that went through some crises would be deaf to the next."""

GAP_DAYS = 14
"""Silent days that are learnt as zeros; a longer silence only ages what is known."""


@dataclass(frozen=True, slots=True)
class CountBucket:
    """Five minutes of one signal: ``count`` mentions, by the time they were published.

    ``heard`` says whether any mention of the brand, of whatever signal, came in time to
    alert: from the first of them on, the brand counts as listened to.
    """

    start_ms: int
    count: int
    heard: bool = True


class CountState(NamedTuple):
    """What is remembered of one brand and signal after the bucket that started at ``bucket_ms``.

    ``seen`` is the number of mentions ever learnt, ``heard`` the number of buckets since
    the brand was first listened to. Rises and falls have a record (board) and a novelty each.
    """

    bucket_ms: int
    seen: int
    heard: int
    baseline: Baseline
    rises: Peaks
    falls: Peaks
    risen: Envelope
    fallen: Envelope


class CountScore(NamedTuple):
    """The judgement of one count.

    ``surprise`` (of the widest kind), ``abrupt`` (of this bucket alone) and ``hush`` (of a
    fall) are negative decimal logarithms of a probability; ``period`` and ``fall`` say in
    how many buckets such a rise or fall is expected once, as decimal logarithms, and must
    clearly exceed ``bar`` and ``fall_bar`` to be ``news`` and ``fall_news``; ``highest`` is the
    largest period of a rise of late, news also where that was too small to be told. ``belief`` (0 to 1)
    is the weight of the shape of the week in ``expected``; ``excess`` is the number of
    mentions above the expectation within the smoothing window.
    """

    bucket_ms: int
    observed: int
    expected: float
    belief: float
    dispersion: float
    surprise: float
    abrupt: float
    excess: float
    period: float
    highest: float
    bar: float
    news: bool
    hush: float
    fall: float
    fall_bar: float
    fall_news: bool
    heard: int

    def rises_beyond(self, limit: float) -> bool:
        """Whether it is a rise rarer than ``limit`` (a return period), and was not told yet at that limit."""
        return self.period >= limit and self.observed > self.expected and (self.news or self.highest < limit)


def begin(bucket: CountBucket, pace: LearningRates = BUCKET_RATES) -> CountState:
    """The state after a signal's first bucket."""
    record = initial_peaks(bucket.start_ms // pace.bucket_ms, pace)
    return CountState(
        bucket_ms=bucket.start_ms,
        seen=bucket.count,
        heard=int(bucket.heard),
        baseline=normal.first(float(bucket.count)),
        rises=record,
        falls=record,
        risen=Envelope(),
        fallen=Envelope(),
    )


def settle(state: CountState | None, bucket: CountBucket) -> CountState:
    """The state once ``bucket`` is closed and learnt; one that is learnt already changes nothing.

    Buckets between the last one and this are silent ones: mentions there would have come first.
    """
    if state is None:
        return begin(bucket)
    if bucket.start_ms <= state.bucket_ms:
        return state
    return step(_through_silence(state, bucket.start_ms), bucket)[1]


def judge(state: CountState, bucket: CountBucket, pace: LearningRates = BUCKET_RATES) -> CountScore:
    """How unusual ``bucket.count`` is so far, for the bucket that comes after ``state``."""
    return _judged(state, bucket, normal.outlook(state.baseline, bucket.count, bucket.start_ms), pace)


def learn(state: CountState, bucket: CountBucket, score: CountScore, pace: LearningRates = BUCKET_RATES) -> CountState:
    """The state after ``bucket``, the very next one, which :func:`judge` gave this ``score``."""
    return _learnt(state, bucket, score, normal.outlook(state.baseline, bucket.count, bucket.start_ms), pace)


def step(state: CountState, bucket: CountBucket, pace: LearningRates = BUCKET_RATES) -> tuple[CountScore, CountState]:
    """The score of a closed bucket and the state after it."""
    seen = normal.outlook(state.baseline, bucket.count, bucket.start_ms)
    score = _judged(state, bucket, seen, pace)
    return score, _learnt(state, bucket, score, seen, pace)


def missed(state: CountState, until_ms: int, pace: LearningRates = BUCKET_RATES) -> CountState:
    """The state just before the bucket at ``until_ms``, nothing having been collected since: it only ages.

    Silence is not learnt from a collection that did not take place.
    """
    buckets = (until_ms - state.bucket_ms) // pace.bucket_ms - 1
    if buckets <= 0:
        return state
    return state._replace(
        bucket_ms=state.bucket_ms + buckets * pace.bucket_ms,
        heard=state.heard + (buckets if state.heard else 0),
        baseline=normal.unheard(state.baseline, buckets),
        risen=aged(state.risen, buckets, pace),
        fallen=aged(state.fallen, buckets, pace),
    )


def _learnt(
    state: CountState, bucket: CountBucket, score: CountScore, seen: Outlook, pace: LearningRates
) -> CountState:
    base, place = state.baseline, bucket.start_ms // pace.bucket_ms
    risen = after(state.risen, score.period, score.abrupt, pace)
    taught = normal.learnt(base, seen, bucket.start_ms, pace)
    return CountState(
        bucket_ms=bucket.start_ms,
        seen=state.seen + bucket.count,
        heard=score.heard,
        baseline=normal.relieved(taught) if over(state.risen, risen) else taught,
        rises=with_peak(state.rises, score.surprise, place, pace, noise=NOISE),
        falls=with_peak(state.falls, score.hush, place, pace),
        risen=risen,
        fallen=after(state.fallen, score.fall, score.hush, pace),
    )


def _judged(state: CountState, bucket: CountBucket, seen: Outlook, pace: LearningRates) -> CountScore:
    base, trust = state.baseline, belief(state.baseline, pace)
    expected = (1.0 - trust) * seen.flat + trust * seen.shaped
    abrupt, both = _surprises(base, seen, trust, above=bucket.count > expected)
    lull = fall_surprise(
        normal.FALL_WIDTH * seen.falling.talk, normal.FALL_WIDTH * seen.falling.shaped, base.spreads.smooth.shaped
    )
    period = coarse(max(return_period(state.rises, both, base.buckets, pace) - RISE_HANDICAP, 0.0))
    fall = coarse(max(return_period(state.falls, lull, base.buckets, pace) - FALL_HANDICAP, 0.0))
    return CountScore(
        bucket_ms=bucket.start_ms,
        observed=bucket.count,
        expected=coarse(expected),
        belief=coarse(trust),
        dispersion=base.spreads.smooth.flat,
        surprise=coarse(both),
        abrupt=coarse(abrupt),
        excess=coarse((seen.smooth.talk - seen.smooth.flat) * (seen.width + 1.0) / 2.0),
        period=period,
        highest=highest(state.risen),
        bar=bar(state.risen),
        news=bucket.count > expected and is_news(state.risen, period),
        hush=coarse(lull),
        fall=fall,
        fall_bar=bar(state.fallen),
        fall_news=bucket.count < expected and is_news(state.fallen, fall),
        heard=state.heard + int(bucket.heard or state.heard > 0),
    )


def _lull(base: Baseline, seen: Outlook) -> float:
    width = normal.FALL_WIDTH
    return fall_surprise(width * seen.falling.talk, width * seen.falling.shaped, base.spreads.smooth.shaped)


def _surprises(base: Baseline, seen: Outlook, trust: float, *, above: bool) -> tuple[float, float]:
    """The bucket's own surprise, and the largest of all windows; a bucket that is not high burns not even slowly."""
    spreads = base.spreads
    abrupt = unusual(seen.abrupt, 1.0, spreads.abrupt, trust)
    smooth = unusual(seen.smooth, seen.width, spreads.smooth, trust)
    slow = unusual(seen.slow, normal.SLOW_WIDTH, spreads.slow, trust) if above else 0.0
    return abrupt, max(smooth, slow, abrupt - ABRUPT_HANDICAP)


def _through_silence(state: CountState, until_ms: int) -> CountState:
    """The state just before the bucket at ``until_ms``, everything since being silent."""
    missing = (until_ms - state.bucket_ms) // BUCKET_MS - 1
    for _ in range(min(missing, round(GAP_DAYS * BUCKET_RATES.day))):
        silent = CountBucket(state.bucket_ms + BUCKET_MS, 0, heard=False)
        state = step(state, silent)[1]
    return missed(state, until_ms)
