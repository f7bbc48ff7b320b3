"""Evidence: what stands behind a judgement, in numbers and in people's words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from functions.detect.detectors.evaluation import EvaluatedBucket, SignalEvaluation
from functions.detect.detectors.signal import Signal
from functions.detect.moments.severity import SeverityInput
from functions.detect.moments.share_of_whole import usual_share
from functions.detect.stats.rounding import rounded
from shared.domain.moment import Evidence, Sample
from shared.domain.tally import Tally

SAMPLES, HASHTAGS = 3, 5
GRAVE = ("safety", "recall", "data_breach")
GRAVE_POSTS, GRAVE_PART = 3, 0.2
"""Themes that may hurt people, and from how many posts and what part of the talk on they make it grave."""

FIVE = 5
"""Minutes of a bucket; what is judged by no more is told as it is now."""

ALIKE = 0.6
"""The part of their words that two posts share when they say the same."""


def hottest(judged: Iterable[EvaluatedBucket]) -> EvaluatedBucket:
    """The bucket that is the least normal, the later of equals."""
    return max(judged, key=lambda j: (*j.rank, j.start_ms))


def situation(reading: SignalEvaluation, at: EvaluatedBucket, talk: Tally, normal: float | None) -> SeverityInput:
    """What severity depends on: the judged bucket, and the talk since the moment opened."""
    return SeverityInput(
        kind=reading.signal.kind,
        observed=at.observed,
        expected=at.expected,
        negative_share=talk.negative_share if at.share is None else at.share,
        normal_negative_share=normal if at.normal_share is None else at.normal_share,
        positive_share=talk.positive / talk.scored if talk.scored else None,
        scored_share=talk.scored / talk.mentions if talk.mentions else 0.0,
        reach=talk.reach,
        learning=at.learning,
        grave=_grave(talk),
        scored=talk.scored if at.share is None else 0,
    )


def _grave(talk: Tally) -> bool:
    """Whether a good part of the talk is about what may hurt people."""
    feared = sum(talk.themes.get(theme, 0) for theme in GRAVE)
    return feared >= GRAVE_POSTS and feared >= GRAVE_PART * talk.mentions


def gathered(at: EvaluatedBucket, talk: Tally, normal: float | None, earlier: Evidence | None = None) -> Evidence:
    """The evidence of the judged bucket and the talk around it; earlier samples stay in the running.

    When nothing new was said, what was said before stands.
    """
    kept, talk = earlier or Evidence(), concerning(at, talk)
    share = talk.negative_share if at.share is None else at.share
    found = Evidence(
        observed=at.observed,
        expected=at.expected,
        negative_share=None if share is None else rounded(share),
        normal_negative_share=normal if at.normal_share is None else at.normal_share,
        reach=max(talk.reach, kept.reach),
        samples=distinct((*kept.samples, *talk.samples)),
        hashtags=_most(talk.hashtags, HASHTAGS) or kept.hashtags,
        channels=_most(talk.channels, None) or kept.channels,
        subject=at.subject or kept.subject,
        minutes=at.minutes,
        themes=_most(talk.themes, None) or kept.themes,
    )
    return found if earlier is None or at.minutes == FIVE else _at_its_height(found, earlier)


def concerning(at: EvaluatedBucket, talk: Tally) -> Tally:
    """What of the talk the moment is about: the posts with its hashtag; nothing, where a channel is silent."""
    if at.subject and not at.observed:
        return Tally()
    named = tuple(sample for sample in talk.samples if f"#{at.subject}".casefold() in sample.text.casefold())
    return replace(talk, samples=named) if at.subject and named else talk


def _at_its_height(found: Evidence, earlier: Evidence) -> Evidence:
    """Figures of a long window say little once it is over, so the most abnormal ones stand."""
    if abs(found.observed - found.expected) >= abs(earlier.observed - earlier.expected):
        return found
    return replace(
        found,
        observed=earlier.observed,
        expected=earlier.expected,
        negative_share=earlier.negative_share,
        normal_negative_share=earlier.normal_negative_share,
        subject=earlier.subject,
        minutes=earlier.minutes,
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


def normal_share(readings: Mapping[Signal, SignalEvaluation]) -> float | None:
    """The negative part of the brand's normal talk, ``None`` before there is any."""
    share = usual_share(readings[Signal.NEGATIVE], readings[Signal.VOLUME])
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
