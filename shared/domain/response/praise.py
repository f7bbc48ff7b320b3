"""Praise: a post that a team would like to show, with what its author said about that.

It has a copy of the post, because a mention is kept for a month and a consent longer. Of who refused,
the words are dropped, unless they were shown somewhere and have to be found there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from shared.domain.errors import InvalidInput
from shared.domain.mentions.mention import Form, Mention
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.record import as_document, known_fields
from shared.domain.response.consent import ConsentAct, ConsentEntry, Entries, after


class Praise(NamedTuple):
    """One post of a brand; ``key`` is its channel's own id, ``author`` a pseudonym."""

    brand: str
    channel: str
    key: str
    author: str
    text: str
    url: str
    published_ms: int
    entries: Entries = ()

    @property
    def id(self) -> str:
        """The public id of its mention."""
        return public_id_of(self.mention)

    @property
    def mention(self) -> Mention:
        """The mention, as far as it is known."""
        return Mention(
            brand=self.brand,
            channel=self.channel,
            key=self.key,
            text=self.text,
            published_ms=self.published_ms,
            collected_ms=self.published_ms,
            author=self.author,
            url=self.url,
        )

    @property
    def version(self) -> int:
        """How much was recorded about it."""
        return len(self.entries)

    @property
    def kept_until_ms(self) -> int:
        """The end of the consent, or the last time that something was recorded; expiry counts from it."""
        return max(max(entry.at_ms, entry.until_ms) for entry in self.entries)

    def after(self, new: ConsentEntry, known: int | None = None) -> Praise:
        """It with a new entry, or unchanged; raises as :func:`shared.domain.response.consent.after`."""
        changed = self._replace(entries=after(self.entries, new, known))
        shown = any(entry.act is ConsentAct.USE for entry in changed.entries)
        forget = new.act is ConsentAct.REFUSE and not shown
        return changed._replace(text="", url="") if forget else changed


def praise_of(mention: Mention) -> Praise:
    """The praise that a mention is, of which nobody was asked yet.

    Raises:
        InvalidInput: it is a repost, and whoever reposts cannot allow what somebody else wrote; or its author asks
            not to be shown.
    """
    if mention.withheld:
        raise InvalidInput("its author asks not to be shown; respect that, and do not ask", field="id")
    if mention.form is Form.REPOST:
        raise InvalidInput("it is a repost; ask the author of the original, by its own id", field="id")
    return Praise(
        brand=mention.brand,
        channel=mention.channel,
        key=mention.key,
        author=mention.author,
        text=mention.text,
        url=mention.url,
        published_ms=mention.published_ms,
    )


def to_document(praise: Praise) -> dict[str, Any]:
    """Praise as JSON values."""
    return as_document(praise)


def from_document(document: Mapping[str, Any]) -> Praise:
    """The praise of a document; fields that only a later version knows are left out.

    Raises:
        KeyError, TypeError, ValueError: it is none.
    """
    known = {name: document[name] for name in Praise._fields if name != "entries"}
    return Praise(**known, entries=tuple(map(_entry, document["entries"])))


def _entry(document: Mapping[str, Any]) -> ConsentEntry:
    known = known_fields(ConsentEntry, document)
    return ConsentEntry(**{**known, "act": ConsentAct(known["act"]), "places": tuple(known["places"])})
