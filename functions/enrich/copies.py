"""Scored mentions in; the same with the copies marked that must not count twice.

A copy is recognised by its author's bare name and its words (:mod:`shared.domain.mentions.copies`), and which one of
several counts is decided by a claim that survives retries (:mod:`shared.store.claims`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from functions.enrich.tally import CounterShard, ScoredMention
from shared.domain.mentions.copies import copy_key
from shared.domain.mentions.mention import Mention
from shared.store.claims import is_copy

CLAIMS_AT_ONCE = 8

Scored = tuple[CounterShard, ScoredMention]


def with_copies_marked(
    scored: Iterable[Scored],
    heard: Callable[[str], Collection[str] | None],
    claimed: Callable[[Mention, str], bool] = is_copy,
) -> list[Scored]:
    """The same records, each a copy if another network has claimed its post.

    ``heard`` gives the channels of a brand, ``None`` where it is unknown.

    Raises:
        ClientError: a claim could not be written. Nothing of the batch is counted yet, so it may come again.
    """
    found = list(scored)
    keys = [copy_key(record.mention, heard(record.mention.brand)) for _, record in found]
    asked = [(record.mention, key) for (_, record), key in zip(found, keys, strict=True) if key]
    answers = iter(_answers(asked, claimed))
    return [
        (shard, record._replace(copy=next(answers))) if key else (shard, record)
        for (shard, record), key in zip(found, keys, strict=True)
    ]


def _answers(asked: Sequence[tuple[Mention, str]], claimed: Callable[[Mention, str], bool]) -> list[bool]:
    """Whether each is a copy, several asked at once."""
    if len(asked) <= 1:
        return [claimed(*pair) for pair in asked]
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - not in every cold start

    with ThreadPoolExecutor(min(CLAIMS_AT_ONCE, len(asked))) as pool:
        return list(pool.map(lambda pair: claimed(*pair), asked))
