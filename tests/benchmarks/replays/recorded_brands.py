"""Recorded posts about brands, if they lie beside this checkout: scored as live, counted by the minute."""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

from functions.enrich.tally import ScoredMention, tally_of
from shared.domain.brand import Brand
from shared.domain.mentions.from_post import mention_from_post
from shared.domain.mentions.mention import Form, Post
from shared.domain.time import MINUTE_MS
from shared.enrichment import enrich
from tests.benchmarks.recorded_posts import AIRLINES, FOLDER
from tests.unit.detect.simulated_brand import MinuteCount

CHANNEL = "webhook"
"""The posts come from one network."""


class RecordedMention(NamedTuple):
    """A scored mention of a brand and its minute."""

    minute_ms: int
    record: ScoredMention


@dataclass(frozen=True, slots=True)
class Recording:
    """A brand, its mentions (oldest first), its normal days, and the days on which something happened to it.

    The times are epoch milliseconds. A brand that was hardly recorded before something
    happened has no normal days.
    """

    brand: Brand
    mentions: Sequence[RecordedMention]
    normal: range
    surge: range

    def normal_mentions(self) -> list[RecordedMention]:
        """The mentions of the normal days."""
        return [mention for mention in self.mentions if mention.minute_ms in self.normal]


def epoch_ms(at: datetime) -> int:
    """The time in epoch milliseconds."""
    return int(at.timestamp() * 1000)


def days(first: str, last: str) -> range:
    """The days from ``first`` to before ``last``, in UTC.

    >>> len(days("2015-02-17", "2015-02-22")) // 86_400_000
    5
    """
    begin, end = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (first, last))
    return range(epoch_ms(begin), epoch_ms(end))


_AIRLINES_NORMAL = days("2015-02-17", "2015-02-22")
_SURGE = days("2015-02-22", "2015-02-24")
_APPLE = "apple_tune"

_BRANDS = {
    "United": (Brand("united", "United", aliases=("@united", "United Airlines")), _AIRLINES_NORMAL, _SURGE),
    "US Airways": (Brand("us-airways", "US Airways", aliases=("@USAirways", "USAirways")), _AIRLINES_NORMAL, _SURGE),
    "American": (Brand("american", "American Airlines", aliases=("@AmericanAir", "AmericanAir")), range(0), _SURGE),
    "Southwest": (
        Brand("southwest", "Southwest", aliases=("@SouthwestAir", "SouthwestAir", "Southwest Airlines")),
        _AIRLINES_NORMAL,
        _SURGE,
    ),
    "Apple": (
        Brand("apple", "Apple", aliases=("@apple", "AAPL")),
        days("2014-12-02", "2014-12-09"),
        range(0),
    ),
}

_HASHTAG = re.compile(r"#(\w+)")
_REPOST = re.compile(r"^\W*RT\b|^[\"“]@", re.IGNORECASE)
_QUOTE = re.compile(r"\bRT @", re.IGNORECASE)


@cache
def recordings() -> dict[str, Recording]:
    """Every recorded brand; empty if the folder does not exist."""
    found: defaultdict[str, list[RecordedMention]] = defaultdict(list)
    for name, post in (*_posts(AIRLINES), *_posts(_APPLE)):
        found[name].append(_mention(_BRANDS[name][0], len(found[name]), post["text"], _minute_ms(post["created"])))
    return {
        name: Recording(brand, sorted(found[name], key=lambda one: one.minute_ms), normal, surge)
        for name, (brand, normal, surge) in _BRANDS.items()
        if name in found
    }


def minute_counts(recorded: Iterable[RecordedMention]) -> list[MinuteCount]:
    """The minute counters of these mentions, oldest first."""
    minutes: defaultdict[int, list[ScoredMention]] = defaultdict(list)
    for mention in recorded:
        minutes[mention.minute_ms].append(mention.record)
    return [MinuteCount(minute_ms, tally_of(minutes[minute_ms])) for minute_ms in sorted(minutes)]


def _posts(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The posts of a set, each with the name of its brand."""
    path = FOLDER / f"{name}.jsonl.gz"
    if path.is_file():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for post in map(json.loads, lines):
                yield post.get("airline", "Apple"), post


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
    """One set writes a time as "24-02-2015 11.42", another as "Mon Dec 01 19:30:03 +0000 2014"."""
    if created[0].isdigit():
        at = datetime.strptime(created.replace(":", "."), "%d-%m-%Y %H.%M").replace(tzinfo=UTC)
    else:
        at = datetime.strptime(created, "%a %b %d %H:%M:%S %z %Y")
    return epoch_ms(at) // MINUTE_MS * MINUTE_MS
