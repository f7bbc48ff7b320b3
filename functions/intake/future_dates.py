"""Whose clock runs ahead: a post met before its own date stays the mention it was then.

A post from the future is dated by its arrival. Sent again when its date has come, its
own date would be believed and it would be another mention. So a channel that ever sent
such a post is remembered, and from then on the first answer about a post is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from shared.domain.mention import Post, is_plausible_time
from shared.domain.time import MINUTE_MS
from shared.runtime.settings import setting
from shared.store.dynamodb import dynamodb, expiry, number, text
from shared.store.first_arrivals import KEPT_DAYS, publication_time

GRACE_MS = MINUTE_MS
"""Longer than two calls overlap: what came from the future meanwhile is asked for in any case."""


@dataclass(frozen=True, slots=True)
class PublicationClock:
    """The time of one call (epoch ms), and what is remembered of the channels it hears."""

    now_ms: int
    doubted: dict[tuple[str, str], int] = field(default_factory=dict)

    def publication_of(self, post: Post, brand_id: str, collected_ms: int) -> int:
        """When the post was published: its own word, or the time it first arrived (epoch ms)."""
        ahead = post.published_ms is not None and not is_plausible_time(post.published_ms, collected_ms)
        since_ms = self._since(brand_id, post.channel, ahead=ahead)
        return publication_time(post, brand_id, collected_ms, min(since_ms, collected_ms - GRACE_MS))

    def _since(self, brand_id: str, channel: str, *, ahead: bool) -> int:
        """Since when the channel's dates are in doubt; now, where they never were."""
        name = (brand_id, channel)
        if name not in self.doubted:
            self.doubted[name] = _remembered(brand_id, channel, self.now_ms)
        if ahead and self.doubted[name] >= self.now_ms:
            self.doubted[name] = self.now_ms - GRACE_MS
            _remember(brand_id, channel, self.now_ms)
        return self.doubted[name]


def _remembered(brand_id: str, channel: str, now_ms: int) -> int:
    found = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=_key(brand_id, channel), ConsistentRead=True)
    return int(found["Item"]["at"]["N"]) if "Item" in found else now_ms


def _remember(brand_id: str, channel: str, now_ms: int) -> None:
    """Note the doubt, before anything is stored under an arrival; the earliest note stays."""
    dynamodb().update_item(
        TableName=setting("STATE_TABLE"),
        Key=_key(brand_id, channel),
        UpdateExpression="SET #at = if_not_exists(#at, :now), x = :x",
        ExpressionAttributeNames={"#at": "at"},
        ExpressionAttributeValues={":now": number(now_ms - GRACE_MS), ":x": expiry(now_ms, KEPT_DAYS)},
    )


def _key(brand_id: str, channel: str) -> dict[str, dict[str, str]]:
    return {"pk": text(f"arrival#{brand_id}"), "sk": text(f"ahead#{channel}")}
