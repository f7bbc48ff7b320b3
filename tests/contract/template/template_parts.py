"""Parts of the templates by the names of the functions."""

from __future__ import annotations

from typing import Any

FUNCTIONS = ("Ingest", "Intake", "Enrich", "Detect", "Notify", "Query", "Respond", "Erase")
NESTED = ("infra/storage.yaml", "infra/access.yaml", "infra/observability.yaml", "infra/outputs.yaml")


def called_by(kind: str, functions: dict[str, Any]) -> set[str]:
    """The short names of the functions with an event of a kind."""
    return {
        name.removesuffix("Function")
        for name, function in functions.items()
        if kind in {event["Type"] for event in function.get("Events", {}).values()}
    }


def statements(access: dict[str, Any], role: str) -> list[dict[str, Any]]:
    """What a role may do."""
    policies = access["Resources"][f"{role}Role"]["Properties"]["Policies"]
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def actions(statement: dict[str, Any]) -> list[str]:
    """The actions of a statement, always as a list."""
    action = statement["Action"]
    return action if isinstance(action, list) else [action]
