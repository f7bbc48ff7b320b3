"""A state and a bucket in, whether so much was posted that it needs no comparison with what is normal out.

A brand that is not known yet has no normal to compare with. Only absolute bars are left:
as many bad posts as no brand of which little is known has by chance, or a crowd after
next to nobody. What lies above them is told, and does not become what is normal.
"""

from __future__ import annotations

from enum import IntEnum

from functions.detect.detectors.count.state import CountBucket, CountState
from functions.detect.stats.rates import BUCKET_RATES, LearningRates

NEGATIVES, HALF = 20, 0.5
"""Negative posts in a bucket, and their share of the scored ones, that are told whatever is normal. A calm brand
with 15% negative posts, which is usual, has half of them negative in one of 10,000 buckets with 10 posts, and
practically never in one with 20 negative ones."""

SUSPECT, SUSPECTS = 10, 2
"""From half as many on a bucket teaches nothing; after so many of those, the next one is told as well: some 30 bad
posts in a quarter of an hour."""

CROWD, CROWD_RATIO, CROWD_AFTER = 100, 20.0, 3
"""Posts in a bucket that are told of a brand whose mood is not bad: only where they are so many times what the
buckets before held on average, and at least so many buckets were learnt: the first one may have been cut off."""

CROWD_LEAST = 1.0
"""What those buckets count as holding at least, on average."""

RISEN = 2.0
"""A flood is at least so many times the normal, where any of that is known: a level that was learnt is none."""

LEARNING_DAYS = 1.0
"""For so long a brand's normal counts as a guess; a flood that lasts longer is learnt."""

NEW_DAYS = 1.0 / 8.0
"""Three hours: from then on a crisis of an hour cannot become the normal, and it is told by comparison."""

WARM_UP_DAYS = 1.0 / 48.0
"""For the first half an hour there is nothing to compare with."""


class Flood(IntEnum):
    """Whether a bucket of a brand of which little is known is far beyond what any calm brand has."""

    NONE = 0
    SUSPECT = 1
    """It teaches nothing."""
    TOLD = 2
    """It teaches nothing, and is an alarm."""


def flood_of(state: CountState, bucket: CountBucket, rates: LearningRates = BUCKET_RATES) -> Flood:
    """What the bucket after ``state`` is, by absolute numbers; nothing, once the brand is known.

    >>> from functions.detect.detectors.count.state import unknown
    >>> first = CountBucket(300_000, 24, 5, negative=24, scored=30)
    >>> flood_of(unknown(first), first), flood_of(unknown(first), first._replace(scored=60))
    (<Flood.TOLD: 2>, <Flood.NONE: 0>)
    """
    if state.buckets + state.history >= NEW_DAYS * rates.day:
        return Flood.NONE
    if state.flooded >= LEARNING_DAYS * rates.day:
        return Flood.NONE
    if bucket.mentions < RISEN * state.baseline.flat:
        return Flood.NONE
    if bucket.negative >= SUSPECT and bucket.negative >= HALF * bucket.scored:
        told = bucket.negative >= NEGATIVES or state.flooded >= SUSPECTS
        return Flood.TOLD if told else Flood.SUSPECT
    return Flood.TOLD if _is_crowd(state, bucket, rates) else Flood.NONE


def _is_crowd(state: CountState, bucket: CountBucket, rates: LearningRates) -> bool:
    """Whether a crowd came, in the warm-up, after buckets in which hardly anybody posted."""
    if state.observed >= WARM_UP_DAYS * rates.day or state.baseline.buckets < CROWD_AFTER:
        return False
    return bucket.mentions >= max(CROWD, CROWD_RATIO * max(state.baseline.flat, CROWD_LEAST))
