"""Visitors of a brand's site as clients see them: a series by the minute, and what is usual now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.domain.errors import InvalidInput
from shared.domain.site_traffic import SiteTraffic
from shared.domain.time import DAY_MS, HOUR_MS, iso, minute_of
from shared.http.fields import Instant

DEFAULT_MS, LONGEST_MS = 3 * HOUR_MS, DAY_MS
"""The span where none is given, and the longest one."""


class TrafficPoint(TypedDict):
    """One minute, which begins at `at`."""

    at: Instant
    visitors: int


class TrafficNow(TypedDict):
    """The latest minutes against the same time of the last two weeks, in visitors a minute."""

    visitors: float
    usual: Annotated[float, Field(description="The median of the earlier days")]
    clearly_more: Annotated[
        bool, Field(description="Half as many again as usual, and more than on any earlier day; alerts say so then")
    ]


class Traffic(TypedDict):
    """The known minutes, oldest first: `since <= at < until`. A minute that was not asked for is left out."""

    brand: str
    since: Instant
    until: Instant
    points: list[TrafficPoint]
    now: Annotated[TrafficNow | None, Field(description="null where fewer than three days or minutes are known")]


def traffic_span(since_ms: int | None, until_ms: int | None, now_ms: int) -> tuple[int, int]:
    """The bounds of a series.

    Raises:
        InvalidInput: it ends before it begins, or is too long.
    """
    until = now_ms + 1 if until_ms is None else until_ms
    since = max(0, minute_of(until - DEFAULT_MS)) if since_ms is None else since_ms
    if since >= until:
        raise InvalidInput("since must be before until", field="since")
    if until - since > LONGEST_MS:
        raise InvalidInput("a series can have at most 24 hours; choose a shorter range", field="since")
    return since, until


def traffic_view(
    brand_id: str, bounds: tuple[int, int], minutes: Mapping[int, int], current: SiteTraffic | None
) -> Traffic:
    """The series, and how the latest minutes compare."""
    return Traffic(
        brand=brand_id,
        since=iso(bounds[0]),
        until=iso(bounds[1]),
        points=[TrafficPoint(at=iso(at), visitors=visitors) for at, visitors in minutes.items()],
        now=_now(current) if current else None,
    )


def _now(current: SiteTraffic) -> TrafficNow:
    visitors, usual = round(current.now, 1), round(current.usual, 1)
    return TrafficNow(visitors=visitors, usual=usual, clearly_more=current.clearly_more)
