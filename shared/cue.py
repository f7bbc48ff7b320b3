"""Cues: words and phrases that tell something of a post, found in one pass over its tokens.

A text costs a look-up for each of its words and, where a cue begins, a few more: time
linear in its length, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

WEAK, STRONG = 1, 2

GAP_WORDS = 3
"""The most words that a gap (``..``) in a cue stands for."""

NEGATION_WORDS = 3
"""How many words before a cue a negation reaches."""

NUMBER = "0"
"""Stands for every number that no cue names."""

STOPS = frozenset('.!?;:,()"|…')
_TURNING = """
no not never without hardly barely zero neither nor nothing none nobody isnt arent wasnt werent dont doesnt
didnt wont wouldnt cant cannot couldnt hasnt havent hadnt shouldnt aint non
"""
NEGATIONS = frozenset(_TURNING.split())

_SUBJECTS = "it that what who where how there here he she let when why"
PRONOUNS = frozenset(_SUBJECTS.split())
"""Words with which an apostrophe and s are a verb of their own."""

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d]\w*(?:'\w+)*|[^\w\s]")
_TAG = re.compile(r"#(\w+)")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Cue:
    """What a word or phrase speaks for, how loudly, and whether a negation before it leaves it standing."""

    group: str
    weight: int = STRONG
    steadfast: bool = False


class Step(NamedTuple):
    """The words that may come next in a phrase, and whether others may stand before them."""

    words: frozenset[str]
    apart: bool


class Phrase(NamedTuple):
    """A cue and the steps that are left of it."""

    cue: Cue
    steps: tuple[Step, ...]


@dataclass(slots=True)
class Beginnings:
    """What may begin with a word: cues it makes alone, phrases by the word that follows, those that leave a gap."""

    alone: list[Cue] = field(default_factory=list)
    by_next: dict[str, list[Phrase]] = field(default_factory=dict)
    apart: list[Phrase] = field(default_factory=list)


class Hit(NamedTuple):
    """A cue found in the tokens from ``first`` up to, not including, ``end``."""

    cue: Cue
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words and signs of a text in lower case: as they are spelt, and as cues know them."""

    spelt: Sequence[str]
    words: Sequence[str]

    def said(self, hit: Hit) -> str:
        """The words that a cue was found in.

        >>> tokens_of("It caught FIRE!").said(Hit(Cue("safety"), 1, 3))
        'caught fire'
        """
        return " ".join(self.spelt[hit.first : hit.end])


def tokens_of(text: str, numbers: Collection[str] = ()) -> Tokens:
    """The tokens of a text; those of ``numbers`` stay as they are, all others become one.

    >>> tokens_of("Isn't #EpicFail 503 for 2hrs?", {"503"}).words
    ['isnt', '#', 'epic', 'fail', '503', 'for', '0', 'hrs', '?']
    """
    apart = _TAG.sub(_parted, text) if "#" in text else text
    spelt = _TOKEN.findall(apart.lower())
    return Tokens(spelt, [_known(word, numbers) for word in spelt])


def found(words: Sequence[str], known: Mapping[str, Beginnings]) -> list[Hit]:
    """Every cue in the words, in order, without those that a negation before them takes back."""
    hits: list[Hit] = []
    for first, word in enumerate(words):
        begun = known.get(word)
        if begun is not None:
            hits.extend(Hit(cue, first, first + 1) for cue in begun.alone)
            if begun.by_next or begun.apart:
                _follow(begun, words, first, hits)
    return [hit for hit in hits if hit.cue.steadfast or not negated(words, hit.first)]


def negated(words: Sequence[str], place: int) -> bool:
    """Whether a negation stands in the few words before ``place``, in the same clause.

    >>> negated(["no", "real", "outage"], 2), negated(["no", ",", "outage"], 2)
    (True, False)
    """
    for before in range(place - 1, max(-1, place - 1 - NEGATION_WORDS), -1):
        if words[before] in STOPS:
            return False
        if words[before] in NEGATIONS:
            return True
    return False


def _follow(begun: Beginnings, words: Sequence[str], first: int, hits: list[Hit]) -> None:
    """Add the phrases that begin with the word at ``first``."""
    near = words[first + 1 : first + 2 + GAP_WORDS]
    for cue, steps in begun.by_next.get(near[0], ()) if near else ():
        end = _end(steps, words, first + 2)
        if end:
            hits.append(Hit(cue, first, end))
    for cue, steps in begun.apart:
        if not steps[0].words.isdisjoint(near):
            end = _end(steps, words, first + 1)
            if end:
                hits.append(Hit(cue, first, end))


def _end(steps: Sequence[Step], words: Sequence[str], place: int) -> int:
    """Where the steps end that begin at ``place``; 0 where the words do not take them."""
    if not steps:
        return place
    wanted, apart = steps[0]
    for beyond in range(place, min(place + (GAP_WORDS if apart else 0) + 1, len(words))):
        if words[beyond] in wanted:
            end = _end(steps[1:], words, beyond + 1)
            if end:
                return end
        if words[beyond] in STOPS:
            return 0
    return 0


def _known(word: str, numbers: Collection[str]) -> str:
    if "'" in word:
        return _joined(word)
    return NUMBER if word[0].isdigit() and word not in numbers else word


def _joined(word: str) -> str:
    """A word with an apostrophe as the lexicons spell it: "isnt", "its", but "app" for "app's"."""
    stem, _, ending = word.partition("'")
    if ending == "s":
        return f"{stem}s" if stem in PRONOUNS else stem
    joins = stem.endswith("n") if ending == "t" else stem == "i" and ending in ("m", "ve")
    return stem + ending if joins else word


def _parted(tag: re.Match[str]) -> str:
    """A hashtag as the words it is made of."""
    return "# " + _HUMP.sub(" ", tag[1])
