"""What a sentence says that somebody did: the team says only what is confirmed, of itself and of others.

A claim is a main clause with a person or a thing as its subject and a verb of the past that says more than that
somebody read, heard, asked or passed on something. What is asked, what is left open, what the person did who is
answered, and what is said to be not so are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_IRREGULAR = (
    r"(?:came|took|made|gave|left|lost|broke|cut|put|let|hit|kept|knew|thought|sold|built|bought|caught|chose|drove|"
    r"fell|forgot|held|hid|led|paid|ran|set|shut|slept|spent|stole|threw|wore|began|became|brought|fed|fought|flew|"
    r"grew|hung|laid|lent|lit|rode|shot|shook|sank|spoke|stood|stuck|struck|swore|taught|tore|used|had)"
)
_HARMLESS = (
    r"(?:read|saw|heard|asked|passed|noted|received|opened|published|posted|reported|looked|reached|started|stopped|"
    r"counted|agreed|moved|changed|recorded|called|announced|wondered|wanted|hoped|happened|affected|apologi[sz]ed|"
    r"noticed|learned|explained|replied|answered|listened|checked|removed|thanked|helped|liked|loved|smiled|"
    r"understood|confirmed|had (?:to|a|an|the|no)|took (?:note|it seriously|down|place|your)|made (?:it|sure|clear)|"
    r"put (?:up|online)|kept|brought|came|let you|switched|turned)"
)
"""What a team does with posts, and what happens without anybody's doing."""

_NOT_A_NOUN = (
    r"(?:is|are|was|were|be|been|being|has|have|had|not|that|which|who|whom|whose|why|how|what|where|when|whether|can|"
    r"could|will|would|may|might|must|shall|should|do|does|did|to|and|or|but|if|as|than|because|you|we|they|it|he|she|"
    r"never|stays?|remains?|seems?|looks?|feels?|gets?|keeps?|gone)"
)
_SUBJECT = (
    rf"(?:we|i|he|she|they|somebody|someone|(?:the|an?|our|their|his|her|its|one of (?:our|the)|some|those|my) "
    rf"(?:(?!{_NOT_A_NOUN}\b)[\w'-]+ ){{0,4}}?(?!{_NOT_A_NOUN}\b)[\w'-]+)"
)
_CLAIM = re.compile(
    rf"(?:^|[,;:(–-] |\b(?:and|but|because|so|then|yes|no),? )(?P<words>{_SUBJECT} (?:\w+ly |also |just |simply |even "
    rf"|then |"
    rf"have |has |'ve )?(?!{_HARMLESS}\b)(?:{_IRREGULAR}|\w{{3,}}ed)\b[^,;.!?]{{0,40}})",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\?\s*$|^\s*(?:please|if|do|don't|whether|who|what|why|how|when|where|you|your)\b|\b(?:not|n't|never|"
    r"whether|unclear|unknown)\b",
    re.IGNORECASE,
)
"""Questions and requests, what the person did, and what is open or denied."""


def claimed_words(sentence: str) -> Iterator[str]:
    """The words that say what somebody did; apostrophes are plain ones.

    >>> list(claimed_words("We pushed the update out without a test."))
    ['We pushed the update out without a test']
    >>> list(claimed_words("We read your post, and the shop has your bag."))
    []
    """
    plain = " ".join(sentence.split())
    if not _NONE.search(plain):
        yield from (found["words"].strip() for found in _CLAIM.finditer(plain))
