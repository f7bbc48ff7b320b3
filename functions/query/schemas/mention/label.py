"""Labels that people give to mentions: the request, and the stored correction as clients see it."""

from __future__ import annotations

from typing import Annotated, cast

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from functions.query.schemas.mention.enrichment import IntentName, LabelName
from shared.domain.errors import InvalidInput
from shared.domain.mentions.correction import Correction
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.time import iso
from shared.http.fields import Instant, ShortText


class LabelInput(BaseModel):
    """The label that a person gives to one mention."""

    model_config = ConfigDict(extra="forbid", defer_build=True, json_schema_extra={"title": "MentionLabel"})

    label: LabelName = Field(description="Its sentiment towards the brand, as people would call it")
    intent: IntentName | None = Field(default=None, description="What the author wants (optional)")
    by: ShortText | None = Field(
        default=None, description="Who gives the label, for your own records", examples=["ana"]
    )


class CorrectionView(TypedDict):
    """The label of a mention. The next training of the brand's own sentiment model learns from it."""

    brand: str
    mention: Annotated[str, Field(description="The mention's `id`")]
    label: LabelName
    intent: IntentName | None
    by: str | None
    corrected_at: Annotated[
        Instant, Field(description="When this label was first given; the same label again changes nothing")
    ]
    version: Annotated[int, Field(description="Grows with every change of the label")]


def correction_from_input(label: LabelInput, mention: Mention, now_ms: int) -> Correction:
    """The correction that a label is for ``mention``.

    Raises:
        InvalidInput: its text is withheld, and a correction would keep it.
    """
    if mention.withheld:
        raise InvalidInput("its text is withheld at its author's wish, so nobody can judge it", field="id")
    return Correction(
        brand=mention.brand,
        mention=public_id_of(mention),
        label=label.label,
        text=mention.text,
        language=mention.language,
        intent=label.intent or "",
        by=label.by or "",
        at_ms=now_ms,
    )


def correction_view(correction: Correction) -> CorrectionView:
    """A correction as clients see it."""
    return CorrectionView(
        brand=correction.brand,
        mention=correction.mention,
        label=label_name(correction),
        intent=cast("IntentName | None", correction.intent or None),
        by=correction.by or None,
        corrected_at=iso(correction.at_ms),
        version=correction.version,
    )


def label_name(correction: Correction) -> LabelName:
    """The label; :class:`LabelInput` allows only these."""
    return cast("LabelName", correction.label)
