"""GET /moments/{id}/answers."""

from __future__ import annotations

from functions.query.schemas.crisis.answers import AnswersView, answers_view
from shared.http.parameters import MomentId
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.store import moments

router = new_router()


@router.get(
    "/moments/<id>/answers",
    operation_id="listAnswers",
    summary="Whom to answer in a crisis, and with what",
    description="The posts since it began that ask, complain or tell of harm, by concern: harm first, then reach, "
    "questions, anger, and posts without a reply. Each has a draft that promises no time, blames nobody, names no "
    "personal data and is no copy of another. A draft is a text to start from: it is checked and sent by people.",
    tags=["crises"],
    middlewares=[reject_unknown_parameters],
)
def list_answers(id: MomentId) -> AnswersView:  # noqa: A002 - the name of the path parameter
    """Those of the whole crisis of the moment."""
    from functions.query.routes.crisis.wanted_answers import crisis_answers  # noqa: PLC0415 - only this request scores posts

    found = moments.in_crisis(moments.get(id))
    return answers_view(crisis_answers(found, request_time_ms(router.current_event)))
