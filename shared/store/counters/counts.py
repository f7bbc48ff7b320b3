"""Minute counters: enrich adds to them; detect, query and the command line read them.

``pk = brand#yyyymmdd`` and ``sk = HHMM#shard``. A counter shard counts one ordered
stream of records: a write shard of the mentions, its late mentions, or one replayed
record. Its watermarks (``wm``, and ``w:…`` for each stream shard) make its counts exact.
A minute is the sum of its counter shards.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from shared.domain.errors import Poison
from shared.domain.mentions.fingerprint import channel_key
from shared.domain.mentions.sample import Sample
from shared.domain.mentions.tally import Tally, Voice, is_late
from shared.domain.mentions.theme import Theme
from shared.domain.text import truncate
from shared.domain.time import DAY_MS, MINUTE_MS, day_stamp, minute_of
from shared.runtime.settings import setting
from shared.store.dynamodb import Item, dynamodb, query_all, text, unreadable
from shared.store.readable import readable

SUM_ATTRIBUTES = {
    "mentions": "n",
    "scored": "sc",
    "negative": "ng",
    "positive": "ps",
    "compound_e4": "ce",
    "reach": "r",
    "critical_shares": "cs",
    "complaints": "cp",
    "questions": "q",
    "purchases": "pu",
    "praises": "pr",
    "copies": "co",
}
"""A tally's sums and the attributes that hold them; short, because every item is billed by size."""

HASHTAG_PREFIX, CHANNEL_PREFIX, THEME_PREFIX = "t:", "c:", "h:"
ACCOUNT_PREFIX, SERIES_PREFIX, WORDING_PREFIX = "@", "+", "~"

NEGATIVE_PREFIX = "-"
"""With the key of a channel: how many of its posts are negative. The name is with the count of the channel's posts."""

DELAY_PREFIX = "l:"
"""With a delay in minutes: how many mentions came so long after their publication. Those that came within a minute
have none, so that the counters of most brands have no such attribute."""

VOICES = {"v3": 1_000, "v4": 10_000, "v5": 100_000, "v6": 1_000_000}
"""The attributes that hold one loud author each, and the reach from which on: the latest of about that reach stays.
A minute with such an author may take a second write unit; there are few."""

VOICE_URL_BYTES = 120

THEME_CODES = {
    Theme.SAFETY: "sa",
    Theme.RECALL: "re",
    Theme.OUTAGE: "ou",
    Theme.DATA_BREACH: "da",
    Theme.BILLING: "bi",
    Theme.DELAY: "de",
    Theme.SERVICE: "se",
    Theme.DISCRIMINATION: "di",
    Theme.LAYOFFS: "la",
    Theme.LEGAL: "le",
    Theme.BOYCOTT: "bo",
    Theme.QUALITY: "qu",
}
"""The themes and their codes in an attribute's name, after ``THEME_PREFIX``."""

SAMPLES_BYTES, SAMPLE_BYTES = 320, 150
"""UTF-8 bytes of all samples of a counter, with their channels and addresses, and of the text of one:
enough to understand a complaint, and the counter stays under 1 KB, the unit by which writes are billed."""

_LONG_THEMES = {short: theme.value for theme, short in THEME_CODES.items()}

SampleRow = tuple[str, str, str, float, int]
"""A sample in a counter: text, channel, address, compound, time of publication (epoch ms)."""


class MinuteCount(NamedTuple):
    """One counter shard of one minute. ``seen_ms`` is when its newest mention was collected."""

    brand: str
    minute_ms: int
    tally: Tally
    late: bool
    seen_ms: int


def counter_key(brand_id: str, minute_ms: int, shard: str) -> dict[str, Any]:
    """The key of a counter."""
    return {"pk": text(f"{brand_id}#{day_stamp(minute_ms)}"), "sk": text(f"{_clock(minute_ms)}#{shard}")}


def between(brand_id: str, since_ms: int, until_ms: int) -> list[MinuteCount]:
    """The counters of the minutes ``since_ms <= minute < until_ms``, oldest first; not those that cannot be read."""
    return list(readable(_items(brand_id, since_ms, until_ms), from_item, "a counter"))


def any_between(brand_id: str, since_ms: int, until_ms: int) -> bool:
    """Whether there is any counter of the minutes ``since_ms <= minute < until_ms``; reads one item a day at most."""
    return any(dynamodb().query(**each, Limit=1)["Items"] for each in _queries(brand_id, since_ms, until_ms))


def from_item(item: Item) -> MinuteCount:
    """The counter an item (or a stream image) holds.

    Raises:
        Poison: the item is not a counter.
    """
    try:
        brand, day = item["pk"]["S"].rsplit("#", 1)
        clock, shard = item["sk"]["S"].split("#", 1)
        minute = datetime.strptime(day + clock, "%Y%m%d%H%M").replace(tzinfo=UTC)
        return MinuteCount(
            brand=brand,
            minute_ms=int(minute.timestamp()) * 1000,
            tally=_tally(item),
            late=is_late(shard),
            seen_ms=int(item["seen"]["N"]),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Poison(f"not a counter item: {unreadable(error)}") from error


def theme_attributes(themes: Mapping[str, int]) -> dict[str, int]:
    """The counts of themes, by attribute name.

    >>> theme_attributes({"data_breach": 3})
    {'h:da': 3}
    """
    return {f"{THEME_PREFIX}{THEME_CODES[Theme(theme)]}": times for theme, times in themes.items()}


def negative_attributes(channels: Mapping[str, int]) -> dict[str, int]:
    """The counts of negative posts by channel, by attribute name.

    >>> negative_attributes({"reddit": 3})
    {'-MzB': 3}
    """
    return {f"{NEGATIVE_PREFIX}{channel_key(channel)}": times for channel, times in channels.items()}


def voice_attributes(voices: Mapping[str, Voice]) -> dict[str, str]:
    """The loudest author of each size, by attribute name: a JSON row of author, reach and post.

    >>> post = Sample("it burnt me", "rss", "", -0.5, 60_000)
    >>> voice_attributes({"1a2b3c": Voice(250_000, post), "5e6f7a": Voice(120_000, post)})
    {'v5': '["1a2b3c",250000,"it burnt me","rss","",-0.5,60000]'}
    """
    found: dict[str, str] = {}
    for author, (reach, post) in sorted(voices.items(), key=lambda voice: (voice[1].reach, voice[0])):
        name = max((name for name, least in VOICES.items() if reach >= least), default="")
        if name:
            url = post.url if len(post.url) <= VOICE_URL_BYTES else ""
            row = [
                author,
                reach,
                truncate(post.text, SAMPLE_BYTES),
                post.channel,
                url,
                post.compound,
                post.published_ms,
            ]
            found[name] = _json(row)
    return found


def samples_json(samples: Iterable[Sample]) -> str:
    """The samples that fit, in their order, as the JSON text that a counter holds."""
    kept, left = list[str](), SAMPLES_BYTES - 1  # each has a comma or a bracket before it, and the last one a bracket
    for sample in samples:
        for row in map(_json, _rows(sample)):
            size = len(row.encode()) + 1
            if size <= left:
                kept.append(row)
                left -= size
                break
    return f"[{','.join(kept)}]"


def _rows(sample: Sample) -> Iterator[SampleRow]:
    """The sample in ever shorter forms: whole, without its address, with half of its text."""
    for size, url in ((SAMPLE_BYTES, sample.url), (SAMPLE_BYTES, ""), (SAMPLE_BYTES // 2, "")):
        yield (truncate(sample.text, size), sample.channel, url, sample.compound, sample.published_ms)


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Made once: ``json.dumps`` would make one for each row."""


def _items(brand_id: str, since_ms: int, until_ms: int) -> Iterator[Item]:
    for request in _queries(brand_id, since_ms, until_ms):
        yield from query_all(**request)


def _queries(brand_id: str, since_ms: int, until_ms: int) -> Iterator[dict[str, Any]]:
    """A Query for each day."""
    table, last = setting("COUNTS_TABLE"), until_ms - 1
    for day_ms in range(since_ms - since_ms % DAY_MS, until_ms, DAY_MS):
        first_minute = max(since_ms + (-since_ms) % MINUTE_MS, day_ms)
        last_minute = min(minute_of(last), day_ms + DAY_MS - MINUTE_MS)
        if first_minute > last_minute:
            continue
        yield {
            "TableName": table,
            "KeyConditionExpression": "pk = :pk AND sk BETWEEN :since AND :until",
            "ExpressionAttributeValues": {
                ":pk": text(f"{brand_id}#{day_stamp(day_ms)}"),
                ":since": text(f"{_clock(first_minute)}#"),
                ":until": text(f"{_clock(last_minute)}#\U0010ffff"),
            },
            "ConsistentRead": True,
        }


def _tally(item: Item) -> Tally:
    sums = {name: int(item[short]["N"]) for name, short in SUM_ATTRIBUTES.items() if short in item}
    return Tally(
        **sums,
        themes={_LONG_THEMES.get(short, short): times for short, times in _prefixed(item, THEME_PREFIX).items()},
        hashtags=_prefixed(item, HASHTAG_PREFIX),
        channels=_prefixed(item, CHANNEL_PREFIX),
        negative_channels=_negative_channels(item),
        samples=tuple(Sample(*row) for row in json.loads(item["ex"]["S"])) if "ex" in item else (),
        voices=dict(_voice(item[name]["S"]) for name in VOICES if name in item),
        delays={int(minutes): times for minutes, times in _prefixed(item, DELAY_PREFIX).items()},
        accounts=_prefixed(item, ACCOUNT_PREFIX),
        series=_prefixed(item, SERIES_PREFIX),
        wordings=_prefixed(item, WORDING_PREFIX),
    )


def _voice(found: str) -> tuple[str, Voice]:
    author, reach, *post = json.loads(found)
    return str(author), Voice(int(reach), Sample(*post))


def _negative_channels(item: Item) -> dict[str, int]:
    """A counter of an older version has none."""
    found = _prefixed(item, NEGATIVE_PREFIX)
    names = {channel_key(channel): channel for channel in _prefixed(item, CHANNEL_PREFIX)} if found else {}
    return {names[key]: times for key, times in found.items() if key in names}


def _prefixed(item: Item, prefix: str) -> dict[str, int]:
    return {name[len(prefix) :]: int(value["N"]) for name, value in item.items() if name.startswith(prefix)}


def _clock(minute_ms: int) -> str:
    minutes = minute_ms % DAY_MS // MINUTE_MS
    return f"{minutes // 60:02d}{minutes % 60:02d}"
