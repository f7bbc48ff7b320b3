"""The features of a sentence that the classifier of answers reads: its words, their kinds, and which lists have them.

Times, figures and addresses are masked, and words stand beside their kind (who, what was done), so that what was
learnt from one sentence holds for others.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, pairwise

from shared.answers.rules.sentences import PLACE, QUOTE, Sentence
from shared.answers.rules.time_expressions import TimeKind, times_in
from shared.answers.rules.vocabulary import word_of

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
    """
    return sorted(set(_features(sentence)))


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
    for (token, after), (kind, next_kind) in zip(pairwise(tokens), pairwise(kinds), strict=True):
        yield f"b:{token} {after}"
        yield f"b:{kind} {next_kind}"
    lists = [name for name in LISTS if word_of(name).search(sentence.plain)]
    yield from (f"in:{name}" for name in lists)
    marked = sorted({*(f"in:{name}" for name in lists), *(f"c:{kind}" for kind in kinds if kind in _PAIRED)})
    yield from (f"{one}&{other}" for one, other in combinations(marked, 2))


@lru_cache(maxsize=4096)
def _kind(token: str) -> str:
    if token in _WHO:
        return _WHO[token]
    if word_of("role").fullmatch(token):
        return "WHO"
    if word_of("irregular").fullmatch(token) or (len(token) >= _ENDING and token.endswith("ed")):
        return "PAST"
    return token
