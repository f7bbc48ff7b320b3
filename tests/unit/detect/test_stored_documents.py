"""Stored states and decision records are the same, byte for byte, as those that earlier releases wrote."""

# ruff: noqa: S311 - seeded chance, so that a day is the same every day

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from functions.detect.detectors.all_signals import packed
from functions.detect.detectors.count.state_document import CODEC
from functions.detect.detectors.registry import detector_of
from functions.detect.detectors.signal import COUNT_SIGNALS, Signal
from infra.cli.explain.decision import explain_decision
from shared.domain.time import MINUTE_MS
from tests.unit.detect.simulated_brand import DAY, START, MinuteCount, SimulatedBrand, normal_posts

STORED = Path(__file__).parent / "stored"

DOCUMENTS: dict[str, dict[str, Any]] = json.loads((STORED / "documents.json").read_text())
"""What is written: the states, and the decision records of each event by the kind of moment."""

EARLIER: dict[str, dict[str, Any]] = json.loads((STORED / "earlier_documents.json").read_text())
"""The same as earlier rules wrote it: version 2 of those of counts, version 1 of the others."""

END = 8 * DAY
MINUTES = {"burst": 60, "shift": 180, "hashtag": 60, "silence": 180}


def on(counts: Sequence[MinuteCount], channel: str) -> list[MinuteCount]:
    return [replace(count, tally=count.tally._replace(channels={channel: count.tally.mentions})) for count in counts]


def tagged(rng: random.Random, counts: Sequence[MinuteCount], tag: str, share: float) -> list[MinuteCount]:
    found = []
    for count in counts:
        times = sum(rng.random() < share for _ in range(count.tally.mentions))
        tags = {**count.tally.hashtags, tag: times} if times else count.tally.hashtags
        found.append(replace(count, tally=count.tally._replace(hashtags=tags)))
    return found


@cache
def eight_days() -> SimulatedBrand:
    """A brand with eight normal days in two channels, and a hashtag of its own."""
    rng = random.Random(11)
    counts = tagged(rng, on(normal_posts(rng, range(END), 5.0), "mastodon"), "acme", 0.4)
    counts += on(normal_posts(rng, range(END), 3.0), "rss")
    simulated = SimulatedBrand(counts=sorted(counts, key=lambda count: count.minute_ms))
    simulated.evaluate(START + END * MINUTE_MS)
    return simulated


def talk_on(rng: random.Random, event: str, per_bucket: float = 5.0, negative: float = 0.15) -> list[MinuteCount]:
    minutes = range(END, END + MINUTES[event])
    more = on(normal_posts(rng, minutes, per_bucket, negative), "mastodon")
    return [*more, *on(normal_posts(rng, minutes, 3.0, negative), "rss")]


@cache
def events() -> Mapping[str, SimulatedBrand]:
    """A burst, a shift to negative posts, a new hashtag and a silent channel, each after the same eight days."""
    rng, known = random.Random(12), eight_days()
    talked = {
        "burst": talk_on(rng, "burst", 80.0, 0.7),
        "shift": talk_on(rng, "shift", negative=0.36),
        "hashtag": tagged(rng, talk_on(rng, "hashtag"), "kettlegate", 0.5),
        "silence": on(normal_posts(rng, range(END, END + MINUTES["silence"]), 3.0), "rss"),
    }
    stages = {
        name: SimulatedBrand(known.brand, [*known.counts, *counts], dict(known.stored))
        for name, counts in talked.items()
    }
    for name, simulated in stages.items():
        for minute in range(0, MINUTES[name], 5):
            simulated.evaluate(START + (END + minute + 5) * MINUTE_MS)
    return stages


def states(simulated: SimulatedBrand) -> dict[str, Any]:
    known = {signal: stored.state for signal, stored in simulated.stored.items() if stored.state}
    return dict(json.loads(zlib.decompress(packed(known))))


def text(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


@pytest.mark.parametrize("signal", list(Signal))
def test_a_state_is_stored_as_it_was(signal: Signal) -> None:
    assert text(states(eight_days())[signal.value]) == text(DOCUMENTS["states"][signal.value])
    assert text(states(events()["burst"])[signal.value]) == text(DOCUMENTS["states after it"][signal.value])


@pytest.mark.parametrize("event", list(MINUTES))
def test_a_decision_record_is_stored_as_it_was(event: str) -> None:
    records = {moment.kind.value: moment.decision for moment in events()[event].moments.values()}
    assert text(records) == text(DOCUMENTS[event])


@pytest.mark.parametrize("event", list(MINUTES))
def test_an_earlier_decision_record_is_computed_again_bit_for_bit(event: str) -> None:
    for record in DOCUMENTS[event].values():
        assert explain_decision(record).differs == ()


@pytest.mark.parametrize("signal", [signal for signal in Signal if signal in EARLIER["states"]])
@pytest.mark.parametrize("stage", ["states", "states after it"])
def test_a_state_of_an_earlier_release_is_read_and_stored_as_today(signal: Signal, stage: str) -> None:
    detector, earlier = detector_of(signal), EARLIER[stage][signal.value]
    state = detector.load(earlier)
    written = json.loads(text(detector.dump(state)))
    assert written.keys() == DOCUMENTS[stage][signal.value].keys()
    assert detector.load(written) == state
    assert state.bucket_ms == earlier["bucket"]


@pytest.mark.parametrize("signal", COUNT_SIGNALS)
def test_a_count_of_an_earlier_release_keeps_what_it_knew(signal: Signal) -> None:
    earlier = EARLIER["states after it"][signal.value]
    state = CODEC.load(earlier)
    assert (state.seen, state.buckets, state.baseline.buckets) == (earlier["seen"], earlier["heard"], earlier["n"])
    assert [state.baseline.flat, state.baseline.level] == pytest.approx(earlier["level"], rel=1e-5)
    assert state.baseline.hours == tuple(earlier["hours"])
    assert list(state.baseline.dispersions[:2]) == pytest.approx(earlier["spreads"][0], rel=1e-5)
    assert list(state.baseline.smooth) == pytest.approx(earlier["windows"][0], rel=1e-5)
    assert list(state.rises.surprises) == pytest.approx(earlier["rises"]["peaks"], abs=5e-4)
    assert state.rise_envelope == pytest.approx(min(earlier["told"][0][0], 5.0), rel=1e-5)
    assert state.baseline.recurrences == ()


@pytest.mark.parametrize("event", list(MINUTES))
def test_a_decision_by_earlier_rules_is_explained_in_words_and_not_computed_again(event: str) -> None:
    for record in EARLIER[event].values():
        found = explain_decision(record)
        version = record["detector"]
        assert [(one.field, one.recorded, one.recomputed) for one in found.differs] == [
            ("detector", version, version + 1)
        ]
        assert found.sentences[0].startswith(f"Rules: decided by version {version} of the rules;")
        assert found.sentences[1].startswith("Observed: ")
        assert found.bucket_ms == record["bucket_ms"]
        assert not found.recomputed
