"""What the page of a crisis is made of. What cannot be read is left out, as a page without it is better than none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from functions.query.html.answers import CONCERNS, POSTS, Replies
from functions.query.html.crisis_page import NO_REPLIES
from functions.query.routes.crisis.drill_injects import with_injects
from functions.query.routes.crisis.wanted_answers import crisis_answers
from shared.answers.answers import Shown
from shared.domain.brand import Brand
from shared.domain.errors import ForeshockError
from shared.domain.moments.moment import Moment
from shared.domain.response.statement import Statement
from shared.messages.crisis.crisis_figures import CrisisFigures
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger
from shared.store import brands, crises, moments, plans
from shared.store.counters import traffic
from shared.store.crises import StoredCrisis
from shared.store.response import statements

if TYPE_CHECKING:
    from shared.domain.site_traffic import SiteTraffic

T = TypeVar("T")

POSTS_OF_A_PAGE = 150
"""The latest posts that are looked at for a page, which opens in a second; the API looks at more."""

READ_ERRORS = (BotoCoreError, ClientError, ForeshockError)


def stored_crisis(moment: Moment, now_ms: int) -> StoredCrisis:
    """The moments of the crisis, its counters, plans and statements, and what is published about it."""
    found = moments.in_crisis(moment)
    said = _or(list[Statement](), "shown without statements", lambda: statements.of_crisis(moment.crisis))
    counters = _or(None, "no chart", lambda: crises.read_counters(found, now_ms, said))
    crisis = StoredCrisis(found, counters, _or([], "shown with a shipped plan", plans.own), said)
    return _or(crisis, "shown without the public page", crisis.with_public_page)


def figures_with_injects(figures: CrisisFigures) -> CrisisFigures:
    """The figures with what happened in a drill beside the posts."""
    return _or(figures, "shown without injects", lambda: with_injects(figures))


def replies_to(crisis: StoredCrisis, now_ms: int) -> Replies:
    """Whom to answer while the crisis goes on."""
    if all(moment.ended_ms for moment in crisis.moments):
        return NO_REPLIES
    shown = Shown(CONCERNS, POSTS)
    found = _or(None, "shown without answers", lambda: crisis_answers(crisis.moments, now_ms, POSTS_OF_A_PAGE, shown))
    return Replies(found.concerns, found.facts, setting("DRAFT_MODEL", "")) if found else NO_REPLIES


def brand_or_none(brand_id: str) -> Brand | None:
    """The brand; ``None`` also if it was deleted."""
    try:
        return brands.get(brand_id)
    except READ_ERRORS:
        return None


def site_traffic(brand: Brand | None, now_ms: int) -> SiteTraffic | None:
    """The visitors of the brand's site; ``None`` also where they are not counted."""
    return _or(None, "shown without the site's visitors", lambda: traffic.now(brand, now_ms)) if brand else None


def _or(instead: T, note: str, read: Callable[[], T]) -> T:
    """What is read; ``instead``, with a note in the log, where it cannot be."""
    try:
        return read()
    except READ_ERRORS as error:
        logger.warning(note, extra={"error": type(error).__name__})
        return instead
