"""What stands for a crisis as a whole: the moment that leads, the status, and the theme; all from its moments alone."""

from __future__ import annotations

from collections.abc import Sequence

from shared.domain.mentions.theme import Theme
from shared.domain.moments.care import care_of
from shared.domain.moments.moment import Kind, Moment, Status
from shared.messages.crisis.trend import UNCOUNTED
from shared.messages.theme_texts import counted_themes

LEADING_POSTS, LEADING_SHARE = 3, 0.1
"""What a theme needs to lead: so many posts, and such a share of the most posts that any moment had at once."""

LEAD_ORDER = (
    Kind.NEGATIVE_SURGE,
    Kind.SENTIMENT_SHIFT,
    Kind.SHARING_WAVE,
    Kind.VOLUME_BURST,
    Kind.QUESTION_WAVE,
    Kind.TRENDING_HASHTAG,
    Kind.INFLUENTIAL_VOICE,
    Kind.CHANNEL_SILENCE,
    Kind.PURCHASE_WAVE,
    Kind.PRAISE_WAVE,
)
"""Of moments that are equally severe, the one of the first of these kinds gives the headline."""


def lead_of(moments: Sequence[Moment]) -> Moment:
    """The moment that stands for the crisis: the most severe, then by kind, then the first."""
    order = {kind: place for place, kind in enumerate(LEAD_ORDER)}
    return min(moments, key=lambda m: (m.severity, order.get(m.kind, len(order)), m.opened_ms, m.id))


def crisis_status(moments: Sequence[Moment]) -> Status:
    """The status of the whole: what is worst decides, so that a lesser moment does not keep it open.

    Recovering: every ongoing moment is, or all that wake somebody are and the rest do not. Acknowledged: somebody
    takes care of it as bad as it is (:func:`shared.domain.moments.care.care_of`).
    """
    ongoing = [moment for moment in moments if moment.status.ongoing]
    if not ongoing:
        dismissed = all(moment.status is Status.DISMISSED for moment in moments)
        return Status.DISMISSED if dismissed else Status.RESOLVED
    worst = min(moment.severity for moment in moments)
    active = [moment for moment in ongoing if moment.status is not Status.RECOVERING]
    if not active or (worst.pages and not any(moment.severity.pages for moment in active)):
        return Status.RECOVERING
    return Status.ACKNOWLEDGED if care_of(moments).taken else Status.OPEN


def leading_theme(moments: Sequence[Moment]) -> Theme | None:
    """The theme of the most posts, if these are enough to say that the crisis is about it.

    The moments count the same posts, so for each theme the moment with the most counts.
    """
    most: dict[str, int] = {}
    for moment in moments:
        for name, posts in moment.evidence.themes.items():
            most[name] = max(posts, most.get(name, 0))
    found = counted_themes(most)
    if not found:
        return None
    theme, posts = found[0]
    counting = (moment for moment in moments if moment.kind not in UNCOUNTED)
    at_once = max((max(moment.peak, moment.evidence.observed) for moment in counting), default=0)
    return theme if posts >= LEADING_POSTS and posts >= LEADING_SHARE * at_once else None
