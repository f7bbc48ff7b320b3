"""Whether the text of an answer keeps to the rules. Each breach names the rule and the words.

The rules know English only. They are a net for what slips through in a hurry, not the judgement of the person who
approves. ``python -m tests.benchmarks replies`` tells how often they are right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from shared.answers.breach import Breach, Rule
from shared.answers.rules.blame import blaming_words, names_a_cause
from shared.answers.rules.people import named_people
from shared.answers.rules.personal_data import personal_data
from shared.answers.rules.private_requests import is_in_private, private_requests
from shared.answers.rules.promised_time import promised_times
from shared.answers.rules.sentences import Sentence, sentences_of
from shared.answers.rules.support import BLAMED, Facts, carry, carry_time, facts_of

ALIKE = 0.8
"""Two answers are copies if they share more than this part of their words."""

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
    ['blame', 'time']
    >>> breaches("The line is open again by Friday.", facts=["The line is open again by Friday."])
    []
    """
    plain = _plain(text)
    own = _QUOTED.sub(lambda found: found[0] if _is_ours(found[1], quoted) else "“”", plain)
    sentences = list(sentences_of(own))
    known = facts_of(tuple(map(_plain, facts)))
    found = [
        *(breach for each in sentences for breach in _of_sentence(each, known)),
        *(Breach(Rule.PERSONAL, words) for words in _private(plain, sentences, [contact, *map(_plain, facts)])),
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


def _of_sentence(sentence: Sentence, facts: Facts) -> Iterator[Breach]:
    """The times that no fact names, and the words of blame that no fact carries."""
    for time in promised_times(sentence):
        if not carry_time(facts, sentence, time):
            yield Breach(Rule.TIME, sentence.words(time.start, time.end))
    causes = [place for place, fact in enumerate(facts.sentences) if names_a_cause(fact)]
    if not carry(facts, sentence.plain, BLAMED, causes):
        yield from (Breach(Rule.BLAME, words) for words in blaming_words(sentence))


def _private(text: str, sentences: Sequence[Sentence], allowed: Sequence[str]) -> Iterator[str]:
    """Personal data, people who are named, and what is asked for in public; what a fact names is public."""
    public = "\n".join(allowed)
    yield from (words.strip() for words in personal_data(text, public))
    yield from (words for words in named_people(text) if words.casefold() not in public.casefold())
    private = any(is_in_private(each.plain) for each in sentences)
    yield from (words for each in sentences for words in private_requests(each, private))


def _is_ours(words: str, quoted: str | None) -> bool:
    """Whether words in quotation marks are not those of the person who is answered."""
    return quoted is not None and " ".join(_words(words)) not in " ".join(_words(quoted))


def _words(text: str) -> list[str]:
    return _WORD.findall(_plain(text).casefold().replace("'d ", " would "))


def _plain(text: str) -> str:
    return text.replace("\u2019", "'").replace("\u2018", "'").replace("\u00a0", " ")
