"""The detector: one signal's memory, what a bucket teaches it, and how it judges a count.

``settle`` learns a closed bucket and ``judge`` scores a count without learning it.
Both are pure and see nothing later than their bucket, so a replay is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

from functions.detect import baseline as normal
from functions.detect.baseline import DAY, Baseline
from functions.detect.board import Board, blank, entered, return_period
from functions.detect.digits import rounded
from functions.detect.surprise import surprise
from shared.bucket import BUCKET_MS

DETECTOR = 1
"""The version of these rules, kept in every decision record."""

FLAT_SHARE = 0.75
"""How much the flat expectation weighs against the one by time of day."""

ABRUPT_HANDICAP = 1.0
"""What a single bucket's surprise is reduced by before it counts: it has many more
chances to be high than the smoothed count, and so raises hardly any alarm of its own."""

GAP = 14 * DAY
"""Silent buckets that are learnt as zeros; a longer silence only ages what is known."""

_FADE = 2.0 ** (-1.0 / DAY)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Five minutes of one signal: ``count`` mentions, by the time they were published.

    ``heard`` says whether any mention of the brand, of whatever signal, came in time to
    alert: from the first of them on, the brand counts as listened to.
    """

    start_ms: int
    count: int
    heard: bool = True


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered of one brand and signal after the bucket that started at ``bucket_ms``.

    ``seen`` is the number of mentions ever learnt, ``heard`` the number of buckets since
    the brand was first listened to, ``envelope`` the largest return period of late
    (a decimal logarithm, halved every day): what an alarm must exceed to be news.
    """

    bucket_ms: int
    seen: int
    heard: int
    envelope: float
    baseline: Baseline
    board: Board


@dataclass(frozen=True, slots=True)
class Score:
    """The judgement of one count.

    ``surprise`` and ``abrupt`` (of this bucket alone) are negative decimal logarithms of
    a probability; ``period`` and ``abrupt_period`` say in how many buckets as much is
    expected once, as decimal logarithms. ``excess`` is the number of mentions above the
    expectation within the smoothing window.
    """

    bucket_ms: int
    observed: int
    expected: float
    dispersion: float
    surprise: float
    abrupt: float
    excess: float
    period: float
    abrupt_period: float
    envelope: float
    heard: int


def begin(bucket: Bucket) -> State:
    """The state after a signal's first bucket."""
    return State(
        bucket_ms=bucket.start_ms,
        seen=bucket.count,
        heard=int(bucket.heard),
        envelope=0.0,
        baseline=normal.first(float(bucket.count)),
        board=blank(bucket.start_ms // BUCKET_MS),
    )


def settle(state: State | None, bucket: Bucket) -> State:
    """The state once ``bucket`` is closed and learnt; one that is learnt already changes nothing.

    Buckets between the last one and this are silent ones: mentions there would have come first.
    """
    if state is None:
        return begin(bucket)
    if bucket.start_ms <= state.bucket_ms:
        return state
    caught_up = _through_silence(state, bucket.start_ms)
    return learn(caught_up, bucket, judge(caught_up, bucket))


def judge(state: State, bucket: Bucket) -> Score:
    """How unusual ``bucket.count`` is so far, for the bucket that comes after ``state``."""
    base = state.baseline
    seen = normal.outlook(base, float(bucket.count), bucket.start_ms)
    abrupt = surprise(bucket.count, seen.flat, base.abrupt_spread)
    both = max(_smooth_surprise(base, seen), abrupt - ABRUPT_HANDICAP)
    return Score(
        bucket_ms=bucket.start_ms,
        observed=bucket.count,
        expected=rounded(FLAT_SHARE * seen.flat + (1.0 - FLAT_SHARE) * seen.daily),
        dispersion=base.spread,
        surprise=rounded(both),
        abrupt=rounded(abrupt),
        excess=rounded((seen.smooth - seen.smooth_flat) * (seen.width + 1.0) / 2.0),
        period=rounded(return_period(state.board, both, base.buckets)),
        abrupt_period=rounded(return_period(state.board, max(0.0, abrupt - ABRUPT_HANDICAP), base.buckets)),
        envelope=state.envelope,
        heard=state.heard + int(bucket.heard or state.heard > 0),
    )


def learn(state: State, bucket: Bucket, score: Score) -> State:
    """The state after ``bucket``, the very next one, which :func:`judge` gave this ``score``."""
    return State(
        bucket_ms=bucket.start_ms,
        seen=state.seen + bucket.count,
        heard=score.heard,
        envelope=rounded(max(state.envelope * _FADE, score.period)),
        baseline=normal.learnt(state.baseline, float(bucket.count), bucket.start_ms),
        board=entered(state.board, score.surprise, bucket.start_ms // BUCKET_MS),
    )


def _smooth_surprise(base: Baseline, seen: normal.Outlook) -> float:
    """The smoothed count's surprise, weighed between the two expectations."""
    count = seen.width * seen.smooth
    flat = surprise(count, seen.width * seen.smooth_flat, base.spread)
    daily = surprise(count, seen.width * seen.smooth_daily, base.daily_spread)
    return FLAT_SHARE * flat + (1.0 - FLAT_SHARE) * daily


def _through_silence(state: State, until_ms: int) -> State:
    """The state just before the bucket at ``until_ms``, everything since being silent."""
    missing = (until_ms - state.bucket_ms) // BUCKET_MS - 1
    for _ in range(min(missing, GAP)):
        silent = Bucket(state.bucket_ms + BUCKET_MS, 0, heard=False)
        state = learn(state, silent, judge(state, silent))
    return _aged(state, missing - GAP) if missing > GAP else state


def _aged(state: State, buckets: int) -> State:
    return State(
        bucket_ms=state.bucket_ms + buckets * BUCKET_MS,
        seen=state.seen,
        heard=state.heard + buckets,
        envelope=rounded(state.envelope * _FADE**buckets),
        baseline=state.baseline,
        board=state.board,
    )
