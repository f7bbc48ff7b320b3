"""The levels of alarm, of a relapse and of normal, and how the signals share the accepted false alarms."""

from __future__ import annotations

from typing import Any

import pytest

from functions.detect.detectors.count.alarm import is_critical, is_normal
from functions.detect.detectors.count.scoring import CountScore, begin, judge
from functions.detect.detectors.count.state import CountBucket
from functions.detect.detectors.signal import Signal
from shared.domain.brand import Sensitivity
from shared.domain.time import BUCKET_MS


def score(**figures: Any) -> CountScore:
    return judge(begin(CountBucket(0, 1)), CountBucket(BUCKET_MS, 50))._replace(**figures)


def test_the_signals_together_raise_no_more_false_alarms_than_a_team_accepts() -> None:
    assert sum(signal.definition.false_alarm_share for signal in Signal) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("sensitivity", list(Sensitivity))
def test_a_relapse_is_a_bucket_that_is_normal_once_in_a_thousand(sensitivity: Sensitivity) -> None:
    assert is_critical(score(abrupt=3.0), Signal.VOLUME, sensitivity)
    assert not is_critical(score(abrupt=2.999), Signal.VOLUME, sensitivity)


@pytest.mark.parametrize("sensitivity", list(Sensitivity))
def test_a_relapse_has_enough_posts_to_matter(sensitivity: Sensitivity) -> None:
    least = Signal.VOLUME.least(sensitivity)
    assert is_critical(score(abrupt=9.0, observed=least), Signal.VOLUME, sensitivity)
    assert not is_critical(score(abrupt=9.0, observed=least - 1), Signal.VOLUME, sensitivity)


def test_a_bucket_is_normal_when_as_much_comes_once_in_ten() -> None:
    assert is_normal(score(abrupt=0.999))
    assert not is_normal(score(abrupt=1.0))
