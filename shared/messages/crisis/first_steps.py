"""Change here how the steps of a plan read in mails and on the page, and what to do once a crisis eases or is over.

What to do while it goes on stands in the response plans (``shared/plans``). The lists here
are short, for somebody who was asleep a minute ago. People's safety comes before
reputation (Coombs, Situational Crisis Communication Theory, 2007).
"""

from __future__ import annotations

from collections.abc import Container

from shared.domain.moments.moment import Severity, Status
from shared.domain.time import MINUTE_MS
from shared.messages.phrases import time_with_date
from shared.plans.plan import FIRST_WORD_STEP, LEAD_STEP, SCOPE_STEP, Plan, PlanStep

LEAD = "lead"
"""The role that does not have to be named: whoever reads the list leads."""

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


def plan_steps(plan: Plan, from_ms: int, done: Container[str] = ()) -> list[str]:
    """The steps that are left, with the times by which they are due, counted from ``from_ms``, and their owners."""
    return [step_text(step, _due(step, from_ms), from_ms) for step in plan.steps if step.id not in done]


def step_text(step: PlanStep, due_ms: int, began_ms: int) -> str:
    """A step in words, in a crisis that began at ``began_ms``; what is due at once has no time.

    >>> from shared.plans.plan import PlanStep
    >>> step_text(PlanStep("a", "support", 10, "Answer."), 51_300_000, 50_700_000)
    'By 14:15 UTC: Answer. (support)'
    """
    owner = "" if step.owner == LEAD else f" ({step.owner})"
    due = time_with_date(due_ms, began_ms)
    return f"By {due}: {step.do}{owner}" if step.minutes else f"{step.do}{owner}"


def _due(step: PlanStep, from_ms: int) -> int:
    return from_ms + step.minutes * MINUTE_MS


def steps_now(plan: Plan, severity: Severity, status: Status, from_ms: int, done: Container[str] = ()) -> list[str]:
    """What to do in this status. Who was told to say nothing in public is not told to say that it is over.

    Once somebody acknowledged, it is clear who leads.
    """
    match status:
        case Status.OPEN:
            return plan_steps(plan, from_ms, done)
        case Status.ACKNOWLEDGED:
            left = [
                step_text(s, _due(s, from_ms), from_ms) for s in plan.steps if s.id != LEAD_STEP and s.id not in done
            ]
            return left or ["All steps of the plan are done; keep watching until you hear that it is over."]
        case Status.RECOVERING:
            return list(_EASING if severity.pages else _EASING_QUIETLY)
        case Status.RESOLVED:
            return list(_AFTERWARDS if severity.pages else _AFTERWARDS_QUIETLY)
        case Status.DISMISSED:
            return list(_CLOSED)


def next_action(
    plan: Plan, severity: Severity, status: Status, from_ms: int, now_ms: int, *, done: Container[str] = ()
) -> str:
    """The one thing to do at ``now_ms``; ``from_ms`` is when the time for the first word began.

    >>> from shared.domain.moments.moment import Kind
    >>> from shared.plans.choice import choose_plan
    >>> plan = choose_plan((), Kind.NEGATIVE_SURGE, Severity.SEV1)
    >>> next_action(plan, Severity.SEV1, Status.OPEN, 50_700_000, 50_700_000)
    'Take the lead and tell your team. By 14:10 UTC, say in public that you have seen it.'
    >>> next_action(plan, Severity.SEV1, Status.OPEN, 50_700_000, 51_300_000)
    'Take the lead and tell your team. A first public word was due at 14:10 UTC: say now that you have seen it.'
    >>> next_action(plan, Severity.SEV1, Status.ACKNOWLEDGED, 50_700_000, 51_300_000)
    'Somebody leads. A first public word was due at 14:10 UTC: say now that you have seen it.'

    >>> next_action(plan, Severity.SEV1, Status.ACKNOWLEDGED, 50_700_000, 50_800_000, done=["first-word"])
    'Somebody leads. By 14:15 UTC, say in public who and what is affected.'

    Whoever says a word seldom ticks it off, so it is asked for until the first update is due.

    >>> next_action(plan, Severity.SEV1, Status.ACKNOWLEDGED, 50_700_000, 54_300_000)
    'Somebody leads. Help them to post an update every 20 minutes.'
    """
    if severity.pages and status is Status.OPEN:
        return " ".join(filter(None, ("Take the lead and tell your team.", _first_word(plan, from_ms, now_ms, done))))
    if severity.pages and status is Status.ACKNOWLEDGED and plan.clock:
        said_ms = from_ms + (plan.clock.first_word + plan.clock.update_every) * MINUTE_MS
        word = (
            (_first_word(plan, from_ms, now_ms, done) or _scope(plan, from_ms, now_ms, done))
            if now_ms <= said_ms
            else ""
        )
        return f"Somebody leads. {word or f'Help them to post an update every {plan.clock.update_every} minutes.'}"
    left = steps_now(plan, severity, status, from_ms, done)
    return left[0] if left else "All steps of the plan are done."


def things_to_avoid(plan: Plan) -> list[str]:
    """What makes it worse, in the order of the steps."""
    return list(dict.fromkeys(step.do_not for step in plan.steps if step.do_not))


def _scope(plan: Plan, from_ms: int, now_ms: int, done: Container[str]) -> str:
    """By when to say the scope; empty before the first word, and once it is said or its time is over."""
    if plan.clock is None or FIRST_WORD_STEP not in done or SCOPE_STEP in done:
        return ""
    due_ms = from_ms + plan.clock.scope * MINUTE_MS
    return f"By {time_with_date(due_ms, now_ms)}, say in public who and what is affected." if now_ms <= due_ms else ""


def _first_word(plan: Plan, from_ms: int, now_ms: int, done: Container[str]) -> str:
    """By when to say a first word; empty where the plan asks for none, or it is said."""
    if plan.clock is None or FIRST_WORD_STEP in done:
        return ""
    due_ms = from_ms + plan.clock.first_word * MINUTE_MS
    if now_ms <= due_ms:
        return f"By {time_with_date(due_ms, now_ms)}, say in public that you have seen it."
    return f"A first public word was due at {time_with_date(due_ms, now_ms)}: say now that you have seen it."
