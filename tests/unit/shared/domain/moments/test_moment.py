"""What a moment's parts say of themselves."""

from __future__ import annotations

import pytest

from shared.domain.moments.moment import (
    Evidence,
    Kind,
    Moment,
    Sample,
    Severity,
    Status,
    Transition,
    moment_id,
    times_normal,
)


def test_the_two_worst_severities_page() -> None:
    assert [severity for severity in Severity if severity.pages] == [Severity.SEV1, Severity.SEV2]


def test_a_moment_is_ongoing_until_it_is_resolved_or_dismissed() -> None:
    assert {status for status in Status if not status.ongoing} == {Status.RESOLVED, Status.DISMISSED}
    assert {change for change in Transition if change.ends} == {Transition.RESOLVED, Transition.DISMISSED}


@pytest.mark.parametrize(
    ("observed", "expected", "times"), [(30, 3.0, 10.0), (3, 0.5, 6.0), (3, 0.49, 6.0), (3, 0.0, 6.0), (0, 9.0, 0.0)]
)
def test_the_normal_counts_as_at_least_a_half(observed: int, expected: float, times: float) -> None:
    assert times_normal(observed, expected) == times
    assert Evidence(observed=observed, expected=expected).ratio == times


def test_what_is_not_known_is_nothing() -> None:
    moment = Moment("acme", "1", Kind.VOLUME_BURST, Severity.SEV3, Status.OPEN, 0, 0, 0, "1")
    assert (moment.peak, moment.peak_ms, moment.mentions, moment.version, moment.ended_ms) == (0, 0, 0, 1, None)
    evidence = moment.evidence
    assert (evidence.observed, evidence.expected, evidence.reach, evidence.minutes) == (0, 0.0, 0, 5)
    assert Sample("it burns", "rss").compound == Sample("it burns", "rss").published_ms == 0


def test_an_episode_has_one_id_for_its_brand_kind_and_bucket() -> None:
    found = {
        moment_id(brand, kind, bucket_ms) for brand in ("acme", "zen") for kind in Kind for bucket_ms in (0, 300_000)
    }
    assert len(found) == 2 * len(Kind) * 2
    assert {len(name) for name in found} == {12}
