"""GET /brands/{brand}/pulse, GET /brands/{brand}/mentions and POST /brands/{brand}/mentions/{id}/label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body

from functions.query.paging.page import fill_page
from functions.query.paging.range import time_parameter
from functions.query.reads import MAX_READS, brand_mentions, minute_counts
from functions.query.routes.paged_request import paged_query
from functions.query.routes.parameters import (
    ChannelFilter,
    Cursor,
    LabelFilter,
    Limit,
    MentionId,
    Since,
    StepParameter,
    Until,
)
from functions.query.schemas.enrichment import LabelName, sentiment_label
from functions.query.schemas.label import CorrectionView, LabelInput, correction_from_input, correction_view, label_name
from functions.query.schemas.mention import MentionPage, mention_view
from functions.query.schemas.pulse import Pulse, pulse_range, pulse_series
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
    """The minute counters between two times, summed by step."""
    bounds = pulse_range(
        time_parameter(since, "since"), time_parameter(until, "until"), step, request_time_ms(router.current_event)
    )
    brands.get(brand)
    return pulse_series(brand, minute_counts(brand, *bounds), bounds, step)


@router.get(
    "/brands/<brand>/mentions",
    operation_id="listMentions",
    summary="Mentions of a brand, newest first, each with its sentiment, intent and themes",
    description="Mentions are kept for 30 days.",
    tags=["brands"],
    middlewares=[reject_unknown_parameters],
)
def list_mentions(
    brand: BrandId,
    *,
    label: LabelFilter = None,
    channel: ChannelFilter = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 50,
    cursor: Cursor = None,  # noqa: ARG001 - paged_query reads it; declared here for the document
) -> MentionPage:
    """Read hour by hour until the page is full."""
    span = time_parameter(since, "since"), time_parameter(until, "until")
    query = paged_query(router.current_event, f"/brands/{brand}/mentions", *span)
    found = brands.get(brand)
    context = brand_models.brand_context(found)
    slices = brand_mentions(found, query.after, query.below, limit + 1)
    page = fill_page(
        slices, lambda mention: _matches(mention, context, label, channel), limit, MAX_READS // min(found.shards, 16)
    )
    corrected = _corrected_labels(brand, page.items)
    views = [mention_view(mention, context, corrected.get(public_id_of(mention))) for mention in page.items]
    return MentionPage(mentions=views, next_cursor=query.cursor(page.position))


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


def _matches(mention: Mention, context: BrandContext, label: LabelName | None, channel: str | None) -> bool:
    same_channel = channel is None or mention.channel == channel
    return same_channel and (label is None or sentiment_label(mention.text, context, mention.language) == label)
