"""What the templates promise: nothing lost, nothing stopped, nothing dear."""

from __future__ import annotations

import re
from typing import Any

import pytest

from infra.local.streams.filters import parse
from shared.domain.mentions.mention import Mention
from shared.store import mentions
from tests.contract.conftest import ROOT, of_kind, template
from tests.contract.template.template_parts import FUNCTIONS, NESTED, called_by

HOURLY = (
    "AWS::EC2::",
    "AWS::RDS::",
    "AWS::ElastiCache",
    "AWS::OpenSearch",
    "AWS::Kinesis::Stream",
    "AWS::MSK",
    "AWS::ECS",
)


def test_every_room_of_functions_is_deployed(main: dict[str, Any]) -> None:
    """A folder under functions/ is a function of the template, and the other way round."""
    rooms = {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")}
    deployed = {
        properties["CodeUri"].split("/")[1] for properties in of_kind(main, "AWS::Serverless::Function").values()
    }
    assert rooms == deployed == {name.lower() for name in FUNCTIONS}


def test_module_paths_are_the_same_here_and_there(main: dict[str, Any]) -> None:
    """The handler's name is the module's path in the source tree."""
    for properties in of_kind(main, "AWS::Serverless::Function").values():
        assert properties["Handler"] == f"functions.{properties['CodeUri'].split('/')[1]}.handler.handler"


def test_stream_readers_lose_nothing_and_stop_nothing(expanded: dict[str, Any]) -> None:
    """Each reports failed records, bisects, gives up in the end, and says where to."""
    found = of_kind(expanded, "AWS::Lambda::EventSourceMapping").values()
    mappings = [mapping for mapping in found if "StreamArn" in str(mapping["EventSourceArn"])]
    assert len(mappings) == len(found) - 1 == 4
    for mapping in mappings:
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert mapping["BisectBatchOnFunctionError"] is True
        assert 0 < mapping["MaximumRetryAttempts"] <= 20
        assert mapping["StartingPosition"] == "TRIM_HORIZON"
        assert mapping.get("ParallelizationFactor", 1) == 1, "exact counting needs one ordered lane a shard"
        assert "DeadLettersArn" in str(mapping["DestinationConfig"]["OnFailure"])
        assert "REMOVE" not in str(mapping["FilterCriteria"]), "what expired must not be counted again"


def test_a_flood_of_dropped_files_takes_a_few_calls_of_the_account_and_loses_none(
    main: dict[str, Any], expanded: dict[str, Any], storage: dict[str, Any]
) -> None:
    """A new account has ten calls at once for all functions; only a queue is bounded without reserving some."""
    mapping = of_kind(expanded, "AWS::Lambda::EventSourceMapping")["IntakeFunctionDropped"]
    assert mapping["EventSourceArn"] == {"Fn::GetAtt": ["Storage", "Outputs.DropsArn"]}
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": {"Ref": "FilesAtOnce"}}
    assert main["Parameters"]["FilesAtOnce"]["Default"] == 2
    assert mapping["BatchSize"] == 1
    queue = of_kind(storage, "AWS::SQS::Queue")["Drops"]
    assert queue["VisibilityTimeout"] > of_kind(main, "AWS::Serverless::Function")["IntakeFunction"]["Timeout"]
    assert "DeadLetters" in str(queue["RedrivePolicy"]["deadLetterTargetArn"])
    rule = of_kind(storage, "AWS::Events::Rule")["Dropped"]
    assert [target["Arn"] for target in rule["Targets"]] == [{"Fn::GetAtt": ["Drops", "Arn"]}]
    policy = of_kind(storage, "AWS::SQS::QueuePolicy")["DropsPolicy"]["PolicyDocument"]
    (allowed,) = [statement for statement in policy["Statement"] if statement["Effect"] == "Allow"]
    assert allowed["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["Dropped", "Arn"]}}}
    assert called_by("EventBridgeRule", of_kind(main, "AWS::Serverless::Function")) == set(), (
        "nothing bounds such calls"
    )


def test_a_scheduled_call_is_never_repeated_with_its_old_time(main: dict[str, Any], expanded: dict[str, Any]) -> None:
    """The scheduler's retries are off, and so are Lambda's own two of an asynchronous call; the next minute does it."""
    functions = of_kind(main, "AWS::Serverless::Function")
    scheduled = {
        n for n, f in functions.items() if any(e["Type"] == "ScheduleV2" for e in f.get("Events", {}).values())
    }
    assert scheduled == {"IngestFunction", "DetectFunction", "NotifyFunction"}
    for schedule in of_kind(expanded, "AWS::Scheduler::Schedule").values():
        assert schedule["Target"]["RetryPolicy"] == {"MaximumRetryAttempts": 0}
    for name in scheduled:
        assert functions[name]["EventInvokeConfig"] == {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60}


@pytest.mark.parametrize("name", ["INSERT", "MODIFY", "REMOVE"])
@pytest.mark.parametrize("backfill", [False, True])
def test_an_inserted_mention_is_counted_by_one_of_two_mappings(
    name: str, expanded: dict[str, Any], *, backfill: bool
) -> None:
    """Late ones come on a way of their own; a re-put that changes an item is a MODIFY, which must not count."""
    image = mentions.to_item(Mention("acme", "rss", "1", "It melted", 60_000, 60_000, backfill=backfill))
    mappings = of_kind(expanded, "AWS::Lambda::EventSourceMapping")
    taken = {
        mapping.removeprefix("EnrichFunction")
        for mapping in ("EnrichFunctionMentions", "EnrichFunctionLateMentions")
        if parse(mappings[mapping]["FilterCriteria"])({"eventName": name, "dynamodb": {"NewImage": image}})
    }
    assert taken == (set() if name != "INSERT" else {"LateMentions"} if backfill else {"Mentions"})


def test_mappings_that_count_are_told_the_stream_shard(expanded: dict[str, Any]) -> None:
    """Lambda names it to mappings with a tumbling window alone, and the watermarks of counters need it."""
    mappings = of_kind(expanded, "AWS::Lambda::EventSourceMapping")
    for name in ("EnrichFunctionMentions", "EnrichFunctionLateMentions"):
        assert mappings[name]["TumblingWindowInSeconds"] == 900
        assert mappings[name].get("ParallelizationFactor", 1) == 1


def test_tables_can_be_restored_expire_and_outlive_the_stack(storage: dict[str, Any]) -> None:
    """On demand, point-in-time recovery, encryption, and kept on delete."""
    for name, properties in of_kind(storage, "AWS::DynamoDB::Table").items():
        assert properties["BillingMode"] == "PAY_PER_REQUEST"
        assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert properties["SSESpecification"]["SSEEnabled"] is True
        if name != "MomentsTable":
            assert properties["TimeToLiveSpecification"] == {"AttributeName": "x", "Enabled": True}


def test_topics_reach_sms_and_mail(storage: dict[str, Any]) -> None:
    """FIFO topics cannot."""
    topics = of_kind(storage, "AWS::SNS::Topic")
    assert set(topics) == {"PageTopic", "AlertTopic", "SignInTopic"}
    assert all("FifoTopic" not in properties for properties in topics.values())


@pytest.mark.parametrize("name", ["template.yaml", *NESTED])
def test_nothing_costs_by_the_hour(name: str) -> None:
    """An idle Foreshock costs next to nothing."""
    kinds = {resource["Type"] for resource in template(name)["Resources"].values()}
    assert not [kind for kind in kinds if kind.startswith(HOURLY)]


@pytest.mark.parametrize("name", NESTED)
def test_nested_stacks_get_their_parameters_and_give_what_is_asked_of_them(name: str, main: dict[str, Any]) -> None:
    """cfn-lint sees wrong parameters of a nested stack, not wrong outputs."""
    logical, stack = next(
        (key, p) for key, p in of_kind(main, "AWS::CloudFormation::Stack").items() if p["TemplateURL"] == name
    )
    nested = template(name)
    assert set(stack.get("Parameters", {})) == set(nested.get("Parameters", {}))
    asked = set(re.findall(rf"'{logical}', 'Outputs\.(\w+)'", str(main))) | set(
        re.findall(rf"{logical}\.Outputs\.(\w+)", str(main))
    )
    assert asked
    assert asked <= set(nested["Outputs"])


def test_no_secret_stands_in_the_environment(main: dict[str, Any]) -> None:
    """Functions are told where a secret is, never what it is."""
    for properties in (main["Globals"]["Function"], *of_kind(main, "AWS::Serverless::Function").values()):
        for name, value in properties.get("Environment", {}).get("Variables", {}).items():
            assert "secretsmanager" not in str(value).lower(), name
            assert name.endswith("_ARN") or "SECRET" not in name


def test_each_function_has_the_role_of_its_name_and_no_other(expanded: dict[str, Any]) -> None:
    """SAM adds no policy of its own where a role is given."""
    functions = of_kind(expanded, "AWS::Lambda::Function")
    assert len(functions) == len(FUNCTIONS)
    for name in FUNCTIONS:
        assert functions[f"{name}Function"]["Role"] == {"Fn::GetAtt": ["Access", f"Outputs.{name}RoleArn"]}
    roles = of_kind(expanded, "AWS::IAM::Role")
    assert all("scheduler.amazonaws.com" in str(role["AssumeRolePolicyDocument"]) for role in roles.values())
