"""Labels that people give to mentions: the request, and the stored correction as clients see it."""

from __future__ import annotations

from typing import Annotated, cast

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from functions.query.schemas.brand_settings import ShortText
from functions.query.schemas.enrichment import IntentName, LabelName
from functions.query.schemas.fields import Instant, instant
from shared.domain.correction import Correction
from shared.domain.mention import Mention
from shared.domain.mention_id import public_id_of


class LabelInput(BaseModel):
    """What a person says of one mention."""

    model_config = ConfigDict(extra="forbid", defer_build=True, json_schema_extra={"title": "MentionLabel"})

    label: LabelName = Field(description="Its mood towards the brand, as people would call it")
    intent: IntentName | None = Field(default=None, description="What it wants, if you care to say")
    by: ShortText | None = Field(default=None, description="Who says so, for your own record", examples=["ana"])


class CorrectionView(TypedDict):
    """What was said of a mention. The next training of the brand's own table learns from it."""

    brand: str
    mention: Annotated[str, Field(description="The mention's `id`")]
    label: LabelName
    intent: IntentName | None
    by: str | None
    corrected_at: Annotated[Instant, Field(description="When it was said first; saying the same again changes nothing")]
    version: Annotated[int, Field(description="Grows with every change of mind")]


def correction_from_input(form: LabelInput, mention: Mention, now_ms: int) -> Correction:
    """The correction that the form makes of a mention."""
    return Correction(
        brand=mention.brand,
        mention=public_id_of(mention),
        label=form.label,
        text=mention.text,
        language=mention.language,
        intent=form.intent or "",
        by=form.by or "",
        at_ms=now_ms,
    )


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
