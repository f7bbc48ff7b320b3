"""How states stand in JSON: documents of a numbered format, and the record of peaks in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from functions.detect.stats.peaks import Peaks
from shared.domain.errors import Poison

State = TypeVar("State")
Document = Mapping[str, Any]
Migrations = dict[int, Callable[[dict[str, Any]], dict[str, Any]]]
"""From a format to the next: ``migrations[1]`` turns a document of format 1 into one of 2."""


class StateCodec(Generic[State]):
    """The documents of one kind of state: ``written`` makes the fields of format ``version``, ``read`` a state of them.

    Documents of older formats are brought forward by ``migrations``.
    """

    def __init__(
        self,
        version: int,
        written: Callable[[State], dict[str, Any]],
        read: Callable[[Document], State],
        migrations: Migrations | None = None,
    ) -> None:
        self.version = version
        self.migrations = migrations or {}
        self._written, self._read = written, read

    def dump(self, state: State) -> dict[str, Any]:
        """The state as JSON values."""
        return {"v": self.version, **self._written(state)}

    def load(self, found: Document) -> State:
        """The state that a document holds.

        Raises:
            Poison: it is no such document, or of a format newer than this code.
        """
        try:
            document = dict(found)
            while document["v"] != self.version:
                document = self.migrations[document["v"]](document)
            return self._read(document)
        except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
            raise Poison(f"not a detector's state: {type(error).__name__} at {error}") from error


def peaks_document(peaks: Peaks) -> dict[str, Any]:
    """The record of peaks as JSON values.

    >>> from functions.detect.stats.peaks import initial_peaks
    >>> peaks_document(initial_peaks(0))["place"]
    7
    """
    return {
        "peaks": list(peaks.surprises),
        "times": list(peaks.times),
        "place": peaks.latest,
        "last": peaks.last,
        "outlier": peaks.outlier,
    }


def peaks_restored(found: Document) -> Peaks:
    """The record that :func:`peaks_document` wrote.

    >>> from functions.detect.stats.peaks import initial_peaks
    >>> peaks_restored(peaks_document(initial_peaks(0))) == initial_peaks(0)
    True
    """
    return Peaks(
        tuple(found["peaks"]), tuple(found["times"]), found["place"], found["last"], found.get("outlier", False)
    )


def peaks_by_age(peaks: Peaks, now: int) -> dict[str, Any]:
    """The record with its times as buckets before the bucket number ``now``, which takes fewer digits."""
    ages = [now - time for time in peaks.times]
    return {"peaks": list(peaks.surprises), "ages": ages, "episode": [peaks.latest, now - peaks.last, peaks.outlier]}


def peaks_from_ages(found: Document, now: int) -> Peaks:
    """The record that :func:`peaks_by_age` wrote.

    >>> from functions.detect.stats.peaks import initial_peaks
    >>> peaks_from_ages(peaks_by_age(initial_peaks(7), 9), 9) == initial_peaks(7)
    True
    """
    latest, since, outlier = found["episode"]
    return Peaks(tuple(found["peaks"]), tuple(now - age for age in found["ages"]), latest, now - since, outlier)
