"""What the records of an answer to a crisis have in common: each is stored once, and a crisis takes only so many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from shared.domain.errors import IllegalTransition


class Record(Protocol):
    """A statement, a fact, an approved answer: what is the same has the same id."""

    @property
    def id(self) -> str:
        """The id."""
        ...


R = TypeVar("R", bound=Record)


def stored_before(record_id: str, known: Sequence[R], most: int, kind: str, field: str = "text") -> R | None:
    """The record of this id among the ``known`` ones; ``None`` if it is new. ``kind`` is what they are called.

    Raises:
        IllegalTransition: the crisis has ``most`` of them and takes no more; it names the ``field`` of the request.
    """
    found = next((one for one in known if one.id == record_id), None)
    if found is None and len(known) >= most:
        raise IllegalTransition(f"the crisis has {most} {kind}, which is the most it takes", field=field)
    return found
