"""What a person does about a moment or a crisis: the request, and the answer that says who did it first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from functions.respond.steps import entry_of
from shared.domain.moments.act import Act
from shared.domain.moments.dismissal import DismissReason, dismissal_note
from shared.domain.moments.moment import SYSTEM, Moment, Status, TimelineEntry, Transition
from shared.domain.moments.transitions import Action
from shared.domain.time import iso
from shared.http.fields import VISIBLE, Instant, ShortText, visible_text

MAX_NOTE = 500
"""Characters of a note; a moment keeps all of them, in one item with its evidence."""


def _person(name: str) -> str:
    if name.casefold() == SYSTEM:
        raise ValueError(f"must be a person; {SYSTEM} means that nobody did it")
    return name


def _one_line(text: str) -> str:
    return visible_text(" ".join(text.split()))


PersonName = Annotated[ShortText, AfterValidator(_person)]
Note = Annotated[str, Field(max_length=MAX_NOTE, json_schema_extra=VISIBLE), AfterValidator(_one_line)]
Origin = Annotated[str, Field(pattern="^[a-z][a-z0-9_-]{0,19}$", examples=["api"])]

BY = Field(
    default=None,
    description="Who acts, as your team knows them; if missing, the id of your key",
    examples=["ana"],
)
VIA = Field(default="api", description="From where: `api`, `cli`, or the name of your own program")


class ActorInput(BaseModel):
    """Who acts, and from where."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    by: PersonName | None = BY
    via: Origin = VIA


class ActInput(ActorInput):
    """Who acts, from where, and why."""

    note: Note | None = Field(default=None, description="Why, for the timeline")


class NoteInput(ActorInput):
    """A note for the timeline."""

    note: Note = Field(description="What the team should know; the same note of the same person is written once")


class DismissInput(ActInput):
    """Why a moment calls for nothing."""

    reason: DismissReason = Field(
        description="`false_alarm` counts in the record of the brand's alarms; the others say that it was real"
    )


class Done(TypedDict):
    """Who did it first, when, and from where."""

    by: str
    at: Instant
    via: Annotated[str, Field(description="`api`, `link`, `page`, `cli`, or the name of a program")]
    note: str
    yours: Annotated[bool, Field(description="Whether it was who the request names")]


class ActView(Done):
    """What holds for the moment now, and who did it first."""

    moment: str
    crisis: str
    brand: str
    action: Transition
    status: Status
    version: Annotated[int, Field(description="The version of the moment")]


class CrisisActView(Done):
    """What holds for the crisis now, and who did it first to any of its moments."""

    crisis: str
    brand: str
    action: Transition
    moments: Annotated[list[ActView], Field(description="Every moment of the crisis for which it holds, oldest first")]


def action_from(given: ActorInput, now_ms: int, key_id: str) -> Action:
    """The action that a request asks for; without a name it is done by the key."""
    text = getattr(given, "note", None) or ""
    note = dismissal_note(given.reason, text) if isinstance(given, DismissInput) else text
    return Action(now_ms, by=given.by or f"key {key_id}", via=given.via, note=note)


def act_view(moment: Moment, act: Act, action: Action) -> ActView:
    """The answer to a request about one moment: the step on its timeline that holds."""
    entry = entry_of(moment, act, action) or moment.timeline[-1]
    return ActView(
        moment=moment.id,
        crisis=moment.crisis,
        brand=moment.brand,
        action=act.transition,
        status=moment.status,
        version=moment.version,
        **who(entry, action),
    )


def crisis_act_view(moments: Sequence[Moment], act: Act, action: Action) -> CrisisActView:
    """The answer to a request about a crisis; its ``by`` is who did it to any of the moments first."""
    done = [(entry, moment) for moment in moments if (entry := entry_of(moment, act, action))]
    first = min((entry for entry, _ in done), key=lambda entry: entry.at_ms)
    return CrisisActView(
        crisis=moments[0].crisis,
        brand=moments[0].brand,
        action=act.transition,
        moments=[act_view(moment, act, action) for _, moment in done],
        **who(first, action),
    )


def who(entry: TimelineEntry, action: Action) -> Done:
    """Who did it, as every answer says it."""
    return {
        "by": entry.by,
        "at": iso(entry.at_ms),
        "via": entry.via,
        "note": entry.note,
        "yours": entry.by == action.by,
    }
