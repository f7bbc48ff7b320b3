"""A draft of an answer to a post, made of templates: the concern in the person's words, the fact, the next step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from shared.answers.breach import Breach
from shared.answers.lint import breaches
from shared.answers.templates import (
    ANY_CONCERN,
    NEXT_BY_MAIL,
    NEXT_ON_PAGE,
    NOT_KNOWN,
    OPENINGS,
    QUESTIONS,
    WITHOUT_WORDS,
    about_of,
)
from shared.answers.wanted import WantedAnswer
from shared.domain.response.fact import Fact

MAX_TRIED = 40
"""Wordings that are tried for one post; later ones differ little."""


class Draft(NamedTuple):
    """The text, empty where every wording breaks a rule; then ``refused`` says what is wrong with the first."""

    text: str
    refused: tuple[Breach, ...] = ()


def draft_answer(
    wanted: WantedAnswer, facts: Sequence[Fact], contact: str, others: Sequence[str], turn: int = 0
) -> Draft:
    """The first wording that keeps to the rules; ``turn`` says with which of them to begin, so that drafts differ.

    ``contact`` is the address where the brand can be reached: an answer without a place to go is no help.
    """
    said, refused = [fact.text for fact in facts], list[Breach]()
    for place, text in enumerate(_wordings(wanted, facts, contact, turn)):
        found = breaches(text, facts=said, others=others, contact=contact, quoted=wanted.words)
        if not found:
            return Draft(text)
        refused = refused or found
        if place >= MAX_TRIED:
            break
    return Draft("", tuple(refused))


def fact_for(concern: str, facts: Sequence[Fact]) -> Fact | None:
    """The fact that was confirmed last about the concern, else about all of the crisis."""
    about = [[fact for fact in facts if fact.about == name] for name in (concern, "")]
    return next((found[-1] for found in about if found), None)


def _wordings(wanted: WantedAnswer, facts: Sequence[Fact], contact: str, turn: int) -> Iterator[str]:
    fact = fact_for(wanted.concern, facts)
    middle = (fact.text,) if fact else NOT_KNOWN
    steps = NEXT_BY_MAIL if "@" in contact else NEXT_ON_PAGE
    asked = wanted.quote.endswith("?")
    openings = QUESTIONS if asked else OPENINGS.get(wanted.concern, ANY_CONCERN)
    for opening in (openings, WITHOUT_WORDS) if wanted.quote else (WITHOUT_WORDS,):
        for parts in product(_from(opening, turn), _from(steps, turn // len(opening)), _from(middle, turn)):
            first, last, between = parts
            filled = first.replace("{about}", about_of(wanted.concern)).replace("{words}", wanted.quote)
            yield f"{filled} {between} {last.replace('{place}', contact)}"


def _from(texts: Sequence[str], turn: int) -> Sequence[str]:
    start = turn % len(texts)
    return [*texts[start:], *texts[:start]]
