"""The drills that the page shows, each with its score."""

from __future__ import annotations

from collections.abc import Callable

from functions.query.pages.drills import Shown, plan_names
from shared.domain.drill import MAX_BRAND, Drill, drilled_brand
from shared.plans.choice import all_plans
from shared.store import brands, plans
from shared.store.drill import drills, table_tops
from shared.store.drill.drill_end import earlier_scores, moments_of, plan_of, score_now

SHOWN = 12


def shown_drills(address: Callable[[str], str], now_ms: int) -> list[Shown]:
    """The latest drills; ``address`` is that of the page of a moment."""
    return [_shown(drill, address, now_ms) for drill in drills.every()[:SHOWN]]


def shown_drill(drill_id: str, address: Callable[[str], str], now_ms: int) -> Shown:
    """One drill with all that people did in it.

    Raises:
        NotFound: there is no such drill.
    """
    shown = _shown(drills.get(drill_id), address, now_ms)
    if not shown.drill.table_top:
        return shown
    played = table_tops.played(drill_id)
    drill = shown.drill.with_told({place: act.at_ms for place, act in played.told.items()})
    return shown._replace(drill=drill, plan=plan_of(drill), played=played)


def choices() -> tuple[dict[str, str], dict[str, str]]:
    """What a table-top exercise can begin with: the names of brands and of plans, by id."""
    names = {
        brand.id: brand.name for brand in brands.every() if len(brand.id) <= MAX_BRAND and not drilled_brand(brand.id)
    }
    return names, plan_names(all_plans(plans.own()).values())


def _shown(drill: Drill, address: Callable[[str], str], now_ms: int) -> Shown:
    shown = Shown(drill, score_now(drill, now_ms), earlier_scores(drill))
    found = [] if drill.table_top else moments_of(drill)
    return shown._replace(address=address(found[0].id)) if found else shown
