"""What leaves for PagerDuty, Alertmanager, Slack and Teams is what they publish that they take."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from functions.notify.messages.announcements import grouped, notifications
from functions.notify.messages.notification import Notification
from functions.notify.outputs.output import Output
from functions.notify.outputs.receivers.slack import BUTTONS
from functions.notify.outputs.registry import ON_REQUEST
from functions.notify.outputs.targets import PAYLOADS, EventBus
from functions.notify.policy.alert_policy import decide
from functions.notify.policy.crisis_state import Crisis, new_crisis
from shared.domain.moments.moment import Kind, Moment, Sample, Severity, Status, TimelineEntry, Transition
from tests.contract.api_destination import Request, deliver, requests
from tests.contract.conftest import ROOT, of_kind, template
from tests.receiver import TOO_LATE, receiving
from tests.unit.notify.examples import EVIDENCE, LINKS, burst, opened, resolved, resolved_surge, step, surge

SIGNATURE = "pY5tq0aZ_k-3"
PARAMETERS = {
    "PagerDutyRoutingKey": "0123456789abcdef0123456789abcdef",
    "AlertmanagerUrl": "https://alerts.example",
    "AlertmanagerAuthorization": "Bearer secret",
    "SlackWebhookUrl": "https://hooks.slack.com/services/T0/B0/secret",
    "TeamsWebhookUrl": "https://prod-1.westeurope.logic.azure.com:443/workflows/ab/triggers/manual/paths/invoke"
    f"?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={SIGNATURE}",
}
SCHEMAS = {"pagerduty": "pagerduty_event", "alertmanager": "alertmanager_alerts"}
SCHEMAS |= {"slack": "slack_message", "teams": "teams_message"}
FORWARDED = [output for output in ON_REQUEST if output.target is PAYLOADS]
EACH = pytest.mark.parametrize("output", FORWARDED, ids=lambda output: output.name)


def announced(crisis: Crisis, moment: Moment, entry: TimelineEntry) -> tuple[Crisis, list[Notification]]:
    """What one step leads to."""
    decision = decide(crisis, moment, entry)
    return decision.crisis, notifications(decision, moment, entry, zone="Europe/Berlin", links=LINKS)


def story() -> list[Notification]:
    """A crisis of two moments: opened, joined, worse, acknowledged, over; and the grouped lines."""
    first = surge(severity=Severity.SEV2, timeline=(opened(Severity.SEV2),))
    crisis, told = announced(new_crisis(first), first, first.timeline[0])
    worse = step(Transition.ESCALATED, Severity.SEV1, 30)
    escalated = surge(timeline=(*first.timeline, worse))
    taken = step(Transition.ACKNOWLEDGED, Severity.SEV1, 32)._replace(by="ana", via="page")
    acknowledged = escalated._replace(status=Status.ACKNOWLEDGED, timeline=(*escalated.timeline, taken))
    end = resolved(70)
    over = resolved_surge()._replace(timeline=(*acknowledged.timeline, end))
    joined = burst(crisis=first.crisis)
    joined_over = joined._replace(status=Status.RESOLVED, ended_ms=end.at_ms, timeline=(*joined.timeline, end))
    for moment, entry in (
        (joined, joined.timeline[0]),
        (escalated, worse),
        (acknowledged, taken),
        (joined_over, end),
        (over, end),
    ):
        crisis, more = announced(crisis, moment, entry)
        told += more
        if crisis.waiting:
            told.append(grouped(crisis, LINKS))
    return told


def sent(output: Output, notification: Notification) -> Request:
    """The one request that a notification becomes."""
    message = output.render(notification)
    assert isinstance(output.target, EventBus)
    (request,) = requests(message, output.target, PARAMETERS)
    return request


def check(output: Output, document: Any) -> None:
    """Valid by the receiver's schema."""
    assert [error.message for error in validator(SCHEMAS[output.name]).iter_errors(document)] == []


@cache
def validator(name: str) -> Draft202012Validator:
    schema = json.loads((ROOT / "tests/contract/schemas" / f"{name}.json").read_text())
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def bodies(output: Output, told: list[Notification]) -> list[Any]:
    return [sent(output, each).document for each in told if output.wants(each)]


def named(name: str) -> Output:
    return next(output for output in ON_REQUEST if output.name == name)


@EACH
@pytest.mark.parametrize("on", ["", BUTTONS])
def test_a_whole_crisis_is_valid_for_each_receiver(output: Output, on: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTPUTS", on)
    found = bodies(output, story())
    assert len(found) >= 3
    for document in found:
        check(output, document)


@EACH
@given(text=st.text(max_size=400), kind=st.sampled_from(Kind), severity=st.sampled_from(Severity))
@settings(max_examples=40, deadline=None)
def test_whatever_people_write_it_stays_valid_and_small(
    output: Output, text: str, kind: Kind, severity: Severity
) -> None:
    evidence = EVIDENCE._replace(samples=(Sample(text, text, text),), subject=text, themes={"safety": 3})
    moment = surge(kind=kind, severity=severity, evidence=evidence, brand_name=text, reasons=(text,))
    for notification in announced(new_crisis(moment), moment, opened(severity))[1]:
        if output.wants(notification):
            request = sent(output, notification)
            assert len(request.body) < 28 * 1024, "Teams takes 28 KB, EventBridge 64 KB"
            check(output, request.document)


def test_an_incident_is_triggered_acknowledged_and_resolved_under_the_crisis() -> None:
    found = [(body["event_action"], body["dedup_key"]) for body in bodies(named("pagerduty"), story())]
    actions = [action for action, _ in found]
    assert actions == ["trigger", "trigger", "acknowledge", "resolve"]
    assert {key for _, key in found} == {surge().crisis}


def test_what_pagerduty_told_us_is_not_told_back() -> None:
    taken = step(Transition.ACKNOWLEDGED, Severity.SEV1, 5)._replace(by="ana", via="pagerduty")
    moment = surge(status=Status.ACKNOWLEDGED, timeline=(opened(), taken))
    (told,) = announced(announced(new_crisis(surge()), surge(), opened())[0], moment, taken)[1]
    assert not named("pagerduty").wants(told)


def test_a_crisis_that_woke_nobody_is_no_incident() -> None:
    moment = surge(severity=Severity.SEV3, timeline=(opened(Severity.SEV3),))
    crisis, told = announced(new_crisis(moment), moment, opened(Severity.SEV3))
    over = moment._replace(status=Status.RESOLVED, ended_ms=resolved().at_ms)
    told += announced(crisis, over, resolved(severity=Severity.SEV3))[1]
    assert bodies(named("pagerduty"), told) == []


def test_an_alert_of_an_earlier_severity_ends_when_the_moment_rises() -> None:
    last: dict[str, bool] = {}
    for alerts in bodies(named("alertmanager"), story()):
        for alert in alerts:
            labels = alert["labels"]
            last[f"{labels['kind']} {labels['severity']}"] = alert["endsAt"] > "2026-03-02"
        if alerts[0]["annotations"]["status"] == "acknowledged":
            assert last == {"negative_surge SEV2": False, "negative_surge SEV1": True, "volume_burst SEV2": True}
    assert not any(last.values()), "nothing fires after the end"


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


def test_the_markup_of_slack_and_the_commands_in_it_are_inert() -> None:
    hostile = "<!channel> *now* <https://evil.example|click> & `x`"
    moment = surge(
        brand_name=hostile, evidence=EVIDENCE._replace(samples=(Sample(hostile, "rss"),), channels={"<!here>": 5})
    )
    (told,) = announced(new_crisis(moment), moment, opened())[1]
    document = sent(named("slack"), told).document
    marked = [document["text"], *(field["text"] for block in document["blocks"] for field in block.get("fields", []))]
    assert not [text for text in marked if "<" in text or ">" in text]


def test_a_button_that_acknowledges_is_there_only_where_slack_can_reach_us(monkeypatch: pytest.MonkeyPatch) -> None:
    opening, *_, ending = [each for each in story() if named("slack").wants(each)]
    assert "foreshock_acknowledge" not in sent(named("slack"), opening).body.decode()
    monkeypatch.setenv("OUTPUTS", f"slack,{BUTTONS}")
    assert "foreshock_acknowledge" in sent(named("slack"), opening).body.decode()
    assert "foreshock_acknowledge" not in sent(named("slack"), ending).body.decode(), "nothing is left to acknowledge"


def incident(body: Any) -> str:
    """How PagerDuty tells events apart: a repeated trigger of an open incident is merged."""
    return f"{body['event_action']} {body['dedup_key']}"


def labels(body: Any) -> str:
    """How Alertmanager tells alerts apart."""
    return json.dumps([(alert["labels"], alert["endsAt"]) for alert in body])


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
