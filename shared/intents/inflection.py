"""A word with its endings, as English spells them."""

from __future__ import annotations

_VOWELS = frozenset("aeiou")
_HISSING = ("s", "x", "z", "ch", "sh")


def inflected(word: str, *, doubled: bool = False) -> tuple[str, ...]:
    """The word and its forms in -s, -ed and -ing; ``doubled`` repeats its last letter before the latter two.

    >>> inflected("delay"), inflected("charge")
    (('delay', 'delays', 'delayed', 'delaying'), ('charge', 'charges', 'charged', 'charging'))
    >>> inflected("reply")[1:], inflected("stop", doubled=True)[2:]
    (('replies', 'replied', 'replying'), ('stopped', 'stopping'))
    """
    ends_in_y = word.endswith("y") and word[-2:-1] not in _VOWELS
    if ends_in_y:
        return word, f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing"
    several = f"{word}es" if word.endswith(_HISSING) else f"{word}s"
    if doubled:
        return word, several, f"{word}{word[-1]}ed", f"{word}{word[-1]}ing"
    if word.endswith("e"):
        return word, several, f"{word}d", f"{word[:-1]}ing"
    return word, several, f"{word}ed", f"{word}ing"
