"""Events put into recorded talk: whether the kinds that keep still while nothing happens speak when something does.

Each event is made of the brand's own posts of that kind, on a resampled day, in the afternoon.
"""

# ruff: noqa: S311 - seeded chance

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator

from shared.domain.mentions.mention import Form
from shared.domain.moments.moment import Kind
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS
from shared.intents.intent import IntentKind
from shared.sentiment.score import Label
from tests.benchmarks.replays.recorded_brands import RecordedMention, Recording, minute_counts
from tests.benchmarks.replays.replay import Replay
from tests.benchmarks.replays.resampled import resampled

LEARNING_DAYS, AT_MS, LENGTH_MS = 7, 15 * HOUR_MS, 4 * HOUR_MS
"""Days before the event, its time of day, and how long it is followed."""

POSTS, SPAN_MS = 60, HOUR_MS // 2
"""Posts that an event adds, and the time over which they come; the other events last to the end."""

Mentions = list[RecordedMention]
Event = Callable[[random.Random, Mentions, int], Mentions]
"""Mentions, oldest first, and the time of an event in; the mentions with the event out, in any order."""


def told(recording: Recording, start_ms: int) -> dict[Kind, set[Kind]]:
    """For the event of each kind, the kinds that people were told of from the event on."""
    event_ms = start_ms + LEARNING_DAYS * DAY_MS + AT_MS
    end_ms = event_ms + LENGTH_MS
    drawn = list(resampled(recording.mentions, recording.normal, range(start_ms, end_ms), seed=1))
    learnt = Replay(recording.brand, minute_counts(drawn), event_ms)
    found: dict[Kind, set[Kind]] = {}
    for kind, event in events():
        changed = sorted(event(random.Random(1), drawn, event_ms), key=lambda mention: mention.minute_ms)
        found[kind] = set(learnt.other_end(minute_counts(changed), end_ms).told(event_ms, end_ms).moments)
    return found


def events() -> Iterator[tuple[Kind, Event]]:
    """Every kind with its event."""
    yield Kind.VOLUME_BURST, lambda rng, drawn, at_ms: drawn + _more(rng, drawn, at_ms)
    yield Kind.NEGATIVE_SURGE, lambda rng, drawn, at_ms: drawn + _more(rng, filter(_negative, drawn), at_ms)
    yield Kind.SHARING_WAVE, lambda rng, drawn, at_ms: drawn + _reposts(_more(rng, filter(_negative, drawn), at_ms))
    yield Kind.QUESTION_WAVE, lambda rng, drawn, at_ms: drawn + _more(rng, filter(_question, drawn), at_ms)
    yield Kind.PURCHASE_WAVE, lambda rng, drawn, at_ms: drawn + _more(rng, filter(_purchase, drawn), at_ms)
    yield Kind.PRAISE_WAVE, lambda rng, drawn, at_ms: drawn + _more(rng, filter(_praise, drawn), at_ms)
    yield Kind.SENTIMENT_SHIFT, _turned
    yield Kind.TRENDING_HASHTAG, _tagged
    yield Kind.CHANNEL_SILENCE, lambda _, drawn, at_ms: [found for found in drawn if found.minute_ms < at_ms]
    yield (
        Kind.INFLUENTIAL_VOICE,
        lambda rng, drawn, at_ms: [*drawn, _spoken(rng.choice(list(filter(_negative, drawn))), at_ms)],
    )


def _more(rng: random.Random, pool: Iterable[RecordedMention], at_ms: int) -> Mentions:
    posts = list(pool)
    times = (at_ms + rng.randrange(SPAN_MS) // MINUTE_MS * MINUTE_MS for _ in range(POSTS))
    return [rng.choice(posts)._replace(minute_ms=time_ms) for time_ms in times]


def _turned(rng: random.Random, drawn: Mentions, at_ms: int) -> Mentions:
    """From the event on each post is a negative one: no post more, none less."""
    negative = [found for found in drawn if _negative(found)]
    return [
        found if found.minute_ms < at_ms else rng.choice(negative)._replace(minute_ms=found.minute_ms)
        for found in drawn
    ]


def _tagged(_: random.Random, drawn: Mentions, at_ms: int) -> Mentions:
    """From the event on each post has a new hashtag."""
    return [found if found.minute_ms < at_ms else _with_tag(found) for found in drawn]


def _with_tag(found: RecordedMention) -> RecordedMention:
    record = found.record
    tagged = record.mention._replace(hashtags=(*record.mention.hashtags, "boycott"))
    return found._replace(record=record._replace(mention=tagged))


def _spoken(found: RecordedMention, at_ms: int) -> RecordedMention:
    """The same criticism by somebody whom two million people hear."""
    mention = found.record.mention._replace(author="influential", reach=2_000_000)
    return found._replace(minute_ms=at_ms, record=found.record._replace(mention=mention))


def _reposts(posts: Mentions) -> Mentions:
    return [
        found._replace(record=found.record._replace(mention=found.record.mention._replace(form=Form.REPOST)))
        for found in posts
    ]


def _negative(found: RecordedMention) -> bool:
    return found.record.enrichment.sentiment.label is Label.NEGATIVE


def _question(found: RecordedMention) -> bool:
    return found.record.enrichment.intent.question


def _purchase(found: RecordedMention) -> bool:
    return found.record.enrichment.intent.kind is IntentKind.PURCHASE


def _praise(found: RecordedMention) -> bool:
    return found.record.enrichment.intent.kind is IntentKind.PRAISE
