"""The DynamoDB part of the functions' roles, held against every call that code of a function makes in a test.

An emulator of IAM that knows actions, tables and leading keys, and nothing else. The local
stack checks roles as well, but not which partitions they may reach.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import pytest
from botocore.client import BaseClient
from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).parents[2]
LEADING_KEYS = "dynamodb:LeadingKeys"
_WRITES = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}


class Call(NamedTuple):
    """One access: ``("PutItem", "STATE_TABLE", "outbox#due")``; the key is that of the index, where there is one."""

    action: str
    table: str
    key: str


class Rule(NamedTuple):
    """A statement of a role about a table; ``keys`` are patterns of leading keys, none for any."""

    allows: bool
    actions: frozenset[str]
    table: str
    keys: tuple[str, ...]

    def covers(self, call: Call) -> bool:
        """Whether it speaks about this access."""
        named = call.action in self.actions and call.table == self.table
        return named and (not self.keys or any(fnmatchcase(call.key, pattern) for pattern in self.keys))


def allowed(function: str, call: Call) -> bool:
    """Whether the role of ``function`` (``intake``) may do this: some rule allows it, and none denies it."""
    speaking = [rule.allows for rule in rules()[function] if rule.covers(call)]
    return bool(speaking) and all(speaking)


@cache
def rules() -> dict[str, list[Rule]]:
    """The rules of each function about tables, from the template."""
    found: dict[str, list[Rule]] = {}
    for name, resource in yaml_parse((ROOT / "infra" / "access.yaml").read_text("utf-8"))["Resources"].items():
        if resource["Type"] == "AWS::IAM::Role":
            policies = resource["Properties"].get("Policies", [])
            statements = [one for policy in policies for one in policy["PolicyDocument"]["Statement"]]
            found[name.removesuffix("Role").lower()] = [rule for one in statements for rule in _rules(one)]
    return {function: held for function, held in found.items() if held}


def hold_roles(monkeypatch: pytest.MonkeyPatch, tables: Mapping[str, str]) -> None:
    """A call that the role of its function does not allow fails the test; ``tables`` are names by setting."""
    real, settings = BaseClient._make_api_call, {name: setting for setting, name in tables.items()}  # type: ignore[attr-defined]  # a part of the fake, or of the library, that has no type

    def checked(client: Any, operation: str, arguments: dict[str, Any]) -> Any:
        if client.meta.service_model.service_name == "dynamodb" and (function := _caller()):
            for call in calls(operation, arguments, settings):
                if not allowed(function, call):
                    pytest.fail(f"the role of {function} in infra/access.yaml does not allow {call}")
        return real(client, operation, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", checked)


def calls(operation: str, arguments: Mapping[str, Any], settings: Mapping[str, str]) -> Iterator[Call]:
    """The accesses of a request."""
    if operation == "TransactWriteItems":
        for write in arguments["TransactItems"]:
            ((kind, request),) = write.items()
            yield Call(_WRITES[kind], settings[request["TableName"]], _key(request))
    elif operation in {"BatchWriteItem", "BatchGetItem"}:
        for table, asked in arguments["RequestItems"].items():
            for one in asked["Keys"] if operation == "BatchGetItem" else asked:
                yield Call(operation, settings[table], _batch_key(one))
    else:
        index = "/index" if "IndexName" in arguments else ""
        yield Call(operation, settings.get(arguments["TableName"], "") + index, _key(arguments))


def _rules(statement: Mapping[str, Any]) -> Iterator[Rule]:
    actions = frozenset(one.partition(":")[2] for one in _listed(statement["Action"]) if one.startswith("dynamodb:"))
    condition = statement.get("Condition", {})
    (patterns,) = [keys[LEADING_KEYS] for keys in condition.values()] or [()]
    for resource in _listed(statement["Resource"]):
        text = str(resource)
        for table in ("Mentions", "Counts", "State", "Moments"):
            if f"{table}TableArn" in text:
                index = "/index" if "/index/" in text else ""
                allows = statement["Effect"] == "Allow"
                yield Rule(allows, actions, f"{table.upper()}_TABLE{index}", tuple(patterns))


def _caller() -> str:
    """The function whose code made the call; empty where a test made it itself."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        parts = frame.f_code.co_filename.split("/functions/")
        if len(parts) == 2 and str(ROOT) in parts[0]:
            return parts[1].partition("/")[0]
        frame = frame.f_back
    return ""


def _key(request: Mapping[str, Any]) -> str:
    if "KeyConditionExpression" in request:
        name = request["KeyConditionExpression"].partition("=")[2].split()[0]
        return str(request["ExpressionAttributeValues"][name]["S"])
    return str((request.get("Key") or request["Item"])["pk"]["S"])


def _batch_key(one: Mapping[str, Any]) -> str:
    held = one.get("PutRequest", {}).get("Item") or one.get("DeleteRequest", {}).get("Key") or one
    return str(held["pk"]["S"])


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
