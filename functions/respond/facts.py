"""A fact that the team confirms: made for the crisis that it is about, stored once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shared.domain.errors import IllegalTransition
from shared.domain.moments.lifecycle import Action
from shared.domain.moments.moment import Moment
from shared.domain.response.fact import Fact, fact_id

MAX_FACTS = 50
"""Facts of one crisis: more than a team can keep true."""

QUOTED = 160
"""Characters of a fact that the note on the timeline quotes."""


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


def known_fact(fact: Fact, known: Sequence[Fact]) -> Fact | None:
    """The fact that was confirmed before with the same words; ``None`` if it is new.

    Raises:
        IllegalTransition: the crisis takes no more facts.
    """
    found = next((one for one in known if one.id == fact.id), None)
    if found is None and len(known) >= MAX_FACTS:
        raise IllegalTransition(f"the crisis has {MAX_FACTS} facts, which is the most it takes", field="text")
    return found


def note_of(fact: Fact) -> str:
    """What the timeline says of it."""
    words = " ".join(fact.text.split())
    return f"Confirmed: “{words[:QUOTED]}{'…' if len(words) > QUOTED else ''}”"
