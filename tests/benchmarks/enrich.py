"""What enriching a mention costs in CPU: ``python -m tests.benchmarks.enrich``.

Whole invocations of the handler with stream batches of the lengths named, AWS in
memory (:mod:`tests.benchmarks.fake_dynamodb`); CPU time of this process, the least of some
tries, because others use the machine too.
"""

# ruff: noqa: T201 - figures to read

from __future__ import annotations

import contextlib
import io
import time
from dataclasses import replace

from functions.enrich.handler import handler
from shared.domain.mention import Mention
from shared.enrichment import enrich
from shared.sentiment.score import sentiment_of
from shared.store.mentions import to_item
from tests.benchmarks import talk
from tests.benchmarks.fake_dynamodb import Context, Ledger, in_place_of_aws, stream_event

Figure = tuple[str, float, str, float | None]
"""A name, its value and unit, and the budget it must not exceed (``None``: to be read, not kept)."""

BUDGET_US = 150.0
TRIES = 7
WORST = ("😡😭🔥" * 70, "lol but " * 105, "not bad " * 105, "a?b" * 273, "@a.-" * 205, "水" * 273)


def figures() -> list[Figure]:
    """CPU microseconds a mention, by the length of the batch, and for the worst texts there are."""
    found = list(talk.mentions(1_000))
    crisis = list(talk.mentions(1_000, crisis=True))
    worst = max(_mood_us(text) for text in WORST)
    return [
        ("enrich a mention, batch of 1,000", _handled_us(found), "us CPU", BUDGET_US),
        ("enrich a mention, batch of 1,000, crisis", _handled_us(crisis), "us CPU", BUDGET_US),
        ("enrich a mention, batch of 100", _handled_us(found[:100]), "us CPU", None),
        ("mood, intent and themes of a post", _told_us(found), "us CPU", 120.0),
        ("the worst text of its length", worst, "us CPU", None),
        ("a thousand of the worst texts", worst / 1_000, "s CPU", 15.0),
    ]


def _handled_us(found: list[Mention]) -> float:
    tries = []
    for attempt in range(TRIES):
        images = [to_item(replace(mention, key=f"{attempt}-{mention.key}")) for mention in found]
        event = stream_event(images, attempt * len(images))
        with in_place_of_aws(Ledger()), contextlib.redirect_stdout(io.StringIO()):
            begun = time.process_time()
            handler(event, Context())
            tries.append((time.process_time() - begun) / len(found) * 1e6)
    return min(tries)


def _told_us(found: list[Mention]) -> float:
    tries = []
    for _ in range(TRIES):
        begun = time.process_time()
        for mention in found:
            enrich(mention.text, ("Acme", "@acme"), mention.language)
        tries.append((time.process_time() - begun) / len(found) * 1e6)
    return min(tries)


def _mood_us(text: str) -> float:
    tries = []
    for _ in range(TRIES):
        begun = time.process_time()
        sentiment_of(text, ("Acme", "@acme"))
        tries.append((time.process_time() - begun) * 1e6)
    return min(tries)


if __name__ == "__main__":
    for name, value, unit, budget in figures():
        print(f"{name:44} {value:10.2f} {unit:14} {'' if budget is None else f'budget {budget:g}'}")
