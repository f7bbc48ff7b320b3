"""The polls of a brand's channels in, those that cannot be reached and since when out: their silence says nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shared.domain.brand import Brand
from shared.domain.gaps import Gap, GapsByQuery, key_of
from shared.domain.poll_status import LATE_AFTER_MS, PollStatus, latest
from shared.domain.time import DAY_MS

MATERIAL, LONGEST_MS = 0.2, DAY_MS
"""The share of the normal mentions that must be missing, and how long it may be missing."""


def unreachable_since(brand: Brand, polls: Iterable[PollStatus], now_ms: int) -> dict[str, int]:
    """The brand's channels that cannot be polled, each with its last success.

    One query of a channel that fails is enough: what it would bring is missing.
    """
    known = latest(polls)
    found: dict[str, int] = {}
    for channel, queries in brand.queries.items():
        asked = (known.get((channel, query.text)) for query in queries)
        failing = [poll.success_ms for poll in asked if poll is not None and not _is_polled(poll, now_ms)]
        if failing:
            found[channel] = min(failing)
    return found


def missed_times(brand: Brand, gaps: GapsByQuery) -> dict[str, list[Gap]]:
    """The times of the brand's channels whose posts were not read afterwards either; one query is enough."""
    return {
        channel: [gap for query in queries for gap in gaps.get(key_of(channel, query.text), ()) if gap.lost]
        for channel, queries in brand.queries.items()
    }


def outage_start(since: Mapping[str, int], shares: Mapping[str, float], now_ms: int) -> int | None:
    """From when on so much is missing that what is counted does not stand for the brand; ``None``: it does.

    What has been missing for a day is no outage any more: that is how the brand is observed now.

    >>> outage_start({"rss": 5}, {"rss": 0.1, "mastodon": 0.9}, 10)
    >>> outage_start({"rss": 5}, {"rss": 0.6, "x": 0.4}, 10)
    5
    """
    missing = {name: at for name, at in since.items() if now_ms - at < LONGEST_MS}
    lost = sum(shares.get(name, 0.0) for name in missing)
    return min(missing.values()) if missing and lost >= MATERIAL else None


def _is_polled(poll: PollStatus, now_ms: int) -> bool:
    if poll.errors or poll.not_before_ms > now_ms:
        return False
    return now_ms - max(poll.success_ms, poll.fresh_until_ms) <= LATE_AFTER_MS
