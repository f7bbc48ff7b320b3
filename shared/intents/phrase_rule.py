"""Cues: words and phrases that tell something of a post, found in one pass over its tokens.

A text costs a look-up for each of its words and, where a cue begins, a few more: time
linear in its length, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

WEAK, STRONG = 1, 2

NEGATION_WORDS = 3
"""How many words before a cue a negation reaches."""

NUMBER = "0"
"""Stands for every number that no cue names."""

_MARKS = '.!?;:,()"|… '
STOPS = frozenset(["", *_MARKS.strip()])
"""What ends a clause; no gap and no negation reaches beyond."""

_TURNING = """
no not never without hardly barely zero neither nor nothing none nobody isnt arent wasnt werent dont doesnt
didnt wont wouldnt cant cannot couldnt hasnt havent hadnt shouldnt aint non
"""
NEGATIONS = frozenset(_TURNING.split())

_SUBJECTS = "it that what who where how there here he she let when why"
PRONOUNS = frozenset(_SUBJECTS.split())
"""Words with which an apostrophe and s are a verb of their own."""

_TOKEN = re.compile(r"\d+(?:st|nd|rd|th|fa)\b|\d+(?:[.,:]\d+)*|[^\W\d]\w*(?:'\w+)*|[^\w\s]")
_TAG = re.compile(r"#(\w+)")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """What a word or phrase speaks for, how loudly, and whether a negation before it leaves it standing."""

    group: str
    weight: int = STRONG
    steadfast: bool = False


class Match(NamedTuple):
    """A cue found in the tokens from ``first`` up to, not including, ``end``."""

    rule: PhraseRule
    first: int
    end: int


class Tokens(NamedTuple):
    """The words and signs of a text in lower case: as they are spelt, and as cues know them."""

    spelt: list[str]
    words: list[str]


class PhraseMatches(NamedTuple):
    """What was found in a text: its tokens, and by group the cues, of which no two of a group share a word."""

    tokens: Tokens
    by_group: Mapping[str, list[Match]]

    def said(self, hits: Iterable[Match], most: int) -> tuple[str, ...]:
        """The words that cues were found in, the strong ones first, each once, no more than ``most`` of them.

        >>> PhraseMatches(tokens_of("It caught FIRE!"), {}).said([Match(PhraseRule("safety"), 1, 3)], 1)
        ('caught fire',)
        """
        spelt = self.tokens.spelt
        strong_first = sorted(hits, key=_weakness)
        words = (" ".join(spelt[max(0, hit.first) : hit.end]).lstrip(_MARKS) for hit in strong_first)
        return tuple(dict.fromkeys(words))[:most]


def tokens_of(text: str, numbers: Collection[str] = ()) -> Tokens:
    """The tokens of a text; those of ``numbers`` stay as they are, all others become one.

    >>> tokens_of("Isn't #EpicFail 503 for 2hrs?", {"503"}).words
    ['isnt', '#', 'epic', 'fail', '503', 'for', '0', 'hrs', '?']
    """
    apart = _TAG.sub(_parted, text) if "#" in text else text
    spelt = _TOKEN.findall(apart.lower())
    return Tokens(spelt, [word if word.isalpha() else _known(word, numbers) for word in spelt])


def apart(hits: list[Match]) -> list[Match]:
    """Hits in the order of a text, without those that share a word with a stronger or longer neighbour.

    >>> apart([Match(PhraseRule("delay", WEAK), 0, 1), Match(PhraseRule("delay"), 0, 2)])
    [Match(rule=PhraseRule(group='delay', weight=2, steadfast=False), first=0, end=2)]
    """
    kept = hits[:1]
    for hit in hits[1:]:
        last = kept[-1]
        if hit.first >= last.end:
            kept.append(hit)
        elif (hit.rule.weight, hit.end - hit.first) > (last.rule.weight, last.end - last.first):
            kept[-1] = hit
    return kept


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


def _weakness(hit: Match) -> int:
    return -hit.rule.weight


def _known(word: str, numbers: Collection[str]) -> str:
    if "'" in word:
        return _joined(word)
    return NUMBER if word[0].isdigit() and word[-1].isdigit() and word not in numbers else word


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
