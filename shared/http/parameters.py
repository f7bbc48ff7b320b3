"""Parameters that several routes have: what they accept, and how the OpenAPI document describes them."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Header, Path

from shared.domain.brand import SLUG

SLUG_PATTERN = f"^(?:{SLUG.pattern})$"

BrandId = Annotated[str, Path(description="Id of the brand", pattern=SLUG_PATTERN)]
MomentId = Annotated[str, Path(alias="id", description="Id of the moment", max_length=64)]
CrisisId = Annotated[str, Path(alias="id", description="Id of the crisis", max_length=64)]
SilenceId = Annotated[str, Path(alias="id", description="Id of the silence", pattern=SLUG_PATTERN)]
PlanId = Annotated[str, Path(alias="plan", description="Id of the plan", pattern=SLUG_PATTERN)]
Token = Annotated[str, Path(alias="token", description="The token in the link of a message", max_length=200)]

IfMatch = Annotated[
    str | None,
    Header(alias="if-match", description="The ETag that you read: 412 if it has changed since", min_length=1),
]
IfNoneMatch = Annotated[
    str | None, Header(alias="if-none-match", description="`*`: only create, 412 if it exists", min_length=1)
]
