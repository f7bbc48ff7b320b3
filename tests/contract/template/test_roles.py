"""Roles: each allows named actions on this deployment's own resources, and who may do what is written down once."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.contract.conftest import template
from tests.contract.template.template_parts import FUNCTIONS, actions, statements


@pytest.mark.parametrize("role", ["Enrich", "Detect", "Notify"])
def test_a_stream_reader_may_all_that_lambda_asks_of_it(role: str, access: dict[str, Any]) -> None:
    """The four actions of DynamoDB's guide ("IAM policy to allow a Lambda function to access stream records")."""
    asked = {f"dynamodb:{action}" for action in ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")}
    assert any(asked <= set(actions(s)) and "StreamArn" in str(s["Resource"]) for s in statements(access, role))


@pytest.mark.parametrize("role", FUNCTIONS)
def test_a_role_names_every_action_and_every_resource(role: str, access: dict[str, Any]) -> None:
    """No wildcard action, and no resource but this deployment's own."""
    for statement in statements(access, role):
        assert statement["Effect"] == "Allow" or "dynamodb:LeadingKeys" in str(statement["Condition"])
        assert not [action for action in actions(statement) if "*" in action]
        resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        for resource in resources:
            assert "Ref" in resource or "Arn" in str(resource.get("Fn::Sub", "")), resource


@pytest.mark.parametrize(
    ("action", "allowed"),
    [
        ("sns:Publish", {"Notify", "Respond", "Erase"}),
        ("sns:Subscribe", {"Respond"}),
        ("events:PutEvents", {"Notify", "Respond", "Erase"}),
        ("s3:GetObject", {"Intake"}),
        ("s3:PutObject", {"Intake"}),
        ("ssm:GetParameter", {"Ingest"}),
        ("secretsmanager:GetSecretValue", {"Ingest", "Intake", "Notify", "Query", "Respond"}),
    ],
)
def test_who_may_do_what_is_written_down_once(action: str, allowed: set[str], access: dict[str, Any]) -> None:
    """Only the notifier speaks, and respond to test; only intake reads files, only those who need keys read them."""
    able = {role for role in FUNCTIONS if any(action in actions(s) for s in statements(access, role))}
    assert able == allowed


def test_nobody_may_call_comprehend_unless_the_deployment_asks_for_it(access: dict[str, Any]) -> None:
    """Its actions know no resources, so the whole policy stands under a condition."""
    holders = [name for name, resource in access["Resources"].items() if "comprehend:" in str(resource)]
    assert holders == ["EnrichComprehend"]
    assert access["Resources"]["EnrichComprehend"]["Condition"] == "Comprehend"
    assert template("template.yaml")["Parameters"]["OtherLanguages"]["Default"] == "count"


def test_nobody_may_ask_a_model_unless_the_deployment_names_one_and_then_only_that_one(access: dict[str, Any]) -> None:
    """Other models only behind the named inference profile, which spreads calls over Regions."""
    holders = [name for name, resource in access["Resources"].items() if "bedrock:" in str(resource)]
    assert holders == ["RespondModel"]
    policy = access["Resources"]["RespondModel"]
    assert (policy["Condition"], policy["Properties"]["Roles"]) == ("ModelWords", [{"Ref": "RespondRole"}])
    named, behind = policy["Properties"]["PolicyDocument"]["Statement"]
    assert all(resource["Fn::Sub"].endswith("/${DraftModel}") for resource in named["Resource"])
    assert behind["Condition"]["StringEquals"] == {"bedrock:InferenceProfileArn": named["Resource"][1]}
    assert {named["Action"], behind["Action"]} == {"bedrock:InvokeModel"}
    assert template("template.yaml")["Parameters"]["DraftModel"]["Default"] == ""


def test_only_respond_changes_subscriptions_though_sns_knows_no_resource_for_them(access: dict[str, Any]) -> None:
    """Their actions need "*" (Service Authorization Reference, Amazon SNS); no other action may have it."""
    boundless = [
        (name, actions(statement))
        for name, resource in access["Resources"].items()
        if resource["Type"] == "AWS::IAM::Policy" and "Condition" not in resource
        for statement in resource["Properties"]["PolicyDocument"]["Statement"]
        if statement["Resource"] == "*"
    ]
    subscriptions = ["GetSubscriptionAttributes", "SetSubscriptionAttributes", "Unsubscribe"]
    expected = [f"sns:{action}" for action in (*subscriptions, "CheckIfPhoneNumberIsOptedOut")]
    assert boundless == [("RespondSubscriptions", expected)]
    assert access["Resources"]["RespondSubscriptions"]["Properties"]["Roles"] == [{"Ref": "RespondRole"}]


def test_only_the_functions_that_write_a_table_may(access: dict[str, Any]) -> None:
    """Mentions by ingest and intake, counts by enrich, moments by detect; erase takes out of all of them."""
    writes = {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:BatchWriteItem", "dynamodb:DeleteItem"}
    writers: dict[str, set[str]] = {}
    for role in FUNCTIONS:
        for statement in statements(access, role):
            if writes & set(actions(statement)):
                for table in re.findall(r"(\w+)TableArn", str(statement["Resource"])):
                    writers.setdefault(table, set()).add(role)
    assert writers.pop("State") == {*FUNCTIONS}
    assert all("Erase" in able for able in writers.values())
    assert {table: able - {"Erase"} for table, able in writers.items()} == {
        "Mentions": {"Ingest", "Intake"},
        "Counts": {"Enrich"},
        "Moments": {"Detect", "Respond"},
    }
