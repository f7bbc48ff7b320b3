"""Silences: which moments nobody is told about for a while, by whose decision and why.

A silence stops texts, mails and chat messages. Detection goes on, the moments stay
visible, and machines still get every event, with the silence's id in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from shared.domain.mentions.theme import Theme
from shared.domain.moments.moment import Kind, Moment, Severity
from shared.domain.record import as_document, known_fields
from shared.domain.time import DAY_MS

LONGEST_MS = 31 * DAY_MS
"""A silence that is meant for ever is a setting of the brand (``sensitivities``)."""


class Silence(NamedTuple):
    """One silence, in force until ``until_ms``.

    All conditions that are given must hold; at least one is given. ``theme``, ``channel``
    and ``hashtag`` mean the leading one: the one most posts of the moment are about, come
    from or have, so that a single post about parcels does not hide a fire. SEV1 is told
    all the same unless ``even_sev1``. ``ended_by`` ended it early.
    """

    id: str
    until_ms: int
    author: str
    reason: str
    created_ms: int
    brand: str = ""
    kind: Kind | None = None
    theme: Theme | None = None
    channel: str = ""
    hashtag: str = ""
    even_sev1: bool = False
    ended_by: str = ""

    def in_force(self, now_ms: int) -> bool:
        """Whether it still holds."""
        return now_ms < self.until_ms

    def covers(self, moment: Moment, severity: Severity) -> bool:
        """Whether it is about this moment at this severity."""
        if severity is Severity.SEV1 and not self.even_sev1:
            return False
        evidence = moment.evidence
        conditions = (
            (self.brand, moment.brand),
            (self.kind, moment.kind),
            (self.theme, _leading(evidence.themes)),
            (self.channel, _subject(moment, Kind.CHANNEL_SILENCE) or _leading(evidence.channels)),
            (self.hashtag, _subject(moment, Kind.TRENDING_HASHTAG) or _leading(evidence.hashtags)),
        )
        return all(not wanted or wanted == found for wanted, found in conditions)


def covering(silences: Iterable[Silence], moment: Moment, severity: Severity, now_ms: int) -> Silence | None:
    """The silence in force for a moment that lasts longest, if there is one."""
    found = (silence for silence in silences if silence.in_force(now_ms) and silence.covers(moment, severity))
    return max(found, key=lambda silence: (silence.until_ms, silence.id), default=None)


def to_document(silence: Silence) -> dict[str, Any]:
    """A silence as JSON values."""
    return as_document(silence)


def from_document(document: Mapping[str, Any]) -> Silence:
    """The silence of a document; fields that only a later version knows are left out.

    Raises:
        KeyError, ValueError, TypeError: it is not a silence.
    """
    known = known_fields(Silence, document)
    kind, theme = known.get("kind"), known.get("theme")
    return Silence(**{**known, "kind": kind and Kind(kind), "theme": theme and Theme(theme)})


def _leading(counts: Mapping[str, int]) -> str:
    """The name with the highest count; of equals the first in the alphabet."""
    return min(counts, key=lambda name: (-counts[name], name), default="")


def _subject(moment: Moment, kind: Kind) -> str:
    return moment.evidence.subject if moment.kind is kind else ""
