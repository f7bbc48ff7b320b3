"""How states stand in JSON: documents of a numbered format, and the record of peaks in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from functions.detect.stats.peaks import Peaks, peaks_of
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
    return {"peaks": list(peaks.surprises), "times": list(peaks.times), "place": peaks.latest, "last": peaks.last}


def peaks_restored(found: Document) -> Peaks:
    """The record that :func:`peaks_document` wrote, now or with peaks of more digits.

    >>> from functions.detect.stats.peaks import initial_peaks
    >>> peaks_restored(peaks_document(initial_peaks(0))) == initial_peaks(0)
    True
    """
    surprises = tuple(round(float(surprise), 3) for surprise in found["peaks"])
    return peaks_of(surprises, tuple(found["times"]), found["place"], found["last"])
