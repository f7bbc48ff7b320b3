"""What each kind of moment is called, what it counts, and how its figures are said."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shared.domain.moment import Evidence, Kind
from shared.domain.time import BUCKET_MS, MINUTE_MS
from shared.messages.phrases import lasting, normally, percent, times_normal
from shared.messages.quote import cut, quoted

COUNTED: Mapping[Kind, str] = MappingProxyType(
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

NAMED: Mapping[Kind, str] = MappingProxyType(
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


def named(kind: Kind, subject: str = "") -> str:
    """What a moment is called; a hashtag and a channel by name.

    >>> named(Kind.TRENDING_HASHTAG, "kettlegate"), named(Kind.CHANNEL_SILENCE, "mastodon"), named(Kind.PRAISE_WAVE)
    ('trending hashtag #kettlegate', 'silent channel mastodon', 'wave of praise')
    """
    return " ".join(part for part in (NAMED[kind], _subject(kind, subject)) if part)


def counted(kind: Kind, subject: str = "") -> str:
    """What a moment counts.

    >>> counted(Kind.TRENDING_HASHTAG, "kettlegate"), counted(Kind.QUESTION_WAVE)
    ('posts with #kettlegate', 'questions')
    """
    about = _subject(kind, subject)
    where = {Kind.TRENDING_HASHTAG: f" with {about}", Kind.CHANNEL_SILENCE: f" on {about}"}.get(kind, "")
    return COUNTED[kind] + (where if about else "")


def amount(kind: Kind, evidence: Evidence) -> str:
    """How much against normal, in a few words.

    >>> amount(Kind.NEGATIVE_SURGE, Evidence(48, 4.0))
    'negative posts 12x normal'
    >>> amount(Kind.SENTIMENT_SHIFT, Evidence(36, 16.0, 0.45, 0.2))
    '45% of posts negative, normally 20%'
    >>> amount(Kind.TRENDING_HASHTAG, Evidence(34, 0.2, subject="kettlegate"))
    '#kettlegate in 34 posts, 68x normal'
    >>> amount(Kind.CHANNEL_SILENCE, Evidence(0, 14.2, subject="mastodon", minutes=60))
    'mastodon silent for 1 h, normally about 14 posts'
    """
    about = _subject(kind, evidence.subject)
    if kind is Kind.SENTIMENT_SHIFT:
        return f"{_share(evidence.negative_share)} of posts negative, normally {_share(evidence.normal_negative_share)}"
    if kind is Kind.TRENDING_HASHTAG:
        return f"{about} in {evidence.observed:,} posts, {times_normal(evidence)} normal"
    if kind is Kind.CHANNEL_SILENCE:
        spell = lasting(evidence.minutes * MINUTE_MS)
        return f"{about or 'a channel'} silent for {spell}, normally {normally(evidence.expected)} posts"
    return f"{COUNTED[kind]} {times_normal(evidence)} normal"


def summed(kind: Kind, evidence: Evidence) -> str:
    """How much, after what it is called.

    >>> summed(Kind.NEGATIVE_SURGE, Evidence(48, 4.0)), summed(Kind.CHANNEL_SILENCE, Evidence(0, 14.2, minutes=60))
    ('12x normal (48 in five minutes)', 'where about 14 posts in 1 h would be normal')
    >>> summed(Kind.SENTIMENT_SHIFT, Evidence(36, 16.0, 0.45, 0.2))
    '45% of posts negative, normally 20%'
    """
    if kind is Kind.SENTIMENT_SHIFT:
        return amount(kind, evidence)
    if kind is Kind.CHANNEL_SILENCE:
        return f"where {normally(evidence.expected)} posts in {spell(evidence)} would be normal"
    return f"{times_normal(evidence)} normal ({evidence.observed:,} in {spell(evidence)})"


def figures(kind: Kind, evidence: Evidence, when: str = "") -> str:
    """What was counted, where, in how long and ``when``, beside what would be normal.

    >>> figures(Kind.NEGATIVE_SURGE, Evidence(48, 4.0))
    '48 negative posts in five minutes, where about 4 would be normal (12x)'
    >>> figures(Kind.SENTIMENT_SHIFT, Evidence(36, 16.0, 0.45, 0.2, minutes=30))
    '36 negative posts in 30 min, 45% of all that could be scored, where 20% would be normal'
    >>> figures(Kind.CHANNEL_SILENCE, Evidence(0, 14.2, subject="mastodon", minutes=60))
    'no posts on mastodon in 1 h, where about 14 would be normal'
    """
    number = f"{evidence.observed:,}" if evidence.observed else "no"
    seen = f"{number} {counted(kind, evidence.subject)} in {spell(evidence)}{when}"
    if kind is Kind.SENTIMENT_SHIFT:
        share, usual = _share(evidence.negative_share), _share(evidence.normal_negative_share)
        return f"{seen}, {share} of all that could be scored, where {usual} would be normal"
    times = "" if kind is Kind.CHANNEL_SILENCE else f" ({times_normal(evidence)})"
    return f"{seen}, where {normally(evidence.expected)} would be normal{times}"


def spell(evidence: Evidence) -> str:
    """How long was counted.

    >>> spell(Evidence()), spell(Evidence(minutes=180))
    ('five minutes', '3 h')
    """
    length_ms = evidence.minutes * MINUTE_MS
    return "five minutes" if length_ms == BUCKET_MS else lasting(length_ms)


def back(kind: Kind, subject: str = "") -> str:
    """That it is over, after the name of the brand.

    >>> back(Kind.QUESTION_WAVE), back(Kind.SENTIMENT_SHIFT), back(Kind.CHANNEL_SILENCE, "mastodon")
    ('questions back to normal', 'mood back to normal', 'mastodon heard again')
    """
    about = _subject(kind, subject)
    if kind is Kind.CHANNEL_SILENCE:
        return f"{about or 'channel'} heard again"
    what = {Kind.SENTIMENT_SHIFT: "mood", Kind.TRENDING_HASHTAG: about}.get(kind) or COUNTED[kind]
    return f"{what} back to normal"


def _share(share: float | None) -> str:
    return "an unknown part" if share is None else percent(share)


def _subject(kind: Kind, subject: str) -> str:
    """A hashtag or a channel as others named it, safe on one line."""
    name = cut(quoted(subject), _SUBJECT_LENGTH)
    return f"#{name}" if kind is Kind.TRENDING_HASHTAG and name else name
