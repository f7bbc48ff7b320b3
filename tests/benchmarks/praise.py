"""How many suggested posts are praise, by recorded posts that people labelled: ``python -m tests.benchmarks praise``.

The records have neither authors nor reach: each post is given an author of its own whom nobody else hears.
"""

from __future__ import annotations

from functions.query.schemas.mention.enrichment import praise_in
from functions.query.voices.worth_showing import suggested
from shared.domain.mentions.mention import Mention
from shared.domain.time import MINUTE_MS
from shared.sentiment.brand_context import BrandContext
from tests.benchmarks.__main__ import Figure
from tests.benchmarks.recorded_posts import BRANDS, CLASSES, RecordedPost, posts

POSTS = 2_000
"""Posts that one answer reads."""

LISTED = (10, 50)


def figures() -> list[Figure]:
    """For each set the share of positive posts among those suggested, beside that of the set."""
    return [figure for name in BRANDS if (found := posts(name, POSTS)) for figure in _of(name, found)]


def _of(name: str, found: tuple[RecordedPost, ...]) -> list[Figure]:
    context = BrandContext(found[0].brand)
    positive = {f"{number}": post.label == CLASSES["pos"] for number, post in enumerate(found)}
    mentions = [_mention(number, post.text) for number, post in enumerate(found)]
    best = suggested(mentions, lambda mention: praise_in(mention.text, context, mention.language), (), max(LISTED))
    rows: list[Figure] = [(f"{name}: positive, all {len(found):,}", sum(positive.values()) / len(found), "", None)]
    for most in LISTED:
        right = [positive[one.mention.key] for one in best[:most]]
        rows.append((f"{name}: positive, first {len(right)} suggested", sum(right) / max(1, len(right)), "", None))
    return rows


def _mention(number: int, text: str) -> Mention:
    at_ms = number * MINUTE_MS
    return Mention("acme", "x", f"{number}", text, at_ms, at_ms, author=f"{number:016x}", language="en")
