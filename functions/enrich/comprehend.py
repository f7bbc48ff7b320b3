"""Moods of posts in other languages, told by Amazon Comprehend; off unless the deployment asks for it.

English stays with the table: it costs nothing and hears complaints that Comprehend calls neutral.
At list price (us-east-1, 2026) a post costs 0.0003 USD for its mood, and as much again for its
language where the channel does not say it (three units of 0.0001 USD at least for every post).
What it cannot tell, or does not answer in time, stays as it was: counted in volume, without a mood.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
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

SPOKEN = frozenset({"ar", "de", "es", "fr", "hi", "it", "ja", "ko", "pt", "zh"})
"""Languages whose moods Comprehend tells, besides English (BatchDetectSentiment, developer guide)."""

AT_ONCE, BYTES = 25, 5_000
"""Posts a call may have, and bytes of each."""

PATIENCE = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})


def heard(lanes: Mapping[CounterShard, list[ScoredMention]]) -> dict[CounterShard, list[ScoredMention]]:
    """The batch with a mood for posts that had none, where Comprehend tells one."""
    mute = [record for records in lanes.values() for record in records if not record.enrichment.sentiment.scored]
    moods = dict(_moods(mute))
    return {lane: [_with(record, moods.get(record.sequence)) for record in records] for lane, records in lanes.items()}


def _moods(records: Sequence[ScoredMention]) -> Iterator[tuple[str, Sentiment]]:
    """A mood by the sequence number of each post that got one."""
    by_language: defaultdict[str, list[ScoredMention]] = defaultdict(list)
    for record, language in _languages(records):
        if language in SPOKEN:
            by_language[language].append(record)
    for language, spoken in by_language.items():
        for some in _parts(spoken):
            for record, answer in _asked("batch_detect_sentiment", some, LanguageCode=language):
                yield record.sequence, _mood(answer, record, language)


def _languages(records: Sequence[ScoredMention]) -> Iterator[tuple[ScoredMention, str]]:
    """Each post with its language: the channel's word, or Comprehend's where the channel is silent."""
    silent = [record for record in records if not record.mention.language]
    yield from ((record, record.enrichment.sentiment.language) for record in records if record.mention.language)
    for some in _parts(silent):
        for record, answer in _asked("batch_detect_dominant_language", some):
            ranked = sorted((found["Score"], found["LanguageCode"]) for found in answer["Languages"])
            yield record, ranked[-1][1].partition("-")[0] if ranked else ""


def _asked(operation: str, records: Sequence[ScoredMention], **more: str) -> list[tuple[ScoredMention, dict[str, Any]]]:
    """What Comprehend answers for each of up to 25 posts; nothing where it fails."""
    texts = [truncate(record.mention.text, BYTES) or "-" for record in records]
    try:
        answer = getattr(_comprehend(), operation)(TextList=texts, **more)
    except (ClientError, BotoCoreError) as error:
        logger.warning("Comprehend did not answer", operation=operation, posts=len(texts), error=type(error).__name__)
        return []
    return [(records[found["Index"]], found) for found in answer["ResultList"]]


def _mood(answer: Mapping[str, Any], record: ScoredMention, language: str) -> Sentiment:
    """Its four scores as ours: what is mixed is half a complaint."""
    scores = answer["SentimentScore"]
    negative, positive, mixed = scores["Negative"], scores["Positive"], scores["Mixed"]
    label = Label.NEUTRAL
    if max(negative, positive) + mixed / 2 > scores["Neutral"] and negative != positive:
        label = Label.NEGATIVE if negative > positive else Label.POSITIVE
    return replace(
        record.enrichment.sentiment,
        compound=round(positive - negative, 4),
        p_negative=round(min(1.0, negative + mixed / 2), 4),
        label=label,
        scored=True,
        language=language,
    )


def _with(record: ScoredMention, mood: Sentiment | None) -> ScoredMention:
    return record if mood is None else replace(record, enrichment=replace(record.enrichment, sentiment=mood))


def _parts(records: Iterable[ScoredMention]) -> Iterator[list[ScoredMention]]:
    rest = iter(records)
    while some := list(islice(rest, AT_ONCE)):
        yield some


@cache
def _comprehend() -> Any:
    return client("comprehend", PATIENCE)
