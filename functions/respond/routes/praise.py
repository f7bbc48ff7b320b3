"""POST /brands/{brand}/praise/{id}/ask, grant, use and refuse: the consent of an author that a post is shown."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from functions.respond.consent import on_praise
from functions.respond.routes.actor import action_of
from functions.respond.schemas.act import ActInput
from functions.respond.schemas.praise import (
    AskInput,
    GrantInput,
    RecordedPraise,
    RefuseInput,
    UseInput,
    entry_from,
    recorded_praise,
)
from shared.domain.response.consent import ConsentAct
from shared.http.parameters import BrandId
from shared.http.request import new_router, reject_unknown_parameters
from shared.store import brands

router = new_router()

PraiseId = Annotated[str, Path(alias="id", description="`id` of the mention", max_length=64)]


@router.post(
    "/brands/<brand>/praise/<id>/ask",
    operation_id="askForPraise",
    summary="Record that you asked an author whether you may show a post",
    description="You ask, where they post; nothing is sent by this. The post is copied, as mentions are kept for 30 "
    "days. To repeat the request changes nothing. Needs the role act.",
    tags=["praise"],
    middlewares=[reject_unknown_parameters],
)
def ask_for_praise(brand: BrandId, id: PraiseId, given: Annotated[AskInput, Body()]) -> RecordedPraise:  # noqa: A002 - a path parameter
    """An author who said no is asked again only by somebody who knows of it."""
    return _done(brand, id, ConsentAct.ASK, given, given.version)


@router.post(
    "/brands/<brand>/praise/<id>/grant",
    operation_id="grantPraise",
    summary="Record that the author allows it: where, and until when",
    description="Not without having asked. The same terms again change nothing; other terms than somebody recorded "
    "before are refused without the `version` that you read. Needs the role act.",
    tags=["praise"],
    middlewares=[reject_unknown_parameters],
)
def grant_praise(brand: BrandId, id: PraiseId, given: Annotated[GrantInput, Body()]) -> RecordedPraise:  # noqa: A002 - a path parameter
    """The consent ends by itself."""
    return _done(brand, id, ConsentAct.GRANT, given, given.version)


@router.post(
    "/brands/<brand>/praise/<id>/use",
    operation_id="usePraise",
    summary="Record that you show the post",
    description="Only at a place that the author allowed, and while the consent holds. Needs the role act.",
    tags=["praise"],
    middlewares=[reject_unknown_parameters],
)
def use_praise(brand: BrandId, id: PraiseId, given: Annotated[UseInput, Body()]) -> RecordedPraise:  # noqa: A002 - a path parameter
    """It is remembered where, so that it can be taken down."""
    return _done(brand, id, ConsentAct.USE, given)


@router.post(
    "/brands/<brand>/praise/<id>/refuse",
    operation_id="refusePraise",
    summary="Record that the author says no, or takes the consent back",
    description="Always possible. `take_down` of the answer names the places where the post is shown: take it down "
    "there. If it was shown nowhere, its words are dropped. Needs the role act.",
    tags=["praise"],
    middlewares=[reject_unknown_parameters],
)
def refuse_praise(brand: BrandId, id: PraiseId, given: Annotated[RefuseInput, Body()]) -> RecordedPraise:  # noqa: A002 - a path parameter
    """What was shown stays on record."""
    return _done(brand, id, ConsentAct.REFUSE, given)


def _done(brand_id: str, mention_id: str, act: ConsentAct, given: ActInput, known: int | None = None) -> RecordedPraise:
    new = entry_from(act, given, action_of(router.current_event, given))
    return recorded_praise(on_praise(brands.get(brand_id), mention_id, new, known), new)
