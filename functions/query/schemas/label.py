"""Corrections as clients see them."""

from __future__ import annotations

from typing import Annotated, cast

from pydantic import Field
from typing_extensions import TypedDict

from functions.query.schemas.enrichment import IntentName, LabelName
from functions.query.schemas.fields import Instant, instant
from shared.domain.correction import Correction


class CorrectionView(TypedDict):
    """What was said of a mention. The next training of the brand's own table learns from it."""

    brand: str
    mention: Annotated[str, Field(description="The mention's `id`")]
    label: LabelName
    intent: IntentName | None
    by: str | None
    corrected_at: Annotated[Instant, Field(description="When it was said first; saying the same again changes nothing")]
    version: Annotated[int, Field(description="Grows with every change of mind")]


def correction_view(correction: Correction) -> CorrectionView:
    """A correction."""
    return CorrectionView(
        brand=correction.brand,
        mention=correction.mention,
        label=label_name(correction),
        intent=cast("IntentName | None", correction.intent or None),
        by=correction.by or None,
        corrected_at=instant(correction.at_ms),
        version=correction.version,
    )


def label_name(correction: Correction) -> LabelName:
    """The label; a form let no other pass."""
    return cast("LabelName", correction.label)
