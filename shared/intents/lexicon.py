"""The lexicons of cues: text files in ``shared/intents/lexicons``, one cue a line.

The first lines of ``themes.txt`` say how a line is read. All files become one
lexicon, made once and when it is first needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, takewhile
from pathlib import Path

from shared.intents.inflection import inflected
from shared.intents.phrase_index import Anchored, Phrase, Step, found
from shared.intents.phrase_rule import NUMBER, STOPS, STRONG, WEAK, Match, PhraseMatches, PhraseRule, apart, tokens_of

FOLDER = Path(__file__).with_name("lexicons")
FILES = ("lists.txt", "themes.txt", "intents.txt")
FIGURATIVE = "figurative"
"""The group of phrases that only look like cues: whatever lies within one counts for nothing else."""

_COMMON = """
0 one two a an the is are was were be been it its this that these they them their there i im my me we us our you
your u he she his her to for of in on at by with from and or but so not no never can could will would do does did dont
have has had get got just all now as if when what who how about out up one any some more very really still your too
why where been am i'll ive than then into after before again people want need like or . , ! ? : ( ) " -
"""
COMMON = frozenset(_COMMON.split())
"""Words of every other post: a phrase is looked for by another of its words, if it has one."""

_SPOKEN_IN_FIGURES = frozenset({"praising", "wanting"})
_SPECIAL: Mapping[str, Iterable[str]] = {"<n>": (NUMBER,), "<start>": STOPS}
_MARKS = ("?", "=")
_GAP, _COMMENT = "..", "--"


@dataclass(frozen=True, slots=True)
class PhraseLexicon:
    """Cues by their first words, and the numbers that are words in them."""

    known: Mapping[str, Anchored]
    numbers: frozenset[str]

    def read(self, text: str) -> PhraseMatches:
        """The tokens of a cleaned text and the cues in them.

        >>> read = phrase_lexicon().read
        >>> "safety" in read("It is on fire").by_group, "safety" in read("This phone is fire").by_group
        (True, False)
        """
        tokens = tokens_of(text, self.numbers)
        cues: dict[str, list[Match]] = {}
        for hit in found(tokens.words, self.known):
            cues.setdefault(hit.rule.group, []).append(hit)
        figures = cues.pop(FIGURATIVE, None)
        if figures is not None:
            cues = _without(cues, figures)
        return PhraseMatches(tokens, {group: apart(hits) for group, hits in cues.items()})


@cache
def phrase_lexicon() -> PhraseLexicon:
    """The lexicon that ships."""
    return parse_lexicon(line for name in FILES for line in (FOLDER / name).read_text("utf-8").splitlines())


def parse_lexicon(lines: Iterable[str]) -> PhraseLexicon:
    """The lexicon that these lines make.

    Raises:
        ValueError: a cue stands before the first ``[group]``, or names a list (``@name``) that is not there.

    >>> parse_lexicon(["[safety]", "caught|catch~ fire -- the usual words"]).read("It CAUGHT fire").by_group.keys()
    dict_keys(['safety'])
    """
    known: dict[str, Anchored] = {}
    lists: dict[str, frozenset[str]] = {}
    group, shared = "", list[str]()
    for line in lines:
        said = line.partition(_COMMENT)[0].split()
        if not said:
            continue
        if said[0].startswith("["):
            group, *shared = said[0].strip("[]"), *said[1:]
        elif said[0].startswith("@") and said[1:2] == ["="]:
            lists[said[0]] = _words("".join(said[2:]), lists)
        elif not group:
            raise ValueError(f"a cue stands before the first [group]: {line!r}")
        else:
            _add(known, [*shared, *said], group, lists)
    return PhraseLexicon(known, _numbers(known))


def _numbers(known: Mapping[str, Anchored]) -> frozenset[str]:
    """The numbers that cues name."""
    phrases = (phrase for anchored in known.values() for phrase in anchored.phrases)
    words = {word for phrase in phrases for step in (*phrase.behind, *phrase.ahead) for word in step.words}
    return frozenset(filter(str.isdigit, words | known.keys())) - {NUMBER}


def _without(cues: Mapping[str, list[Match]], figures: list[Match]) -> dict[str, list[Match]]:
    """The cues that lie within no figure of speech; praise and wishes may be said in figures."""
    kept = {}
    for group, hits in cues.items():
        plain = [hit for hit in hits if not any(f.first <= hit.first and hit.end <= f.end for f in figures)]
        if group in _SPOKEN_IN_FIGURES or plain:
            kept[group] = hits if group in _SPOKEN_IN_FIGURES else plain
    return kept


def _add(known: dict[str, Anchored], said: list[str], group: str, lists: Mapping[str, frozenset[str]]) -> None:
    """Add the cue of one line under each word of its anchor."""
    marks = list(takewhile(_MARKS.__contains__, said[:-1]))
    cue = PhraseRule(group, WEAK if "?" in marks else STRONG, steadfast="=" in marks)
    parts = [_GAP, *said[len(marks) :]]
    steps = [Step(_words(part, lists), apart=before == _GAP) for before, part in pairwise(parts) if part != _GAP]
    places = [place for place, step in enumerate(steps) if not step.words >= STOPS]
    anchor = next((place for place in places if COMMON.isdisjoint(steps[place].words)), places[0])
    gaps = [step.apart for step in steps[1 : anchor + 1]]
    behind = tuple(Step(step.words, gap) for step, gap in zip(steps, gaps, strict=False))[::-1]
    ahead = tuple(steps[anchor + 1 :])
    for word in steps[anchor].words:
        anchored = known.setdefault(word, Anchored())
        if behind or ahead:
            anchored.phrases.append(_phrase(cue, behind, ahead))
        else:
            anchored.alone.append(cue)


def _phrase(cue: PhraseRule, behind: tuple[Step, ...], ahead: tuple[Step, ...]) -> Phrase:
    """The phrase with what can be told at a glance."""
    if ahead and not ahead[0].apart:
        return Phrase(ahead[0].words, 1, cue, behind, ahead)
    if behind and not behind[0].apart:
        return Phrase(behind[0].words, -1, cue, behind, ahead)
    return Phrase((ahead or behind)[0].words, 0, cue, behind, ahead)


def _words(part: str, lists: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The words that one place of a phrase may hold."""
    return lists.get(part) or frozenset(form for word in part.split("|") for form in _forms(word, lists))


def _forms(word: str, lists: Mapping[str, frozenset[str]]) -> Iterable[str]:
    if word in _SPECIAL:
        return _SPECIAL[word]
    if word in lists:
        return lists[word]
    if word.startswith("@"):
        raise ValueError(f"there is no list {word!r}")
    if word.endswith("~"):
        return inflected(word.rstrip("~"), doubled=word.endswith("~~"))
    return (word,)
