"""A moment's JSON: the stored document byte for byte, and what is read of documents by other versions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.domain.moments.lifecycle import acknowledge
from shared.domain.moments.moment import Evidence, Kind, Moment, Sample, Severity, Status, TimelineEntry, Transition
from shared.domain.moments.moment_json import from_document, summary_fields, timeline_fields, to_document
from shared.domain.moments.transitions import Action

MOMENT = Moment(
    brand="acme",
    id="0123456789ab",
    kind=Kind.NEGATIVE_SURGE,
    severity=Severity.SEV2,
    status=Status.OPEN,
    opened_ms=300_000,
    detected_ms=400_000,
    updated_ms=400_000,
    crisis="0123456789ab",
    brand_name="Acme",
    peak_ms=300_000,
    peak=9,
    mentions=12,
    evidence=Evidence(
        9,
        0.25,
        0.75,
        None,
        100,
        (Sample("it burns", "rss", compound=-0.5),),
        {"fail": 2},
        {"rss": 9},
        themes={"safety": 1},
    ),
    reasons=("why",),
    decision={"score": 5.5},
    timeline=(TimelineEntry(400_000, Transition.OPENED, Severity.SEV2),),
    quarters=(3, 12),
)
STORED = (
    '{"brand":"acme","id":"0123456789ab","kind":"negative_surge","severity":2,"status":"open","opened_ms":300000,'
    '"detected_ms":400000,"updated_ms":400000,"crisis":"0123456789ab","brand_name":"Acme","peak_ms":300000,"peak":9,'
    '"ended_ms":null,"mentions":12,"evidence":{"observed":9,"expected":0.25,"negative_share":0.75,'
    '"normal_negative_share":null,"reach":100,"samples":[{"text":"it burns","channel":"rss","url":"","compound":-0.5,'
    '"published_ms":0}],"hashtags":{"fail":2},"channels":{"rss":9},"subject":"","minutes":5,"themes":{"safety":1}},'
    '"reasons":["why"],"decision":{"score":5.5},"timeline":[{"at_ms":400000,"change":"opened","severity":2,'
    '"by":"foreshock","note":""}],"quarters":[3,12],"version":1}'
)


def stored(moment: Moment) -> str:
    return json.dumps(to_document(moment), ensure_ascii=False, separators=(",", ":"))


def test_the_stored_document_is_what_it_always_was() -> None:
    assert stored(MOMENT) == STORED


def test_a_moment_comes_back_as_it_was() -> None:
    seen = acknowledge(MOMENT, Action(500_000, by="ana", via="moment page", note="on it"))
    for moment in (MOMENT, seen, seen._replace(status=Status.RESOLVED, ended_ms=600_000)):
        assert from_document(json.loads(stored(moment))) == moment


def test_where_an_action_came_from_is_stored_only_where_it_is_known() -> None:
    seen = acknowledge(MOMENT, Action(500_000, by="ana", via="moment page"))
    first, second = to_document(seen)["timeline"]
    assert "via" not in first
    assert second["via"] == "moment page"


@pytest.mark.parametrize("place", [(), ("evidence",), ("evidence", "samples", 0), ("timeline", 0)])
def test_fields_of_a_later_version_are_left_out(place: tuple[Any, ...]) -> None:
    document = json.loads(STORED)
    part = document
    for step in place:
        part = part[step]
    part["later"] = "unknown"
    assert from_document(document) == MOMENT


def test_a_document_of_the_first_version_has_no_quarters() -> None:
    document = json.loads(STORED)
    del document["quarters"]
    assert from_document(document) == MOMENT._replace(quarters=())


def test_the_fields_that_the_api_and_the_events_show() -> None:
    assert summary_fields(MOMENT) == {
        "id": "0123456789ab",
        "brand": "acme",
        "brand_name": "Acme",
        "kind": "negative_surge",
        "severity": "SEV2",
        "status": "open",
        "crisis": "0123456789ab",
        "opened_at": "1970-01-01T00:05:00Z",
        "detected_at": "1970-01-01T00:06:40Z",
        "updated_at": "1970-01-01T00:06:40Z",
        "peak_at": "1970-01-01T00:05:00Z",
        "ended_at": None,
        "peak": 9,
        "mentions": 12,
        "subject": None,
        "minutes": 5,
        "observed": 9,
        "expected": 0.25,
        "ratio": 18.0,
        "negative_share": 0.75,
        "normal_negative_share": None,
        "reach": 100,
    }
    assert timeline_fields(MOMENT.timeline) == [
        {
            "at": "1970-01-01T00:06:40Z",
            "change": "opened",
            "severity": "SEV2",
            "by": "foreshock",
            "note": "",
            "via": None,
        }
    ]
