"""Injects: what happens in a drill beside the posts, and whom it asks to act a part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Inject(NamedTuple):
    """Something that happens when ``share`` of the drill is over; ``who`` is told of it by whoever leads the drill."""

    share: float
    who: str
    text: str


INJECTS: Sequence[Inject] = (
    Inject(
        0.2, "A journalist", "calls: is it true, how many are concerned, who speaks for you? Deadline in 20 minutes."
    ),
    Inject(0.4, "A rumour", "goes round that you have known for months. It is not true. Who answers it, and where?"),
    Inject(0.65, "A regulator", "asks in writing: what happened, since when, who was told, what do you do tonight?"),
)


def due(minute: int, minutes: int) -> list[Inject]:
    """The injects of a minute of a drill that lasts ``minutes``.

    >>> [(minute, inject.who) for minute in range(60) for inject in due(minute, 60)]
    [(12, 'A journalist'), (24, 'A rumour'), (39, 'A regulator')]
    """
    return [inject for inject in INJECTS if int(inject.share * minutes) == minute]
