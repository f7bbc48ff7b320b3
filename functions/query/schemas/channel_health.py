"""The health of each channel from what is known of its polls and pushes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from functions.query.schemas.channel import ChannelHealth, ChannelList, Covered, GapShown, QueryHealth, State
from shared.channels import Coverage, coverage
from shared.domain.brand import Brand
from shared.domain.gaps import CoveredTime, Gap, GapsByQuery, covered_time, key_of, open_gap
from shared.domain.poll_status import LATE_AFTER_MS, PollStatus, latest
from shared.domain.pushed_status import PushedStatus, offset_hint
from shared.domain.time import DAY_MS, SECOND_MS, WEEK_MS, iso, iso_or_none
from shared.domain.web_address import without_secrets

WEBHOOK = "webhook"
"""The channel of what is pushed without the name of one; what others do not cover is the same."""

SHOWN_GAPS = 10
"""Gaps that are shown of a query, the newest."""

TOO_LATE = (
    "Most posts of the last push came too late to alert. Send them sooner, or raise the brand's late_after_minutes."
)


def channel_list(
    brands: Iterable[Brand],
    polls: Iterable[PollStatus],
    now_ms: int,
    pushed: Iterable[PushedStatus] = (),
    gaps: GapsByQuery = MappingProxyType({}),
) -> ChannelList:
    """The health of every channel for these brands, and of every other that senders name in what they push."""
    all_brands = list(brands)
    known, sent = latest(polls), {status.channel: status for status in pushed}
    covered = coverage()
    covered |= {name: covered[WEBHOOK] for name in sent if name not in covered}
    found = [_channel(name, covered[name], all_brands, _Known(known, gaps, now_ms)) for name in covered]
    return ChannelList(channels=[_with_pushed(health, sent.get(health["channel"])) for health in found])


def query_state(poll: PollStatus, now_ms: int) -> State:
    """The state of a query.

    >>> query_state(PollStatus("rss", "q"), 0), query_state(PollStatus("rss", "q", success_ms=1, errors=1), 2)
    (<State.WAITING: 'waiting'>, <State.FAILING: 'failing'>)
    """
    if poll.errors:
        return State.FAILING
    if poll.not_before_ms > now_ms:
        return State.LIMITED
    if not poll.success_ms:
        return State.WAITING
    return State.LATE if now_ms - max(poll.success_ms, poll.fresh_until_ms) > LATE_AFTER_MS else State.OK


class _Known(NamedTuple):
    """What is known of the polls of all queries at a time."""

    polls: Mapping[tuple[str, str], PollStatus]
    gaps: GapsByQuery
    now_ms: int


def _channel(name: str, covered: Coverage, brands: list[Brand], known: _Known) -> ChannelHealth:
    queries = [
        _query(brand.id, known.polls.get((name, query.text), PollStatus(name, query.text)), known)
        for brand in brands
        for query in brand.queries.get(name, ())
    ]
    order = list(State)
    worst = max((query["state"] for query in queries), key=order.index, default=State.UNUSED)
    lags = [lag for query in queries if (lag := query["lag_seconds"]) is not None]
    return ChannelHealth(
        channel=name,
        state=worst if covered.polled else State.PUSHED,
        covers=covered.covers,
        not_covered=covered.not_covered,
        brands_without=[brand.id for brand in brands if covered.polled and not brand.queries.get(name)],
        last_success_at=max((at for query in queries if (at := query["last_success_at"])), default=None),
        lag_seconds=max(lags, default=None),
        median_lag_seconds=None,
        newest_post_at=None,
        hint=None,
        last_day=_summed(query["last_day"] for query in queries),
        last_week=_summed(query["last_week"] for query in queries),
        queries=queries,
    )


def _with_pushed(health: ChannelHealth, status: PushedStatus | None) -> ChannelHealth:
    """The health of a channel with what was pushed of it; of one that is polled the polls say more."""
    if status is None or health["state"] is not State.PUSHED:
        return health
    median_ms = status.median_lag_ms
    hint = offset_hint(median_ms or status.newest_lag_ms) or TOO_LATE
    return {
        **health,
        "state": State.LATE if status.late else State.PUSHED,
        "last_success_at": iso(status.received_ms),
        "newest_post_at": iso(status.newest_ms),
        "lag_seconds": status.newest_lag_ms // 1000,
        "median_lag_seconds": None if median_ms is None else median_ms // 1000,
        "hint": hint if status.late else None,
    }


def _query(brand_id: str, poll: PollStatus, known: _Known) -> QueryHealth:
    now_ms, gaps = known.now_ms, known.gaps.get(key_of(poll.channel, poll.query), ())
    return QueryHealth(
        brand=brand_id,
        query=without_secrets(poll.query),
        state=query_state(poll, now_ms),
        last_success_at=iso_or_none(poll.success_ms),
        lag_seconds=None if poll.lag_ms is None else poll.lag_ms // 1000,
        items=poll.items,
        errors=poll.errors,
        rate_limits=poll.rate_limits,
        last_error=without_secrets(poll.error) or None,
        not_before=iso(poll.not_before_ms) if poll.not_before_ms > now_ms else None,
        last_day=_covered(covered_time(poll, gaps, now_ms - DAY_MS, now_ms)),
        last_week=_covered(covered_time(poll, gaps, now_ms - WEEK_MS, now_ms)),
        gaps=_shown(poll, gaps, now_ms),
    )


def _shown(poll: PollStatus, gaps: Sequence[Gap], now_ms: int) -> list[GapShown]:
    current = open_gap(poll, now_ms)
    ended = [_gap(gap, iso(gap.end_ms)) for gap in reversed(gaps) if gap.end_ms > now_ms - WEEK_MS]
    return [*([_gap(current, None)] if current else []), *ended][:SHOWN_GAPS]


def _gap(gap: Gap, until: str | None) -> GapShown:
    return GapShown(since=iso(gap.begin_ms), until=until, cause=gap.cause.value, read_later=not gap.lost)


def _covered(time: CoveredTime) -> Covered:
    """In whole seconds, which still make up the time watched."""
    watched, late, lost = (part // SECOND_MS for part in (time.watched_ms, time.late_ms, time.lost_ms))
    return Covered(watched_seconds=watched, covered_seconds=watched - late - lost, late_seconds=late, lost_seconds=lost)


def _summed(parts: Iterable[Covered]) -> Covered:
    found = Covered(watched_seconds=0, covered_seconds=0, late_seconds=0, lost_seconds=0)
    for part in parts:
        found["watched_seconds"] += part["watched_seconds"]
        found["covered_seconds"] += part["covered_seconds"]
        found["late_seconds"] += part["late_seconds"]
        found["lost_seconds"] += part["lost_seconds"]
    return found
