"""What happens in a drill beside its posts, put among the figures of the crisis that is played."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from shared.domain.drill import drilled_brand
from shared.domain.errors import NotFound

if TYPE_CHECKING:
    from shared.messages.crisis.crisis_figures import CrisisFigures


def with_injects(figures: CrisisFigures) -> CrisisFigures:
    """The figures with what has happened so far; those of a real crisis as they are, without a read."""
    if not drilled_brand(figures.brand):
        return figures
    from shared.store.drill import drills  # noqa: PLC0415 - no real crisis needs it

    with suppress(NotFound):  # a drill is kept less long than its crisis
        return figures._replace(injects=drills.get(figures.brand).happened(figures.now_ms))
    return figures
