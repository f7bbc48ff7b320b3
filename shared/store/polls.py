"""How each query of each channel does: written by the poll, read by GET /channels.

``pk = cursor#channel`` and ``sk`` is a digest of query and server. The poll keeps its
cursor in the same item; these are the attributes that say how well it hears.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shared.settings import setting
from shared.store.table import Item, number, query_all, text


@dataclass(frozen=True, slots=True)
class Health:
    """What is remembered of the polls of one query; times in epoch ms, 0 for never.

    ``place`` is the server asked. ``items`` were new in the last poll, the newest of
    them ``lag_ms`` old when it was collected; ``errors`` polls have failed since the
    last success, ``rate_limits`` times in all the channel asked to wait. Until
    ``fresh_until_ms`` the channel says that nothing changes, and is not asked.
    """

    channel: str
    query: str
    place: str = ""
    attempt_ms: int = 0
    last_success_ms: int = 0
    lag_ms: int | None = None
    items: int = 0
    errors: int = 0
    rate_limits: int = 0
    last_error: str = ""
    not_before_ms: int = 0
    fresh_until_ms: int = 0


def of_channel(channel: str) -> list[Health]:
    """The health of every query of a channel that was ever polled."""
    return [health_of(item) for item in items(channel)]


def items(channel: str) -> Iterator[Item]:
    """The items of a channel's queries, by a read that sees every finished write."""
    return query_all(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": text(partition(channel))},
        ConsistentRead=True,
    )


def partition(channel: str) -> str:
    """The partition of a channel's queries.

    >>> partition("rss")
    'cursor#rss'
    """
    return f"cursor#{channel}"


def attributes(health: Health) -> Item:
    """The attributes that hold a query's health."""
    lag = {} if health.lag_ms is None else {"lag": number(health.lag_ms)}
    return {
        "q": text(health.query),
        "place": text(health.place),
        "tried": number(health.attempt_ms),
        "ok": number(health.last_success_ms),
        "n": number(health.items),
        "err": number(health.errors),
        "lim": number(health.rate_limits),
        "why": text(health.last_error),
        "nb": number(health.not_before_ms),
        "fresh": number(health.fresh_until_ms),
        **lag,
    }


def health_of(item: Item) -> Health:
    """The health an item holds."""
    whole = {name: int(item[name]["N"]) for name in ("tried", "ok", "n", "err", "lim", "nb", "fresh")}
    return Health(
        channel=str(item["pk"]["S"]).partition("#")[2],
        query=item["q"]["S"],
        place=item["place"]["S"],
        attempt_ms=whole["tried"],
        last_success_ms=whole["ok"],
        lag_ms=int(item["lag"]["N"]) if "lag" in item else None,
        items=whole["n"],
        errors=whole["err"],
        rate_limits=whole["lim"],
        last_error=item["why"]["S"],
        not_before_ms=whole["nb"],
        fresh_until_ms=whole["fresh"],
    )
