"""The levels of alarm, of a relapse and of normal, and how the signals share the accepted false alarms."""

from __future__ import annotations

import pytest

from functions.detect.detectors.count.alarm import is_critical, is_normal
from functions.detect.detectors.count.score import CountScore
from functions.detect.detectors.count.scoring import begin, judge
from functions.detect.detectors.count.state import CountBucket
from functions.detect.detectors.signal import Signal
from shared.domain.brand import Sensitivity
from shared.domain.time import BUCKET_MS


def score(abrupt: float, observed: int = 50) -> CountScore:
    """A score whose bucket alone has this surprise: the expectation that makes it so is found by bisection."""
    found = judge(begin(CountBucket(0, 1, 0)), CountBucket(BUCKET_MS, observed, 5))
    least, most = 1e-6, float(observed)
    for _ in range(100):
        middle = (least + most) / 2
        least, most = (middle, most) if found._replace(expected=middle).abrupt > abrupt else (least, middle)
    return found._replace(expected=middle)


def test_the_signals_together_raise_no_more_false_alarms_than_a_team_accepts() -> None:
    assert sum(signal.definition.false_alarm_share for signal in Signal) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("sensitivity", list(Sensitivity))
def test_a_relapse_is_a_bucket_that_is_normal_once_in_a_thousand(sensitivity: Sensitivity) -> None:
    assert is_critical(score(3.0001), Signal.VOLUME, sensitivity)
    assert not is_critical(score(2.9999), Signal.VOLUME, sensitivity)


@pytest.mark.parametrize("sensitivity", list(Sensitivity))
def test_a_relapse_has_enough_posts_to_matter(sensitivity: Sensitivity) -> None:
    least = Signal.VOLUME.least(sensitivity)
    assert is_critical(score(3.1, least), Signal.VOLUME, sensitivity)
    assert not is_critical(score(3.1, least - 1), Signal.VOLUME, sensitivity)


def test_a_bucket_is_normal_when_as_much_comes_once_in_ten() -> None:
    assert is_normal(score(0.9999))
    assert not is_normal(score(1.0001))
