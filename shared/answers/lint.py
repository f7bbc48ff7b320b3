"""Whether the text of an answer keeps to the rules. Each breach names the rule and the words.

The rules are patterns of English. They are a net for what slips through in a hurry, not the judgement of
the person who approves. ``python -m tests.benchmarks replies`` tells how often they are right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from shared.answers.blame import blaming_words
from shared.answers.breach import Breach, Rule
from shared.answers.claims import claimed_words
from shared.answers.personal_data import personal_words
from shared.answers.promised_time import promised_times

ALIKE = 0.8
"""Two answers are copies if they share more than this part of their words."""

SUPPORTED = 0.7
"""The part of a sentence's words that a fact must have in order to carry its blame or its claim."""

_SENTENCE = re.compile(r"(?<=[.!?:;])\s+|\n+")
_QUOTED = re.compile(r"[“\"]([^“”\"]*)[”\"]")
_WORD = re.compile(r"\w+(?:'\w+)?")


def breaches(
    text: str, *, facts: Sequence[str] = (), others: Sequence[str] = (), contact: str = "", quoted: str | None = None
) -> list[Breach]:
    """What is wrong with the text of an answer, each breach once.

    ``facts`` are the confirmed ones, ``others`` the texts of the crisis' other answers, ``contact`` the places that
    the brand names in public. Words in quotation marks are those of the person who is answered, and promise
    nothing; where ``quoted`` has what the person wrote, only if they stand in it.

    >>> [str(breach.rule) for breach in breaches("It was our fault. We will fix it by Friday.")]
    ['time', 'blame']
    >>> breaches("The line is open again by Friday.", facts=["The line is open again by Friday."])
    []
    """
    plain = _plain(text)
    own = _QUOTED.sub(lambda found: found[0] if _is_ours(found[1], quoted) else "“”", plain)
    known = [_plain(fact) for fact in facts]
    sentences = [sentence for sentence in _SENTENCE.split(own) if sentence.strip()]
    found = [
        *(Breach(Rule.TIME, words) for each in sentences for words in _times(each, known)),
        *(breach for each in sentences for breach in _deeds(each, known)),
        *(Breach(Rule.PERSONAL, words.strip()) for words in personal_words(plain, "\n".join([contact, *known]))),
        *(Breach(Rule.COPY, other[:80]) for other in others if alike(text, other) > ALIKE),
    ]
    return list(dict.fromkeys(found))


def alike(one: str, other: str) -> float:
    """Which part of their words two texts share, in any order: Dice's coefficient of the counted words, 0 to 1.

    >>> alike("Please unplug it now.", "Now unplug it, please!"), alike("Please unplug it.", "")
    (1.0, 0.0)
    """
    first, second = Counter(_words(one)), Counter(_words(other))
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def _times(sentence: str, facts: Sequence[str]) -> Iterator[str]:
    """The promised times that no fact names."""
    for words in promised_times(sentence):
        if not any(re.search(rf"\b{re.escape(words)}\b", fact, re.IGNORECASE) for fact in facts):
            yield words


def _deeds(sentence: str, facts: Sequence[str]) -> Iterator[Breach]:
    """The words of blame, else of a claim, unless a fact says nearly the whole sentence."""
    words = set(_words(sentence))
    if any(len(words & set(_words(fact))) >= SUPPORTED * len(words) for fact in facts):
        return
    blame = [Breach(Rule.BLAME, found) for found in blaming_words(sentence)]
    yield from blame or (Breach(Rule.CLAIM, found) for found in claimed_words(sentence))


def _is_ours(words: str, quoted: str | None) -> bool:
    """Whether words in quotation marks are not those of the person who is answered."""
    return quoted is not None and " ".join(_words(words)) not in " ".join(_words(quoted))


def _words(text: str) -> list[str]:
    return _WORD.findall(_plain(text).casefold().replace("'d ", " would "))


def _plain(text: str) -> str:
    return text.replace("\u2019", "'").replace("\u2018", "'").replace("\u00a0", " ")
