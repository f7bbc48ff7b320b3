"""How events go out: rules that repeat, secrets that stand nowhere, receivers that fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from functions.notify.outputs.receivers.slack import BUTTONS
from functions.notify.outputs.registry import ON_REQUEST
from tests.contract.conftest import of_kind, template
from tests.contract.outputs.api_destination import deliver
from tests.contract.outputs.sent_story import FORWARDED, PARAMETERS, SIGNATURE, labels, named, sent, story
from tests.receiver import TOO_LATE, receiving


def test_secrets_are_added_on_the_way_out_and_stand_nowhere_on_the_bus() -> None:
    told = story()
    for output in FORWARDED:
        on_the_bus = "".join(output.render(each).text for each in told if output.wants(each))
        for secret in (*PARAMETERS.values(), SIGNATURE):
            assert secret not in on_the_bus
    requests_of = {output.name: sent(output, next(filter(output.wants, told))) for output in FORWARDED}
    assert requests_of["pagerduty"].document["routing_key"] == PARAMETERS["PagerDutyRoutingKey"]
    assert requests_of["alertmanager"].headers["authorization"] == "Bearer secret"
    assert requests_of["alertmanager"].url == "https://alerts.example/api/v2/alerts"
    assert requests_of["slack"].url == PARAMETERS["SlackWebhookUrl"]
    assert requests_of["teams"].url == PARAMETERS["TeamsWebhookUrl"]


def test_every_secret_is_hidden_by_cloudformation_and_kept_in_a_connection() -> None:
    """No signature or key is in the address of a destination, which is shown to whoever may list it."""
    outputs = template("infra/outputs.yaml")
    for name in ("template.yaml", "infra/outputs.yaml"):
        parameters = template(name)["Parameters"]
        for secret in set(PARAMETERS) - {"AlertmanagerUrl"} | {"WebhookUrl"}:
            assert parameters[secret]["NoEcho"] is True, (name, secret)
    shown = str(of_kind(outputs, "AWS::Events::ApiDestination")["TeamsDestination"]["InvocationEndpoint"])
    assert "&sig=" not in shown
    kept = [
        parameter
        for connection in of_kind(outputs, "AWS::Events::Connection").values()
        for kind in connection["AuthParameters"].get("InvocationHttpParameters", {}).values()
        for parameter in kind
    ]
    assert {parameter["Key"] for parameter in kept if parameter["IsValueSecret"]} == {"routing_key", "sig"}


def test_every_receiver_has_a_rule_that_repeats_for_a_day_and_keeps_what_was_not_taken() -> None:
    rules = of_kind(template("infra/outputs.yaml"), "AWS::Events::Rule")
    assert len(rules) == len(FORWARDED) == 4
    for rule in rules.values():
        (target,) = rule["Targets"]
        assert target["RetryPolicy"] == {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185}
        assert target["DeadLetterConfig"] == {"Arn": {"Ref": "DeadLettersArn"}}


def test_nothing_of_it_exists_unless_it_is_asked_for(main: dict[str, Any]) -> None:
    outputs = template("infra/outputs.yaml")["Resources"]
    assert main["Resources"]["MachineOutputs"]["Condition"] == "AnyOutput"
    assert [name for name, found in outputs.items() if "Condition" not in found] == []
    for name in (*PARAMETERS, "WebhookUrl"):
        assert main["Parameters"][name]["Default"] == ""


def incident(body: Any) -> str:
    """How PagerDuty tells events apart: a repeated trigger of an open incident is merged."""
    return f"{body['event_action']} {body['dedup_key']}"


@pytest.mark.parametrize("script", [[429, 429], [500, 503], [TOO_LATE], [429, TOO_LATE, 500]])
@pytest.mark.parametrize(("name", "identity"), [("pagerduty", incident), ("alertmanager", labels)])
def test_a_receiver_that_fails_still_gets_each_event_once(
    name: str, identity: Callable[[Any], str], script: list[int]
) -> None:
    """Repeated until it is taken; a receiver that took it and answered too late knows the repetition by its key."""
    output = named(name)
    told = [sent(output, each) for each in story() if output.wants(each)]
    with receiving(*script) as receiver:
        assert {deliver(request, receiver.url, timeout_s=0.4) for request in told} == {200}
    taken = {identity(json.loads(got.body)) for got in receiver.taken}
    assert taken == {identity(request.document) for request in told}
    assert len(receiver.taken) == len(told) + script.count(TOO_LATE)


@pytest.mark.parametrize("script", [[429, 429], [500, 503], [429, 500]])
@pytest.mark.parametrize("name", ["slack", "teams"])
def test_a_chat_that_refuses_for_a_while_still_gets_each_message_once(name: str, script: list[int]) -> None:
    output = named(name)
    told = [sent(output, each) for each in story() if output.wants(each)]
    with receiving(*script) as receiver:
        assert {deliver(request, receiver.url, timeout_s=5) for request in told} == {200}
    assert [json.loads(got.body) for got in receiver.taken] == [request.document for request in told]


@pytest.mark.parametrize("name", ["slack", "teams"])
def test_a_chat_that_answers_too_late_shows_that_message_twice(name: str) -> None:
    """It knows no key by which a repetition could be told; to send nothing again could lose the message."""
    output = named(name)
    first = next(sent(output, each) for each in story() if output.wants(each))
    with receiving(TOO_LATE) as receiver:
        assert deliver(first, receiver.url, timeout_s=0.4) == 200
    assert [json.loads(got.body) for got in receiver.taken] == [first.document] * 2


def test_the_template_turns_on_outputs_by_the_names_that_the_code_knows(main: dict[str, Any]) -> None:
    """A misspelt name would leave an output off without a word."""
    variables = main["Resources"]["NotifyFunction"]["Properties"]["Environment"]["Variables"]
    names = {choice["Fn::If"][1] for choice in variables["OUTPUTS"]["Fn::Join"][1]}
    assert names == {output.name for output in ON_REQUEST} | {BUTTONS}
