"""How often a verdict on a statement is right: ``python -m tests.benchmarks effect``.

A thousand simulated crises whose statement does nothing, and a thousand whose statement
keeps half of the negative posts away; in half of each, other posts repeat the statement.
Whether the product knows its limits: how often a half is recognised where it says beforehand that
a half is, and an effect just as large as it says.
Then real talk: recorded posts of a surge at airlines, cut at every full hour, where nobody
said anything; a verdict of helping there is false.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from infra.simulation.answered_crisis import draw_crisis
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.effect.estimate import estimate
from shared.effect.recognisable import smallest_fall
from shared.effect.verdict import PROMISED, EffectVerdict, verdict_of
from shared.effect.windows import LOOKS, Course, posts_around
from tests.benchmarks.__main__ import Figure
from tests.benchmarks.replays.recorded_brands import minute_counts, recordings

CRISES = 1_000
ECHOES = (0.0, 0.1)
SIZES = ((0, 300), (300, 1_000), (1_000, 10**9))
"""Posts in the hour before the statement."""

HALF = 50
"""Per cent."""


class Outcome(NamedTuple):
    """A crisis' posts in the hour before its statement, the smallest fall said to be recognisable, and the verdicts."""

    before: int
    fall: int | None
    verdicts: Sequence[EffectVerdict]

    @property
    def helping(self) -> bool:
        """Whether any verdict is helping."""
        return EffectVerdict.HELPING in self.verdicts

    @property
    def recognised(self) -> bool:
        """Whether a verdict within the first hour is helping."""
        return EffectVerdict.HELPING in self.verdicts[:2]


def figures() -> list[Figure]:
    """The error rates by simulation, the power by size, and the false verdicts on recorded posts."""
    nothing, half = [_outcomes(dict.fromkeys(range(CRISES), effect)) for effect in (0.0, 0.5)]
    falls = {seed: outcome.fall / 100 for seed, outcome in enumerate(half) if outcome.fall}
    as_told = [outcome.recognised for outcome in _outcomes(falls)]
    told_half = [outcome.recognised for outcome in half if outcome.fall and outcome.fall <= HALF]
    recorded = list(_recorded())
    told = [EffectVerdict.NOT_HELPING in outcome.verdicts for outcome in half]
    end = [outcome.verdicts[-1] is EffectVerdict.NOT_HELPING for outcome in nothing]
    return [
        ("without effect, ever called helping", _share(o.helping for o in nothing), "", 0.05),
        *(
            (f"  of those with {_size(size)} posts in the hour before", _share(o.helping for o in found), "", 0.05)
            for size, found in _by_size(nothing)
        ),
        ("halves negatives, recognised within an hour, at least", _share(o.recognised for o in half), "", 0.8),
        *(
            (f"  of those with {_size(size)} posts in the hour before", _share(o.recognised for o in found), "", None)
            for size, found in _by_size(half)
        ),
        (f"  of {len(told_half)} said beforehand to be recognisable, at least", _share(told_half), "", 0.8),
        (f"effects as small as said recognisable ({len(falls)}), at least", _share(as_told), "", 0.8),
        ("halves negatives, ever called not helping", _share(told), "", 0.05),
        ("without effect, called not helping in the end", _share(end), "", None),
        (f"recorded surges, {len(recorded)} hours without a statement: helping", _share(recorded), "", 0.05),
    ]


def _outcomes(effects: Mapping[int, float]) -> list[Outcome]:
    """The verdicts on the crisis of each seed, whose statement keeps this part of the negative posts away."""
    found = []
    for seed, effect in effects.items():
        rng = random.Random(seed)  # noqa: S311 - a simulation
        crisis = draw_crisis(rng)
        course = crisis.course(rng, effect, ECHOES[seed % len(ECHOES)])
        said_ms = course.began_ms + crisis.said * MINUTE_MS
        before = posts_around(course, said_ms, 0)
        verdicts = [verdict_of(estimate(posts_around(course, said_ms, minutes)), minutes) for minutes in LOOKS]
        found.append(Outcome(before.before.scored, smallest_fall(before, PROMISED), verdicts))
    return found


def _recorded() -> Iterator[bool]:
    """For every hour of the surges that has enough posts: whether any verdict would be helping."""
    for recording in recordings().values():
        counted = [(count.minute_ms, count.tally) for count in minute_counts(recording.mentions)]
        for said_ms in recording.surge[::HOUR_MS]:
            course = Course(counted, counted[0][0], recording.surge.start)
            around = [posts_around(course, said_ms, minutes) for minutes in LOOKS]
            found = [estimate(each) for each in around]
            if any(found):
                yield EffectVerdict.HELPING in map(verdict_of, found, LOOKS)


def _by_size(outcomes: Sequence[Outcome]) -> list[tuple[tuple[int, int], list[Outcome]]]:
    return [(size, [outcome for outcome in outcomes if size[0] <= outcome.before < size[1]]) for size in SIZES]


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]:,} to {size[1]:,}" if size[1] < SIZES[-1][1] else f"{size[0]:,} or more"


def _share(found: Iterable[bool]) -> float:
    answers = list(found)
    return sum(answers) / len(answers) if answers else 0.0
