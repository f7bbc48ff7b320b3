"""``foreshock explain`` recomputes a decision to the last bit and explains it in words."""

# ruff: noqa: S311 - seeded chance, so that a series is the same every time

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from functions.detect.detectors.hashtag import detector, scoring
from functions.detect.detectors.hashtag.state import TagBucket
from functions.detect.detectors.negative_share import detector as share_evaluation
from functions.detect.detectors.negative_share import scoring as share
from functions.detect.detectors.negative_share.state import ShareBucket
from functions.detect.detectors.registry import explainer_of
from functions.detect.detectors.replay import ScoredBucket
from functions.detect.detectors.signal import Signal, threshold
from functions.query.schemas.crisis.moment import moment_detail
from infra.cli.app import app
from infra.cli.explain.decision import explain_decision
from shared.domain.brand import Brand, Sensitivity
from shared.domain.errors import ForeshockError, InvalidInput
from shared.domain.moments.moment import Kind
from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY
from tests.unit.detect.simulated_brand import DAY, by_kind, crisis_posts, evaluate_minutes, normal_brand

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def run(*arguments: object, given: str = "") -> Result:
    return CliRunner().invoke(app, ["explain", *map(str, arguments)], input=given)


@pytest.fixture(scope="module")
def documents() -> dict[str, dict[str, Any]]:
    """The moments of a crisis after two normal days, by kind, as the API returns them."""
    simulated = normal_brand(days=2, brand=Brand("acme", "Acme <b>&\u202e"))
    begin = 2 * DAY
    simulated.counts += crisis_posts(random.Random(2), range(begin, begin + 20))
    evaluate_minutes(simulated, range(begin, begin + 20), streamed=False)
    found = {kind.value: moment_detail(moment) for kind, moment in by_kind(simulated).items()}
    return {kind: json.loads(json.dumps(document)) for kind, document in found.items()}


@pytest.fixture
def burst(documents: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return deepcopy(documents[Kind.NEGATIVE_SURGE.value])


def test_every_decision_of_a_crisis_is_recomputed_to_the_same_values(documents: dict[str, dict[str, Any]]) -> None:
    assert Kind.NEGATIVE_SURGE.value in documents
    for document in documents.values():
        result = run("-", given=json.dumps(document))
        assert result.exit_code == 0, result.output
        assert "all the same to the last bit" in result.stdout


def test_the_text_has_the_count_the_normal_count_the_rarity_and_the_threshold(burst: dict[str, Any]) -> None:
    text = " ".join(run("-", given=json.dumps(burst)).stdout.split())
    decision = burst["decision"]
    for words in (
        f"Observed: {decision['observed']} negative posts in the 5 min from ",
        "Normal: ",
        "five-minute buckets (2 days)",
        "Rarity: ",
        "once in ",
        "sensitivity standard accepts one false alarm a week",
        "Why now: ",
        f"Minimum: {decision['least']} negative posts above normal",
        "Learning: no",
        f"Severity: {burst['severity']}, {burst['reasons'][0]}",
        "alarm at 00:00 UTC",
    ):
        assert words in text
    assert "\u202e" not in text


def test_the_json_has_the_recomputed_values_and_the_series(burst: dict[str, Any]) -> None:
    found = json.loads(run("-", "--json", given=json.dumps(burst)).stdout)
    assert (found["id"], found["same"], found["differs"]) == (burst["id"], True, [])
    assert found["recomputed"] == burst["decision"]
    known = [point for point in found["series"] if point["count"] is not None]
    assert [point["count"] for point in known] == [burst["decision"]["observed"]]
    assert len(found["series"]) == 49
    assert all(point["normal"] > 0 for point in found["series"])


def test_every_changed_value_of_a_record_is_found_and_named(burst: dict[str, Any]) -> None:
    for field, value in burst["decision"].items():
        if isinstance(value, int | float) and field not in (
            "in_time",
            "minute",
        ):  # the same count, in time or not; a flat day
            changed = deepcopy(burst)
            changed["decision"][field] = not value if isinstance(value, bool) else value * 3 + 1
            result = run("-", given=json.dumps(changed))
            assert result.exit_code == 1, field
            assert "NOT the same" in result.stdout, field


def test_how_late_the_posts_came_is_told_and_no_difference(burst: dict[str, Any]) -> None:
    late = explain_decision({**burst["decision"], "late_ms": BUCKET_MS})
    assert late.differs == ()
    assert late.sentences[-1] == "Late: its posts came 5 min after they were published, and so did the alarm."
    assert explain_decision(burst["decision"]).sentences == late.sentences[:-1]


def test_a_difference_in_the_last_bit_is_a_difference(burst: dict[str, Any]) -> None:
    burst["decision"]["period"] *= 1 + 2**-52
    result = run("-", given=json.dumps(burst))
    assert result.exit_code == 1
    assert "  period: recorded " in result.stdout


def test_a_record_that_would_not_alarm_differs(burst: dict[str, Any]) -> None:
    again = dict(explain_decision({**burst["decision"], "observed": 0}).recomputed)
    result = run("-", given=json.dumps({**burst, "decision": again}))
    assert result.exit_code == 1
    assert "rings: recorded True, computed False" in result.stdout


def test_another_version_of_the_detector_is_reported(burst: dict[str, Any]) -> None:
    burst["decision"]["detector"] -= 1
    result = run("-", given=json.dumps(burst))
    words = " ".join(result.stdout.split())
    assert result.exit_code == 1
    assert f"Rules: decided by version {burst['decision']['detector']} of the rules; " in words
    assert f"Observed: {burst['decision']['observed']} negative posts in the 5 min from " in words
    assert "Not recomputed. Another version of the detector made the decision" in words


def test_an_unknown_signal_is_an_error_that_names_it(burst: dict[str, Any]) -> None:
    burst["decision"]["signal"] = "moon phase"
    error = run("-", given=json.dumps(burst)).exception
    assert isinstance(error, InvalidInput)
    assert error.message.startswith("the signal of the decision is 'moon phase', which this version does not know")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_an_invalid_record_is_an_error_or_differs(burst: dict[str, Any], data: st.DataObject) -> None:
    decision = dict(burst["decision"])
    field = data.draw(st.sampled_from([*decision, *decision["state"]]))
    value = data.draw(JSON)
    if field in decision:
        decision[field] = value
    else:
        decision["state"] = {**decision["state"], field: value}
    try:
        explain_decision(decision)
    except ForeshockError as error:
        assert len(error.message) < 300  # noqa: PT017 - it may be taken as well


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "has no moment with its decision"),
        ('{"moments": []}', "has no moment with its decision"),
        ('{"decision": {}}', "the signal of the decision is 'None'"),
        ('{"decision": {"signal": "volume"}}', "the decision record is invalid"),
    ],
    ids=["nothing", "deep", "list", "page", "empty", "hollow"],
)
def test_a_document_that_is_no_moment_is_an_error(given: str, message: str) -> None:
    error = run("-", given=given).exception
    assert isinstance(error, InvalidInput)
    assert message in error.message


def test_a_file_gives_the_same_text_as_standard_input(burst: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "moment.json"
    path.write_text(json.dumps(burst))
    assert run(path).stdout == run("-", given=json.dumps(burst)).stdout
    missing = run(tmp_path / "none.json").exception
    assert isinstance(missing, InvalidInput)
    assert "cannot be read" in missing.message


def test_the_chart_has_no_script_and_loads_nothing(burst: dict[str, Any], tmp_path: Path) -> None:
    burst["brand_name"] = "<script>alert(1)</script>\u202e"
    run("-", "--chart", tmp_path / "x.svg", given=json.dumps(burst))
    text = (tmp_path / "x.svg").read_text()
    words = [node.text for node in ET.fromstring(text).iter()]  # noqa: S314 - made here
    assert "alarm" in words
    for foreign in ("<script", "href", "url(", "onload", "\u202e"):
        assert foreign not in text


def shifted_sentiment() -> Mapping[str, Any]:
    """The record of a sentiment shift: a fifth of the posts is negative for days, then nearly half."""
    state = share.begin(ShareBucket(0, 1, 5))
    limit = threshold(Sensitivity.STANDARD, Signal.NEGATIVE_SHARE)
    for place in range(1, 5 * BUCKETS_PER_DAY):
        bucket = ShareBucket(
            place * BUCKET_MS, (3 if place % 3 else 1) if place > 4 * BUCKETS_PER_DAY else int(place % 3 == 0) * 2, 4
        )
        score = share.judge(state, bucket)
        if share.is_alarm(score, limit):
            return share_evaluation.decision(
                Signal.NEGATIVE_SHARE, Sensitivity.STANDARD, ScoredBucket(bucket, score, state)
            )
        state = share.learn(state, bucket, score)
    raise AssertionError("no alarm for the sentiment shift")


def test_a_sentiment_shift_is_recomputed_and_explained() -> None:
    document = {"brand": "acme", "severity": "SEV3", "decision": dict(shifted_sentiment())}
    result = run("-", given=json.dumps(document))
    assert result.exit_code == 0, result.output
    assert "scored posts were negative" in " ".join(result.stdout.split())


def trending_tag() -> Mapping[str, Any]:
    """The record of a new hashtag after three days of posts."""
    limit = threshold(Sensitivity.STANDARD, Signal.HASHTAG)
    state = scoring.begin(TagBucket(0, 5, {"acme": 5}))
    for place in range(1, 4 * BUCKETS_PER_DAY):
        tags = {"acme": 5} | ({"kettlegate": 9} if place > 3 * BUCKETS_PER_DAY else {})
        bucket = TagBucket(place * BUCKET_MS, 14 if place > 3 * BUCKETS_PER_DAY else 5, tags)
        score = scoring.judge(state, bucket)
        if scoring.is_alarm(score, limit):
            return detector.decision(Signal.HASHTAG, Sensitivity.STANDARD, ScoredBucket(bucket, score, state))
        state = scoring.learn(state, bucket, score)
    raise AssertionError("no alarm for the hashtag")


def test_a_trending_hashtag_is_recomputed_and_explained() -> None:
    decision = json.loads(json.dumps(trending_tag()))
    result = run("-", given=json.dumps({"brand": "acme", "severity": "SEV3", "decision": decision}))
    assert result.exit_code == 0, result.output
    assert "#kettlegate" in result.stdout
    assert "never seen before" in " ".join(result.stdout.split())


@pytest.mark.parametrize("signal", list(Signal))
def test_decisions_of_every_signal_can_be_explained(signal: Signal) -> None:
    assert callable(explainer_of(signal).explain)
