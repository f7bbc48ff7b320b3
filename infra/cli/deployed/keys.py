"""``foreshock keys``: the API keys of a deployed stack with their roles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple

import boto3
import typer
from rich.table import Table

from infra.cli.deployed.deployed_api import STAGE
from infra.cli.deployed.options import STACK, StackName, plain_console
from infra.cli.deployed.stack_outputs import stack_output
from shared.http.roles import role_of_key


class Key(NamedTuple):
    """An API key of the usage plan; ``value`` is empty unless it was asked for."""

    id: str
    name: str
    role: str
    enabled: bool
    value: str


def keys(
    stack: StackName = STACK,
    *,
    show: Annotated[bool, typer.Option("--show", help="Show the keys themselves, which are secret.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line per key.")] = False,
) -> None:
    """List the API keys of a stack and what each may do: read, act or admin.

    Uses the AWS credentials and region of the environment (AWS_ENDPOINT_URL for the
    local stack).
    """
    found = list(keys_of(stack, show=show))
    if as_json:
        for key in found:
            typer.echo(json.dumps(key._asdict()))
        return
    table = Table("role", "id", "name", "state", *(["key"] if show else []), box=None)
    for key in found:
        table.add_row(key.role, key.id, key.name, "" if key.enabled else "disabled", *([key.value] if show else []))
    plain_console().print(table)


def keys_of(stack: str, *, show: bool = False) -> Iterator[Key]:
    """The keys that the API of ``stack`` accepts, the strongest role first."""
    gateway, api = boto3.client("apigateway"), stack_output(stack, "ApiId")
    event = {"stageVariables": gateway.get_stage(restApiId=api, stageName=STAGE).get("variables")}
    ids = {key["id"] for plan in _plans(gateway, api) for key in _all(gateway, "get_usage_plan_keys", usagePlanId=plan)}
    found = [key for key in _all(gateway, "get_api_keys", includeValues=show) if key["id"] in ids]
    roles = {key["id"]: role_of_key(event, key["id"]) for key in found}
    for key in sorted(found, key=lambda key: (-roles[key["id"]].rank, key["name"])):
        yield Key(key["id"], key["name"], roles[key["id"]], key.get("enabled", True), key.get("value", ""))


def _plans(gateway: Any, api: str) -> list[str]:
    plans = _all(gateway, "get_usage_plans")
    return [plan["id"] for plan in plans if any(stage["apiId"] == api for stage in plan.get("apiStages", []))]


def _all(gateway: Any, operation: str, **arguments: Any) -> list[dict[str, Any]]:
    return [item for page in gateway.get_paginator(operation).paginate(**arguments) for item in page["items"]]
