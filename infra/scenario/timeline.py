"""The timeline of the demo's scenario: the rate of mentions and the weights of topics in each minute.

A day and an hour of normal posts, a crisis that grows within minutes and lasts for
forty, and an hour in which it falls back to normal. Minutes count from the start.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, exp, pi, tau

ONSET = 25 * 60
"""The first minute of the crisis: a day of normal posts before it is all the detector needs to learn a brand."""

RISE, HOLD, FADE = 6, 40, 100
"""Minutes after the onset at which the crisis reaches its height, begins to fade, and has faded."""

LENGTH = ONSET + 150
"""Minutes from the start to the end of the scenario."""

NORMAL, PEAK = 0.4, 12.0
"""Mentions per minute: on average on a normal day, and at the height of the crisis (thirty times as many)."""

DAY = 24 * 60
"""Minutes of a day."""

QUIET_MINUTE = 4 * 60
"""The minute of the day with the lowest rate; the highest is twelve hours later."""

Weights = Mapping[str, float]

EVERYDAY: Weights = {
    "praise": 18, "question": 16, "complaint": 10, "chatter": 18, "deal": 6, "headline": 4, "review": 12,
    "german": 6, "spanish": 4, "french": 4, "japanese": 3, "repost": 5,
}  # fmt: skip
OUTBREAK: Weights = {"spark": 6, "hazard": 9, "repost": 2, "fear": 2, "share": 1}
HEIGHT: Weights = {
    "hazard": 20, "fear": 12, "refund": 9, "outrage": 22, "rumour": 6, "crisis_headline": 3, "share": 9, "repost": 12,
    "joke": 4, "defence": 3, "crisis_german": 4, "crisis_spanish": 3, "crisis_french": 2, "crisis_japanese": 2,
    "question": 1,
}  # fmt: skip
AFTERMATH: Weights = {
    "crisis_aftermath": 24, "refund": 5, "outrage": 6, "fear": 3, "share": 2, "repost": 6, "aftermath_headline": 2,
    "defence": 4, "joke": 3, "crisis_german": 2, "crisis_spanish": 1, "chatter": 4, "question": 4, "praise": 3,
}  # fmt: skip

STATEMENTS = (ONSET + 22, ONSET + 42, ONSET + 58, ONSET + 84)
"""The minutes in which the company posts a statement."""


def rate(minute: int) -> float:
    """Mentions expected in ``minute``.

    >>> round(rate(QUIET_MINUTE), 2), round(rate(QUIET_MINUTE + 720), 2)
    (0.2, 0.6)
    >>> rate(ONSET + 20) > 25 * NORMAL, rate(ONSET + FADE) < 1.2
    (True, True)
    """
    return everyday_rate(minute) + excess(minute - ONSET)


def everyday_rate(minute: int) -> float:
    """Mentions expected on a normal day: a cosine between half and one and a half times the mean."""
    return NORMAL * (1 + 0.5 * cos(tau * (minute - QUIET_MINUTE) / DAY + pi))


def excess(since: int) -> float:
    """Mentions per minute on top of the normal ones, ``since`` minutes after the onset.

    >>> excess(-1), round(excess(3), 1), excess(20), round(excess(55), 1)
    (0.0, 3.5, 12.0, 4.4)
    """
    if since < 0:
        return 0.0
    if since < RISE:
        return float(PEAK ** (since / RISE))
    return PEAK * exp(-max(0, since - HOLD) / 15)


def topics(minute: int) -> Weights:
    """The weight of each topic in ``minute``."""
    since = minute - ONSET
    if since < 0 or since >= FADE:
        return EVERYDAY
    if since < RISE + 4:
        return OUTBREAK
    return HEIGHT if since < HOLD + 10 else AFTERMATH
