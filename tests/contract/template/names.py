"""The names that a deployment gives to its resources, as CloudFormation would work them out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from tests.contract.conftest import template

GLOBAL = ("AWS::IAM::", "AWS::S3::", "AWS::CloudWatch::Dashboard")
"""Kinds whose names all Regions of an account share, or the whole world."""

WITHIN = {"PolicyName", "MetricName", "FunctionName", "StageName", "EventBusName", "DisplayName"}
"""Names that hold within another resource, are the name of one, or are for people."""


def names(main: Mapping[str, Any], stack: str, region: str, **parameters: str) -> Iterator[tuple[str, str]]:
    """Kind and name of every resource that is given one, those of nested stacks too."""
    given = defaults(main) | parameters | {"AWS::StackName": stack, "AWS::Region": region}
    for logical, resource in main["Resources"].items():
        if resource["Type"] == "AWS::CloudFormation::Stack":
            nested = template(resource["Properties"]["TemplateURL"])
            passed = {
                name: worked_out(value, main, given) for name, value in resource["Properties"]["Parameters"].items()
            }
            yield from names(nested, f"{stack}-{logical}-{hash((stack, region, logical)):x}", region, **passed)
        elif (name := _name(resource, main, given)) is not None:
            yield resource["Type"], name


def defaults(source: Mapping[str, Any]) -> dict[str, str]:
    """The parameters of a template, as they are unless somebody sets them."""
    return {name: str(found.get("Default", "")) for name, found in source.get("Parameters", {}).items()}


def worked_out(value: Any, source: Mapping[str, Any], given: Mapping[str, str]) -> str:
    """A value as text; what only AWS knows, such as an ARN, is one of this deployment and Region alone."""
    if not isinstance(value, dict):
        return str(value)
    ((kind, what),) = value.items()
    if kind == "Ref":
        return given[what] if what in given else _of_aws(what, given)
    if kind == "Fn::Sub":
        return re.sub(r"\$\{([\w:.]+)\}", lambda found: worked_out({"Ref": found[1]}, source, given), what)
    if kind == "Fn::Join":
        return str(what[0]).join(worked_out(part, source, given) for part in what[1])
    if kind == "Fn::If":
        return worked_out(what[1 if _holds(source["Conditions"][what[0]], source, given) else 2], source, given)
    return _of_aws(what, given)


def _of_aws(what: Any, given: Mapping[str, str]) -> str:
    return "" if what == "AWS::NoValue" else f"<{given['AWS::StackName']} {given['AWS::Region']} {what}>"


def _holds(condition: Any, source: Mapping[str, Any], given: Mapping[str, str]) -> bool:
    ((kind, what),) = condition.items()
    if kind == "Fn::Not":
        return not _holds(what[0], source, given)
    if kind == "Fn::Equals":
        return worked_out(what[0], source, given) == worked_out(what[1], source, given)
    if kind == "Condition":
        return _holds(source["Conditions"][what], source, given)
    return any(_holds(each, source, given) for each in what)


def _name(resource: Mapping[str, Any], source: Mapping[str, Any], given: Mapping[str, str]) -> str | None:
    """By which AWS tells it from others: what its schema has as identifier, or any name it is given."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource["Type"]).schema
    identifier = {path.removeprefix("/properties/") for path in schema["primaryIdentifier"]}
    properties = resource.get("Properties", {})
    parts = [name for name in properties if name in identifier or (name.endswith("Name") and name not in WITHIN)]
    found = [worked_out(properties[name], source, given) for name in sorted(parts)]
    return "/".join(found) if any(found) else None
