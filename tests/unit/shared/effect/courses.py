"""Counts around a statement: before it, after it, and on a simulated crisis."""

from __future__ import annotations

from shared.domain.mentions.tally import Tally
from shared.domain.response.statement import Statement
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.effect.windows import Around, Course, Posts, Span

CALM = Posts(180, 18, 72)
BEFORE = Posts(60, 600, 300)
NOTHING = Posts(180, 0, 0)
BEGAN = 10 * HOUR_MS
SAID = Statement("s1", "acme", "c1", "We look into it.", "press", BEGAN + HOUR_MS, "ana", BEGAN + HOUR_MS)


def around(before: Posts, later: Posts, normal: Posts = NOTHING) -> Around:
    """All posts of the hour before in one span, and those from ten minutes after the statement on in another."""
    spans = [Span(-before.minutes, 0, before), Span(10, 10 + later.minutes, later)]
    busiest = max(posts.scored / posts.minutes for posts in (before, later) if posts.minutes)
    return Around(normal, before, later, [span for span in spans if span.posts.minutes], busiest)


def after(negative: float, other: float) -> Around:
    return around(BEFORE, Posts(50, round(negative), round(other)))


def course(before: tuple[int, int], later: tuple[int, int], said_ms: int = SAID.published_ms) -> Course:
    """An hour of ordinary talk, then negative and other posts a minute before and after a statement."""
    counted = []
    for at_ms in range(BEGAN - HOUR_MS, said_ms + 4 * HOUR_MS, MINUTE_MS):
        negative, other = (0, 1) if at_ms < BEGAN else before if at_ms < said_ms else later
        counted.append((at_ms, Tally(mentions=negative + other, scored=negative + other, negative=negative)))
    return Course(counted, BEGAN - HOUR_MS, BEGAN)


def talk(negative: dict[str, int], later: dict[str, int]) -> Course:
    """Negative posts a minute by channel, in the hour before a statement and after it."""
    counted = []
    for at_ms in range(BEGAN, SAID.published_ms + HOUR_MS, MINUTE_MS):
        here = negative if at_ms < SAID.published_ms else later
        tally = Tally(mentions=20, scored=20, negative=sum(here.values()), negative_channels=here)
        counted.append((at_ms, tally))
    return Course(counted, BEGAN, BEGAN)
