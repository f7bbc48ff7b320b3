"""The injects of a drill that names none: what happens beside the posts, and whom it asks to act a part."""

from __future__ import annotations

from collections.abc import Sequence

from shared.domain.drill import Inject

SHIPPED: Sequence[tuple[float, str, str]] = (
    (0.2, "A journalist", "calls: is it true, how many are concerned, who speaks for you? Deadline in 20 minutes."),
    (0.4, "A rumour", "goes round that you have known for months. It is not true. Who answers it, and where?"),
    (0.65, "A regulator", "asks in writing: what happened, since when, who was told, what do you do tonight?"),
)
"""Each with the share of the drill that is over when it happens."""


def shipped(minutes: int) -> tuple[Inject, ...]:
    """The injects of a drill that lasts ``minutes``.

    >>> [(inject.minute, inject.who) for inject in shipped(60)]
    [(12, 'A journalist'), (24, 'A rumour'), (39, 'A regulator')]
    """
    return tuple(Inject(int(share * minutes), who, text) for share, who, text in SHIPPED)
