"""Deploys a template to the emulator through CloudFormation, and reads a stack's outputs and resources."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from samtranslator.yaml_helper import yaml_parse

from infra.local.deployment.package import Packager
from infra.local.emulator.clients import Clients
from shared.domain.errors import ForeshockError

BUCKET = "foreshock-local-artifacts"
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
TIMEOUT_S = 300


@dataclass(frozen=True, slots=True)
class Resource:
    """One deployed resource: its stack, its logical id in the template, its physical id and its type."""

    stack: str
    logical_id: str
    physical_id: str
    kind: str


def deploy(clients: Clients, template: Path, *, name: str, interpreter: Path, parameters: Mapping[str, str]) -> None:
    """Create the stack ``name`` and wait for it; raise ForeshockError with all reasons if it fails."""
    try:
        clients("cloudformation").create_stack(
            StackName=name,
            TemplateURL=_packaged(clients, template, interpreter),
            Capabilities=CAPABILITIES,
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        )
    except ClientError as error:
        raise ForeshockError(f"{template} was refused: {error.response['Error']['Message']}") from error
    _wait(clients, name)


def redeploy(clients: Clients, template: Path, *, name: str, interpreter: Path) -> None:
    """Put another version over the stack ``name``, as a later deployment does; raise ForeshockError if that fails."""
    known = yaml_parse(template.read_text("utf-8")).get("Parameters", {})
    kept = [entry["ParameterKey"] for entry in _describe(clients, name).get("Parameters", [])]
    clients("cloudformation").update_stack(
        StackName=name,
        TemplateURL=_packaged(clients, template, interpreter),
        Capabilities=CAPABILITIES,
        Parameters=[{"ParameterKey": key, "UsePreviousValue": True} for key in kept if key in known],
    )
    _wait(clients, name)


def delete(clients: Clients, name: str) -> None:
    """Delete the stack ``name`` and wait until it is gone; raise ForeshockError if it stays."""
    formation = clients("cloudformation")
    formation.delete_stack(StackName=name)
    deadline = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline:
        pages = formation.get_paginator("list_stacks").paginate()
        left = {one["StackName"]: one["StackStatus"] for page in pages for one in page["StackSummaries"]}
        if left.get(name, "DELETE_COMPLETE") == "DELETE_COMPLETE":
            return
        time.sleep(0.1)
    raise ForeshockError(f"the stack could not be deleted: {'; '.join(_reasons(clients, name))}")


def update(clients: Clients, name: str, parameters: Mapping[str, str]) -> None:
    """Change some parameters of a stack and keep the rest; raise ForeshockError with all reasons if it fails."""
    current = _describe(clients, name).get("Parameters", [])
    kept = [entry["ParameterKey"] for entry in current if entry["ParameterKey"] not in parameters]
    clients("cloudformation").update_stack(
        StackName=name,
        UsePreviousTemplate=True,
        Capabilities=CAPABILITIES,
        Parameters=[
            *({"ParameterKey": key, "UsePreviousValue": True} for key in kept),
            *({"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()),
        ],
    )
    _wait(clients, name)


def outputs(clients: Clients, name: str) -> dict[str, str]:
    """Return the outputs of a stack by name."""
    return {output["OutputKey"]: output["OutputValue"] for output in _describe(clients, name).get("Outputs", [])}


def resources(clients: Clients, name: str) -> Iterator[Resource]:
    """Yield every resource of a stack and of the stacks nested in it."""
    for page in clients("cloudformation").get_paginator("list_stack_resources").paginate(StackName=name):
        for entry in page["StackResourceSummaries"]:
            resource = Resource(
                name, entry["LogicalResourceId"], entry.get("PhysicalResourceId", ""), entry["ResourceType"]
            )
            yield resource
            if resource.kind == "AWS::CloudFormation::Stack":
                yield from resources(clients, resource.physical_id)


def _packaged(clients: Clients, template: Path, interpreter: Path) -> str:
    """The address of the template, with all that it names stored beside it."""
    s3 = clients("s3")
    s3.create_bucket(Bucket=BUCKET)

    def upload(key: str, body: bytes) -> str:
        s3.put_object(Bucket=BUCKET, Key=key, Body=body)
        return f"s3://{BUCKET}/{key}"

    packager = Packager(interpreter, upload, lambda uri: uri.replace("s3:/", clients.endpoint, 1))
    return packager.url_of(packager.uploaded(template))


def _wait(clients: Clients, name: str) -> None:
    deadline = time.monotonic() + TIMEOUT_S
    while (status := _describe(clients, name)["StackStatus"]).endswith("_IN_PROGRESS") and time.monotonic() < deadline:
        time.sleep(0.1)
    if status not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        reasons = "; ".join(_reasons(clients, name)) or "no reason given"
        raise ForeshockError(f"the stack could not be deployed ({status}): {reasons}")


def _describe(clients: Clients, name: str) -> dict[str, Any]:
    stack: dict[str, Any] = clients("cloudformation").describe_stacks(StackName=name)["Stacks"][0]
    return stack


def _reasons(clients: Clients, name: str) -> Iterator[str]:
    for event in clients("cloudformation").describe_stack_events(StackName=name)["StackEvents"]:
        if event["ResourceStatus"].endswith("FAILED"):
            yield f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
