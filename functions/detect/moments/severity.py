"""How bad a moment is: one written matrix of kind, mood, size and reach.

Read top to bottom, the first line that fits decides. The lines go from worst to
mildest, and a mood that cannot be told counts as a bad one, so that doubt means the
higher severity; PagerDuty's incident response guide asks for the same
(https://response.pagerduty.com/before/severity_levels/).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from functions.detect.moments.explained import explained
from shared.domain.moment import Kind, Severity


class OverallSentiment(StrEnum):
    """What the talk sounds like, by the posts whose sentiment could be told."""

    HOSTILE = "hostile"
    NEGATIVE = "negative"
    UNKNOWN = "unknown"
    NORMAL = "normal"
    GLAD = "glad"


@dataclass(frozen=True, slots=True)
class SeverityInput:
    """What severity depends on.

    ``observed`` of ``expected`` in the hottest five minutes; the shares are of scored
    posts since the opening (0 to 1, ``None``: none scored), ``scored_share`` is how many
    could be scored at all; ``reach`` is in people; ``grave``: people's safety is in question.
    ``scored`` is the number of posts the shares are of, 0 where that is not known.
    """

    kind: Kind
    observed: int
    expected: float
    negative_share: float | None
    normal_negative_share: float | None
    positive_share: float | None
    scored_share: float
    reach: int
    learning: bool = False
    grave: bool = False
    scored: int = 0

    @property
    def ratio(self) -> float:
        """Times the normal count; the normal is taken as at least a half."""
        return self.observed / max(self.expected, 0.5)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the matrix: all that it names must hold."""

    severity: Severity
    because: str
    kinds: frozenset[Kind]
    moods: frozenset[OverallSentiment]
    ratio: float = 0.0
    observed: int = 0
    reach: int = 0
    grave: bool = False


SURGE, BURST = frozenset({Kind.NEGATIVE_SURGE}), frozenset({Kind.VOLUME_BURST})
SHARING, ASKING = frozenset({Kind.SHARING_WAVE}), frozenset({Kind.QUESTION_WAVE})
SHIFT, HASHTAG = frozenset({Kind.SENTIMENT_SHIFT}), frozenset({Kind.TRENDING_HASHTAG})
BUYING, PRAISE = frozenset({Kind.PURCHASE_WAVE}), frozenset({Kind.PRAISE_WAVE})
SILENCE = frozenset({Kind.CHANNEL_SILENCE})
BAD, ANY = frozenset({OverallSentiment.HOSTILE, OverallSentiment.NEGATIVE}), frozenset(OverallSentiment)
HOSTILE, UNKNOWN, GLAD = (
    frozenset({OverallSentiment.HOSTILE}),
    frozenset({OverallSentiment.UNKNOWN}),
    frozenset({OverallSentiment.GLAD}),
)

MATRIX = (
    Line(Severity.SEV1, "a large wave of mostly negative posts", SURGE | BURST, HOSTILE, 8.0, 10),
    Line(Severity.SEV1, "negative posts that reach a million people", SURGE | BURST | SHARING, BAD, 3.0, 10, 1_000_000),
    Line(Severity.SEV2, "clearly more negative posts than normal", SURGE, BAD | UNKNOWN),
    Line(Severity.SEV2, "much more talk than normal, and it is negative", BURST, BAD),
    Line(Severity.SEV2, "much more talk than normal, in a mood that cannot be told", BURST, UNKNOWN),
    Line(Severity.SEV3, "more negative posts, but no larger part of the talk", SURGE, ANY),
    Line(Severity.SEV4, "much more talk than normal, and it is praise", BURST, GLAD),
    Line(Severity.SEV3, "much more talk than normal, in the normal mood", BURST, ANY),
    Line(Severity.SEV2, "criticism is being passed on by many", SHARING, BAD, 3.0, 10),
    Line(Severity.SEV3, "more criticism is passed on than normal", SHARING, ANY),
    Line(Severity.SEV2, "people ask whether they are safe", ASKING, ANY, 3.0, 10, grave=True),
    Line(Severity.SEV2, "many questions, in a hostile mood", ASKING, HOSTILE, 3.0, 10),
    Line(Severity.SEV3, "many more questions than normal", ASKING, ANY),
    Line(Severity.SEV2, "as many speak as ever, and most of them are against you", SHIFT, HOSTILE, observed=10),
    Line(Severity.SEV3, "as many speak as ever, but more of them are negative", SHIFT, ANY),
    Line(Severity.SEV2, "a hashtag trends, and what is said is mostly negative", HASHTAG, HOSTILE, 3.0, 10),
    Line(Severity.SEV4, "a hashtag trends, and it is praise", HASHTAG, GLAD),
    Line(Severity.SEV3, "a hashtag trends that is not usual for the brand", HASHTAG, ANY),
    Line(Severity.SEV3, "a channel that always talks has fallen silent", SILENCE, ANY),
    Line(Severity.SEV4, "more people than normal want to buy", BUYING, ANY),
    Line(Severity.SEV4, "more praise than normal", PRAISE, ANY),
)


def severity(situation: SeverityInput) -> tuple[Severity, tuple[str, ...]]:
    """The severity, and the reasons for it in words.

    >>> storm = SeverityInput(Kind.NEGATIVE_SURGE, 24, 0.5, 0.8, 0.2, 0.1, 0.9, 5_000)
    >>> severity(storm)[0].name, severity(storm)[1][:2]
    ('SEV1', ('a large wave of mostly negative posts', '48 times the normal count'))
    """
    feeling = overall_sentiment(situation)
    line = next(line for line in MATRIX if _fits(line, situation, feeling))
    return line.severity, (line.because, *_reasons(situation))


ENOUGH_SCORED = 0.3
"""The share of posts that must be scored before anything is said of the mood."""

HOSTILE_FROM, NEGATIVE_FROM, RAISED_FROM, TWICE = 0.6, 0.4, 0.25, 2.0
"""Negative shares: hostile, negative, and negative where that is twice the brand's normal."""

GLAD_UP_TO, GLAD_FROM = 0.1, 0.6
"""At most this share negative and at least this share positive is glad talk."""

NO_CHANCE = 2.5
"""How surprising a number of negative posts must be to show a mood: once in three hundred by chance."""

TELLING = 10
"""Scored posts from which on a share can be told from chance."""

WHOLE_FROM = 10
"""Ratios from here on are told without a decimal."""

WIDE_REACH = 100_000
"""People reached from which on the reach is a reason of its own."""


def overall_sentiment(situation: SeverityInput) -> OverallSentiment:
    """The mood of the talk; unknown where fewer than three in ten posts could be scored.

    A negative share of six in ten is hostile; of four in ten, or of a quarter where that
    is twice the brand's normal, it is negative, unless chance explains as much. It is glad where at most one in ten is
    negative and six in ten are positive.

    >>> overall_sentiment(SeverityInput(Kind.VOLUME_BURST, 24, 2.0, 0.3, 0.1, 0.2, 0.9, 0)).value
    'negative'
    """
    share, normal = situation.negative_share, situation.normal_negative_share
    if share is None or situation.scored_share < ENOUGH_SCORED:
        return OverallSentiment.UNKNOWN
    if share >= HOSTILE_FROM:
        return OverallSentiment.HOSTILE
    if share >= (NEGATIVE_FROM if normal is None else min(NEGATIVE_FROM, max(RAISED_FROM, TWICE * normal))):
        return OverallSentiment.NORMAL if _chance(situation) else OverallSentiment.NEGATIVE
    glad = share <= GLAD_UP_TO and (situation.positive_share or 0.0) >= GLAD_FROM
    return OverallSentiment.GLAD if glad else OverallSentiment.NORMAL


def _chance(situation: SeverityInput) -> bool:
    """Whether a usual share makes as many negative posts likely; of few posts nobody can tell."""
    share, normal, scored = situation.negative_share, situation.normal_negative_share, situation.scored
    if share is None or normal is None or scored < TELLING:
        return False
    return explained(round(share * scored), scored, normal, NO_CHANCE)


def _fits(line: Line, situation: SeverityInput, feeling: OverallSentiment) -> bool:
    return (
        situation.kind in line.kinds
        and feeling in line.moods
        and situation.ratio >= line.ratio
        and situation.observed >= line.observed
        and situation.reach >= line.reach
        and (situation.grave or not line.grave)
    )


def _reasons(situation: SeverityInput) -> list[str]:
    digits = 0 if situation.ratio >= WHOLE_FROM else 1
    reasons = [f"{situation.ratio:.{digits}f} times the normal count"]
    if situation.negative_share is not None:
        normal = situation.normal_negative_share
        usual = "" if normal is None else f", normally {normal:.0%}"
        reasons.append(f"{situation.negative_share:.0%} of the scored posts are negative{usual}")
    if situation.reach >= WIDE_REACH:
        reasons.append(f"the authors reach about {situation.reach:,} people")
    if situation.learning:
        reasons.append("what is normal is still being learnt: the brand has been watched for less than a day")
    return reasons
