"""Whether the text of an answer keeps to the rules. Each breach names the rule and the words.

The rules know English only. What they find is evidence for a classifier that was trained on labelled answers, which
decides for each rule: it overrules a finding where all else speaks against it, and finds what no rule knows
(:mod:`shared.answers.trained`). Both are a net for what slips through in a hurry, not the judgement of the person who
approves. ``python -m tests.benchmarks replies`` tells how often they are right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shared.answers.breach import Breach, Rule
from shared.answers.rules.blame import names_a_cause
from shared.answers.rules.findings import CARRIED, CERTAIN, Finding, Known, carried_in, findings_in, personal_findings
from shared.answers.rules.private_requests import is_in_private
from shared.answers.rules.sentences import Sentence, sentences_of
from shared.answers.rules.signature import without_signature
from shared.answers.rules.support import Facts, carry, facts_of
from shared.answers.trained.classifier import JUDGED, LEAST, heaviest_words, score

ALIKE = 0.8
"""Two answers are copies if they share more than this part of their words."""

TOLD = 0.4
"""The part of a sentence's words that facts must have for it to be theirs."""

VERBATIM = "verbatim"
"""The evidence that a fact has the words of a sentence."""

_QUOTED = re.compile(r"[“\"]([^“”\"]*)[”\"]")
_WORD = re.compile(r"\w+(?:'\w+)?")


class Checked(NamedTuple):
    """A sentence, what the rules found in it, and what else the classifier knows of it.

    ``evidence``: the kinds of the findings, whether there are facts, and whether they tell the sentence, word for word
    or in other words.
    """

    sentence: Sentence
    findings: tuple[Finding, ...]
    evidence: frozenset[str]


def breaches(
    text: str, *, facts: Sequence[str] = (), others: Sequence[str] = (), contact: str = "", quoted: str | None = None
) -> list[Breach]:
    """What is wrong with the text of an answer, each breach once.

    ``facts`` are the confirmed ones, ``others`` the texts of the crisis' other answers, ``contact`` the places that
    the brand names in public. Words in quotation marks are those of the person who is answered, and promise
    nothing; where ``quoted`` has what the person wrote, only if they stand in it, else they are read as ours.

    >>> [str(breach.rule) for breach in breaches("It was our fault. We will fix it by Friday.")]
    ['blame', 'time']
    >>> breaches("The line is open again by Friday.", facts=["The line is open again by Friday."])
    []
    """
    found = [breach for each in checked(text, facts, contact, quoted) for breach in _judged(each)]
    found += _repeated(text, facts, contact)
    copies = [Breach(Rule.COPY, other[:80]) for other in others if alike(text, other) > ALIKE]
    return list(dict.fromkeys([*found, *copies]))


def checked(text: str, facts: Sequence[str] = (), contact: str = "", quoted: str | None = None) -> Iterator[Checked]:
    """The sentences of an answer, without the person's own words, and what the rules find in each."""
    plain = without_signature(_plain(text))
    own = _QUOTED.sub(lambda found: f"\n{found[1]}\n" if _is_ours(found[1], quoted) else "“”", plain)
    sentences = list(dict.fromkeys(sentences_of(own)))
    known = _known(facts, contact, in_private=any(is_in_private(each.plain) for each in sentences))
    for each in sentences:
        findings = tuple(findings_in(each, known))
        yield Checked(each, findings, frozenset({finding.kind for finding in findings}) | _of_facts(each, known.facts))


def _of_facts(sentence: Sentence, facts: Facts) -> frozenset[str]:
    """What facts have to do with a sentence: they tell it, and have a time or a cause of their own."""
    if not facts.sentences:
        return frozenset()
    if any(sentence.plain.rstrip(" .!") in fact.plain for fact in facts.sentences):
        return frozenset({VERBATIM})
    carried = {"facts", *carried_in(sentence, facts)}
    if not carry(facts, sentence.plain, TOLD, range(len(facts.sentences))):
        return frozenset(carried)
    of_time = {"told a time"} if any(facts.times) else set[str]()
    of_cause = {"told a cause"} if any(map(names_a_cause, facts.sentences)) else set[str]()
    return frozenset({*carried, "told"} | of_time | of_cause)


def _known(facts: Sequence[str], contact: str, *, in_private: bool) -> Known:
    plain = tuple(map(_plain, facts))
    return Known(facts_of(plain), "\n".join([contact, *plain]), in_private)


def _repeated(text: str, facts: Sequence[str], contact: str) -> list[Breach]:
    """Personal data in the person's own words, which are not for the brand to repeat."""
    known = _known(facts, contact, in_private=True)
    quotes = _QUOTED.findall(_plain(text))
    return [finding.breach for words in quotes for finding in personal_findings(words, known)]


def _judged(each: Checked) -> Iterator[Breach]:
    """What is wrong with a sentence, rule by rule: the words that rules found, else those that weigh most."""
    if VERBATIM in each.evidence:
        return
    for rule in JUDGED:
        found = [finding for finding in each.findings if finding.breach.rule is rule]
        if not found and CARRIED.get(rule) in each.evidence:
            continue
        refused = score(each.sentence, rule, each.evidence) > LEAST
        if refused and not each.findings:
            yield Breach(rule, heaviest_words(each.sentence, rule))
        yield from (finding.breach for finding in found if refused or finding.kind in CERTAIN)


def alike(one: str, other: str) -> float:
    """Which part of their words two texts share, in any order: Dice's coefficient of the counted words, 0 to 1.

    >>> alike("Please unplug it now.", "Now unplug it, please!"), alike("Please unplug it.", "")
    (1.0, 0.0)
    """
    first, second = Counter(_words(one)), Counter(_words(other))
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def _is_ours(words: str, quoted: str | None) -> bool:
    """Whether words in quotation marks are not those of the person who is answered."""
    return quoted is not None and " ".join(_words(words)) not in " ".join(_words(quoted))


def _words(text: str) -> list[str]:
    return _WORD.findall(_plain(text).casefold().replace("'d ", " would "))


def _plain(text: str) -> str:
    return text.replace("\u2019", "'").replace("\u2018", "'").replace("\u00a0", " ")
