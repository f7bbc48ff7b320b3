"""POST /brands/{brand}/mentions/{id}/label: people say what a mention's mood is."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body

from functions.query.routes.parameters import BrandId, MentionId
from functions.query.routes.request import new_router, reject_unknown_parameters, request_time_ms
from functions.query.schemas.label import CorrectionView, correction_view
from functions.query.schemas.label_request import LabelForm, correction_of
from shared.store import brands, labels, mentions

router = new_router()


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
    label: Annotated[LabelForm, Body()],
) -> CorrectionView:
    """The counters stay as they are: what was told stays told."""
    found = mentions.get(brands.get(brand), id)
    return correction_view(labels.put(correction_of(label, found, request_time_ms(router.current_event))))
