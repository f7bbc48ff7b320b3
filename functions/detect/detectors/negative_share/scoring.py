"""The negative share against a brand's own: a turn of the mood that no volume betrays.

Sums over the last half hour and the last three hours are judged against the share of
the last days, each by a beta-binomial whose likeness is learnt for that window, and
each calibrated by a board of its own. A shift hardly teaches on its first day; one
that lasts longer becomes the new normal within days. Only a turn to the worse alarms.
"""

from __future__ import annotations

from math import log10
from typing import NamedTuple

from functions.detect.detectors.negative_share.state import (
    WINDOWS,
    ShareBucket,
    ShareState,
    Window,
    begin,
    document,
    restored,
)
from functions.detect.stats.beta_binomial import BetaBinomial, share_surprise
from functions.detect.stats.peaks import with_peak
from functions.detect.stats.return_period import capped_return_period
from functions.detect.stats.rounding import coarse, rounded
from shared.domain.time import BUCKET_MS, MINUTE_MS

__all__ = [
    "ShareBucket",
    "ShareScore",
    "ShareState",
    "begin",
    "document",
    "is_alarm",
    "is_normal",
    "judge",
    "learn",
    "restored",
]

DAY = 288
"""Buckets a day; a brand is listened to for as long first, and a shift of less may pass."""

NEWS = 1.08
"""How far a return period must exceed the largest of late, once that was an alarm itself."""

CALM = (1.0, 2.0)
"""A window is calm below this surprise; the slow one still remembers what is over."""

KNOWN = 50.0
"""Scored posts that must have been learnt before a share can be compared with anything."""

LEAST_POSTS, LEAST_POINTS, LEAST_RATIO = 5.0, 0.03, 1.25
"""A shift worth a call: so many negative posts too many, so much share, and so many times the normal."""

NOISE = 2.5
"""Scales beyond its record from which a turn is none of a brand's noise, and must not hide the next one."""

_SUSPECT, _GENTLE, _HASTE = 2.0, 0.1, 4
"""From this surprise on a bucket teaches a tenth; after a day of it, the former share is forgotten so much faster."""

_SHARE_FADE = 2.0 ** (-1.0 / (4 * DAY))
_ENVELOPE_FADE = 2.0 ** (-1.0 / DAY)
_EITHER = log10(len(WINDOWS))


class Sum(NamedTuple):
    """One window with the judged bucket in it; ``surprise`` and ``period`` are decimal logarithms."""

    negative: int
    scored: int
    surprise: float
    period: float


class ShareScore(NamedTuple):
    """The judgement of a brand's mood.

    ``negative`` of ``scored`` posts within ``minutes`` are the more telling window;
    ``expected`` is the normal share, known from ``known`` posts, and ``likeness`` how
    alike posts are. ``excess`` counts the negative posts beyond the expected.
    ``surprise`` is that window's, a negative decimal logarithm of a probability;
    ``period`` says in how many buckets as much is expected once, in either window.
    """

    bucket_ms: int
    negative: int
    scored: int
    minutes: int
    expected: float
    likeness: float
    excess: float
    surprise: float
    period: float
    envelope: float
    heard: int
    known: float
    sums: tuple[Sum, ...]

    @property
    def share(self) -> float:
        """The negative share within the window, 0 where nothing was scored."""
        return self.negative / self.scored if self.scored else 0.0


def judge(state: ShareState, bucket: ShareBucket) -> ShareScore:
    """How unusual the mood is with ``bucket``, which comes after ``state`` and may still be open."""
    share = state.share
    bad, scores = _recent(state.bad, state, bucket, bucket.negative), _recent(state.all, state, bucket, bucket.scored)
    sums = tuple(
        _judged(state, place, sum(bad[-width:]), sum(scores[-width:]), share) for place, width in enumerate(WINDOWS)
    )
    place = max(range(len(sums)), key=lambda place: (sums[place].period, -place))
    telling = sums[place]
    return ShareScore(
        bucket_ms=bucket.start_ms,
        negative=telling.negative,
        scored=telling.scored,
        minutes=WINDOWS[place] * BUCKET_MS // MINUTE_MS,
        expected=coarse(share),
        likeness=coarse(state.likeness(place, telling.scored)),
        excess=coarse(telling.negative - share * telling.scored),
        surprise=telling.surprise,
        period=coarse(max(0.0, telling.period - _EITHER)),
        envelope=rounded(state.envelope * _ENVELOPE_FADE ** _steps(state, bucket)) if state.envelope else 0.0,
        heard=state.heard,
        known=state.scored,
        sums=sums,
    )


def learn(state: ShareState, bucket: ShareBucket, score: ShareScore) -> ShareState:
    """The state after ``bucket``, which :func:`judge` gave this ``score``; one learnt before changes nothing."""
    if bucket.start_ms <= state.bucket_ms:
        return state
    suspicious = max(found.surprise for found in score.sums) > _SUSPECT
    lasting = suspicious and state.suspect >= DAY
    trust = _GENTLE if suspicious and not lasting else 1.0
    fade = _SHARE_FADE ** (_steps(state, bucket) * (_HASTE if lasting else 1))
    fast = score.sums[0]
    return ShareState(
        bucket_ms=bucket.start_ms,
        heard=state.heard + 1,
        suspect=min(state.suspect + 1, 2 * DAY) if suspicious else max(state.suspect - 1, 0),
        negative=rounded(state.negative * fade + trust * bucket.negative),
        scored=rounded(state.scored * fade + trust * bucket.scored),
        envelope=max(score.envelope, score.period) if is_significant(score) else score.envelope,
        clump=state.clump.taught(fast.negative, fast.scored, score.expected, trust),
        bad=_recent(state.bad, state, bucket, bucket.negative),
        all=_recent(state.all, state, bucket, bucket.scored),
        windows=tuple(
            Window(
                with_peak(window.board, found.surprise, bucket.start_ms // BUCKET_MS, noise=NOISE),
                *window.taught(found.negative, found.scored, score.expected, trust),
            )
            for window, found in zip(state.windows, score.sums, strict=True)
        ),
    )


def is_significant(score: ShareScore) -> bool:
    """Whether the shift, however improbable, is large enough to matter, and the normal is known."""
    return (
        score.known >= KNOWN
        and score.heard >= DAY
        and score.excess >= LEAST_POSTS
        and score.share >= max(score.expected + LEAST_POINTS, score.expected * LEAST_RATIO)
    )


def is_alarm(score: ShareScore, threshold: float) -> bool:
    """Whether the mood has turned so that as much is expected once in 10**``threshold`` buckets, and is news."""
    news = score.envelope < threshold or score.period > NEWS * score.envelope
    return news and score.period >= threshold and is_significant(score)


def is_normal(score: ShareScore) -> bool:
    """Whether the mood is nothing special (any more)."""
    return all(found.surprise < limit for found, limit in zip(score.sums, CALM, strict=True))


def _steps(state: ShareState, bucket: ShareBucket) -> int:
    return max(1, (bucket.start_ms - state.bucket_ms) // BUCKET_MS)


def _recent(counts: tuple[int, ...], state: ShareState, bucket: ShareBucket, count: int) -> tuple[int, ...]:
    """The last buckets' counts with this one, zeros where none came."""
    longest = WINDOWS[-1]
    return (*counts, *(0,) * min(_steps(state, bucket) - 1, longest), count)[-longest:]


def _judged(state: ShareState, place: int, negative: int, scored: int, share: float) -> Sum:
    """One window with its surprise and return period."""
    if negative <= share * scored:
        return Sum(negative, scored, 0.0, 0.0)
    surprise = share_surprise(negative, BetaBinomial(scored, share, state.likeness(place, scored)))
    period = capped_return_period(state.windows[place].board, surprise, state.heard, WINDOWS[place])
    return Sum(negative, scored, rounded(surprise), rounded(period))
