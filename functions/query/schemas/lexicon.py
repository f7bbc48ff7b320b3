"""A brand's own lexicon as a client sends it, checked entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from shared.domain.mention import clean_text

STRONGEST = 4
"""No word weighs more, either way: VADER's scale."""

MOST, LONGEST = 200, 80
"""Entries of a lexicon, and characters of one."""


def checked(given: Any) -> Any:
    """The entries, space around and within their words made one; anything but an object is left to be refused.

    Raises:
        ValueError: an entry is not as agreed; the message names it.

    >>> checked({"Flange  wobble": -3}), checked(7)
    ({'Flange wobble': -3}, 7)
    """
    if not isinstance(given, Mapping):
        return given
    if len(given) > MOST:
        raise ValueError(f"has {len(given)} entries; keep the {MOST} that matter most")
    found: dict[str, Any] = {}
    known: dict[str, str] = {}
    for word, valence in given.items():
        _check(word, valence)
        spaced = " ".join(word.split())
        if other := known.get(spaced.casefold()):
            raise ValueError(f"has {other!r} and {word!r}, which are the same to it; keep one")
        known[spaced.casefold()] = word
        found[spaced] = valence
    return found


def _check(word: str, valence: object) -> None:
    if not word.strip():
        raise ValueError(f"has an entry without a word, {word[:LONGEST]!r}; leave it out or name the word")
    if len(word) > LONGEST:
        raise ValueError(f"has an entry of {len(word)} characters, {word[:40]!r}…; at most {LONGEST} can be heard")
    if clean_text(word) != word:
        raise ValueError(f"has control or invisible characters in {word!r}; leave them out")
    number = None if isinstance(valence, bool) or not isinstance(valence, int | float) else valence
    if number is None or not -STRONGEST <= number <= STRONGEST:
        raise ValueError(f"wants a number from -{STRONGEST} to {STRONGEST} for {word!r}; got {str(valence)[:40]}")


Lexicon = Annotated[
    dict[str, Annotated[float, Field(ge=-STRONGEST, le=STRONGEST)]], Field(max_length=MOST), BeforeValidator(checked)
]
