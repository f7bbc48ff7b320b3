"""HTTP answers to the form of a crisis's page that approves the answer to a post."""

from __future__ import annotations

from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import parse_qs

from functions.respond.approving import NewAnswer, approve_answer
from functions.respond.html.action_page import NAME_LENGTH
from functions.respond.html.answer_page import AnswerForm, answer_page, approved_page, late_answer_page
from functions.respond.schemas.answer import MAX_ANSWER, ApproveInput, hint_for
from functions.respond.schemas.form import checked
from shared.domain.errors import IllegalTransition, InvalidInput, NotFound
from shared.domain.moments.transitions import Action
from shared.links.action_token import ActionToken
from shared.messages.quote import shorten
from shared.runtime.settings import setting

MAX_FIELDS = 10

Shown = tuple[HTTPStatus, str]
"""The status of an answer, and its page."""


class Pressed(NamedTuple):
    """A button for the answer to a post: what it permits, the addresses of its form and its page, and the time."""

    asked: ActionToken
    token: str
    page: str
    now_ms: int

    @property
    def form(self) -> AnswerForm:
        """The empty form of it."""
        return AnswerForm(self.token, self.page, model=setting("DRAFT_MODEL", ""))


def ask_answer(pressed: Pressed) -> Shown:
    """The form on its own, with the draft of the post in it; to look at it changes nothing."""
    from functions.respond.wording.drafted import drafted_post  # noqa: PLC0415 - to approve scores no post

    drafted = drafted_post(pressed.asked.link.moment_id, pressed.asked.draft)
    if drafted.post and drafted.post.approval:
        return HTTPStatus.OK, approved_page(drafted.post.approval, pressed.page, now=False)
    said = f"“{shorten(drafted.post.wanted.words, 400)}”" if drafted.post else ""
    return HTTPStatus.OK, answer_page(pressed.form._replace(text=drafted.template, said=said))


def take_answer(pressed: Pressed, body: str, signed_in: str) -> Shown:
    """Approve what the form has, or word it by the model if that was the button.

    Raises:
        StorageBusy: others kept changing the crisis; press again.
    """
    sent = _Sent.of(body)
    if pressed.asked.expired(pressed.now_ms):
        return HTTPStatus.GONE, late_answer_page(sent.text, pressed.page)
    form = pressed.form._replace(text=sent.text, by=sent.by, worded_by=sent.worded_by)
    again = form._replace(text=sent.text[: 2 * MAX_ANSWER], by=sent.by[:NAME_LENGTH])
    try:
        return _worded(pressed, again) if sent.words else _approved(pressed, form, signed_in)
    except InvalidInput as error:
        return HTTPStatus.BAD_REQUEST, answer_page(again._replace(wrong=_sentence(error.message)))
    except (NotFound, IllegalTransition) as error:
        return HTTPStatus.CONFLICT, answer_page(again._replace(wrong=_sentence(error.message)))


def _approved(pressed: Pressed, form: AnswerForm, signed_in: str) -> Shown:
    """In the name of who is signed in, unless the form has one: whoever approves stands for the text."""
    given = {"text": form.text, "by": form.by or signed_in or None, "worded_by": form.worded_by or None}
    answer = checked(ApproveInput, given)
    if not answer.by:
        raise InvalidInput("say who you are: whoever approves stands for the text", field="by")
    action = Action(pressed.now_ms, by=answer.by, via="page" if signed_in else "link")
    new = NewAnswer(answer.text, answer.worded_by or "")
    holds = approve_answer(pressed.asked.link.moment_id, pressed.asked.draft, new, action)
    now = (holds.approved_ms, holds.by, holds.text) == (action.at_ms, action.by, answer.text)
    return HTTPStatus.OK, approved_page(holds, pressed.page, now=now, hint=hint_for(holds.text) or "")


def _worded(pressed: Pressed, form: AnswerForm) -> Shown:
    """The form with the text of the model, or with the draft of the templates and why the model worded none."""
    from functions.respond.wording.drafted import drafted_post, worded_draft  # noqa: PLC0415 - to approve scores no post

    wording = worded_draft(drafted_post(pressed.asked.link.moment_id, pressed.asked.draft))
    said = f"Worded by {wording.model}. Read every word: you stand for it." if wording.model else ""
    why = f"No model worded it: {wording.why}." if wording.why else ""
    return HTTPStatus.OK, answer_page(form._replace(text=wording.text, worded_by=wording.model, said=said or why))


class _Sent(NamedTuple):
    """What the form sent."""

    text: str
    by: str
    worded_by: str
    words: bool

    @classmethod
    def of(cls, body: str) -> _Sent:
        """The fields of a body; empty where they are missing or there are too many."""
        form = parse_qs(body, max_num_fields=MAX_FIELDS) if body.count("&") < MAX_FIELDS else {}

        def one(name: str) -> str:
            return form.get(name, [""])[0].replace("\r\n", "\n").strip()

        return cls(one("text"), " ".join(one("by").split()), one("worded_by"), one("do") == "word")


def _sentence(message: str) -> str:
    """A message as a sentence.

    >>> _sentence("say who you are")
    'Say who you are.'
    """
    return f"{message[:1].upper()}{message[1:]}{'' if message.endswith('.') else '.'}"
