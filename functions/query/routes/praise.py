"""GET /brands/{brand}/praise and /praise/suggestions."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from typing_extensions import TypedDict

from functions.query.exports.praise import praise_csv
from functions.query.paging.page import fill_page
from functions.query.paging.range import key_range, time_parameter
from functions.query.reads import MAX_READS, brand_praise
from functions.query.routes.paged_list import answer_format, list_answer, paged_query
from functions.query.routes.parameters import Cursor, FormatParameter, Limit, Since, Until
from functions.query.schemas.mention.enrichment import praise_in
from functions.query.schemas.mention.suggestion import SuggestionList, suggestion_list
from functions.query.schemas.mention.voice import LONGEST_MS, voice_span
from functions.query.voice_posts import read_posts
from functions.query.voices.worth_showing import suggested
from shared.domain.response.consent import ConsentState, allowed_places, state_at
from shared.domain.response.praise import Praise
from shared.http.fields import NextCursor
from shared.http.parameters import BrandId
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.http.views.praise import PraiseView, praise_view
from shared.store import brand_models, brands
from shared.store.response import praises

router = new_router()

SUGGESTED_POSTS = 2_000
"""Posts that are read for suggestions: all are scored, as most praise comes from authors whom few hear."""


class PraisePage(TypedDict):
    """Posts whose authors were asked, the newest post first."""

    praise: list[PraiseView]
    next_cursor: NextCursor


@router.get(
    "/brands/<brand>/praise",
    operation_id="listPraise",
    summary="Posts worth showing, and what their authors allow",
    description="As a table (`format=csv`) only what may be shown now, with the places where. A record is kept for "
    "400 days after its consent has ended.",
    tags=["praise"],
    middlewares=[reject_unknown_parameters],
)
def list_praise(
    brand: BrandId,
    *,
    state: Annotated[
        list[ConsentState] | None, Query(description="Only these states; repeat the parameter for several")
    ] = None,
    place: Annotated[
        str | None, Query(description="Only what may be shown here now", pattern="^[a-z0-9][a-z0-9_-]{0,31}$")
    ] = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 50,
    cursor: Cursor = None,  # noqa: ARG001 - paged_query reads it; declared here for the document
    format: FormatParameter = None,  # noqa: A002 - the name of the parameter
) -> Response[PraisePage | str]:
    """The state is that of the time of the request."""
    event, now_ms = router.current_event, request_time_ms(router.current_event)
    query = paged_query(
        event, f"/brands/{brand}/praise", time_parameter(since, "since"), time_parameter(until, "until")
    )
    brands.get(brand)
    table = answer_format(event, format) == "csv"

    def kept(praise: Praise) -> bool:
        stands, places = state_at(praise.entries, now_ms), allowed_places(praise.entries, now_ms)
        wanted = (not state or stands in state) and (not place or place in places)
        return wanted and (stands.usable or not table)

    page = fill_page(brand_praise(brand, query.after, query.below, limit + 1), kept, limit, MAX_READS)
    views = [praise_view(praise, now_ms) for praise in page.items]
    shown = PraisePage(praise=views, next_cursor=query.cursor(page.position))
    return list_answer(event, format, shown, lambda: praise_csv(views))


@router.get(
    "/brands/<brand>/praise/suggestions",
    operation_id="suggestPraise",
    summary="Posts that praise the brand in their authors' own words, and that nobody has asked for yet",
    description="Of the last seven days, or of a shorter span: worth = log10(10 + reach) x originality x praise, one "
    "post of each author. Ask before you show one.",
    tags=["praise"],
    middlewares=[reject_unknown_parameters],
)
def suggest_praise(
    brand: BrandId,
    *,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, Query(ge=1, le=50, description="At most so many")] = 10,
) -> SuggestionList:
    """The most worth showing first."""
    now_ms, found = request_time_ms(router.current_event), brands.get(brand)
    span = voice_span(time_parameter(since, "since"), time_parameter(until, "until"), now_ms, LONGEST_MS)
    context, read = brand_models.brand_context(found), read_posts(found, span, SUGGESTED_POSTS)
    asked = {praise.id for praise in praises.of_brand(brand, *key_range(*span))}
    best = suggested(read.posts, lambda post: praise_in(post.text, context, post.language), asked, limit)
    return suggestion_list(brand, span, read, best)
