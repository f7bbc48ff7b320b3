"""A post as its channel gave it in; the mention of a brand that is stored, scored and counted out.

A channel yields a :class:`Post`. With a brand, an arrival time and a pseudonym for the
author it becomes a :class:`Mention`. The identity of a mention is ``(brand, channel, key)``.
Its key in the table is a pure function of that and of the publication time, so that to
write it twice is to write it once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from shared.domain.mentions.fingerprint import bare_name
from shared.domain.text import clean_text, digest, pseudonym, truncate
from shared.domain.time import ALLOWED_LATENESS_MS, MAX_CLOCK_SKEW_MS

TEXT_BYTES = 820
"""UTF-8 bytes of the text, key, address, hashtags, bare author, brand id and channel id together, so that an item stays
under 1 KB, the unit by which a write is billed; the other fields have at most 204 bytes."""

KEY_BYTES = 200
"""UTF-8 bytes of a channel's own key or address; a longer key is stored as its digest."""

MAX_HASHTAGS, HASHTAG_BYTES = 8, 160
"""Hashtags kept of one mention, and their bytes together; some posts have dozens, which mean nothing."""

BARE_LENGTH, BARE_BYTES = 8, 10
"""Characters of the pseudonym of an author's bare name; its bytes in an item with its name and that of the origin."""

ORIGIN_BYTES = 16

MAX_PEOPLE = 10**11
"""More than there are people: no reach and no count of readers is larger."""

_REPOSTED = re.compile(r"RT @\w+:")
"""So begins a repost where a sender does not say that it is one."""

_CODE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{1,8})?")


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


def is_plausible_time(published_ms: int | None, collected_ms: int) -> bool:
    """Whether the publication time that a channel gives can be trusted.

    >>> is_plausible_time(1_000, 1_000), is_plausible_time(None, 0), is_plausible_time(86_400_000, 0)
    (True, False, False)
    """
    return published_ms is not None and 0 <= published_ms <= collected_ms + MAX_CLOCK_SKEW_MS


def headline_and_text(post: Post) -> str:
    """What the author wrote: the headline belongs to an original post, not to a reply.

    >>> headline_and_text(Post("rss", "1", "1", "Recall widened.", title="Acme recall"))
    'Acme recall\\nRecall widened.'
    >>> headline_and_text(Post("hackernews", "2", "2", "Same here", title="Acme recall", form=Form.REPLY))
    'Same here'
    """
    title, text = post.title.strip(), post.text.strip()
    if not text:
        return title
    if post.form is not Form.ORIGINAL or not title or text.startswith(title):
        return text
    return f"{title}\n{text}"


def mention_from_post(
    post: Post,
    *,
    brand: str,
    collected_ms: int,
    published_ms: int,
    salt: bytes,
    backfill: bool = False,
    late_after_ms: int = ALLOWED_LATENESS_MS,
) -> Mention:
    """The mention of ``brand`` made of ``post``, its size limited and its author replaced by a pseudonym.

    ``published_ms`` is the post's own time where that is plausible, else the time it first
    arrived (the caller stores that time, so that it stays the same).
    """
    key, url, tags = _short_key(post.key), _web_address(post.url), _tags(post.hashtags)
    origin = truncate(clean_text(post.origin), ORIGIN_BYTES)
    bare = pseudonym(bare_name(clean_text(post.author)), salt)[:BARE_LENGTH]
    other_bytes = BARE_BYTES + sum(
        len(part.encode()) for part in (brand, post.channel, key, url, origin, " ".join(tags))
    )
    return Mention(
        brand=brand,
        channel=post.channel,
        key=key,
        text=truncate(clean_text(headline_and_text(post)), TEXT_BYTES - other_bytes),
        published_ms=published_ms,
        collected_ms=collected_ms,
        author=pseudonym(post.author, salt),
        reach=_limited_count(post.reach),
        language=_language(post.language),
        form=Form.REPOST if post.form is Form.ORIGINAL and _REPOSTED.match(post.text) else post.form,
        url=url,
        hashtags=tags,
        engagement=Engagement(
            *map(_limited_count, (post.engagement.likes, post.engagement.reposts, post.engagement.replies))
        ),
        backfill=backfill,
        bare_author=bare,
        origin=origin,
        late_after_ms=late_after_ms,
        withheld=post.withheld,
    )


def _short_key(key: str) -> str:
    clean = clean_text(key)
    return clean if len(clean.encode()) <= KEY_BYTES else f"sha256:{digest(key, 64)}"


def _web_address(url: str) -> str:
    clean = clean_text(url).strip()
    safe = clean.isascii() and len(clean) <= KEY_BYTES and clean.lower().startswith(("https://", "http://"))
    return clean if safe else ""


def _tags(raw: Iterable[str]) -> tuple[str, ...]:
    """The first hashtags that fit, in lower case, each one once."""
    kept: list[str] = []
    for tag in dict.fromkeys(map(_tag, raw)):
        left = HASHTAG_BYTES - sum(len(other.encode()) + 1 for other in kept)
        if tag and len(tag.encode()) <= left and len(kept) < MAX_HASHTAGS:
            kept.append(tag)
    return tuple(kept)


def _tag(raw: str) -> str:
    return truncate("".join(clean_text(raw[:200]).split()).lstrip("#").lower(), 60)


def _limited_count(count: int) -> int:
    return min(max(0, count), MAX_PEOPLE)


def _language(raw: str) -> str:
    """A language code such as ``en`` or ``pt-br``; empty for anything else."""
    code = raw[:20].strip().lower()
    return code if _CODE.fullmatch(code) else ""
