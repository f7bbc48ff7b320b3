"""The seam for a new kind of moment: a package that the registry finds is evaluated, stored, decided by and explained.

:mod:`tests.unit.detect.toy` stands in for the new package, in the place of the detector of hashtags.
"""

# ruff: noqa: S311 - seeded chance, so that a day is the same every day

from __future__ import annotations

import ast
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import functions.detect.detectors as package
from functions.detect.detectors.all_signals import evaluate_signals, packed, unpacked
from functions.detect.detectors.count import detector as count
from functions.detect.detectors.hashtag import detector as hashtag
from functions.detect.detectors.negative_share import detector as negative_share
from functions.detect.detectors.registry import Detector, Explainer, detector_of, explainer_of
from functions.detect.detectors.signal import Signal
from functions.detect.detectors.silence import detector as silence
from functions.detect.detectors.voice import detector as voice
from functions.detect.moments import severity
from functions.detect.moments.overall_sentiment import SeverityInput
from infra.cli.explain.decision import explain_decision
from shared.domain.moments.moment import Kind, Moment, Severity, Status
from shared.domain.time import BUCKET_MS, MINUTE_MS
from tests.unit.detect.simulated_brand import (
    DAY,
    START,
    MinuteCount,
    SimulatedBrand,
    evaluate_minutes,
    minute,
    normal_posts,
)
from tests.unit.detect.toy import detector as toy
from tests.unit.detect.toy import explanation
from tests.unit.detect.toy.detector import ToyState

TYPED: tuple[Detector, ...] = (count, hashtag, negative_share, silence, voice, toy)
"""Modules whose signatures the type checker holds against the protocol."""

TYPED_EXPLAINER: Explainer = explanation


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> Signal:
    """A signal whose line names the toy's package, and the package in its place."""
    monkeypatch.setattr(Signal.HASHTAG, "definition", Signal.HASHTAG.definition._replace(detector="toy"))
    monkeypatch.setitem(sys.modules, f"{package.__name__}.toy.detector", toy)
    monkeypatch.setitem(sys.modules, f"{package.__name__}.toy.explanation", explanation)
    return Signal.HASHTAG


def asked(number: int, questions: int) -> MinuteCount:
    """A minute of normal talk with so many questions in it."""
    counter = minute(START + number * MINUTE_MS, 1)
    return replace(counter, tally=counter.tally._replace(mentions=max(1, questions), questions=questions))


def with_questions() -> SimulatedBrand:
    brand = SimulatedBrand(counts=normal_posts(random.Random(1), range(DAY)))
    brand.evaluate(START + DAY * MINUTE_MS)
    brand.counts += [asked(DAY, 3), asked(DAY + 5, 40)]
    return brand


def moment_of(brand: SimulatedBrand) -> Moment:
    (found,) = [moment for moment in brand.moments.values() if moment.kind is Kind.TRENDING_HASHTAG]
    return found


@pytest.mark.parametrize("signal", list(Signal))
def test_every_signal_has_a_detector_and_an_explanation(signal: Signal) -> None:
    detector = detector_of(signal)
    assert all(map(callable, (detector.evaluate, detector.dump, detector.load, explainer_of(signal).explain)))


def test_a_registered_detector_evaluates(registered: Signal) -> None:
    brand = with_questions()
    found = evaluate_signals(brand.brand, {registered: None}, brand.counts, START + (DAY + 6) * MINUTE_MS)
    newest = found[registered].recent[-1]
    assert (newest.observed, newest.expected, newest.alarm) == (40, 3.0, True)


def test_its_state_is_stored_with_the_others(registered: Signal) -> None:
    brand = with_questions()
    states = {signal: stored.state for signal, stored in brand.stored.items() if stored.state}
    assert isinstance(states[registered], ToyState)
    assert unpacked(packed(states)) == states


def test_its_alarm_opens_a_moment_that_recovers(registered: Signal) -> None:
    brand = with_questions()
    brand.counts += [asked(DAY + 5 * place, 2) for place in range(2, 9)]
    evaluate_minutes(brand, range(DAY, DAY + 10))
    opened = moment_of(brand)
    assert (opened.status, opened.opened_ms) == (Status.OPEN, START + DAY * MINUTE_MS + BUCKET_MS)
    assert opened.decision["signal"] == registered.value
    evaluate_minutes(brand, range(DAY + 10, DAY + 40))
    assert moment_of(brand).status is Status.RESOLVED


def test_its_decision_is_explained(registered: Signal) -> None:
    brand = with_questions()
    evaluate_minutes(brand, range(DAY, DAY + 10))
    explained = explain_decision(moment_of(brand).decision)
    assert explained.recomputed["signal"] == registered.value
    assert explained.sentences == ("Seen: 40 questions, 10 times those before.",)
    assert not explained.differs


def test_only_the_registry_finds_detectors() -> None:
    """No module beside the detectors' packages imports one of them by name."""
    root = Path(package.__file__).parents[1]
    packages = {f"{package.__name__}.{folder.name}" for folder in root.glob("detectors/*/")}
    others = [*root.glob("*.py"), *root.glob("*/*.py")]
    assert not {
        (path.name, node.module)
        for path in others
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(tuple(packages))
    }


def test_a_cold_start_loads_no_detector() -> None:
    """Each is imported when the first brand is evaluated."""
    code = (
        "import sys, functions.detect.moments.decision;"
        f"print([name for name in sys.modules if name.startswith('{package.__name__}.') and name.count('.') > 3])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("kind", list(Kind))
def test_a_kind_without_rules_of_its_own_has_a_medium_severity(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(severity, "MATRIX", severity.MATRIX[-1:])
    found = severity.severity(SeverityInput(kind, 20, 2.0, 0.2, 0.2, 0.1, 0.9, 1_000))
    assert found[0] is Severity.SEV3
    assert found[1][0] == "something that is not usual for the brand"
