"""A brand's own lexicon as a client sends it, checked entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from shared.domain.mention import clean_text

MAX_VALENCE = 4
"""No word weighs more, either way: VADER's scale."""

MAX_ENTRIES, MAX_ENTRY_LENGTH = 200, 80
"""Entries of a lexicon, and characters of one."""


def check_lexicon(given: Any) -> Any:
    """The entries, space around and within their words made one; anything but an object is left to be refused.

    Raises:
        ValueError: an entry is not as agreed; the message names it.

    >>> check_lexicon({"Flange  wobble": -3}), check_lexicon(7)
    ({'Flange wobble': -3}, 7)
    """
    if not isinstance(given, Mapping):
        return given
    if len(given) > MAX_ENTRIES:
        raise ValueError(f"has {len(given)} entries; keep the {MAX_ENTRIES} that matter most")
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
        raise ValueError(f"has an entry without a word, {word[:MAX_ENTRY_LENGTH]!r}; leave it out or name the word")
    if len(word) > MAX_ENTRY_LENGTH:
        raise ValueError(
            f"has an entry of {len(word)} characters, {word[:40]!r}…; at most {MAX_ENTRY_LENGTH} can be heard"
        )
    if clean_text(word) != word:
        raise ValueError(f"has control or invisible characters in {word!r}; leave them out")
    number = None if isinstance(valence, bool) or not isinstance(valence, int | float) else valence
    if number is None or not -MAX_VALENCE <= number <= MAX_VALENCE:
        raise ValueError(f"wants a number from -{MAX_VALENCE} to {MAX_VALENCE} for {word!r}; got {str(valence)[:40]}")


Lexicon = Annotated[
    dict[str, Annotated[float, Field(ge=-MAX_VALENCE, le=MAX_VALENCE)]],
    Field(max_length=MAX_ENTRIES),
    BeforeValidator(check_lexicon),
]
