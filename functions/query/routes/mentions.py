"""What people say: GET /brands/{brand}/pulse and GET /brands/{brand}/mentions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body

from functions.query.paging.page import fill_page
from functions.query.paging.range import time_parameter
from functions.query.reads import MAX_READS, brand_mentions, minute_counts
from functions.query.routes.parameters import (
    BrandId,
    ChannelFilter,
    Cursor,
    LabelFilter,
    Limit,
    MentionId,
    Since,
    StepParameter,
    Until,
)
from functions.query.routes.request import new_router, paged_query, reject_unknown_parameters, request_time_ms
from functions.query.schemas.enrichment import LabelName, sentiment_label
from functions.query.schemas.label import CorrectionView, LabelInput, correction_from_input, correction_view, label_name
from functions.query.schemas.mention import MentionPage, mention_view
from functions.query.schemas.pulse import Pulse, pulse_range, pulse_series
from shared.domain.mention import Mention
from shared.domain.mention_id import public_id_of
from shared.sentiment.brand_context import BrandContext
from shared.store import brand_models, brands, labels, mentions

router = new_router()


@router.get(
    "/brands/<brand>/pulse",
    operation_id="getPulse",
    summary="What was counted, as an even series",
    description="Oldest first, zeros included. At most 1,500 points and 31 days.",
    tags=["brands"],
    middlewares=[reject_unknown_parameters],
)
def get_pulse(
    brand: BrandId,
    since: Since = None,
    until: Until = None,
    step: StepParameter = "5m",
) -> Pulse:
    """The minute counters between two times, added up by step."""
    bounds = pulse_range(
        time_parameter(since, "since"), time_parameter(until, "until"), step, request_time_ms(router.current_event)
    )
    brands.get(brand)
    return pulse_series(brand, minute_counts(brand, *bounds), bounds, step)


@router.get(
    "/brands/<brand>/mentions",
    operation_id="listMentions",
    summary="Mentions of a brand, newest first, each with its mood, intent and themes",
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
    cursor: Cursor = None,  # noqa: ARG001 - the walk reads it; declared to be documented
) -> MentionPage:
    """Read on until the page is full, hour by hour."""
    span = time_parameter(since, "since"), time_parameter(until, "until")
    walk = paged_query(router.current_event, f"/brands/{brand}/mentions", *span)
    watched = brands.get(brand)
    context = brand_models.brand_context(watched)
    slices = brand_mentions(watched, walk.after, walk.below, limit + 1)
    page = fill_page(
        slices, lambda mention: _wanted(mention, context, label, channel), limit, MAX_READS // min(watched.shards, 16)
    )
    said = _corrected(brand, page.items)
    shown = [mention_view(mention, context, said.get(public_id_of(mention))) for mention in page.items]
    return MentionPage(mentions=shown, next_cursor=walk.cursor(page.position))


@router.post(
    "/brands/<brand>/mentions/<id>/label",
    operation_id="labelMention",
    summary="Say what the mood of a mention is",
    description="For the training of the brand's own table. A later correction takes the place of an earlier one; the "
    "same once more changes nothing. Say it also of mentions that were heard right: a table that learns from mistakes "
    "alone forgets what it knew. Kept for 400 days, with the mention's text.",
    tags=["brands"],
    middlewares=[reject_unknown_parameters],
)
def label_mention(
    brand: BrandId,
    id: MentionId,  # noqa: A002 - the name of the path parameter
    label: Annotated[LabelInput, Body()],
) -> CorrectionView:
    """The counters stay as they are: what was told stays told."""
    found = mentions.get(brands.get(brand), id)
    return correction_view(labels.put(correction_from_input(label, found, request_time_ms(router.current_event))))


def _corrected(brand_id: str, page: Sequence[Mention]) -> dict[str, LabelName]:
    """What somebody said of the mentions of a page, by their locators."""
    if not page:
        return {}
    found = labels.in_span(brand_id, mentions.sort_key(page[-1]), mentions.sort_key(page[0]))
    return {locator: label_name(correction) for locator, correction in found.items()}


def _wanted(mention: Mention, context: BrandContext, label: LabelName | None, channel: str | None) -> bool:
    right_channel = channel is None or mention.channel == channel
    return right_channel and (label is None or sentiment_label(mention.text, context, mention.language) == label)
