"""Channels that are asked for a brand's past: which queries, how far back, and how far that has come."""

from __future__ import annotations

import time
from collections.abc import Sequence

from rich.console import Console

from shared.channels import POLLED, SERIES, channel
from shared.channels.backfill import Backfill, earliest_ms
from shared.domain.brand import Brand
from shared.domain.errors import InvalidInput
from shared.domain.time import DAY_MS, iso
from shared.domain.web_address import without_secrets
from shared.store.collection import backfills, pushed_statuses

FOLLOW_SECONDS = 5.0
"""How often it is asked how far they are; the stack goes on once a minute."""

ALL = "all"


def past_of(brand: Brand, names: Sequence[str], since_ms: int | None, now_ms: int) -> list[Backfill]:
    """What these channels are to be asked for: each query of the brand, as far back as the channel goes.

    Raises:
        InvalidInput: nobody said how far back, the brand has no query of a channel, or it has no posts.
    """
    if not names:
        return []
    if since_ms is None:
        raise InvalidInput("--channel needs --days or --since: how far back is it to be asked?", field="--days")
    found: list[Backfill] = []
    for name in _used(brand) if ALL in names else names:
        if name in SERIES:
            raise InvalidInput(f"{name} counts visitors and has no posts; leave it out", field="--channel")
        from_ms = earliest_ms(channel(name).PAST_DAYS, since_ms, now_ms)
        queries = brand.queries.get(name, ())
        if not queries:
            raise InvalidInput(f"{brand.id} has no query of {name}; set one with PUT /brands/{brand.id}", field=name)
        found += [Backfill(name, brand.id, query.text, from_ms, now_ms) for query in queries]
    return found


def whole_since(brand: Brand, asked: Sequence[Backfill], now_ms: int) -> int | None:
    """From when on no post of the brand's channels is missing now; ``None`` where nobody can say.

    A channel that was not asked, that only lists its newest posts, or that is pushed, may miss any day.
    """
    used = {name for name, queries in brand.queries.items() if queries and name not in SERIES}
    if used - {past.channel for past in asked if channel(past.channel).PAST_DAYS} or pushed_statuses.load():
        return None
    since_ms = max(past.since_ms for past in asked)
    return since_ms if since_ms <= now_ms - DAY_MS else None


def polled(asked: Sequence[Backfill], wait_minutes: float, console: Console) -> bool:
    """Have the stack poll them, and say how far they are until all end, or for so many minutes; whether all ended."""
    if not asked:
        return True
    backfills.ask(asked)
    end, said = time.monotonic() + wait_minutes * 60, dict[str, str]()
    while True:
        now = _of(asked)
        for past in now:
            name, words = f"{past.channel} {without_secrets(past.query)}", _words(past)
            if said.get(name) != words:
                console.print(f"{name}: {words}", markup=False, highlight=False, soft_wrap=True)
                said[name] = words
        if all(past.done_ms >= 0 for past in now):
            return True
        if time.monotonic() >= end:
            return False
        time.sleep(FOLLOW_SECONDS)


def stopped(brand_id: str) -> int:
    """Have none of the brand's pasts polled any more; how many were stopped."""
    going_on = [past for past in backfills.every(brand_id) if past.done_ms < 0]
    backfills.stop(going_on)
    return len(going_on)


def _used(brand: Brand) -> list[str]:
    """The brand's channels that cost nothing for each post.

    Raises:
        InvalidInput: it has none.
    """
    found = [name for name in POLLED if brand.queries.get(name) and not channel(name).DAILY_UNITS]
    if not found:
        raise InvalidInput(f"{brand.id} has no query of a channel that costs nothing", field="--channel")
    return found


def _of(asked: Sequence[Backfill]) -> list[Backfill]:
    """How far they are now; what somebody asked for anew meanwhile is that."""
    wanted = {(past.channel, past.query) for past in asked}
    return [past for past in backfills.every(asked[0].brand) if (past.channel, past.query) in wanted]


def _words(past: Backfill) -> str:
    posts = "1 post" if past.posts == 1 else f"{past.posts:,} posts"
    if past.expected >= 0 and past.done_ms < 0:
        posts = f"{posts} of about {past.expected:,}"
    since = iso(past.since_ms)[:10]
    if past.done_ms >= 0 and past.error:
        return f"given up after {posts}: {past.error}"
    if past.done_ms >= 0:
        return f"{posts} since {since}, as far as the channel has them"
    return f"{posts} so far{f'; {past.error}' if past.error else ''}"
