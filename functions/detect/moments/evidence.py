"""Evidence: an evaluated bucket and the posts around it in; the figures, samples and themes of a moment out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from functions.detect.detectors.evaluation import EvaluatedBucket, SignalEvaluation
from functions.detect.detectors.signal import Signal
from functions.detect.moments.few_accounts import few_accounts
from functions.detect.moments.overall_sentiment import SeverityInput
from functions.detect.moments.share_of_whole import usual_share
from functions.detect.stats.rounding import rounded
from shared.domain.mentions.tally import Tally
from shared.domain.moments.crowd import Crowd, crowd_of
from shared.domain.moments.moment import Evidence, Kind, Sample
from shared.domain.text import says_the_same
from shared.domain.time import BUCKET_MINUTES

MAX_SAMPLES, MAX_HASHTAGS = 3, 5

SAFETY_THEMES = ("safety", "recall", "data_breach")
SAFETY_POSTS, SAFETY_SHARE = 3, 0.2
"""Themes that mean harm to people; at least so many posts, and such a share of all, make a safety risk."""


def most_abnormal(buckets: Iterable[EvaluatedBucket]) -> EvaluatedBucket:
    """The bucket with the highest rank, the later of equals."""
    return max(buckets, key=lambda bucket: (*bucket.rank, bucket.start_ms))


def severity_input(
    kind: Kind, bucket: EvaluatedBucket, tally: Tally, normal_negative_share: float | None
) -> SeverityInput:
    """What severity depends on: the evaluated bucket, and the posts since the moment opened."""
    share, normal = _negative_shares(bucket, tally, normal_negative_share)
    return SeverityInput(
        kind=kind,
        observed=bucket.observed,
        expected=bucket.expected,
        negative_share=share,
        normal_negative_share=normal,
        positive_share=tally.positive / tally.scored if tally.scored else None,
        scored_share=tally.scored / tally.mentions if tally.mentions else 0.0,
        reach=tally.reach,
        learning=bucket.learning,
        little_known=bucket.little_known,
        safety_risk=_is_safety_risk(tally),
        scored=tally.scored if bucket.share is None else 0,
        few_accounts=few_accounts(kind, bucket, tally),
    )


def _is_safety_risk(tally: Tally) -> bool:
    """Whether a good part of the posts is about harm to people."""
    posts = sum(tally.themes.get(theme, 0) for theme in SAFETY_THEMES)
    return posts >= SAFETY_POSTS and posts >= SAFETY_SHARE * tally.mentions


def build_evidence(
    kind: Kind,
    bucket: EvaluatedBucket,
    tally: Tally,
    normal_negative_share: float | None,
    earlier: Evidence | None = None,
    *,
    since_opening: bool = True,
) -> Evidence:
    """The evidence of the evaluated bucket and the posts around it; the most critical samples of all are kept.

    What the new posts do not tell is taken from ``earlier``. Themes keep their highest counts:
    what the moment was about stays said when the last posts are about something else. ``since_opening``:
    ``tally`` has all posts since the moment opened.
    """
    kept, about = earlier or Evidence(), _about_subject(bucket, tally)
    share, normal = _negative_shares(bucket, about, normal_negative_share)
    found = Evidence(
        observed=bucket.observed,
        expected=bucket.expected,
        negative_share=None if share is None else rounded(share),
        normal_negative_share=normal,
        reach=max(about.reach, kept.reach),
        samples=_quoted_first(bucket.post, distinct_samples((*kept.samples, *about.samples))),
        hashtags=_most_counted(about.hashtags, MAX_HASHTAGS) or kept.hashtags,
        channels=_most_counted(about.channels) or kept.channels,
        subject=bucket.subject or kept.subject,
        minutes=bucket.minutes,
        themes=_most_counted(_highest(about.themes, kept.themes)),
        crowd=_crowd(tally, kept.crowd, few=few_accounts(kind, bucket, tally) and (since_opening or kept.crowd.few)),
    )
    return found if earlier is None or bucket.minutes == BUCKET_MINUTES else _at_its_peak(found, earlier)


def _crowd(tally: Tally, kept: Crowd, *, few: bool) -> Crowd:
    """Who posts, of the evaluation with the most posts."""
    found = crowd_of(tally, few=few)
    return found if found.posts >= kept.posts or (kept.few and not found.few) else kept


def _quoted_first(post: Sample | None, others: tuple[Sample, ...]) -> tuple[Sample, ...]:
    """The post that the moment is about before the others."""
    if post is None:
        return others
    return (post, *(sample for sample in others if not says_the_same(sample.text, post.text)))[:MAX_SAMPLES]


def _negative_shares(
    bucket: EvaluatedBucket, tally: Tally, normal_negative_share: float | None
) -> tuple[float | None, float | None]:
    """The negative share and its normal: the bucket's own where it is about one, else those of the posts."""
    share = tally.negative_share if bucket.share is None else bucket.share
    normal = normal_negative_share if bucket.normal_share is None else bucket.normal_share
    return share, normal


def _about_subject(bucket: EvaluatedBucket, tally: Tally) -> Tally:
    """The posts that the moment is about: those with its hashtag; none where a channel is silent."""
    if bucket.subject and not bucket.observed:
        return Tally()
    hashtag = f"#{bucket.subject}".casefold()
    named = tuple(sample for sample in tally.samples if hashtag in sample.text.casefold())
    return tally._replace(samples=named) if bucket.subject and named else tally


def _at_its_peak(found: Evidence, earlier: Evidence) -> Evidence:
    """The evidence with the most abnormal figures: those of a long window say little once it is over."""
    if abs(found.observed - found.expected) >= abs(earlier.observed - earlier.expected):
        return found
    return found._replace(
        observed=earlier.observed,
        expected=earlier.expected,
        negative_share=earlier.negative_share,
        normal_negative_share=earlier.normal_negative_share,
        subject=earlier.subject,
        minutes=earlier.minutes,
    )


def distinct_samples(samples: Iterable[Sample], keep: int = MAX_SAMPLES) -> tuple[Sample, ...]:
    """The most critical samples that do not say the same, worst first.

    >>> one, two = Sample("The Acme kettle burnt me", "rss", compound=-0.9), Sample("Acme never answers", "rss")
    >>> copy = Sample("the acme kettle BURNT me!!", "mastodon", compound=-0.8)
    >>> [sample.channel for sample in distinct_samples([two, copy, one])]
    ['rss', 'rss']
    """
    chosen: list[Sample] = []
    for sample in sorted(samples, key=lambda s: (s.compound, s.published_ms, s.text)):
        if len(chosen) < keep and not any(says_the_same(sample.text, other.text) for other in chosen):
            chosen.append(sample)
    return tuple(chosen)


def normal_negative_share(evaluations: Mapping[Signal, SignalEvaluation]) -> float | None:
    """The negative share of the brand's normal posts, ``None`` before there are any."""
    share = usual_share(evaluations[Signal.NEGATIVE], evaluations[Signal.VOLUME])
    return None if share is None else rounded(share)


def _highest(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    """For each name the higher of its two counts."""
    return {name: max(one.get(name, 0), other.get(name, 0)) for name in {**one, **other}}


def _most_counted(counts: Mapping[str, int], keep: int | None = None) -> dict[str, int]:
    ordered = sorted(Counter(counts).items(), key=lambda item: (-item[1], item[0]))
    return dict(ordered[:keep])
