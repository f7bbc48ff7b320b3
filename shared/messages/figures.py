"""What a moment is called and how its figures read: a kind and its evidence in, words out.

The words themselves are in :data:`shared.messages.kinds.KINDS`.
"""

from __future__ import annotations

from shared.domain.moments.moment import Evidence, Kind, Moment
from shared.domain.time import BUCKET_MINUTES, BUCKET_MS, BUCKET_WORDS, MINUTE_MS
from shared.messages.kinds import KINDS
from shared.messages.phrases import duration, normal_count, percent, times_normal
from shared.messages.quote import safe_text, shorten

_SUBJECT_LENGTH = 24


def moment_title(kind: Kind, subject: str = "") -> str:
    """What a moment is called, with its hashtag or channel.

    >>> moment_title(Kind.TRENDING_HASHTAG, "kettlegate"), moment_title(Kind.CHANNEL_SILENCE, "mastodon")
    ('trending hashtag #kettlegate', 'silent channel mastodon')
    """
    return " ".join(part for part in (KINDS[kind].name, _subject(kind, subject)) if part)


def count_noun(kind: Kind, subject: str = "") -> str:
    """What a moment counts.

    >>> count_noun(Kind.TRENDING_HASHTAG, "kettlegate"), count_noun(Kind.QUESTION_WAVE)
    ('posts with #kettlegate', 'questions')
    """
    words, shown = KINDS[kind], _subject(kind, subject)
    return words.counted_with_subject.format(counted=words.counted, subject=shown) if shown else words.counted


def short_figures(kind: Kind, evidence: Evidence) -> str:
    """The count against normal, for a text message.

    >>> short_figures(Kind.NEGATIVE_SURGE, Evidence(48, 4.0))
    'negative posts 12x normal'
    >>> short_figures(Kind.SENTIMENT_SHIFT, Evidence(36, 16.0, 0.45, 0.2))
    '45% of posts negative, normally 20%'
    >>> short_figures(Kind.TRENDING_HASHTAG, Evidence(34, 0.2, subject="kettlegate"))
    '#kettlegate in 34 posts, 68x normal'
    >>> short_figures(Kind.CHANNEL_SILENCE, Evidence(0, 14.2, subject="mastodon", minutes=60))
    'mastodon silent for 1 h, normally about 14 posts'
    """
    return _filled(KINDS[kind].short, kind, evidence)


def headline_figures(kind: Kind, evidence: Evidence, when: str = "") -> str:
    """How much was counted in how long, against normal, for a headline.

    >>> headline_figures(Kind.NEGATIVE_SURGE, Evidence(48, 4.0))
    '48 negative posts in 5 min, 12x normal'
    >>> headline_figures(Kind.TRENDING_HASHTAG, Evidence(34, 0.2, subject="kettlegate", minutes=50), " at the peak")
    '#kettlegate in 34 posts in 50 min at the peak, 68x normal'
    >>> headline_figures(Kind.SENTIMENT_SHIFT, Evidence(36, 16.0, 0.45, 0.2, minutes=30))
    '45% of posts negative in 30 min, normally 20%'
    """
    return _filled(KINDS[kind].headline, kind, evidence, when)


def subject_figures(kind: Kind, evidence: Evidence) -> str:
    """The count against normal, for a mail's subject, after the title.

    >>> subject_figures(Kind.NEGATIVE_SURGE, Evidence(48, 4.0))
    '12x normal (48 in five minutes)'
    >>> subject_figures(Kind.CHANNEL_SILENCE, Evidence(0, 14.2, minutes=60))
    'where about 14 posts in 1 h would be normal'
    >>> subject_figures(Kind.SENTIMENT_SHIFT, Evidence(36, 16.0, 0.45, 0.2))
    '45% of posts negative, normally 20%'
    """
    return _filled(KINDS[kind].brief, kind, evidence)


def full_figures(kind: Kind, evidence: Evidence, when: str = "") -> str:
    """What was counted, where, in how long and ``when``, beside what would be normal.

    >>> full_figures(Kind.NEGATIVE_SURGE, Evidence(48, 4.0))
    '48 negative posts in five minutes, where about 4 would be normal (12x)'
    >>> full_figures(Kind.SENTIMENT_SHIFT, Evidence(36, 16.0, 0.45, 0.2, minutes=30))
    '36 negative posts in 30 min, 45% of all that could be scored, where 20% would be normal'
    >>> full_figures(Kind.CHANNEL_SILENCE, Evidence(0, 14.2, subject="mastodon", minutes=60))
    'no posts on mastodon in 1 h, where about 14 would be normal'
    """
    return _filled(KINDS[kind].full, kind, evidence, when)


def peak_evidence(moment: Moment) -> Evidence:
    """The evidence with the highest count in one bucket, and what was normal then.

    The moment's own evidence is that of the latest evaluation: at the end of an
    episode, that of its last quiet minutes. A moment that is judged by a longer window
    than a bucket keeps the figures of its most abnormal window.
    """
    if not is_past_peak(moment):
        return moment.evidence
    then = moment.decision.get("expected")
    normal = float(then) if isinstance(then, int | float) and then >= 0 else moment.evidence.expected
    return moment.evidence._replace(observed=moment.peak, expected=normal)


def is_past_peak(moment: Moment) -> bool:
    """Whether an earlier bucket had a higher count than the latest one; never for what is judged by a longer window."""
    return moment.evidence.minutes == BUCKET_MINUTES and moment.peak > moment.evidence.observed


def counting_period(evidence: Evidence) -> str:
    """How long was counted.

    >>> counting_period(Evidence()), counting_period(Evidence(minutes=180))
    ('five minutes', '3 h')
    """
    length_ms = evidence.minutes * MINUTE_MS
    return BUCKET_WORDS if length_ms == BUCKET_MS else duration(length_ms)


def recovery_text(kind: Kind, subject: str = "") -> str:
    """That it is over, for after the brand's name.

    >>> recovery_text(Kind.QUESTION_WAVE), recovery_text(Kind.SENTIMENT_SHIFT)
    ('questions back to normal', 'sentiment back to normal')
    >>> recovery_text(Kind.CHANNEL_SILENCE, "mastodon")
    'mastodon active again'
    """
    words = KINDS[kind]
    return words.recovered.format(counted=words.counted, subject=_subject(kind, subject) or words.no_subject)


def _filled(template: str, kind: Kind, evidence: Evidence, when: str = "") -> str:
    """A template of an entry, with the figures of a moment."""
    return template.format(
        counted=count_noun(kind, evidence.subject),
        subject=_subject(kind, evidence.subject) or KINDS[kind].no_subject,
        observed=f"{evidence.observed:,}",
        count=f"{evidence.observed:,}" if evidence.observed else "no",
        period=counting_period(evidence),
        minutes=duration(evidence.minutes * MINUTE_MS),
        when=when,
        normal=normal_count(evidence.expected),
        times=times_normal(evidence),
        share=_percent(evidence.negative_share),
        normal_share=_percent(evidence.normal_negative_share),
    )


def _percent(share: float | None) -> str:
    return "an unknown part" if share is None else percent(share)


def _subject(kind: Kind, subject: str) -> str:
    """A hashtag or a channel as others named it, safe on one line."""
    name = shorten(safe_text(subject), _SUBJECT_LENGTH)
    return f"{KINDS[kind].subject_mark}{name}" if name else ""
