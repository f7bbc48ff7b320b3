"""One brand at one time: read what is stored, decide, store the decision.

If another run of detect, or a person, changes the brand meanwhile, everything is read
again and decided again.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence

from botocore.exceptions import ClientError

from functions.detect.detectors.learning import must_learn_anew
from functions.detect.detectors.outage import missed_times, unreachable_since
from functions.detect.detectors.signal import Signal
from functions.detect.moments.confirmations import confirmed_episodes, with_confirmed
from functions.detect.moments.decision import decide, decide_unwatched
from functions.detect.moments.decision_types import Decision, DecisionInput, StoredSignal, Trigger
from functions.detect.storage.states import load_states, save_states
from functions.detect.storage.transactions import end_episode, open_moments, resume_episode
from shared.domain.brand import Brand
from shared.domain.errors import Conflict, NotFound
from shared.domain.gaps import GapsByQuery
from shared.domain.moments.moment import Moment
from shared.domain.poll_status import PollStatus
from shared.domain.time import BUCKET_MS, DAY_MS, WEEK_MS, bucket_of
from shared.runtime.telemetry import logger
from shared.store import brands, moments
from shared.store.changes.crisis_turn import crisis_turn
from shared.store.collection import gaps, poll_statuses
from shared.store.counters import counts, rebuilds
from shared.store.counters.active_brands import mark_active

MAX_ATTEMPTS = 5
"""How often a brand is evaluated when others keep changing it meanwhile."""

HISTORY_MS = 3 * DAY_MS
"""How far back a brand learns from its counters that has no stored states, or is learnt anew."""

MAX_PAUSE_MS = 14 * DAY_MS
"""After a longer pause of the detector, only so much of it is learnt from the counters."""

RECENT_MS = WEEK_MS
"""How far back moments are read that no open episode names: the ongoing ones, and what people said of the others."""


class PollStatuses:
    """The poll statuses of channels, each channel read once for all brands of a run."""

    def __init__(self) -> None:
        self._by_channel: dict[str, list[PollStatus]] = {}
        self._gaps: GapsByQuery | None = None

    def of(self, brand: Brand) -> list[PollStatus]:
        """The status of every query of the brand's channels."""
        for channel in brand.queries:
            if channel not in self._by_channel:
                self._by_channel[channel] = poll_statuses.load([channel])
        return [status for channel in brand.queries for status in self._by_channel[channel]]

    def gaps(self) -> GapsByQuery:
        """The gaps of every query."""
        if self._gaps is None:
            self._gaps = gaps.load()
        return self._gaps


def evaluate_brand(brand_id: str, now_ms: int, trigger: Trigger, statuses: PollStatuses | None = None) -> None:
    """Evaluate one brand and store the decision.

    Raises:
        Conflict: others changed the brand at every attempt.
    """
    for attempt in range(MAX_ATTEMPTS):
        try:
            return _evaluate_once(brand_id, now_ms, trigger, statuses or PollStatuses())
        except (Conflict, ClientError) as error:
            if attempt == MAX_ATTEMPTS - 1 or not _is_conflict(error):
                raise
            time.sleep(0.02 * 2**attempt)
    return None


def _evaluate_once(brand_id: str, now_ms: int, trigger: Trigger, statuses: PollStatuses) -> None:
    version = crisis_turn(brand_id)  # first, so that every later change is a conflict
    stored = _still_valid(brand_id, load_states(brand_id), now_ms, trigger)
    since_ms = _oldest_ms(stored.values(), now_ms)
    recent = moments.opened_since(brand_id, since_ms)
    ongoing = [moment for moment in recent if moment.status.ongoing]
    try:
        brand = brands.get(brand_id, consistent=False)  # a change of settings holds from the next minute on anyway
    except NotFound:
        decision = decide_unwatched(ongoing, now_ms) if trigger is Trigger.TICK else Decision()
    else:
        confirmed = confirmed_episodes(stored, recent, now_ms)
        stored = with_confirmed(stored, confirmed, recent, since_ms)
        known = counts.between(brand_id, _since_ms(stored.values(), now_ms), now_ms + 1)
        ticked = trigger is Trigger.TICK
        polled = statuses.of(brand) if ticked else []
        missed = missed_times(brand, statuses.gaps()) if ticked and brand.queries else {}
        unreachable = unreachable_since(brand, polled, now_ms)
        closed = _closed_by_people(stored.values(), recent)
        given = DecisionInput(brand, now_ms, stored, ongoing, known, unreachable, missed, confirmed, closed)
        decision = decide(given, trigger)
    if trigger is Trigger.TICK and any(signal.outdated for signal in stored.values()):
        rebuilds.ask(brand_id, now_ms)
    _store(brand_id, decision, stored, ongoing, version)


def _store(
    brand_id: str,
    decision: Decision,
    stored: Mapping[Signal, StoredSignal],
    ongoing: Sequence[Moment],
    version: int,
) -> None:
    open_moments(decision.openings, ongoing, version)
    for moment in decision.changes:
        moments.put_change(moment, moment.version - 1)
    for end in decision.ends:
        end_episode(brand_id, end)
    for signal, moment in decision.resumed:
        resume_episode(signal, moment)
    save_states(brand_id, decision.states, stored, decision.lag_ms)
    if decision.next_check_ms is not None:
        mark_active(brand_id, decision.next_check_ms)
    for _, moment in decision.openings:
        logger.info("moment opened", brand=brand_id, moment=moment.id, severity=moment.severity.name)


def _still_valid(
    brand_id: str, stored: Mapping[Signal, StoredSignal], now_ms: int, trigger: Trigger
) -> Mapping[Signal, StoredSignal]:
    """What is stored, without the states where these must be learnt anew from the counters of the last three days.

    The past of a brand is often pushed in its first hour, and counted after the first live posts
    have been learnt; but buckets are learnt in order. So a brand is learnt anew each time it is
    evaluated in its first hour, and later in its first day if older counters have come since.

    That costs, per evaluation of a brand in its first hour, a query for each of the last three
    days (four with today's) instead of one; as many pages of a megabyte as its counters there
    fill, four for a brand with posts in each minute; and one write of its states with each tick:
    sixty. In the rest of its first day, a tick reads four keys more at most. A known brand reads
    nothing more.
    """

    def any_before(until_ms: int) -> bool:
        return trigger is Trigger.TICK and counts.any_between(brand_id, now_ms - HISTORY_MS, until_ms)

    if not must_learn_anew({signal: before.state for signal, before in stored.items()}, any_before):
        return stored
    return {signal: before._replace(state=None) for signal, before in stored.items()}


def _closed_by_people(stored: Iterable[StoredSignal], recent: Iterable[Moment]) -> dict[str, Moment]:
    """The moments of open episodes that are not ongoing, by their ids."""
    episodes = {signal.episode.moment_id for signal in stored if signal.episode}
    return {moment.id: moment for moment in recent if moment.id in episodes and not moment.status.ongoing}


def _since_ms(stored: Iterable[StoredSignal], now_ms: int) -> int:
    """Where the counters must be read from: after what every signal has learnt."""
    since_ms = min(
        max(signal.state.bucket_ms + BUCKET_MS, now_ms - MAX_PAUSE_MS) if signal.state else now_ms - HISTORY_MS
        for signal in stored
    )
    return min(since_ms, bucket_of(now_ms))


def _oldest_ms(stored: Iterable[StoredSignal], now_ms: int) -> int:
    """Where the brand's moments are read from: the oldest open episode, or a week ago."""
    return min([now_ms - RECENT_MS, *(signal.episode.opened_ms for signal in stored if signal.episode)])


def _is_conflict(error: Conflict | ClientError) -> bool:
    """Whether somebody else was first, rather than the table out of order."""
    return isinstance(error, Conflict) or error.response["Error"]["Code"] == "TransactionConflictException"
