"""When a moment opens, gets worse, recovers, relapses and ends, by the buckets of its signal."""

from __future__ import annotations

from typing import Any

import pytest

from functions.detect.moments.lifecycle import escalated, followed, opened
from shared.domain.mentions.tally import Tally
from shared.domain.moments.lifecycle import acknowledge, recover
from shared.domain.moments.moment import Moment, Severity, Status, Transition
from shared.domain.moments.transitions import Action
from shared.domain.time import BUCKET_MS
from tests.unit.detect.moments.bucket_views import CALM, HIGH, START, bucket, view

HOSTILE_POSTS = Tally(mentions=100, scored=100, negative=80)


def moment(**changes: Any) -> Moment:
    burst = opened(view(HIGH), bucket(0, HIGH))
    return burst._replace(**changes)


def changes_of(found: Moment) -> list[Transition]:
    return [entry.change for entry in found.timeline]


def test_an_alarm_opens_a_moment_in_its_bucket() -> None:
    found = moment()
    assert (found.status, found.opened_ms, found.detected_ms) == (Status.OPEN, START, START + BUCKET_MS)
    assert (found.severity, found.peak, found.peak_ms) == (Severity.SEV3, HIGH, START)
    assert (found.evidence.observed, found.evidence.expected) == (HIGH, float(CALM))


def test_worse_posts_raise_the_severity_once() -> None:
    worse = escalated(moment(), view(HIGH, HIGH, tally=HOSTILE_POSTS))
    assert worse.severity is Severity.SEV1
    assert changes_of(worse) == [Transition.OPENED, Transition.ESCALATED]
    assert escalated(worse, view(HIGH, HIGH, HIGH, tally=HOSTILE_POSTS)) == worse


def test_a_recovering_moment_gets_worse_only_after_a_relapse() -> None:
    recovering = recover(moment(), Action(START + BUCKET_MS))
    seen = view(HIGH, HIGH, tally=HOSTILE_POSTS)
    assert escalated(recovering, seen) == recovering
    relapsed = followed(recovering, seen)
    assert relapsed.status is Status.OPEN
    assert escalated(relapsed, seen).severity is Severity.SEV1


def test_an_acknowledged_moment_gets_worse_and_relapses_as_such() -> None:
    known = acknowledge(moment(), Action(START + BUCKET_MS, by="ana"))
    assert escalated(known, view(HIGH, HIGH, tally=HOSTILE_POSTS)).status is Status.ACKNOWLEDGED
    recovering = followed(known, view(HIGH, CALM, CALM))
    assert recovering.status is Status.RECOVERING
    assert followed(recovering, view(HIGH, CALM, CALM, HIGH)).status is Status.ACKNOWLEDGED


def test_it_recovers_after_one_normal_bucket_and_ends_after_three() -> None:
    found = followed(moment(), view(HIGH, CALM))
    assert found.status is Status.OPEN  # the bucket before may still be high
    found = followed(found, view(HIGH, CALM, CALM))
    assert found.status is Status.RECOVERING
    found = followed(found, view(HIGH, CALM, CALM, CALM))
    assert (found.status, found.ended_ms) == (Status.RESOLVED, START + 4 * BUCKET_MS)
    assert changes_of(found) == [Transition.OPENED, Transition.RECOVERING, Transition.RESOLVED]


def test_the_peak_is_the_first_bucket_with_the_highest_count() -> None:
    found = followed(moment(), view(HIGH, HIGH + 9, HIGH + 9))
    assert (found.peak, found.peak_ms) == (HIGH + 9, START + BUCKET_MS)
    again = followed(found, view(HIGH, HIGH + 9, HIGH + 9, HIGH + 9))
    assert (again.peak, again.peak_ms) == (found.peak, found.peak_ms)


def test_counts_never_fall() -> None:
    found = followed(moment(), view(HIGH, HIGH))
    later = followed(found, view(HIGH))
    assert (later.mentions, later.peak) == (found.mentions, found.peak) == (2 * HIGH, HIGH)


@pytest.mark.parametrize("status", [Status.OPEN, Status.RECOVERING])
def test_without_new_buckets_nothing_changes(status: Status) -> None:
    found = moment(status=status)
    assert followed(found, view()) == escalated(found, view()) == found
