"""A post as its channel gave it, and the mention of a brand that is stored, scored and counted.

A channel yields a :class:`Post`. With a brand, an arrival time and a pseudonym for the
author it becomes a :class:`Mention` (:mod:`shared.domain.mentions.from_post`). The identity
of a mention is ``(brand, channel, key)``. Its key in the table is a pure function of that and
of the publication time, so that to write it twice is to write it once.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from shared.domain.text import digest
from shared.domain.time import ALLOWED_LATENESS_MS


class Form(StrEnum):
    """What kind of post it is."""

    ORIGINAL = "original"
    REPLY = "reply"
    REPOST = "repost"
    QUOTE = "quote"


class Engagement(NamedTuple):
    """What readers did with a post, as the channel counts it (0 where it does not)."""

    likes: int = 0
    reposts: int = 0
    replies: int = 0


class Post(NamedTuple):
    """One post as a channel delivered it.

    ``id`` is the channel's own id; ``key`` is the same wherever the post is seen
    (Mastodon: the ActivityPub URI). ``published_ms`` is ``None`` where the channel gives no
    usable time. ``title`` is a headline beside the text (of a feed entry, or of the story
    that a comment is about). ``reach`` is the author's audience in people. ``origin`` is the
    network that the post came from over a bridge. ``withheld``: its author asks not to be shown to
    readers without an account there, or not to be picked up by programs.
    """

    channel: str
    id: str
    key: str
    text: str
    published_ms: int | None = None
    title: str = ""
    author: str = ""
    reach: int = 0
    language: str = ""
    form: Form = Form.ORIGINAL
    url: str = ""
    hashtags: tuple[str, ...] = ()
    engagement: Engagement = Engagement()
    origin: str = ""
    withheld: bool = False


class Mention(NamedTuple):
    """One post about one brand, as the pipeline stores, scores and counts it.

    ``author`` is a pseudonym (:func:`shared.domain.text.pseudonym`), ``bare_author`` the start of that
    of the bare name, which a series of accounts shares; older mentions have none. ``origin`` is the network that it
    came from over a bridge. ``published_ms`` is
    plausible: never later than ``collected_ms`` plus two minutes. ``backfill`` marks what a
    first poll or a bulk load brought: it counts, and never raises an alert. Nor does what came
    more than ``late_after_ms`` after its publication, the limit of its brand. What is ``withheld``
    counts like any other, and its text is shown to nobody.
    """

    brand: str
    channel: str
    key: str
    text: str
    published_ms: int
    collected_ms: int
    author: str = ""
    reach: int = 0
    language: str = ""
    form: Form = Form.ORIGINAL
    url: str = ""
    hashtags: tuple[str, ...] = ()
    engagement: Engagement = Engagement()
    backfill: bool = False
    bare_author: str = ""
    origin: str = ""
    late_after_ms: int = ALLOWED_LATENESS_MS
    withheld: bool = False

    @property
    def id(self) -> str:
        """The identity as 22 characters, safe in keys and URLs.

        >>> Mention("acme", "rss", "guid-1", "hi", 0, 0).id == Mention("acme", "rss", "guid-1", "x", 9, 9).id
        True
        """
        return digest(f"{self.channel}\x00{self.key}")

    @property
    def shown_text(self) -> str:
        """The text where people may see it: empty if it is withheld.

        >>> Mention("acme", "rss", "1", "hi", 0, 0, withheld=True).shown_text
        ''
        """
        return "" if self.withheld else self.text

    @property
    def late(self) -> bool:
        """Whether it arrived too late, or in a backfill, and so must not raise an alert."""
        return self.backfill or self.collected_ms - self.published_ms > self.late_after_ms
