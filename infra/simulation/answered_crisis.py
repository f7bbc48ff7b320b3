"""A simulated crisis with a statement that does something to its negative posts, or nothing.

The truth is known here, so the verdict can be checked: how often a statement without
effect is called helping, and how often one that halves the negative posts is recognised.
What makes this hard in life is in it: the crisis ebbs by itself, at any time and pace; its
mix of negative and other posts drifts; counts come in clusters; ordinary talk goes on; and
other posts repeat the statement, which looks like calm.
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

DRIFT = 0.17
"""Standard deviation of the mix's log odds after one hour, as in recorded posts."""

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
        drift, cluster = 0.0, 1.0
        counted = []
        for minute in range(-NORMAL_MS // MINUTE_MS, self.said + max(LOOKS)):
            if minute % 5 == 0:
                drift += rng.gauss(0, DRIFT * math.sqrt(5 * MINUTE_MS / HOUR_MS))
                cluster = rng.gammavariate(CLUSTERS, 1 / CLUSTERS)
            level, after = self.level(minute), max(0, minute - self.said)
            share = 1 / (1 + math.exp(-math.log(self.mix / (1 - self.mix)) - drift))
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
