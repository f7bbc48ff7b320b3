"""GET /brands/{brand}/voices."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.query import voice_posts
from functions.query.paging.range import time_parameter
from functions.query.reads import crisis_span
from functions.query.routes.parameters import CrisisFilter, Since, Until
from functions.query.schemas.mention.enrichment import sentiment_stance
from functions.query.schemas.mention.voice import LONGEST_MS, VoiceList, voice_list, voice_span
from functions.query.voice_posts import read_posts, with_loud_critics
from functions.query.voices.influence import judged, ranked
from functions.query.voices.span import Span
from shared.domain.errors import InvalidInput
from shared.domain.mentions.tally import LEAST_REACH
from shared.http.parameters import BrandId
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.store import brand_models, brands

router = new_router()


@router.get(
    "/brands/<brand>/voices",
    operation_id="listVoices",
    summary="Who is heard: influential critics and advocates of a brand, or in a crisis",
    description="The last day, a span of at most seven days, or a crisis (of a longer one its last seven days). An "
    "author is counted once, by a pseudonym; there are counts and a link to one post, and no profile.",
    tags=["brands"],
    middlewares=[reject_unknown_parameters],
)
def list_voices(
    brand: BrandId,
    *,
    crisis: CrisisFilter = None,
    since: Since = None,
    until: Until = None,
    reach: Annotated[
        int, Query(ge=100, le=10**9, description="Only authors whom at least so many people hear")
    ] = LEAST_REACH,
    limit: Annotated[int, Query(ge=1, le=50, description="At most so many critics, and so many advocates")] = 10,
) -> VoiceList:
    """Ranked from the posts of the span."""
    now_ms, found = request_time_ms(router.current_event), brands.get(brand)
    if crisis and (since or until):
        raise InvalidInput("a crisis has a span of its own; leave since and until out", field="crisis")
    if crisis:
        began_ms, ended_ms = crisis_span(crisis, brand)
        end_ms = now_ms + 1 if ended_ms is None else ended_ms
        span = Span(max(began_ms, end_ms - LONGEST_MS), end_ms)
    else:
        span = voice_span(time_parameter(since, "since"), time_parameter(until, "until"), now_ms)
    context = brand_models.brand_context(found)
    read = with_loud_critics(found, span, read_posts(found, span, voice_posts.MAX_POSTS))
    posts = judged(read.posts, reach, lambda post: sentiment_stance(post.text, context, post.language))
    return voice_list(brand, span, read, ranked(posts, limit))
