"""GET /silences and GET /silences/{id}."""

from __future__ import annotations

from typing_extensions import TypedDict

from shared.http.parameters import SilenceId
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.http.views.silences import SilenceView, silence_view
from shared.store.people import silences

router = new_router()


class SilenceList(TypedDict):
    """Silences, those that end last first."""

    silences: list[SilenceView]


@router.get(
    "/silences",
    operation_id="listSilences",
    summary="Silences, those that end last first",
    description="Silences can be looked up for thirty days after their end.",
    tags=["silences"],
    middlewares=[reject_unknown_parameters],
)
def list_silences() -> SilenceList:
    """All of them in one answer: people make them by hand, so there are few."""
    now_ms = request_time_ms(router.current_event)
    found = sorted(silences.every(), key=lambda silence: (-silence.until_ms, silence.id))
    return SilenceList(silences=[silence_view(silence, now_ms) for silence in found])


@router.get(
    "/silences/<id>",
    operation_id="getSilence",
    summary="One silence",
    tags=["silences"],
    middlewares=[reject_unknown_parameters],
)
def get_silence(id: SilenceId) -> SilenceView:  # noqa: A002 - the name of the path parameter
    """The silence with this id, also after its end."""
    return silence_view(silences.get(id), request_time_ms(router.current_event))
