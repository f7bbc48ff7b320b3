"""What is remembered of a brand's hashtags: how much each is used, and which rose of late."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from functions.detect.detectors.codec import Migrations, board_document, board_restored, brought_forward
from functions.detect.stats.heavy_hitters import Recent, Use, block_of, weight
from functions.detect.stats.peaks import Peaks, initial_peaks
from functions.detect.stats.rounding import rounded
from shared.domain.time import BUCKET_MS

FORMAT = 1
"""The version of the document. Reading an older one goes through :data:`MIGRATIONS`."""

MIGRATIONS: Migrations = {}

_SCALED = 48
"""Blocks (a day) after which counts are put to scale."""


class TagBucket(NamedTuple):
    """Five minutes of one brand: all posts, and the posts with each hashtag."""

    start_ms: int
    posts: int
    tags: Mapping[str, int]


class TagState(NamedTuple):
    """What is remembered of a brand's hashtags after the bucket at ``bucket_ms``.

    ``span`` (buckets), ``posts`` and the counts of ``uses`` are weighed by
    :func:`weight` since ``landmark``, a block's number. ``scatter`` is the dispersion of
    tags in use about their usual number. ``told`` holds the largest return period of
    late of the tags that had any, and its block.
    """

    bucket_ms: int
    heard: int
    landmark: int
    span: float
    posts: float
    scatter: float
    recent: Recent
    uses: Mapping[str, Use]
    told: Mapping[str, tuple[float, int]]
    board: Peaks


def begin(bucket: TagBucket) -> TagState:
    """The state after a brand's first bucket; its hashtags are learnt from the second on."""
    block = block_of(bucket.start_ms)
    recent = Recent(block, bucket.posts)
    board = initial_peaks(bucket.start_ms // BUCKET_MS)
    return TagState(bucket.start_ms, 1, block, 1.0, float(bucket.posts), 0.5, recent, {}, {}, board)


def scaled(state: TagState, block: int) -> TagState:
    """The state with its landmark moved up to ``block``, once a day; until then the state itself."""
    if block - state.landmark < _SCALED:
        return state
    by = 1.0 / weight(block - state.landmark)
    uses = {
        key: use._replace(weight=rounded(use.weight * by), error=rounded(use.error * by))
        for key, use in state.uses.items()
    }
    return state._replace(landmark=block, span=state.span * by, posts=state.posts * by, uses=uses)


def document(state: TagState) -> dict[str, Any]:
    """The state as JSON values, under 4 KB."""
    return {
        "v": FORMAT,
        "bucket": state.bucket_ms,
        "heard": state.heard,
        "landmark": state.landmark,
        "usual": [state.span, state.posts, state.scatter],
        "recent": list(state.recent),
        "uses": [
            [key, use.weight, use.error, state.recent.block - use.block, use.now, use.before]
            for key, use in state.uses.items()
        ],
        "told": [[key, *level] for key, level in state.told.items()],
        "board": board_document(state.board),
    }


def restored(found: Mapping[str, Any]) -> TagState:
    """The state a document holds, brought forward from older formats.

    Raises:
        Poison: it is no such document, or of a format newer than this code.
    """
    return brought_forward(found, FORMAT, MIGRATIONS, _state)


def _state(found: Mapping[str, Any]) -> TagState:
    span, posts, scatter = found["usual"]
    recent = Recent(*found["recent"])
    return TagState(
        bucket_ms=found["bucket"],
        heard=found["heard"],
        landmark=found["landmark"],
        span=span,
        posts=posts,
        scatter=scatter,
        recent=recent,
        uses={
            key: Use(count, error, recent.block - ago, now, before)
            for key, count, error, ago, now, before in found["uses"]
        },
        told={key: (level, block) for key, level, block in found["told"]},
        board=board_restored(found["board"]),
    )
