"""What is read for the answers of a crisis: its posts, scored as they are read, its facts, what is approved already."""

from __future__ import annotations

from collections.abc import Sequence

from functions.query.paging.page import fill_page
from functions.query.paging.range import time_key
from functions.query.reads import MAX_READS, brand_mentions
from functions.query.schemas.crisis.answers import CrisisAnswers
from shared.answers.answers import ALL, Shown, answers_to
from shared.domain.mentions.fingerprint import wording
from shared.domain.mentions.mention import Mention
from shared.domain.moments.moment import Moment
from shared.domain.time import MINUTE_MS
from shared.enrichment import enrich
from shared.store import brand_models, brands
from shared.store.response import approvals, facts, statements

MAX_POSTS = 400
"""The latest posts of a crisis that are scored for one answer, about 0.2 ms of CPU each."""

BEGINNING = 10
"""Words by which a post is known as a statement: behind them there may be a hashtag or a link."""


def crisis_answers(found: Sequence[Moment], now_ms: int, posts: int = MAX_POSTS, shown: Shown = ALL) -> CrisisAnswers:
    """The answers of the crisis of these moments; ``posts`` is how many of its latest posts are looked at.

    Raises:
        NotFound: its brand was deleted.
    """
    brand, crisis = brands.get(found[0].brand), found[0].crisis
    began = min(moment.opened_ms for moment in found)
    ends = [moment.ended_ms for moment in found]
    ended = max(end or 0 for end in ends) if all(ends) else now_ms + MINUTE_MS
    slices = brand_mentions(brand, time_key(began), time_key(ended + 1), posts + 1)
    page = fill_page(slices, lambda _: True, posts, MAX_READS)
    context = brand_models.brand_context(brand)
    scored = (
        (mention, enrich(mention.text, context.words, mention.language, lexicon=context.lexicon, model=context.model))
        for mention in _not_ours(page.items, crisis)
    )
    known = facts.of_crisis(crisis)
    return CrisisAnswers(
        crisis=crisis,
        brand=brand.id,
        support=brand.support,
        facts=known,
        concerns=answers_to(scored, known, approvals.of_crisis(crisis), brand.support, shown),
        posts_read=len(page.items),
        all_read=page.position is None,
    )


def _not_ours(posts: Sequence[Mention], crisis: str) -> list[Mention]:
    """The posts without those that begin as a statement does that the team recorded: nobody answers themselves."""
    said = {_beginning(statement.text) for statement in statements.of_crisis(crisis)}
    return [post for post in posts if _beginning(post.text) not in said] if said else list(posts)


def _beginning(text: str) -> tuple[str, ...]:
    return tuple(wording(text)[:BEGINNING])
