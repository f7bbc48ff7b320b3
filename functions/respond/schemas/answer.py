"""Facts and approvals as a client sends them, checked field by field."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field
from typing_extensions import TypedDict

from functions.respond.schemas.act import ActorInput
from shared.domain.mentions.theme import Theme
from shared.domain.moments.transitions import Action
from shared.domain.response.approval import Approval
from shared.http.fields import VISIBLE, YesNo, visible_text
from shared.http.views.answers import ApprovedAnswer, approved_answer

MAX_FACT = 400
"""Characters of a fact: it stands in every draft about its theme, and these stay short."""

NOT_ENGLISH = "The check for promised times and blame knows English only; read this text again with that in mind."

MODEL_ID = "^[A-Za-z0-9][A-Za-z0-9._:-]*$"

MAX_ANSWER = 2_000
"""Characters of an answer; no network takes longer replies from everybody."""


class FactInput(ActorInput):
    """What is confirmed about a crisis."""

    text: Annotated[str, Field(max_length=MAX_FACT, json_schema_extra=VISIBLE), AfterValidator(visible_text)] = Field(
        description="Whole sentences, as they may be said in public",
        examples=["Only kettles made in March are affected. Shops take them back without a receipt."],
    )
    about: Theme | None = Field(default=None, description="The theme that it answers; if missing, all of the crisis")


class ApproveInput(ActorInput):
    """The text that is approved."""

    text: Annotated[str, Field(max_length=MAX_ANSWER, json_schema_extra=VISIBLE), AfterValidator(visible_text)] = Field(
        description="The draft as it shall be sent, with your changes"
    )
    hand_over: YesNo = Field(default=False, description="Also put it on the bus, as the event `Answer approved`")
    worded_by: Annotated[str, Field(pattern=MODEL_ID, max_length=200)] | None = Field(
        default=None, description="The model that worded it (`worded_by` of `word`), so that the record says so"
    )


class ApprovalView(ApprovedAnswer):
    """The approved answer to a post."""

    mention: Annotated[str, Field(description="The id of the post that it answers, and of its draft")]
    crisis: str
    brand: str
    channel: str
    url: str | None
    yours: Annotated[bool, Field(description="Whether it was who the request names; the first one holds")]
    hint: Annotated[str | None, Field(description="What the check could not judge")]


class WordedDraft(TypedDict):
    """A text to start from. Nobody has approved it, and nothing is stored."""

    mention: Annotated[str, Field(description="The id of the post that it answers, and of its draft")]
    crisis: str
    text: Annotated[str | None, Field(description="null: every wording breaks a rule; write your own")]
    worded_by: Annotated[str | None, Field(description="The model; null: the templates")]
    why: Annotated[str | None, Field(description="Why no model worded it")]


def approval_view(approval: Approval, action: Action) -> ApprovalView:
    """An approval as the API shows it to who asked for it."""
    return ApprovalView(
        **approved_answer(approval),
        mention=approval.id,
        crisis=approval.crisis,
        brand=approval.brand,
        channel=approval.channel,
        url=approval.url or None,
        yours=approval.by == action.by,
        hint=hint_for(approval.text),
    )


def hint_for(text: str) -> str | None:
    """What the check could not judge of a text."""
    from shared.sentiment.language import is_english, language_of  # noqa: PLC0415 - only answers need it

    return None if is_english(language_of(text)) else NOT_ENGLISH
