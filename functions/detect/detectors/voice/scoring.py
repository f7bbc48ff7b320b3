"""Influential voices: an author whom far more people hear than those who usually criticise or ask.

Audiences are heavy-tailed: few authors have most of the readers. So the logarithm of the
reach of critical and asking authors above a floor is taken for a generalized Pareto
distribution, from Zipf's law down to the lighter tail of a log-normal one, by its moments
(Hosking, Wallis, Technometrics 1987); and how often such authors post for a Poisson rate.
Both are learnt from the brand and fade with a half-life of four weeks; how rare a surprise
is comes from the record of peaks, as everywhere. An author is told once a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, expm1, log, log10
from typing import Any, NamedTuple

from functions.detect.detectors.evaluation import NORMAL_SURPRISE
from functions.detect.detectors.series import Buckets
from functions.detect.detectors.voice.state import VoiceBucket, VoiceState, begin
from functions.detect.stats.peaks import return_period, with_peak
from functions.detect.stats.rates import DAY, MONTH, WEEK, buckets_after, fading
from functions.detect.stats.rounding import rounded
from shared.domain.mentions.tally import LEAST_REACH
from shared.domain.time import BUCKET_MS

__all__ = ["VoiceScore", "begin", "bucket_at", "is_alarm", "is_normal", "judge", "learn"]

LEARNING = DAY
"""Buckets before an author's reach means anything."""

LEAST_ALARM = 10 * LEAST_REACH
"""People an author must reach to be worth an alarm, however quiet the brand."""

NOTABLE = 3.3
"""The return period (once a week) from which on an author counts as told of, for a day."""

_FADE = fading(MONTH)
_PRIOR_SPAN, _PRIOR_VOICES = float(DAY), 1.0
"""A new brand is taken to have had one such author in a day."""

_PRIOR_WEIGHT, _PRIOR_EXCESS, _PRIOR_SQUARE = 10.0, 1.0, 2.0
"""And ten whose reach follows Zipf's law: the logarithms are exponential with mean one."""

_LIGHTEST, _EXPONENTIAL = -0.15, -0.001
"""The lightest tail that is believed (a log-normal one is about that), and where a tail is exponential."""

_LEAST_PROBABLE = 1e-12

_NOISE = 3.5
"""Scales beyond which an author is none of the brand's noise, and does not hide the next one."""

_MOST_NOTIFIED = 8


class VoiceScore(NamedTuple):
    """The score of a bucket: its most surprising author who was not told of in the last day.

    ``usual`` is the reach that the loudest author of a normal week has. ``surprise`` is
    the negative decimal logarithm of the probability that anybody in a bucket reaches as
    many; ``period`` says in how many buckets that is expected once. ``top`` is the
    surprise of the loudest author of all, told of or not.
    """

    bucket_ms: int
    author: str
    reach: int
    usual: float
    surprise: float
    top: float
    period: float
    buckets: int
    learnt: float


def bucket_at(buckets: Buckets, start_ms: int) -> VoiceBucket:
    """The bucket's loudest authors."""
    found = buckets.at(start_ms).voices
    return VoiceBucket(start_ms, {author: voice.reach for author, voice in found.items() if voice.reach >= LEAST_REACH})


def judge(state: VoiceState, bucket: VoiceBucket) -> VoiceScore:
    """How unusual the authors of ``bucket`` are, which comes after ``state`` and may still be open."""
    number = bucket.start_ms // BUCKET_MS
    new = {author: reach for author, reach in bucket.voices.items() if not _told(state, author, number)}
    author, reach = _loudest(new)
    surprise = surprise_of(state, reach)
    return VoiceScore(
        bucket_ms=bucket.start_ms,
        author=author,
        reach=reach,
        usual=rounded(usual_reach(state)),
        surprise=surprise,
        top=surprise_of(state, _loudest(bucket.voices)[1]),
        period=rounded(return_period(state.peaks, surprise, state.buckets)),
        buckets=state.buckets,
        learnt=rounded(state.voices),
    )


def learn(state: VoiceState, bucket: VoiceBucket, score: VoiceScore) -> VoiceState:
    """The state after ``bucket``, which :func:`judge` gave this ``score``; one learnt before changes nothing."""
    if bucket.start_ms <= state.bucket_ms:
        return state
    passed, number = buckets_after(state.bucket_ms, bucket.start_ms), bucket.start_ms // BUCKET_MS
    kept, logs = _FADE**passed, [log(reach / LEAST_REACH) for reach in bucket.voices.values()]
    return VoiceState(
        bucket_ms=bucket.start_ms,
        buckets=state.buckets + 1,
        span=rounded(state.span * kept + 1.0),
        voices=rounded(state.voices * kept + len(bucket.voices)),
        excess=rounded(state.excess * kept + sum(logs)),
        squares=rounded(state.squares * kept + sum(each * each for each in logs)),
        notified=_notified(state, score, number),
        peaks=with_peak(state.peaks, score.top, number, noise=_NOISE),
    )


def is_alarm(score: VoiceScore, threshold: float) -> bool:
    """Whether such an author is expected once in 10**``threshold`` buckets, and reaches enough people to matter."""
    return score.buckets >= LEARNING and score.reach >= LEAST_ALARM and score.period >= threshold


def is_normal(score: VoiceScore) -> bool:
    """Whether nobody is anything special (any more)."""
    return score.reach < LEAST_ALARM or score.surprise < NORMAL_SURPRISE


def usual_reach(state: VoiceState) -> float:
    """The reach that one author in a normal week has or exceeds, at least the floor.

    >>> usual_reach(begin(VoiceBucket(0, {}))) < 10_000
    True
    """
    shape, scale = _tail(state)
    weekly = log(max(1.0, _rate(state) * WEEK))
    excess = scale * weekly if shape > _EXPONENTIAL else scale / shape * expm1(shape * weekly)
    return float(LEAST_REACH * exp(excess))


def surprise_of(state: VoiceState, reach: int) -> float:
    """How improbable it is that somebody in a bucket reaches as many, as a negative decimal logarithm.

    >>> quiet = begin(VoiceBucket(0, {}))
    >>> [round(surprise_of(quiet, reach), 1) for reach in (0, 1_000, 100_000, 10_000_000)]
    [0.0, 2.5, 4.5, 6.5]
    """
    if reach < LEAST_REACH:
        return 0.0
    shape, scale = _tail(state)
    excess = log(reach / LEAST_REACH)
    share = exp(-excess / scale) if shape > _EXPONENTIAL else max(0.0, 1.0 + shape * excess / scale) ** (-1.0 / shape)
    return rounded(-log10(-expm1(-max(_rate(state) * share, _LEAST_PROBABLE))))


def _rate(state: VoiceState) -> float:
    """Authors above the floor in a bucket."""
    return (state.voices + _PRIOR_VOICES) / (state.span + _PRIOR_SPAN)


def _tail(state: VoiceState) -> tuple[float, float]:
    """The shape (0: exponential, below: lighter) and the scale of the logarithms of reach over the floor."""
    weight = state.voices + _PRIOR_WEIGHT
    mean = (state.excess + _PRIOR_WEIGHT * _PRIOR_EXCESS) / weight
    variance = (state.squares + _PRIOR_WEIGHT * _PRIOR_SQUARE) / weight - mean * mean
    shape = min(0.0, max(_LIGHTEST, 0.5 * (1.0 - mean * mean / max(variance, 1e-9))))
    return shape, mean * (1.0 - shape)


def _loudest(voices: Mapping[str, int]) -> tuple[str, int]:
    return max(voices.items(), key=lambda voice: (voice[1], voice[0]), default=("", 0))


def _told(state: VoiceState, author: str, number: int) -> bool:
    return author in state.notified and number - state.notified[author] < DAY


def _notified(state: VoiceState, score: VoiceScore, number: int) -> dict[str, int]:
    """The authors told of in the last day, the newest last."""
    recent = {author: at for author, at in state.notified.items() if number - at < DAY}
    if score.reach >= LEAST_ALARM and score.period >= NOTABLE:
        recent[score.author] = number
    return dict(list(recent.items())[-_MOST_NOTIFIED:])


def stored(score: VoiceScore) -> dict[str, Any]:
    """The fields of a score by their names in a decision record."""
    return score._asdict()
