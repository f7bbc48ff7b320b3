"""What a team publishes about a crisis on the brand's public page: its own words, and nothing that was counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from shared.domain.record import as_document, known_fields
from shared.domain.response.statement import Statement


class PublicStep(NamedTuple):
    """A step that the public may know: when it was ``done``, or by when it will be; ``None`` where no time is told."""

    text: str
    at_ms: int | None = None
    done: bool = False


class Publication(NamedTuple):
    """What the public reads about ``crisis``; ``by`` chose it last.

    ``known`` is what is known, in paragraphs. ``statements`` are the ids of those to show, ``None`` for all that are
    recorded. ``zone`` is the time zone in which times are told beside UTC. ``feedback``: whether readers are asked
    if it helped.
    """

    brand: str
    brand_name: str
    crisis: str
    headline: str
    by: str
    published_ms: int
    updated_ms: int
    known: str = ""
    steps: tuple[PublicStep, ...] = ()
    statements: tuple[str, ...] | None = None
    next_update_ms: int | None = None
    feedback: bool = True
    zone: str = "UTC"
    via: str = ""


def follows(before: Publication | None, after: Publication) -> Publication:
    """``after`` as what replaces ``before``: published when that was, and the same where no word differs.

    >>> first = Publication("acme", "Acme", "c1", "We look into it", "ana", 1, 1)
    >>> follows(first, first._replace(by="ben", published_ms=9, updated_ms=9)) == first
    True
    >>> follows(first, first._replace(headline="It is over", published_ms=9, updated_ms=9)).published_ms
    1
    """
    if before is None:
        return after
    same = after._replace(by=before.by, via=before.via, published_ms=before.published_ms, updated_ms=before.updated_ms)
    return before if same == before else after._replace(published_ms=before.published_ms)


def shown_statements(publication: Publication, recorded: Iterable[Statement]) -> list[Statement]:
    """The recorded statements that the page shows, the latest first."""
    chosen = publication.statements
    shown = [each for each in recorded if chosen is None or each.id in chosen]
    return sorted(shown, key=lambda each: (-each.published_ms, each.id))


def to_document(publication: Publication) -> dict[str, Any]:
    """A publication as JSON values."""
    return as_document(publication)


def from_document(document: Mapping[str, Any]) -> Publication:
    """The publication of a document; fields that only a later version knows are left out.

    Raises:
        KeyError, TypeError: it is not a publication.
    """
    known = known_fields(Publication, document)
    chosen = known.get("statements")
    return Publication(
        **{
            **known,
            "steps": tuple(_step(step) for step in known.get("steps", ())),
            "statements": None if chosen is None else tuple(chosen),
        }
    )


def _step(document: Mapping[str, Any]) -> PublicStep:
    return PublicStep(**known_fields(PublicStep, document))
