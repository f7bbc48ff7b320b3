"""The negative share against a brand's own: a shift of sentiment that no volume shows.

Sums over the last half hour and the last three hours are judged against the share of
the last days, each by a beta-binomial whose intra-class correlation is learnt for that
window, and each calibrated by its own record of peaks. A shift hardly teaches on its
first day; one that lasts longer becomes the new normal within days. Only a shift to the
worse alarms.
"""

from __future__ import annotations

from math import log10
from typing import Any, NamedTuple

from functions.detect.detectors.evaluation import NORMAL_SURPRISE, SUSPICIOUS_SURPRISE
from functions.detect.detectors.negative_share.state import WINDOWS, ShareBucket, ShareState, ShareWindow, begin
from functions.detect.detectors.series import Buckets
from functions.detect.stats.beta_binomial import BetaBinomial, share_surprise
from functions.detect.stats.peaks import return_period, with_peak
from functions.detect.stats.rates import BUCKET_RATES, DAY, buckets_after, fading
from functions.detect.stats.renotify import CAP, clearly_exceeds
from functions.detect.stats.rounding import coarse, rounded
from shared.domain.time import BUCKET_MS, MINUTE_MS

__all__ = ["ShareScore", "begin", "bucket_at", "is_alarm", "is_normal", "judge", "learn"]

NORMAL = (NORMAL_SURPRISE, 2.0)
"""A window is normal below this surprise; the slow one still remembers what is over."""

LEARNING = DAY
"""Buckets for which a brand is observed first, and how long a shift must last to be learnt."""

LEAST_KNOWN = 50.0
"""Scored posts that must have been learnt before a share can be compared with anything."""

LEAST_POSTS, LEAST_POINTS, LEAST_RATIO = 5.0, 0.03, 1.25
"""A shift worth an alarm: so many negative posts too many, so much share, and so many times the normal."""

NOISE = 3.5
"""Scales beyond its record from which a shift is none of a brand's noise: one quarrel must not hide the next shift."""

_GENTLE, _HASTE = 0.1, 4
"""A suspicious bucket teaches a tenth; after a day of them, the former share is forgotten so much faster."""

_SHARE_FADE = fading(4 * DAY)
_EITHER, _APART = log10(len(WINDOWS)), tuple(log10(width) for width in WINDOWS)
_STORED = {"correlation": "likeness", "buckets": "heard"}
"""The fields of a score that have another name in decision records."""


class WindowScore(NamedTuple):
    """One window with the judged bucket in it; ``surprise`` and ``period`` are decimal logarithms."""

    negative: int
    scored: int
    surprise: float
    period: float


class ShareScore(NamedTuple):
    """The score of a brand's negative share.

    ``negative`` of ``scored`` posts within ``minutes`` are the window that shows more;
    ``expected`` is the normal share, known from ``known`` posts, and ``correlation`` how
    alike posts are. ``excess`` counts the negative posts beyond the expected.
    ``surprise`` is that window's, a negative decimal logarithm of a probability;
    ``period`` says in how many buckets as much is expected once, in either window.
    """

    bucket_ms: int
    negative: int
    scored: int
    minutes: int
    expected: float
    correlation: float
    excess: float
    surprise: float
    period: float
    envelope: float
    buckets: int
    known: float
    windows: tuple[WindowScore, ...]

    @property
    def share(self) -> float:
        """The negative share within the window, 0 where nothing was scored."""
        return self.negative / self.scored if self.scored else 0.0

    def stored(self) -> dict[str, Any]:
        """Its fields by their names in a decision record."""
        return {_STORED.get(name, name): value for name, value in self._asdict().items() if name != "windows"}


def bucket_at(buckets: Buckets, start_ms: int) -> ShareBucket:
    """The bucket's negative and scored posts."""
    sums = buckets.at(start_ms)
    return ShareBucket(start_ms, sums.number("negative"), sums.number("scored"))


def judge(state: ShareState, bucket: ShareBucket) -> ShareScore:
    """How unusual the share is with ``bucket``, which comes after ``state`` and may still be open."""
    share = state.share
    negative, scored = _recent_negative(state, bucket), _recent_scored(state, bucket)
    windows = tuple(
        _scored(state, place, sum(negative[-width:]), sum(scored[-width:]), share)
        for place, width in enumerate(WINDOWS)
    )
    place = max(range(len(windows)), key=lambda place: (windows[place].period, -place))
    shown, after = windows[place], buckets_after(state.bucket_ms, bucket.start_ms)
    return ShareScore(
        bucket_ms=bucket.start_ms,
        negative=shown.negative,
        scored=shown.scored,
        minutes=WINDOWS[place] * BUCKET_MS // MINUTE_MS,
        expected=coarse(share),
        correlation=coarse(state.correlation(place, shown.scored)),
        excess=coarse(shown.negative - share * shown.scored),
        surprise=shown.surprise,
        period=coarse(max(0.0, shown.period - _EITHER)),
        envelope=rounded(state.envelope * BUCKET_RATES.fade**after),
        buckets=state.buckets,
        known=state.scored,
        windows=windows,
    )


def learn(state: ShareState, bucket: ShareBucket, score: ShareScore) -> ShareState:
    """The state after ``bucket``, which :func:`judge` gave this ``score``; one learnt before changes nothing."""
    if bucket.start_ms <= state.bucket_ms:
        return state
    suspicious = max(window.surprise for window in score.windows) > SUSPICIOUS_SURPRISE
    lasting = suspicious and state.suspect >= LEARNING
    trust = _GENTLE if suspicious and not lasting else 1.0
    fade = _SHARE_FADE ** (buckets_after(state.bucket_ms, bucket.start_ms) * (_HASTE if lasting else 1))
    fast = score.windows[0]
    return ShareState(
        bucket_ms=bucket.start_ms,
        buckets=state.buckets + 1,
        suspect=min(state.suspect + 1, 2 * LEARNING) if suspicious else max(state.suspect - 1, 0),
        negative=rounded(state.negative * fade + trust * bucket.negative),
        scored=rounded(state.scored * fade + trust * bucket.scored),
        envelope=max(score.envelope, score.period) if is_significant(score) else score.envelope,
        copies=state.copies.updated(fast.negative, fast.scored, score.expected, trust),
        recent_negative=_recent_negative(state, bucket),
        recent_scored=_recent_scored(state, bucket),
        windows=tuple(
            ShareWindow(
                with_peak(window.peaks, found.surprise, bucket.start_ms // BUCKET_MS, noise=NOISE),
                *window.updated(found.negative, found.scored, score.expected, trust),
            )
            for window, found in zip(state.windows, score.windows, strict=True)
        ),
    )


def is_established(state: ShareState) -> bool:
    """Whether enough is known for a shift to be an alarm."""
    return state.buckets >= LEARNING and state.scored >= LEAST_KNOWN


def is_significant(score: ShareScore) -> bool:
    """Whether the shift, however improbable, is large enough to matter, and the normal share is known."""
    return (
        score.known >= LEAST_KNOWN
        and score.buckets >= LEARNING
        and score.excess >= LEAST_POSTS
        and score.share >= max(score.expected + LEAST_POINTS, score.expected * LEAST_RATIO)
    )


def is_alarm(score: ShareScore, threshold: float) -> bool:
    """Whether the share has shifted so that as much is expected once in 10**``threshold`` buckets, and still does.

    An episode of late that was rarer hides it only so far, because people may have learnt of
    that one as a burst. That one shift is notified once is the business of its moment.
    """
    new = score.envelope < threshold or clearly_exceeds(score.period, min(score.envelope, CAP))
    lasts = score.windows[0].surprise >= NORMAL[0]
    return new and score.period >= threshold and is_significant(score) and lasts


def is_normal(score: ShareScore) -> bool:
    """Whether the share is nothing special (any more)."""
    return all(window.surprise < limit for window, limit in zip(score.windows, NORMAL, strict=True))


def _recent_negative(state: ShareState, bucket: ShareBucket) -> tuple[int, ...]:
    return _recent(state.recent_negative, buckets_after(state.bucket_ms, bucket.start_ms), bucket.negative)


def _recent_scored(state: ShareState, bucket: ShareBucket) -> tuple[int, ...]:
    return _recent(state.recent_scored, buckets_after(state.bucket_ms, bucket.start_ms), bucket.scored)


def _recent(counts: tuple[int, ...], steps: int, count: int) -> tuple[int, ...]:
    """The last buckets' counts with this one, zeros where none came."""
    longest = WINDOWS[-1]
    return (*counts, *(0,) * min(steps - 1, longest), count)[-longest:]


def _scored(state: ShareState, place: int, negative: int, scored: int, share: float) -> WindowScore:
    """One window with its surprise and return period."""
    if negative <= share * scored:
        return WindowScore(negative, scored, 0.0, 0.0)
    surprise = share_surprise(negative, BetaBinomial(scored, share, state.correlation(place, scored)))
    period = return_period(state.windows[place].peaks, surprise, state.buckets, apart=_APART[place])
    return WindowScore(negative, scored, rounded(surprise), rounded(period))
