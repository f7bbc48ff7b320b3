"""A detector's state as text: one compact, versioned JSON object, under a kilobyte.

Every number has six significant digits already, so the text holds the state exactly.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from functions.detect.baseline import Baseline
from functions.detect.board import Board
from functions.detect.detector import State
from shared.errors import Poison

FORMAT = 1
"""The version of this text. Reading an older one goes through :data:`MIGRATIONS`."""

MIGRATIONS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""From a format to the next: ``MIGRATIONS[1]`` turns a document of format 1 into one of 2."""


def document(state: State) -> dict[str, Any]:
    """The state as JSON values."""
    base, board = state.baseline, state.board
    return {
        "v": FORMAT,
        "bucket": state.bucket_ms,
        "seen": state.seen,
        "heard": state.heard,
        "envelope": state.envelope,
        "n": base.buckets,
        "level": [base.flat, base.level],
        "profile": list(base.profile),
        "spread": [base.spread, base.daily_spread, base.abrupt_spread],
        "smooth": [base.smooth, base.smooth_flat, base.smooth_daily],
        "peaks": list(board.peaks),
        "times": list(board.times),
        "episode": [board.place, board.last],
    }


def restored(found: Mapping[str, Any]) -> State:
    """The state a document holds, brought forward from older formats.

    Raises:
        Poison: it is no such document, or of a format newer than this code.
    """
    try:
        return _state(_migrated(dict(found)))
    except (KeyError, ValueError, TypeError) as error:
        raise Poison(f"not a detector's state: {type(error).__name__} at {error}") from error


def written(state: State) -> str:
    """The state as text."""
    return json.dumps(document(state), separators=(",", ":"))


def read(text: str) -> State:
    """The state that :func:`written` made this text of.

    Raises:
        Poison: the text is no such thing.
    """
    try:
        return restored(json.loads(text))
    except (ValueError, TypeError) as error:
        raise Poison(f"not a detector's state: {error}") from error


def _migrated(found: dict[str, Any]) -> dict[str, Any]:
    while found["v"] != FORMAT:
        found = MIGRATIONS[found["v"]](found)
    return found


def _state(found: Mapping[str, Any]) -> State:
    flat, level = found["level"]
    spread, daily_spread, abrupt_spread = found["spread"]
    smooth, smooth_flat, smooth_daily = found["smooth"]
    place, last = found["episode"]
    return State(
        bucket_ms=found["bucket"],
        seen=found["seen"],
        heard=found["heard"],
        envelope=found["envelope"],
        baseline=Baseline(
            buckets=found["n"],
            flat=flat,
            level=level,
            profile=tuple(found["profile"]),
            spread=spread,
            daily_spread=daily_spread,
            abrupt_spread=abrupt_spread,
            smooth=smooth,
            smooth_flat=smooth_flat,
            smooth_daily=smooth_daily,
        ),
        board=Board(tuple(found["peaks"]), tuple(found["times"]), place, last),
    )
