"""GET /brands/{brand}/pulse, GET /brands/{brand}/mentions, one mention, and POST its label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body

from functions.query.exports.mentions import mentions_csv
from functions.query.paging.page import fill_page
from functions.query.paging.range import time_parameter
from functions.query.reads import MAX_READS, brand_mentions, bucket_counts, crisis_span, minute_counts
from functions.query.routes.paged_list import list_answer, paged_query
from functions.query.routes.parameters import (
    ChannelFilter,
    CrisisFilter,
    Cursor,
    FormatParameter,
    LabelFilter,
    Limit,
    MentionId,
    Since,
    StepParameter,
    TextFilter,
    Until,
)
from functions.query.schemas.mention.enrichment import LabelName, sentiment_label
from functions.query.schemas.mention.label import (
    CorrectionView,
    LabelInput,
    correction_from_input,
    correction_view,
    label_name,
)
from functions.query.schemas.mention.mention import MentionPage, MentionView, mention_view
from functions.query.schemas.mention.pulse import Pulse, pulse_range, pulse_series
from functions.query.text_search import TextSearch
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.mention_id import public_id_of
from shared.http.parameters import BrandId
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.http.roles import Role, require
from shared.sentiment.brand_context import BrandContext
from shared.store import brand_models, brands, labels, mentions

router = new_router()


@router.get(
    "/brands/<brand>/pulse",
    operation_id="getPulse",
    summary="Counts of a brand as a series of equal steps",
    description="Oldest first, with zeros. At most 1,500 points and 31 days.",
    tags=["brands"],
    middlewares=[reject_unknown_parameters],
)
def get_pulse(
    brand: BrandId,
    since: Since = None,
    until: Until = None,
    step: StepParameter = "5m",
) -> Pulse:
    """The counters between two times, summed by step."""
    bounds = pulse_range(
        time_parameter(since, "since"), time_parameter(until, "until"), step, request_time_ms(router.current_event)
    )
    brands.get(brand)
    read = minute_counts if step == "1m" else bucket_counts
    return pulse_series(brand, read(brand, *bounds), bounds, step)


@router.get(
    "/brands/<brand>/mentions",
    operation_id="listMentions",
    summary="Mentions of a brand, newest first, each with its sentiment, intent and themes",
    description="Mentions are kept for 30 days. Those of a crisis are what was posted while it went on.",
    tags=["brands"],
    middlewares=[reject_unknown_parameters],
)
def list_mentions(
    brand: BrandId,
    *,
    label: LabelFilter = None,
    channel: ChannelFilter = None,
    q: TextFilter = None,
    crisis: CrisisFilter = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 50,
    cursor: Cursor = None,  # noqa: ARG001 - paged_query reads it; declared here for the document
    format: FormatParameter = None,  # noqa: A002 - the name of the parameter
) -> Response[MentionPage | str]:
    """Read hour by hour until the page is full."""
    event, search = router.current_event, TextSearch(q) if q else None
    query = paged_query(
        event, f"/brands/{brand}/mentions", time_parameter(since, "since"), time_parameter(until, "until")
    )
    found = brands.get(brand)
    query = query.within(*crisis_span(crisis, brand)) if crisis else query
    context = brand_models.brand_context(found)
    slices = brand_mentions(found, query.after, query.below, limit + 1)
    page = fill_page(
        slices,
        lambda mention: _matches(mention, context, label, channel, search),
        limit,
        MAX_READS,
    )
    corrected = _corrected_labels(brand, page.items)
    views = [mention_view(mention, context, corrected.get(public_id_of(mention))) for mention in page.items]
    shown = MentionPage(mentions=views, next_cursor=query.cursor(page.position))
    return list_answer(event, format, shown, lambda: mentions_csv(views))


@router.get(
    "/brands/<brand>/mentions/<id>",
    operation_id="getMention",
    summary="One mention with its sentiment, intent and themes",
    description="The samples of a moment name the ids of their mentions. Mentions are kept for 30 days.",
    tags=["brands"],
    middlewares=[reject_unknown_parameters],
)
def get_mention(brand: BrandId, id: MentionId) -> MentionView:  # noqa: A002 - the name of the path parameter
    """The mention with this id."""
    found = brands.get(brand)
    mention = mentions.get(found, id)
    return mention_view(mention, brand_models.brand_context(found), _corrected_labels(brand, [mention]).get(id))


@router.post(
    "/brands/<brand>/mentions/<id>/label",
    operation_id="labelMention",
    summary="Correct the sentiment of a mention",
    description="Labels train the brand's own sentiment model. A later label replaces an earlier one; the same label "
    "again changes nothing. Label also mentions whose sentiment is right: a model that learns from mistakes alone "
    "forgets what it knew. A label is kept for 400 days, with the text of the mention. Needs the role act.",
    tags=["brands"],
    middlewares=[reject_unknown_parameters],
)
def label_mention(
    brand: BrandId,
    id: MentionId,  # noqa: A002 - the name of the path parameter
    label: Annotated[LabelInput, Body()],
) -> CorrectionView:
    """The label is stored for training; counters and alerts do not change."""
    require(router.current_event, Role.ACT)
    mention = mentions.get(brands.get(brand), id)
    return correction_view(labels.put(correction_from_input(label, mention, request_time_ms(router.current_event))))


def _corrected_labels(brand_id: str, page: Sequence[Mention]) -> dict[str, LabelName]:
    """The labels that people gave to the mentions of a page, by the mentions' public ids."""
    if not page:
        return {}
    found = labels.in_span(brand_id, mentions.sort_key(page[-1]), mentions.sort_key(page[0]))
    return {public_id: label_name(correction) for public_id, correction in found.items()}


def _matches(
    mention: Mention, context: BrandContext, label: LabelName | None, channel: str | None, search: TextSearch | None
) -> bool:
    """What takes longest is asked last."""
    if (channel and mention.channel != channel) or (search and not search.matches([mention.shown_text])):
        return False
    return label is None or sentiment_label(mention.text, context, mention.language) == label
