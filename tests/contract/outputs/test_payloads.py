"""What leaves for PagerDuty, Alertmanager, Slack and Teams is what they publish that they take."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.notify.outputs.output import Output
from functions.notify.outputs.receivers.slack import BUTTONS
from functions.notify.policy.crisis_state import new_crisis
from shared.domain.moments.moment import Kind, Sample, Severity, Status, Transition
from tests.contract.outputs.sent_story import EACH, announced, bodies, check, named, sent, story
from tests.unit.notify.examples import EVIDENCE, opened, resolved, step, surge


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
