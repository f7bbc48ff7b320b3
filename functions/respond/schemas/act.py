"""What a person does about a moment: the request, and the answer that says who did it first."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from shared.domain.moment import Moment, Status, Transition
from shared.domain.time import iso
from shared.http.fields import Instant, ShortText


class ActInput(BaseModel):
    """Who acts."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    by: ShortText = Field(description="Your name, as your team knows you", examples=["ana"])


class Act(TypedDict):
    """What holds for the moment now, and who did it."""

    moment: str
    crisis: str
    brand: str
    action: Transition
    status: Status
    by: Annotated[str, Field(description="Who did it first")]
    at: Annotated[Instant, Field(description="When that was")]
    via: Annotated[str, Field(description="From where: `api`, `link`, `page`, `cli`, …")]
    note: str
    yours: Annotated[bool, Field(description="Whether it was the person that the request names")]
    version: Annotated[int, Field(description="The version of the moment")]


def act_view(moment: Moment, action: Transition, by: str) -> Act:
    """The last entry of the timeline for ``action``, as the answer to a request of ``by``."""
    entry = next(entry for entry in reversed(moment.timeline) if entry.change is action)
    return Act(
        moment=moment.id,
        crisis=moment.crisis,
        brand=moment.brand,
        action=action,
        status=moment.status,
        by=entry.by,
        at=iso(entry.at_ms),
        via=entry.via,
        note=entry.note,
        yours=entry.by == by,
        version=moment.version,
    )
