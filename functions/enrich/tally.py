"""Scored mentions in, by counter shard; what their minute counts out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

from shared.domain.mentions.fingerprint import account_key, wording_key
from shared.domain.mentions.mention import Form, Mention
from shared.domain.mentions.sample import WITHHELD_TEXT, Sample
from shared.domain.mentions.tally import (
    LATE,
    LEAST_REACH,
    Tally,
    Voice,
    author_key,
    delay_minutes,
    is_late,
    most_critical,
)
from shared.domain.time import minute_of
from shared.enrichment import Enrichment
from shared.intents.intent import IntentKind
from shared.sentiment.score import Label

MARKED = "marked"
"""Part of the name of a counter shard whose records were marked late when they were written."""

T = TypeVar("T", str, int)

MAX_SAMPLES = 3
"""Critical mentions quoted of one batch and minute."""


class ScoredMention(NamedTuple):
    """A mention, its enrichment, and its place in the stream (``sequence``, padded text).

    ``copy``: the same post of the same person is counted from another network.
    """

    sequence: str
    mention: Mention
    enrichment: Enrichment
    copy: bool = False


class CounterShard(NamedTuple):
    """One of the counters of a brand's minute: it takes one ordered stream of records, so its watermark is exact."""

    brand: str
    minute_ms: int
    name: str

    @property
    def late(self) -> bool:
        """Whether what it counts must never raise an alert."""
        return is_late(self.name)


def counter_shard_of(
    mention: Mention, write_shard: str, replay: str = "", *, marked_late: bool = False
) -> CounterShard:
    """The counter that a mention adds to.

    Late mentions have a shard beside the live one, so that detection can tell them
    apart; those that the stream brings on a way of their own (``marked_late``) have
    another one, because the order of two ways is unknown. A replayed record has a shard
    of its own, because its sequence number is below the watermark of the shard it first
    belonged to.

    >>> counter_shard_of(Mention("acme", "rss", "1", "x", 60_001, 60_002), "0").name
    '0'
    >>> counter_shard_of(Mention("acme", "rss", "1", "x", 60_001, 60_002, backfill=True), "0").name
    '0~late'
    """
    late = mention.late or marked_late or bool(replay)
    marks = [write_shard, *([LATE] if late else []), *([MARKED] if marked_late else []), *([replay] if replay else [])]
    return CounterShard(mention.brand, minute_of(mention.published_ms), "~".join(marks))


def by_counter_shard(scored: Iterable[tuple[CounterShard, ScoredMention]]) -> dict[CounterShard, list[ScoredMention]]:
    """The records of each counter shard, in the order of the stream, each once."""
    shards: defaultdict[CounterShard, dict[str, ScoredMention]] = defaultdict(dict)
    for shard, record in scored:
        shards[shard][record.sequence] = record
    return {shard: [found[sequence] for sequence in sorted(found)] for shard, found in shards.items()}


def tally_of(records: Iterable[ScoredMention]) -> Tally:
    """What these records add to their minute; a copy is no other post, but it is shared and reaches more people."""
    every = list(records)
    found, copies = ([record for record in every if record.copy is copy] for copy in (False, True))
    wordings = [wording_key(record.mention.text) for record in found]
    sentiments = [record.enrichment.sentiment for record in found]
    kinds = [record.enrichment.intent.kind for record in found if record.enrichment.sentiment.scored]
    critical = [record for record in found if record.enrichment.sentiment.label is Label.NEGATIVE]
    return Tally(
        mentions=len(found),
        scored=sum(sentiment.scored for sentiment in sentiments),
        negative=len(critical),
        positive=sum(sentiment.label is Label.POSITIVE for sentiment in sentiments),
        compound_e4=sum(round(sentiment.compound * 10_000) for sentiment in sentiments if sentiment.scored),
        reach=sum(record.mention.reach for record in every),
        critical_shares=sum(record.mention.form in (Form.REPOST, Form.QUOTE) for record in critical)
        + sum(record.enrichment.sentiment.label is Label.NEGATIVE for record in copies),
        complaints=kinds.count(IntentKind.COMPLAINT),
        questions=sum(record.enrichment.intent.question for record in found),
        purchases=kinds.count(IntentKind.PURCHASE),
        praises=kinds.count(IntentKind.PRAISE),
        copies=len(copies),
        themes=_counted([match.theme.value for record in found for match in record.enrichment.themes]),
        hashtags=_counted([tag for record in found for tag in record.mention.hashtags]),
        channels=_counted([record.mention.channel for record in found]),
        negative_channels=_counted([record.mention.channel for record in critical]),
        samples=most_critical((_sample(record) for record in critical if not record.mention.withheld), MAX_SAMPLES),
        voices=_voices(found),
        delays=_delays(found),
        accounts=_counted([account_key(record.mention.author) for record in found]),
        series=_counted([_series_key(record.mention, key) for record, key in zip(found, wordings, strict=True)]),
        wordings=_counted(wordings),
    )


def _counted(keys: list[T]) -> dict[T, int]:
    """How often each key occurs, the empty one left out: of the few of a minute, without the cost of a Counter."""
    times: dict[T, int] = {}
    for key in keys:
        if key:
            times[key] = times.get(key, 0) + 1
    return times


def _series_key(mention: Mention, wording: str) -> str:
    """What the accounts of a series share: the bare name and the words; empty where a name has nothing to leave out."""
    bare = mention.bare_author
    return account_key(f"{bare} {wording}") if bare and wording and not mention.author.startswith(bare) else ""


def _delays(records: Iterable[ScoredMention]) -> Mapping[int, int]:
    """How many came a minute or more after their publication, by their delay."""
    return _counted([delay_minutes(record.mention.published_ms, record.mention.collected_ms) for record in records])


def _voices(records: Iterable[ScoredMention]) -> Mapping[str, Voice]:
    """Each author with enough reach who criticises or asks, by the start of the pseudonym.

    Of several posts of one author the one with the largest reach, of equals the first.
    """
    voices: dict[str, Voice] = {}
    for record in records:
        mention, found = record.mention, record.enrichment
        speaks_up = found.sentiment.label is Label.NEGATIVE or found.intent.question
        if speaks_up and mention.author and mention.reach >= LEAST_REACH:
            author = author_key(mention.author)
            if author not in voices or mention.reach > voices[author].reach:
                voices[author] = Voice(mention.reach, _sample(record))
    return voices


def _sample(record: ScoredMention) -> Sample:
    mention = record.mention
    return Sample(
        text=WITHHELD_TEXT if mention.withheld else mention.text,
        channel=mention.channel,
        url=mention.url,
        compound=record.enrichment.sentiment.compound,
        published_ms=mention.published_ms,
    )
