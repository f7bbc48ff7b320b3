"""The words of a sentence that admit blame or assign it. To ask whose fault it was, or not to know, is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WRONG = r"(?:fault|mistake|error|negligence|carelessness|failure|failings?|oversight|incompetence)"
_US = r"\b(?:we|i)(?:'ve|\s+have)?\s+(?:\w+ly\s+)?"
_BLAME = re.compile(
    rf"""
      \b(?:our|my)\s(?:own\s)?(?:\w+\s)?{_WRONG}s?\b
    | \b{_WRONG}\s(?:was|is|lies?)\s(?:ours|mine|with\s\w+)\b
    | {_US}(?:messed\sup|screwed\sup|failed|dropped\sthe\sball|let\s\w+\sdown|
        (?:made|make)\s(?:an?\s)?(?:\w+\s)?{_WRONG}s?
        |broke\sthe\slaw|caused|overlooked|neglected|(?:was|were|are)\swrong|got\s(?:it|this|that)\swrong|admit|confess
        |(?:are|am|were)\s(?:\w+\s)?(?:responsible|liable|to\sblame|guilty)
        |(?:take|accept|bear)\s(?:\w+\s)?(?:responsibility|blame)
        |should(?:n't|\snot)?\shave|could\shave\sprevented|did\snot\sact|didn't\sact|own\s(?:that|this|it|up)|hid|ignored|knew\sabout)\b
    | \b(?:that|this|it)(?:'s|\sis|\swas)\s(?:all\s)?on\sus\b
    | \b(?:human|driver|pilot|operator)\s(?:error|mistake)\b
    | \bshould(?:n't|\snot)\shave\s(?:left|happened|passed|been\ssold)\b
    | \btests?\swere\sskipped\b
    | \b(?:\w+'s?|his|her|their|your)\s(?:own\s)?fault\b
    | \b(?:is|are|was|were)\sto\sblame\b | \bblame\s(?:the|our|your|them|him|her)\b
    | \ba\s(?:mistake|fault|error)\s(?:by|of)\b
    | \b(?:made|makes)\san?\s(?:\w+\s)?(?:mistake|error)\b
    | \bcaused\sby\b | \bcaused\s(?:this|that|the|your|it|all)\b
    | \bbecause\s(?:our|we|they|he|she|you|of\s(?:our|your|their|his|her|poor|bad|\w+\s(?:error|mistake|failure)))\b
    | \b(?:due|down|thanks)\sto\s(?:an?|the|our|your|their|poor|bad)\b
    | \b(?:our|the|an?|their)\s(?:contractor|supplier|courier|driver|pilot|bank|partner|operator
        |vendor|manufacturer|airport|staff|colleague|employee|engineers?|authorit(?:y|ies))s?
        \s(?:cut|broke|damaged|failed|forgot|ignored|lost|caused|overlooked)\b
    | \byou\s(?:must\shave|should(?:n't|\snot)?\shave|caused|misused|used\sit\swrong|ignored|overlooked|broke)\b
    | \bif\syou\shad(?:n't|\snot)?\s\w+
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OPEN = re.compile(
    r"\b(?:whose|who\s(?:is|was)\s(?:responsible|to\sblame)|(?:not|n't|yet)\s(?:yet\s)?(?:know|see|say|speak|tell)|unknown|unclear|"
    r"(?:being|is|are)\s(?:examined|investigated|checked)|investigat\w+|find\sout)\b",
    re.IGNORECASE,
)
"""What says that the question of blame is open."""


def blaming_words(sentence: str) -> Iterator[str]:
    """The words that blame somebody; apostrophes are plain ones.

    >>> list(blaming_words("Sorry, this was our fault.")), list(blaming_words("Whose fault it was is not clear."))
    (['our fault'], [])
    """
    if not _OPEN.search(sentence):
        yield from (found[0] for found in _BLAME.finditer(sentence))
