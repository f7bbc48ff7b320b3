"""What a walk brought, stored: mentions of the brands that ask, and what could not be read set apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from botocore.exceptions import ClientError

from functions.ingest.matching import is_about
from functions.ingest.polling.crawl_state import PollResult
from functions.ingest.subscriptions import Subscription
from shared.channels.batch import Reject
from shared.domain.mention import Mention, Post, mention_from_post
from shared.runtime import secrets
from shared.runtime.stream import dead_letter
from shared.runtime.telemetry import logger
from shared.store import mentions
from shared.store.first_arrivals import publication_time

MAX_DEAD_LETTERS = 20
"""Unreadable items of one walk that are set apart one by one; of more, the number is told."""


def store(walk: PollResult, asked: Subscription, now_ms: int) -> int:
    """Store all a walk brought, or raise; safe to repeat. Returns how many mentions there were."""
    found = list(_mentions(walk, asked, now_ms))
    shards = {brand.id: brand.shards for brand, _ in asked.subscribers}
    _put(found, shards)
    _set_apart(walk.rejects, asked)
    return len(found)


def _mentions(walk: PollResult, asked: Subscription, now_ms: int) -> Iterator[Mention]:
    wanted = [
        (post, brand) for post in walk.posts for brand, query in asked.subscribers if is_about(post, brand, query)
    ]
    salt = secrets.internal_key("author") if wanted else b""
    trusted_ms = asked.kept.cursor.walked_ms
    for post, brand in wanted:
        yield mention_from_post(
            post,
            brand=brand.id,
            collected_ms=now_ms,
            published_ms=publication_time(post, brand.id, now_ms, trusted_ms),
            salt=salt,
            backfill=_backfill(post, walk, asked),
        )


def _backfill(post: Post, walk: PollResult, asked: Subscription) -> bool:
    """Whether it was said before the watch began: then it counts, and never alerts."""
    if post.published_ms is None:
        return asked.kept.cursor.first_crawl
    return post.published_ms < walk.cursor.begun_ms


def _put(found: Sequence[Mention], shards: dict[str, int]) -> None:
    """Write the mentions; one that the table cannot take costs itself alone."""
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


def _set_apart(rejects: Sequence[Reject], asked: Subscription) -> None:
    channel, query = asked.kept.health.channel, asked.text
    for reject in rejects[:MAX_DEAD_LETTERS]:
        dead_letter({"channel": channel, "query": query, "raw": reject.raw}, reject.reason, "ingest")
    if len(rejects) > MAX_DEAD_LETTERS:
        logger.warning("more unreadable items than are set apart", channel=channel, number=len(rejects))
