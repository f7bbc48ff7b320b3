"""A brand's past learnt again from its counters, day by day, and put in place of its states.

Nothing is alerted and no moment is changed: what is open goes on, judged by what is known
better now. A run that has no time left saves how far it is, and another goes on. The new
states take the place of the old ones only if nobody has saved others meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from functions.detect.detectors.all_signals import packed, unpacked
from functions.detect.detectors.evaluation import DetectorState
from functions.detect.detectors.history import Past, as_lived, learnt, newest_settled, with_seen, without_others
from functions.detect.detectors.learning import learning
from functions.detect.detectors.signal import Signal
from functions.detect.moments.confirmations import confirmed_episodes
from functions.detect.moments.decision_types import StoredSignal
from functions.detect.moments.lifecycle import new_level
from functions.detect.storage.states import load_states, save_states, whole_since
from shared.domain.brand import Brand
from shared.domain.errors import Conflict, NotFound
from shared.domain.time import BUCKET_MS, DAY_MS
from shared.runtime.telemetry import logger
from shared.store import brands, moments
from shared.store.counters import counts, rebuilds

RESERVED_MS = 15_000
"""What must be left of a call to learn another day: one with posts in each minute takes a second, more where tables
are slow."""

ATTEMPTS = 5
"""How often the new states are saved when others keep saving theirs meanwhile."""

States = Mapping[Signal, DetectorState | None]


def rebuild(brand_id: str, now_ms: int, time_left_ms: Callable[[], int]) -> bool:
    """Learn the brand's past as of ``now_ms``, or as much of it as there is time for; whether nothing is left to do.

    Raises:
        Conflict: others saved the brand's states at every attempt.
    """
    job = rebuilds.claim(brand_id, now_ms)
    if job is None:
        return True
    try:
        brand = brands.get(brand_id)
    except NotFound:
        rebuilds.finish(job, now_ms)
        return True
    run = _Run(brand, job)
    while run.day_ms <= run.until_ms:
        if time_left_ms() < RESERVED_MS:
            rebuilds.release(job)
            return False
        if run.learn_day() and not rebuilds.save_progress(job, run.day_ms, packed(_known(run.states))):
            return True
    run.save()
    return True


class _Run:
    """One brand's past, and the states after what comes before ``day_ms``."""

    def __init__(self, brand: Brand, job: rebuilds.Rebuild) -> None:
        self.brand, self.job, self.now_ms = brand, job, job.begun_ms
        first_ms = self.now_ms - rebuilds.DAYS * DAY_MS
        self.day_ms = job.day_ms if job.day_ms > 0 else first_ms - first_ms % DAY_MS
        known = unpacked(job.states) if job.states else {}
        self.states: States = {signal: known.get(signal) for signal in Signal}
        self.whole_ms = min(
            (at_ms for at_ms in (job.whole_since_ms, whole_since(brand.id)) if at_ms is not None), default=None
        )
        stored = load_states(brand.id)
        self.until_ms = newest_settled(brand, _lag_ms(stored), self.now_ms)
        self.moments = moments.opened_since(brand.id, first_ms - first_ms % DAY_MS)
        self.confirmed = confirmed_episodes(stored, self.moments, self.now_ms)

    def learn_day(self) -> bool:
        """Learn the day from ``day_ms`` on; whether there was anything.

        Where a level became the new normal, what comes before is learnt first.
        """
        end_ms = self.day_ms - self.day_ms % DAY_MS + DAY_MS
        last_ms = min(end_ms - BUCKET_MS, self.until_ms)
        found = counts.between(self.brand.id, self.day_ms, last_ms + BUCKET_MS)
        whole = self.whole_ms is not None and end_ms > self.whole_ms
        lived = as_lived(found, self.until_ms, complete=whole)
        begin_ms = self.day_ms
        for until_ms, levels in [*self._new_levels(self.day_ms, last_ms), (last_ms, {})]:
            part = [count for count in lived if begin_ms <= count.minute_ms < until_ms + BUCKET_MS]
            self.states = learnt(self.brand, self.states, Past(part, until_ms, self.confirmed, levels))
            begin_ms = until_ms + BUCKET_MS
        self.day_ms = last_ms + BUCKET_MS
        return bool(found)

    def save(self) -> None:
        """Put the new states in place of those that are stored now."""
        for _ in range(ATTEMPTS):
            stored = load_states(self.brand.id)
            states = _known(self._brought_up_to(stored))
            try:
                save_states(self.brand.id, states, stored, _lag_ms(stored), self._attributes())
            except Conflict:
                continue
            guess = learning(states)
            rebuilds.finish(self.job, self.now_ms, learning=guess is not None)
            logger.info("past learnt", brand=self.brand.id, learning=guess is not None)
            return
        raise Conflict(f"the states of {self.brand.id!r} were changed at each of {ATTEMPTS} attempts")

    def _brought_up_to(self, stored: Mapping[Signal, StoredSignal]) -> States:
        """The new states, no older than those stored, and with what only these know."""
        before = {signal: one.state for signal, one in stored.items()}
        newest_ms = max((state.bucket_ms for state in [*before.values(), *self.states.values()] if state), default=0)
        oldest_ms = min((state.bucket_ms for state in before.values() if state), default=newest_ms)
        recent = counts.between(self.brand.id, max(oldest_ms, self.now_ms - DAY_MS), newest_ms + BUCKET_MS)
        learnt_ms = max((state.bucket_ms for state in self.states.values() if state), default=newest_ms)
        newer = [count for count in recent if count.minute_ms >= learnt_ms + BUCKET_MS]
        states = learnt(self.brand, self.states, Past(newer, newest_ms, self.confirmed))
        return with_seen(without_others(states, before, recent), before, recent)

    def _new_levels(self, since_ms: int, until_ms: int) -> list[tuple[int, dict[Signal, float]]]:
        """When levels became the new normal of signals between these buckets, in order."""
        signals, found = {signal.kind: signal for signal in Signal}, dict[int, dict[Signal, float]]()
        for moment in self.moments:
            level = new_level(moment)
            at_ms = newest_settled(self.brand, 0, moment.ended_ms) if moment.ended_ms is not None else -1
            if since_ms <= at_ms < until_ms and level is not None and moment.kind in signals:
                found.setdefault(at_ms, {})[signals[moment.kind]] = level
        return sorted(found.items(), key=lambda one: one[0])

    def _attributes(self) -> dict[str, int]:
        return {"rebuilt": self.now_ms} | ({} if self.whole_ms is None else {"whole": self.whole_ms})


def _lag_ms(stored: Mapping[Signal, StoredSignal]) -> int:
    return max(one.lag_ms for one in stored.values())


def _known(states: States) -> dict[Signal, DetectorState]:
    return {signal: state for signal, state in states.items() if state}
