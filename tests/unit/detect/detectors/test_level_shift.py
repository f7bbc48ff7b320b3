"""When a level that stays is the new normal, and what share of the whole a part normally has."""

from __future__ import annotations

from itertools import accumulate

import pytest

from functions.detect.detectors.evaluation import SignalEvaluation
from functions.detect.detectors.signal import Signal
from functions.detect.moments.level_shift import steady_rate
from functions.detect.moments.share_of_whole import usual_share


def quarters(*hours: int) -> list[int]:
    """The mentions since the opening at the end of each quarter, for so many in each full hour after the first."""
    return [count for total in accumulate((0, *hours)) for count in (total,) * 4]


@pytest.mark.parametrize(
    ("hours", "rate"),
    [
        ((100,) * 6, 100.0),
        ((100,) * 5, None),
        ((90, 110, 95, 105, 100, 100), 100.0),
        ((0,) * 6, None),
        ((100, 100, 100, 100, 100, 400), None),
        ((70, 70, 70, 130, 130, 130), None),
        ((1_000, 1_000, 1_000, 1_000, 1_000, 1_000), 1_000.0),
    ],
    ids=["steady", "too short", "by chance", "nothing", "one hour apart", "drifting", "many"],
)
def test_six_hours_at_one_level_are_a_new_normal(hours: tuple[int, ...], rate: float | None) -> None:
    assert steady_rate(quarters(*hours)) == rate


def evaluation(normal_rate: float | None) -> SignalEvaluation:
    return SignalEvaluation(Signal.VOLUME, 0, None, (), normal_rate=normal_rate)


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(1.0, 4.0, 0.25), (5.0, 4.0, 1.0), (0.0, 4.0, 0.0), (1.0, 0.0, None), (None, 4.0, None), (1.0, None, None)],
)
def test_a_usual_share_is_at_most_all_and_unknown_without_a_normal(
    part: float | None, whole: float | None, share: float | None
) -> None:
    assert usual_share(evaluation(part), evaluation(whole)) == share
