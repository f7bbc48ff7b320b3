"""The features of a sentence that the classifier of answers reads: its words, their kinds, and which lists have them.

Times, figures and addresses are masked, and words stand beside their kind (who, what was done), so that what was
learnt from one sentence holds for others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import combinations, pairwise

from shared.answers.rules.sentences import PLACE, QUOTE, Sentence
from shared.answers.rules.time_expressions import TimeKind, times_in
from shared.answers.rules.vocabulary import list_of, word_of

LISTS = (
    "guilt",
    "harm",
    "undone",
    "future",
    "event",
    "past",
    "denied",
    "to you",
    "open",
    "always",
    "outsider",
    "benign",
    "privately",
    "asks",
    "private",
    "here",
    "role",
    "fault",
    "rhetorical",
    "wait for us",
    "irregular",
    "question",
    "in public",
    "not asked",
)
"""The lists of words of which a feature says that the sentence has one."""

MANY = 3
"""So many capitalised words are many."""

_CAPITAL = re.compile(r"(?<![\w@#./-])[A-ZÀ-Þ][\w'’-]*[a-zà-ÿ][\w'’-]*")
_BEGINS = re.compile(r"[.!?:\n“\"]\s*$")
_LAST, _NEXT = re.compile(r"(?:[\w'-]+|[^\w\s])\s*$"), re.compile(r"\s*(?:[a-z'-]+|[^\w\s])")
_MASKS = {TimeKind.SOON: "SOON", TimeKind.POINT: "POINT", TimeKind.LENGTH: "LENGTH"}
_WHO = {
    **dict.fromkeys(("we", "i"), "WE"),
    **dict.fromkeys(("our", "my"), "OUR"),
    **dict.fromkeys(("he", "she", "they"), "THEY"),
    "you": "YOU",
    "your": "YOUR",
    PLACE: "PLACE",
    QUOTE: "QUOTE",
}
_PAIRED = frozenset(
    {"WE", "YOU", "WHO", "PAST", "OUR", "YOUR", "THEY", "SOON", "POINT", "LENGTH", "FIGURE", "PLACE", "?"}
)
"""The kinds that also make features together with others and with lists."""

_STEM = 5
"""Letters by which the forms of a word are alike."""

_ENDING = 5
"""Letters from which a word that ends in -ed counts as a past form."""


def features_of(sentence: Sentence) -> list[str]:
    """The features, each once, in order.

    >>> from shared.answers.rules.sentences import sentence_of
    >>> names = features_of(sentence_of("We lost it."))
    >>> [name for name in names if name.startswith("in:") and "&" not in name]
    ['in:harm', 'in:irregular', 'in:past']
    >>> [name for name in names if name.startswith("c:WE&")]
    ['c:WE&in:harm', 'c:WE&in:irregular', 'c:WE&in:past']
    >>> [name for name in features_of(sentence_of("We paid Ada Osei.")) if name.startswith("n:")]
    ['n:few', 'n:full', 'n:full .', 'n:paid full']
    """
    return sorted({*_features(sentence), *_names(sentence.text)})


def tokens_of(sentence: Sentence) -> list[str]:
    """The tokens of the plain form between marks for beginning and end, with times and figures masked."""
    masked, end = "", 0
    for time in times_in(sentence):
        masked += f"{sentence.plain[end : time.start]} {_MASKS[time.kind]} "
        end = time.end
    tokens = (masked + sentence.plain[end:]).split()
    return ["^", *("FIGURE" if token[0].isdigit() else token for token in tokens), "$"]


def _features(sentence: Sentence) -> Iterator[str]:
    tokens = tokens_of(sentence)
    kinds = [_kind(token) for token in tokens]
    for token, kind in zip(tokens, kinds, strict=True):
        if token.isalpha() or token in {"^", "$", "?", "!"}:
            yield f"w:{token}"
            yield f"c:{kind}"
    stems = [token[:_STEM] for token in tokens]
    yield from (f"s:{stem}" for stem in stems)
    yield from (f"s:{stem} {after}" for stem, after in pairwise(stems))
    for (token, after), (kind, next_kind) in zip(pairwise(tokens), pairwise(kinds), strict=True):
        yield f"b:{token} {after}"
        yield f"b:{kind} {next_kind}"
    lists = [name for name in LISTS if word_of(name).search(sentence.plain)]
    yield from (f"in:{name}" for name in lists)
    marked = sorted({*(f"in:{name}" for name in lists), *(f"c:{kind}" for kind in kinds if kind in _PAIRED)})
    yield from (f"{one}&{other}" for one, other in combinations(marked, 2))


def _names(text: str) -> Iterator[str]:
    """How many capitalised words stand inside the sentence, and what stands beside two that look like a full name."""
    found = [each for each in _CAPITAL.finditer(text) if each[0] not in _no_names()]
    inside = [each for each in found if each.start() and not _BEGINS.search(text[: each.start()])]
    if inside:
        yield "n:few" if len(inside) < MANY else "n:many"
    for one, other in pairwise(found):
        if text[one.end() : other.start()] != " " or word_of("street name").fullmatch(other[0]):
            continue
        yield "n:full"
        before, after = _LAST.search(text[: one.start()]), _NEXT.match(text[other.end() :])
        yield f"n:{before[0].strip().casefold() if before else '^'} full"
        yield f"n:full {after[0].strip() if after else '$'}"


@cache
def _no_names() -> frozenset[str]:
    return frozenset(word.rstrip("?") for word in list_of("nobody"))


@lru_cache(maxsize=4096)
def _kind(token: str) -> str:
    if token in _WHO:
        return _WHO[token]
    if word_of("role").fullmatch(token):
        return "WHO"
    if word_of("irregular").fullmatch(token) or (len(token) >= _ENDING and token.endswith("ed")):
        return "PAST"
    return token
