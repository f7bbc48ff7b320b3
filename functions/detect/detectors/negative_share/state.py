"""What is remembered of a brand's mood: its normal negative share, and how posts resemble one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from functions.detect.detectors.codec import Migrations, board_document, board_restored, brought_forward
from functions.detect.stats.beta_binomial import BetaBinomial
from functions.detect.stats.peaks import Peaks, initial_peaks
from functions.detect.stats.rounding import rounded
from shared.domain.time import BUCKET_MS

FORMAT = 1
"""The version of the document. Reading an older one goes through :data:`MIGRATIONS`."""

MIGRATIONS: Migrations = {}

WINDOWS = (6, 36)
"""Buckets that are summed: half an hour, and three hours for a small or slow shift."""

FEW = 12
"""Posts in a window up to which copies explain best how alike they are."""

_PRIOR_SHARE, _PRIOR_POSTS = 0.25, 4.0
_PRIOR_LIKENESS, _PRIOR_WEIGHT = 0.02, 50.0
_MONTH = 28 * 288
_FADE = 2.0 ** (-1.0 / _MONTH)


class ShareBucket(NamedTuple):
    """Five minutes of one brand: posts whose mood could be told, and how many of them are negative."""

    start_ms: int
    negative: int
    scored: int


class IntraClassCorrelation(NamedTuple):
    """How many posts speak with one voice (``excess / weight``, beside the first), as small windows show."""

    excess: float = 0.0
    weight: float = _PRIOR_WEIGHT

    def likeness(self, scored: int) -> float:
        """What that amounts to among so many posts: all of few, little of many.

        >>> IntraClassCorrelation(200.0, 50.0).likeness(11), IntraClassCorrelation(200.0, 50.0).likeness(401)
        (0.4, 0.01)
        """
        return min(max(self.excess / self.weight, 0.0) / max(scored - 1, 1), 0.5)

    def taught(self, negative: int, scored: int, share: float, trust: float) -> IntraClassCorrelation:
        """After a window of few posts: its variance beyond a binomial's. That of many says more of the day."""
        if not 2 <= scored <= FEW:  # noqa: PLR2004 - one post resembles nothing
            return self
        aside = negative - share * scored
        ratio = min(aside * aside / (scored * share * (1.0 - share)), 25.0)
        return IntraClassCorrelation(
            rounded(self.excess * _FADE + trust * (ratio - 1.0)),
            rounded(self.weight * _FADE + trust),
        )


class Window(NamedTuple):
    """What is remembered of one window: how alike its posts are (``excess / weight``), and its record."""

    board: Peaks
    excess: float = _PRIOR_LIKENESS * _PRIOR_WEIGHT
    weight: float = _PRIOR_WEIGHT

    @property
    def likeness(self) -> float:
        """The intra-class correlation of posts in such a window."""
        return min(max(self.excess / self.weight, 1e-4), 0.2)

    def taught(self, negative: int, scored: int, share: float, trust: float) -> tuple[float, float]:
        """``excess`` and ``weight`` after a window, by the method of moments; few posts can say little of it."""
        if scored < 2:  # noqa: PLR2004 - one post resembles nothing
            return self.excess, self.weight
        aside = min(abs(negative - share * scored), 5.0 * BetaBinomial(scored, share, self.likeness).deviation)
        likeness = (aside * aside / (scored * share * (1.0 - share)) - 1.0) / (scored - 1.0)
        trust *= ((scored - 1.0) / (scored + 19.0)) ** 2
        return rounded(self.excess * _FADE + trust * likeness), rounded(self.weight * _FADE + trust)


class ShareState(NamedTuple):
    """What is remembered of a brand's mood after the bucket at ``bucket_ms``.

    ``heard`` counts the buckets learnt, ``suspect`` for how many of late the share was
    suspicious. ``negative`` of ``scored`` posts, halved every four days, are the normal
    share; ``clump`` is how far posts come in copies. ``bad`` and ``all`` are the negative
    and the scored posts of the last buckets, oldest first. ``envelope`` is the largest
    return period of late, a decimal logarithm, halved every day.
    """

    bucket_ms: int
    heard: int
    suspect: int
    negative: float
    scored: float
    envelope: float
    clump: IntraClassCorrelation
    bad: tuple[int, ...]
    all: tuple[int, ...]
    windows: tuple[Window, ...]

    @property
    def share(self) -> float:
        """The normal negative share, drawn to a quarter while little is known."""
        share = (self.negative + _PRIOR_SHARE * _PRIOR_POSTS) / (self.scored + _PRIOR_POSTS)
        return min(max(share, 0.005), 0.95)

    def likeness(self, place: int, scored: int) -> float:
        """How alike so many posts are in that window; what is not known of the share counts as likeness."""
        alike = max(self.windows[place].likeness, self.clump.likeness(scored))
        return min(alike + 1.0 / (self.scored + _PRIOR_POSTS + 1.0), 0.5)


def begin(bucket: ShareBucket) -> ShareState:
    """The state after a brand's first bucket."""
    window = Window(initial_peaks(bucket.start_ms // BUCKET_MS))
    negative, scored = bucket.negative, bucket.scored
    return ShareState(
        bucket_ms=bucket.start_ms,
        heard=1,
        suspect=0,
        negative=float(negative),
        scored=float(scored),
        envelope=0.0,
        clump=IntraClassCorrelation(),
        bad=(negative,),
        all=(scored,),
        windows=(window,) * len(WINDOWS),
    )


def document(state: ShareState) -> dict[str, Any]:
    """The state as JSON values, about a kilobyte."""
    return {
        "v": FORMAT,
        "bucket": state.bucket_ms,
        "heard": state.heard,
        "suspect": state.suspect,
        "share": [state.negative, state.scored],
        "envelope": state.envelope,
        "clump": list(state.clump),
        "recent": [list(state.bad), list(state.all)],
        "windows": [
            {"likeness": [window.excess, window.weight], "board": board_document(window.board)}
            for window in state.windows
        ],
    }


def restored(found: Mapping[str, Any]) -> ShareState:
    """The state a document holds, brought forward from older formats.

    Raises:
        Poison: it is no such document, or of a format newer than this code.
    """
    return brought_forward(found, FORMAT, MIGRATIONS, _state)


def _state(found: Mapping[str, Any]) -> ShareState:
    negative, scored = found["share"]
    bad, scores = found["recent"]
    return ShareState(
        bucket_ms=found["bucket"],
        heard=found["heard"],
        suspect=found["suspect"],
        negative=negative,
        scored=scored,
        envelope=found["envelope"],
        clump=IntraClassCorrelation(*found["clump"]),
        bad=tuple(bad),
        all=tuple(scores),
        windows=tuple(Window(board_restored(each["board"]), *each["likeness"]) for each in found["windows"]),
    )
