"""The times that a sentence promises: what will be done by when. A time that is over, or that is only told, is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = (
    r"(?:\d+(?:[.,]\d+)?(?:\s*(?:-|–|to|or)\s*\d+)?|an?|half\san?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|"
    r"twenty|thirty|forty|sixty|(?:a\s)?(?:few|couple\sof|couple)|some|several)"
)
_UNIT = r"(?:(?:business|working|more|full)\s)?(?:min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?|months?|years?|seconds?)"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_DURATION = rf"\b{_NUMBER}\s{_UNIT}\b"
_POINT = rf"""
      \b\d{{1,2}}[:.]\d{{2}}(?:\s?(?:utc|gmt|cet|[ap]m))?\b
    | \b\d{{1,2}}\s?[ap]\.?m\b
    | \b\d{{1,2}}(?:[a-z]{{2}})?\s(?:of\s)?{_MONTH}\b | \b{_MONTH}\s\d{{1,2}}(?:[a-z]{{2}})?\b
    | \b\d{{4}}-\d\d-\d\d\b
    | \b(?:in|by|until|before|during)\s(?:early\s|late\s)?(?:{_MONTH}|spring|summer|autumn|fall|winter)\b
    | \b{_DAY}\b
    | \b(?:today|tonight|tomorrow(?:\s\w+)?|midnight|noon|lunchtime)\b
    | \b\d{{1,2}}\s?o'clock\b | \bovernight\b | \b(?:the\s)?same\s(?:day|night|week)\b | \bfirst\sthing\b
    | \b(?:before|by|until|over|after)\s(?:the\s)?(?:lunch|dinner|breakfast|dawn|weekend|holidays?
        |christmas|easter|new\syear)\b
    | \b(?:this|next|coming)\s(?:morning|afternoon|evening|night|week(?:end)?|month|year|quarter|{_DAY})\b
    | \bend\sof\s(?:the\s|this\s)?(?:day|week|month|year|business)\b
"""
_TIME = re.compile(rf"(?:{_DURATION})|(?:{_POINT})", re.IGNORECASE | re.VERBOSE)
_DEADLINE = re.compile(
    r"\b(?:by|within(?!\s+the\s+last)|until|no\s+later\s+than|not\s+later\s+than|in\s+(?:about|around|less\s+than|under)|in)"
    r"\s+(?:the\s+)?(?:next\s+)?$",
    re.IGNORECASE,
)
"""What stands right before a time that is a deadline, whatever the verb is."""

_SOON = re.compile(
    r"\b(?:asap|as\s+(?:soon|quickly|fast)\s+as\s+(?:possible|we\s+can)|shortly|any\s+(?:minute|moment)|before\s+long|"
    r"in\s+(?:no\s+time|a\s+(?:jiffy|moment|second|bit|while)|the\s+near\s+future|due\s+course)|"
    r"(?<!as\s)(?<!well\s)(?<!better\s)soon(?!er))\b",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(
    r"\b(?:right\s+away|immediately|straight\s+away|at\s+once|without\s+delay|promptly)\b", re.IGNORECASE
)
_AHEAD = re.compile(
    r"\b(?:will|shall|should|won't|going\s+to|(?:we|can|to)\s+expect|^expect|expect(?:ed|ing)|scheduled|due|"
    r"(?:aim|hop|plan|try)(?:n?ing|es?|s)?|promise[ds]?|guarantee[ds]?|allow|give\s+us|bear\s+with|hang\s+(?:on|tight|in)|"
    r"wait(?!ed|ing)|nearly|almost|only|just|at\s+most|no\s+more\s+than|be\s+(?:back|able)|call\s+you|"
    r"arrives?|comes?|delivers?|follows?|gets?|go(?:es)?\s+out|opens?|publish(?:es)?|repl(?:y|ies)|resumes?|returns?|"
    r"rolls?\s+out|runs?|sends?|ships?|starts?|takes?|(?:we|they|team)\s+answers?)\b|'ll\b|n't\s+take\b",
    re.IGNORECASE,
)
"""What says that the sentence speaks of what is still to come."""


def promised_times(sentence: str) -> Iterator[str]:
    """The words of the sentence that promise a time; apostrophes are plain ones.

    >>> list(promised_times("We'll have it fixed within 24 hours.")), list(promised_times("It was down from 14:05."))
    (['24 hours'], [])
    """
    yield from (found[0] for found in _SOON.finditer(sentence))
    ahead = _AHEAD.search(sentence) is not None
    if ahead:
        yield from (found[0] for found in _AT_ONCE.finditer(sentence))
    for found in _TIME.finditer(sentence):
        if ahead or _DEADLINE.search(sentence[: found.start()]):
            yield found[0]
