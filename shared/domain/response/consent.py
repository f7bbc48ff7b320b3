"""Consent of an author that a post is shown: what was asked and answered in, what may be done now out.

A post passes through ``asked``, ``granted`` (for places, until a time), ``used``; ``refused`` where the author says no,
``withdrawn`` where they take it back, ``expired`` where its time is over. The state follows from the entries and the
time alone: no job has to end a consent, and nothing can forget to.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from shared.domain.errors import IllegalTransition, InvalidInput, NotFound
from shared.domain.time import DAY_MS, iso

LONGEST_MS = 5 * 365 * DAY_MS
"""No consent holds longer: who asks for a decade does not know what for."""

MAX_ENTRIES = 60


class ConsentAct(StrEnum):
    """What happens about a post."""

    ASK = "ask"
    GRANT = "grant"
    USE = "use"
    REFUSE = "refuse"


class ConsentState(StrEnum):
    """What holds for a post; it may be shown when it is granted or used, and in no other state."""

    ASKED = "asked"
    GRANTED = "granted"
    USED = "used"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"

    @property
    def usable(self) -> bool:
        """Whether the post may be shown, at the places that the author allowed."""
        return self in {ConsentState.GRANTED, ConsentState.USED}


class ConsentEntry(NamedTuple):
    """One thing that happened, and who recorded it.

    A grant has its ``places``, ``until_ms`` and as ``note`` what the author said; a use has one place, and the ``url``
    where the post is shown.
    """

    act: ConsentAct
    at_ms: int
    by: str
    via: str = ""
    places: tuple[str, ...] = ()
    until_ms: int = 0
    note: str = ""
    url: str = ""


Entries = tuple[ConsentEntry, ...]


def state_at(entries: Sequence[ConsentEntry], now_ms: int) -> ConsentState:
    """What holds at ``now_ms``. Raises IndexError where nobody was asked.

    >>> asked = ConsentEntry(ConsentAct.ASK, 1, "ana")
    >>> granted = ConsentEntry(ConsentAct.GRANT, 2, "ana", places=("website",), until_ms=100)
    >>> used = ConsentEntry(ConsentAct.USE, 3, "ben", places=("website",))
    >>> refused = ConsentEntry(ConsentAct.REFUSE, 4, "ana")
    >>> steps = [[asked], [asked, granted], [asked, granted, used], [asked, granted, used, refused], [asked, refused]]
    >>> [state_at(entries, 50).value for entries in steps]
    ['asked', 'granted', 'used', 'withdrawn', 'refused']
    >>> state_at([asked, granted], 99).value, state_at([asked, granted], 100).value
    ('granted', 'expired')
    """
    held = _since_asked(entries)
    granted = [entry for entry in held if entry.act is ConsentAct.GRANT]
    if entries[-1].act is ConsentAct.REFUSE:
        return ConsentState.WITHDRAWN if granted else ConsentState.REFUSED
    if not granted:
        return ConsentState.ASKED
    if now_ms >= granted[-1].until_ms:
        return ConsentState.EXPIRED
    return ConsentState.USED if any(entry.act is ConsentAct.USE for entry in held) else ConsentState.GRANTED


def consent_of(entries: Sequence[ConsentEntry]) -> ConsentEntry | None:
    """The grant that was recorded last since the author was asked, whether it still holds or not."""
    granted = [entry for entry in _since_asked(entries) if entry.act is ConsentAct.GRANT]
    return granted[-1] if granted else None


def allowed_places(entries: Sequence[ConsentEntry], now_ms: int) -> tuple[str, ...]:
    """Where the post may be shown now."""
    consent = consent_of(entries)
    return consent.places if consent and state_at(entries, now_ms).usable else ()


def take_down(entries: Sequence[ConsentEntry], now_ms: int) -> tuple[str, ...]:
    """Where the post was shown and may not be any more, in the order of the first use."""
    used = dict.fromkeys(place for entry in entries if entry.act is ConsentAct.USE for place in entry.places)
    allowed = allowed_places(entries, now_ms)
    return tuple(place for place in used if place not in allowed)


def after(entries: Entries, new: ConsentEntry, known: int | None = None) -> Entries:
    """The entries with ``new``, or the same where it was recorded before.

    ``known`` is the number of entries that its author had read: whoever knows them may replace the terms of a
    consent, or ask again after a no.

    Raises:
        NotFound: nobody was asked yet.
        InvalidInput: the consent has ended already, or holds for too long.
        IllegalTransition: it is not allowed now; the message says who did what before.
    """
    if not entries and new.act is not ConsentAct.ASK:
        raise NotFound("nobody has asked the author of this post; record that first, with ask", field="id")
    if new.act is ConsentAct.GRANT:
        _check_terms(new)
    if recorded(entries, new) is not None or not _changes(entries, new, knows=known == len(entries)):
        return entries
    if len(entries) >= MAX_ENTRIES and new.act is not ConsentAct.REFUSE:
        raise IllegalTransition(f"this post has {MAX_ENTRIES} entries, which is the most it takes", field="id")
    return (*entries, new)


def recorded(entries: Sequence[ConsentEntry], new: ConsentEntry) -> ConsentEntry | None:
    """The entry of the same meaning that holds already; ``None`` if ``new`` says something new.

    To ask where the author was asked is the same, and to refuse where they refused; a grant is the same
    with the same terms, a use with the same place.
    """
    if not entries:
        return None
    state, held = state_at(entries, new.at_ms), _since_asked(entries)
    match new.act:
        case ConsentAct.ASK:
            return held[0] if state is ConsentState.ASKED or state.usable else None
        case ConsentAct.GRANT:
            consent = consent_of(entries)
            same = consent and state.usable and _terms(consent) == _terms(new)
            return consent if same else None
        case ConsentAct.USE:
            shown = (entry for entry in held if entry.act is ConsentAct.USE and entry.places == new.places)
            return next(shown, None) if new.places[0] in allowed_places(entries, new.at_ms) else None
        case ConsentAct.REFUSE:
            return entries[-1] if entries[-1].act is ConsentAct.REFUSE else None


def _changes(entries: Entries, new: ConsentEntry, *, knows: bool) -> bool:
    """True; an error where what was recorded before does not allow it."""
    if not entries or new.act is ConsentAct.REFUSE:
        return True
    state, last = state_at(entries, new.at_ms), entries[-1]
    if state in {ConsentState.REFUSED, ConsentState.WITHDRAWN} and not (knows and new.act is ConsentAct.ASK):
        said = "refused" if state is ConsentState.REFUSED else "took the consent back"
        again = f"; if they came round, ask again with version {len(entries)}"
        raise IllegalTransition(f"the author {said}, as {last.by} recorded at {iso(last.at_ms)}{again}", field="id")
    if new.act is ConsentAct.ASK:
        return True
    if state is ConsentState.EXPIRED:
        raise IllegalTransition("the consent has ended; ask the author again", field="id")
    return _check_grant(entries, state, knows=knows) if new.act is ConsentAct.GRANT else _check_use(entries, state, new)


def _check_grant(entries: Entries, state: ConsentState, *, knows: bool) -> bool:
    consent = consent_of(entries)
    if consent and state.usable and not knows:
        raise IllegalTransition(
            f"{consent.by} recorded a consent at {iso(consent.at_ms)}: {', '.join(consent.places)} until "
            f"{iso(consent.until_ms)}; to replace it, send version {len(entries)}",
            field="version",
        )
    return True


def _check_use(entries: Entries, state: ConsentState, new: ConsentEntry) -> bool:
    if not state.usable:
        raise IllegalTransition("the author has not answered; without consent nothing may be shown", field="id")
    allowed = allowed_places(entries, new.at_ms)
    if new.places[0] not in allowed:
        raise IllegalTransition(f"the author allowed {', '.join(allowed)}, not {new.places[0]}", field="place")
    return True


def _check_terms(new: ConsentEntry) -> None:
    if new.until_ms <= new.at_ms:
        raise InvalidInput("until is over already; a consent ends in the future", field="until")
    if new.until_ms - new.at_ms > LONGEST_MS:
        raise InvalidInput("until is more than five years ahead; ask the author again then", field="until")


def _terms(grant: ConsentEntry) -> tuple[frozenset[str], int]:
    return frozenset(grant.places), grant.until_ms


def _since_asked(entries: Sequence[ConsentEntry]) -> Sequence[ConsentEntry]:
    """The entries from the last question on."""
    last = max((place for place, entry in enumerate(entries) if entry.act is ConsentAct.ASK), default=0)
    return entries[last:]
