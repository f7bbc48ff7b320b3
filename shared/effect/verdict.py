"""The verdict on a statement after 30, 60 and 180 minutes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from shared.domain.response.statement import Statement
from shared.domain.time import MINUTE_MS
from shared.effect.estimate import Estimate, estimate
from shared.effect.other_channels import OtherChannels, other_channels
from shared.effect.recognisable import Z_HELPING, smallest_fall
from shared.effect.windows import LOOKS, Around, Course, posts_around

NOT_HELPING_FROM = 60
"""Minutes before which no statement is called not helping: it needs time to be read."""

WORTHWHILE = math.log(0.7)
"""A statement is called not helping where a fall of the negative posts by three tenths can be excluded."""

PROMISED = 60
"""Minutes after a statement for which is told what would be recognised."""

Z_NOT_HELPING = 1.645
"""One side of 5 %."""


class EffectVerdict(StrEnum):
    """What a statement did, as far as the posts tell."""

    HELPING = "helping"
    UNCLEAR = "unclear"
    NOT_HELPING = "not_helping"


class Effect(NamedTuple):
    """The effect of a statement ``minutes`` after it; ``estimate`` is ``None`` where there are too few posts.

    ``channels`` compares its channel with the others, where there are others.
    """

    minutes: int
    around: Around
    estimate: Estimate | None
    verdict: EffectVerdict
    channels: OtherChannels | None = None

    @property
    def recognisable_fall(self) -> int | None:
        """If it is unclear: the smallest fall of the negative posts, in per cent, that these show in 80 % of cases."""
        return smallest_fall(self.around, self.minutes) if self.verdict is EffectVerdict.UNCLEAR else None


class Answered(NamedTuple):
    """A statement with its effects so far, and when the next one came, which may have had a part in them.

    ``before`` has the posts before it; ``None`` where the counters could not be read.
    """

    statement: Statement
    effects: Sequence[Effect]
    next_ms: int | None
    before: Around | None = None

    @property
    def recognisable_fall(self) -> int | None:
        """The smallest fall of the negative posts, in per cent, that is recognised within an hour in 80 % of cases.

        If as many people go on posting as before it.
        """
        return smallest_fall(self.before, PROMISED) if self.before else None

    @property
    def verdict(self) -> EffectVerdict | None:
        """The latest verdict that is clear, else unclear; ``None`` before the first half hour is over."""
        found = [effect.verdict for effect in self.effects]
        clear = [verdict for verdict in found if verdict is not EffectVerdict.UNCLEAR]
        return (clear or found or [None])[-1]


def effects_of(statements: Sequence[Statement], course: Course, now_ms: int) -> list[Answered]:
    """The effect of each statement about a crisis, the earliest first."""
    ordered = sorted(statements, key=lambda statement: (statement.published_ms, statement.id))
    times = [statement.published_ms for statement in ordered]
    return [
        Answered(
            statement,
            [
                _effect(course, statement, minutes, last_ms)
                for minutes in LOOKS
                if at_ms + minutes * MINUTE_MS <= now_ms
            ],
            next_ms,
            posts_around(course, at_ms, 0, last_ms),
        )
        for statement, at_ms, last_ms, next_ms in zip(ordered, times, [0, *times], [*times[1:], None], strict=False)
    ]


def _effect(course: Course, statement: Statement, minutes: int, last_ms: int) -> Effect:
    at_ms = statement.published_ms
    around = posts_around(course, at_ms, minutes, last_ms)
    found = estimate(around)
    channels = other_channels(course, statement.channel, at_ms, minutes, last_ms)
    return Effect(minutes, around, found, verdict_of(found, minutes), channels)


def verdict_of(found: Estimate | None, minutes: int) -> EffectVerdict:
    """The verdict on an estimate ``minutes`` after a statement.

    It helps where "nothing changed" is excluded, even if some posts only repeat the statement.
    """
    if found is None:
        return EffectVerdict.UNCLEAR
    if found.fits.against(0.0) < -Z_HELPING[minutes]:
        return EffectVerdict.HELPING
    if minutes >= NOT_HELPING_FROM and found.fits.against(WORTHWHILE) > Z_NOT_HELPING:
        return EffectVerdict.NOT_HELPING
    return EffectVerdict.UNCLEAR
