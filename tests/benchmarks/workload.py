"""Seeded mentions for benchmarks: of many brands, or mostly of one in a crisis."""

# ruff: noqa: S311 - a seeded workload

from __future__ import annotations

import random
from collections.abc import Iterator

from shared.domain.mentions.from_post import mention_from_post
from shared.domain.mentions.mention import Engagement, Form, Mention, Post
from shared.domain.time import HOUR_MS, MINUTE_MS

START = 1_772_373_900_000
BRANDS = 200
PER_MINUTE = 1_000
"""Mentions of all brands in a minute: 43 million a month."""

CRISIS_FACTOR = 5
"""In a crisis there are so many times as many mentions, and the additional ones are of one brand."""

LATE, TAGGED = 0.05, 0.5
"""The shares of late mentions and of mentions with a hashtag."""

_TEXT = """
the kettle lid is awful broken melted again and support never answers my mail since monday love this great
service refund please anyone else seeing smoke from handle not safe for kids recall when will you act today
boils water fast nice colour bought it at store shipping was slow rude staff thanks for help what happened
"""
_WORDS = tuple(_TEXT.split())


def mentions(size: int, *, crisis: bool = False, seed: int = 1) -> Iterator[Mention]:
    """``size`` mentions in the order of their arrival; in a crisis they come faster and most are of one brand."""
    rng = random.Random(seed)
    weights = [1 / rank for rank in range(1, BRANDS + 1)]
    for number in range(size):
        zipf = rng.choices(range(BRANDS), weights)[0]
        brand = 0 if crisis and rng.random() < 1 - 1 / CRISIS_FACTOR else zipf
        rate = PER_MINUTE * (CRISIS_FACTOR if crisis else 1)
        yield _mention(rng, number, f"brand-{brand}", START + number * MINUTE_MS // rate)


def _mention(rng: random.Random, number: int, brand: str, collected_ms: int) -> Mention:
    age_ms = rng.randrange(20 * MINUTE_MS, 3 * HOUR_MS) if rng.random() < LATE else rng.randrange(30_000)
    tag = rng.choices(_WORDS, [1 / rank for rank in range(1, len(_WORDS) + 1)])[0]
    words = rng.choices(_WORDS, k=rng.choice((8, 18, 18, 30, 60, 200)))
    post = Post(
        channel=rng.choice(("hackernews", "mastodon", "rss", "webhook")),
        id=str(number),
        key=f"https://social.example/users/somebody/statuses/{112_000_000_000_000_000 + number}",
        text=" ".join(words) + rng.choice((".", "!", "?")),
        author=f"user{rng.randrange(10_000)}",
        reach=rng.randrange(5_000),
        language="en",
        form=rng.choice((Form.ORIGINAL, Form.ORIGINAL, Form.REPLY, Form.REPOST)),
        url=f"https://social.example/@somebody/{112_000_000_000_000_000 + number}",
        hashtags=(tag,) if rng.random() < TAGGED else (),
        engagement=Engagement(likes=rng.randrange(50), replies=rng.randrange(5)),
    )
    return mention_from_post(
        post, brand=brand, collected_ms=collected_ms, published_ms=collected_ms - age_ms, salt=b"salt"
    )
