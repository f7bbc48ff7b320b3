"""CPU time of enriching mentions: ``python -m tests.benchmarks.enrich``.

Whole invocations of the handler with batches of the stream, AWS in memory
(:mod:`tests.benchmarks.fake_dynamodb`). The generated posts have 43 words on average; recorded ones
(if they lie beside this checkout) have 17, and their times and authors are generated.
"""

# ruff: noqa: T201 - figures to read

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Iterator

from functions.enrich.handler import handler
from shared.domain.mentions.mention import Mention
from shared.enrichment import enrich
from shared.sentiment.score import sentiment_of
from shared.store.mentions import to_item
from tests.benchmarks import workload
from tests.benchmarks.__main__ import Figure
from tests.benchmarks.cpu_time import SLOW_TEXTS, TRIES, mean_us
from tests.benchmarks.fake_dynamodb import Ledger, in_place_of_aws, stream_event
from tests.benchmarks.recorded_posts import AIRLINES, GENERAL, posts
from tests.lambda_context import Context

BUDGET_US = 150.0
BRAND = ("Acme", "@acme")


def figures() -> list[Figure]:
    """CPU microseconds for a mention, by the size of the batch, and for the slowest texts."""
    mentions = list(workload.mentions(1_000))
    crisis = list(workload.mentions(1_000, crisis=True))
    slowest = max(mean_us(lambda text: sentiment_of(text, BRAND), [text]) for text in SLOW_TEXTS)
    enrich_us = mean_us(lambda mention: enrich(mention.text, BRAND, mention.language), mentions)
    return [
        ("enrich a mention, batch of 1,000", handler_us(mentions), "us CPU", BUDGET_US),
        ("enrich a mention, batch of 1,000, crisis", handler_us(crisis), "us CPU", BUDGET_US),
        ("enrich a mention, batch of 100", handler_us(mentions[:100]), "us CPU", None),
        *((name, handler_us(found), "us CPU", BUDGET_US) for name, found in _recorded(mentions)),
        ("sentiment, intent and themes of a post", enrich_us, "us CPU", 120.0),
        ("the slowest text of its length", slowest, "us CPU", None),
        ("a thousand of the slowest texts", slowest / 1_000, "s CPU", 15.0),
    ]


def _recorded(mentions: list[Mention]) -> Iterator[tuple[str, list[Mention]]]:
    """The mentions with texts of recorded posts, by the set that they are of."""
    for name in (AIRLINES, *GENERAL):
        if texts := [post.text for post in posts(name, len(mentions))]:
            found = [mention._replace(text=text) for mention, text in zip(mentions, texts, strict=True)]
            yield f"enrich a recorded mention ({name})", found


def handler_us(mentions: list[Mention]) -> float:
    """CPU microseconds for one mention; every try has new mentions, as each is counted once."""
    tries = []
    for attempt in range(TRIES):
        images = [to_item(mention._replace(key=f"{attempt}-{mention.key}")) for mention in mentions]
        event = stream_event(images, attempt * len(images))
        with in_place_of_aws(Ledger()), contextlib.redirect_stdout(io.StringIO()):
            start = time.process_time()
            handler(event, Context())
            tries.append((time.process_time() - start) / len(mentions) * 1e6)
    return min(tries)


if __name__ == "__main__":
    for name, value, unit, budget in figures():
        print(f"{name:44} {value:10.2f} {unit:14} {'' if budget is None else f'budget {budget:g}'}")
