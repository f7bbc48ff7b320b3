"""Scored mentions in, the same with a sentiment for other languages out, from Amazon Comprehend; off by default.

English stays with our own model: it costs nothing and finds complaints that Comprehend calls neutral.
At list price (us-east-1, 2026) a post costs 0.0003 USD for its sentiment, and as much again for its
language where the channel does not name it (at least three units of 0.0001 USD for every post).
A post that Comprehend cannot score, or not in time, stays as it was: it counts in the volume and has no sentiment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from functions.enrich.tally import CounterShard, ScoredMention
from shared.domain.text import truncate
from shared.runtime.aws import client
from shared.runtime.telemetry import logger
from shared.sentiment.score import Label, Sentiment

LANGUAGES = frozenset({"ar", "de", "es", "fr", "hi", "it", "ja", "ko", "pt", "zh"})
"""Languages that Comprehend scores, besides English (BatchDetectSentiment, developer guide)."""

MAX_POSTS, MAX_BYTES = 25, 5_000
"""Posts in one call, and bytes of each."""

_CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})


def with_other_languages(
    shards: Mapping[CounterShard, list[ScoredMention]],
) -> dict[CounterShard, list[ScoredMention]]:
    """The batch with a sentiment for posts that had none, where Comprehend finds one."""
    unscored = [record for records in shards.values() for record in records if not record.enrichment.sentiment.scored]
    found = dict(_sentiments(unscored))
    return {
        shard: [_with(record, found.get(record.sequence)) for record in records] for shard, records in shards.items()
    }


def _sentiments(records: Sequence[ScoredMention]) -> Iterator[tuple[str, Sentiment]]:
    """The sequence number and the sentiment of each post that Comprehend could score."""
    by_language: defaultdict[str, list[ScoredMention]] = defaultdict(list)
    for record, language in _languages(records):
        if language in LANGUAGES:
            by_language[language].append(record)
    for language, posts in by_language.items():
        for some in _batches(posts):
            for record, answer in _asked("batch_detect_sentiment", some, LanguageCode=language):
                yield record.sequence, _sentiment(answer, record, language)


def _languages(records: Sequence[ScoredMention]) -> Iterator[tuple[ScoredMention, str]]:
    """Each post with its language: the one the channel names, or else the one Comprehend detects."""
    unnamed = [record for record in records if not record.mention.language]
    yield from ((record, record.enrichment.sentiment.language) for record in records if record.mention.language)
    for some in _batches(unnamed):
        for record, answer in _asked("batch_detect_dominant_language", some):
            ranked = sorted((found["Score"], found["LanguageCode"]) for found in answer["Languages"])
            yield record, ranked[-1][1].partition("-")[0] if ranked else ""


def _asked(operation: str, records: Sequence[ScoredMention], **more: str) -> list[tuple[ScoredMention, dict[str, Any]]]:
    """What Comprehend answers for each of up to 25 posts; empty where it fails."""
    texts = [truncate(record.mention.text, MAX_BYTES) or "-" for record in records]
    try:
        answer = getattr(_comprehend(), operation)(TextList=texts, **more)
    except (ClientError, BotoCoreError) as error:
        logger.warning("Comprehend did not answer", operation=operation, posts=len(texts), error=type(error).__name__)
        return []
    return [(records[found["Index"]], found) for found in answer["ResultList"]]


def _sentiment(answer: Mapping[str, Any], record: ScoredMention, language: str) -> Sentiment:
    """Comprehend's four scores as one of ours; a mixed post counts as half negative."""
    scores = answer["SentimentScore"]
    negative, positive, mixed = scores["Negative"], scores["Positive"], scores["Mixed"]
    label = Label.NEUTRAL
    if max(negative, positive) + mixed / 2 > scores["Neutral"] and negative != positive:
        label = Label.NEGATIVE if negative > positive else Label.POSITIVE
    return record.enrichment.sentiment._replace(
        compound=round(positive - negative, 4),
        p_negative=round(min(1.0, negative + mixed / 2), 4),
        label=label,
        scored=True,
        language=language,
    )


def _with(record: ScoredMention, sentiment: Sentiment | None) -> ScoredMention:
    if sentiment is None:
        return record
    return record._replace(enrichment=record.enrichment._replace(sentiment=sentiment))


def _batches(records: Iterable[ScoredMention]) -> Iterator[list[ScoredMention]]:
    rest = iter(records)
    while some := list(islice(rest, MAX_POSTS)):
        yield some


@cache
def _comprehend() -> Any:
    return client("comprehend", _CONFIG)
