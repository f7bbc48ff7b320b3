"""The phrase lexicon: a cleaned text in, the phrases of each theme and intent group in it out.

Its rules stand in the text files of ``shared/intents/lexicons``, one rule a line. All
files are read into one lexicon, on first use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from shared.intents.lexicon_parser import parse_rules
from shared.intents.phrase_index import PhraseIndex
from shared.intents.phrase_rule import NUMBER, Match, PhraseMatches, Tokens, tokenise, without_overlaps

FOLDER = Path(__file__).with_name("lexicons")
FILES = ("lists.txt", "themes.txt", "intents.txt")

FIGURATIVE = "figurative"
"""The group of figures of speech: another match within one of these does not count."""

_OFTEN_FIGURATIVE = frozenset({"praising", "wanting"})
"""Groups that count within figures of speech as well."""


class PhraseLexicon(NamedTuple):
    """Rules by their key words, and the numbers that they name."""

    rules: PhraseIndex
    numbers: frozenset[str]

    def match(self, text: str) -> PhraseMatches:
        """The tokens of a cleaned text and the rules that match in it.

        >>> match = phrase_lexicon().match
        >>> "safety" in match("It is on fire").by_group, "safety" in match("This phone is fire").by_group
        (True, False)
        """
        return self.match_all([text])[0]

    def match_all(self, texts: Iterable[str]) -> list[PhraseMatches]:
        """The same for many texts, step by step."""
        tokens = [tokenise(text, self.numbers) for text in texts]
        found = [self.rules.find(some.normalised) for some in tokens]
        return list(map(_grouped, tokens, found))


@cache
def phrase_lexicon() -> PhraseLexicon:
    """The lexicon of all files."""
    return parse_lexicon(line for name in FILES for line in (FOLDER / name).read_text("utf-8").splitlines())


def parse_lexicon(lines: Iterable[str]) -> PhraseLexicon:
    """The lexicon with the rules in these lines.

    Raises:
        ValueError: a line cannot be read (:func:`shared.intents.lexicon_parser.parse_rules`).

    >>> parse_lexicon(["[safety]", "caught fire"]).match("It CAUGHT fire").by_group.keys()
    dict_keys(['safety'])
    """
    index = PhraseIndex()
    for rule, steps in parse_rules(lines):
        index.add(rule, steps)
    return PhraseLexicon(index, frozenset(filter(str.isdigit, index.words())) - {NUMBER})


def _grouped(tokens: Tokens, found: list[Match]) -> PhraseMatches:
    by_group: dict[str, list[Match]] = {}
    for match in found:
        by_group.setdefault(match[0][0], []).append(match)
    figures = by_group.pop(FIGURATIVE, None)
    if figures is not None:
        by_group = _literal(by_group, figures)
    weights = dict[str, int]()
    for group, some in by_group.items():
        if len(some) == 1:
            weights[group] = some[0][0][1]
        else:
            by_group[group] = kept = without_overlaps(some)
            weights[group] = sum([match[0][1] for match in kept])
    return PhraseMatches(tokens, by_group, weights)


def _literal(by_group: Mapping[str, list[Match]], figures: list[Match]) -> dict[str, list[Match]]:
    """The matches that lie within no figure of speech."""
    kept = {}
    for group, matches in by_group.items():
        literal = [m for m in matches if not any(f.first <= m.first and m.end <= f.end for f in figures)]
        if group in _OFTEN_FIGURATIVE or literal:
            kept[group] = matches if group in _OFTEN_FIGURATIVE else literal
    return kept
