"""Deployments do not touch one another, a failed one leaves nothing in the way, and nobody listens on the wire."""

from __future__ import annotations

import json
import re
from itertools import combinations
from typing import Any

import pytest
import yaml
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from tests.contract.conftest import ROOT, of_kind, template
from tests.contract.template.names import GLOBAL, names

FILES = ("template.yaml", "infra/storage.yaml", "infra/access.yaml", "infra/observability.yaml", "infra/outputs.yaml")
KEEPS_DATA = ("AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::S3::Bucket")
OUTPUTS = {"PagerDutyRoutingKey": "k", "AlertmanagerUrl": "https://a.example", "SlackWebhookUrl": "https://s.example"}


def resources(*kinds: str) -> list[tuple[str, dict[str, Any]]]:
    """Name and definition of all resources of some kinds, in all templates."""
    return [
        (name, resource)
        for file in FILES
        for name, resource in template(file)["Resources"].items()
        if resource["Type"] in kinds
    ]


@pytest.mark.parametrize("generation", ["1", "2"])
def test_two_deployments_share_no_name(generation: str, expanded: dict[str, Any]) -> None:
    """Neither in one Region, nor, for what all Regions share, in two. A fixed name would be the same twice."""
    deployments = [("acme", "eu-west-1"), ("acme-2", "eu-west-1"), ("acme", "us-east-1")]
    taken = [set(names(expanded, *each, KeyGeneration=generation, **OUTPUTS)) for each in deployments]
    assert {"AWS::Events::EventBus", "AWS::CloudWatch::Dashboard", "AWS::Lambda::LayerVersion"} <= {
        k for k, _ in taken[0]
    }
    for (one, first), (two, second) in combinations(zip(deployments, taken, strict=True), 2):
        both = first & second
        if one[1] != two[1]:
            both = {(kind, name) for kind, name in both if kind.startswith(GLOBAL)}
        assert both == set()


def test_what_holds_data_outlives_the_stack_but_not_a_first_deployment_that_fails() -> None:
    """With Retain alone, the first one would leave a stack and tables that the next one finds in its way."""
    holders = [*resources(*KEEPS_DATA), ("Storage", template("template.yaml")["Resources"]["Storage"])]
    assert len(holders) == 8
    for name, resource in holders:
        assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain"), name
    retained = {n for f in FILES for n, r in template(f)["Resources"].items() if r.get("DeletionPolicy") == "Retain"}
    assert retained == {"LogRole", "Account"}, "which other APIs of the account use as well"


def test_tables_can_be_protected_but_are_not_while_a_first_deployment_may_fail(main: dict[str, Any]) -> None:
    """A protected table would stop the rollback half-way."""
    for _, table in resources("AWS::DynamoDB::Table"):
        assert table["Properties"]["DeletionProtectionEnabled"] == {"Ref": "DeletionProtection"}
    assert main["Parameters"]["DeletionProtection"]["Default"] == "false"


def test_buckets_topics_and_queues_refuse_plain_http() -> None:
    policies = resources("AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy")
    covered: set[str] = set()
    for _, policy in policies:
        (deny,) = (s for s in policy["Properties"]["PolicyDocument"]["Statement"] if s["Effect"] == "Deny")
        assert (deny["Principal"], deny["Condition"]) == ("*", {"Bool": {"aws:SecureTransport": "false"}})
        properties = policy["Properties"]
        targets = properties.get("Topics") or properties.get("Queues") or [properties["Bucket"]]
        covered |= {target["Ref"] for target in targets}
    assert covered == {name for name, _ in resources("AWS::S3::Bucket", "AWS::SNS::Topic", "AWS::SQS::Queue")}


def test_a_queue_has_one_policy() -> None:
    """Of two, the one that is written last would be the only one."""
    named = [one["Ref"] for _, policy in resources("AWS::SQS::QueuePolicy") for one in policy["Properties"]["Queues"]]
    assert sorted(named) == sorted(name for name, _ in resources("AWS::SQS::Queue"))


def test_a_key_of_the_account_encrypts_all_that_is_stored() -> None:
    kinds = ("AWS::DynamoDB::Table", "AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::S3::Bucket", "AWS::Logs::LogGroup")
    found = resources(*kinds, "AWS::SecretsManager::Secret")
    assert len(found) == 4 + 4 + 2 + 1 + 2 + 5
    for name, resource in found:
        assert "'Fn::If': ['OwnKey', {'Ref': 'KmsKeyArn'}" in str(resource), name


def test_all_that_can_have_a_tag_says_which_deployment_it_belongs_to(expanded: dict[str, Any]) -> None:
    """Nested stacks hand their tags on to what is in them. SAM gives none to its mappings and rules."""
    without = set[str]()
    for resource in expanded["Resources"].values():
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource["Type"]).schema
        tagging = schema.get("tagging", {"taggable": "Tags" in schema["properties"]})
        if tagging["taggable"] and tagging.get("tagProperty", "/properties/Tags") == "/properties/Tags":
            tags = resource.get("Properties", {}).get("Tags", [])
            if {"Key": "foreshock", "Value": {"Ref": "AWS::StackName"}} not in tags:
                without.add(resource["Type"])
    assert without <= {"AWS::Lambda::EventSourceMapping", "AWS::Events::Rule"}


def test_every_route_without_a_key_has_a_limit_of_its_own(main: dict[str, Any]) -> None:
    """Whoever floods it meets that limit, and not the one of clients with a key."""
    settings = of_kind(main, "AWS::Serverless::Api")["Api"]["MethodSettings"]
    limits = {(s["HttpMethod"].lower(), s["ResourcePath"][1:].replace("~1", "/")): s for s in settings}
    rest = limits.pop(("*", "*"))
    open_routes = {
        (event["Properties"]["Method"], event["Properties"]["Path"])
        for function in of_kind(main, "AWS::Serverless::Function").values()
        for event in function.get("Events", {}).values()
        if event["Type"] == "Api" and event["Properties"].get("Auth") == {"ApiKeyRequired": False}
    }
    # With a key: each costs money, or erases for good.
    dear = {("post", "/moments/{id}/drafts/{draft}/word"), ("post", "/erasures")}
    assert set(limits) == open_routes | dear
    for route, limit in limits.items():
        signed_batches = route == ("post", "/mentions")
        assert limit["ThrottlingRateLimit"] <= rest["ThrottlingRateLimit"] / (1 if signed_batches else 5), route
        assert limit["ThrottlingBurstLimit"] >= limit["ThrottlingRateLimit"]


def test_the_log_of_requests_has_the_route_and_never_the_address(main: dict[str, Any]) -> None:
    """An address may hold a permission, and the value of a key is one; see API Gateway's reference of variables."""
    setting = of_kind(main, "AWS::Serverless::Api")["Api"]["AccessLogSetting"]["Fn::If"]
    assert setting[0] == "AccessLogs"
    assert main["Parameters"]["AccessLogs"]["Default"] == "with-role", "a new account has no role to write logs with"
    logged = set(json.loads(setting[1]["Format"]).values())
    assert {"$context.httpMethod", "$context.resourcePath", "$context.status"} <= logged
    holds_a_permission = {"path", "customDomain", "identity.apiKey", "authorizer", "requestOverride", "wafResponse"}
    assert not {"$context." + name for name in holds_a_permission} & logged
    assert all(re.fullmatch(r"\$context(\.\w+)+", variable) for variable in logged)


def test_a_guided_deployment_writes_its_answers_into_no_tracked_file() -> None:
    """SAM writes them to samconfig.toml."""
    assert "samconfig.toml" in (ROOT / ".gitignore").read_text().split()
    docs = (ROOT / "docs" / "deploy.md").read_text()
    assert "`samconfig.toml`" in docs


def test_every_policy_that_is_left_out_says_why() -> None:
    """For all resources in .checkov.yaml, for one of them beside it."""
    lines = [line for file in (".checkov.yaml", *FILES) for line in (ROOT / file).read_text().splitlines()]
    left_out = [line for line in lines if "CKV" in line]
    reasons = [re.search(r"(?:- CKV_AWS_\d+ # |# checkov:skip=CKV_AWS_\d+:)(.+)", line) for line in left_out]
    assert len(left_out) == 10
    assert [
        line for line, reason in zip(left_out, reasons, strict=True) if not reason or len(reason[1].split()) < 6
    ] == []


def test_the_policies_are_checked_for_every_template() -> None:
    settings = yaml.safe_load((ROOT / ".checkov.yaml").read_text())
    assert settings["file"] == list(FILES)
    assert "soft-fail" not in settings
