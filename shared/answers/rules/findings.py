"""What the rules find in one sentence of an answer: each finding with its rule, its kind and the words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from shared.answers.breach import Breach, Rule
from shared.answers.rules.blame import blaming_words
from shared.answers.rules.people import greeted_people, named_people, titled_people
from shared.answers.rules.personal_data import personal_data
from shared.answers.rules.private_requests import private_requests
from shared.answers.rules.promised_time import promised_times
from shared.answers.rules.sentences import Sentence
from shared.answers.rules.support import Facts, carry_blame, carry_time, is_named

CERTAIN = frozenset({"email", "phone", "number", "handle", "titled"})
"""Kinds that need no second opinion: what leads to a person, and a name after a title."""


CARRIED = {Rule.TIME: "carried time", Rule.BLAME: "carried blame"}
"""That facts have every time, or all blame, of a sentence."""


class Finding(NamedTuple):
    """A breach that a rule found, and of which kind it is."""

    kind: str
    breach: Breach


class Known(NamedTuple):
    """What the brand has said in public: the confirmed facts; all of it as one text; whether a private way is named."""

    facts: Facts
    public: str
    in_private: bool


def findings_in(sentence: Sentence, known: Known) -> Iterator[Finding]:
    """The findings of all rules, but for what facts carry.

    >>> from shared.answers.rules.sentences import sentence_of
    >>> from shared.answers.rules.support import facts_of
    >>> found = findings_in(sentence_of("Mr Petrov says it was our fault."), Known(facts_of(()), "", False))
    >>> [(finding.kind, finding.breach.words) for finding in found]
    [('blame', 'our fault'), ('titled', 'Mr Petrov')]
    """
    for time in promised_times(sentence):
        if not carry_time(known.facts, sentence, time):
            yield Finding(time.kind.value, Breach(Rule.TIME, sentence.words(time.start, time.end)))
    if not carry_blame(known.facts, sentence):
        yield from (Finding("blame", Breach(Rule.BLAME, words)) for words in blaming_words(sentence))
    yield from personal_findings(sentence.text, known)
    for words in private_requests(sentence, known.in_private):
        yield Finding("asked", Breach(Rule.PERSONAL, words))


def carried_in(sentence: Sentence, facts: Facts) -> Iterator[str]:
    """What would be a breach if no fact said it: a time, blame.

    >>> from shared.answers.rules.sentences import sentence_of
    >>> from shared.answers.rules.support import facts_of
    >>> list(carried_in(sentence_of("We open at six in the evening tomorrow."), facts_of(("It opens at 18:00.",))))
    ['carried time']
    """
    if any(carry_time(facts, sentence, time) for time in promised_times(sentence)):
        yield CARRIED[Rule.TIME]
    if any(True for _ in blaming_words(sentence)) and carry_blame(facts, sentence):
        yield CARRIED[Rule.BLAME]


def personal_findings(text: str, known: Known) -> Iterator[Finding]:
    """The personal data in a text as written, and the people whom it names, but for what is public."""
    titled = [words for words in titled_people(text) if words.casefold() not in known.public.casefold()]
    greeted = [words for words in greeted_people(text) if words.casefold() not in known.public.casefold()]
    known_names = [*titled, *greeted]
    named = [words for words in named_people(text) if not is_named(words, known.public) and words not in known_names]
    found = [*personal_data(text, known.public), *(("titled", words) for words in titled)]
    found += [("greeted", words) for words in greeted]
    for kind, words in [*found, *(("named", words) for words in named)]:
        yield Finding(kind, Breach(Rule.PERSONAL, words.strip()))
