"""What EventBridge does with an event on the bus, by the rules, destinations and connections of infra/outputs.yaml.

The local stack knows no API destinations. This does what AWS documents: match the
pattern, take the part of the event that ``InputPath`` names, add the parameters of
the connection, post, and repeat what is answered with 401, 407, 409, 429 or 5xx, or not
in time (Amazon EventBridge user guide, API destinations; API reference, HttpParameters).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

import urllib3

from functions.notify.messages.message import Message
from functions.notify.outputs.targets import EventBus
from tests.contract.conftest import of_kind, template

REPEATED = {401, 407, 409, 429, *range(500, 600)}


@dataclass(frozen=True)
class Request:
    """What would be posted."""

    url: str
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)


def requests(message: Message, target: EventBus, parameters: dict[str, str]) -> list[Request]:
    """The requests that the rules make of one message on the bus."""
    outputs = _outputs()
    event = {"source": target.source, "detail-type": message.subject, "detail": json.loads(message.text)}
    found = []
    for rule in of_kind(outputs, "AWS::Events::Rule").values():
        if all(event[field] in allowed for field, allowed in rule["EventPattern"].items()):
            for aim in rule["Targets"]:
                destination = _named(outputs, aim["Arn"])
                connection = _named(outputs, destination["ConnectionArn"])["AuthParameters"]
                found.append(_request(event, aim["InputPath"], destination, connection, parameters))
    return found


def deliver(request: Request, url: str, *, timeout_s: float, attempts: int = 10) -> int:
    """Post until it is taken or refused for good; the last status."""
    pool = urllib3.PoolManager(retries=False, timeout=timeout_s)
    status = 0
    for _ in range(attempts):
        try:
            status = pool.request("POST", url, body=request.body, headers=request.headers).status
        except urllib3.exceptions.HTTPError:
            continue
        if status not in REPEATED:
            break
    return status


@cache
def _outputs() -> dict[str, Any]:
    return template("infra/outputs.yaml")


def _request(
    event: dict[str, Any], path: str, destination: Any, connection: Any, parameters: dict[str, str]
) -> Request:
    body: Any = event
    for name in path.removeprefix("$.").split("."):
        body = body[name]
    http = connection.get("InvocationHttpParameters", {})
    added = {each["Key"]: resolved(each["Value"], parameters) for each in http.get("BodyParameters", [])}
    query = {each["Key"]: resolved(each["Value"], parameters) for each in http.get("QueryStringParameters", [])}
    key = connection["ApiKeyAuthParameters"]
    headers = {resolved(key["ApiKeyName"], parameters): resolved(key["ApiKeyValue"], parameters)}
    url = resolved(destination["InvocationEndpoint"], parameters) + (f"?{urlencode(query)}" if query else "")
    whole = {**body, **added} if added else body
    return Request(url, {"content-type": "application/json", **headers}, json.dumps(whole).encode())


def resolved(value: Any, parameters: dict[str, str]) -> Any:
    """A value of the template with its functions evaluated, as far as infra/outputs.yaml uses them."""
    match value:
        case {"Ref": name}:
            return parameters[name]
        case {"Fn::Sub": text}:
            return text.replace("${AlertmanagerUrl}", parameters["AlertmanagerUrl"])
        case {"Fn::Split": [by, text]}:
            return resolved(text, parameters).split(by)
        case {"Fn::Select": [index, parts]}:
            return resolved(parts, parameters)[index]
        case {"Fn::If": ["AlertmanagerKey", yes, no]}:
            return resolved(yes if parameters["AlertmanagerAuthorization"] else no, parameters)
        case _:
            return value


def _named(outputs: dict[str, Any], reference: dict[str, Any]) -> Any:
    """The properties of the resource that a ``!GetAtt`` names."""
    return outputs["Resources"][reference["Fn::GetAtt"][0]]["Properties"]
