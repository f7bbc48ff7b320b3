"""The pulse of a brand: its counts as a series of equal steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from functions.query.schemas.mention.enrichment import ThemeName, theme_counts
from shared.domain.errors import InvalidInput
from shared.domain.mentions.tally import Tally, total
from shared.domain.time import BUCKET_MS, DAY_MS, HOUR_MS, MINUTE_MS, iso
from shared.http.fields import Compound, Instant, Share

Step = Literal["1m", "5m", "1h", "1d"]
STEP_MS: Mapping[str, int] = MappingProxyType({"1m": MINUTE_MS, "5m": BUCKET_MS, "1h": HOUR_MS, "1d": DAY_MS})

DEFAULT_RANGE_MS: Mapping[str, int] = MappingProxyType(
    {"1m": 3 * HOUR_MS, "5m": DAY_MS, "1h": 7 * DAY_MS, "1d": 30 * DAY_MS}
)
"""How far back a series goes without ``since``."""

MAX_POINTS = 1_500
"""Points of the longest series: a day by the minute, five days by five minutes."""

MAX_RANGE_MS = 31 * DAY_MS
"""The longest series: 744 roll-ups, or where an hour has none its minutes, about 45,000 counters for a busy month."""

EMPTY = Tally()
MAX_HASHTAGS = 10
"""Hashtags in the totals."""


class Sums(TypedDict):
    """Counts of one stretch of time."""

    mentions: int
    scored: Annotated[int, Field(description="Mentions in a language that can be scored")]
    negative: int
    positive: int
    negative_share: Annotated[Share | None, Field(description="negative / scored; null if none was scored")]
    mean_compound: Compound | None
    reach: Annotated[int, Field(description="People in the audiences of the authors")]
    critical_shares: Annotated[int, Field(description="Reposts, quotes and copies of critical posts")]
    copies: Annotated[int, Field(description="Posts of the same person on another network; they are not in `mentions`")]
    complaints: int
    questions: Annotated[int, Field(description="Posts that ask a question, also complaints")]
    purchases: Annotated[int, Field(description="Posts of people who want to buy or have just bought")]
    praises: int


class Point(Sums):
    """One step of the series, which begins at `at`."""

    at: Instant


class Totals(Sums):
    """The sums of the whole series."""

    hashtags: Annotated[dict[str, int], Field(description=f"The {MAX_HASHTAGS} most used hashtags")]
    channels: dict[str, int]
    themes: Annotated[dict[ThemeName, int], Field(description="What the posts talk about, highest count first")]


class Pulse(TypedDict):
    """A series of equal steps, oldest first, with zeros: `since <= at < until`."""

    brand: str
    step: Step
    since: Instant
    until: Instant
    points: list[Point]
    totals: Totals


def pulse_range(since_ms: int | None, until_ms: int | None, step: Step, now_ms: int) -> tuple[int, int]:
    """The bounds of a series, widened to whole steps.

    Raises:
        InvalidInput: it ends before it begins, or has too many points for one answer.

    >>> pulse_range(None, 3 * HOUR_MS + 1, "1m", 0) == (MINUTE_MS, 3 * HOUR_MS + MINUTE_MS)
    True
    """
    size = STEP_MS[step]
    until = until_ms if until_ms is not None else now_ms + 1
    until += -until % size
    since = max(0, until - DEFAULT_RANGE_MS[step]) if since_ms is None else since_ms - since_ms % size
    if since >= until:
        raise InvalidInput("since must be before until", field="since")
    if until - since > min(MAX_RANGE_MS + size, MAX_POINTS * size):
        longest = min(MAX_RANGE_MS, MAX_POINTS * size) // HOUR_MS
        raise InvalidInput(
            f"a series with step {step} can have at most {longest} hours; choose a shorter range or a longer step",
            field="since",
        )
    return since, until


def pulse_series(brand_id: str, counted: Iterable[tuple[int, Tally]], bounds: tuple[int, int], step: Step) -> Pulse:
    """The series of the ``counted`` (start, tally) pairs: in any order, none over a step, all within ``bounds``."""
    (since, until), size = bounds, STEP_MS[step]
    parts: dict[int, list[Tally]] = {at: [] for at in range(since, until, size)}
    for minute_ms, tally in counted:
        parts[minute_ms - minute_ms % size].append(tally)
    tallies = {at: total(part) if part else EMPTY for at, part in parts.items()}
    return Pulse(
        brand=brand_id,
        step=step,
        since=iso(since),
        until=iso(until),
        points=[Point(at=iso(at), **_sums(tally)) for at, tally in tallies.items()],
        totals=_totals(total(tallies.values())),
    )


def _totals(tally: Tally) -> Totals:
    ranked = sorted(tally.hashtags.items(), key=lambda pair: (-pair[1], pair[0]))
    channels = dict(sorted(tally.channels.items()))
    return Totals(
        **_sums(tally), hashtags=dict(ranked[:MAX_HASHTAGS]), channels=channels, themes=theme_counts(tally.themes)
    )


def _sums(tally: Tally) -> Sums:
    share, mean = tally.negative_share, tally.mean_compound
    return {
        "mentions": tally.mentions,
        "scored": tally.scored,
        "negative": tally.negative,
        "positive": tally.positive,
        "negative_share": None if share is None else round(share, 4),
        "mean_compound": None if mean is None else round(mean, 4),
        "reach": tally.reach,
        "critical_shares": tally.critical_shares,
        "copies": tally.copies,
        "complaints": tally.complaints,
        "questions": tally.questions,
        "purchases": tally.purchases,
        "praises": tally.praises,
    }
