"""A fact that the team confirms: made for the crisis that it is about, stored once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shared.domain.moments.moment import Moment
from shared.domain.moments.transitions import Action
from shared.domain.response.fact import Fact, fact_id
from shared.domain.response.notes import CONFIRMED, quoted

MAX_FACTS = 50
"""Facts of one crisis: more than a team can keep true."""


class Confirmed(NamedTuple):
    """What somebody confirms; ``about`` is a theme, or empty."""

    text: str
    about: str


def fact_of(moments: Sequence[Moment], confirmed: Confirmed, action: Action) -> Fact:
    """The fact about the crisis of these moments."""
    crisis = moments[0].crisis
    return Fact(
        id=fact_id(crisis, confirmed.text),
        brand=moments[0].brand,
        crisis=crisis,
        text=confirmed.text,
        by=action.by,
        confirmed_ms=action.at_ms,
        about=confirmed.about,
        via=action.via,
    )


def note_of(fact: Fact) -> str:
    """What the timeline says of it."""
    return f"{CONFIRMED}{quoted(fact.text)}"
