"""The drills that the page shows, each with its score."""

from __future__ import annotations

from collections.abc import Callable

from functions.query.pages.drills import Shown
from shared.domain.drill import Drill
from shared.store import drills, moments, table_tops
from shared.store.drill_end import EARLIER, plan_of, score_now

SHOWN = 12


def shown_drills(address: Callable[[str], str], now_ms: int) -> list[Shown]:
    """The latest drills; ``address`` is that of the page of a moment."""
    every = drills.every()
    return [_shown(drill, every, address, now_ms) for drill in every[:SHOWN]]


def _shown(drill: Drill, every: list[Drill], address: Callable[[str], str], now_ms: int) -> Shown:
    alike = [one for one in every if (one.brand, one.table_top) == (drill.brand, drill.table_top)]
    earlier = [one.score for one in alike if one.started_ms < drill.started_ms][:EARLIER]
    shown = Shown(drill, score_now(drill, now_ms), earlier)
    if drill.table_top:
        return shown if drill.ended_ms else shown._replace(plan=plan_of(drill), ticked=table_tops.done(drill.id)[0])
    found = moments.opened_since(drill.id, drill.started_ms)
    return shown._replace(address=address(found[0].id)) if found else shown
