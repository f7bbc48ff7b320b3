"""What a call does for an erasure: tell of it, wait for its grace time, erase part by part, and arrange the next call.

Every call that erases arranges a next one first, for the time when its own is over. So a call that dies loses
nothing, and one that comes twice finds the erasure busy, or done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from shared.domain.erasure import MOST_ATTEMPTS, Erasure, ErasureStatus
from shared.domain.errors import Conflict, StorageBusy
from shared.domain.time import MINUTE_MS
from shared.erasure.authors import written_by
from shared.erasure.brand import erase_brand, is_watched
from shared.erasure.posts import Erased, erase_posts
from shared.erasure.praises import erase_praise
from shared.store import erasures

STOP_MS = 60_000
"""So long before the end of its time a call begins no further part; the slowest, an hour of posts, takes seconds."""

SAVED_EVERY_MS = 20_000
NOTHING_OLDER = "0"
"""In place of an hour: all hours were looked through."""

Tell = Callable[[Erasure, str], None]


class Part(NamedTuple):
    """What one part erased, and the hour down to which all was looked through."""

    before: str
    erased: Erased


def proceed(
    erasure_id: str,
    now: Callable[[], int],
    remaining: Callable[[], int],
    again: Callable[[str, int], None],
    tell: Tell,
) -> Erasure:
    """The erasure after this call. ``again(id, at_ms)`` has it called once more, ``remaining`` are ms of this call.

    Raises:
        NotFound: there is no such erasure.
        Exception: whatever stopped it. The erasure is free for the next call.
    """
    found = _told(erasures.get(erasure_id), "asked", tell)
    if found.ended:
        return _told(found, found.status, tell)
    if not found.due(now()):
        again(found.id, found.starts_ms)
        return found
    if found.busy_until_ms > now():
        return found
    if found.everything and is_watched(found.brand):
        closed = found.closed(ErasureStatus.CANCELLED, now(), "the brand is watched again")
        return _told(erasures.save(closed), "cancelled", tell)
    busy_until_ms = now() + remaining() + MINUTE_MS
    job = erasures.save(found.claimed(now(), busy_until_ms))
    if job.attempts < MOST_ATTEMPTS:
        again(job.id, busy_until_ms)
    return _worked(job, now, remaining, again, tell)


def _worked(
    job: Erasure, now: Callable[[], int], remaining: Callable[[], int], again: Callable[[str, int], None], tell: Tell
) -> Erasure:
    saved_ms = now()
    try:
        for part in _parts(job, now()):
            job = _after(job, part)
            if remaining() < STOP_MS:
                again(job.id, now() + MINUTE_MS)
                return erasures.save(job.released())
            if now() - saved_ms > SAVED_EVERY_MS:
                job, saved_ms = erasures.save(job), now()
    except Exception as error:
        left = erasures.save(job.released(type(error).__name__))
        if isinstance(error, Conflict | StorageBusy) and left.status is not ErasureStatus.FAILED:
            again(job.id, now() + MINUTE_MS)
            return left
        raise
    return _told(erasures.save(job.closed(ErasureStatus.DONE, now())), "done", tell)


def _parts(job: Erasure, now_ms: int) -> Iterator[Part]:
    if job.everything:
        yield from (Part("", erased) for erased in erase_brand(job.brand, now_ms))
        return
    wanted = written_by(job.pseudonyms, job.channel, job.until_ms)
    for hour, erased in erase_posts(job.brand, wanted, now_ms, whole_author=True, before=job.before):
        yield Part(hour, erased)
    yield Part(NOTHING_OLDER, erase_praise(job.brand, wanted))


def _after(job: Erasure, part: Part) -> Erasure:
    """The erasure with one part more; that it came further counts against giving it up."""
    erased = part.erased
    return job._replace(
        before=part.before,
        attempts=0,
        mentions=job.mentions + erased.mentions,
        counters=job.counters + erased.counters,
        moments=job.moments + erased.moments,
        praise=job.praise + erased.praise,
        shown=(*job.shown, *(place for place in erased.shown if place not in job.shown)),
    )


def _told(erasure: Erasure, what: str, tell: Tell) -> Erasure:
    """The erasure after people and machines were told of it, at least once."""
    if what in erasure.told:
        return erasure
    tell(erasure, what)
    return erasures.save(erasure._replace(told=(*erasure.told, what)))
