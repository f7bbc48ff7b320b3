"""Whether the text of an answer keeps to the rules. Each breach names the rule and the words.

The rules know English only. A classifier that was trained on labelled answers gives a second opinion: it overrules a
rule where it is sure, and finds what no rule knows (:mod:`shared.answers.trained`). Both are a net for what slips
through in a hurry, not the judgement of the person who approves. ``python -m tests.benchmarks replies`` tells how
often they are right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from shared.answers.breach import Breach, Rule
from shared.answers.rules.blame import blaming_words, names_a_cause
from shared.answers.rules.people import named_people, titled_people
from shared.answers.rules.personal_data import personal_data
from shared.answers.rules.private_requests import is_in_private, private_requests
from shared.answers.rules.promised_time import promised_times
from shared.answers.rules.sentences import Sentence, sentences_of
from shared.answers.rules.support import BLAMED, Facts, carry, carry_time, facts_of
from shared.answers.rules.time_expressions import times_in
from shared.answers.rules.vocabulary import word_of
from shared.answers.trained.classifier import heaviest_words, score

ALIKE = 0.8
"""Two answers are copies if they share more than this part of their words."""

SURE, LEAST = 1.0, 0.15
"""A rule counts as much as this in log-odds; a draft is refused from :data:`LEAST` on. By leaving one file out."""

TOLD = 0.4
"""The part of a sentence's words that facts must have for it to be theirs."""

_QUOTED = re.compile(r"[“\"]([^“”\"]*)[”\"]")
_NAME = re.compile(r"\b[A-ZÀ-Þ][\w-]+")
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
    sentences = list(dict.fromkeys(sentences_of(own)))
    known = facts_of(tuple(map(_plain, facts)))
    public = "\n".join([contact, *map(_plain, facts)])
    values = [Breach(Rule.PERSONAL, words.strip()) for words in personal_data(plain, public)]
    values += [
        Breach(Rule.PERSONAL, words) for words in titled_people(plain) if words.casefold() not in public.casefold()
    ]
    found = [*(breach for each in sentences for breach in _of_sentence(each, known)), *values]
    found += [Breach(Rule.PERSONAL, words) for words in _private(plain, sentences, public)]
    copies = [Breach(Rule.COPY, other[:80]) for other in others if alike(text, other) > ALIKE]
    return list(dict.fromkeys([*_judged(found, values, _not_told(sentences, known)), *copies]))


def sentences_to_learn(text: str, facts: Sequence[str]) -> list[Sentence]:
    """The sentences of an answer that the classifier reads: without the person's words and what a fact says."""
    own = _QUOTED.sub("“”", _plain(text))
    return _not_told(list(sentences_of(own)), facts_of(tuple(map(_plain, facts))))


def _judged(found: list[Breach], values: list[Breach], sentences: Sequence[Sentence]) -> list[Breach]:
    """What the rules found, unless the classifier is sure that all is well; else what it finds by itself.

    Values such as a phone number, and names after a title, need no second opinion.
    """
    worst, likely = max(((score(each), each) for each in sentences), default=(0.0, None), key=lambda pair: pair[0])
    if values or (found and worst + SURE > LEAST):
        return found
    if likely and not found and worst > LEAST:
        return [Breach(_rule_of(likely), heaviest_words(likely))]
    return []


def _is_value(words: str) -> bool:
    """Whether words are a number, an address or a name after a title."""
    return any(char.isdigit() or char == "@" for char in words) or any(True for _ in titled_people(words))


def _rule_of(sentence: Sentence) -> Rule:
    """The rule that a sentence breaks where only the classifier finds it, by the words that it has."""
    if any(True for _ in times_in(sentence)):
        return Rule.TIME
    return Rule.PERSONAL if word_of("private").search(sentence.plain) else Rule.BLAME


def _not_told(sentences: Sequence[Sentence], facts: Facts) -> list[Sentence]:
    """The sentences that no fact tells in other words."""
    every = range(len(facts.sentences))
    return [each for each in sentences if not carry(facts, each.plain, TOLD, every)]


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


def _private(text: str, sentences: Sequence[Sentence], public: str) -> Iterator[str]:
    """Personal data, people who are named, and what is asked for in public; what a fact names is public."""
    yield from personal_data(text, public)
    yield from (words for words in named_people(text) if not _is_named(words, public))
    private = any(is_in_private(each.plain) for each in sentences)
    yield from (words for each in sentences for words in private_requests(each, private))


def _is_named(words: str, public: str) -> bool:
    """Whether the last name in these words is one that a fact names."""
    names = _NAME.findall(words)
    return bool(names) and names[-1] in _NAME.findall(public)


def _is_ours(words: str, quoted: str | None) -> bool:
    """Whether words in quotation marks are not those of the person who is answered."""
    return quoted is not None and " ".join(_words(words)) not in " ".join(_words(quoted))


def _words(text: str) -> list[str]:
    return _WORD.findall(_plain(text).casefold().replace("'d ", " would "))


def _plain(text: str) -> str:
    return text.replace("\u2019", "'").replace("\u2018", "'").replace("\u00a0", " ")
