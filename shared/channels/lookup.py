"""Posts by their keys: what was deleted at its source, on channels whose terms ask for it to be deleted here too.

Only what a response says is believed: an error, an empty answer or one about none of the
posts asked for says nothing, and no post counts as deleted for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from shared.channels.address import build_url
from shared.channels.batch import text_of
from shared.channels.newest_first import listed
from shared.channels.request import Request, Response
from shared.domain.errors import ChannelUnavailable, InvalidInput

DELETED = frozenset({"[deleted]", "[removed]"})
"""What Reddit shows in place of an author or a text that is gone."""

X_GONE = ("resource-not-found", "not-authorized-for-resource")
"""How the problems end that X names for a post that was deleted, or whose account is private or suspended."""


class Lookup(NamedTuple):
    """How a channel is asked for ``most`` posts at a time, and which keys its answer says are gone.

    Each post asked for takes ``cost`` units of what the channel may spend.
    """

    most: int
    cost: int
    ask: Callable[[Sequence[str], str], Request]
    gone: Callable[[Sequence[str], Response], set[str]]


def lookup(channel: str) -> Lookup:
    """How the posts of a channel are looked up.

    Raises:
        InvalidInput: they cannot be.
    """
    if channel not in LOOKUPS:
        raise InvalidInput(
            f"posts of {channel!r} cannot be looked up; those of {', '.join(LOOKUPS)} can", field="channel"
        )
    return LOOKUPS[channel]


def _ask_reddit(keys: Sequence[str], base_url: str) -> Request:
    return Request(build_url(base_url, "/api/info", {"id": ",".join(keys), "raw_json": 1}))


def _gone_from_reddit(keys: Sequence[str], response: Response) -> set[str]:
    """A deleted post is listed without its author or text, and one that nobody may see any more is not listed."""
    document = response.document()
    items = listed(_object(_object(document).get("data")), "children")
    shown = [_object(_object(item).get("data")) for item in _known(items, "Reddit")]
    there = {text_of(data.get("name")) for data in shown if not _is_deleted(data)}
    return _missing(keys, there, answered={text_of(data.get("name")) for data in shown})


def _is_deleted(data: Mapping[str, Any]) -> bool:
    words = {text_of(data.get(name)) for name in ("author", "selftext", "body")}
    return bool(words & DELETED) or bool(data.get("removed_by_category"))


def _ask_x(keys: Sequence[str], base_url: str) -> Request:
    return Request(build_url(base_url, "/2/tweets", {"ids": ",".join(keys)}), cost=len(keys))


def _gone_from_x(keys: Sequence[str], response: Response) -> set[str]:
    """Each post that cannot be had is named, with the reason."""
    problems = [_object(problem) for problem in listed(response.document(), "errors") or []]
    named = {text_of(one.get("resource_id") or one.get("value")) for one in problems if _is_gone_for_good(one)}
    return named & set(keys)


def _is_gone_for_good(problem: Mapping[str, Any]) -> bool:
    return text_of(problem.get("type")).endswith(X_GONE)


def _ask_bluesky(keys: Sequence[str], base_url: str) -> Request:
    return Request(
        f"{build_url(base_url, '/xrpc/app.bsky.feed.getPosts')}?{urlencode([('uris', key) for key in keys])}"
    )


def _gone_from_bluesky(keys: Sequence[str], response: Response) -> set[str]:
    """A post that is gone is not listed."""
    posts = _known(listed(response.document(), "posts"), "Bluesky")
    there = {text_of(_object(post).get("uri")) for post in posts}
    return _missing(keys, there, answered=there)


def _missing(keys: Sequence[str], there: set[str], *, answered: set[str]) -> set[str]:
    return set(keys) - there if answered & set(keys) else set()


def _known(items: list[Any] | None, name: str) -> list[Any]:
    if items is None:
        raise ChannelUnavailable(f"{name} answered with something that is not a list of posts")
    return items


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


LOOKUPS = {
    "reddit": Lookup(100, 0, _ask_reddit, _gone_from_reddit),
    "x": Lookup(100, 1, _ask_x, _gone_from_x),
    "bluesky": Lookup(25, 0, _ask_bluesky, _gone_from_bluesky),
}
"""The channels whose posts can be looked up: https://www.reddit.com/dev/api#GET_api_info,
https://docs.x.com/x-api/posts/get-posts-by-ids, https://docs.bsky.app/docs/api/app-bsky-feed-get-posts."""
