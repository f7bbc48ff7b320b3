"""How a post becomes a mention: whatever a channel says in, the fields within their limits out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from shared.domain.mentions.fingerprint import bare_name
from shared.domain.mentions.mention import Engagement, Form, Mention, Post
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
