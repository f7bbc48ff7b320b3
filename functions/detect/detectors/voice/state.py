"""What is stored of the reach of those who criticise a brand or ask it something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from functions.detect.detectors.codec import Document, StateCodec, peaks_document, peaks_restored
from functions.detect.stats.peaks import Peaks, initial_peaks
from shared.domain.time import BUCKET_MS


class VoiceBucket(NamedTuple):
    """The loudest critical or asking authors of one bucket: their reach in people, by author key."""

    start_ms: int
    voices: Mapping[str, int]


class VoiceState(NamedTuple):
    """What is known after the bucket at ``bucket_ms``; ``buckets`` were learnt.

    ``span`` (buckets), ``voices`` (authors in them), ``excess`` and ``squares`` (the sums of the
    natural logarithms of their reach over the floor, and of the squares of these) fade with
    age. ``notified`` holds the authors that were worth an alarm of late, each with the
    number of the bucket.
    """

    bucket_ms: int
    buckets: int
    span: float
    voices: float
    excess: float
    squares: float
    notified: Mapping[str, int]
    peaks: Peaks

    def quieted(self) -> VoiceState:
        """The same habits and record; who was worth an alarm may be again."""
        return self._replace(notified={})


def begin(bucket: VoiceBucket) -> VoiceState:
    """The state after a brand's first bucket; its authors are learnt from the second on."""
    return VoiceState(bucket.start_ms, 1, 1.0, 0.0, 0.0, 0.0, {}, initial_peaks(bucket.start_ms // BUCKET_MS))


def _written(state: VoiceState) -> dict[str, Any]:
    return {
        "bucket": state.bucket_ms,
        "buckets": state.buckets,
        "usual": [state.span, state.voices, state.excess, state.squares],
        "notified": dict(state.notified),
        **peaks_document(state.peaks),
    }


def _read(found: Document) -> VoiceState:
    span, voices, excess, squares = found["usual"]
    notified = {str(author): int(number) for author, number in found["notified"].items()}
    return VoiceState(found["bucket"], found["buckets"], span, voices, excess, squares, notified, peaks_restored(found))


CODEC = StateCodec(1, _written, _read)
"""The stored form, under 400 bytes."""
