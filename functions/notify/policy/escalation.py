"""The pages of a crisis that nobody has acknowledged: stored deadlines and a time in, the page that is due out.

Deadlines are stored when paging begins, so a tick that comes twice, late or never
changes none of them. Of all that are due at a tick one page is sent, that of the highest
level; what comes later keeps its time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from shared.domain.moments.moment import Severity
from shared.domain.people.oncall import OnCall
from shared.domain.record import known_fields

PUT_OFF = -1


class Held(NamedTuple):
    """A moment that nobody is told about until then, by this silence."""

    until_ms: int
    silence: str


class DuePage(NamedTuple):
    """A page to everybody up to ``level`` at ``at_ms``.

    ``repeat`` counts from 1; 0 is the first page of its level, and :data:`PUT_OFF` one
    that came too soon after another.
    """

    at_ms: int
    level: int
    repeat: int = 0


class Paging(NamedTuple):
    """How far paging has come.

    ``run`` counts how often it began in this round of the crisis, ``began_ms`` is when it
    last did, ``asked_ms`` when what is paged happened, from which on an acknowledgement answers it, and ``level`` the
    highest level paged. ``due`` are the pages still to come
    and ``exhausted_ms`` when to give up (0: paging is not running); ``patience_ms`` is the
    time that people have after the last page. ``calm`` are the ids of moments that are
    recovering and ``held`` the silenced ones; while all that pages is calm or held, paging is
    ``paused``. ``by`` acknowledged.
    """

    run: int = 0
    began_ms: int = 0
    level: int = 0
    due: tuple[DuePage, ...] = ()
    exhausted_ms: int = 0
    patience_ms: int = 0
    calm: frozenset[str] = frozenset()
    held: Mapping[str, Held] = {}
    paused: bool = False
    by: str = ""
    asked_ms: int = 0

    @property
    def running(self) -> bool:
        """Whether pages are to come unless somebody acknowledges."""
        return bool(self.exhausted_ms)

    @property
    def next_ms(self) -> int:
        """When something is due next; 0: nothing is."""
        if self.paused or not self.running:
            return 0
        return min([self.exhausted_ms, *(page.at_ms for page in self.due)])


class Fired(NamedTuple):
    """What is due: a page, or (``exhausted``) the end of paging, and the state afterwards."""

    paging: Paging
    page: DuePage | None = None
    exhausted: bool = False


def begun(paging: Paging, oncall: OnCall, severity: Severity, at_ms: int) -> Paging:
    """Paging that begins at ``at_ms`` with a page to level 1, or to all levels paged before."""
    due = (DuePage(at_ms + page.after_ms, page.level, page.repeat) for page in oncall.deadlines(severity))
    return paging._replace(
        run=paging.run + 1,
        began_ms=at_ms,
        asked_ms=at_ms,
        level=max(1, paging.level),
        due=tuple(due),
        exhausted_ms=at_ms + oncall.exhausted_after_ms(severity),
        patience_ms=oncall.repeat_minutes * 60_000,
        by="",
    )


def delayed(paging: Paging, now_ms: int) -> Paging:
    """Paging whose page goes out only now: people get the same time to answer as after any other.

    Who acknowledged before has answered it all the same, though their record may still be on its way.

    >>> found = delayed(Paging(began_ms=60_000, due=(DuePage(360_000, 2),), exhausted_ms=900_000), 1_060_000)
    >>> found.began_ms, found.due[0].at_ms, found.exhausted_ms
    (1060000, 1360000, 1900000)
    """
    by_ms = max(0, now_ms - paging.began_ms)
    due = tuple(page._replace(at_ms=page.at_ms + by_ms) for page in paging.due)
    return paging._replace(began_ms=paging.began_ms + by_ms, due=due, exhausted_ms=paging.exhausted_ms + by_ms)


def stopped(paging: Paging, by: str = "") -> Paging:
    """Paging that has ended, because ``by`` acknowledged or because there is nothing to page about."""
    return paging._replace(due=(), exhausted_ms=0, by=by or paging.by)


def without_held(paging: Paging, moment_id: str) -> Paging:
    """Paging that may be about this moment again."""
    return paging._replace(held={name: held for name, held in paging.held.items() if name != moment_id})


def fired(paging: Paging, now_ms: int) -> Fired:
    """What is due at ``now_ms``. After a late page people get the same time to answer as after any other."""
    if not 0 < paging.next_ms <= now_ms:
        return Fired(paging)
    late = [page for page in paging.due if page.at_ms <= now_ms]
    if not late:
        return Fired(stopped(paging), exhausted=True)
    page = max(late, key=lambda found: (found.level, found.at_ms))
    left = paging._replace(
        due=tuple(found for found in paging.due if found.at_ms > now_ms),
        level=max(paging.level, page.level),
        exhausted_ms=max(paging.exhausted_ms, now_ms + paging.patience_ms),
    )
    return Fired(left, page)


def to_json(paging: Paging) -> str:
    """The JSON document of the state."""
    document = {**paging._asdict(), "calm": sorted(paging.calm)}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Paging:
    """The state of a JSON document; fields that only a later version knows are left out."""
    document = known_fields(Paging, json.loads(text))
    due = tuple(DuePage(*page) for page in document.get("due", ()))
    held = {name: Held(*found) for name, found in document.get("held", {}).items()}
    return Paging(**{**document, "due": due, "calm": frozenset(document.get("calm", ())), "held": held})
