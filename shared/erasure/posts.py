"""Erases chosen posts of a brand: the mentions, their labels and answers, and their quotes in counters and moments.

Hour by hour, and the mentions of an hour last: an interrupted call is simply made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.domain import write_shards
from shared.domain.errors import Poison
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.moments.moment import Moment
from shared.domain.time import DAY_MS, MINUTE_MS
from shared.erasure.quotes import erase_from_counters, erase_from_moments, posts_of
from shared.erasure.tables import delete_keys
from shared.runtime.settings import setting
from shared.store import mentions, moments
from shared.store.dynamodb import Item, query_all, text
from shared.store.response import approvals

MOST_SHARDS = write_shards.MOST
"""Write shards that a brand may have: settings may be gone, so all are looked through."""


@dataclass(slots=True)
class Erased:
    """How much was erased, or would be; ``shown`` are the places where erased praise is shown."""

    mentions: int = 0
    counters: int = 0
    moments: int = 0
    praise: int = 0
    shown: list[str] = field(default_factory=list)

    def add(self, other: Erased) -> None:
        """Count what another part, or another brand, erased too."""
        self.mentions += other.mentions
        self.counters += other.counters
        self.moments += other.moments
        self.praise += other.praise
        self.shown += [place for place in other.shown if place not in self.shown]


class Hour(NamedTuple):
    """An hour (``yyyymmddHH``) that was looked through, and what was erased of it."""

    hour: str
    erased: Erased


def erase_posts(
    brand_id: str,
    wanted: Callable[[Mention], bool],
    now_ms: int,
    *,
    whole_author: bool = False,
    dry_run: bool = False,
    before: str = "",
) -> Iterator[Hour]:
    """Erase the mentions that are ``wanted`` and what quotes them, hour by hour, the newest first.

    Whoever stops between two hours goes on later with the last hour as ``before``.

    Raises:
        Conflict: a moment was changed meanwhile; repeat the hour.
        StorageBusy: DynamoDB kept refusing; repeat the hour.
    """
    told = {} if dry_run else {one.id: one for one in moments.all_of_brand(brand_id)}
    answered = list(_answer_keys(told.values()))
    for hour in mentions.hours(brand_id, 0, now_ms + DAY_MS):
        if before and hour >= before:
            continue
        found = [(item, mention) for item, mention in _in_hour(brand_id, hour) if wanted(mention)]
        done = Erased(mentions=len(found))
        if found and not dry_run:
            listed = [mention for _, mention in found]
            _erase_quotes(brand_id, listed, told, done, whole_author=whole_author)
            ids = {public_id_of(mention) for mention in listed}
            delete_keys(setting("STATE_TABLE"), (key for post, key in answered if post in ids))
            delete_keys(setting("STATE_TABLE"), _label_keys(brand_id, listed))
            delete_keys(setting("MENTIONS_TABLE"), ((item["pk"]["S"], item["sk"]["S"]) for item, _ in found))
        yield Hour(hour, done)


def _erase_quotes(
    brand_id: str, listed: Sequence[Mention], told: dict[str, Moment], done: Erased, *, whole_author: bool
) -> None:
    """Take the quotes of these posts out of counters and out of the moments ``told``, which are then as stored."""
    erased = posts_of(listed, whole_author=whole_author)
    minutes = [one.published_ms - one.published_ms % MINUTE_MS for one in listed]
    done.counters = erase_from_counters(brand_id, minutes, erased)
    for changed in erase_from_moments(tuple(told.values()), erased):
        told[changed.id] = changed
        done.moments += 1


def stored_posts(brand_id: str, now_ms: int) -> Iterator[Mention]:
    """Every stored mention of the brand, the newest hour first."""
    for hour in mentions.hours(brand_id, 0, now_ms + DAY_MS):
        for _, mention in _in_hour(brand_id, hour):
            yield mention


def _in_hour(brand_id: str, hour: str) -> Iterator[tuple[Item, Mention]]:
    for shard in range(MOST_SHARDS):
        for item in query_all(
            TableName=setting("MENTIONS_TABLE"),
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": text(f"{brand_id}#{hour}#{shard}")},
        ):
            try:
                yield item, mentions.from_item(item)
            except Poison:
                continue  # not one that can be chosen; it expires


def _answer_keys(told: Iterable[Moment]) -> Iterator[tuple[str, tuple[str, str]]]:
    """The posts that have an approved answer, which may repeat their words, each with the answer's key."""
    for crisis in dict.fromkeys(moment.crisis for moment in told):
        for approval in approvals.of_crisis(crisis):
            yield approval.id, (f"response#{crisis}", f"{approvals.KIND}#{approval.id}")


def _label_keys(brand_id: str, listed: Sequence[Mention]) -> Iterator[tuple[str, str]]:
    return ((f"label#{brand_id}", mentions.sort_key(one)) for one in listed)
