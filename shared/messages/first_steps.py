"""What to do first, and what not: short lists for somebody who was asleep a minute ago.

The clock is the one PagerDuty publishes for incidents that customers see: a first
word within five minutes, the scope five minutes later, then an update at least every
twenty (response.pagerduty.com, crisis communications). People's safety comes before
reputation (Coombs, Situational Crisis Communication Theory, 2007).
"""

from __future__ import annotations

from shared.domain.moment import Kind, Severity
from shared.domain.time import MINUTE_MS
from shared.messages.phrases import time_of_day

FIRST_WORD_MS = 5 * MINUTE_MS
SCOPE_MS = 10 * MINUTE_MS
UPDATE_MINUTES = 20

_LOOK = {
    Kind.NEGATIVE_SURGE: "Read the posts above and the details. Find the one complaint behind most of them.",
    Kind.VOLUME_BURST: "Read the posts above and the details. Find what set people talking: a news story, a post, us?",
    Kind.SHARING_WAVE: "Read the posts above. Find the one that is passed on most, and who began it.",
    Kind.QUESTION_WAVE: "Read the questions. Find the one most people ask, and who knows the answer.",
    Kind.PURCHASE_WAVE: "Read the posts. Check that the shop, the stock and the offer hold what people expect.",
    Kind.PRAISE_WAVE: "Read the posts, thank people, and ask before you quote anybody.",
    Kind.SENTIMENT_SHIFT: "Read the posts above. As many talk as ever, but more of them complain: find what changed.",
    Kind.TRENDING_HASHTAG: "Open the hashtag where it trends. Find out what it stands for before you use it.",
    Kind.CHANNEL_SILENCE: "See whether we still hear the channel (GET /channels) and pushed posts still come.",
}

_URGENT = (
    "Tell your team that you have it, so that one person leads.",
    "{look}",
    "Could anybody be hurt? Then what people must do now comes before everything else.",
    "By {first_word}: a first public word. We have seen it, we are looking into it, and when you will say more.",
    "By {scope}: the scope. Who and what is affected, what to do until it is solved.",
    "Then an update every {every} minutes, even when there is nothing new. Each says when the next one comes.",
    "Pause scheduled posts and advertising. Bring in the product owner and, for harm or data, legal.",
)

_WATCHFUL = (
    "{look}",
    "Nothing public yet. Answer single questions as on any day.",
    "Decide within the day whether somebody should speak about it.",
)

_ANSWER = (
    "{look}",
    "Answer it once where all can see it, and send people there instead of answering each alone.",
    "If nobody knows the answer, say so, and say when you will.",
)

_LISTEN = (
    "{look}",
    "If we hear it well, look at the channel yourself: was it down, or were posts taken away?",
    "Nothing public has to be said.",
)

_INFORMED = ("Nothing has to be done. {look}",)

_NEVER = (
    "Do not guess at causes, and do not promise when it will be solved.",
    "Do not delete criticism, argue or joke.",
    "Do not paste one answer to everybody.",
)

_BY_SEVERITY = {
    Severity.SEV1: _URGENT,
    Severity.SEV2: _URGENT,
    Severity.SEV3: _WATCHFUL,
    Severity.SEV4: _INFORMED,
}

_BY_KIND = {Kind.QUESTION_WAVE: _ANSWER, Kind.CHANNEL_SILENCE: _LISTEN}
"""What fits a kind better, as long as nobody has to be woken."""


def first_steps(kind: Kind, severity: Severity, told_ms: int) -> list[str]:
    """The first steps, with the times they are due, counted from ``told_ms``."""
    times = {
        "look": _LOOK[kind],
        "first_word": time_of_day(told_ms + FIRST_WORD_MS),
        "scope": time_of_day(told_ms + SCOPE_MS),
        "every": UPDATE_MINUTES,
    }
    steps = _BY_SEVERITY[severity] if severity.pages else _BY_KIND.get(kind, _BY_SEVERITY[severity])
    return [step.format(**times) for step in steps]


def things_to_avoid(severity: Severity) -> list[str]:
    """What makes it worse; only where somebody is about to act."""
    return list(_NEVER) if severity.pages else []
