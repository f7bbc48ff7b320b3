"""Talk as it would have been counted: for a past that is not worth sending through the whole pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from functions.enrich.tally import ScoredMention, tally_of
from functions.intake.item_schema import parse_item
from infra.scenario.authors import Item
from shared.domain.mention import mention_from_post
from shared.domain.tally import Tally
from shared.domain.time import BUCKET_MS, MINUTE_MS
from shared.enrichment import enrich

SALT = b"nobody is meant"
"""Authors of the scenario are invented; their pseudonyms need no secret."""


def tallied(talk: Iterable[tuple[int, Item]], brand: str, words: tuple[str, ...]) -> Iterator[tuple[int, Tally]]:
    """What each five minutes of the talk count, by their first minute; the talk comes in order."""
    width = BUCKET_MS // MINUTE_MS
    place, records = 0, list[ScoredMention]()
    for minute, item in talk:
        start = minute - minute % width
        if records and start != place:
            yield place, tally_of(records)
            records = []
        place = start
        records.append(_scored(item, brand, words))
    if records:
        yield place, tally_of(records)


def _scored(item: Item, brand: str, words: tuple[str, ...]) -> ScoredMention:
    post = parse_item({"brand": brand, **item}).post()
    mention = mention_from_post(post, brand=brand, collected_ms=1, published_ms=1, salt=SALT)
    return ScoredMention("1", mention, enrich(mention.text, words, mention.language))
