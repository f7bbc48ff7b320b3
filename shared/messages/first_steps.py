"""Change here what a mail says to do first, and what not to do; a kind's own first step is in ``kinds.py``.

Short lists for somebody who was asleep a minute ago. The times are those PagerDuty
publishes for incidents that customers see: a first word within five minutes, the scope
five minutes later, then an update at least every twenty (response.pagerduty.com, crisis
communications). People's safety comes before reputation (Coombs, Situational Crisis
Communication Theory, 2007).
"""

from __future__ import annotations

from shared.domain.moment import Kind, Severity
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


def things_to_avoid(severity: Severity) -> list[str]:
    """What makes it worse; only where somebody is about to act."""
    return list(_AVOID) if severity.pages else []
