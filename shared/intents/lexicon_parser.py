"""Parser of the phrase lexicons: lines of text in, phrase rules with their steps out.

The first lines of ``lexicons/themes.txt`` describe the format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise, takewhile

from shared.intents.phrase import Step
from shared.intents.phrase_rule import CLAUSE_ENDS, NUMBER, STRONG, WEAK, PhraseRule

_SPECIAL: Mapping[str, Iterable[str]] = {"<n>": (NUMBER,), "<start>": CLAUSE_ENDS}
_WEAK_MARK, _NEGATION_MARK = "?", "="
_GAP, _COMMENT = "..", "--"

_VOWELS = frozenset("aeiou")
_SIBILANTS = ("s", "x", "z", "ch", "sh")

Lists = Mapping[str, frozenset[str]]
"""The words of each list, by its name (``@name``)."""


def parse_rules(lines: Iterable[str]) -> Iterator[tuple[PhraseRule, list[Step]]]:
    """The rules in these lines, each with its steps.

    Raises:
        ValueError: a rule stands before the first ``[group]``, or names a list that does not exist.

    >>> rule, steps = next(parse_rules(["[safety]", "caught|catch~ fire -- the usual words"]))
    >>> rule.group, [sorted(step.words) for step in steps]
    ('safety', [['catch', 'catched', 'catches', 'catching', 'caught'], ['fire']])
    """
    lists: dict[str, frozenset[str]] = {}
    group, group_marks = "", list[str]()
    for line in lines:
        parts = line.partition(_COMMENT)[0].split()
        if not parts:
            continue
        if parts[0].startswith("["):
            group, *group_marks = parts[0].strip("[]"), *parts[1:]
        elif parts[0].startswith("@") and parts[1:2] == ["="]:
            lists[parts[0]] = _words("".join(parts[2:]), lists)
        elif not group:
            raise ValueError(f"a rule stands before the first [group]: {line!r}")
        else:
            yield _rule([*group_marks, *parts], group, lists)


def inflect(word: str, *, doubled: bool = False) -> tuple[str, ...]:
    """The word and its forms in -s, -ed and -ing; ``doubled`` doubles the last letter before -ed and -ing.

    >>> inflect("delay"), inflect("charge")
    (('delay', 'delays', 'delayed', 'delaying'), ('charge', 'charges', 'charged', 'charging'))
    >>> inflect("reply")[1:], inflect("stop", doubled=True)[2:]
    (('replies', 'replied', 'replying'), ('stopped', 'stopping'))
    """
    ends_in_y = word.endswith("y") and word[-2:-1] not in _VOWELS
    if ends_in_y:
        return word, f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing"
    with_s = f"{word}es" if word.endswith(_SIBILANTS) else f"{word}s"
    if doubled:
        return word, with_s, f"{word}{word[-1]}ed", f"{word}{word[-1]}ing"
    if word.endswith("e"):
        return word, with_s, f"{word}d", f"{word[:-1]}ing"
    return word, with_s, f"{word}ed", f"{word}ing"


def _rule(parts: list[str], group: str, lists: Lists) -> tuple[PhraseRule, list[Step]]:
    """The rule of one line, and its steps."""
    marks = list(takewhile((_WEAK_MARK, _NEGATION_MARK).__contains__, parts[:-1]))
    rule = PhraseRule(group, WEAK if _WEAK_MARK in marks else STRONG, ignores_negation=_NEGATION_MARK in marks)
    phrase = [_GAP, *parts[len(marks) :]]
    steps = [Step(_words(part, lists), before == _GAP) for before, part in pairwise(phrase) if part != _GAP]
    return rule, steps


def _words(part: str, lists: Lists) -> frozenset[str]:
    """The words that may stand in one place of a phrase."""
    if part.replace("|", "").isalpha():  # most parts are plain words
        return frozenset(part.split("|"))
    return lists.get(part) or frozenset(form for word in part.split("|") for form in _forms(word, lists))


def _forms(word: str, lists: Lists) -> Iterable[str]:
    if word in _SPECIAL:
        return _SPECIAL[word]
    if word in lists:
        return lists[word]
    if word.startswith("@"):
        raise ValueError(f"there is no list {word!r}")
    if word.endswith("~"):
        return inflect(word.rstrip("~"), doubled=word.endswith("~~"))
    return (word,)
