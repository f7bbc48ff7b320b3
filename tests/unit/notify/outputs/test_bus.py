"""The event for machines."""

from __future__ import annotations

import json

from functions.notify.messages.announcements import notifications
from functions.notify.messages.message import Message
from functions.notify.outputs.bus import DETAIL_BYTES, Bus
from functions.notify.policy.crisis_state import new_crisis
from functions.notify.policy.decision_types import Decision
from functions.query.schemas.crisis.moment import moment_detail
from shared.domain.moments.moment import Moment, Sample, TimelineEntry
from tests.unit.notify.examples import EVIDENCE, LINKS, opened, resolved, resolved_surge, surge


def event(moment: Moment, step: TimelineEntry) -> Message:
    """What the bus gets of a step."""
    nothing_else = Decision(new_crisis(moment))
    (notification,) = notifications(nothing_else, moment, step, zone="UTC", links=LINKS)
    assert Bus().wants(notification)
    return Bus().render(notification)


def test_an_event_is_a_cloud_event_with_the_moment_in_it() -> None:
    message = event(surge(), opened())
    assert (message.audience, message.subject) == ("bus", "Moment opened")
    assert message.attributes == {"time": "2026-03-01T14:08:00Z"}
    detail = json.loads(message.text)
    data = detail.pop("data")
    assert detail == {
        "specversion": "1.0",
        "id": "a1b2c3d4e5f6/opened",
        "source": "foreshock/acme",
        "type": "foreshock.moment.opened",
        "time": "2026-03-01T14:08:00Z",
        "subject": "a1b2c3d4e5f6",
        "datacontenttype": "application/json",
    }
    assert (data["severity"], data["kind"], data["opened_at"]) == ("SEV1", "negative_surge", "2026-03-01T14:05:00Z")
    assert data["timeline"][0]["severity"] == "SEV1"
    assert data["samples"][0]["published_at"] == "2026-03-01T14:05:00Z"
    assert (data["observed"], data["ratio"]) == (48, 12.0)
    assert data["ended_at"] is None


def test_names_that_people_chose_are_left_as_they_are() -> None:
    moment = surge(decision={"state_ms": 5}, evidence=EVIDENCE._replace(hashtags={"after_ms": 3}))
    data = json.loads(event(moment, opened()).text)["data"]
    assert data["decision"] == {"state_ms": 5}
    assert data["hashtags"] == {"after_ms": 3}


def test_an_event_fits_the_bus_whatever_the_moment_holds() -> None:
    heavy = surge(
        evidence=EVIDENCE._replace(samples=(Sample("x" * 300_000, "rss"),)), decision={"state": "y" * 300_000}
    )
    message = event(heavy, opened())
    assert len(message.text.encode()) <= DETAIL_BYTES
    assert json.loads(message.text)["data"]["id"] == heavy.id


def test_a_lone_surrogate_or_nul_does_not_spoil_the_event() -> None:
    message = event(surge(brand_name="a\ud800b\x00c"), opened())
    assert json.loads(message.text.encode())["data"]["brand_name"] == "a?b\x00c"


def test_the_end_is_an_event_of_its_own() -> None:
    assert json.loads(event(resolved_surge(), resolved()).text)["id"] == "a1b2c3d4e5f6/resolved"


def test_a_moment_has_the_same_names_on_the_bus_and_in_the_api() -> None:
    moment = surge(evidence=EVIDENCE._replace(themes={"safety": 12, "data_breach": 1}))
    data = json.loads(event(moment, opened()).text)["data"]
    shown = json.loads(json.dumps(moment_detail(moment)))
    for sample in shown["samples"]:  # the bus carries a post's words, the API also what they say, and where to read it
        assert [sample.pop(name) for name in ("id", "sentiment", "intent", "themes")]
    assert {name: shown[name] for name in data} == data
    assert [theme["name"] for theme in data["themes"]] == ["safety", "data_breach"]
    assert set(shown) - set(data) == {"summary", "explanation", "plan", "crowd"}
