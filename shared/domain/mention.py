"""A mention: one post about a brand, and the post as its channel gave it.

A connector yields a :class:`Post`, what a channel said and nothing else. With a
brand, an arrival time and the author made pseudonymous it becomes a
:class:`Mention`, the thing that is stored, scored and counted. Its identity is
``(brand, channel, key)``; its place in the table is a pure function of that and
of the publication time, so that writing it twice is writing it once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from shared.domain.text import clean_text, digest, pseudonym, truncate
from shared.domain.time import ALLOWED_LATENESS_MS, MAX_CLOCK_SKEW_MS

__all__ = [
    "Engagement",
    "Form",
    "Mention",
    "Post",
    "clean_text",
    "digest",
    "headline_and_text",
    "is_plausible_time",
    "mention_from_post",
    "pseudonym",
    "truncate",
]

TEXT_BYTES = 820
"""UTF-8 bytes of text, key, address, hashtags and the brand's and channel's ids kept together, so that an
item stays under 1 KB, the unit a write is billed by; the other fields have at most 204 bytes."""

KEY_BYTES = 200
"""UTF-8 bytes of a channel's own key or address; a longer key is stored as its digest."""

HASHTAGS_KEPT, HASHTAG_BYTES = 8, 160
"""Hashtags kept of one mention, and their bytes together; tag-stuffed posts carry dozens and say nothing by it."""

MAX_PEOPLE = 10**11
"""More than there are people: no audience and no count of readers is bigger."""

_CODE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{1,8})?")


class Form(StrEnum):
    """How a post came about."""

    ORIGINAL = "original"
    REPLY = "reply"
    REPOST = "repost"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Engagement:
    """What readers did with a post, as the channel counts it (0 where it does not)."""

    likes: int = 0
    reposts: int = 0
    replies: int = 0


@dataclass(frozen=True, slots=True)
class Post:
    """One post as a channel delivered it.

    ``id`` is the channel's own name for it; ``key`` the name under which the same
    post is recognised again, wherever it is seen (Mastodon: the ActivityPub URI).
    ``published_ms`` is ``None`` where the channel gives no usable time. ``title`` is
    a headline that stands beside the text (a feed entry's, the story a comment is
    under). ``reach`` is the author's audience in people.
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
    engagement: Engagement = field(default_factory=Engagement)


@dataclass(frozen=True, slots=True)
class Mention:
    """One post about one brand, as the pipeline stores, scores and counts it.

    ``author`` is pseudonymous (:func:`shared.domain.text.pseudonym`). ``published_ms`` is believable:
    never later than ``collected_ms`` plus two minutes. ``backfill`` marks what a
    first poll or a bulk load brought: it counts, and never alerts.
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
    engagement: Engagement = field(default_factory=Engagement)
    backfill: bool = False

    @property
    def id(self) -> str:
        """A short name of the identity, 22 characters, safe in keys and URLs.

        >>> Mention("acme", "rss", "guid-1", "hi", 0, 0).id == Mention("acme", "rss", "guid-1", "x", 9, 9).id
        True
        """
        return digest(f"{self.channel}\x00{self.key}")

    @property
    def late(self) -> bool:
        """Whether it arrived too late, or in too big a pile, to raise an alert."""
        return self.backfill or self.collected_ms - self.published_ms > ALLOWED_LATENESS_MS


def is_plausible_time(published_ms: int | None, collected_ms: int) -> bool:
    """Whether a channel's clock may be trusted for this post.

    >>> is_plausible_time(1_000, 1_000), is_plausible_time(None, 0), is_plausible_time(86_400_000, 0)
    (True, False, False)
    """
    return published_ms is not None and 0 <= published_ms <= collected_ms + MAX_CLOCK_SKEW_MS


def headline_and_text(post: Post) -> str:
    """What the author said: an original's headline belongs to it, a reply's does not.

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
    post: Post, *, brand: str, collected_ms: int, published_ms: int, salt: bytes, backfill: bool = False
) -> Mention:
    """The mention of ``brand`` that ``post`` is, bounded and made pseudonymous.

    ``published_ms`` is the post's own time where that is :func:`is_plausible_time`, else the
    time it first arrived (the caller keeps that, so that it stays the same).
    """
    key, url, tags = _short_key(post.key), _web_address(post.url), _tags(post.hashtags)
    beside = sum(len(part.encode()) for part in (brand, post.channel, key, url, " ".join(tags)))
    return Mention(
        brand=brand,
        channel=post.channel,
        key=key,
        text=truncate(clean_text(headline_and_text(post)), TEXT_BYTES - beside),
        published_ms=published_ms,
        collected_ms=collected_ms,
        author=pseudonym(post.author, salt),
        reach=_counted(post.reach),
        language=_language(post.language),
        form=post.form,
        url=url,
        hashtags=tags,
        engagement=Engagement(
            *map(_counted, (post.engagement.likes, post.engagement.reposts, post.engagement.replies))
        ),
        backfill=backfill,
    )


def _short_key(key: str) -> str:
    clean = clean_text(key)
    return clean if len(clean.encode()) <= KEY_BYTES else f"sha256:{digest(key, 64)}"


def _web_address(url: str) -> str:
    clean = clean_text(url).strip()
    safe = clean.isascii() and len(clean) <= KEY_BYTES and clean.lower().startswith(("https://", "http://"))
    return clean if safe else ""


def _tags(raw: Iterable[str]) -> tuple[str, ...]:
    """The first hashtags that fit, in lower case, each once."""
    kept: list[str] = []
    for tag in dict.fromkeys(map(_tag, raw)):
        room = HASHTAG_BYTES - sum(len(other.encode()) + 1 for other in kept)
        if tag and len(tag.encode()) <= room and len(kept) < HASHTAGS_KEPT:
            kept.append(tag)
    return tuple(kept)


def _tag(raw: str) -> str:
    return truncate("".join(clean_text(raw[:200]).split()).lstrip("#").lower(), 60)


def _counted(number: int) -> int:
    return min(max(0, number), MAX_PEOPLE)


def _language(raw: str) -> str:
    """The field as a code such as ``en`` or ``pt-br``; anything else says nothing."""
    code = raw[:20].strip().lower()
    return code if _CODE.fullmatch(code) else ""
