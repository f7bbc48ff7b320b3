"""Brands and the stored state of a channel in, the queries to poll out: each with the brands that ask it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from functions.ingest.polling.status import next_poll_ms
from shared.channels.address import endpoint_of
from shared.channels.cursor import Cursor
from shared.channels.protocol import Channel
from shared.domain.brand import Brand, Query
from shared.domain.poll_status import PollStatus
from shared.domain.text import digest


class QueryState(NamedTuple):
    """What is known of one query of a channel; ``version`` is 0 where nothing is stored yet.

    ``cursor`` has no seen keys.
    ``written_ms`` is when the poll was that the stored item tells of, and ``fresh`` are the
    packed keys that it holds beside those in the item of the seen keys.
    """

    status: PollStatus
    cursor: Cursor = Cursor()
    version: int = 0
    written_ms: int = 0
    fresh: bytes = b""

    @property
    def key(self) -> str:
        """The sort key of its items."""
        return digest(f"{self.status.query}\x00{self.status.endpoint}")


class Subscription(NamedTuple):
    """A query of a channel, the brands that ask it, and its stored state.

    Brands with the same query share one poll and one cursor.
    """

    query: str
    subscribers: tuple[tuple[Brand, Query], ...]
    stored: QueryState


def subscriptions_of(
    channel: Channel, base_url: str, brands: Iterable[Brand], stored: Mapping[tuple[str, str], QueryState]
) -> list[Subscription]:
    """The queries of a channel, the one that waited longest first."""
    subscribers: dict[str, list[tuple[Brand, Query]]] = {}
    for brand in brands:
        for query in brand.queries.get(channel.NAME, ()):
            subscribers.setdefault(query.text, []).append((brand, query))
    found: list[Subscription] = []
    for text, asking in subscribers.items():
        endpoint = endpoint_of(channel.server_url(text, base_url))
        new = QueryState(PollStatus(channel.NAME, text, endpoint=endpoint))
        found.append(Subscription(text, tuple(asking), stored.get((text, endpoint), new)))
    return sorted(found, key=lambda one: (one.stored.status.attempt_ms, one.query))


def is_due(one: Subscription, now_ms: int) -> bool:
    """Whether the query may be polled now: rate limits, earlier failures and the freshness it promised."""
    cursor = one.stored.cursor
    return now_ms >= max(next_poll_ms(one.stored.status), cursor.fresh_until_ms, cursor.not_before_ms)
