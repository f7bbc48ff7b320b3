"""Who wants to hear what: the queries of a channel, each with the brands that ask it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from functions.ingest.polling.health import Health, due_ms
from functions.ingest.storage.cursors import QueryState
from shared.channels.request import endpoint_of
from shared.domain.brand import Brand, Query


@dataclass(frozen=True, slots=True)
class Subscription:
    """A query of a channel, the brands that ask it, and what is kept of it.

    Brands that ask the same share one poll and one cursor.
    """

    text: str
    subscribers: tuple[tuple[Brand, Query], ...]
    kept: QueryState


def subscriptions_of(
    channel: str, base_url: str, brands: Iterable[Brand], kept: Mapping[tuple[str, str], QueryState]
) -> list[Subscription]:
    """The queries of a channel, the one that waited longest first."""
    watchers: dict[str, list[tuple[Brand, Query]]] = {}
    for brand in brands:
        for query in brand.queries.get(channel, ()):
            watchers.setdefault(query.text, []).append((brand, query))
    found = [_asked(channel, base_url, text, tuple(who), kept) for text, who in watchers.items()]
    return sorted(found, key=lambda asked: (asked.kept.health.attempt_ms, asked.text))


def is_due(asked: Subscription, now_ms: int) -> bool:
    """Whether the query may be asked now, by its limits, its failures and its own word on freshness."""
    return now_ms >= max(due_ms(asked.kept.health), asked.kept.cursor.fresh_until_ms, asked.kept.cursor.not_before_ms)


def _asked(
    channel: str,
    base_url: str,
    text: str,
    watchers: tuple[tuple[Brand, Query], ...],
    kept: Mapping[tuple[str, str], QueryState],
) -> Subscription:
    where = endpoint_of(text if channel == "rss" and not base_url else base_url)
    blank = QueryState(Health(channel, text, where))
    return Subscription(text, watchers, kept.get((text, where), blank))
