"""Trust after a crisis: how negative people talk in the week after it against the four weeks before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from shared.domain.mentions.tally import Tally
from shared.domain.time import DAY_MS, HOUR_MS, hour_of
from shared.messages.crisis.crisis_figures import CrisisFigures
from shared.messages.phrases import percent

BEFORE_DAYS, AFTER_DAYS = 28, 7
LEAST_POSTS = 30
"""Scored posts on either side; a share of fewer says little."""


class Span(NamedTuple):
    """From ``since_ms`` until before ``until_ms``, in whole hours."""

    since_ms: int
    until_ms: int


class Trust(NamedTuple):
    """The scored posts and the negative ones of both sides; ``after_days`` have gone by, seven at most."""

    before_posts: int
    before_negative: int
    after_posts: int
    after_negative: int
    after_days: float

    @property
    def before_share(self) -> float:
        """The negative share of the time before."""
        return self.before_negative / self.before_posts

    @property
    def after_share(self) -> float:
        """The negative share of the time after."""
        return self.after_negative / self.after_posts


def trust_spans(figures: CrisisFigures) -> tuple[Span, Span] | None:
    """The times before and after a crisis that are compared; ``None`` while it goes on, and in its first hour after."""
    if figures.ended_ms is None:
        return None
    began, ended = hour_of(figures.began_ms), hour_of(figures.ended_ms) + HOUR_MS
    until = min(hour_of(figures.now_ms), ended + AFTER_DAYS * DAY_MS)
    return (Span(began - BEFORE_DAYS * DAY_MS, began), Span(ended, until)) if until > ended else None


def trust_of(before: Iterable[Tally], after: Iterable[Tally], compared: Span) -> Trust | None:
    """Trust from the counts of both sides; ``None`` where one has too few posts. ``compared`` is the time after."""
    (posts, negative), (later_posts, later_negative) = _sums(before), _sums(after)
    if min(posts, later_posts) < LEAST_POSTS:
        return None
    days = round((compared.until_ms - compared.since_ms) / DAY_MS, 1)
    return Trust(posts, negative, later_posts, later_negative, days)


def trust_text(trust: Trust) -> str:
    """Trust in words.

    >>> trust_text(Trust(1_000, 120, 200, 44, 7.0))
    'Trust: 22% negative in the 7 days after it, 12% in the 28 days before.'
    """
    after, before = percent(trust.after_share), percent(trust.before_share)
    return (
        f"Trust: {after} negative in the {trust.after_days:g} days after it, {before} in the {BEFORE_DAYS} days before."
    )


def _sums(counted: Iterable[Tally]) -> tuple[int, int]:
    scored = negative = 0
    for tally in counted:
        scored, negative = scored + tally.scored, negative + tally.negative
    return scored, negative
