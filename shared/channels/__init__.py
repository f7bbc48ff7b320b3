"""The channels: the registry, and what other code asks of any channel by its name.

A new channel is one module that follows :class:`~shared.channels.protocol.Channel`, its
test, and one line in :data:`POLLED`. Modules are loaded when first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

from shared.domain.brand import Brand, Query
from shared.domain.errors import InvalidInput
from shared.domain.mentions.mention import Post

if TYPE_CHECKING:
    from shared.channels.protocol import Channel

POLLED = {
    "hackernews": "shared.channels.polled.hackernews",
    "mastodon": "shared.channels.polled.mastodon",
    "rss": "shared.channels.polled.feeds",
    "bluesky": "shared.channels.polled.bluesky",
    "stackexchange": "shared.channels.polled.stackexchange",
    "appstore": "shared.channels.polled.appstore",
    "youtube": "shared.channels.polled.youtube",
    "x": "shared.channels.polled.x",
    "reddit": "shared.channels.polled.reddit",
    "gdelt": "shared.channels.polled.gdelt",
}
"""The channels that are polled, which a brand's queries may name, each with its module."""

SERIES = {"ga4": "shared.channels.polled.ga4"}
"""What is polled as a channel is, and brings counts by the minute instead of posts."""


class Coverage(NamedTuple):
    """What a channel delivers and what it does not, in words; a ``polled`` one needs a query of the brand."""

    polled: bool
    covers: str
    not_covered: str


PUSHED: Mapping[str, Coverage] = {
    "webhook": Coverage(
        polled=False,
        covers="Whatever is pushed to POST /mentions",
        not_covered="What its senders do not send: Foreshock cannot tell their silence from quiet",
    ),
    "s3": Coverage(
        polled=False,
        covers="Whatever is dropped into the bucket under drop/",
        not_covered="What nobody drops: Foreshock cannot tell that from quiet",
    ),
}
"""The channels whose posts others send to us."""


def channel(name: str) -> Channel:
    """The polled channel or series of this name.

    Raises:
        InvalidInput: there is none.
    """
    modules = asked()
    if name not in modules:
        raise InvalidInput(f"there is no channel {name!r}; the channels are {', '.join(modules)}", field="channel")
    return cast("Channel", import_module(modules[name]))


def asked() -> dict[str, str]:
    """Every channel and series that is polled, with its module: what a brand's queries may name."""
    return {**POLLED, **SERIES}


def coverage() -> dict[str, Coverage]:
    """What each channel covers, the polled ones first."""
    polled = {name: Coverage(True, channel(name).COVERS, channel(name).NOT_COVERED) for name in asked()}
    return {**polled, **PUSHED}


def query_help() -> str:
    """What a query of each polled channel is.

    >>> query_help().partition("; bluesky")[0]
    'hackernews: a phrase; mastodon: a hashtag; rss: the address of a feed'
    """
    return "; ".join(f"{name}: {channel(name).QUERY}" for name in asked())


def is_about(post: Post, brand: Brand, query: Query) -> bool:
    """Whether ``post``, an answer to ``query``, is a mention of ``brand``: channels match loosely, we do not."""
    text = " ".join(f"{post.title} {post.text}".split())
    if brand.excludes(text):
        return False
    return query.every or channel(post.channel).matches(post, brand, query, text)
