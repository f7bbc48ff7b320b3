"""Bursts put into a stream: of known start, size, length and shape, at random hours."""

# ruff: noqa: S311 - seeded chance, so that a series is the same every time

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY, MINUTE_MS

DAY = BUCKETS_PER_DAY
WEEK = 7 * DAY

SIZES = (2, 3, 5, 8, 20)
"""How many times the local expectation is said during a burst, on its average."""

MINUTES = (5, 10, 15, 30, 60, 360)
APART = DAY
"""Buckets without a burst at the beginning, and between two of them at least."""

EVERY = 3 * DAY
"""Buckets from the end of a burst to the next, on average."""


class Shape(StrEnum):
    """How a burst goes: as much at once, more and more, or less and less."""

    BOX = "box"
    RAMP = "ramp"
    DECAY = "decay"


@dataclass(frozen=True, slots=True)
class Burst:
    """``size`` times what is expected, on average over ``buckets`` from ``start`` (a bucket's number) on."""

    start: int
    buckets: int
    size: int
    shape: Shape

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return self.buckets * BUCKET_MS // MINUTE_MS

    @property
    def end(self) -> int:
        """The first bucket after it."""
        return self.start + self.buckets

    def factors(self) -> list[float]:
        """What the expectation is multiplied by, bucket by bucket; every shape has the same sum.

        >>> Burst(0, 3, 5, Shape.BOX).factors(), Burst(0, 3, 5, Shape.RAMP).factors()
        ([5.0, 5.0, 5.0], [3.0, 5.0, 7.0])
        """
        if self.shape is Shape.BOX:
            return [float(self.size)] * self.buckets
        rising = [1.0 + 2.0 * (self.size - 1) * (i + 1) / (self.buckets + 1) for i in range(self.buckets)]
        return rising if self.shape is Shape.RAMP else rising[::-1]


def placed(chance: random.Random, deck: Iterator[tuple[int, int, Shape]], buckets: int) -> list[Burst]:
    """Bursts dealt from ``deck`` over so many buckets, apart from each other."""
    found: list[Burst] = []
    start = APART + chance.randrange(2 * (EVERY - APART))
    while start < buckets - DAY:
        size, minutes, shape = next(deck)
        found.append(Burst(start, minutes * MINUTE_MS // BUCKET_MS, size, shape))
        start = found[-1].end + APART + chance.randrange(2 * (EVERY - APART))
    return found


def deck_of(name: str, seed: int) -> Iterator[tuple[int, int, Shape]]:
    """All sizes, lengths and shapes, shuffled; the decks of one name go on where the seed before left off.

    So every combination is dealt about as often to every stream.
    """
    cards = list(itertools.product(SIZES, MINUTES, Shape))
    random.Random(f"deck of {name}").shuffle(cards)
    dealt = seed * 17 % len(cards)
    return itertools.cycle(cards[dealt:] + cards[:dealt])
