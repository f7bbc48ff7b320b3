"""The lexicons of cues: text files in ``shared/cues``, one cue a line.

The first lines of ``themes.txt`` say how a line is read. All files become one
lexicon, made once and when it is first needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, takewhile
from pathlib import Path

from shared.cue import NUMBER, STRONG, WEAK, Beginnings, Cue, Hit, Phrase, Step, Tokens, found, tokens_of
from shared.inflection import inflected

FOLDER = Path(__file__).with_name("cues")
FILES = ("lists.txt", "themes.txt", "intents.txt")
FIGURATIVE = "figurative"
"""The group of phrases that only look like cues: whatever lies within one counts for nothing else."""

_MARKS = ("?", "=")
_GAP, _COMMENT = "..", "--"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Cues by their first words, and the numbers that are words in them."""

    known: Mapping[str, Beginnings]
    numbers: frozenset[str]

    def read(self, text: str) -> tuple[Tokens, list[Hit]]:
        """The tokens of a cleaned text and the cues in them.

        >>> tokens, hits = lexicon().read("This phone is fire")
        >>> [(tokens.said(hit), hit.cue.group) for hit in hits if hit.cue.group == "safety"]
        []
        """
        tokens = tokens_of(text, self.numbers)
        hits = found(tokens.words, self.known)
        figures = [hit for hit in hits if hit.cue.group == FIGURATIVE]
        if figures:
            hits = [hit for hit in hits if not any(f.first <= hit.first and hit.end <= f.end for f in figures)]
        return tokens, hits


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships."""
    return lexicon_of(line for name in FILES for line in (FOLDER / name).read_text("utf-8").splitlines())


def lexicon_of(lines: Iterable[str]) -> Lexicon:
    """The lexicon that these lines make.

    Raises:
        ValueError: a cue stands before the first ``[group]``, or names a list (``@name``) that is not there.

    >>> lexicon_of(["[safety]", "caught|catch~ fire -- the usual words"]).read("It CAUGHT fire")[1][0].cue.group
    'safety'
    """
    known: dict[str, Beginnings] = {}
    lists: dict[str, frozenset[str]] = {}
    group = ""
    for line in lines:
        said = line.partition(_COMMENT)[0].split()
        if not said:
            continue
        if said[0].startswith("["):
            group = said[0].strip("[]")
        elif said[0].startswith("@") and said[1:2] == ["="]:
            lists[said[0]] = _words("".join(said[2:]), lists)
        elif not group:
            raise ValueError(f"a cue stands before the first [group]: {line!r}")
        else:
            _add(known, said, group, lists)
    return Lexicon(known, frozenset(filter(str.isdigit, known)) - {NUMBER})


def _add(known: dict[str, Beginnings], said: list[str], group: str, lists: Mapping[str, frozenset[str]]) -> None:
    """Add the cue of one line under each of its first words."""
    marks = list(takewhile(_MARKS.__contains__, said[:-1]))
    cue = Cue(group, WEAK if "?" in marks else STRONG, steadfast="=" in marks)
    first, *rest = said[len(marks) :]
    steps = tuple(
        Step(_words(part, lists), apart=before == _GAP) for before, part in pairwise([first, *rest]) if part != _GAP
    )
    for word in _words(first, lists):
        begun = known.setdefault(word, Beginnings())
        if not steps:
            begun.alone.append(cue)
        elif steps[0].apart:
            begun.apart.append(Phrase(cue, steps))
        else:
            for after in steps[0].words:
                begun.by_next.setdefault(after, []).append(Phrase(cue, steps[1:]))


def _words(part: str, lists: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The words that one place of a phrase may hold."""
    return lists.get(part) or frozenset(form for word in part.split("|") for form in _forms(word, lists))


def _forms(word: str, lists: Mapping[str, frozenset[str]]) -> Iterable[str]:
    if word == "<n>":
        return (NUMBER,)
    if word in lists:
        return lists[word]
    if word.startswith("@"):
        raise ValueError(f"there is no list {word!r}")
    if word.endswith("~"):
        return inflected(word.rstrip("~"), doubled=word.endswith("~~"))
    return (word,)
