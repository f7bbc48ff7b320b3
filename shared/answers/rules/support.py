"""What confirmed facts carry: the times and the causes that an answer may repeat in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from shared.answers.rules.blame import names_a_cause
from shared.answers.rules.sentences import Sentence, sentence_of
from shared.answers.rules.time_expressions import TimeExpression, TimeKind, times_in
from shared.answers.rules.vocabulary import word_of

BLAMED = 0.3
"""The part of a sentence's words that facts must have which themselves name a cause or a fault."""

ADMITTED, FEW = 0.15, 3
"""Where a fact admits a fault of our own: the part of a sentence about ourselves, or so few words beside."""

_OURS = re.compile(r"\b(?:we|us|our|ours|i|my)\b")
_WORD = re.compile(r"\d+(?:[.:]\d+)*|[^\W\d_]{2,}")
_CAPITALISED = re.compile(r"\b[A-ZÀ-Þ][\w-]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_HOUR = re.compile(r"\b(\d{1,2})(?:[:.](\d\d))? ?([ap]) ?\.? ?m\b\.?")
_HOUR_IN_WORDS = re.compile(
    r"(?:(?:at|by|from|until|around|about|before|after) )?(?P<half>half past )?"
    r"(?P<hour>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: o'clock)?"
    r"(?: (?:in the|at) (?P<part>morning|afternoon|evening|night))?"
)
_PART_OF_DAY = re.compile(r"(?:(?:in|of) the|this) (morning|afternoon|evening)|(tonight)|(?:at )?(night)")
_HOURS_OF = {"morning": (4, 12), "afternoon": (12, 18), "evening": (17, 24), "tonight": (17, 24), "night": (19, 24)}
"""The hours of a part of the day, from and to."""

_POINTED_HOUR = re.compile(r"\b(\d{1,2})\.(?=[0-5]\d\b(?!\s?%))")
_CLOCK = re.compile(r"\d\d:\d\d")
_SHORT_HOUR = re.compile(r"(?<![\d:])(?=\d:\d\d)")
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {"noon": "12:00", "midday": "12:00", "midnight": "00:00", "twice": "2"} | {
    word: str(number) for number, word in enumerate(_DIGITS)
}
_ENDINGS = re.compile(r"(?:ations?|ingly|ings?|edly|ed|ers?|ments?|ies|es|ly|s|e|y)$")


class Facts(NamedTuple):
    """Confirmed facts, prepared: each as a sentence, its stems and its expressions of time."""

    sentences: tuple[Sentence, ...]
    stems: tuple[frozenset[str], ...]
    times: tuple[tuple[TimeExpression, ...], ...]


@lru_cache(maxsize=64)
def facts_of(texts: tuple[str, ...]) -> Facts:
    """The facts, prepared; the same few stand behind all answers of a crisis."""
    sentences = tuple(map(sentence_of, texts))
    return Facts(
        sentences, tuple(stems_of(each.plain) for each in sentences), tuple(tuple(times_in(each)) for each in sentences)
    )


def stems_of(plain: str) -> frozenset[str]:
    """The stems of the words that carry meaning, and the numbers; hours in one form.

    >>> sorted(stems_of("the valves reopened at 6 pm"))
    ['18:00', 'reopen', 'valv']
    """
    return frozenset(_stems(_words_of_time(plain)))


def carry_time(facts: Facts, sentence: Sentence, time: TimeExpression) -> bool:
    """Whether a fact names this time, or, for one as "tomorrow", says nearly the same with a time of its own."""
    said = frozenset(filter(_has_meaning, _WORD.findall(_words_of_time(time.plain))))
    stems = stems_of(sentence.plain)
    for fact, fact_stems, times in zip(facts.sentences, facts.stems, facts.times, strict=True):
        words = frozenset(_WORD.findall(_words_of_time(fact.plain)))
        if (
            (said and said <= words)
            or _same_hour(time.plain, words)
            or _same_part_of_day(time.plain, words)
            or re.search(rf"(?<!\w){re.escape(time.plain)}(?!\w)", fact.plain)
        ):
            return True
        numbers = any(word[0].isdigit() for word in said)
        near = [each for each in times if each.kind is not TimeKind.SOON]
        if near and not numbers and word_of("relative").search(time.plain) and _share(stems, fact_stems) >= BLAMED:
            return True
    return False


def carry_blame(facts: Facts, sentence: Sentence) -> bool:
    """Whether facts that name a cause tell the blame of a sentence, or admit the fault that it admits.

    >>> known = facts_of(("The outage was caused by a faulty update that we installed.",))
    >>> carry_blame(known, sentence_of("This one is on us.")), carry_blame(known, sentence_of("The supplier lied."))
    (True, False)
    """
    causes = [place for place, fact in enumerate(facts.sentences) if names_a_cause(fact)]
    if carry(facts, sentence.plain, BLAMED, causes):
        return True
    admitted = [place for place in causes if _OURS.search(facts.sentences[place].plain)]
    if not admitted or not _OURS.search(sentence.plain):
        return False
    return len(stems_of(sentence.plain)) <= FEW or carry(facts, sentence.plain, ADMITTED, admitted)


def carry(facts: Facts, plain: str, share: float, among: Iterable[int]) -> bool:
    """Whether the facts at these places have so much of the words."""
    union = frozenset[str]().union(*(facts.stems[place] for place in among))
    return bool(union) and _share(stems_of(plain), union) >= share


def is_named(words: str, public: str) -> bool:
    """Whether the last name in these words is one that a public text names.

    >>> is_named("our officer, Ms Hale", "Ms Hale wrote to everyone."), is_named("Ms Hill", "Ms Hale wrote.")
    (True, False)
    """
    names = _CAPITALISED.findall(words)
    return bool(names) and names[-1] in _CAPITALISED.findall(public)


def _share(said: frozenset[str], known: frozenset[str]) -> float:
    return len(said & known) / len(said) if said else 0.0


def _words_of_time(plain: str) -> str:
    plain = _POINTED_HOUR.sub(r"\1:", plain)
    hours = _HOUR.sub(lambda found: f"{int(found[1]) % 12 + 12 * (found[3] == 'p'):02d}:{found[2] or '00'}", plain)
    return " ".join(_NUMBERS.get(word, word) for word in _SHORT_HOUR.sub("0", _THOUSANDS.sub("", hours)).split())


def _stems(plain: str) -> Iterator[str]:
    for word in _WORD.findall(plain):
        if _has_meaning(word):
            yield _ENDINGS.sub("", word) if len(word) > 4 else word.removesuffix("s")  # noqa: PLR2004 - short words have no endings


def _has_meaning(word: str) -> bool:
    return word_of("common").fullmatch(word) is None


def _same_hour(plain: str, words: frozenset[str]) -> bool:
    """Whether an hour in words ("half past four", "seven in the evening") is one of the fact's."""
    found = _HOUR_IN_WORDS.fullmatch(plain)
    if not found:
        return False
    hour, minutes = int(_NUMBERS.get(found["hour"], found["hour"])) % 12, "30" if found["half"] else "00"
    hours = {"morning": (hour,), "afternoon": (hour + 12,), "evening": (hour + 12,)}.get(
        found["part"], (hour, hour + 12)
    )
    return any(f"{each:02d}:{minutes}" in words for each in hours)


def _same_part_of_day(plain: str, words: frozenset[str]) -> bool:
    """Whether a fact has an hour in this part of the day ("this evening" for 18:30)."""
    found = _PART_OF_DAY.fullmatch(plain)
    if not found:
        return False
    since, until = _HOURS_OF[found[1] or found[2] or found[3]]
    return any(since <= int(word[:2]) < until for word in words if _CLOCK.fullmatch(word))
