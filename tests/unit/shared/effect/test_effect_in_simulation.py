"""How often a verdict on a statement is wrong, on simulated crises whose truth is known."""

from __future__ import annotations

import random

import pytest

from infra.simulation.answered_crisis import draw_crisis
from shared.domain.time import MINUTE_MS
from shared.effect.estimate import Z_INTERVAL, Estimate, estimate
from shared.effect.recognisable import smallest_fall
from shared.effect.verdict import EffectVerdict, verdict_of
from shared.effect.windows import LOOKS, posts_around


@pytest.fixture(scope="module")
def nothing_said() -> list[tuple[int, list[Estimate | None]]]:
    """Of simulated crises with a statement that does nothing: the estimates at each look."""
    return [(seed, estimates(seed, effect=0.0)) for seed in range(200)]


def estimates(seed: int, effect: float) -> list[Estimate | None]:
    rng = random.Random(seed)  # noqa: S311 - a simulation
    crisis = draw_crisis(rng)
    found = crisis.course(rng, effect, echo=0.1 * (seed % 2))
    said_ms = found.began_ms + crisis.said * MINUTE_MS
    return [estimate(posts_around(found, said_ms, minutes)) for minutes in LOOKS]


def test_on_simulated_crises_a_statement_without_effect_is_seldom_called_helping(
    nothing_said: list[tuple[int, list[Estimate | None]]],
) -> None:
    helping = [EffectVerdict.HELPING in map(verdict_of, found, LOOKS) for _, found in nothing_said]
    assert sum(helping) <= 0.05 * len(helping)


def test_an_interval_covers_no_effect_as_often_as_it_says(
    nothing_said: list[tuple[int, list[Estimate | None]]],
) -> None:
    """Also where others repeat the statement."""
    covered = [abs(found[1].fits.against(0.0)) <= Z_INTERVAL for _, found in nothing_said if found[1]]
    assert sum(covered) / len(covered) >= 0.88


def test_what_is_told_to_be_recognisable_is_recognised() -> None:
    told = []
    for seed in range(60):
        rng = random.Random(seed)  # noqa: S311 - a simulation
        crisis = draw_crisis(rng)
        before = crisis.course(rng, 0.0, 0.0)
        fall = smallest_fall(posts_around(before, before.began_ms + crisis.said * MINUTE_MS, 0), 60)
        if fall:
            told.append(EffectVerdict.HELPING in map(verdict_of, estimates(seed, fall / 100)[:2], LOOKS))
    assert sum(told) / len(told) >= 0.75
