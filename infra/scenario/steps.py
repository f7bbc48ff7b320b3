"""The scenario in the steps in which it is played: hours of the day at once, the crisis minute by minute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from infra.scenario.deliveries import Delivery, Method
from infra.scenario.timeline import FADE, HOLD, LENGTH, ONSET, RISE

STRIDES = ((ONSET - 60, 60), (ONSET, 15), (ONSET + 2 * RISE, 1), (LENGTH, 5))
"""Until which minute steps are how many minutes long."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is handed in together at the end of minute ``until - 1``, and what a watcher is told of it."""

    until: int
    name: str
    pushed: tuple[Delivery, ...]
    dropped: tuple[Delivery, ...] = ()


def steps(deliveries: list[Delivery]) -> list[Step]:
    """All steps in order; every delivery is in exactly one."""
    return [_step(since, until, deliveries) for since, until in _spans()]


def _spans() -> Iterator[tuple[int, int]]:
    since = 0
    for end, stride in STRIDES:
        while since < end:
            yield since, min(since + stride, end)
            since = min(since + stride, end)


def _step(since: int, until: int, deliveries: list[Delivery]) -> Step:
    due = [delivery for delivery in deliveries if since <= delivery.minute < until]
    return Step(
        until,
        stage(until),
        tuple(delivery for delivery in due if delivery.door is Method.PUSH),
        tuple(delivery for delivery in due if delivery.door is Method.DROP),
    )


def stage(until: int) -> str:
    """Where the scenario stands, in words.

    >>> stage(60), stage(ONSET + 1), stage(LENGTH)
    ('An ordinary day', 'The crisis breaks out', 'Back to normal')
    """
    since = until - ONSET
    ends = (
        (0, "An ordinary day"),
        (2 * RISE, "The crisis breaks out"),
        (HOLD, "The crisis at its height"),
        (FADE, "The crisis fades"),
    )
    return next((name for end, name in ends if since <= end), "Back to normal")
