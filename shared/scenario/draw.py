"""What posts are made of by chance: how many there are in a minute, their topics, their authors, and their ids."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from random import Random

OPENERS = ("", "", "", "", "so. ", "ok. ", "PSA: ", "not kidding: ", "still: ", "saying it again: ", "(reposted) ")
"""What people put before a line that was used before."""

FIRST = ("tea", "kettle", "rain", "toast", "moss", "night", "copper", "oat", "pebble", "harbour", "lemon", "attic")
LAST = ("lover", "nook", "walker", "owl", "and_jam", "diary", "garden", "maker", "fox", "reader", "shift", "club")

OFFICIAL_REACH = 18_000
"""Followers of the company's own account."""


def small_poisson(rng: Random, mean: float) -> int:
    """A Poisson count by products of uniforms (D. Knuth); it takes about as many draws as the count.

    >>> small_poisson(Random(1), 0.0)
    0
    """
    limit, count, product = math.exp(-mean), 0, rng.random()
    while product > limit:
        count, product = count + 1, product * rng.random()
    return count


def poisson(rng: Random, mean: float) -> int:
    """The same for any mean: exp(-mean) is 0 from 746 on, so a large one is the sum of smaller ones.

    >>> 1_800 < poisson(Random(1), 2_000.0) < 2_200
    True
    """
    parts = max(1, math.ceil(mean / 500))
    return sum(small_poisson(rng, mean / parts) for _ in range(parts))


def draw_topics(weights: Mapping[str, float], mean: float, rng: Random) -> list[str]:
    """The topics of one minute: a Poisson number of them, ``mean`` on average."""
    return rng.choices(list(weights), list(weights.values()), k=poisson(rng, mean))


def handle(rng: Random) -> str:
    """An invented account name."""
    return f"{rng.choice(FIRST)}_{rng.choice(LAST)}{rng.randrange(100)}"


def digits(text: str, length: int) -> str:
    """Decimal digits from a hash of ``text``, the same on every machine.

    >>> len(digits("a", 12))
    12
    """
    return str(int(hashlib.sha256(text.encode()).hexdigest(), 16))[:length]
