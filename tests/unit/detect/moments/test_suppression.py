"""Which moments one event opens that shows in many series, and what is not reported twice."""

# ruff: noqa: S311 - seeded, so that a day is the same every time

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest

from shared.domain.brand import Brand, Sensitivity
from shared.domain.moments.moment import NEW_NORMAL, Kind, Severity, Status
from shared.domain.time import MINUTE_MS
from tests.unit.detect.simulated_brand import (
    DAY,
    START,
    MinuteCount,
    SimulatedBrand,
    evaluate_minutes,
    minute,
    normal_posts,
)

pytestmark = pytest.mark.days


DAYS = 10


def with_intents(
    rng: random.Random, counts: Sequence[MinuteCount], questions: float = 0.1, praises: float = 0.1
) -> list[MinuteCount]:
    """The same posts, with these shares of questions and of praise."""
    return [
        replace(
            count,
            tally=count.tally._replace(questions=_some(rng, count, questions), praises=_some(rng, count, praises)),
        )
        for count in counts
    ]


def _some(rng: random.Random, count: MinuteCount, part: float) -> int:
    return sum(rng.random() < part for _ in range(count.tally.mentions))


def known(brand: Brand | None = None, per_bucket: float = 4.0) -> tuple[SimulatedBrand, random.Random]:
    """A brand with ten normal days."""
    learnt = _learnt(per_bucket)
    simulated = SimulatedBrand(brand or Brand("acme", "Acme"), list(learnt.counts), dict(learnt.stored))
    return simulated, random.Random(6)


@cache
def _learnt(per_bucket: float) -> SimulatedBrand:
    rng = random.Random(5)
    simulated = SimulatedBrand(counts=with_intents(rng, normal_posts(rng, range(DAYS * DAY), per_bucket)))
    simulated.evaluate(START + DAYS * DAY * MINUTE_MS)
    assert not simulated.moments
    return simulated


def after(simulated: SimulatedBrand, counts: Sequence[MinuteCount], minutes: int, every: int = 1) -> list[Kind]:
    """The kinds of the moments after these minutes, with a tick in every so many of them."""
    simulated.counts += counts
    evaluate_minutes(simulated, range(DAYS * DAY, DAYS * DAY + minutes, every))
    return sorted(moment.kind for moment in simulated.moments.values())


def test_a_burst_with_its_usual_share_of_everything_is_one_moment() -> None:
    """Ten times the posts have ten times the questions, praise and complaints; that is no news of its own."""
    simulated, rng = known()
    burst = with_intents(rng, normal_posts(rng, range(DAYS * DAY, DAYS * DAY + 20), 40.0))
    assert after(simulated, burst, 30) == [Kind.VOLUME_BURST]


def test_questions_beyond_what_the_burst_explains_are_a_moment_of_the_same_crisis() -> None:
    simulated, rng = known()
    burst = with_intents(rng, normal_posts(rng, range(DAYS * DAY, DAYS * DAY + 20), 40.0), questions=0.6)
    assert after(simulated, burst, 30) == [Kind.QUESTION_WAVE, Kind.VOLUME_BURST]
    assert len({moment.crisis for moment in simulated.moments.values()}) == 1


def test_questions_are_a_moment_without_more_posts() -> None:
    simulated, rng = known()
    wave = with_intents(rng, normal_posts(rng, range(DAYS * DAY, DAYS * DAY + 60), 5.0), questions=0.9)
    assert after(simulated, wave, 60) == [Kind.QUESTION_WAVE]


def test_praise_is_one_moment_and_pages_nobody() -> None:
    simulated, _ = known()
    start = START + DAYS * DAY * MINUTE_MS
    wave = [minute(start + n * MINUTE_MS, 8, positive=8) for n in range(20)]
    wave = [replace(count, tally=count.tally._replace(praises=8)) for count in wave]
    assert after(simulated, wave, 25) in ([Kind.VOLUME_BURST], [Kind.PRAISE_WAVE])
    assert {moment.severity for moment in simulated.moments.values()} == {Severity.SEV4}


def test_a_kind_that_is_switched_off_opens_no_moment() -> None:
    simulated, rng = known(Brand("acme", "Acme", sensitivities={Kind.QUESTION_WAVE: None}))
    wave = with_intents(rng, normal_posts(rng, range(DAYS * DAY, DAYS * DAY + 60), 5.0), questions=0.9)
    assert after(simulated, wave, 60) == []


def test_a_kind_has_a_sensitivity_of_its_own() -> None:
    low = Brand("acme", "Acme", sensitivities={Kind.VOLUME_BURST: Sensitivity.LOW})
    simulated, rng = known(low)
    after(simulated, with_intents(rng, normal_posts(rng, range(DAYS * DAY, DAYS * DAY + 20), 60.0)), 25)
    (moment,) = simulated.moments.values()
    assert moment.decision["sensitivity"] == "low"


def test_a_level_that_stays_ends_as_the_new_normal_and_opens_no_other_moment() -> None:
    simulated, rng = known()
    after(
        simulated, with_intents(rng, normal_posts(rng, range(DAYS * DAY, DAYS * DAY + 40 * 60), 20.0)), 40 * 60, every=5
    )
    bursts = [moment for moment in simulated.moments.values() if moment.kind is Kind.VOLUME_BURST]
    (burst,) = bursts
    assert burst.status is Status.RESOLVED
    assert burst.timeline[-1].note.startswith(NEW_NORMAL)
    assert 7 <= ((burst.ended_ms or 0) - burst.opened_ms) / 3_600_000 <= 24


@pytest.mark.parametrize("per_bucket", [2.0, 6.0])
def test_a_slow_rise_is_one_moment_for_as_long_as_it_lasts(per_bucket: float) -> None:
    simulated, rng = known(per_bucket=per_bucket)
    burn = with_intents(rng, normal_posts(rng, range(DAYS * DAY, DAYS * DAY + 360), 2.5 * per_bucket))
    calm = with_intents(rng, normal_posts(rng, range(DAYS * DAY + 360, DAYS * DAY + 600), per_bucket))
    assert after(simulated, [*burn, *calm], 600, every=3) == [Kind.VOLUME_BURST]
    (moment,) = simulated.moments.values()
    began, ended = ((at - START) / MINUTE_MS - DAYS * DAY for at in (moment.opened_ms, moment.ended_ms or 0))
    assert began <= 120
    assert 330 <= ended <= 480
