"""Change here what a mail says to do first, and what not to do; a kind's own first step is in ``kinds.py``.

Short lists for somebody who was asleep a minute ago. The times are those PagerDuty
publishes for incidents that customers see: a first word within five minutes, the scope
five minutes later, then an update at least every twenty (response.pagerduty.com, crisis
communications). People's safety comes before reputation (Coombs, Situational Crisis
Communication Theory, 2007).
"""

from __future__ import annotations

from shared.domain.moment import Kind, Severity, Status
from shared.domain.time import MINUTE_MS
from shared.messages.kinds import KINDS
from shared.messages.phrases import time_of_day

FIRST_WORD_MS = 5 * MINUTE_MS
SCOPE_MS = 10 * MINUTE_MS
UPDATE_MINUTES = 20

_URGENT = (
    "Tell your team that you are handling this, so that one person leads.",
    "{first_step}",
    "Could anybody be hurt? Then first say what people must do now.",
    "By {first_word}: say in public that you have seen it, that you are looking into it, and when you will say more.",
    "By {scope}: say who and what is affected, and what to do until it is solved.",
    "Then post an update every {every} minutes, even when there is nothing new. Each one says when the next comes.",
    "Pause scheduled posts and advertising. Call the product owner and, if people or data may be harmed, legal.",
)

_TODAY = (
    "{first_step}",
    "Say nothing in public yet. Answer single questions as on any day.",
    "Decide today whether somebody should say something in public.",
)

_NOTHING = ("You do not have to do anything. {first_step}",)

_EASING = (
    "Keep watching until you hear that it is over: it may come back.",
    "Post the update that you promised, even when there is nothing new.",
    "Do not say in public that it is over before it is.",
)

_EASING_QUIETLY = ("You do not have to do anything: it is going back to normal.",)

_AFTERWARDS = (
    "Say publicly that it is over, and name any lasting harm.",
    "Note what worked while you remember it; hold the review within five working days.",
)

_AFTERWARDS_QUIETLY = ("You do not have to do anything. If you said something in public, say there that it is over.",)

_CLOSED = ("You do not have to do anything: it was closed by hand.",)

_AVOID = (
    "Do not guess at causes, and do not promise when it will be solved.",
    "Do not delete criticism, argue or joke.",
    "Do not send everybody the same answer.",
)

_BY_SEVERITY = {
    Severity.SEV1: _URGENT,
    Severity.SEV2: _URGENT,
    Severity.SEV3: _TODAY,
    Severity.SEV4: _NOTHING,
}


def first_steps(kind: Kind, severity: Severity, sent_ms: int) -> list[str]:
    """What to do first, with the times by which it is due, counted from ``sent_ms``."""
    own_steps = () if severity.pages else KINDS[kind].routine_steps
    filled = {
        "first_step": KINDS[kind].first_step,
        "first_word": time_of_day(sent_ms + FIRST_WORD_MS),
        "scope": time_of_day(sent_ms + SCOPE_MS),
        "every": UPDATE_MINUTES,
    }
    return [step.format(**filled) for step in own_steps or _BY_SEVERITY[severity]]


def steps_now(kind: Kind, severity: Severity, status: Status, sent_ms: int) -> list[str]:
    """What to do in this status. Who was told to say nothing in public is not told to say that it is over.

    >>> steps_now(Kind.QUESTION_WAVE, Severity.SEV3, Status.RECOVERING, 0)
    ['You do not have to do anything: it is going back to normal.']
    """
    match status:
        case Status.OPEN:
            return first_steps(kind, severity, sent_ms)
        case Status.ACKNOWLEDGED:
            return first_steps(kind, severity, sent_ms)[1 if severity.pages else 0 :]
        case Status.RECOVERING:
            return list(_EASING if severity.pages else _EASING_QUIETLY)
        case Status.RESOLVED:
            return list(_AFTERWARDS if severity.pages else _AFTERWARDS_QUIETLY)
        case Status.DISMISSED:
            return list(_CLOSED)


def next_action(kind: Kind, severity: Severity, status: Status, sent_ms: int, now_ms: int) -> str:
    """The one thing to do at ``now_ms``; ``sent_ms`` is when the time for the first word began.

    >>> next_action(Kind.NEGATIVE_SURGE, Severity.SEV1, Status.OPEN, 50_700_000, 50_700_000)
    'Take the lead and tell your team. By 14:10 UTC, say in public that you have seen it.'
    >>> next_action(Kind.NEGATIVE_SURGE, Severity.SEV1, Status.OPEN, 50_700_000, 51_300_000)
    'Take the lead and tell your team. A first public word was due at 14:10 UTC: say now that you have seen it.'
    """
    if severity.pages and status is Status.OPEN:
        due_ms = sent_ms + FIRST_WORD_MS
        word = (
            f"By {time_of_day(due_ms)}, say in public that you have seen it."
            if now_ms <= due_ms
            else f"A first public word was due at {time_of_day(due_ms)}: say now that you have seen it."
        )
        return f"Take the lead and tell your team. {word}"
    if severity.pages and status is Status.ACKNOWLEDGED:
        return f"Somebody leads. Help them to post an update every {UPDATE_MINUTES} minutes."
    return steps_now(kind, severity, status, sent_ms)[0]


def things_to_avoid(severity: Severity) -> list[str]:
    """What makes it worse; only where somebody is about to act."""
    return list(_AVOID) if severity.pages else []
