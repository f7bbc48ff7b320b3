"""Compares the functions' AWS calls, from CloudTrail, with what their roles allow."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import urllib3

from infra.local.emulator.server import ACCESS_KEY
from infra.local.stack import Stack

Action = tuple[str, str]
"""An action and its resource: ``("dynamodb:PutItem", "StateTable")``."""

PLATFORM = frozenset(
    {
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        "dynamodb:ListStreams",
        "iam:PassRole",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }
)
"""Actions that Lambda itself takes with a function's role, or that AWS asks for beside another one."""

ITEM_EVENTS = ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "BatchGetItem", "BatchWriteItem")
EVENTS = (
    *ITEM_EVENTS,
    *(
        "TransactWriteItems",
        "GetSecretValue",
        "GetParameter",
        "SendMessage",
        "PutEvents",
        "POST.sns",
        "Publish",
        "Invoke",
        "GET.apigateway",
        "POST.scheduler",
    ),
    *("GetObject", "PutObject", "ListObjects", "ListObjectsV2", "DeleteObject"),
)
"""The names of the events to look up."""

_WRITES = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}

_NAMES = {
    "POST.sns": "Publish",
    "POST.scheduler": "CreateSchedule",
    "Invoke": "InvokeFunction",
    "GET.apigateway": "GET",
}
"""Actions that the trail names after the request."""


@dataclass(slots=True)
class Audit:
    """The audit trail of a stack; ``keys`` maps each access key to its function."""

    stack: Stack
    keys: dict[str, str] = field(default_factory=dict)
    _events: dict[str, dict[str, Any]] = field(default_factory=dict)

    def start(self) -> None:
        """Start recording."""
        settings = {"cloudtrail._recording_enabled": "true"}
        urllib3.request("POST", f"{self.stack.endpoint}/_ministack/config", json=settings, timeout=30.0)

    def identify(self, function: str, event: str, call: Callable[[], object]) -> None:
        """Find the access key of ``function``: ``call`` makes it, and no other new caller, cause ``event``."""
        call()
        callers = {found["AccessKeyId"] for found in self._lookup(EventName=event)} - {ACCESS_KEY} - self.keys.keys()
        assert len(callers) == 1, f"{function}: {len(callers)} new callers"
        self.keys[callers.pop()] = function

    def collect(self) -> None:
        """Collect the events: a lookup returns the latest fifty of a kind, and the trail keeps ten thousand."""
        for key in self.keys:
            for name in EVENTS:
                self._collect(AccessKeyId=key, EventName=name)
            for name, table in product(ITEM_EVENTS, self.stack.of_kind("AWS::DynamoDB::Table")):
                self._collect(AccessKeyId=key, EventName=name, ResourceName=table.physical_id)

    def used(self) -> dict[str, set[Action]]:
        """The actions of each function, allowed or denied."""
        found: dict[str, set[Action]] = {function: set() for function in self.keys.values()}
        self.collect()
        for event in self._events.values():
            if event["AccessKeyId"] in self.keys:
                detail = json.loads(event["CloudTrailEvent"])
                found[self.keys[event["AccessKeyId"]]].update(self._actions(detail))
        return found

    def allowed(self, function: str) -> set[Action]:
        """The actions that the function's role allows, without those that Lambda needs for itself."""
        iam = self.stack.client("iam")
        role = (
            self.stack.client("lambda")
            .get_function(FunctionName=self.stack.physical_id(function))["Configuration"]["Role"]
            .rpartition("/")[2]
        )
        found: set[Action] = set()
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
            document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
            for statement in document["Statement"]:
                if statement["Effect"] == "Deny":
                    continue
                found |= {
                    (action, self._logical_id(resource))
                    for action in _listed(statement["Action"])
                    for resource in _listed(statement["Resource"])
                }
        return {action for action in found if action[0] not in PLATFORM}

    def _collect(self, **wanted: str) -> None:
        self._events |= {event["EventId"]: event for event in self._lookup(**wanted)}

    def _lookup(self, **wanted: str) -> list[dict[str, Any]]:
        attributes = [{"AttributeKey": key, "AttributeValue": value} for key, value in wanted.items()]
        found: list[dict[str, Any]] = self.stack.client("cloudtrail").lookup_events(LookupAttributes=attributes)[
            "Events"
        ]
        return found

    def _actions(self, detail: Mapping[str, Any]) -> Iterator[Action]:
        service = detail["eventSource"].partition(".")[0]
        parameters = detail["requestParameters"]
        if detail["eventName"] == "TransactWriteItems":
            for write in parameters["TransactItems"]:
                for kind, request in write.items():
                    yield f"dynamodb:{_WRITES[kind]}", self._logical_id(request["TableName"])
            return
        name = _NAMES.get(detail["eventName"], detail["eventName"])
        action = f"{service}:{_text(parameters.get('Action', name))}"  # SNS has it in the body
        for name in self._resources(service, parameters):
            yield action, name

    def _resources(self, service: str, parameters: Mapping[str, Any]) -> list[str]:
        if service == "dynamodb":
            index = "/index" if "IndexName" in parameters else ""
            return [
                self._logical_id(name) + index for name in parameters.get("RequestItems") or [parameters["TableName"]]
            ]
        named = {"secretsmanager": "SecretId", "sns": "TopicArn", "sqs": "QueueUrl", "ssm": "Name"}
        if service == "sns" and "TopicArn" not in parameters:
            return ["*"]
        return [self._logical_id(_text(parameters[named[service]]))] if service in named else [service]

    def _logical_id(self, resource: str) -> str:
        """The logical id for an ARN, a URL or a name; what has none here goes by the name of its service.

        The secrets of the channels are one: people make them, and not the template.
        """
        whole, index, _ = resource.partition("/index/")
        marks = {"s3": ":s3:::", "events": ":event-bus/", "lambda": ":function:", "apigateway": ":apigateway:"}
        marks["scheduler"] = ":scheduler:"
        marks["channels"] = "/channels/"
        for service, mark in marks.items():
            if mark in whole:
                return service
        for one in self.stack.resources:
            if one.physical_id and _last(one.physical_id) == _last(whole):
                return one.logical_id + ("/index" if index else "")
        return whole


def _last(name: str) -> str:
    return name.rpartition("/")[2].rpartition(":")[2]


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    return str(value[0] if isinstance(value, list) else value)
