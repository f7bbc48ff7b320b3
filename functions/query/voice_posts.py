"""The posts of a span from which voices are ranked: all of them, or a bounded part that is spread over it."""

from __future__ import annotations

from collections.abc import Iterator

from functions.query.paging.range import key_range
from functions.query.reads import hour_mentions, sample_mention
from functions.query.voices.span import ReadPosts, Span, spread
from shared.domain.brand import Brand
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.tally import author_key, loudest
from shared.domain.time import MINUTE_MS
from shared.store import mentions
from shared.store.counters import counts

MAX_POSTS = 6_000
"""Posts that one answer reads: 1.3 s of CPU where all their authors are loud, .1 s where none is."""

MAX_QUERIES = 240
"""Hours times write shards that one answer asks for."""

SLICE = 500
"""Posts of one read: a Query gives at most 1 MB, and a mention has up to 1 KB."""

MAX_COUNTERS = 3_000
"""Counters that are read to find the loudest critics among posts that were not read."""

MAX_LOUD = 30


def read_posts(brand: Brand, span: Span, at_most: int) -> ReadPosts:
    """The posts of a span; of a busy one about ``at_most``, a part of every hour."""
    hours = list(mentions.hours(brand.id, span.since_ms, span.until_ms - 1))
    shards = brand.write_shards.most_between(span.since_ms, span.until_ms)
    chosen = spread(hours, max(1, MAX_QUERIES // shards))
    most = max(10, at_most // max(1, len(chosen) * shards))
    found, complete = list[Mention](), len(chosen) == len(hours)
    for hour in chosen:
        part, all_of_it = _of_hour(brand, hour, span, most)
        found += part
        complete = complete and all_of_it
    return ReadPosts(found, complete)


def with_loud_critics(brand: Brand, span: Span, read: ReadPosts) -> ReadPosts:
    """The posts, and where they are not all, those of the loudest critics that the counters of its end name."""
    if read.complete:
        return read
    known = {author_key(mention.author) for mention in read.posts}
    return ReadPosts([*read.posts, *_loud(brand, span, known)], complete=False)


def _of_hour(brand: Brand, hour: str, span: Span, most: int) -> tuple[list[Mention], bool]:
    """The newest posts of an hour, at most about ``most``, and whether these are all."""
    found: list[Mention] = []
    after, below = key_range(*span)
    for part in hour_mentions(brand, hour, after, below, min(SLICE, most)):
        if len(found) >= most:
            return found, not part.items
        found += [mention for _, mention in part.items]
    return found, True


def _loud(brand: Brand, span: Span, known: set[str]) -> Iterator[Mention]:
    """The posts of the loudest critics that the counters name, without authors that are known."""
    shards = brand.write_shards.most_between(span.since_ms, span.until_ms)
    reach_back_ms = MAX_COUNTERS // shards * MINUTE_MS
    counted = counts.between(brand.id, max(span.since_ms, span.until_ms - reach_back_ms), span.until_ms)
    named = loudest(*(count.tally.voices for count in counted))
    loud = sorted(((voice.reach, author) for author, voice in named.items() if author not in known), reverse=True)
    for _, author in loud[:MAX_LOUD]:
        mention = sample_mention(brand, named[author].post)
        if mention is not None and author_key(mention.author) == author:
            yield mention
