"""The sentiment of all posts of a moment together: shares and counts in, hostile to positive out."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from functions.detect.moments.share_of_whole import is_explained
from shared.domain.moments.moment import Kind, times_normal

MIN_SCORED_SHARE = 0.3
"""The share of posts that must be scored for a sentiment of all."""

HOSTILE_FROM, NEGATIVE_FROM, RAISED_FROM, RAISED_RATIO = 0.6, 0.4, 0.25, 2.0
"""Negative shares: hostile, negative, and negative where that is twice the brand's normal."""

MAX_NEGATIVE, MIN_POSITIVE = 0.1, 0.6
"""Posts are positive as a whole with at most this share negative and at least this share positive."""

BEYOND_CHANCE = 2.5
"""How surprising a number of negative posts must be to count: once in three hundred by chance."""

MIN_SCORED = 10
"""Scored posts from which on a share can be told from chance."""


class OverallSentiment(StrEnum):
    """The sentiment of all posts together, by those that could be scored."""

    HOSTILE = "hostile"
    NEGATIVE = "negative"
    UNKNOWN = "unknown"
    USUAL = "as negative as usual"
    """Most posts are negative, as this brand's always are."""
    NORMAL = "normal"
    POSITIVE = "positive"


class SeverityInput(NamedTuple):
    """What severity depends on.

    ``observed`` of ``expected`` are counts of the most abnormal bucket. The shares are of
    the scored posts since the opening (0 to 1, ``None``: none was scored); ``scored`` is how
    many those are (0: not known), and ``scored_share`` is their share of all posts.
    ``reach`` is in people. ``safety_risk``: the posts are about harm to people.
    ``little_known``: the brand is so new that there is no normal count yet. ``few_accounts``:
    without the posts of a few accounts there would be no moment.
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
    safety_risk: bool = False
    scored: int = 0
    little_known: bool = False
    few_accounts: bool = False

    @property
    def ratio(self) -> float:
        """How many times the normal count was observed."""
        return times_normal(self.observed, self.expected)


def overall_sentiment(found: SeverityInput) -> OverallSentiment:
    """The sentiment of the posts as a whole; unknown where fewer than three in ten could be scored.

    From six negative posts in ten it is hostile, unless the brand's posts are mostly negative anyway:
    then half of those that normally are not must be as well. It is negative from four in ten, or from a
    quarter where that is twice the brand's normal, unless chance explains as much. It is
    positive where at most one in ten is negative and six in ten are positive.

    >>> overall_sentiment(SeverityInput(Kind.VOLUME_BURST, 24, 2.0, 0.3, 0.1, 0.2, 0.9, 0)).value
    'negative'
    """
    share, normal = found.negative_share, found.normal_negative_share
    if share is None or found.scored_share < MIN_SCORED_SHARE:
        return OverallSentiment.UNKNOWN
    if share >= HOSTILE_FROM and (normal is None or normal < NEGATIVE_FROM):
        return OverallSentiment.HOSTILE
    if share >= HOSTILE_FROM and normal is not None:
        told_apart = share >= (1.0 + normal) / 2.0 and not 0 < found.scored < MIN_SCORED
        return OverallSentiment.HOSTILE if told_apart else OverallSentiment.USUAL
    if share >= (NEGATIVE_FROM if normal is None else min(NEGATIVE_FROM, max(RAISED_FROM, RAISED_RATIO * normal))):
        return OverallSentiment.NORMAL if _may_be_chance(found) else OverallSentiment.NEGATIVE
    positive = share <= MAX_NEGATIVE and (found.positive_share or 0.0) >= MIN_POSITIVE
    return OverallSentiment.POSITIVE if positive else OverallSentiment.NORMAL


def _may_be_chance(found: SeverityInput) -> bool:
    """Whether the normal share makes as many negative posts likely; a few posts do not show it."""
    share, normal, scored = found.negative_share, found.normal_negative_share, found.scored
    if share is None or normal is None or scored < MIN_SCORED:
        return False
    return is_explained(round(share * scored), scored, normal, BEYOND_CHANCE)
