"""What a decision on one brand is made from, and what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from functions.detect.detectors.confirmed import Confirmed
from functions.detect.detectors.evaluation import DetectorState
from functions.detect.detectors.series import MinuteCounter
from functions.detect.detectors.signal import Signal
from shared.domain.brand import Brand
from shared.domain.gaps import Gap
from shared.domain.moments.moment import Moment


class Trigger(Enum):
    """What started the detector: the stream of counters, or the schedule, every minute."""

    STREAM = "stream"
    TICK = "tick"


class OpenEpisode(NamedTuple):
    """The episode a signal is in: its moment's id and opening. It goes on when people close the moment."""

    moment_id: str
    opened_ms: int


class StoredSignal(NamedTuple):
    """What is stored of a brand's signal.

    ``last_episode_ms`` is the newest bucket of the last episode: no other opens in it or before.
    ``version`` is that of the brand's stored states, 0 for none, and ``lag_ms`` how late the brand's
    mentions came when they were stored. ``recalled``: people have said something new, and the state
    is another than the one in the table. ``rebuilt_ms`` is when the states were last learnt again
    from the counters; ``outdated``: they have to be once more, because people have said something
    new of what they had learnt.
    """

    state: DetectorState | None = None
    episode: OpenEpisode | None = None
    last_episode_ms: int = -1
    version: int = 0
    recalled: bool = False
    lag_ms: int = 0
    rebuilt_ms: int = -1
    outdated: bool = False


class DecisionInput(NamedTuple):
    """All that is known of a brand at ``now_ms``; the counters begin where the stored states end.

    ``unreachable`` names the channels that cannot be polled, each since when, ``missed`` the times of
    channels that were not read afterwards either, and ``confirmed`` the episodes of each
    signal that people confirmed as real. ``closed`` has, by its id, every
    moment that people closed while its episode goes on.
    """

    brand: Brand
    now_ms: int
    stored: Mapping[Signal, StoredSignal]
    ongoing: Sequence[Moment]
    counts: Sequence[MinuteCounter]
    unreachable: Mapping[str, int] = MappingProxyType({})
    missed: Mapping[str, Sequence[Gap]] = MappingProxyType({})
    confirmed: Mapping[Signal, Sequence[Confirmed]] = MappingProxyType({})
    closed: Mapping[str, Moment] = MappingProxyType({})


class EpisodeEnd(NamedTuple):
    """The end of a signal's episode.

    ``last_bucket_ms`` is its newest bucket; ``moment`` as it ended, ``None`` where people ended it before.
    """

    signal: Signal
    moment_id: str
    last_bucket_ms: int
    moment: Moment | None = None


class Decision(NamedTuple):
    """What to store: moments to open, the worst first; changed moments; ended episodes; new states.

    ``resumed`` are moments that people reopened after their episode had ended: it is open again.
    ``next_check_ms`` is the bucket in which to evaluate the brand again, also if nobody mentions it.
    ``lag_ms`` is how late the brand's mentions come.
    """

    openings: tuple[tuple[Signal, Moment], ...] = ()
    changes: tuple[Moment, ...] = ()
    ends: tuple[EpisodeEnd, ...] = ()
    resumed: tuple[tuple[Signal, Moment], ...] = ()
    states: Mapping[Signal, DetectorState] = MappingProxyType({})
    next_check_ms: int | None = None
    lag_ms: int = 0
