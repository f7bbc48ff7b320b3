"""The response plans of the team, in one partition: there are few, and a crisis is told with all of them at hand."""

from __future__ import annotations

import json
from typing import Any

from shared.domain.errors import NotFound
from shared.domain.record import checked
from shared.plans.choice import all_plans
from shared.plans.code import named
from shared.plans.plan import Plan, from_document, to_document
from shared.runtime.settings import setting
from shared.store.dynamodb import Item, dynamodb, query_all, text
from shared.store.readable import readable

PARTITION = "plans"


def own() -> list[Plan]:
    """The plans that the team has put, by id; one that cannot be read is left out, and a shipped one serves."""
    items = query_all(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": text(PARTITION)},
        ConsistentRead=True,
    )
    return list(readable(items, _plan, "a plan"))


def get(plan_id: str) -> Plan:
    """The plan of this id or code: the team's own, or else the shipped one.

    Raises:
        NotFound: there is none.
    """
    found = named(all_plans(own()).values(), plan_id)
    if found is None:
        raise NotFound(f"there is no plan {plan_id!r}; GET /plans lists them", field="plan")
    return found


def put(plan: Plan) -> None:
    """Store a plan, in place of the one of the same id."""
    item = {**_key(plan.id), "doc": text(json.dumps(to_document(plan), ensure_ascii=False))}
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=item)


def delete(plan_id: str) -> None:
    """Remove a plan of the team; a shipped plan of this id holds again. Nothing happens where there is none."""
    dynamodb().delete_item(TableName=setting("STATE_TABLE"), Key=_key(plan_id))


def _plan(item: Item) -> Plan:
    return checked(from_document(json.loads(item["doc"]["S"])))


def _key(plan_id: str) -> dict[str, Any]:
    return {"pk": text(PARTITION), "sk": text(plan_id)}
