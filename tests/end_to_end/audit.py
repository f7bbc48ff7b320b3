"""Who called what: the functions' AWS calls as CloudTrail tells them, and what their roles allow."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import urllib3

from infra.local.emulator.server import ACCESS_KEY
from infra.local.stack import Stack

Use = tuple[str, str]
"""An action and what it was done to: ``("dynamodb:PutItem", "StateTable")``."""

PLATFORM = frozenset(
    {
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        "dynamodb:ListStreams",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }
)
"""What Lambda itself does in a function's name."""

ITEM_EVENTS = ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "BatchGetItem", "BatchWriteItem")
EVENTS = (
    *ITEM_EVENTS,
    *("TransactWriteItems", "GetSecretValue", "SendMessage", "PutEvents", "POST.sns", "Publish"),
    *("GetObject", "PutObject", "ListObjects", "ListObjectsV2", "DeleteObject"),
)
"""The kinds of events looked for."""

_WRITES = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}


@dataclass(slots=True)
class Audit:
    """A trail of a stack; ``keys`` says which access key is whose."""

    stack: Stack
    keys: dict[str, str] = field(default_factory=dict)
    _events: dict[str, dict[str, Any]] = field(default_factory=dict)

    def start(self) -> None:
        """Record from now on."""
        settings = {"cloudtrail._recording_enabled": "true"}
        urllib3.request("POST", f"{self.stack.endpoint}/_ministack/config", json=settings, timeout=30.0)

    def introduce(self, function: str, event: str, call: Callable[[], object]) -> None:
        """Learn the access key of ``function`` by a ``call`` that has it, and nobody new beside it, do ``event``."""
        call()
        callers = {found["AccessKeyId"] for found in self._lookup(EventName=event)} - {ACCESS_KEY} - self.keys.keys()
        assert len(callers) == 1, f"{function}: {len(callers)} new callers"
        self.keys[callers.pop()] = function

    def note(self) -> None:
        """Note what was done: the trail tells the latest fifty events of a kind, and keeps ten thousand in all."""
        for key in self.keys:
            for name in EVENTS:
                self._keep(AccessKeyId=key, EventName=name)
            for name, table in product(ITEM_EVENTS, self.stack.of_kind("AWS::DynamoDB::Table")):
                self._keep(AccessKeyId=key, EventName=name, ResourceName=table.physical_id)

    def used(self) -> dict[str, set[Use]]:
        """What each function did, refused or not."""
        found: dict[str, set[Use]] = {function: set() for function in self.keys.values()}
        self.note()
        for event in self._events.values():
            if event["AccessKeyId"] in self.keys:
                detail = json.loads(event["CloudTrailEvent"])
                found[self.keys[event["AccessKeyId"]]].update(self._uses(detail))
        return found

    def allowed(self, function: str) -> set[Use]:
        """What the function's own role allows, without what Lambda needs for itself."""
        iam = self.stack.client("iam")
        role = (
            self.stack.client("lambda")
            .get_function(FunctionName=self.stack.physical_id(function))["Configuration"]["Role"]
            .rpartition("/")[2]
        )
        found: set[Use] = set()
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
            document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
            for statement in document["Statement"]:
                found |= {
                    (action, self._named(resource))
                    for action in _listed(statement["Action"])
                    for resource in _listed(statement["Resource"])
                }
        return {use for use in found if use[0] not in PLATFORM}

    def _keep(self, **wanted: str) -> None:
        self._events |= {event["EventId"]: event for event in self._lookup(**wanted)}

    def _lookup(self, **wanted: str) -> list[dict[str, Any]]:
        asked = [{"AttributeKey": key, "AttributeValue": value} for key, value in wanted.items()]
        found: list[dict[str, Any]] = self.stack.client("cloudtrail").lookup_events(LookupAttributes=asked)["Events"]
        return found

    def _uses(self, detail: Mapping[str, Any]) -> Iterator[Use]:
        service = detail["eventSource"].partition(".")[0]
        asked = detail["requestParameters"]
        if detail["eventName"] == "TransactWriteItems":
            for write in asked["TransactItems"]:
                for kind, request in write.items():
                    yield f"dynamodb:{_WRITES[kind]}", self._named(request["TableName"])
            return
        action = f"{service}:{detail['eventName'].replace('POST.sns', 'Publish')}"
        for name in self._touched(service, asked):
            yield action, name

    def _touched(self, service: str, asked: Mapping[str, Any]) -> list[str]:
        if service == "dynamodb":
            index = "/index" if "IndexName" in asked else ""
            return [self._named(name) + index for name in asked.get("RequestItems") or [asked["TableName"]]]
        named = {"secretsmanager": "SecretId", "sns": "TopicArn", "sqs": "QueueUrl"}
        return [self._named(_text(asked[named[service]]))] if service in named else [service]

    def _named(self, resource: str) -> str:
        """The logical id of what an ARN, an address or a name stands for; buses and buckets by their service."""
        whole, index, _ = resource.partition("/index/")
        for service, mark in (("s3", ":s3:::"), ("events", ":event-bus/")):
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
