"""What is stored of a brand's negative share: its normal one, and how much posts resemble one another."""

from __future__ import annotations

from typing import Any, NamedTuple

from functions.detect.detectors.codec import Document, StateCodec, peaks_document, peaks_restored
from functions.detect.stats.beta_binomial import BetaBinomial
from functions.detect.stats.peaks import Peaks, initial_peaks
from functions.detect.stats.rates import HALF_HOUR, HOUR, MONTH, fading
from functions.detect.stats.rounding import rounded
from shared.domain.time import BUCKET_MS

WINDOWS = (HALF_HOUR, 3 * HOUR)
"""Buckets that are summed: half an hour, and three hours for a small or slow shift."""

FEW = 12
"""Posts in a window up to which copies explain best how alike they are."""

_PRIOR_SHARE, _PRIOR_POSTS = 0.25, 4.0
_PRIOR_CORRELATION, _PRIOR_WEIGHT = 0.02, 50.0
_FADE = fading(MONTH)


class ShareBucket(NamedTuple):
    """One bucket of one brand: posts whose sentiment could be scored, and how many of them are negative."""

    start_ms: int
    negative: int
    scored: int


class IntraClassCorrelation(NamedTuple):
    """How many posts are copies of one (``excess / weight``, beside the first), as small windows show."""

    excess: float = 0.0
    weight: float = _PRIOR_WEIGHT

    def among(self, scored: int) -> float:
        """The correlation that this makes among so many posts: large among few, small among many.

        >>> IntraClassCorrelation(200.0, 50.0).among(11), IntraClassCorrelation(200.0, 50.0).among(401)
        (0.4, 0.01)
        """
        return min(max(self.excess / self.weight, 0.0) / max(scored - 1, 1), 0.5)

    def updated(self, negative: int, scored: int, share: float, trust: float) -> IntraClassCorrelation:
        """After a window of few posts: its variance beyond a binomial's; that of many is not due to copies."""
        if not 2 <= scored <= FEW:  # noqa: PLR2004 - one post resembles nothing
            return self
        aside = negative - share * scored
        ratio = min(aside * aside / (scored * share * (1.0 - share)), 25.0)
        return IntraClassCorrelation(
            rounded(self.excess * _FADE + trust * (ratio - 1.0)),
            rounded(self.weight * _FADE + trust),
        )


class ShareWindow(NamedTuple):
    """What is known of one window: its record of peaks, and how alike its posts are (``excess / weight``)."""

    peaks: Peaks
    excess: float = _PRIOR_CORRELATION * _PRIOR_WEIGHT
    weight: float = _PRIOR_WEIGHT

    @property
    def correlation(self) -> float:
        """The intra-class correlation of posts in such a window."""
        return min(max(self.excess / self.weight, 1e-4), 0.2)

    def updated(self, negative: int, scored: int, share: float, trust: float) -> tuple[float, float]:
        """``excess`` and ``weight`` after a window, by the method of moments; few posts can say little of it."""
        if scored < 2:  # noqa: PLR2004 - one post resembles nothing
            return self.excess, self.weight
        aside = min(abs(negative - share * scored), 5.0 * BetaBinomial(scored, share, self.correlation).deviation)
        correlation = (aside * aside / (scored * share * (1.0 - share)) - 1.0) / (scored - 1.0)
        trust *= ((scored - 1.0) / (scored + 19.0)) ** 2
        return rounded(self.excess * _FADE + trust * correlation), rounded(self.weight * _FADE + trust)


class ShareState(NamedTuple):
    """What is known of a brand's negative share after the bucket at ``bucket_ms``.

    ``buckets`` were learnt, ``suspect`` says for how many of late the share was suspicious.
    ``negative`` of ``scored`` posts, halved every four days, are the normal share; ``copies``
    is how far posts come in copies. ``recent_negative`` and ``recent_scored`` are the posts of
    the last buckets, oldest first. ``envelope`` is the largest return period of late, a decimal
    logarithm, halved every day.
    """

    bucket_ms: int
    buckets: int
    suspect: int
    negative: float
    scored: float
    envelope: float
    copies: IntraClassCorrelation
    recent_negative: tuple[int, ...]
    recent_scored: tuple[int, ...]
    windows: tuple[ShareWindow, ...]

    @property
    def share(self) -> float:
        """The normal negative share, drawn to a quarter while little is known."""
        share = (self.negative + _PRIOR_SHARE * _PRIOR_POSTS) / (self.scored + _PRIOR_POSTS)
        return min(max(share, 0.005), 0.95)

    def correlation(self, place: int, scored: int) -> float:
        """How alike so many posts are in that window; what is not known of the share adds to it."""
        alike = max(self.windows[place].correlation, self.copies.among(scored))
        return min(alike + 1.0 / (self.scored + _PRIOR_POSTS + 1.0), 0.5)

    def quieted(self) -> ShareState:
        """The same normal share and records, after windows without posts."""
        none = (0,) * len(self.recent_scored)
        return self._replace(suspect=0, envelope=0.0, recent_negative=none, recent_scored=none)


def begin(bucket: ShareBucket) -> ShareState:
    """The state after a brand's first bucket."""
    window = ShareWindow(initial_peaks(bucket.start_ms // BUCKET_MS))
    negative, scored = bucket.negative, bucket.scored
    return ShareState(
        bucket_ms=bucket.start_ms,
        buckets=1,
        suspect=0,
        negative=float(negative),
        scored=float(scored),
        envelope=0.0,
        copies=IntraClassCorrelation(),
        recent_negative=(negative,),
        recent_scored=(scored,),
        windows=(window,) * len(WINDOWS),
    )


def _written(state: ShareState) -> dict[str, Any]:
    return {
        "bucket": state.bucket_ms,
        "heard": state.buckets,
        "suspect": state.suspect,
        "share": [state.negative, state.scored],
        "envelope": state.envelope,
        "clump": list(state.copies),
        "recent": [list(state.recent_negative), list(state.recent_scored)],
        "windows": [
            {"likeness": [window.excess, window.weight], "board": peaks_document(window.peaks)}
            for window in state.windows
        ],
    }


def _read(found: Document) -> ShareState:
    negative, scored = found["share"]
    recent_negative, recent_scored = found["recent"]
    return ShareState(
        bucket_ms=found["bucket"],
        buckets=found["heard"],
        suspect=found["suspect"],
        negative=negative,
        scored=scored,
        envelope=found["envelope"],
        copies=IntraClassCorrelation(*found["clump"]),
        recent_negative=tuple(recent_negative),
        recent_scored=tuple(recent_scored),
        windows=tuple(ShareWindow(peaks_restored(each["board"]), *each["likeness"]) for each in found["windows"]),
    )


CODEC = StateCodec(1, _written, _read)
"""The stored form, about a kilobyte."""
