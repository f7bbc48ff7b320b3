"""A request to erase an author or a brand: what is asked, when it begins, and how far it is.

pending ──► running ──► done
   │           └──────► failed, which a repeated request or a replay takes up again
   └──► cancelled
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from shared.domain.time import HOUR_MS, MINUTE_MS

MOST_A_DAY = 100
"""Erasures that may be asked for in 24 hours; a person who needs more has ``foreshock purge``."""

MOST_ATTEMPTS = 5
"""Calls in a row that may fail before the erasure is given up."""

BRAND_COUNTED_MS = HOUR_MS
"""How long after its deletion posts of a brand are still on their way into the counters."""

COUNTED_MS = 10 * MINUTE_MS
"""How long after it was stored a post is still on its way into counters and moments. An author's posts are erased up to
so long before the erasure begins: a quote that is counted afterwards would stay, as nothing leads to it any more."""


class ErasureStatus(StrEnum):
    """How far an erasure is."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


ENDED = frozenset({ErasureStatus.DONE, ErasureStatus.CANCELLED})


class Erasure(NamedTuple):
    """An erasure. It names nobody but by ``pseudonyms``, which it forgets when it ends; without any it is a brand's.

    ``target`` is the same for every request about the same author, ``told`` is what was announced of it,
    ``before`` the last hour (``yyyymmddHH``) that was looked through. What was stored after ``until_ms`` (0: any time)
    stays. Times are epoch milliseconds, 0 for not yet.
    """

    id: str
    brand: str
    target: str
    asked_ms: int
    starts_ms: int
    until_ms: int = 0
    status: ErasureStatus = ErasureStatus.PENDING
    everything: bool = False
    pseudonyms: tuple[str, ...] = ()
    channel: str = ""
    by: str = ""
    key: str = ""
    told: tuple[str, ...] = ()
    before: str = ""
    mentions: int = 0
    counters: int = 0
    moments: int = 0
    praise: int = 0
    shown: tuple[str, ...] = ()
    started_ms: int = 0
    ended_ms: int = 0
    busy_until_ms: int = 0
    attempts: int = 0
    reason: str = ""
    version: int = 1

    @property
    def ended(self) -> bool:
        """Whether nothing more happens to it."""
        return self.status in ENDED

    def due(self, now_ms: int) -> bool:
        """Whether its grace time is over, to the minute."""
        return self.starts_ms - now_ms < MINUTE_MS

    def claimed(self, now_ms: int, busy_until_ms: int) -> Erasure:
        """It as a call works on it; no other call does until ``busy_until_ms``."""
        started_ms = self.started_ms or now_ms
        return self._replace(
            status=ErasureStatus.RUNNING,
            started_ms=started_ms,
            busy_until_ms=busy_until_ms,
            attempts=self.attempts + 1,
            reason="",
        )

    def released(self, reason: str = "") -> Erasure:
        """It for the next call; given up after too many calls that came no further."""
        given_up = bool(reason) and self.attempts >= MOST_ATTEMPTS
        status = ErasureStatus.FAILED if given_up else self.status
        return self._replace(status=status, busy_until_ms=0, reason=reason)

    def closed(self, status: ErasureStatus, now_ms: int, reason: str = "") -> Erasure:
        """It at its end, when it no longer says who was meant."""
        return self._replace(
            status=status, ended_ms=now_ms, busy_until_ms=0, attempts=0, pseudonyms=(), before="", reason=reason
        )


def new_erasure(wanted: Erasure, grace_ms: int) -> Erasure:
    """``wanted`` with its id, and with its beginning after the grace time, and not before what is stored is counted.

    >>> new_erasure(Erasure("", "acme", "00ff", 1_000, 0, pseudonyms=("ab",)), HOUR_MS)[:6]
    ('0000000001000-00ff', 'acme', '00ff', 1000, 3601000, 3001000)
    """
    grace_ms = max(grace_ms, BRAND_COUNTED_MS if wanted.everything else COUNTED_MS)
    starts_ms = wanted.asked_ms + grace_ms
    until_ms = 0 if wanted.everything else starts_ms - COUNTED_MS
    return wanted._replace(id=f"{wanted.asked_ms:013d}-{wanted.target}", starts_ms=starts_ms, until_ms=until_ms)
