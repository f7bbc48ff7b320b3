"""Recorded posts to airlines, if they lie beside this checkout: scored as enrich scores them, counted by the minute."""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from functions.enrich.tally import ScoredMention, tally_of
from shared.domain.brand import Brand
from shared.domain.mention import Form, Post, mention_from_post
from shared.domain.time import MINUTE_MS
from shared.enrichment import enrich
from tests.benchmarks.recorded_posts import AIRLINES, FOLDER
from tests.unit.detect.simulated_brand import MinuteCount

CHANNEL = "webhook"
"""The posts come from one network."""

BRANDS: Mapping[str, Brand] = {
    "United": Brand("united", "United", aliases=("@united", "United Airlines")),
    "US Airways": Brand("us-airways", "US Airways", aliases=("@USAirways", "USAirways")),
    "American": Brand("american", "American Airlines", aliases=("@AmericanAir", "AmericanAir")),
    "Southwest": Brand("southwest", "Southwest", aliases=("@SouthwestAir", "SouthwestAir", "Southwest Airlines")),
}

_HASHTAG = re.compile(r"#(\w+)")
_REPOST = re.compile(r"^\W*RT\b|^[\"“]@", re.IGNORECASE)
_QUOTE = re.compile(r"\bRT @", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RecordedMention:
    """A scored mention of a brand and its minute."""

    minute_ms: int
    record: ScoredMention


@cache
def mentions() -> dict[str, tuple[RecordedMention, ...]]:
    """The mentions of each airline, oldest first; empty if the folder does not exist."""
    path = FOLDER / f"{AIRLINES}.jsonl.gz"
    if not path.is_file():
        return {}
    found: defaultdict[str, list[RecordedMention]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            post = json.loads(line)
            brand = BRANDS[post["airline"]]
            found[post["airline"]].append(_mention(brand, number, post["text"], _minute_ms(post["created"])))
    return {airline: tuple(sorted(each, key=lambda one: one.minute_ms)) for airline, each in sorted(found.items())}


def minute_counts(recorded: Iterable[RecordedMention]) -> list[MinuteCount]:
    """The minute counters of these mentions, oldest first."""
    minutes: defaultdict[int, list[ScoredMention]] = defaultdict(list)
    for mention in recorded:
        minutes[mention.minute_ms].append(mention.record)
    return [MinuteCount(minute_ms, tally_of(minutes[minute_ms])) for minute_ms in sorted(minutes)]


def day_ms(day: int) -> int:
    """The start of this day of February 2015, the month of the posts."""
    return int(datetime(2015, 2, day, tzinfo=UTC).timestamp() * 1000)


def between(recorded: Iterable[RecordedMention], begin_ms: int, end_ms: int) -> Iterator[RecordedMention]:
    """The mentions of this time."""
    return (mention for mention in recorded if begin_ms <= mention.minute_ms < end_ms)


def _mention(brand: Brand, number: int, text: str, minute_ms: int) -> RecordedMention:
    post = Post(CHANNEL, str(number), str(number), text, form=_form(text), hashtags=tuple(_HASHTAG.findall(text)))
    mention = mention_from_post(
        post, brand=brand.id, collected_ms=minute_ms + MINUTE_MS, published_ms=minute_ms, salt=b"benchmark"
    )
    found = enrich(mention.text, brand.words, mention.language)
    return RecordedMention(minute_ms, ScoredMention(f"{number:08d}", mention, found))


def _form(text: str) -> Form:
    if _REPOST.search(text):
        return Form.REPOST
    return Form.QUOTE if _QUOTE.search(text) else Form.ORIGINAL


def _minute_ms(created: str) -> int:
    """The set writes a time as "24-02-2015 11.42"."""
    at = datetime.strptime(created.replace(":", "."), "%d-%m-%Y %H.%M").replace(tzinfo=UTC)
    return int(at.timestamp() * 1000)
