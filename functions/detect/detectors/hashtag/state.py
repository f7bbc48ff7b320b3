"""What is stored of a brand's hashtags: how much each is used, and which trended of late."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from functions.detect.detectors.codec import Document, StateCodec, peaks_document, peaks_restored
from functions.detect.stats.heavy_hitters import DAY_BLOCKS, Recent, Use, block_of, weight
from functions.detect.stats.peaks import Peaks, initial_peaks
from functions.detect.stats.rounding import rounded
from shared.domain.time import BUCKET_MS


class TagBucket(NamedTuple):
    """One bucket of one brand: all posts, and the posts with each hashtag."""

    start_ms: int
    posts: int
    tags: Mapping[str, int]


class TagState(NamedTuple):
    """What is known of a brand's hashtags after the bucket at ``bucket_ms``; ``buckets`` were learnt.

    ``span`` (buckets), ``posts`` and the counts of ``uses`` are weighed by
    :func:`weight` since ``landmark``, a block's number. ``dispersion`` is that of tags in
    use about their usual number. ``notified`` holds the largest return period of late of
    the tags that trended, and its block.
    """

    bucket_ms: int
    buckets: int
    landmark: int
    span: float
    posts: float
    dispersion: float
    recent: Recent
    uses: Mapping[str, Use]
    notified: Mapping[str, tuple[float, int]]
    peaks: Peaks

    def quieted(self) -> TagState:
        """The same habits and record, after a window without posts; what trended may trend again."""
        uses = {key: use._replace(now=0, before=0) for key, use in self.uses.items()}
        return self._replace(recent=Recent(self.recent.block), uses=uses, notified={})


def begin(bucket: TagBucket) -> TagState:
    """The state after a brand's first bucket; its hashtags are learnt from the second on."""
    block = block_of(bucket.start_ms)
    recent = Recent(block, bucket.posts)
    peaks = initial_peaks(bucket.start_ms // BUCKET_MS)
    return TagState(bucket.start_ms, 1, block, 1.0, float(bucket.posts), 0.5, recent, {}, {}, peaks)


def rescaled(state: TagState, block: int) -> TagState:
    """The state with its landmark moved up to ``block``, once a day; until then the state itself."""
    if block - state.landmark < DAY_BLOCKS:
        return state
    by = 1.0 / weight(block - state.landmark)
    uses = {
        key: use._replace(weight=rounded(use.weight * by), error=rounded(use.error * by))
        for key, use in state.uses.items()
    }
    return state._replace(landmark=block, span=state.span * by, posts=state.posts * by, uses=uses)


def _written(state: TagState) -> dict[str, Any]:
    return {
        "bucket": state.bucket_ms,
        "heard": state.buckets,
        "landmark": state.landmark,
        "usual": [state.span, state.posts, state.dispersion],
        "recent": list(state.recent),
        "uses": [
            [key, use.weight, use.error, state.recent.block - use.block, use.now, use.before]
            for key, use in state.uses.items()
        ],
        "told": [[key, *level] for key, level in state.notified.items()],
        "board": peaks_document(state.peaks),
    }


def _read(found: Document) -> TagState:
    span, posts, dispersion = found["usual"]
    recent = Recent(*found["recent"])
    return TagState(
        bucket_ms=found["bucket"],
        buckets=found["heard"],
        landmark=found["landmark"],
        span=span,
        posts=posts,
        dispersion=dispersion,
        recent=recent,
        uses={
            key: Use(count, error, recent.block - ago, now, before)
            for key, count, error, ago, now, before in found["uses"]
        },
        notified={key: (level, block) for key, level, block in found["told"]},
        peaks=peaks_restored(found["board"]),
    )


CODEC = StateCodec(1, _written, _read)
"""The stored form, under 4 KB."""
