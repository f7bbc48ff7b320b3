"""A detector's state as text: one compact, versioned JSON object, under a kilobyte.

Every number that is remembered has so few binary digits that seven decimal ones name
it, so the text holds the state exactly.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from functions.detect.detectors.count.scoring import CountState
from functions.detect.stats.baseline import Baseline, Spreads
from functions.detect.stats.peaks import Peaks, initial_peaks
from functions.detect.stats.renotify import Envelope
from functions.detect.stats.rounding import brief, coarse
from functions.detect.stats.seasonality import DAYS, Shape
from functions.detect.stats.smoothing import Spread, Window
from shared.domain.errors import Poison
from shared.domain.time import BUCKET_MS

FORMAT = 2
"""The version of this text. Reading an older one goes through :data:`MIGRATIONS`."""


def document(state: CountState) -> dict[str, Any]:
    """The state as JSON values."""
    base = state.baseline
    return {
        "v": FORMAT,
        "bucket": state.bucket_ms,
        "seen": state.seen,
        "heard": state.heard,
        "n": base.buckets,
        "level": _brief((base.flat, base.level)),
        "hours": list(base.shape.hours),
        "days": list(base.shape.days),
        "spreads": [_brief(spread) for spread in base.spreads],
        "windows": [_brief(window) for window in (base.smooth, base.slow, base.falling)],
        "rises": _board_document(state.rises, state.bucket_ms),
        "falls": _board_document(state.falls, state.bucket_ms),
        "told": [_brief(state.risen), _brief(state.fallen)],
    }


def restored(found: Mapping[str, Any]) -> CountState:
    """The state a document holds, brought forward from older formats.

    Raises:
        Poison: it is no such document, or of a format newer than this code.
    """
    try:
        return _state(_migrated(dict(found)))
    except (KeyError, ValueError, TypeError) as error:
        raise Poison(f"not a detector's state: {type(error).__name__} at {error}") from error


def written(state: CountState) -> str:
    """The state as text."""
    return json.dumps(document(state), separators=(",", ":"))


def read(text: str) -> CountState:
    """The state that :func:`written` made this text of.

    Raises:
        Poison: the text is no such thing.
    """
    try:
        return restored(json.loads(text))
    except (ValueError, TypeError) as error:
        raise Poison(f"not a detector's state: {error}") from error


def _from_first(found: dict[str, Any]) -> dict[str, Any]:
    """Format 1 knew no weekdays, no slow window and no falls: these begin anew."""
    (flat, level), (spread, shaped, abrupt) = found["level"], found["spread"]
    (place, last), now = found["episode"], found["bucket"] // BUCKET_MS
    board = Peaks(tuple(found["peaks"]), tuple(found["times"]), place, last)
    return {
        **{name: found[name] for name in ("bucket", "seen", "heard", "n")},
        "v": 2,
        "level": [flat, level],
        "hours": [round(factor, 5) for factor in found["profile"]],
        "days": [0.0] * DAYS,
        "spreads": [[spread, shaped], [abrupt, abrupt], [spread, shaped]],
        "windows": [found["smooth"], [flat] * 3, [flat] * 3],
        "rises": _board_document(board, found["bucket"]),
        "falls": _board_document(initial_peaks(now), found["bucket"]),
        "told": [[found["envelope"], 0.0, 0], [0.0, 0.0, 0]],
    }


MIGRATIONS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _from_first}
"""From a format to the next: ``MIGRATIONS[1]`` turns a document of format 1 into one of 2."""


def _migrated(found: dict[str, Any]) -> dict[str, Any]:
    while found["v"] != FORMAT:
        found = MIGRATIONS[found["v"]](found)
    return found


def _state(found: Mapping[str, Any]) -> CountState:
    flat, level = _coarse(found["level"])
    smooth, slow, falling = (Window(*_coarse(window)) for window in found["windows"])
    risen, fallen = (Envelope(coarse(envelope), coarse(peak), calm) for envelope, peak, calm in found["told"])
    return CountState(
        bucket_ms=found["bucket"],
        seen=found["seen"],
        heard=found["heard"],
        baseline=Baseline(
            buckets=found["n"],
            flat=flat,
            level=level,
            shape=Shape(tuple(found["hours"]), tuple(found["days"])),
            spreads=Spreads(*(Spread(*_coarse(spread)) for spread in found["spreads"])),
            smooth=smooth,
            slow=slow,
            falling=falling,
        ),
        rises=_board(found["rises"], found["bucket"]),
        falls=_board(found["falls"], found["bucket"]),
        risen=risen,
        fallen=fallen,
    )


def _board_document(board: Peaks, bucket_ms: int) -> dict[str, Any]:
    """The board, its times told in buckets before the state's own, which takes fewer digits."""
    now = bucket_ms // BUCKET_MS
    ages = [now - time for time in board.times]
    return {"peaks": list(board.peaks), "ages": ages, "episode": [board.place, now - board.last, board.outlier]}


def _board(found: Mapping[str, Any], bucket_ms: int) -> Peaks:
    now = bucket_ms // BUCKET_MS
    place, since, outlier = found["episode"]
    return Peaks(tuple(found["peaks"]), tuple(now - age for age in found["ages"]), place, now - since, outlier)


def _brief(numbers: Iterable[float]) -> list[float]:
    return [brief(number) if isinstance(number, float) else number for number in numbers]


def _coarse(numbers: Iterable[float]) -> tuple[float, ...]:
    return tuple(coarse(float(number)) for number in numbers)
