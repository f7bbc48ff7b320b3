"""Talk of three brands as records of the stream, and what it counts together."""

from __future__ import annotations

import random
from collections.abc import Sequence

from functions.enrich.tally import ScoredMention, tally_of
from shared.domain.mentions.mention import Form, Mention
from shared.domain.mentions.tally import Tally, total
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.enrichment import enrich
from tests.integration.enrich_stage import START, Record, record

TEXTS = (
    "The lid is awful and support is useless",
    "Love my kettle!",
    "Is it safe?",
    "It boils water",
    "Der Deckel ist kaputt und die Leute sind auch nicht da",
)
BRANDS = ("acme", "zen", "kettle-co")


def talk(chance: random.Random, size: int) -> list[Record]:
    """Mentions of three brands over ten minutes, some late, some backfilled, in four write shards."""
    return [record(number, _mention(chance, number), shards=4) for number in range(size)]


def _mention(chance: random.Random, number: int) -> Mention:
    published_ms = START + chance.randrange(10) * MINUTE_MS + chance.randrange(MINUTE_MS)
    return Mention(
        brand=chance.choice(BRANDS),
        channel=chance.choice(("rss", "mastodon")),
        key=f"post-{number}",
        text=chance.choice(TEXTS),
        published_ms=published_ms,
        collected_ms=published_ms + chance.choice((1_000, 1_000, 1_000, HOUR_MS)),
        reach=chance.randrange(1_000),
        form=chance.choice(list(Form)),
        hashtags=tuple(chance.sample(("fail", "recall", "kettle"), chance.randrange(3))),
        backfill=chance.random() < 0.1,
    )


def without_samples(tally: Tally) -> Tally:
    """The tally without what a counter has only a few of: which ones depends on the batches."""
    return tally._replace(samples=(), accounts={}, series={}, wordings={})


def expected(records: Sequence[Record], brand: str, *, late: bool | None = None) -> Tally:
    """What all the records count together."""
    found = [one.mention for one in records if one.mention and one.mention.brand == brand]
    wanted = [mention for mention in found if late is None or mention.late is late]
    tally = tally_of(ScoredMention("", m, enrich(m.text, (), m.language)) for m in wanted)
    return without_samples(total([tally]))
