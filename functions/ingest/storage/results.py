"""The result of a poll, stored: mentions of the subscribed brands, and dead letters for what could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from botocore.exceptions import ClientError

from functions.ingest.polling.crawl_state import PollResult
from functions.ingest.polling.subscriptions import Subscription
from shared.channels import is_about
from shared.channels.batch import Reject
from shared.domain.mentions.from_post import mention_from_post
from shared.domain.mentions.mention import Mention, Post
from shared.domain.write_shards import WriteShards
from shared.runtime import secrets
from shared.runtime.stream import dead_letter
from shared.runtime.telemetry import logger
from shared.store import mentions
from shared.store.collection.first_arrivals import publication_time

MAX_DEAD_LETTERS = 20
"""Unreadable items of one poll that become dead letters; of more, only the number is logged."""


class Stored(NamedTuple):
    """How many mentions a poll brought, and how many of them were too late to alert, without a first poll's."""

    mentions: int
    late: int


def store(result: PollResult, subscription: Subscription, now_ms: int) -> Stored:
    """Store all that a poll brought, or raise; safe to repeat."""
    found = list(_mentions(result, subscription, now_ms))
    shards = {brand.id: brand.write_shards for brand, _ in subscription.subscribers}
    _put(found, shards)
    if result.counts:
        from shared.store.counters import traffic  # noqa: PLC0415 - only a brand with a property needs it

        for brand_id in shards:
            traffic.put(brand_id, result.counts)
    _send_dead_letters(result.rejects, subscription)
    return Stored(len(found), sum(mention.late and not mention.backfill for mention in found))


def _mentions(result: PollResult, subscription: Subscription, now_ms: int) -> Iterator[Mention]:
    wanted = [
        (post, brand)
        for post in result.posts
        for brand, query in subscription.subscribers
        if is_about(post, brand, query)
    ]
    salt = secrets.internal_key("author") if wanted else b""
    trusted_ms = subscription.stored.cursor.completed_ms
    for post, brand in wanted:
        yield mention_from_post(
            post,
            brand=brand.id,
            collected_ms=now_ms,
            published_ms=publication_time(post, brand.id, now_ms, trusted_ms),
            salt=salt,
            backfill=_is_backfill(post, result, subscription),
            late_after_ms=brand.late_after_ms,
        )


def _is_backfill(post: Post, result: PollResult, subscription: Subscription) -> bool:
    """Whether it was published before the first poll: then it counts, and never alerts."""
    if post.published_ms is None:
        return subscription.stored.cursor.first_crawl
    return post.published_ms < result.cursor.begun_ms


def _put(found: Sequence[Mention], shards: dict[str, WriteShards]) -> None:
    """Write the mentions; one that the table refuses becomes a dead letter and stops no other."""
    if not found:
        return
    try:
        mentions.put(found, shards)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ValidationException":
            raise
        if len(found) > 1:
            for mention in found:
                _put([mention], shards)
        else:
            dead_letter({"channel": found[0].channel, "key": found[0].key}, "the table refuses the mention", "ingest")


def _send_dead_letters(rejects: Sequence[Reject], subscription: Subscription) -> None:
    channel, query = subscription.stored.status.channel, subscription.query
    for reject in rejects[:MAX_DEAD_LETTERS]:
        dead_letter({"channel": channel, "query": query, "raw": reject.raw}, reject.reason, "ingest")
    if len(rejects) > MAX_DEAD_LETTERS:
        logger.warning("more unreadable items than dead letters", channel=channel, number=len(rejects))
