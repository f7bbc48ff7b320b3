"""A brand that detect evaluates without tables: counters in, moments out, stored in memory."""

# ruff: noqa: S311 - seeded, so that a series is the same every time

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from functions.detect.detectors.all_signals import packed, unpacked
from functions.detect.detectors.learning import must_learn_anew
from functions.detect.detectors.signal import Signal
from functions.detect.moments.confirmations import confirmed_episodes, with_confirmed
from functions.detect.moments.decision import decide
from functions.detect.moments.decision_types import Decision, DecisionInput, OpenEpisode, StoredSignal, Trigger
from shared.domain.brand import Brand
from shared.domain.mentions.tally import Tally
from shared.domain.moments.lifecycle import next_version
from shared.domain.moments.moment import Kind, Moment, Sample
from shared.domain.moments.transitions import Action
from shared.domain.time import BUCKET_MINUTES, DAY_MS, MINUTE_MS

START = 20_000 * DAY_MS
DAY = DAY_MS // MINUTE_MS
"""Minutes of a day."""


Change = Callable[[Moment, Action], Moment]
"""What a person may do to a moment."""


@dataclass(frozen=True, slots=True)
class MinuteCount:
    """A minute counter as a decision needs it."""

    minute_ms: int
    tally: Tally
    late: bool = False


@dataclass
class SimulatedBrand:
    """One brand, its counters, and what detect has stored of it."""

    brand: Brand = field(default_factory=lambda: Brand("acme", "Acme"))
    counts: list[MinuteCount] = field(default_factory=list)
    stored: dict[Signal, StoredSignal] = field(default_factory=lambda: {signal: StoredSignal() for signal in Signal})
    moments: dict[str, Moment] = field(default_factory=dict)

    def evaluate(
        self, now_ms: int, trigger: Trigger = Trigger.TICK, unreachable: Mapping[str, int] | None = None
    ) -> Decision:
        """Decide at ``now_ms`` and store the decision."""
        found = decide(self.decision_input(now_ms, trigger)._replace(unreachable=unreachable or {}), trigger)
        self.apply(found)
        return found

    def decision_input(self, now_ms: int, trigger: Trigger = Trigger.TICK) -> DecisionInput:
        """What is known of the brand at ``now_ms``."""
        stored = self.still_valid(now_ms, trigger)
        recent = list(self.moments.values())
        confirmed = confirmed_episodes(stored, recent, now_ms)
        stored = with_confirmed(stored, confirmed, recent, 0)
        states = [signal.state for signal in stored.values()]
        since = min((state.bucket_ms for state in states if state), default=0) if all(states) else 0
        seen = [count for count in self.counts if since <= count.minute_ms <= now_ms]
        ongoing = [moment for moment in recent if moment.status.ongoing]
        episodes = {signal.episode.moment_id for signal in stored.values() if signal.episode}
        closed = {name: self.moments[name] for name in episodes if not self.moments[name].status.ongoing}
        return DecisionInput(self.brand, now_ms, stored, ongoing, seen, confirmed=confirmed, closed=closed)

    def act(self, kind: Kind, change: Change, now_ms: int) -> Moment:
        """A person changes the newest moment of a kind."""
        moment = max((one for one in self.moments.values() if one.kind is kind), key=lambda one: one.opened_ms)
        after = next_version(moment, change(moment, Action(now_ms, by="anna", via="api")), now_ms)
        self._replace(after)
        return after

    def still_valid(self, now_ms: int, trigger: Trigger) -> dict[Signal, StoredSignal]:
        """What is stored, without the states where these must be learnt anew."""

        def any_before(until_ms: int) -> bool:
            since_ms = now_ms - 3 * DAY_MS
            return trigger is Trigger.TICK and any(since_ms <= count.minute_ms < until_ms for count in self.counts)

        if must_learn_anew({signal: stored.state for signal, stored in self.stored.items()}, any_before):
            return {signal: stored._replace(state=None) for signal, stored in self.stored.items()}
        return dict(self.stored)

    def apply(self, found: Decision) -> None:
        """Store a decision, as the tables would."""
        for signal, moment in found.openings:
            assert self.stored[signal].episode is None
            assert moment.id not in self.moments
            first = next((m for m in self.moments.values() if m.status.ongoing), moment)
            self.moments[moment.id] = moment._replace(crisis=first.crisis)
            self.stored[signal] = self.stored[signal]._replace(episode=OpenEpisode(moment.id, moment.opened_ms))
        for moment in found.changes:
            self._replace(moment)
        for end in found.ends:
            if end.moment:
                self._replace(end.moment)
            self.stored[end.signal] = self.stored[end.signal]._replace(episode=None, last_episode_ms=end.last_bucket_ms)
        for signal, moment in found.resumed:
            assert self.stored[signal].episode is None
            self.stored[signal] = self.stored[signal]._replace(episode=OpenEpisode(moment.id, moment.opened_ms))
        kept = unpacked(packed(found.states))
        assert kept == found.states
        for signal, state in kept.items():
            self.stored[signal] = self.stored[signal]._replace(state=state, lag_ms=found.lag_ms)

    def _replace(self, moment: Moment) -> None:
        assert moment.version == self.moments[moment.id].version + 1
        self.moments[moment.id] = moment


def minute(
    minute_ms: int, mentions: int, negative: int = 0, *, late: bool = False, reach: int = 0, positive: int = 0
) -> MinuteCount:
    """A counter in which every mention is scored."""
    samples = tuple(Sample(f"the kettle burnt hand number {minute_ms}", "rss", compound=-0.8) for _ in range(negative))
    tally = Tally(
        mentions, mentions, negative, positive, reach=reach * mentions, channels={"rss": mentions}, samples=samples[:1]
    )
    return MinuteCount(minute_ms, tally, late)


def normal_posts(
    rng: random.Random, minutes: range, per_bucket: float = 1.5, negative: float = 0.15
) -> list[MinuteCount]:
    """Normal posts with a daily pattern; the rate is the mean of a bucket."""
    found = []
    for number in minutes:
        daily = math.exp(0.6 * math.sin(2 * math.pi * number / DAY))
        mentions = poisson(rng, per_bucket / BUCKET_MINUTES * daily)
        if mentions:
            bad = sum(rng.random() < negative for _ in range(mentions))
            found.append(minute(START + number * MINUTE_MS, mentions, bad))
    return found


def poisson(rng: random.Random, mean: float) -> int:
    """A Poisson number by Knuth's method; fine for small means."""
    limit, number, product = math.exp(-mean), 0, rng.random()
    while product > limit:
        number, product = number + 1, product * rng.random()
    return number


def crisis_posts(
    rng: random.Random, minutes: range, per_bucket: float = 30.0, negative: float = 0.75
) -> list[MinuteCount]:
    return normal_posts(rng, minutes, per_bucket, negative)


def evaluate_minutes(simulated: SimulatedBrand, minutes: range, *, streamed: bool = True) -> None:
    """A tick each minute and, in between, an evaluation by the stream.

    A range with a step ticks as rarely as that: enough where nothing happens that a tick a minute would see earlier.
    """
    for number in minutes:
        if streamed:
            simulated.evaluate(START + number * MINUTE_MS + 30_000, Trigger.STREAM)
        simulated.evaluate(START + (number + 1) * MINUTE_MS)


def normal_brand(seed: int = 1, days: int = 1, brand: Brand | None = None) -> SimulatedBrand:
    simulated = SimulatedBrand(
        brand=brand or Brand("acme", "Acme"), counts=normal_posts(random.Random(seed), range(days * DAY))
    )
    simulated.evaluate(START + days * DAY * MINUTE_MS)
    assert not simulated.moments
    return simulated


def by_kind(simulated: SimulatedBrand) -> dict[Kind, Moment]:
    assert len({moment.kind for moment in simulated.moments.values()}) == len(simulated.moments)
    return {moment.kind: moment for moment in simulated.moments.values()}
