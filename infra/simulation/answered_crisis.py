"""A simulated crisis with a statement that does something to its negative posts, or nothing.

The truth is known here, so the verdict can be checked: how often a statement without
effect is called helping, and how often one that halves the negative posts is recognised.
What makes this hard in life is in it: the crisis ebbs by itself, at any time and pace, and its
volume goes up and down on the way; its mix of negative and other posts drifts, and posts of the
same quarter of an hour are alike; counts come in clusters; ordinary talk goes on; and other
posts repeat the statement, which looks like calm. How much volume and mix vary is what was
measured in recorded posts of a surge (:mod:`shared.effect.noise` tells how).
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from infra.simulation.traffic import poisson
from shared.domain.mentions.tally import Tally
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.effect.windows import LOOKS, NORMAL_MS, Course

CLUSTERS = 10
"""Shape of the gamma factor that all posts of five minutes share: counts vary by a third more than a Poisson's."""

STEP = 5
"""Minutes between two values of everything that varies."""

VOLUME_WALK = 0.6
"""Standard deviation of the log volume of the crisis after one hour, beyond its own course."""

MIX_DRIFT = 0.06
"""Standard deviation of the mix's log odds after one hour."""

MIX_MEMORY = 15
"""Minutes until what posts have in common has faded by e."""


def mix_deviation(posts_an_hour: float) -> float:
    """Standard deviation of the mix's log odds within its memory.

    >>> [round(mix_deviation(posts), 2) for posts in (10, 100, 1_000)]
    [0.44, 0.23, 0.2]
    """
    return math.sqrt(0.04 + 1.5 / max(4.0, posts_an_hour))


READ_MINUTES = 15
"""Minutes until a statement has its full effect."""

ECHO_HALF_LIFE = 30
"""Minutes after which posts that repeat the statement have halved."""


@dataclass(frozen=True, slots=True)
class AnsweredCrisis:
    """A crisis of ``peak`` posts a minute that is answered ``said`` minutes after it began.

    ``mix`` is the negative share of its posts, ``ordinary`` the ordinary posts a minute, of
    which ``ordinary_mix`` are negative; it rises for ``rise`` minutes, stays for ``stay``, and
    then halves every ``half_life``.
    """

    peak: float
    mix: float
    ordinary: float
    ordinary_mix: float
    rise: float
    stay: float
    half_life: float
    said: int

    def level(self, minute: float) -> float:
        """Its posts a minute, ``minute`` after it began."""
        if minute < 0:
            return 0.0
        if minute < self.rise:
            return self.peak * (minute + 1) / (self.rise + 1)
        ebbing = max(0.0, minute - self.rise - self.stay)
        return self.peak * math.exp(-math.log(2) * ebbing / self.half_life)

    def course(self, rng: random.Random, effect: float, echo: float) -> Course:
        """The counters until three hours after the statement.

        It keeps the part ``effect`` of the negative posts away; ``echo`` posts, relative to the
        peak, repeat it at first.
        """
        began_ms = NORMAL_MS
        volume, drift, alike, cluster = 0.0, 0.0, rng.gauss(0, 1), 1.0
        kept_alike = math.exp(-STEP / MIX_MEMORY)
        hours = math.sqrt(STEP * MINUTE_MS / HOUR_MS)
        counted = []
        for minute in range(-NORMAL_MS // MINUTE_MS, self.said + max(LOOKS)):
            if minute % STEP == 0:
                volume += rng.gauss(0, VOLUME_WALK * hours) if minute > 0 else 0.0
                drift += rng.gauss(0, MIX_DRIFT * hours)
                alike = kept_alike * alike + math.sqrt(1 - kept_alike**2) * rng.gauss(0, 1)
                cluster = rng.gammavariate(CLUSTERS, 1 / CLUSTERS)
            level, after = self.level(minute) * math.exp(volume), max(0, minute - self.said)
            odds = math.log(self.mix / (1 - self.mix)) + drift + alike * mix_deviation(60 * level)
            share = 1 / (1 + math.exp(-odds))
            kept = 1 - effect * min(1.0, after / READ_MINUTES)
            repeated = echo * self.peak * 0.5 ** (after / ECHO_HALF_LIFE) if after else 0.0
            negative = level * share * kept + self.ordinary * self.ordinary_mix
            other = level * (1 - share) + self.ordinary * (1 - self.ordinary_mix) + repeated
            found = poisson(rng, negative * cluster), poisson(rng, other * cluster)
            tally = Tally(mentions=sum(found), scored=sum(found), negative=found[0])
            counted.append((began_ms + minute * MINUTE_MS, tally))
        return Course(counted, 0, began_ms)


def draw_crisis(rng: random.Random) -> AnsweredCrisis:
    """A crisis such as one that pages: 5 to 60 posts a minute, answered 10 minutes to two hours after it began."""
    peak = _between(rng, 5, 60)
    return AnsweredCrisis(
        peak=peak,
        mix=rng.uniform(0.5, 0.85),
        ordinary=peak * _between(rng, 0.02, 0.25),
        ordinary_mix=rng.uniform(0.1, 0.3),
        rise=rng.uniform(5, 40),
        stay=rng.uniform(0, 60),
        half_life=_between(rng, 30, 360),
        said=rng.randrange(10, 121),
    )


def _between(rng: random.Random, low: float, high: float) -> float:
    """A number whose logarithm is uniform."""
    return math.exp(rng.uniform(math.log(low), math.log(high)))
