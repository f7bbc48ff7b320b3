"""A signal in, its detector out: the one place that knows which packages judge what.

To add a kind of moment: a package beside this module with two modules, ``detector``
(:class:`Detector`) and ``explanation`` (:class:`Explainer`); a line in :mod:`.signal`
that names it; the kind itself in :class:`~shared.domain.moments.moment.Kind` and its words in
:mod:`shared.messages.kinds`; and a test. Until it has rules in the matrix of severities,
it is of medium severity. A detector that judges one bucket after the other leaves the
loop to :mod:`.replay`. Packages are imported when they are first needed, so that a cold
start does not wait for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from functions.detect.detectors.evaluation import DetectorState, SignalEvaluation
from functions.detect.detectors.series import BrandSeries
from functions.detect.detectors.signal import Signal
from shared.domain.brand import Brand

if TYPE_CHECKING:
    from functions.detect.detectors.explanation import Explanation


class Detector(Protocol):
    """How signals of one kind are judged and stored, as a module of pure functions."""

    def evaluate(self, signal: Signal, state: Any, series: BrandSeries, brand: Brand, /) -> SignalEvaluation:
        """The signal's newest buckets judged, from its stored state (``None``: none yet) and the series after it."""
        ...

    def dump(self, state: Any, /) -> dict[str, Any]:
        """The state as JSON values, with the version of their format as ``v``."""
        ...

    def load(self, document: Mapping[str, Any], /) -> DetectorState:
        """The state that :func:`dump` wrote, now or in an earlier format.

        Raises:
            Poison: the document is none.
        """
        ...


class Explainer(Protocol):
    """How decisions of one kind are explained."""

    def explain(self, record: Mapping[str, Any], /) -> Explanation:
        """The decision record computed again, and explained in sentences."""
        ...


def detector_of(signal: Signal) -> Detector:
    """The detector that judges this signal."""
    return cast("Detector", import_module(f"{__package__}.{signal.definition.detector}.detector"))


def explainer_of(signal: Signal) -> Explainer:
    """What explains the decisions about this signal."""
    return cast("Explainer", import_module(f"{__package__}.{signal.definition.detector}.explanation"))
