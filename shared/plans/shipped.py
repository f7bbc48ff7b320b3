"""The plans that come with Foreshock, for every kind and severity: ``shipped.json``.

The file names each common step once; a plan lists the ids of common steps, or has steps
of its own. What all plans of one urgency share stands under ``urgencies``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from shared.plans.plan import Plan, from_document

FILE = Path(__file__).with_name("shipped.json")


@cache
def shipped_plans() -> Mapping[str, Plan]:
    """The shipped plans by id."""
    data = json.loads(FILE.read_text(encoding="utf-8"))
    found = (from_document(_whole(plan, data)) for plan in data["plans"])
    return {plan.id: plan for plan in found}


def _whole(plan: dict[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """The plan with what its urgency shares, and with the common steps that it names."""
    steps = [{"id": step, **data["steps"][step]} if isinstance(step, str) else step for step in plan["steps"]]
    return {**data["urgencies"][plan["urgency"]], **plan, "contacts": data["contacts"], "steps": steps}
