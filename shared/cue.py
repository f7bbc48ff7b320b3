"""Cues: words and phrases that tell something of a post, found in one pass over its tokens.

A text costs a look-up for each of its words and, where a cue begins, a few more: time
linear in its length, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

WEAK, STRONG = 1, 2

GAP_WORDS = 3
"""The most words that a gap (``..``) in a cue stands for."""

NEGATION_WORDS = 3
"""How many words before a cue a negation reaches."""

NUMBER = "0"
"""Stands for every number that no cue names."""

REACH = GAP_WORDS + 2
_EDGE = [""] * REACH
"""Stands before the first word and behind the last: no cue reaches beyond it."""

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
    """A cue of several words, seen from its anchor: the steps from there backwards, and those ahead.

    One of the words ``near`` must stand beside the anchor, ``way`` 1 behind it and -1
    before, or somewhere around it (0): a glance that spares most of the walks.
    """

    near: frozenset[str]
    way: int
    cue: Cue
    behind: tuple[Step, ...]
    ahead: tuple[Step, ...]


class Glance(NamedTuple):
    """The rests of an anchor's phrases by the word that must stand next, or just before; and those with a gap there."""

    after: Mapping[str, list[Phrase]]
    before: Mapping[str, list[Phrase]]
    apart: list[Phrase]


@dataclass(slots=True)
class Anchored:
    """What a word may be the anchor of: cues that it makes alone, and phrases."""

    alone: list[Cue] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    glance: Glance | None = None

    def glanced(self) -> Glance:
        """The phrases as they are looked for; made when a text first holds the word, which few words ever do."""
        sides: dict[int, dict[str, list[Phrase]]] = {1: {}, -1: {}}
        for phrase in self.phrases:
            for word in phrase.near if phrase.way else ():
                sides[phrase.way].setdefault(word, []).append(_rest(phrase))
        self.glance = Glance(sides[1], sides[-1], [phrase for phrase in self.phrases if not phrase.way])
        return self.glance


class Hit(NamedTuple):
    """A cue found in the tokens from ``first`` up to, not including, ``end``."""

    cue: Cue
    first: int
    end: int


class Tokens(NamedTuple):
    """The words and signs of a text in lower case: as they are spelt, and as cues know them."""

    spelt: list[str]
    words: list[str]


class Reading(NamedTuple):
    """What was found in a text: its tokens, and by group the cues, of which no two of a group share a word."""

    tokens: Tokens
    cues: Mapping[str, list[Hit]]

    def said(self, hits: Iterable[Hit], most: int) -> tuple[str, ...]:
        """The words that cues were found in, the strong ones first, each once, no more than ``most`` of them.

        >>> Reading(tokens_of("It caught FIRE!"), {}).said([Hit(Cue("safety"), 1, 3)], 1)
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


def found(words: list[str], known: Mapping[str, Anchored]) -> list[Hit]:
    """Every cue in the words, in the order of their anchors, without those that a negation before them takes back."""
    hits: list[Hit] = []
    padded = [*_EDGE, *words, *_EDGE]
    for at, anchored in enumerate(map(known.get, words), REACH):
        if anchored is None:
            continue
        if anchored.alone:
            hits += [Hit(cue, at - REACH, at + 1 - REACH) for cue in anchored.alone]
        after, before, apart = anchored.glance or anchored.glanced()
        phrases = after.get(padded[at + 1])
        if phrases is not None:
            _walk(phrases, padded, at - 1, at + 2, hits)
        phrases = before.get(padded[at - 1])
        if phrases is not None:
            _walk(phrases, padded, at - 2, at + 1, hits)
        if apart:
            around = padded[at - REACH : at + REACH]
            near = [phrase for phrase in apart if not phrase.near.isdisjoint(around)]
            if near:
                _walk(near, padded, at - 1, at + 1, hits)
    return [hit for hit in hits if hit.cue.steadfast or not negated(words, hit.first)]


def apart(hits: list[Hit]) -> list[Hit]:
    """Hits in the order of a text, without those that share a word with a stronger or longer neighbour.

    >>> apart([Hit(Cue("delay", WEAK), 0, 1), Hit(Cue("delay"), 0, 2)])
    [Hit(cue=Cue(group='delay', weight=2, steadfast=False), first=0, end=2)]
    """
    kept = hits[:1]
    for hit in hits[1:]:
        last = kept[-1]
        if hit.first >= last.end:
            kept.append(hit)
        elif (hit.cue.weight, hit.end - hit.first) > (last.cue.weight, last.end - last.first):
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


def _rest(phrase: Phrase) -> Phrase:
    """What is left of a phrase once the word beside its anchor was seen."""
    if phrase.way > 0:
        return phrase._replace(ahead=phrase.ahead[1:])
    return phrase._replace(behind=phrase.behind[1:])


def _walk(phrases: Iterable[Phrase], words: list[str], before: int, after: int, hits: list[Hit]) -> None:
    """Add those of the phrases that go on to both sides of the padded words between ``before`` and ``after``."""
    for _, _, cue, behind, ahead in phrases:
        end = _reached(ahead, words, after, 1) if ahead else after
        if end is not None:
            first = _reached(behind, words, before, -1) if behind else before
            if first is not None:
                hits.append(Hit(cue, first + 1 - REACH, end - REACH))


def _reached(steps: Sequence[Step], words: list[str], place: int, way: int) -> int | None:
    """The place after the last of the steps from ``place`` on, ``way`` 1 or -1; nothing where the words do not fit."""
    for number, (wanted, apart) in enumerate(steps):
        if apart:
            return _leapt(steps[number:], words, place, way)
        if words[place] not in wanted:
            return None
        place += way
    return place


def _leapt(steps: Sequence[Step], words: list[str], place: int, way: int) -> int | None:
    """The same where a gap of no more than some words of the same clause may come first."""
    wanted = steps[0].words
    for beyond in range(place, place + way * (1 + GAP_WORDS), way):
        if words[beyond] in wanted:
            reached = _reached(steps[1:], words, beyond + way, way)
            if reached is not None:
                return reached
        if words[beyond] in STOPS:
            break
    return None


def _weakness(hit: Hit) -> int:
    return -hit.cue.weight


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
