"""What a team records about the consent of an author: the requests, and the answer that says who did it first."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field
from typing_extensions import TypedDict

from functions.respond.schemas.act import ActInput, Note
from shared.domain.moments.transitions import Action
from shared.domain.response.consent import ConsentAct, ConsentEntry, recorded
from shared.domain.response.praise import Praise
from shared.domain.time import iso, parse_time
from shared.http.fields import Instant, WholeNumber, https_address
from shared.http.views.praise import PraiseView, praise_view

Place = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$", examples=["website"])]
KnownVersion = Annotated[WholeNumber | None, Field(ge=1, le=1_000)]
Address = Annotated[str, Field(max_length=2_000), AfterValidator(https_address)]


class AskInput(ActInput):
    """The author was asked."""

    version: KnownVersion = Field(
        default=None, description="The `version` that you read: to ask again where the author has said no"
    )


class GrantInput(ActInput):
    """The author said yes, for these places and until this time."""

    places: list[Place] = Field(min_length=1, max_length=10, description="Where it may be shown, by names of your own")
    until: str = Field(
        max_length=40,
        description="Until when, at most five years ahead: ISO 8601 (without an offset it is UTC) or epoch seconds",
        examples=["2027-03-01"],
    )
    note: Note = Field(description="What the author answered, word by word, or the address of the answer")
    version: KnownVersion = Field(
        default=None, description="The `version` that you read: to replace a consent that somebody recorded before"
    )


class UseInput(ActInput):
    """The post is shown now."""

    place: Place = Field(description="Where: one of the `places` that the author allowed")
    url: Address | None = Field(default=None, description="The address at which it is shown, https")


class RefuseInput(ActInput):
    """The author says no, or takes the consent back."""


class RecordedPraise(PraiseView):
    """The post as it stands now, and who recorded first what the request says."""

    by: str
    at: Instant
    yours: Annotated[bool, Field(description="Whether it was who the request names")]


class _Particulars(TypedDict, total=False):
    places: tuple[str, ...]
    until_ms: int
    url: str


def entry_from(act: ConsentAct, given: ActInput, action: Action) -> ConsentEntry:
    """The entry that a request asks for.

    Raises:
        InvalidInput: ``until`` is no time.
    """
    more = _Particulars()
    if isinstance(given, GrantInput):
        more = {"places": tuple(dict.fromkeys(given.places)), "until_ms": parse_time(given.until, field="until")}
    elif isinstance(given, UseInput):
        more = {"places": (given.place,), "url": given.url or ""}
    return ConsentEntry(act, action.at_ms, action.by, action.via, note=action.note, **more)


def recorded_praise(praise: Praise, new: ConsentEntry) -> RecordedPraise:
    """The answer: of two who record the same, the first one is named."""
    entry = recorded(praise.entries, new) or new
    view = praise_view(praise, new.at_ms)
    return RecordedPraise(**view, by=entry.by, at=iso(entry.at_ms), yours=entry.by == new.by)
