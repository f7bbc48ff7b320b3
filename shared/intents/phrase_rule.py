"""Phrase rules and their matches: the types, the tokens they are matched against, and when a match counts.

A rule is a word or phrase that tells something about a post. Finding the rules in a
text takes one pass over its tokens; see :mod:`shared.intents.phrase_index`.
"""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import compress, count
from typing import NamedTuple

from shared.domain.words import MASK

WEAK, STRONG = 1, 2
"""The weights of a rule."""

NEGATION_WORDS = 3
"""A negation reaches a match that starts at most so many words later."""

NUMBER = "0"
"""Replaces every number that no rule names."""

_MARKS = '.!?;:,()"|… '
CLAUSE_ENDS = frozenset(["", *_MARKS.strip()])
"""What ends a clause. No gap and no negation reaches beyond it; the empty word stands before and after a text."""

_NEGATIONS = """
no not never without hardly barely zero neither nor nothing none nobody isnt arent wasnt werent dont doesnt
didnt wont wouldnt cant cannot couldnt hasnt havent hadnt shouldnt aint non
"""
NEGATIONS = frozenset(_NEGATIONS.split())

_SUBJECTS = "it that what who where how there here he she let when why"
SUBJECTS = frozenset(_SUBJECTS.split())
"""After these words an apostrophe and s are a verb: "it's"."""

_WORD_OR_MARK = r"[^\W\d]\w*(?:'\w+)*|\d+(?:st|nd|rd|th|fa)\b|\d+(?:[.,:]\d+)*|[^\w\s]"
_ASCII_WORD_OR_MARK = re.compile(_WORD_OR_MARK, re.ASCII)
"""The same in a text of ASCII characters, which most posts are: it looks up no letter in the tables of Unicode."""

_PUNCTUATION = frozenset(string.punctuation)
_LETTERS_AND_SPACE = string.ascii_lowercase.encode() + b" "
_SINGLE_MARKS = "".join(_PUNCTUATION - set("'_")).encode()
"""Punctuation marks that are never a part of a word."""

_HASHTAG = re.compile(r"#(\w+)")
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")


class PhraseRule(NamedTuple):
    """The group that a word or phrase belongs to, its weight, and whether it also counts after a negation."""

    group: str
    weight: int = STRONG
    ignores_negation: bool = False


class Match(NamedTuple):
    """A rule found in the tokens from ``first`` up to, but not including, ``end``."""

    rule: PhraseRule
    first: int
    end: int


class Tokens(NamedTuple):
    """The words and punctuation marks of a text in lower case: as they are written, and as rules spell them."""

    written: list[str]
    normalised: list[str]


class PhraseMatches(NamedTuple):
    """The tokens of a text and the matches in it, by group; no two matches of a group share a word.

    ``weights`` are the sums of the weights of each group's matches.
    """

    tokens: Tokens
    by_group: Mapping[str, list[Match]]
    weights: Mapping[str, int]

    def phrases(self, matches: Iterable[Match], most: int) -> tuple[str, ...]:
        """The words of these matches, the strong ones first, each phrase once and at most ``most`` of them.

        >>> PhraseMatches(tokenise("It caught FIRE!"), {}, {}).phrases([Match(PhraseRule("safety"), 1, 3)], 1)
        ('caught fire',)
        """
        written, found, shown = self.tokens.written, list(matches), dict[str, None]()
        for weight in (STRONG, WEAK):
            for match in found:
                if match[0].weight == weight:
                    phrase = _shown(written[max(0, match[1]) : match[2]])
                    if phrase:
                        shown[phrase] = None
                        if len(shown) == most:
                            return tuple(shown)
        return tuple(shown)


def tokenise(text: str, numbers: Collection[str] = ()) -> Tokens:
    """The tokens of a text. Numbers in ``numbers`` stay as they are; every other number becomes :data:`NUMBER`.

    >>> tokenise("Isn't #EpicFail 503 for 2hrs?", {"503"}).normalised
    ['isnt', '#', 'epic', 'fail', '503', 'for', '0', 'hrs', '?']
    """
    if "#" in text:
        text = _HASHTAG.sub(_split_hashtag, text)
    lower = text.lower()
    if not lower.isascii():
        written = re.findall(_WORD_OR_MARK, lower)
    else:
        marks = lower.encode().translate(None, _LETTERS_AND_SPACE)
        if not marks.translate(None, _SINGLE_MARKS):
            words = _split_at_marks(lower, marks.decode())
            return Tokens(words, words)
        written = _ASCII_WORD_OR_MARK.findall(lower)
    normalised = [word if word.isalpha() or word in _PUNCTUATION else _normalise(word, numbers) for word in written]
    return Tokens(written, normalised)


def _split_at_marks(lower: str, marks: str) -> list[str]:
    """The tokens of a text that has only letters and these marks: half of all posts, and sooner than by the pattern."""
    for mark in set(marks):
        lower = lower.replace(mark, f" {mark} ")
    return lower.split()


def without_overlaps(matches: list[Match]) -> list[Match]:
    """The matches in the order of the text, without those that share a word with a stronger or longer neighbour.

    >>> without_overlaps([Match(PhraseRule("delay", WEAK), 0, 1), Match(PhraseRule("delay"), 0, 2)])
    [Match(rule=PhraseRule(group='delay', weight=2, ignores_negation=False), first=0, end=2)]
    """
    kept = matches[:1]
    for match in matches[1:]:
        (_, weight, _), first, end = match
        (_, last_weight, _), last_first, last_end = kept[-1]
        if first >= last_end:
            kept.append(match)
        elif (weight, end - first) > (last_weight, last_end - last_first):
            kept[-1] = match
    return kept


def negated_positions(words: Sequence[str]) -> set[int]:
    """The positions before which a negation stands among the few words of the same clause.

    >>> sorted(negated_positions(["no", "real", "outage"])), negated_positions(["no", ",", "outage"])
    ([1, 2, 3], {1})
    """
    reached = set[int]()
    for at in compress(count(), map(NEGATIONS.__contains__, words)):
        for position in range(at + 1, at + 1 + NEGATION_WORDS):
            reached.add(position)
            if position >= len(words) or words[position] in CLAUSE_ENDS:
                break
    return reached


def _shown(written: Iterable[str]) -> str:
    """Words as a reader may see them: without the mask of the brand."""
    return " ".join([word for word in written if word != MASK]).lstrip(_MARKS)


def _normalise(word: str, numbers: Collection[str]) -> str:
    if "'" in word:
        return _without_apostrophe(word)
    return NUMBER if word[0].isdigit() and word[-1].isdigit() and word not in numbers else word


def _without_apostrophe(word: str) -> str:
    """A word with an apostrophe as the lexicons spell it: "isnt", "its", but "app" for "app's"."""
    stem, _, ending = word.partition("'")
    if ending == "s":
        return f"{stem}s" if stem in SUBJECTS else stem
    is_contraction = stem.endswith("n") if ending == "t" else stem == "i" and ending in ("m", "ve")
    return stem + ending if is_contraction else word


def _split_hashtag(tag: re.Match[str]) -> str:
    """A hashtag as the words it consists of."""
    return "# " + _CAMEL_CASE.sub(" ", tag[1])
