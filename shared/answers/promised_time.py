"""The times that a sentence promises: what will be done by when. A time that is over, or that is only told, is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = (
    r"(?:\d+(?:[.,]\d+)?(?:\s*(?:-|–|to|or)\s*\d+)?|an?|half\san?|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"twelve|half\s(?:an\s|another\s)?|another\shalf|fifteen|twenty|thirty|forty|forty-eight|sixty|(?:a\s)?(?:few|"
    r"couple\sof|couple|dozen)|some|several|another)"
)
_UNIT = (
    r"(?:(?:business|working|more|full|short)\s)?(?:min(?:ute)?s?|h(?:ou)?rs?|days?|nights?|weeks?|weekends?|"
    r"fortnights?|months?|quarters?|years?|seconds?)"
)
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|"
    r"jul|aug|sept?|oct|nov|dec)"
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
    | \b(?:end|close|start|beginning|middle)\sof\s(?:the\s|this\s|next\s)?(?:day|play|week|month|year|quarter
        |business)\b
    | \bin\sthe\s(?:early\s|late\s)?(?:morning|afternoon|evening)\b | \bbetween\s\d{{1,2}}(?::\d\d)?\sand\s\d{{1,2}}\b
    | \bthe\sday\safter\b | \bthe\s\d{{1,2}}[a-z]{{2}}\b | \b(?:quarter|half)\s(?:past|to)\s\w+\b
        | \bin\sthe\scourse\sof\sthe\s\w+\b
    | \bat\s(?:dawn|sunrise|sunset|dusk|nightfall|daybreak|first\slight)\b
    | \b(?:come|till|until|by)\s(?:the\s)?(?:weekend|easter|christmas|new\syear|holidays) | \b\w+\s(?:more\s)?sleeps\b
    | \b(?:past|ahead\sof|in\stime\sfor|before|by|over|until)\s(?:the\s)?(?:\w+\s)?(?:holidays?|weekend
        |christmas|easter|summer|winter|spring|autumn)\b
    | \bby\sthen\b | \b(?:by|before)\sthe\s(?:\w+\s)?(?:game|show|match|season|term|school|work|flight)s?\b
"""
_TIME = re.compile(rf"(?:{_DURATION})|(?:{_POINT})", re.IGNORECASE | re.VERBOSE)
_DEADLINE = re.compile(
    r"\b(?:by|within(?!\s+the\s+last)|until|no\s+later\s+than|not\s+later\s+than|as\s+of|starting|effective|"
    r"in\s+(?:about|around|less\s+than|under)|in)"
    r"\s+(?:the\s+)?(?:next\s+)?$",
    re.IGNORECASE,
)
"""What stands right before a time that is a deadline, whatever the verb is."""

_SOON = re.compile(
    rf"\b(?:(?:minutes|hours|days|weeks|moments|seconds|{_DURATION})\s(?:away|from\s(?:now|today)|at\s(?:most|"
    rf"the\s(?:most|latest)))|"
    r"within\s(?:the|an?)\s(?:next\s)?(?:minute|hour|day|week|fortnight|month|year)|(?:momentarily|imminently)|"
    r"any\s(?:second|day|time)\s?now|around\sthe\scorner|(?:will|'ll|shall|going\sto|again|"
    r"back)\b[^.;:]*\bbefore\syou\b|before\syou\sknow|in\sa\s(?:flash|heartbeat|blink)|at\s(?:the|our|your)\searliest|"
    r"by\sthe\stime\syou|(?:won't|will\snot|not)\sbe\s(?:long|much\slonger)|in\stime\sfor)\b|\b(?:asap|as\s+(?:soon|"
    r"quickly|fast)\s+as\s+(?:possible|we\s+can)|shortly|any\s+(?:minute|moment)|before\s+long|in\s+(?:no\s+time|"
    r"a\s+(?:jiffy|moment|second|bit|while)|the\s+near\s+future|due\s+course)|"
    r"(?<!as\s)(?<!well\s)(?<!better\s)soon(?!er))\b",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(
    r"\b(?:right\s+away|immediately|straight\s+away|at\s+once|without\s+delay|promptly)\b", re.IGNORECASE
)
_AHEAD = re.compile(
    r"\b(?:will|shall|should|won't|going\s+to|(?:we|can|to)\s+expect|^expect|expect(?:ed|ing)|scheduled|due|(?:aim|"
    r"hop|plan|try)(?:n?ing|es?|s)?|promise[ds]?|guarantee[ds]?|allow|give\s+(?:us|it)|bear\s+with|hang\s+(?:on|tight|"
    r"in)|wait(?!ed|ing)|(?:look|watch)\sout\sfor|keep\san\seye|count\son|reckon|estimate|nearly|almost|only|just|"
    r"at\s+most|no\s+more\s+than|be\s+(?:back|able)|call\s+you|arrives?|comes?|delivers?|follows?|gets?|"
    r"go(?:es)?\s+out|opens?|publish(?:es)?|repl(?:y|ies)|resumes?|returns?|"
    r"rolls?\s+out|runs?|sends?|ships?|starts?|takes?|(?:we|they|team)\s+answers?)\b|'ll\b|n't\s+take\b",
    re.IGNORECASE,
)
"""What says that the sentence speaks of what is still to come."""


_PAST = re.compile(
    r"\b(?:was|were|had|did|didn't|wasn't|weren't|has|have|ago|last|yesterday|already|began|came|went|said|saw|heard|"
    r"bought|"
    r"wrote|sent|got|broke|found|made|took|became|read|told|gave|left|knew|stood|\w{3,}ed)\b",
    re.IGNORECASE,
)
"""What says that the sentence tells of what is over."""

_NOT_AHEAD = re.compile(
    rf"(?:{_DURATION})|today\b|tonight\b|(?:the\s)?same\s|this\s(?:morning|week\b|month|year|quarter)", re.IGNORECASE
)
"""A time that is a promise only where the sentence speaks of what is still to come: how long, or by now."""

_FOR_YOU = re.compile(r"\?\s*$|\bplease\b|^\s*(?:if|do\snot|don't|when)\b|\byou\s(?:can|may|could)\b", re.IGNORECASE)
"""What asks something of the person, or leaves it to them."""

_HOURS = re.compile(
    rf"\b{_DAY}s?\s(?:to|through|till|until|and|-|–)\s{_DAY}s?\b|\b\d+\s(?:hours|days)\sa\s(?:day|week)\b|"
    rf"\bevery\s\w+\b",
    re.IGNORECASE,
)
"""What is so always, such as opening hours, is no promise."""


def promised_times(sentence: str) -> Iterator[str]:
    """The words of the sentence that promise a time; apostrophes are plain ones.

    >>> list(promised_times("We'll have it fixed within 24 hours.")), list(promised_times("It was down from 14:05."))
    (['24 hours'], [])
    """
    sentence = _HOURS.sub("", sentence)
    yield from (found[0] for found in _SOON.finditer(sentence))
    ahead = _AHEAD.search(sentence) is not None
    told = _PAST.search(sentence) is not None or _FOR_YOU.search(sentence) is not None
    if ahead:
        yield from (found[0] for found in _AT_ONCE.finditer(sentence))
    for found in _TIME.finditer(sentence):
        if ahead or not (told or _NOT_AHEAD.match(found[0])) or _DEADLINE.search(sentence[: found.start()]):
            yield found[0]
