"""Posts dated in the future: such a post stays the mention it was on its first arrival.

A post from the future is dated by its arrival. If it is sent again once its date has
come, its own date is plausible, and it would become another mention. So a channel that
ever sent such a post is remembered, and from then on the first answer about a post counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.domain.mentions.from_post import is_plausible_time
from shared.domain.mentions.mention import Post
from shared.domain.time import MINUTE_MS
from shared.runtime.settings import setting
from shared.store.collection import first_arrivals
from shared.store.collection.first_arrivals import Asked
from shared.store.dynamodb import dynamodb, expiry, number, text

GRACE_MS = MINUTE_MS
"""Longer than two calls overlap: what came from the future in that time is looked up in any case."""


@dataclass(frozen=True, slots=True)
class PublicationClock:
    """The time of one call (epoch ms), and since when the dates of channels are in doubt."""

    now_ms: int
    doubted: dict[tuple[str, str], int] = field(default_factory=dict)

    def publication_times(self, posts: Sequence[tuple[Post, str]]) -> list[int]:
        """When these posts of brands (by id) were published: their own time, or the time of arrival (epoch ms)."""
        return first_arrivals.publication_times([self._asked(post, brand_id) for post, brand_id in posts], self.now_ms)

    def _asked(self, post: Post, brand_id: str) -> Asked:
        ahead = post.published_ms is not None and not is_plausible_time(post.published_ms, self.now_ms)
        since_ms = self._doubted_since(brand_id, post.channel, ahead=ahead)
        return Asked(post, brand_id, min(since_ms, self.now_ms - GRACE_MS))

    def _doubted_since(self, brand_id: str, channel: str, *, ahead: bool) -> int:
        """Since when the channel's dates are in doubt; now, where they never were."""
        name = (brand_id, channel)
        if name not in self.doubted:
            self.doubted[name] = _load(brand_id, channel, self.now_ms)
        if ahead and self.doubted[name] >= self.now_ms:
            self.doubted[name] = self.now_ms - GRACE_MS
            _save(brand_id, channel, self.now_ms)
        return self.doubted[name]


def _load(brand_id: str, channel: str, now_ms: int) -> int:
    found = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=_key(brand_id, channel), ConsistentRead=True)
    return int(found["Item"]["at"]["N"]) if "Item" in found else now_ms


def _save(brand_id: str, channel: str, now_ms: int) -> None:
    """Save the doubt, before anything is stored by its arrival; the earliest time stays."""
    dynamodb().update_item(
        TableName=setting("STATE_TABLE"),
        Key=_key(brand_id, channel),
        UpdateExpression="SET #at = if_not_exists(#at, :now), x = :x",
        ExpressionAttributeNames={"#at": "at"},
        ExpressionAttributeValues={":now": number(now_ms - GRACE_MS), ":x": expiry(now_ms, first_arrivals.KEPT_DAYS)},
    )


def _key(brand_id: str, channel: str) -> dict[str, dict[str, str]]:
    return {"pk": text(f"arrival#{brand_id}"), "sk": text(f"ahead#{channel}")}
