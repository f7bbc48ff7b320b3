"""The smallest effect that would be recognised: what "unclear" can mean.

A statement that is not called helping may still help a little; how little depends on the number of
posts. The answer is found by asking for the certainty of counts that are exactly as to be expected
under an effect: it lies in the middle of what chance gives, with a standard deviation of 1
(Cowan et al. 2011, the Asimov data set).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from functools import lru_cache
from itertools import pairwise

from shared.effect.estimate import LEAST_POSTS, comparable
from shared.effect.fit import above_normal, fit, read
from shared.effect.windows import EDGES, Around, Posts, Span

Z_HELPING = {30: 2.4, 60: 1.85, 180: 2.4}
"""A statement is called helping so many standard deviations from "nothing changed": the 5 % of false verdicts are
spent on all looks together, most of them after an hour (Lan and DeMets 1983)."""

Z_POWER = 0.84
"""A normal variable is above minus this in 80 % of cases."""

FALLS = tuple(range(10, 100, 5))
"""Falls of the negative posts in per cent that are tried."""


def smallest_fall(around: Around, minutes: int) -> int | None:
    """The smallest fall of the negative posts, in per cent, that is recognised after ``minutes`` in 80 % of cases.

    With the other posts as they came after the statement, or as many as before it if there is no
    time after it yet. ``None`` where even the largest fall is not recognised.

    >>> spans = [Span(-60, 0, Posts(60, 600, 300))]
    >>> around = Around(Posts(180, 0, 0), spans[0].posts, Posts(0, 0, 0), spans, 15)
    >>> few = around._replace(before=Posts(60, 60, 30), spans=[Span(-60, 0, Posts(60, 60, 30))], busiest=1.5)
    >>> smallest_fall(around, 60), smallest_fall(few, 60)
    (50, 80)
    """
    return _smallest_fall(around._replace(spans=tuple(around.spans)), minutes)


@lru_cache(maxsize=256)  # it is told in figures and in words, and a page is read again and again
def _smallest_fall(around: Around, minutes: int) -> int | None:
    if not comparable(around):
        return None
    after = [span for span in around.spans if span.end > 0] or _as_before(around, minutes)
    if sum(span.posts.scored for span in after) < LEAST_POSTS:
        return None
    place = bisect_left(FALLS, True, key=lambda fall: _recognised(around, after, fall, minutes))
    return FALLS[place] if place < len(FALLS) else None


def _as_before(around: Around, minutes: int) -> list[Span]:
    """The spans after a statement if as many other posts come as before it."""
    pace = around.before.other / around.before.minutes
    return [
        Span(start, end, Posts(end - start, 0, round(pace * (end - start))))
        for start, end in pairwise(EDGES)
        if start >= 0 and end <= minutes
    ]


def _recognised(around: Around, after: list[Span], fall: int, minutes: int) -> bool:
    """Whether counts as to be expected under this fall are certain enough to be recognised in 80 % of cases."""
    spans = [span for span in around.spans if span.end <= 0]
    spans += [span._replace(posts=_expected(around, span, fall)) for span in after]
    return -fit(around._replace(spans=spans)).against(0.0) >= Z_HELPING[minutes] + Z_POWER


def _expected(around: Around, span: Span, fall: int) -> Posts:
    """The posts of a span with the mix of those before it, but for the fall."""
    negative, other = (above_normal(around.before, around.normal, negative=kind) for kind in (True, False))
    length, normal = span.posts.minutes, around.normal
    usual = normal.negative * length / normal.minutes if normal.minutes else 0.0
    came = above_normal(span.posts, normal, negative=False).value * negative.value / other.value
    return span.posts._replace(negative=round(came * math.exp(math.log(1 - fall / 100) * read(span)) + usual))
