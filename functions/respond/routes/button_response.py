"""HTTP answers to the buttons of a crisis's page."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import parse_qs

from aws_lambda_powertools.event_handler import Response

from functions.respond.acts import on_seen, on_step
from functions.respond.html.action_page import (
    NAME_LENGTH,
    Outcome,
    late_page,
    outcome_page,
    over_page,
    question_page,
    step_done_page,
    step_page,
)
from functions.respond.steps import entry_of, planned_step
from shared.domain.errors import IllegalTransition, NotFound
from shared.domain.moments.act import Act
from shared.domain.moments.dismissal import DismissReason, dismissal_note
from shared.domain.moments.moment import SYSTEM, Moment, TimelineEntry
from shared.domain.moments.transitions import Action
from shared.domain.text import clean_text
from shared.html.layout import MEDIA_TYPE, message_page, security_headers
from shared.http.etag import NO_STORE
from shared.links.action_token import ActionToken, seen_ms, verified_action
from shared.links.page_link import link_token
from shared.runtime.secrets import internal_key, internal_keys
from shared.store import moments, plans

NOTE_LENGTH = 200
MAX_FIELDS = 10

ERROR_TEXTS = {
    HTTPStatus.NOT_FOUND: ("There is no such page", "Part of the link may be missing: open the link in the message."),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "Too many people at the same moment",
        "Go back and press again: to press twice does no harm.",
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("An error on our side", "Go back and press again: to press twice does no harm."),
}
"""Heading and text of the pages for errors; they give no details of any moment."""


def question_response(token: str, now_ms: int) -> Response[str]:
    """The button on its own.

    Raises:
        NotFound: the token is not valid, or the moment does not exist any more.
    """
    asked = verified_action(token, internal_keys("link"))
    moment, page = moments.get(asked.link.moment_id), _page_token(asked)
    if asked.expired(now_ms):
        return _response(HTTPStatus.GONE, late_page(page))
    if asked.draft:
        from functions.respond.routes.answer_response import Pressed, ask_answer  # noqa: PLC0415 - only answers need it

        return _response(*ask_answer(Pressed(asked, token, page, now_ms)))
    if asked.step:
        return _step_question(asked, moment, token, page)
    return _response(HTTPStatus.OK, question_page(asked.act, _name(moment), token, page))


def pressed_response(token: str, body: str, now_ms: int, signed_in: str = "") -> Response[str]:
    """What came of pressing the button; ``signed_in`` is the name of whoever signed in to the pages.

    Raises:
        NotFound: the token is not valid, or the moment does not exist any more.
        StorageBusy: others kept changing the crisis; press again.
    """
    asked = verified_action(token, internal_keys("link"))
    page = _page_token(asked)
    if asked.draft:
        from functions.respond.routes.answer_response import Pressed, take_answer  # noqa: PLC0415 - only answers need it

        return _response(*take_answer(Pressed(asked, token, page, now_ms), body, signed_in))
    if asked.expired(now_ms):
        return _response(HTTPStatus.GONE, late_page(page))
    action = _action(asked, body, now_ms, signed_in)
    if asked.step:
        return _tick(asked, action, page)
    try:
        found = on_seen(asked.link.moment_id, asked.seen_ms, asked.act, action)
    except IllegalTransition:
        found = moments.in_crisis(moments.get(asked.link.moment_id))
    shown = [moment for moment in found if seen_ms([moment]) <= asked.seen_ms]
    if not shown:
        return _response(HTTPStatus.CONFLICT, late_page(page))
    entry = _entry(shown, asked.act)
    if entry is None or (asked.act is Act.ACK and not any(moment.status.ongoing for moment in shown)):
        return _response(HTTPStatus.CONFLICT, over_page(_name(shown[0]), _ending(shown), page))
    now = (entry.at_ms, entry.by, entry.via) == (action.at_ms, action.by, action.via)
    unseen = sum(moment.status.ongoing for moment in found if moment not in shown)
    outcome = Outcome(asked.act, _name(shown[0]), entry, now, unseen, page)
    return _response(HTTPStatus.OK, outcome_page(outcome))


def _step_question(asked: ActionToken, moment: Moment, token: str, page: str) -> Response[str]:
    try:
        _, _, step = planned_step(moments.in_crisis(moment), asked.step, plans.own(), None)
    except NotFound:
        return _response(HTTPStatus.CONFLICT, late_page(page))
    return _response(HTTPStatus.OK, step_page(_name(moment), step.do, token, page))


def _tick(asked: ActionToken, action: Action, page: str) -> Response[str]:
    """Say that the step is done; nothing is where the plan of the crisis no longer has it."""
    moments.get(asked.link.moment_id)
    try:
        done = on_step(asked.link.moment_id, asked.step, action, plans.own())
    except (NotFound, IllegalTransition):
        return _response(HTTPStatus.CONFLICT, late_page(page))
    now = (done.entry.at_ms, done.entry.by, done.entry.via) == (action.at_ms, action.by, action.via)
    return _response(HTTPStatus.OK, step_done_page(done.step.do, done.entry, page, now=now))


def error_response(status: HTTPStatus) -> Response[str]:
    """The page that a person sees when an error prevents the answer; 404 for a status without its own text."""
    shown = status if status in ERROR_TEXTS else HTTPStatus.NOT_FOUND
    return _response(shown, message_page(*ERROR_TEXTS[shown]))


def _response(status: HTTPStatus, page: str) -> Response[str]:
    return Response(int(status), MEDIA_TYPE, page, headers={**security_headers(), "Cache-Control": NO_STORE})


def _action(asked: ActionToken, body: str, now_ms: int, signed_in: str) -> Action:
    """Who presses: the name in the form, or who signed in, otherwise the people on call for whom the link was made."""
    form = parse_qs(body[:10_000], max_num_fields=MAX_FIELDS) if body.count("&") < MAX_FIELDS else {}
    by, note = _field(form, "by", NAME_LENGTH), _field(form, "note", NOTE_LENGTH)
    if not by or by.casefold() == SYSTEM:
        by = signed_in or f"on-call level {asked.link.level}"
    if asked.act is Act.DISMISS:
        note = dismissal_note(DismissReason.FALSE_ALARM, note)
    return Action(now_ms, by=by, via="page" if signed_in else "link", note=note)


def _field(form: dict[str, list[str]], name: str, length: int) -> str:
    return " ".join(clean_text(form.get(name, [""])[0]).split())[:length].strip()


def _entry(shown: list[Moment], act: Act) -> TimelineEntry | None:
    """The step that answers: of an acknowledgement the first, of an ending the last."""
    entries = [entry for moment in shown if (entry := entry_of(moment, act))]
    if act is Act.ACK:
        entries = [e for m in shown if m.status.ongoing and (e := entry_of(m, act))] or entries
        return min(entries, key=lambda entry: entry.at_ms, default=None)
    return max(entries, key=lambda entry: entry.at_ms, default=None)


def _ending(shown: list[Moment]) -> TimelineEntry | None:
    ends = (entry for moment in shown for entry in moment.timeline if entry.change.ends)
    return max(ends, key=lambda entry: entry.at_ms, default=None)


def _name(moment: Moment) -> str:
    return moment.brand_name or moment.brand


def _page_token(asked: ActionToken) -> str:
    """The page by which the person came. It is good for as long as their link was, and no longer."""
    return link_token(asked.link, internal_key("link"))
