"""PUT and DELETE /crises/{id}/public: what the public reads about a crisis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query

from functions.respond.acts import NewRecord, with_note
from functions.respond.publications import off_note, on_note, publication_of, step_of
from functions.respond.routes.actor import action_of
from functions.respond.schemas.act import ActorInput, PersonName
from functions.respond.schemas.publication import PublicationInput, chosen_from
from shared.domain.drill import drilled_brand
from shared.domain.errors import IllegalTransition, NotFound, Unreadable
from shared.domain.moments.moment import Moment
from shared.domain.response.publication import Publication, follows
from shared.http.parameters import CrisisId
from shared.http.request import base_address, new_router, reject_unknown_parameters
from shared.http.views.publications import PublicationView, publication_view
from shared.store import brands, moments
from shared.store.response import publications, statements

router = new_router()


@router.put(
    "/crises/<id>/public",
    operation_id="publishCrisis",
    summary="Publish about a crisis on the brand's public page, or replace what is published",
    description="Anybody can read it at once, without a key, at `address`. The page shows what you send here and the "
    "statements that you recorded, and nothing else: no figures, no names, no posts. Needs the role act.",
    tags=["crises"],
    middlewares=[reject_unknown_parameters],
)
def publish_crisis(
    id: CrisisId,  # noqa: A002 - a path parameter
    given: Annotated[PublicationInput, Body()],
) -> PublicationView:
    """The timeline says who published what; the clock of the plan counts it as a public word."""
    action = action_of(router.current_event, given)
    chosen, first = chosen_from(given, action), moments.of_crisis(id)[0]
    if drilled_brand(first.brand):
        raise IllegalTransition("a drill is not published: the public would take it for real")
    zone = _zone(first.brand)
    answers: list[Publication] = []

    def decide(found: Sequence[Moment]) -> NewRecord | None:
        recorded = {each.id for each in statements.of_crisis(first.crisis)}
        before = publications.get(first.brand, first.crisis)
        after = follows(before, publication_of(found, chosen, recorded, zone))
        answers.append(after)
        if after == before:
            return None
        return NewRecord(publications.write(after), on_note(before, after), step_of(before, after, found))

    with_note(first.id, action, decide)
    return publication_view(answers[-1], base_address(router.current_event))


@router.delete(
    "/crises/<id>/public",
    operation_id="unpublishCrisis",
    summary="Take a crisis off the brand's public page",
    description="The page and its feed are without it at once; what browsers and proxies keep is half a minute old at "
    "most. Needs the role act.",
    tags=["crises"],
    status_code=204,
    middlewares=[reject_unknown_parameters],
)
def unpublish_crisis(
    id: CrisisId,  # noqa: A002 - a path parameter
    by: Annotated[PersonName | None, Query(description="Your name, as your team knows you", examples=["ana"])] = None,
) -> Response[None]:
    """What is not published stays as it is. A full timeline keeps nobody from taking it off."""
    action = action_of(router.current_event, ActorInput(by=by))
    first = moments.of_crisis(id)[0]

    def decide(_found: Sequence[Moment]) -> NewRecord | None:
        if publications.get(first.brand, first.crisis) is None:
            return None
        return NewRecord(publications.removal(first.brand, first.crisis), off_note(action.at_ms))

    try:
        with_note(first.id, action, decide)
    except IllegalTransition:
        publications.remove(first.brand, first.crisis)
    return Response(status_code=204, body=None)


def _zone(brand: str) -> str:
    """The brand's time zone; UTC if the brand was deleted or cannot be read."""
    try:
        return brands.get(brand).time_zone
    except (NotFound, Unreadable):
        return "UTC"
