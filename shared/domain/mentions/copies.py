"""The same post twice: what a person posts on several networks, or a bridge carries from one to another."""

from __future__ import annotations

from collections.abc import Collection

from shared.domain.mentions.fingerprint import wording
from shared.domain.mentions.mention import Form, Mention
from shared.domain.text import digest

NETWORKS = frozenset(
    {"bluesky", "facebook", "instagram", "linkedin", "mastodon", "pixelfed", "threads", "tumblr", "twitter", "x"}
)
"""Channels on which people post the same as on another one."""

BRIDGED = "at://"
"""So begins the key of a Bluesky post, also where it came to Mastodon over a bridge."""

LEAST_WORDS, COMPARED_WORDS = 3, 8
"""Words that a post needs to be told from others of its author, and how many are compared: networks cut long posts."""


def copy_key(mention: Mention, heard: Collection[str] | None) -> str:
    """What a post and its copies on other networks share: the author's bare name and the first words.

    ``heard`` are the channels on which the brand is listened to, ``None`` where it is unknown. Empty where no copy
    can come: the author is unknown, there are too few words, the channel is no network, no other one is heard,
    or it is a repost, which somebody else made.

    >>> post = Mention("acme", "mastodon", "1", "My kettle burnt me!", 0, 0, bare_author="1a2b3c4d")
    >>> copy = Mention("acme", "bluesky", "at://1", "@acme my kettle burnt me", 9, 9, bare_author="1a2b3c4d")
    >>> both = ("mastodon", "bluesky")
    >>> copy_key(post, both) == copy_key(copy, both) != "", copy_key(post, ("mastodon", "rss"))
    (True, '')
    """
    if heard is None or mention.channel not in NETWORKS or not mention.bare_author or mention.form is Form.REPOST:
        return ""
    if mention.channel in heard and len(NETWORKS.intersection(heard)) < 2:  # noqa: PLR2004 - a copy needs another one
        return ""
    words = wording(mention.text)[:COMPARED_WORDS]
    if len(words) >= LEAST_WORDS:
        return digest(f"{mention.bare_author} {' '.join(words)}")
    return digest(mention.key) if mention.key.startswith(BRIDGED) else ""
