"""For a broken promise, the easiest setting that keeps it is found."""

from __future__ import annotations

from infra.simulation.advice import Advice, advise
from infra.simulation.alarms import SeriesRate, Target, sensitivity_targets
from infra.simulation.calibration import SimulatedRate

LOW, STANDARD, HIGH = sensitivity_targets()
WEEKS = 20.0


def found(target: Target, alarms: dict[float, int], false_alarms: int = 0) -> Advice:
    """The advice where a setting has so many alarms in twenty weeks: those of the next lower rate that is given."""

    def on_series(setting: Target) -> SeriesRate:
        number = alarms[max(rate for rate in alarms if rate <= setting.per_week)]
        return SeriesRate("acme", setting, number, number, WEEKS)

    return advise("acme", target, on_series, lambda setting: SimulatedRate("acme", setting, false_alarms, WEEKS))


def test_a_sensitivity_comes_first_the_easiest_of_those_that_keep_it() -> None:
    assert found(HIGH, {0.0: 0, STANDARD.per_week: 20}) == Advice("acme", HIGH, STANDARD, 1.0)
    assert found(HIGH, {0.0: 0, LOW.per_week: 20, STANDARD.per_week: 30}) == Advice("acme", HIGH, LOW, 1.0)


def test_where_no_sensitivity_keeps_it_the_highest_rate_that_does() -> None:
    assert found(STANDARD, {0.0: 4, 0.03: 50}) == Advice("acme", STANDARD, Target("", 0.02), 0.2)


def test_a_promise_that_nothing_keeps_has_no_advice() -> None:
    assert found(STANDARD, {0.0: 50}) == Advice("acme", STANDARD, None, None)


def test_only_settings_that_alarm_less_easily_are_tried() -> None:
    advice = found(LOW, {0.0: 0})
    assert advice.setting is not None
    assert advice.setting.per_week < LOW.per_week


def test_a_setting_that_breaks_the_promise_in_simulation_does_not_keep_it() -> None:
    assert found(STANDARD, {0.0: 0}, false_alarms=3).setting == LOW
    assert found(STANDARD, {0.0: 0}, false_alarms=60).setting is None
