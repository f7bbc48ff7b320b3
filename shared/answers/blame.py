"""The words of a sentence that admit blame or assign it. To ask whose fault it was, or not to know, is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from shared.answers.wrongdoing import DONE_WRONG, GUILTY, JUDGED, NOT_BLAMED, OTHERS, POOR, WHOSE, WRONG

_OURS = (
    rf"(?:make|made) (?:an? )?(?:\w+ )?{WRONG}",
    r"(?:was|were|are) wrong",
    r"(?:are|am|were) (?:\w+ )?(?:responsible|to blame)",
    r"(?:was|were) (?:far |much |simply )?too (?:slow|late|quick|greedy|confident|lenient)",
    r"(?:acted|reacted|answered|responded|noticed|moved) (?:\w+ )?(?:too (?:late|slow(?:ly)?)|late)",
    r"(?:take|accept|bear) (?:\w+ )?(?:responsibility|blame)",
    r"(?:should(?:n't| not| never)?|ought to|could) have",
    rf"(?:did not|didn't) (?:\w+ly |even )?(?!{NOT_BLAMED}\b)\w+",
    r"\w+(?:ed|t|d|e) (?:\w+ ){1,4}without (?:\w+ing|an?|any|the)",
    rf"(?:were|was|are|have been|had been|(?:have been )?\w+(?:ed|ing)) (?:\w+ ){{0,3}}?{JUDGED}",
    r"own (?:that|this|it|up|the)",
    r"(?:admit|confess)",
    r"knew (?:about|of|that|the|it|all|for)",
    r"hold (?:up )?our hands",
)
"""What "we" and "I" must not say."""

_DOER = (
    rf"(?:(?:we|i)(?:'ve)?|(?:{WHOSE}|an?|some|one of (?:our|the)) (?:[\w-]+ ){{0,3}}?{OTHERS}"
    r"(?: of ours| in| at| on| from| who| that| which)?(?: \w+){0,3}?|(?:somebody|someone|some people|they|he|she|the "
    r"ones? (?:who|that))(?: (?:in|at|on|from)(?: \w+){1,3})?)"
)
"""Who is said to have done something."""

_ANYBODY = (
    rf"{_DOER} (?:has |have |had )?(?:\w+ly |just |also |all )?{DONE_WRONG}",
    rf"(?:{WHOSE}|an?|some) (?:[\w-]+ ){{0,3}}?{OTHERS} (?:\w+ ){{0,3}}?(?:cut|left)",
    rf"(?:our|my) (?:own )?(?:\w+ )?{WRONG}",
    rf"{WRONG} (?:was|is|lies?) (?:ours|mine|with \w+)",
    rf"{WRONG} (?:of (?:ours|mine)|(?:on|by|at) {WHOSE} (?:part|side|end|team|staff))",
    rf"(?:problem|issue|{WRONG}) (?:is|was|lies?) (?:on|with) {WHOSE}",
    r"(?:that|this|it)(?:'s| is| was) (?:all )?on us",
    r"(?:(?:our|my) bad|mea culpa|no excuses?|at fault)",
    r"(?:\w+'s?|his|her|their|your) (?:own )?(?:fault|doing)",
    rf"(?:human|driver|pilot|operator|user|clerical) {WRONG}",
    rf"an? (?:\w+ )?(?:mistake|fault|error|blunder|mix-?up) (?:by|of|at|in) (?:ours|mine|{WHOSE}|an?|one|some\w+)",
    rf"(?:make|made|makes) an? (?:\w+ )?{WRONG}",
    r"(?:is|are|was|were) to blame",
    r"(?:blame (?:the|our|your|them|him|her|it on)|(?:the|all|any|our|some) (?:\w+ )?blame)",
    r"(?:forgot|failed|neglected|omitted|refused) to",
    rf"(?:was|were|is|are|be|been) (?:\w+ )?{GUILTY}",
    r"(?:he|she|they) (?:was|were) (?:\w+ )?wrong",
    r"should(?:n't| not| never) have (?:left|happened|passed|been|gone|come|reached|slipped)",
    r"(?:it|that|this|they|he|she|the \w+|that \w+) should(?:n't| not| never) have \w+",
    r"could have been (?:avoided|prevented|stopped|spotted)",
    (
        rf"(?:he|she|they|(?:{WHOSE}|an?) (?:\w+ ){{0,2}}?\w+|some(?:body|one)|nobody) (?:did not|didn't) (?:\w+ly |"
        rf"even )?(?!{NOT_BLAMED}\b)\w+"
    ),
    (
        r"(?:it|this|that|one|some|something|they) (?:simply |just )?(?:slipped|got|went|fell) (?:through|past|by|"
        r"unnoticed)"
    ),
    r"(?:it|that)(?:'s| is| was) (?:the |our |their |his |her )?[\w']+(?: \w+)? (?:job|duty|responsibility)",
    r"(?:his|her|their|its|our) jobs? (?:badly|poorly)",
    r"(?:an?|our|their|the|your) (?:ex|former)[- ]\w+ (?:\w+ )?\w+ed",
    r"(?:tests?|checks?|warnings?|alarms?|reports?|complaints?) (?:was|were) (?:skipped|ignored|missed|overlooked)",
    r"did (?:it|that|this) on purpose",
    r"\w+(?:ed|t|ld|ave) (?:\w+ ){0,3}?(?:the|an?) wrong",
    (
        rf"(?:not|n't|never|below|far from) (?:up to (?:scratch|standard|par|the (?:mark|job|task))|do(?:ne|ing)? "
        rf"{WHOSE} jobs?)"
    ),
    (
        rf"{POOR} (?:\w+ )?(?:judgement|judgment|workmanship|planning|training|maintenance|decisions?|security|"
        r"supervision|wiring|handling|communication|hygiene|design|practice|choice)"
    ),
    r"lack of (?:care|training|attention|oversight|maintenance|planning|checks|judgement|judgment)",
    r"(?:was|were|been) (?:fired|sacked|let go|suspended|disciplined)",
    r"(?:paid|pay|paying) the price",
    (
        r"(?:greed|negligence|recklessness|cheaper (?:not )?to|to save (?:money|costs?|time)|short of staff|"
        r"under-?staffed|short-?staffed|corners were cut)"
    ),
    (
        rf"(?:{WHOSE}|an?) (?:\w+ ){{1,5}}?(?:behaved|(?:re)?acted|responded|performed|treated(?: \w+){{1,3}}?|was|"
        rf"were) (?:\w+ )?{JUDGED}"
    ),
    (
        r"(?<!if )(?:nobody|no one|none of (?:us|them|our \w+)) (?:\w+ ){0,2}?(?:checked|looked|noticed|told|warned|"
        r"thought|listened|cared|tested|asked|stopped|acted|reacted|bothered|inspected)"
    ),
    (
        r"(?:whoever \w+(?:ed|d|t)|(?:those who|the (?:people|person|ones?|team|man|woman) (?:who|that)) (?:\w+ "
        r")?(?:approved|decided|designed|built|signed|made|wrote|did|let|left|chose|ordered|planned))"
    ),
    r"(?:through|by|from|with) an? (?:\w+ )?(?:bug|fault|flaw|defect|glitch|error|mistake|leak|slip)",
    (
        rf"(?:was|were|been|got) (?:\w+ly )?\w+(?:ed|en|wn|ft|ost|ut|oke)(?: (?:off|out|up|down|open|on))? by "
        rf"(?:(?:{WHOSE}|an?|one of) (?:\w+ )?{OTHERS}|some(?:body|one)|us|them|him|her)"
    ),
    (
        r"(?:direct|take|address) (?:your|that|this|it) (?:\w+ )?(?:anger |complaint )?(?:to|at|up with) (?:them|him|"
        r"her)"
    ),
)
"""What must be said of nobody."""

_CAUSES = (
    r"(?:caused|triggered|brought about) by",
    r"caused (?:this|that|the|your|it|all)",
    r"because (?:our|we|they|he|she|some(?:body|one)|you(?! (?:ask|want|need|wrote|told|are|were)))",
    rf"because of (?:our|your|their|his|her|{POOR}|\w+ {WRONG})",
    r"(?:happened|occurred|broke|failed) (?:\w+ )?because",
    rf"(?:due|down) to (?:an?|one|some|the|our|your|their|{POOR})",
    (
        rf"(?:as a result of|(?:stems?|stemmed|resulted|results) from|traced? (?:it |this )?(?:back )?to) (?:an?|our|"
        rf"their|your|{POOR}|human)"
    ),
    r"(?:that|this|which)(?:'s| is| was) (?:exactly )?(?:why|what (?:\w+ed|broke|set|made|led|let|blew))",
    r"the (?:reason|cause) (?:is|was) (?!not|still|un)\w+",
)
"""Who names a cause says who is to blame."""

_YOURS = (
    r"you (?:must have|should(?:n't| not)? have|ought to have|caused|misused|used it wrong|ignored|overlooked|broke)",
    r"you (?:were|are) \w+ing (?:it )?(?:too|without|wrong|while)",
    r"you (?:did not|didn't|never|failed to|forgot to) (?:follow|read|keep|heed|listen|check|pay|set|update|charge)",
    r"you (?:left|kept|let|put) (?:\w+ ){1,4}?(?:open|on|unlocked|unattended|running|outside|alone)",
    (
        r"you (?:\w+ed|put|left|kept|set|chose|took|ran|let) (?:\w+ ){0,4}?(?:wrong(?:ly)?|incorrectly|yourself|"
        r"upside|too (?:long|hard|much|late|fast)|against (?:the|our))"
    ),
    r"you (?:ought to|need to|have to) (?:read|learn|know|think|be more|pay more)",
    r"your own (?:choice|decision|risk|carelessness|negligence)",
    rf"if (?:you|we|he|she|they|it|(?:{WHOSE}|an?) (?:\w+ )?\w+|some(?:body|one)|anyone) had(?:n't| not)? \w+",
    (
        r"had (?:you|we|he|she|they|(?:our|the|your) (?:\w+ )?\w+) (?:not )?(?:been|\w+ed|read|kept|told|known|done|"
        r"taken|paid)"
    ),
)
"""What you did, and what would not have happened if somebody had done otherwise."""


@cache
def _blame() -> re.Pattern[str]:
    """All of it, compiled with the first draft: that takes longer than to load the rest of the rules."""
    ours, others = "|".join(_OURS), "|".join((*_ANYBODY, *_CAUSES, *_YOURS))
    return re.compile(
        rf"\b(?:(?:we|i)(?:'ve| have| had)? (?:\w+ly |just |also |all )?(?:{ours})|{others})\b", re.IGNORECASE
    )


_OPEN = re.compile(
    r"\b(?:whose|whether|who (?:is|was) (?:responsible|to blame)|what (?:has )?caused|(?:not|n't|yet) (?:yet "
    r")?(?:know|see|say|speak|tell|clear|certain)|unknown|unclear|(?:being|is|are) (?:examined|investigated|checked)|"
    r"investigat\w+|"
    r"look(?:ed|ing)? into|(?:find|found) out)\b",
    re.IGNORECASE,
)
"""What says that the question of blame is open."""

_CONDITION = re.compile(r"\bif (?!(?:\w+ ){1,4}?had\b)[^,;]*", re.IGNORECASE)
"""What may be so is not said to be so; "if you had read it" is."""

_CLAUSE = re.compile(r",? (?:but|although|though|however)\b,? ", re.IGNORECASE)
"""After it, what was open is not any more: "we look into it, but it was our fault"."""


def blaming_words(sentence: str) -> Iterator[str]:
    """The words that blame somebody; apostrophes are plain ones.

    >>> list(blaming_words("Sorry, this was our fault.")), list(blaming_words("Whose fault it was is not clear."))
    (['our fault'], [])
    """
    for clause in _CLAUSE.split(" ".join(sentence.split())):
        if not _OPEN.search(clause):
            yield from (found[0] for found in _blame().finditer(_CONDITION.sub("", clause)))
