"""A response plan: who does what by when in a crisis, and when the public hears from us."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from shared.domain.moments.moment import Kind, Severity
from shared.domain.record import as_document, known_fields

LEAD_STEP = "lead"
"""The id of the step that an acknowledgement does: to tell the team who leads."""


FIRST_WORD_STEP, SCOPE_STEP, UPDATES_STEP = "first-word", "scope", "updates"
"""The ids of the steps that say something in public."""

PUBLIC_PAGE_STEP = "public-page"
"""The step of an entry of a timeline that says something new on the public page; no shipped plan has it."""


class PlanStep(NamedTuple):
    """One thing to do: by whom (a role of the plan's contacts), within how many minutes, and what not to do.

    A step of the same ``id`` in two plans is the same step: what is done stays done when
    a crisis gets another plan.
    """

    id: str
    owner: str
    minutes: int
    do: str
    do_not: str = ""


class Clock(NamedTuple):
    """When the public hears from us, in minutes: a first word, what is affected, then updates, later fewer.

    The usual times are those that PagerDuty publishes for incidents that customers see: a first word within five
    minutes, the scope five minutes later, an update at least every twenty for two hours, then a slower rhythm that
    is announced (response.pagerduty.com, crisis communications). ``first_word`` and ``scope`` count from when the
    severity was set; updates follow the scope.
    """

    first_word: int = 5
    scope: int = 10
    update_every: int = 20
    update_for: int = 120
    then_every: int = 60


class Plan(NamedTuple):
    """A response plan for moments of these ``kinds`` and ``severities``; none named means all.

    ``contacts`` says for every role how to reach it. Without a ``clock`` nothing has to be
    said in public. ``approval`` is the rule for who agrees to a text before it goes out.
    ``code`` is the number by which people call it; see :func:`shared.plans.code.code_of`.
    """

    id: str
    title: str
    steps: tuple[PlanStep, ...]
    kinds: tuple[Kind, ...] = ()
    severities: tuple[Severity, ...] = ()
    clock: Clock | None = None
    contacts: Mapping[str, str] = {}
    holding_statement: str = ""
    approval: str = ""
    code: str = ""

    def covers(self, kind: Kind, severity: Severity) -> bool:
        """Whether the plan is for such a crisis."""
        return (not self.kinds or kind in self.kinds) and (not self.severities or severity in self.severities)


def to_document(plan: Plan) -> dict[str, Any]:
    """A plan as JSON values, severities by name."""
    return {**as_document(plan), "severities": [severity.name for severity in plan.severities]}


def from_document(document: Mapping[str, Any]) -> Plan:
    """The plan of a document; fields that only a later version knows are left out.

    Raises:
        KeyError, ValueError, TypeError, AttributeError: it is not a plan.
    """
    known = known_fields(Plan, document)
    clock = known.get("clock")
    return Plan(
        **{
            **known,
            "steps": tuple(PlanStep(**known_fields(PlanStep, step)) for step in known["steps"]),
            "kinds": tuple(Kind(kind) for kind in known.get("kinds", ())),
            "severities": tuple(Severity[name] for name in known.get("severities", ())),
            "clock": clock and Clock(**known_fields(Clock, clock)),
            "contacts": dict(known.get("contacts", {})),
        }
    )
