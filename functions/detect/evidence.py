"""Evidence: what stands behind a judgement, in numbers and in people's words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from functions.detect.alarm import learning
from functions.detect.digits import rounded
from functions.detect.part import usual_share
from functions.detect.reading import Judged, Reading
from functions.detect.severity import Situation
from functions.detect.signal import Signal
from shared.moment import Evidence, Sample
from shared.tally import Tally

SAMPLES, HASHTAGS = 3, 5
ALIKE = 0.6
"""The part of their words that two posts share when they say the same."""


def hottest(judged: Iterable[Judged]) -> Judged:
    """The bucket that is the least normal, the later of equals."""
    return max(judged, key=lambda j: (j.score.abrupt, j.score.surprise, j.bucket.start_ms))


def situation(reading: Reading, at: Judged, talk: Tally, normal: float | None) -> Situation:
    """What severity depends on: the judged bucket, and the talk since the moment opened."""
    return Situation(
        kind=reading.signal.kind,
        observed=at.score.observed,
        expected=at.score.expected,
        negative_share=talk.negative_share,
        normal_negative_share=normal,
        positive_share=talk.positive / talk.scored if talk.scored else None,
        scored_share=talk.scored / talk.mentions if talk.mentions else 0.0,
        reach=talk.reach,
        learning=learning(at.score),
    )


def gathered(at: Judged, talk: Tally, normal: float | None, earlier: Evidence | None = None) -> Evidence:
    """The evidence of the judged bucket and the talk around it; earlier samples stay in the running.

    When nothing new was said, what was said before stands.
    """
    kept = earlier or Evidence()
    return Evidence(
        observed=at.score.observed,
        expected=at.score.expected,
        negative_share=None if talk.negative_share is None else rounded(talk.negative_share),
        normal_negative_share=normal,
        reach=max(talk.reach, kept.reach),
        samples=distinct((*kept.samples, *talk.samples)),
        hashtags=_most(talk.hashtags, HASHTAGS) or kept.hashtags,
        channels=_most(talk.channels, None) or kept.channels,
    )


def distinct(samples: Iterable[Sample], keep: int = SAMPLES) -> tuple[Sample, ...]:
    """The most critical samples that do not say the same, worst first.

    >>> one, two = Sample("The Acme kettle burnt me", "rss", compound=-0.9), Sample("Acme never answers", "rss")
    >>> copy = Sample("the acme kettle BURNT me!!", "mastodon", compound=-0.8)
    >>> [sample.channel for sample in distinct([two, copy, one])]
    ['rss', 'rss']
    """
    chosen: list[Sample] = []
    for sample in sorted(samples, key=lambda s: (s.compound, s.published_ms, s.text)):
        if len(chosen) < keep and not any(_alike(sample.text, other.text) for other in chosen):
            chosen.append(sample)
    return tuple(chosen)


def normal_share(readings: Mapping[Signal, Reading]) -> float | None:
    """The negative part of the brand's normal talk, ``None`` before there is any."""
    share = usual_share(readings[Signal.NEGATIVE].state, readings[Signal.VOLUME].state)
    return None if share is None else rounded(share)


def _alike(one: str, other: str) -> bool:
    first, second = _words(one), _words(other)
    union = first | second
    return not union or len(first & second) / len(union) >= ALIKE


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", re.sub(r"https?://\S+", " ", text[:1000]).casefold()))


def _most(counts: Mapping[str, int], keep: int | None) -> dict[str, int]:
    ordered = sorted(Counter(counts).items(), key=lambda item: (-item[1], item[0]))
    return dict(ordered[:keep])
