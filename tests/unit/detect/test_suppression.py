"""What is told of one event that shows in many series, and what is not told twice."""

# ruff: noqa: S311 - seeded chance, so that a day is the same every day

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest

from shared.domain.brand import Brand, Sensitivity
from shared.domain.moment import NEW_NORMAL, Kind, Severity, Status
from shared.domain.time import MINUTE_MS
from tests.unit.detect.stage import DAY, START, Count, Stage, minute, play_out, talk

DAYS = 10


def asked(rng: random.Random, counts: Sequence[Count], questions: float = 0.1, praises: float = 0.1) -> list[Count]:
    """The same talk with so many questions and so much praise in it."""
    return [
        replace(
            count,
            tally=replace(count.tally, questions=_some(rng, count, questions), praises=_some(rng, count, praises)),
        )
        for count in counts
    ]


def _some(rng: random.Random, count: Count, part: float) -> int:
    return sum(rng.random() < part for _ in range(count.tally.mentions))


def known(brand: Brand | None = None, per_bucket: float = 4.0) -> tuple[Stage, random.Random]:
    """A brand with ten normal days behind it."""
    learnt = _learnt(per_bucket)
    stage = Stage(brand or Brand("acme", "Acme"), list(learnt.counts), dict(learnt.stored))
    return stage, random.Random(6)


@cache
def _learnt(per_bucket: float) -> Stage:
    rng = random.Random(5)
    stage = Stage(counts=asked(rng, talk(rng, range(DAYS * DAY), per_bucket)))
    stage.play(START + DAYS * DAY * MINUTE_MS)
    assert not stage.moments
    return stage


def after(stage: Stage, counts: Sequence[Count], minutes: int) -> list[Kind]:
    stage.counts += counts
    play_out(stage, range(DAYS * DAY, DAYS * DAY + minutes))
    return sorted(moment.kind for moment in stage.moments.values())


def test_a_burst_with_its_usual_share_of_everything_is_one_moment() -> None:
    """Ten times the talk has ten times the questions, praise and complaints; that is no news of its own."""
    stage, rng = known()
    burst = asked(rng, talk(rng, range(DAYS * DAY, DAYS * DAY + 20), 40.0))
    assert after(stage, burst, 30) == [Kind.VOLUME_BURST]


def test_questions_beyond_what_the_burst_explains_are_a_moment_of_the_same_crisis() -> None:
    stage, rng = known()
    burst = asked(rng, talk(rng, range(DAYS * DAY, DAYS * DAY + 20), 40.0), questions=0.6)
    assert after(stage, burst, 30) == [Kind.QUESTION_WAVE, Kind.VOLUME_BURST]
    assert len({moment.crisis for moment in stage.moments.values()}) == 1


def test_questions_alone_are_a_moment_without_more_talk() -> None:
    stage, rng = known()
    wave = asked(rng, talk(rng, range(DAYS * DAY, DAYS * DAY + 60), 5.0), questions=0.9)
    assert after(stage, wave, 60) == [Kind.QUESTION_WAVE]


def test_praise_is_told_once_and_wakes_nobody() -> None:
    stage, _ = known()
    start = START + DAYS * DAY * MINUTE_MS
    wave = [minute(start + n * MINUTE_MS, 8, positive=8) for n in range(20)]
    wave = [replace(count, tally=replace(count.tally, praises=8)) for count in wave]
    assert after(stage, wave, 25) in ([Kind.VOLUME_BURST], [Kind.PRAISE_WAVE])
    assert {moment.severity for moment in stage.moments.values()} == {Severity.SEV4}


def test_a_kind_that_is_switched_off_is_not_told() -> None:
    stage, rng = known(Brand("acme", "Acme", sensitivities={Kind.QUESTION_WAVE: None}))
    wave = asked(rng, talk(rng, range(DAYS * DAY, DAYS * DAY + 60), 5.0), questions=0.9)
    assert after(stage, wave, 60) == []


def test_a_kind_has_a_sensitivity_of_its_own() -> None:
    low = Brand("acme", "Acme", sensitivities={Kind.VOLUME_BURST: Sensitivity.LOW})
    stage, rng = known(low)
    after(stage, asked(rng, talk(rng, range(DAYS * DAY, DAYS * DAY + 20), 60.0)), 25)
    (moment,) = stage.moments.values()
    assert moment.decision["sensitivity"] == "low"


def test_a_level_that_stays_is_over_as_the_new_normal_and_is_not_told_again() -> None:
    stage, rng = known()
    after(stage, asked(rng, talk(rng, range(DAYS * DAY, DAYS * DAY + 40 * 60), 20.0)), 40 * 60)
    bursts = [moment for moment in stage.moments.values() if moment.kind is Kind.VOLUME_BURST]
    (burst,) = bursts
    assert burst.status is Status.RESOLVED
    assert burst.timeline[-1].note.startswith(NEW_NORMAL)
    assert 7 <= ((burst.ended_ms or 0) - burst.opened_ms) / 3_600_000 <= 24


@pytest.mark.parametrize("per_bucket", [2.0, 6.0])
def test_a_slow_burn_is_one_moment_that_lasts_as_long_as_it_burns(per_bucket: float) -> None:
    stage, rng = known(per_bucket=per_bucket)
    burn = asked(rng, talk(rng, range(DAYS * DAY, DAYS * DAY + 360), 2.5 * per_bucket))
    calm = asked(rng, talk(rng, range(DAYS * DAY + 360, DAYS * DAY + 600), per_bucket))
    assert after(stage, [*burn, *calm], 600) == [Kind.VOLUME_BURST]
    (moment,) = stage.moments.values()
    began, ended = ((at - START) / MINUTE_MS - DAYS * DAY for at in (moment.opened_ms, moment.ended_ms or 0))
    assert began <= 120
    assert 330 <= ended <= 480
