"""Questions: the phrases and words of a post in, whether it asks something and waits for an answer out.

A question has a question mark, or the grammar of one: a verb before its subject, or a
question word before a verb, at the start of a sentence. "Acme is the worst" has
neither, "Acme is the recall real" has. Some question marks wait for no answer: those of
exclamations ("Really?!"), of advertising ("Ready for summer?") and of headlines. The
words are in ``lexicons/questions.txt``, the phrases in ``lexicons/intents.txt``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import compress, count
from pathlib import Path

from shared.domain.words import MASK
from shared.intents.phrase_rule import PhraseMatches

RHETORICAL, SEARCHING = "rhetorical", "searching"
"""Groups of phrases: those that wait for no answer, and those that ask wherever they stand."""

_MARKS = frozenset("?？")
_QUOTES = frozenset('"”“')
_PAUSES = frozenset('.!?？;:…|",-–—()#') | {MASK}
"""A sentence may start after one of these."""


def is_question(matches: PhraseMatches, *, link: bool = False) -> bool:
    """Whether the post with these phrases asks something; ``link``: it has a URL.

    >>> from shared.intents.lexicon import phrase_lexicon
    >>> match = phrase_lexicon().match
    >>> is_question(match("brandname is the worst")), is_question(match("brandname is the recall real"))
    (False, True)
    """
    if RHETORICAL in matches.by_group:
        return False
    words = matches.tokens.normalised
    if not _MARKS.isdisjoint(words):
        marks = [at for at, word in enumerate(words) if word in _MARKS and _next(words, at) not in _QUOTES]
        if marks:
            headline = link and _lists()["personal"].isdisjoint(words)
            return not headline and any(_waits(words, mark) for mark in marks)
    return SEARCHING in matches.by_group or _asks_somewhere(words) or _seeks(words)


_NO_WORDS = frozenset[str]()


@cache
def _lists() -> dict[str, frozenset[str]]:
    """The words of ``questions.txt`` by their names.

    "openers" are the words that a question may begin with, "preceding" what may stand before it, "seeking" those with
    which :func:`_seeks` begins.
    """
    lists: dict[str, frozenset[str]] = {}
    for line in (Path(__file__).parent / "lexicons" / "questions.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            name, _, words = line.partition(": ")
            lists[name] = lists.get(name, _NO_WORDS).union(words.split())
    lists["openers"] = lists["starting"].union(
        name.removeprefix("after ") for name in lists if name.startswith("after ")
    )
    lists["preceding"] = lists["calls"] | _PAUSES
    lists["seeking"] = lists["anyone"] | lists["wondering"] | {"any"}
    return lists


def _waits(words: Sequence[str], mark: int) -> bool:
    """Whether a question mark waits for an answer; "Another delay?!" only does if its words ask too."""
    lists = _lists()
    if _last_word(words, mark) in lists["exclaimed"]:
        return False
    exclaimed = "!" in (_next(words, mark), words[mark - 1])
    return not exclaimed or _asks_somewhere(words)


def _last_word(words: Sequence[str], mark: int) -> str:
    """The word before a question mark; other marks between them do not count."""
    while mark > 0 and not words[mark - 1].isalnum():
        mark -= 1
    return words[mark - 1] if mark else ""


def _next(words: Sequence[str], position: int) -> str:
    return words[position + 1] if position + 1 < len(words) else ""


def _asks_somewhere(words: Sequence[str]) -> bool:
    """Whether one of the sentences has the order of words of a question."""
    lists = _lists()
    preceding = lists["preceding"]
    for at in compress(count(), map(lists["openers"].__contains__, words)):
        if (not at or words[at - 1] in preceding) and _may_start(words, at) and _asks(words, at):
            return True
    return False


def _may_start(words: Sequence[str], at: int) -> bool:
    """Whether a sentence may start here: after a full stop or the brand's name, and after words of calling."""
    while at and words[at - 1] not in _PAUSES:
        at -= 1
        if words[at] not in _lists()["calls"]:
            return False
    return True


def _asks(words: Sequence[str], at: int) -> bool:
    """Whether a sentence that starts here has the order of words of a question."""
    lists = _lists()
    first, second, third = words[at], _next(words, at), _next(words, at + 1)
    if first not in lists["starting"]:
        asking = lists.get(f"after {first}", _NO_WORDS)
        return second in asking or (second == MASK and bool(asking) and third in lists["verbs"])
    if second == MASK or second in lists["persons"]:
        return first != "have" or second in lists["anyone"]
    if at > 0 and words[at - 1] == MASK:
        return _asks_about(first, words[at + 1 : at + 6])
    if first in lists["never_short"]:
        return second not in lists["no_subject"] or (second == "the" and third not in lists["no_thing"])
    if second not in lists["things"] or third in lists["superlatives"]:
        return False
    sure = first in lists["be"] or first in lists["modals"]
    return sure or not lists["base"].isdisjoint(words[at + 2 : at + 5])


def _asks_about(first: str, rest: Sequence[str]) -> bool:
    """Whether "Acme is the …" asks after all: it names a thing, and then says or does something with it."""
    lists = _lists()
    if len(rest) < 2 or rest[0] not in lists["things"] or rest[1] in lists["superlatives"]:  # noqa: PLR2004 - a thing has two words
        return False
    if first in ("has", "have", "had"):
        return False
    if first in lists["be"]:
        return (
            rest[0] == "it"
            or (rest[0] == "there" and rest[1] in lists["existing"])
            or not lists["predicates"].isdisjoint(rest[2:])
        )
    return not lists["base"].isdisjoint(rest[1:4])


def _seeks(words: Sequence[str]) -> bool:
    """Whether the post looks for somebody who knows, wherever in a sentence."""
    keys = _lists()["seeking"]
    return not keys.isdisjoint(words) and any(_seeks_at(words, at) for at, word in enumerate(words) if word in keys)


def _seeks_at(words: Sequence[str], at: int) -> bool:
    lists = _lists()
    following, before = _next(words, at), words[at - 1] if at else "."
    if words[at] == "any":
        return following in lists["sought"] and (before in _PAUSES or before in lists["calls"])
    if words[at] in lists["wondering"]:
        return following in lists["whether"]
    return following in lists["knowing"] and before not in ("if", "hope", "dont", "without", "not", "than", "for")
