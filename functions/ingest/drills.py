"""Drills, played: the posts of the minutes that are over are stored for the stand-in of the brand, as a channel's are.

A minute is noted after its posts are stored, and the same minute always has the same posts with the same ids. So a
run that comes twice, late or after a crash stores nothing twice, and leaves nothing out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, takewhile

from shared.domain.brand import Brand
from shared.domain.drill import MARK, Drill, drilled_brand
from shared.domain.mentions.from_post import mention_from_post
from shared.domain.mentions.mention import Mention, Post
from shared.domain.time import MINUTE_MS
from shared.runtime import secrets
from shared.runtime.telemetry import logger
from shared.scenario.posts import Item, Play, posts
from shared.scenario.scenario import Scenario
from shared.store import mentions
from shared.store.drill import drills


def play_drills(every_brand: Iterable[Brand], now_ms: int) -> int:
    """Store what is due for each stand-in; how many posts. One that fails is tried again in the next minute."""
    stored = 0
    for brand in filter(lambda brand: drilled_brand(brand.id), every_brand):
        try:
            stored += _play(brand, now_ms)
        except Exception as error:  # noqa: BLE001 - a drill must not stop what is real
            logger.exception("a drill could not be played", brand=brand.id, error=type(error).__name__)
    return stored


def _play(brand: Brand, now_ms: int) -> int:
    drill, script = drills.get(brand.id), drills.script_of(brand.id)
    if script is None or not drill.runs(now_ms):
        return 0
    begin, end = drills.next_minute(drill.id), (now_ms - drill.started_ms) // MINUTE_MS
    play = Play(drill.name.removeprefix(f"{MARK} "), script.rate, drill.speed, 0, MARK)
    written = takewhile(
        lambda post: post.minute < end, posts(script.name, Scenario.model_validate(script.scenario), play)
    )
    due = groupby((post for post in written if post.minute >= begin), key=lambda post: post.minute)
    found = [
        each for minute, made in due for each in _mentions(brand, drill, (minute, now_ms), [post.item for post in made])
    ]
    mentions.put(found, {brand.id: brand.write_shards})
    if end > begin:
        drills.played_until(drill, end)
    return len(found)


def _mentions(brand: Brand, drill: Drill, times: tuple[int, int], items: Sequence[Item]) -> Iterator[Mention]:
    """The posts of a minute, spread over it, as they are collected now; ``times`` are both."""
    minute, now_ms = times
    salt, began_ms = secrets.internal_key("author"), drill.started_ms + minute * MINUTE_MS
    for place, item in enumerate(items):
        published_ms = began_ms + place * MINUTE_MS // len(items)
        post = Post(key=item["id"], published_ms=published_ms, **{**item, "hashtags": tuple(item["hashtags"])})
        yield mention_from_post(
            post,
            brand=brand.id,
            collected_ms=now_ms,
            published_ms=published_ms,
            salt=salt,
            late_after_ms=brand.late_after_ms,
        )
