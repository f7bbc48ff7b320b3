"""The words of a sentence that admit blame or assign it. To ask whose fault it was, or not to know, is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WRONG = r"(?:fault|mistake|error|negligence|carelessness|failure|failings?|oversight|incompetence)s?"
_WHOSE = r"(?:our|my|their|his|her|your|its|the)"
_OTHERS = (
    r"(?:contractor|supplier|firm|agency|company|courier|driver|pilot|bank|partner|operator|vendor|manufacturer|airport|"
    r"staff|colleague|employee|engineers?|authorit(?:y|ies))s?"
)
_GUILTY = r"(?:drunk|asleep|careless|negligent|reckless|incompetent|sloppy|irresponsible|lazy|guilty|liable|ashamed)"
_NOT_DONE = r"(?:act|check|test|warn|update|tell|listen|maintain|train|clean|stop)"

_OURS = (
    rf"(?:made|make) (?:an? )?(?:\w+ )?{_WRONG}",
    r"let (?:\w+ ){1,3}down",
    r"(?:messed|screwed) up",
    r"dropped the ball",
    r"broke the law",
    r"(?:was|were|are) wrong",
    r"got (?:it|this|that) wrong",
    r"(?:are|am|were) (?:\w+ )?(?:responsible|to blame)",
    r"(?:take|accept|bear) (?:\w+ )?(?:responsibility|blame)",
    r"should(?:n't| not)? have",
    r"could have prevented",
    rf"(?:did not|didn't) {_NOT_DONE}",
    r"own (?:that|this|it|up|the)",
    r"(?:failed|caused|overlooked|neglected|admit|confess|hid|ignored|knew about)",
)
"""What "we" and "I" must not say."""

_ANYBODY = (
    rf"(?:our|my) (?:own )?(?:\w+ )?{_WRONG}",
    rf"{_WRONG} (?:was|is|lies?) (?:ours|mine|with \w+)",
    rf"{_WRONG} (?:of (?:ours|mine)|on {_WHOSE} (?:part|side|end))",
    rf"(?:problem|issue|{_WRONG}) (?:is|was|lies?) (?:on|with) {_WHOSE}",
    r"(?:that|this|it)(?:'s| is| was) (?:all )?on us",
    r"(?:\w+'s?|his|her|their|your) (?:own )?fault",
    r"at fault",
    rf"(?:human|driver|pilot|operator) {_WRONG}",
    r"a (?:mistake|fault|error) (?:by|of)",
    r"(?:made|makes) an? (?:\w+ )?(?:mistake|error)",
    r"(?:is|are|was|were) to blame",
    r"blame (?:the|our|your|them|him|her)",
    r"(?:forgot|failed|neglected|omitted|refused) to",
    rf"(?:was|were|is|are|be|been) (?:\w+ )?{_GUILTY}",
    r"should(?:n't| not) have (?:left|happened|passed|been sold)",
    r"(?:tests?|checks?) (?:was|were) skipped",
    r"did (?:it|that|this) on purpose",
    r"\w+ed the wrong",
    rf"{_WHOSE} (?:\w+ )?{_OTHERS} (?:cut|left|broke|damaged|failed|forgot|ignored|lost|caused|overlooked)",
)
"""What must be said of nobody."""

_CAUSES = (
    r"caused by",
    r"caused (?:this|that|the|your|it|all)",
    r"because (?:our|we|they|he|she|you(?! (?:ask|want|need|wrote|told|are|were)))",
    rf"because of (?:our|your|their|his|her|poor|bad|\w+ {_WRONG})",
    r"(?:happened|occurred|broke|failed) (?:\w+ )?because",
    r"(?:due|down) to (?:an?|the|our|your|their|poor|bad)",
    r"(?:that|which)(?:'s| is| was) (?:exactly )?why",
    r"the (?:reason|cause) (?:is|was) (?!not|still|un)\w+",
)
"""Who names a cause says who is to blame."""

_YOURS = (
    r"you (?:must have|should(?:n't| not)? have|caused|misused|used it wrong|ignored|overlooked|broke)",
    r"you (?:were|are) \w+ing (?:it )?(?:too|without|wrong|while)",
    r"you (?:did not|didn't) (?:follow|read|keep|heed|listen|check)",
    r"if you had(?:n't| not)? \w+",
)

_BLAME = re.compile(
    rf"\b(?:(?:we|i)(?:'ve| have)? (?:\w+ly )?(?:{'|'.join(_OURS)})|{'|'.join((*_ANYBODY, *_CAUSES, *_YOURS))})\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:whose|who (?:is|was) (?:responsible|to blame)|(?:not|n't|yet) (?:yet )?(?:know|see|say|speak|tell)|unknown|"
    r"unclear|(?:being|is|are) (?:examined|investigated|checked)|investigat\w+|find out)\b",
    re.IGNORECASE,
)
"""What says that the question of blame is open."""


def blaming_words(sentence: str) -> Iterator[str]:
    """The words that blame somebody; apostrophes are plain ones.

    >>> list(blaming_words("Sorry, this was our fault.")), list(blaming_words("Whose fault it was is not clear."))
    (['our fault'], [])
    """
    plain = " ".join(sentence.split())
    if not _OPEN.search(plain):
        yield from (found[0] for found in _BLAME.finditer(plain))
