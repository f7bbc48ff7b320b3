"""What the templates promise: nothing lost, nothing open, nothing dear."""

from __future__ import annotations

import re
from typing import Any

import pytest

from infra.local.streams.filters import parse
from shared.domain.mentions.mention import Mention
from shared.http.roles import KEY_LISTS
from shared.store import mentions
from tests.contract.conftest import ROOT, of_kind, template

FUNCTIONS = ("Ingest", "Intake", "Enrich", "Detect", "Notify", "Query", "Respond", "Erase")
NESTED = ("infra/storage.yaml", "infra/access.yaml", "infra/observability.yaml", "infra/outputs.yaml")
HOURLY = (
    "AWS::EC2::",
    "AWS::RDS::",
    "AWS::ElastiCache",
    "AWS::OpenSearch",
    "AWS::Kinesis::Stream",
    "AWS::MSK",
    "AWS::ECS",
)


def called_by(kind: str, functions: dict[str, Any]) -> set[str]:
    """The short names of the functions with an event of a kind."""
    return {
        name.removesuffix("Function")
        for name, function in functions.items()
        if kind in {event["Type"] for event in function.get("Events", {}).values()}
    }


def test_a_tick_that_stops_coming_is_an_alarm(main: dict[str, Any]) -> None:
    """Lambda counts them: all calls of ingest, which nothing else calls, and the asynchronous ones of the others."""
    alarms = of_kind(template("infra/observability.yaml"), "AWS::CloudWatch::Alarm")
    missing = {name: alarm for name, alarm in alarms.items() if alarm["TreatMissingData"] == "breaching"}
    for alarm in missing.values():
        span = alarm["Period"], alarm["EvaluationPeriods"], alarm["ComparisonOperator"], alarm["Threshold"]
        assert span == (60, 5, "LessThanThreshold", 1)
    functions = of_kind(main, "AWS::Serverless::Function")
    assert {name.removesuffix("TickMissingAlarm") for name in missing} == called_by("ScheduleV2", functions)
    found = {(alarm["MetricName"], alarm["Dimensions"][0]["Value"]["Ref"]) for alarm in missing.values()}
    received = "AsyncEventsReceived"
    assert found == {("Invocations", "Ingest"), (received, "Detect"), (received, "Notify")}
    assert {event["Type"] for event in functions["IngestFunction"]["Events"].values()} == {"ScheduleV2"}
    for name in ("Detect", "Notify"):
        kinds = {event["Type"] for event in functions[f"{name}Function"]["Events"].values()}
        assert kinds == {"DynamoDB", "ScheduleV2"}, "a stream waits for its answer; any other caller would hide a tick"
    resources = template("infra/observability.yaml")["Resources"]
    assert all(resources[name]["Condition"] == "Scheduled" for name in missing), "a paused schedule is no alarm"


def test_a_stream_that_stops_coming_is_an_alarm(main: dict[str, Any]) -> None:
    """A heartbeat goes through each every minute, so that without its age it is broken, unless schedules are paused."""
    alarms = of_kind(template("infra/observability.yaml"), "AWS::CloudWatch::Alarm").values()
    ages = {
        alarm["Dimensions"][0]["Value"]["Ref"]: alarm for alarm in alarms if alarm.get("MetricName") == "IteratorAge"
    }
    assert set(ages) == called_by("DynamoDB", of_kind(main, "AWS::Serverless::Function"))
    for alarm in ages.values():
        assert alarm["TreatMissingData"] == {"Fn::If": ["Scheduled", "breaching", "notBreaching"]}
        assert (alarm["Period"], alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"]) == (60, 5, 3)


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


@pytest.mark.parametrize("role", ["Enrich", "Detect", "Notify"])
def test_a_stream_reader_may_all_that_lambda_asks_of_it(role: str, access: dict[str, Any]) -> None:
    """The four actions of DynamoDB's guide ("IAM policy to allow a Lambda function to access stream records")."""
    asked = {f"dynamodb:{action}" for action in ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")}
    assert any(asked <= set(actions(s)) and "StreamArn" in str(s["Resource"]) for s in statements(access, role))


def test_alarms_watch_metrics_that_somebody_writes() -> None:
    """By the name the code gives them, and of this deployment alone."""
    written = "".join(path.read_text() for path in (ROOT / "functions").rglob("*.py"))
    alarms = of_kind(template("infra/observability.yaml"), "AWS::CloudWatch::Alarm").values()
    ours = [alarm for alarm in alarms if alarm.get("Namespace") == "Foreshock"]
    assert len(ours) == 9
    for alarm in ours:
        assert f'name="{alarm["MetricName"]}"' in written
        dimensions = [found for found in alarm["Dimensions"] if found["Name"] != "channel"]
        assert dimensions == [{"Name": "service", "Value": {"Ref": "Prefix"}}]


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


def statements(access: dict[str, Any], role: str) -> list[dict[str, Any]]:
    """What a role may do."""
    policies = access["Resources"][f"{role}Role"]["Properties"]["Policies"]
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def actions(statement: dict[str, Any]) -> list[str]:
    """The actions of a statement, always as a list."""
    action = statement["Action"]
    return action if isinstance(action, list) else [action]


@pytest.mark.parametrize("role", FUNCTIONS)
def test_a_role_names_every_action_and_every_resource(role: str, access: dict[str, Any]) -> None:
    """No wildcard action, and no resource but this deployment's own."""
    for statement in statements(access, role):
        assert statement["Effect"] == "Allow" or "dynamodb:LeadingKeys" in str(statement["Condition"])
        assert not [action for action in actions(statement) if "*" in action]
        resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        for resource in resources:
            assert "Ref" in resource or "Arn" in str(resource.get("Fn::Sub", "")), resource


def test_each_function_has_the_role_of_its_name_and_no_other(expanded: dict[str, Any]) -> None:
    """SAM adds no policy of its own where a role is given."""
    functions = of_kind(expanded, "AWS::Lambda::Function")
    assert len(functions) == len(FUNCTIONS)
    for name in FUNCTIONS:
        assert functions[f"{name}Function"]["Role"] == {"Fn::GetAtt": ["Access", f"Outputs.{name}RoleArn"]}
    roles = of_kind(expanded, "AWS::IAM::Role")
    assert all("scheduler.amazonaws.com" in str(role["AssumeRolePolicyDocument"]) for role in roles.values())


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


def test_clients_need_a_key_except_where_a_signature_or_nothing_is_needed(main: dict[str, Any]) -> None:
    """A push is signed, so are the addresses in messages; the document is public; other pages need a session."""
    open_routes = set()
    for function in of_kind(main, "AWS::Serverless::Function").values():
        for event in function.get("Events", {}).values():
            if event["Type"] == "Api" and event["Properties"].get("Auth") == {"ApiKeyRequired": False}:
                open_routes.add((event["Properties"]["Method"], event["Properties"]["Path"]))
    signed = {
        ("post", "/mentions"),
        ("get", "/m/{token}"),
        ("get", "/a/{token}"),
        ("post", "/a/{token}"),
        ("get", "/hooks/meta"),
        ("post", "/hooks/meta"),
        ("post", "/hooks/pagerduty"),
        ("post", "/hooks/slack"),
    }
    sessions = {("get", "/pages/{page}"), ("post", "/pages/{page}"), ("post", "/settings/{brand}")}
    sessions |= {("get", "/pages/people"), ("post", "/pages/people"), ("post", "/exercises/{drill}")}
    preflights = {("options", "/{proxy+}")}  # a browser asks without a key whether a page may send one
    public = {("get", f"/status/{{brand}}{part}") for part in ("", "/feed.atom")} | {
        ("post", "/status/{brand}/feedback")
    }
    assert open_routes == {("get", "/openapi.json"), *preflights, *signed, *sessions, *public}
    assert of_kind(main, "AWS::Serverless::Api")["Api"]["Auth"]["ApiKeyRequired"] is True


def test_api_gateway_writes_no_address_down(main: dict[str, Any]) -> None:
    """The address of a page is a permission, and an execution log or a trace would hold it."""
    api = of_kind(main, "AWS::Serverless::Api")["Api"]
    assert api["TracingEnabled"] is False
    for settings in api["MethodSettings"]:
        assert not settings.keys() & {"LoggingLevel", "DataTraceEnabled"}


def test_every_key_of_the_deployment_is_in_the_plan_and_on_the_list_of_one_role(main: dict[str, Any]) -> None:
    """A key in no list could only read; a list of the wrong name would make everybody a reader."""
    keys = set(of_kind(main, "AWS::ApiGateway::ApiKey"))
    in_plan = [entry["KeyId"]["Ref"] for entry in of_kind(main, "AWS::ApiGateway::UsagePlanKey").values()]
    variables = of_kind(main, "AWS::Serverless::Api")["Api"]["Variables"]
    lists = {name: value for name, value in variables.items() if name.endswith("Keys")}
    listed = {name: keys & set(re.findall(r"'Ref': '(\w+)'", str(value))) for name, value in lists.items()}
    assert sorted(in_plan) == sorted(keys)
    assert listed == {"ReadKeys": {"ReadKey"}, "ActKeys": {"ActKey"}, "AdminKeys": {"ApiApiKey"}}
    assert set(listed) == {name for _, name in KEY_LISTS}


def test_a_key_keeps_its_value_until_a_new_generation_is_asked_for(main: dict[str, Any]) -> None:
    """A new name replaces a key, so the first generation has none, as before there were roles."""
    for properties in of_kind(main, "AWS::ApiGateway::ApiKey").values():
        condition, first, later = properties["Name"]["Fn::If"]
        assert (condition, first) == ("FirstKeys", {"Ref": "AWS::NoValue"})
        assert "${KeyGeneration}" in later["Fn::Sub"]
    assert main["Conditions"]["FirstKeys"] == {"Fn::Equals": [{"Ref": "KeyGeneration"}, "1"]}
    assert main["Parameters"]["KeyGeneration"]["Default"] == "1"
