"""What each kind of moment is called, what it counts, and how its figures are said."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shared.domain.moment import Evidence, Kind
from shared.domain.time import BUCKET_MS, MINUTE_MS
from shared.messages.phrases import duration, normal_count, percent, times_normal
from shared.messages.quote import safe_text, shorten

COUNT_NOUNS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.VOLUME_BURST: "posts",
        Kind.NEGATIVE_SURGE: "negative posts",
        Kind.SHARING_WAVE: "shares of criticism",
        Kind.QUESTION_WAVE: "questions",
        Kind.PURCHASE_WAVE: "posts about buying",
        Kind.PRAISE_WAVE: "posts of praise",
        Kind.SENTIMENT_SHIFT: "negative posts",
        Kind.TRENDING_HASHTAG: "posts",
        Kind.CHANNEL_SILENCE: "posts",
    }
)
"""What a kind of moment counts."""

KIND_NAMES: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.VOLUME_BURST: "burst of posts",
        Kind.NEGATIVE_SURGE: "surge of negative posts",
        Kind.SHARING_WAVE: "wave of shared criticism",
        Kind.QUESTION_WAVE: "wave of questions",
        Kind.PURCHASE_WAVE: "wave of people who want to buy",
        Kind.PRAISE_WAVE: "wave of praise",
        Kind.SENTIMENT_SHIFT: "shift to a negative mood",
        Kind.TRENDING_HASHTAG: "trending hashtag",
        Kind.CHANNEL_SILENCE: "silent channel",
    }
)
"""What a kind of moment is called."""

_SUBJECT_LENGTH = 24


def moment_title(kind: Kind, subject: str = "") -> str:
    """What a moment is called; a hashtag and a channel by name.

    >>> moment_title(Kind.TRENDING_HASHTAG, "kettlegate"), moment_title(Kind.CHANNEL_SILENCE, "mastodon")
    ('trending hashtag #kettlegate', 'silent channel mastodon')
    """
    return " ".join(part for part in (KIND_NAMES[kind], _subject(kind, subject)) if part)


def count_noun(kind: Kind, subject: str = "") -> str:
    """What a moment counts.

    >>> count_noun(Kind.TRENDING_HASHTAG, "kettlegate"), count_noun(Kind.QUESTION_WAVE)
    ('posts with #kettlegate', 'questions')
    """
    about = _subject(kind, subject)
    where = {Kind.TRENDING_HASHTAG: f" with {about}", Kind.CHANNEL_SILENCE: f" on {about}"}.get(kind, "")
    return COUNT_NOUNS[kind] + (where if about else "")


def short_figures(kind: Kind, evidence: Evidence) -> str:
    """How much against normal, in a few words.

    >>> short_figures(Kind.NEGATIVE_SURGE, Evidence(48, 4.0))
    'negative posts 12x normal'
    >>> short_figures(Kind.SENTIMENT_SHIFT, Evidence(36, 16.0, 0.45, 0.2))
    '45% of posts negative, normally 20%'
    >>> short_figures(Kind.TRENDING_HASHTAG, Evidence(34, 0.2, subject="kettlegate"))
    '#kettlegate in 34 posts, 68x normal'
    >>> short_figures(Kind.CHANNEL_SILENCE, Evidence(0, 14.2, subject="mastodon", minutes=60))
    'mastodon silent for 1 h, normally about 14 posts'
    """
    about = _subject(kind, evidence.subject)
    if kind is Kind.SENTIMENT_SHIFT:
        return f"{_share(evidence.negative_share)} of posts negative, normally {_share(evidence.normal_negative_share)}"
    if kind is Kind.TRENDING_HASHTAG:
        return f"{about} in {evidence.observed:,} posts, {times_normal(evidence)} normal"
    if kind is Kind.CHANNEL_SILENCE:
        spell = duration(evidence.minutes * MINUTE_MS)
        return f"{about or 'a channel'} silent for {spell}, normally {normal_count(evidence.expected)} posts"
    return f"{COUNT_NOUNS[kind]} {times_normal(evidence)} normal"


def subject_figures(kind: Kind, evidence: Evidence) -> str:
    """How much, after what it is called.

    >>> subject_figures(Kind.NEGATIVE_SURGE, Evidence(48, 4.0))
    '12x normal (48 in five minutes)'
    >>> subject_figures(Kind.CHANNEL_SILENCE, Evidence(0, 14.2, minutes=60))
    'where about 14 posts in 1 h would be normal'
    >>> subject_figures(Kind.SENTIMENT_SHIFT, Evidence(36, 16.0, 0.45, 0.2))
    '45% of posts negative, normally 20%'
    """
    if kind is Kind.SENTIMENT_SHIFT:
        return short_figures(kind, evidence)
    if kind is Kind.CHANNEL_SILENCE:
        return f"where {normal_count(evidence.expected)} posts in {counting_period(evidence)} would be normal"
    return f"{times_normal(evidence)} normal ({evidence.observed:,} in {counting_period(evidence)})"


def full_figures(kind: Kind, evidence: Evidence, when: str = "") -> str:
    """What was counted, where, in how long and ``when``, beside what would be normal.

    >>> full_figures(Kind.NEGATIVE_SURGE, Evidence(48, 4.0))
    '48 negative posts in five minutes, where about 4 would be normal (12x)'
    >>> full_figures(Kind.SENTIMENT_SHIFT, Evidence(36, 16.0, 0.45, 0.2, minutes=30))
    '36 negative posts in 30 min, 45% of all that could be scored, where 20% would be normal'
    >>> full_figures(Kind.CHANNEL_SILENCE, Evidence(0, 14.2, subject="mastodon", minutes=60))
    'no posts on mastodon in 1 h, where about 14 would be normal'
    """
    number = f"{evidence.observed:,}" if evidence.observed else "no"
    seen = f"{number} {count_noun(kind, evidence.subject)} in {counting_period(evidence)}{when}"
    if kind is Kind.SENTIMENT_SHIFT:
        share, usual = _share(evidence.negative_share), _share(evidence.normal_negative_share)
        return f"{seen}, {share} of all that could be scored, where {usual} would be normal"
    times = "" if kind is Kind.CHANNEL_SILENCE else f" ({times_normal(evidence)})"
    return f"{seen}, where {normal_count(evidence.expected)} would be normal{times}"


def counting_period(evidence: Evidence) -> str:
    """How long was counted.

    >>> counting_period(Evidence()), counting_period(Evidence(minutes=180))
    ('five minutes', '3 h')
    """
    length_ms = evidence.minutes * MINUTE_MS
    return "five minutes" if length_ms == BUCKET_MS else duration(length_ms)


def recovery_text(kind: Kind, subject: str = "") -> str:
    """That it is over, after the name of the brand.

    >>> recovery_text(Kind.QUESTION_WAVE), recovery_text(Kind.SENTIMENT_SHIFT)
    ('questions back to normal', 'mood back to normal')
    >>> recovery_text(Kind.CHANNEL_SILENCE, "mastodon")
    'mastodon heard again'
    """
    about = _subject(kind, subject)
    if kind is Kind.CHANNEL_SILENCE:
        return f"{about or 'channel'} heard again"
    what = {Kind.SENTIMENT_SHIFT: "mood", Kind.TRENDING_HASHTAG: about}.get(kind) or COUNT_NOUNS[kind]
    return f"{what} back to normal"


def _share(share: float | None) -> str:
    return "an unknown part" if share is None else percent(share)


def _subject(kind: Kind, subject: str) -> str:
    """A hashtag or a channel as others named it, safe on one line."""
    name = shorten(safe_text(subject), _SUBJECT_LENGTH)
    return f"#{name}" if kind is Kind.TRENDING_HASHTAG and name else name
