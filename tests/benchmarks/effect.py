"""How often a verdict on a statement is right: ``python -m tests.benchmarks effect``.

A thousand simulated crises whose statement does nothing, and a thousand whose statement
keeps half of the negative posts away; in half of each, other posts repeat the statement.
Then real talk: recorded posts of a surge at airlines, cut at every full hour, where nobody
said anything; a verdict of helping there is false.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from infra.simulation.answered_crisis import draw_crisis
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.effect.estimate import estimate
from shared.effect.verdict import EffectVerdict, verdict_of
from shared.effect.windows import LOOKS, Course, posts_around
from tests.benchmarks.__main__ import Figure
from tests.benchmarks.replays.recorded_brands import minute_counts, recordings

CRISES = 1_000
ECHOES = (0.0, 0.1)
SIZES = ((0, 300), (300, 1_000), (1_000, 10**9))
"""Posts in the hour before the statement."""


class Outcome(NamedTuple):
    """A crisis' posts in the hour before its statement, and the verdicts on this."""

    before: int
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
    nothing, half = [_outcomes(effect, CRISES) for effect in (0.0, 0.5)]
    recorded = list(_recorded())
    told = [EffectVerdict.NOT_HELPING in outcome.verdicts for outcome in half]
    end = [outcome.verdicts[-1] is EffectVerdict.NOT_HELPING for outcome in nothing]
    return [
        ("without effect, ever called helping", _share(o.helping for o in nothing), "", 0.05),
        ("halves negatives, recognised within an hour, at least", _share(o.recognised for o in half), "", 0.8),
        *(
            (f"  of those with {_size(size)} posts in the hour before", _recognised(half, size), "", None)
            for size in SIZES
        ),
        ("halves negatives, ever called not helping", _share(told), "", 0.05),
        ("without effect, called not helping in the end", _share(end), "", None),
        (f"recorded surges, {len(recorded)} hours without a statement: helping", _share(recorded), "", 0.05),
    ]


def _outcomes(effect: float, crises: int) -> list[Outcome]:
    found = []
    for seed in range(crises):
        rng = random.Random(seed)  # noqa: S311 - a simulation
        crisis = draw_crisis(rng)
        course = crisis.course(rng, effect, ECHOES[seed % len(ECHOES)])
        said_ms = course.began_ms + crisis.said * MINUTE_MS
        around = [posts_around(course, said_ms, minutes) for minutes in LOOKS]
        verdicts = list(map(verdict_of, map(estimate, around), LOOKS))
        found.append(Outcome(around[0].before.scored, verdicts))
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


def _recognised(outcomes: Sequence[Outcome], size: tuple[int, int]) -> float:
    return _share(outcome.recognised for outcome in outcomes if size[0] <= outcome.before < size[1])


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]:,} to {size[1]:,}" if size[1] < SIZES[-1][1] else f"{size[0]:,} or more"


def _share(found: Iterable[bool]) -> float:
    answers = list(found)
    return sum(answers) / len(answers) if answers else 0.0
