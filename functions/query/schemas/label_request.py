"""A correction as a client sends it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from functions.query.schemas.brand_settings import ShortText
from functions.query.schemas.enrichment import IntentName, LabelName
from shared.domain.correction import Correction
from shared.domain.mention import Mention
from shared.domain.mention_id import public_id_of


class LabelForm(BaseModel):
    """What a person says of one mention."""

    model_config = ConfigDict(extra="forbid", defer_build=True, json_schema_extra={"title": "MentionLabel"})

    label: LabelName = Field(description="Its mood towards the brand, as people would call it")
    intent: IntentName | None = Field(default=None, description="What it wants, if you care to say")
    by: ShortText | None = Field(default=None, description="Who says so, for your own record", examples=["ana"])


def correction_of(form: LabelForm, mention: Mention, now_ms: int) -> Correction:
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
