"""Parameters of the routes: what they accept, and how the OpenAPI document describes them."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from functions.query.routes.paged_list import Format
from functions.query.schemas.mention.enrichment import LabelName
from functions.query.schemas.mention.pulse import Step
from shared.domain.moments.moment import Kind, Status
from shared.http.fields import SeverityName
from shared.http.parameters import SLUG_PATTERN

TIME_HELP = "ISO 8601 (`2026-03-01T14:05:00Z`; without an offset it is UTC) or epoch seconds"

MentionId = Annotated[str, Path(alias="id", description="`id` of the mention, as in the list", max_length=64)]

BrandFilter = Annotated[str | None, Query(alias="brand", description="Only this brand", pattern=SLUG_PATTERN)]
KindFilter = Annotated[
    list[Kind] | None, Query(alias="kind", description="Only these kinds; repeat the parameter for several")
]
SeverityFilter = Annotated[
    list[SeverityName] | None,
    Query(alias="severity", description="Only these severities; repeat the parameter for several"),
]
StatusFilter = Annotated[
    list[Status] | None, Query(alias="status", description="Only these statuses; repeat the parameter for several")
]
LabelFilter = Annotated[
    LabelName | None, Query(alias="label", description="Only this sentiment; a mention that was not scored is neutral")
]
ChannelFilter = Annotated[
    str | None, Query(alias="channel", description="Only this channel", pattern="^[a-z0-9][a-z0-9_-]{0,31}$")
]

TextFilter = Annotated[
    str | None,
    Query(
        alias="q",
        description='Only what has all these words, in any case; a phrase stands in double quotes: `kettle "on fire"`',
        min_length=1,
        max_length=200,
    ),
]
CrisisFilter = Annotated[
    str | None, Query(alias="crisis", description="Only what belongs to this crisis", min_length=1, max_length=64)
]
FormatParameter = Annotated[
    Format | None,
    Query(alias="format", description="`csv` for a table; without it the header Accept decides, else it is JSON"),
]

Since = Annotated[str | None, Query(description=f"At or after this time: {TIME_HELP}", min_length=1, max_length=40)]
Until = Annotated[str | None, Query(description=f"Before this time: {TIME_HELP}", min_length=1, max_length=40)]
Limit = Annotated[int, Query(ge=1, le=100, description="Items per page")]
Cursor = Annotated[
    str | None, Query(description="`next_cursor` of the previous page, with the same filters", min_length=1)
]
StepParameter = Annotated[Step, Query(alias="step", description="Length of a step; days are days in UTC")]
