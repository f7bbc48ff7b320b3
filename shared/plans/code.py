"""The short code of a plan: what a text message has room for, and what people can say on the phone."""

from __future__ import annotations

from collections.abc import Iterable

from shared.domain.text import digest
from shared.plans.plan import Plan
from shared.plans.shipped import shipped_plans

PATTERN = "[1-9][0-9]{1,3}"
"""Two to four digits: they sound alike in no language, and a phone reads them out right."""

_OWN_FROM, _OWN_UNTIL = 2_000, 10_000


def code_of(plan: Plan) -> str:
    """Its own code, else that of the shipped plan which it replaces, else one made of its id.

    >>> code_of(Plan("negative-surge-urgent", "", ())), code_of(Plan("kettles", "", ()))
    ('111', '7538')
    """
    if plan.code:
        return plan.code
    shipped = shipped_plans().get(plan.id)
    return shipped.code if shipped else str(_OWN_FROM + int(digest(plan.id, 12), 16) % (_OWN_UNTIL - _OWN_FROM))


def named(plans: Iterable[Plan], name: str) -> Plan | None:
    """The plan of this id, else the one of this code, with or without the P before it."""
    found = list(plans)
    code = name.upper().removeprefix("P")
    by_id = (plan for plan in found if plan.id == name)
    return next(by_id, None) or next((plan for plan in found if code_of(plan) == code), None)


def with_same_code(plan: Plan, others: Iterable[Plan]) -> Plan | None:
    """Another plan that people could mean by this one's code, or by whose code they could mean this one."""
    return next((one for one in others if one.id != plan.id and _mixed_up(plan, one)), None)


def _mixed_up(plan: Plan, other: Plan) -> bool:
    code, taken = code_of(plan), code_of(other)
    return code == taken or other.id in (code, f"p{code}") or plan.id in (taken, f"p{taken}")
