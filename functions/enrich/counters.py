"""A counter shard's records in; each counted exactly once in DynamoDB, however often it is delivered.

The item of a counter shard has a watermark for each stream shard that it heard from: the
highest sequence number counted of it. A batch is added in one conditional update, *if the
watermark is below its first record*. If it is not, some records were counted before a crash
or a bisection: these are dropped, and the rest is added.

This is exact because a record is in one stream shard, however often it is delivered, and a
stream shard is read in order (parallelization factor 1). It does not matter how the stream
shards follow one another, nor whether two of them bring the same minute at once, as they do
after DynamoDB has split a hot item collection between two of its sort keys.
"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from functions.enrich.size_limit import KnownNames, limited
from functions.enrich.tally import CounterShard, ScoredMention, tally_of
from functions.enrich.watermark import Watermark
from shared.domain.mentions.tally import Tally
from shared.domain.time import bucket_of
from shared.runtime.settings import setting
from shared.store.counters import counts
from shared.store.counters.active_brands import mark_active
from shared.store.dynamodb import condition_failed, dynamodb, expiry, number, text

KEPT_DAYS = 400
"""Days the counters are kept: a year, and a month to look back on it."""

MAX_REMEMBERED = 10_000
"""Counter shards whose names this process remembers."""

_names: dict[CounterShard, KnownNames] = {}
"""The hashtags, channels, accounts and wordings that this process has put into a counter."""


def add_to_counter(shard: CounterShard, records: list[ScoredMention], stream_shard: str = "") -> int:
    """Count those of ``records`` (in order) that were not counted yet; how many those were.

    ``stream_shard`` is the id of the stream shard that all of them are in, empty if it is unknown.
    """
    if not shard.late:
        # First: if the marker write fails, nothing was counted, and the replay counts it once.
        mark_active(shard.brand, bucket_of(max(record.mention.collected_ms for record in records)))
    pending, watermark = records, Watermark.of(stream_shard)
    while pending and (counted := _updated(shard, pending, watermark)) is not None:
        pending = [record for record in pending if record.sequence > counted]
    return len(pending)


def _updated(shard: CounterShard, records: list[ScoredMention], watermark: Watermark) -> str | None:
    """``None`` once the records are counted; else the sequence number, not below the first, that is counted."""
    known = _names.get(shard, KnownNames())
    tally = limited(tally_of(records), known)
    try:
        _update(shard, records, tally, watermark)
    except ClientError as error:
        counted = condition_failed(error)
        if counted is None:
            raise
        return watermark.counted(counted)
    if len(_names) > MAX_REMEMBERED:
        _names.clear()
    _names[shard] = known.with_those_of(tally)
    return None


def _update(shard: CounterShard, records: list[ScoredMention], tally: Tally, watermark: Watermark) -> None:
    names, values = _additions(tally)
    adds = ", ".join(f"{name} :{name[1:]}" for name in names)
    names |= watermark.names
    sets = [watermark.assigned, "seen = :seen", "x = :x"]
    values |= watermark.values(records[0].sequence, records[-1].sequence)
    values |= {
        ":seen": number(max(record.mention.collected_ms for record in records)),
        ":x": expiry(shard.minute_ms, KEPT_DAYS),
    }
    if tally.samples:
        sets.append("ex = :ex")
        values[":ex"] = text(counts.samples_json(tally.samples))
    for name, voice in counts.voice_attributes(tally.voices).items():
        sets.append(f"{name} = :{name}")
        values[f":{name}"] = text(voice)
    dynamodb().update_item(
        TableName=setting("COUNTS_TABLE"),
        Key=counts.counter_key(shard.brand, shard.minute_ms, shard.name),
        UpdateExpression=f"SET {', '.join(sets)} ADD {adds}",
        ConditionExpression=watermark.condition,
        ExpressionAttributeNames=names,
        ExpressionAttributeValues=values,
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
    )


def _additions(tally: Tally) -> tuple[dict[str, str], dict[str, Any]]:
    """Expression names and values of everything that is added up; a zero only for the mentions."""
    sums = {short: getattr(tally, name) for name, short in counts.SUM_ATTRIBUTES.items()}
    kept = {short: value for short, value in sums.items() if value or short == "n"}
    kept |= counts.theme_attributes(tally.themes)
    kept |= {f"{counts.HASHTAG_PREFIX}{tag}": times for tag, times in tally.hashtags.items()}
    kept |= {f"{counts.CHANNEL_PREFIX}{channel}": times for channel, times in tally.channels.items()}
    kept |= counts.negative_attributes(tally.negative_channels)
    kept |= {f"{counts.DELAY_PREFIX}{minutes}": times for minutes, times in tally.delays.items()}
    kept |= {f"{counts.ACCOUNT_PREFIX}{key}": times for key, times in tally.accounts.items()}
    kept |= {f"{counts.SERIES_PREFIX}{key}": times for key, times in tally.series.items()}
    kept |= {f"{counts.WORDING_PREFIX}{key}": times for key, times in tally.wordings.items()}
    names = {f"#a{index}": attribute for index, attribute in enumerate(kept)}
    return names, {f":a{index}": number(value) for index, value in enumerate(kept.values())}
