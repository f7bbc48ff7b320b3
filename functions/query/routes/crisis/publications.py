"""GET /crises/{id}/public: what is published about a crisis."""

from __future__ import annotations

from shared.domain.errors import NotFound
from shared.http.parameters import CrisisId
from shared.http.request import base_address, new_router, reject_unknown_parameters
from shared.http.views.publications import PublicationView, publication_view
from shared.store import moments
from shared.store.response import publications

router = new_router()


@router.get(
    "/crises/<id>/public",
    operation_id="getPublication",
    summary="What is published about a crisis on the brand's public page",
    description="404 while nothing is. PUT publishes, DELETE takes it off.",
    tags=["crises"],
    middlewares=[reject_unknown_parameters],
)
def get_publication(id: CrisisId) -> PublicationView:  # noqa: A002 - the name of the path parameter
    """As the team sent it; GET /crises/{id} has what readers answered."""
    first = moments.of_crisis(id)[0]
    found = publications.get(first.brand, first.crisis)
    if found is None:
        raise NotFound("nothing is published about this crisis; PUT /crises/{id}/public publishes", field="id")
    return publication_view(found, base_address(router.current_event))
