"""What a person sees who approves the answer to a post: the form, and what came of it, to be copied."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from functions.respond.html.action_page import NAME_LENGTH, back_link, page_of
from shared.domain.response.approval import Approval
from shared.html.form import button, hidden, text_area
from shared.html.markup import Markup, element
from shared.messages.phrases import date_and_time, time_of_day
from shared.messages.quote import safe_text, shorten

ANSWER_LENGTH = 2_000


class AnswerForm(NamedTuple):
    """What the form has in it.

    ``token`` is that of its address, ``page`` that of the crisis's page; ``model`` may word a draft, and ``worded_by``
    is the one that worded the text. ``wrong`` says why the text was not taken, ``said`` what it answers or comes from.
    """

    token: str
    page: str
    text: str = ""
    by: str = ""
    model: str = ""
    worded_by: str = ""
    wrong: str = ""
    said: str = ""


def answer_page(form: AnswerForm) -> str:
    """The form: nothing is approved yet."""
    by = element("input", name="by", value=form.by, maxlength=str(NAME_LENGTH), autocomplete="name")
    words = text_area("text", form.text, 8, maxlength=str(ANSWER_LENGTH), spellcheck="true", dir="auto")
    asks = button("Let a model word it", name="do", value="word", lesser=True) if form.model else Markup()
    fields = [
        element("p", element("label", "The answer, as you want it ", words)),
        hidden("worded_by", form.worded_by) if form.worded_by else "",
        element("p", element("label", "Your name, if you are not signed in ", by)),
        element("p", button("Approve: I stand for it")),
        element("p", asks) if asks else "",
    ]
    return page_of(
        "Not approved yet" if form.wrong else "Approve the answer?",
        element("p", element("strong", form.wrong, dir="auto"), role="alert") if form.wrong else "",
        element("p", form.said, dir="auto") if form.said else "",
        element("form", *fields, method="post", action=form.token),
        element("p", "Nothing is sent by itself: you copy what you approved."),
        back_link(form.page),
    )


def approved_page(approval: Approval, page: str, *, now: bool, hint: str = "") -> str:
    """The answer that holds, and who stands for it: approved now, or by somebody before."""
    by = shorten(safe_text(approval.by), NAME_LENGTH) or "Somebody"
    at_ms = approval.approved_ms
    told = f"{by} approved it at {time_of_day(at_ms)}." if now else f"{by} approved this one at {date_and_time(at_ms)}."
    worded = f" Worded by {approval.worded_by}." if approval.worded_by else ""
    return page_of(
        "Approved" if now else "It has its answer already",
        element("p", element("bdi", told), worded),
        element("p", element("label", "The answer, to copy ", _to_copy(approval.text))),
        element("p", hint) if hint else "",
        element("p", "Post it as the answer to ", _post(approval)),
        back_link(page),
    )


def late_answer_page(text: str, page: str) -> str:
    """The answer to who approves on a page that is older than an hour: what was typed is not lost."""
    kept = element("p", element("label", "What you wrote, to copy ", _to_copy(text))) if text else ""
    return page_of(
        "This page is old",
        element("p", "Nothing was approved. Forms work for an hour, and things may have changed since."),
        kept,
        back_link(page, "Open the page anew"),
    )


def _to_copy(text: str) -> Markup:
    """All of the text in sight, also on a phone, where a line has some thirty letters."""
    rows = sum(len(line) // 30 + 1 for line in text.split("\n"))
    return element("textarea", f"\n{text}", readonly="", rows=str(min(rows, 24)), dir="auto")


def _post(approval: Approval) -> Markup:
    """A link to the post that is answered; its channel where there is no plain https address."""
    address = approval.url if approval.url.startswith("https://") and approval.url.isprintable() else ""
    where = element("bdi", safe_text(approval.channel))
    if not address or "@" in urlsplit(address).netloc:
        return element("span", "the post on ", where, ".")
    return element("a", "the post on ", where, href=address, rel="noopener nofollow noreferrer")
