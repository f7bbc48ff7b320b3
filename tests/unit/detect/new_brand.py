"""A brand that was created a moment ago, and posts of the hours before."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.unit.detect.simulated_brand import DAY, MinuteCount, normal_posts

CREATED = DAY + 12 * 60 + 2
"""The minute in which the brand was created, two minutes into a bucket."""
SEEDS = range(3)


def past(rng: random.Random, hours: int = 50) -> list[MinuteCount]:
    """Posts of the hours before, pushed, so that they come late."""
    return [replace(count, late=True) for count in normal_posts(rng, range(CREATED - hours * 60, CREATED))]
